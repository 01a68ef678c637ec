//! A line as it is drawn: parts of one font, one script and one direction, each shaped as its script wants it.

use std::ops::Range;

use krilla::text::{GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};
use unicode_bidi::{Level, ParagraphBidiInfo};
use unicode_script::{Script, UnicodeScript};

use super::fonts::Fonts;
use super::library::Weight;

/// A part of a line. Lengths are parts of the size of the type.
#[derive(Clone, Debug)]
pub struct Run {
    /// Number of its face.
    pub face: usize,
    /// Where it begins, from the begin of the line.
    pub x: f32,
    /// Its glyphs from left to right, over parts of the line's text.
    pub glyphs: Vec<KrillaGlyph>,
}

/// What is shaped in one go.
struct Item {
    range: Range<usize>,
    face: usize,
    level: Level,
    script: Script,
}

impl Fonts<'_> {
    /// The parts of a line whose paragraph has this level (even from left to right, odd from right to left), in the
    /// order they are read, and the width of all. Characters without a font are left out.
    ///
    /// Source: UAX #9, "Unicode Bidirectional Algorithm", rule L2.
    pub fn runs(&self, text: &str, weight: Weight, level: Level) -> (Vec<Run>, f32) {
        let items = self.items(text, weight, level);
        let levels: Vec<Level> = items.iter().map(|it| it.level).collect();
        let mut shaped: Vec<(Vec<Run>, f32)> =
            items.iter().map(|item| self.shape(text, item)).collect();
        let mut x = 0.0;
        for index in ParagraphBidiInfo::reorder_visual(&levels) {
            let (runs, width) = &mut shaped[index];
            for run in runs {
                run.x += x;
            }
            x += *width;
        }
        (shaped.into_iter().flat_map(|(runs, _)| runs).collect(), x)
    }

    fn items(&self, text: &str, weight: Weight, level: Level) -> Vec<Item> {
        let levels = ParagraphBidiInfo::new(text, Some(level)).reordered_levels(0..text.len());
        let mut items: Vec<Item> = Vec::new();
        for (range, face) in self.parts(text, weight) {
            let Some(face) = face else { continue };
            let part = &text[range.clone()];
            // They have done what they are for.
            if part.chars().all(is_mark_of_direction) {
                continue;
            }
            let script = script(part);
            let level = levels[range.start];
            let fits = |last: &Item| {
                let is_next = last.range.end == range.start;
                let is_same = last.face == face && last.level == level;
                let is_one_script = last.script == script || is_any(last.script) || is_any(script);
                is_next && is_same && is_one_script
            };
            match items.last_mut() {
                Some(last) if fits(last) => {
                    last.range.end = range.end;
                    if is_any(last.script) {
                        last.script = script;
                    }
                }
                _ => items.push(Item {
                    range,
                    face,
                    level,
                    script,
                }),
            }
        }
        items
    }

    /// The glyphs of an item, and how wide they are.
    fn shape(&self, text: &str, item: &Item) -> (Vec<Run>, f32) {
        let Some(cut) = self.cut(item.face) else {
            return (Vec::new(), 0.0);
        };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&text[item.range.clone()]);
        buffer.guess_segment_properties();
        buffer.set_direction(if item.level.is_rtl() {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        });
        let shaped = rustybuzz::shape(&cut.face, &[], buffer);
        let em = cut.face.units_per_em() as f32;
        let infos = shaped.glyph_infos();
        let mut starts: Vec<usize> = infos.iter().map(|it| it.cluster as usize).collect();
        starts.sort_unstable();
        let glyph = |(info, position): (&rustybuzz::GlyphInfo, &rustybuzz::GlyphPosition)| {
            let start = info.cluster as usize;
            let next = starts.get(starts.partition_point(|it| *it <= start));
            let end = next.map_or(item.range.end, |it| item.range.start + it);
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                position.x_advance as f32 / em,
                position.x_offset as f32 / em,
                position.y_offset as f32 / em,
                position.y_advance as f32 / em,
                item.range.start + start..end,
                None,
            )
        };
        let glyphs: Vec<KrillaGlyph> = infos
            .iter()
            .zip(shaped.glyph_positions())
            .map(glyph)
            .collect();
        let width = glyphs.iter().map(|it| it.x_advance).sum();
        let run = Run {
            face: item.face,
            x: 0.0,
            glyphs,
        };
        match item.level.is_rtl() {
            true => (as_read(run), width),
            false => (vec![run], width),
        }
    }
}

/// Cuts a run from right to left round each character of several glyphs, and puts the parts in the order they are read.
/// Parts of one glyph a character are marked in the file as written backwards; others cannot be.
///
/// Source: ISO 32000-1, 14.8.2.3.3, "Reverse-Order Show Strings".
fn as_read(run: Run) -> Vec<Run> {
    let mut x = 0.0;
    let mut parts: Vec<Run> = Vec::new();
    let mut last_is_one = false;
    for same in run.glyphs.chunk_by(|a, b| a.text_range == b.text_range) {
        let is_one = same.len() == 1;
        match parts.last_mut() {
            Some(part) if is_one && last_is_one => part.glyphs.extend_from_slice(same),
            _ => parts.push(Run {
                face: run.face,
                x,
                glyphs: same.to_vec(),
            }),
        }
        last_is_one = is_one;
        x += same.iter().map(|it| it.x_advance).sum::<f32>();
    }
    parts.reverse();
    parts
}

fn script(text: &str) -> Script {
    let mut scripts = text.chars().map(|c| c.script());
    scripts.find(|it| !is_any(*it)).unwrap_or(Script::Common)
}

/// Whether characters of this script go with those of any other.
fn is_any(script: Script) -> bool {
    matches!(script, Script::Common | Script::Inherited)
}

/// Source: UAX #9, table "Bidirectional Formatting Characters".
fn is_mark_of_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

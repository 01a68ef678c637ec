//! Text in lines.

use std::ops::Range;

use unicode_bidi::{Direction, Level, get_base_direction};
use unicode_linebreak::linebreaks;
use unicode_segmentation::UnicodeSegmentation;

use super::fonts::Fonts;
use super::library::Weight;
use super::runs::Run;

/// A line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is drawn, with the space at its end if there is one before the next line.
    pub text: String,
    /// What is said where that is more than what can be shown.
    pub said: Option<String>,
    /// Level of its paragraph: even from left to right, odd from right to left.
    level: Level,
}

impl Fonts<'_> {
    /// A text in lines that are at most so wide, in points. Lines break where UAX #14 lets them; what is wider than a
    /// line is cut between what is read as characters. A paragraph goes in the direction of its first letter.
    pub fn lines(&self, text: &str, weight: Weight, size: f32, most: f32) -> Vec<Line> {
        let (shown, is_whole) = self.shown(text);
        let words: Vec<&str> = shown.split(' ').filter(|it| !it.is_empty()).collect();
        let shown = words.join(" ");
        let level = match get_base_direction(shown.as_str()) {
            Direction::Rtl => Level::rtl(),
            Direction::Ltr | Direction::Mixed => Level::ltr(),
        };
        let reach = self.reach(&shown, weight, level);
        let fits = |range: Range<usize>| {
            let part = shown[range.clone()].trim_end();
            let about = (reach[range.start + part.len()] - reach[range.start]) * size;
            // Letters look different at the end of a line, if at all, by less than the size of the type.
            match (about - most).abs() > size {
                true => about < most,
                false => self.runs(part, weight, level).1 * size <= most,
            }
        };
        let mut parts = Vec::new();
        let (mut start, mut end) = (0, 0);
        for (next, _) in linebreaks(&shown) {
            if !fits(start..next) {
                if start < end {
                    parts.push(&shown[start..end]);
                    start = end;
                }
                for (at, cluster) in shown[end..next].grapheme_indices(true) {
                    let at = end + at;
                    if start < at && !fits(start..at + cluster.len()) {
                        parts.push(&shown[start..at]);
                        start = at;
                    }
                }
            }
            end = next;
        }
        parts.push(&shown[start..end]);
        let lines = parts.into_iter().enumerate().map(|(index, part)| Line {
            text: part.to_owned(),
            // What cannot be shown can be said: by the first line for the whole.
            said: (!is_whole).then(|| match index {
                0 => text.to_owned(),
                _ => String::new(),
            }),
            level,
        });
        lines.collect()
    }

    /// How far a text reaches before each of its bytes, were it one line; a part of the size of the type.
    fn reach(&self, text: &str, weight: Weight, level: Level) -> Vec<f32> {
        let mut reach = vec![0.0; text.len() + 1];
        let (runs, _) = self.runs(text, weight, level);
        for glyph in runs.iter().flat_map(|run| &run.glyphs) {
            reach[glyph.text_range.start + 1] += glyph.x_advance;
        }
        for at in 1..reach.len() {
            reach[at] += reach[at - 1];
        }
        reach
    }

    /// How wide a line is without the space at its end, in points.
    pub fn width(&self, line: &Line, weight: Weight, size: f32) -> f32 {
        self.runs(line.text.trim_end(), weight, line.level).1 * size
    }

    /// What to draw for a line. The space at its end is part of the text and takes no room: it hangs where the reading
    /// ends, at the right, or at the left of what is read from right to left.
    pub fn drawn(&self, line: &Line, weight: Weight) -> Vec<Run> {
        let seen = line.text.trim_end();
        let (mut runs, width) = self.runs(seen, weight, line.level);
        let (hanging, room) = self.runs(&line.text[seen.len()..], weight, Level::ltr());
        let x = if line.level.is_rtl() { -room } else { width };
        runs.extend(hanging.into_iter().map(|mut run| {
            run.x += x;
            for glyph in &mut run.glyphs {
                let Range { start, end } = glyph.text_range;
                glyph.text_range = start + seen.len()..end + seen.len();
            }
            run
        }));
        runs
    }
}

#[cfg(test)]
mod tests;

//! Which characters a font has, in little memory: a hundred fonts that are never used cost less than one that is.

use rustybuzz::ttf_parser::cmap::{Format, Subtable};
use rustybuzz::ttf_parser::{Face, PlatformId};

/// So many characters share a block.
const BLOCK: u32 = 256;

/// The encoding of symbols on Windows. Source: OpenType, "cmap", "Windows platform".
const SYMBOLS: u16 = 0;

/// A set of characters: those blocks of 256 that have any, by number, each with a bit for every character.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage(Vec<(u16, [u64; 4])>);

impl Coverage {
    /// The characters a font has a glyph for. None for a font of symbols, whose letters are something else.
    pub fn of(face: &Face<'_>) -> Self {
        let tables = || face.tables().cmap.into_iter().flat_map(|it| it.subtables);
        if tables().any(|it| it.platform_id == PlatformId::Windows && it.encoding_id == SYMBOLS) {
            return Self::default();
        }
        let is_whole = |it: &Subtable<'_>| matches!(it.format, Format::SegmentedCoverage(_));
        let unicode = || tables().filter(|it| it.is_unicode());
        let mut blocks: Vec<(u16, [u64; 4])> = Vec::new();
        if let Some(table) = unicode().find(is_whole).or_else(|| unicode().next()) {
            table.codepoints(|c| {
                // Glyph 0 is the box for what a font does not have; a range may well name it.
                let has = table.glyph_index(c).is_some_and(|glyph| glyph.0 != 0);
                if let (true, Ok(number)) = (has, u16::try_from(c / BLOCK)) {
                    if blocks.last().is_none_or(|(last, _)| *last != number) {
                        blocks.push((number, [0; 4]));
                    }
                    let (word, bit) = place(c);
                    if let Some((_, bits)) = blocks.last_mut() {
                        bits[word] |= bit;
                    }
                }
            });
        }
        blocks.sort_unstable_by_key(|(number, _)| *number);
        blocks.shrink_to_fit();
        Self(blocks)
    }

    /// Whether a character is among them.
    pub fn has(&self, c: char) -> bool {
        let c = u32::from(c);
        let found = self
            .0
            .binary_search_by_key(&(c / BLOCK), |(number, _)| u32::from(*number));
        let (word, bit) = place(c);
        found.is_ok_and(|at| self.0[at].1[word] & bit != 0)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Where the bit of a character is in its block.
fn place(c: u32) -> (usize, u64) {
    let at = c % BLOCK;
    ((at / 64) as usize, 1 << (at % 64))
}

//! Which font a text is written in: the first that has its characters, for each part of the text.

use std::cell::OnceCell;
use std::ops::Range;

use rustybuzz::Face;
use unicode_script::UnicodeScript;
use unicode_segmentation::UnicodeSegmentation;

use super::library::{Family, Library, WEIGHT_AXIS, Weight};

/// A face opened, to measure with and to draw with.
pub struct Cut<'a> {
    /// To measure with.
    pub face: Face<'a>,
    /// To draw with.
    pub font: krilla::text::Font,
}

/// The fonts of one document. Files are opened when a text needs them.
pub struct Fonts<'a> {
    library: &'a Library,
    families: &'a [Family],
    cuts: Vec<OnceCell<Option<Cut<'a>>>>,
}

impl<'a> Fonts<'a> {
    /// All fonts there are.
    pub fn of(library: &'a Library) -> Self {
        Self::with(library, library.families())
    }

    /// Only the program's own.
    pub fn own(library: &'a Library) -> Self {
        Self::with(library, library.own_families())
    }

    fn with(library: &'a Library, families: &'a [Family]) -> Self {
        Self {
            library,
            families,
            cuts: library.faces().iter().map(|_| OnceCell::new()).collect(),
        }
    }

    /// A face, opened; `None` when its file is gone or damaged.
    pub fn cut(&self, number: usize) -> Option<&Cut<'a>> {
        self.cuts[number].get_or_init(|| self.open(number)).as_ref()
    }

    fn open(&self, number: usize) -> Option<Cut<'a>> {
        let face = &self.library.faces()[number];
        let bytes = self.library.bytes(face)?;
        let mut measure = Face::from_slice(bytes.as_ref().as_ref(), face.index)?;
        let mut axes = Vec::new();
        if let Some(weight) = face.weight {
            measure.set_variation(WEIGHT_AXIS, weight);
            axes.push((krilla::text::Tag::new(&WEIGHT_AXIS.to_bytes()), weight));
        }
        let font = krilla::text::Font::new_variable(bytes.clone().into(), face.index, &axes)?;
        Some(Cut {
            face: measure,
            font,
        })
    }

    /// The face that has all characters of a text.
    fn face(&self, text: &str, weight: Weight) -> Option<usize> {
        let has = |number: usize| {
            let face = &self.library.faces()[number];
            text.chars().all(|c| is_hidden(c) || face.has(c))
        };
        self.families
            .iter()
            .flat_map(|family| family.faces(weight))
            .find(|number| has(*number) && self.cut(*number).is_some())
    }

    /// A text in what is read as one character each, with the face that has it. Where no face has all of a character
    /// with its marks, each of them is a part of its own.
    pub fn parts(&self, text: &str, weight: Weight) -> Vec<(Range<usize>, Option<usize>)> {
        let mut parts = Vec::new();
        for (start, cluster) in text.grapheme_indices(true) {
            match self.face(cluster, weight) {
                Some(face) => parts.push((start..start + cluster.len(), Some(face))),
                None => parts.extend(cluster.char_indices().map(|(at, c)| {
                    let range = start + at..start + at + c.len_utf8();
                    (range.clone(), self.face(&text[range], weight))
                })),
            }
        }
        parts
    }

    /// The text with what no font can show replaced by question marks, on one line, and whether nothing was.
    pub fn shown(&self, text: &str) -> (String, bool) {
        let text: String = text.chars().filter_map(plain).collect();
        let mut shown = String::with_capacity(text.len());
        let mut is_whole = true;
        for (range, face) in self.parts(&text, Weight::Regular) {
            let part = &text[range];
            if face.is_some() {
                shown.push_str(part);
                continue;
            }
            is_whole = false;
            for c in part.chars() {
                // Of a document that has to do without the folder's fonts something else is told.
                if self.families.len() == self.library.families().len() {
                    self.library.note_missing(c.script().full_name());
                }
                shown.push('?');
            }
        }
        (shown, is_whole)
    }
}

/// What ends a line or jumps is a space here. A byte order mark has no meaning within a text, and must not be in a PDF.
fn plain(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{feff}' => None,
        c => Some(c),
    }
}

/// Whether a character says something about its neighbours and is not seen itself, so that no font needs to have it:
/// joiners, marks of direction, variation selectors. Source: Unicode, `Default_Ignorable_Code_Point`.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_language_and_currency_can_be_shown() {
        let library = Library::read(None).expect("a typeface");
        let fonts = Fonts::of(&library);
        for text in [
            "Größe Rechnung – Übersicht „ja“",
            "Numéro d’œuvre : 20,00\u{a0}€ 1\u{202f}234",
            "Àèìòù « così »",
            "Återbetalning −5 kr",
            "Één factuur",
            "€ £ ¥ $ ₹ Kč Ft zł ₱ ₦ ₺ ₴ ₾ ₸ ₩ ₪ ₫",
            "Łódź Ελλάδα Москва",
            "الفاتورة، المجموع؟ ر.س.",
        ] {
            assert_eq!(fonts.shown(text), (text.to_owned(), true));
        }
        assert_eq!(fonts.shown("佐藤\n遥"), ("?? ?".to_owned(), false));
    }
}

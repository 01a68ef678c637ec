//! The typeface of documents: Noto Sans, cut down to Latin, Greek, Cyrillic and the signs of currencies
//! (`crates/server/fonts`, under the SIL Open Font License beside it).

use rustybuzz::{Face, UnicodeBuffer};

const REGULAR: &[u8] = include_bytes!("../../../fonts/NotoSans-Regular.ttf");
const STRONG: &[u8] = include_bytes!("../../../fonts/NotoSans-SemiBold.ttf");

/// How strong a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Text.
    Regular,
    /// Headings and sums.
    Strong,
}

/// A weight, to measure with and to draw with.
struct Cut {
    face: Face<'static>,
    font: krilla::text::Font,
}

/// The typeface.
pub struct Fonts {
    regular: Cut,
    strong: Cut,
}

impl Fonts {
    /// Reads the typeface. `None` only when the files in the program are damaged.
    pub fn read() -> Option<Self> {
        Some(Self {
            regular: cut(REGULAR)?,
            strong: cut(STRONG)?,
        })
    }

    fn of(&self, weight: Weight) -> &Cut {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Strong => &self.strong,
        }
    }

    /// To draw with.
    pub fn font(&self, weight: Weight) -> krilla::text::Font {
        self.of(weight).font.clone()
    }

    /// The text with what the typeface cannot show replaced by question marks.
    pub fn shown(&self, text: &str) -> String {
        let face = &self.regular.face;
        text.chars()
            .map(|c| match c {
                '\t' | '\n' | '\r' => ' ',
                c if face.glyph_index(c).is_some() => c,
                _ => '?',
            })
            .collect()
    }

    /// How wide a text is, in points.
    pub fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        let face = &self.of(weight).face;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        let shaped = rustybuzz::shape(face, &[], buffer);
        let units: i32 = shaped.glyph_positions().iter().map(|it| it.x_advance).sum();
        units as f32 / face.units_per_em() as f32 * size
    }

    /// The text in lines that are at most so wide. A word that is wider is cut.
    pub fn wrapped(&self, text: &str, weight: Weight, size: f32, most: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = match line.as_str() {
                "" => word.to_owned(),
                line => format!("{line} {word}"),
            };
            if self.width(&longer, weight, size) <= most {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                line.push(c);
                if self.width(&line, weight, size) > most {
                    line.pop();
                    lines.push(std::mem::take(&mut line));
                    line.push(c);
                }
            }
        }
        lines.push(line);
        lines
    }
}

fn cut(file: &'static [u8]) -> Option<Cut> {
    Some(Cut {
        face: Face::from_slice(file, 0)?,
        font: krilla::text::Font::new(file.into(), 0)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_language_and_currency_can_be_shown() {
        let fonts = Fonts::read().expect("a typeface");
        for text in [
            "Größe Rechnung – Übersicht „ja“",
            "Numéro d’œuvre : 20,00\u{a0}€ 1\u{202f}234",
            "Àèìòù « così »",
            "Återbetalning −5 kr",
            "Één factuur",
            "€ £ ¥ $ ₹ Kč Ft zł ₱ ₦ ₺ ₴ ₾ ₸ ₩ ₪ ₫",
            "Łódź Ελλάδα Москва",
        ] {
            assert_eq!(fonts.shown(text), text);
        }
        assert_eq!(fonts.shown("佐藤\n遥"), "?? ?");
    }

    #[test]
    fn lines_are_no_wider_than_they_may_be() {
        let fonts = Fonts::read().expect("a typeface");
        let text = "A line of several words and one ofmanymanymanymanymanymanyletters indeed";
        let lines = fonts.wrapped(text, Weight::Regular, 9.0, 80.0);
        assert!(lines.len() > 3);
        for line in &lines {
            assert!(fonts.width(line, Weight::Regular, 9.0) <= 80.0, "{line}");
        }
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
    }
}

//! The colour a browser shows: three 8-bit sRGB channels, written `#rrggbb`.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::{Serialize, Serializer};

/// An opaque sRGB colour. Its only written form is `#rrggbb`, so it cannot carry anything else into CSS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb {
    /// Red, 0–255.
    pub r: u8,
    /// Green, 0–255.
    pub g: u8,
    /// Blue, 0–255.
    pub b: u8,
}

impl Rgb {
    /// `#000000`.
    pub const BLACK: Self = Self::new(0, 0, 0);
    /// `#ffffff`.
    pub const WHITE: Self = Self::new(255, 255, 255);

    /// A colour from its channels.
    #[must_use]
    pub const fn new(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b }
    }

    /// Relative luminance as WCAG 2.2 defines it, 0–1.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast ratio as WCAG 2.2 defines it, 1–21. The order of the two colours does not matter.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The channels without the transfer curve, 0–1.
    pub(super) fn linear(self) -> [f64; 3] {
        // Every contrast the solver measures passes here, so the curve is computed once per channel value.
        static CURVE: OnceLock<[f64; 256]> = OnceLock::new();
        let curve = CURVE.get_or_init(|| std::array::from_fn(|i| decode(i as f64 / 255.0)));
        [self.r, self.g, self.b].map(|channel| curve[usize::from(channel)])
    }
}

/// sRGB transfer curve, encoded to linear.
fn decode(channel: f64) -> f64 {
    if channel <= 0.04045 {
        channel / 12.92
    } else {
        ((channel + 0.055) / 1.055).powf(2.4)
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

impl FromStr for Rgb {
    type Err = String;

    /// Accepts `#rrggbb` in either case, and nothing else.
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix('#').unwrap_or_default();
        // `from_str_radix` would also take a sign, and slicing needs ASCII.
        if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16);
            if let (Ok(r), Ok(g), Ok(b)) = (channel(0), channel(2), channel(4)) {
                return Ok(Self { r, g, b });
            }
        }
        Err("Invalid color: must be a hash and six hexadecimal digits, such as #5b3df5.".to_owned())
    }
}

impl Serialize for Rgb {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

//! One scheme's colours at one level of contrast.

mod brand;
mod neutral;
mod tone;

use crate::branding::Mode;
use crate::color::Rgb;
use crate::solve::{Contrast, Paper, readable};
use crate::theme::Scheme;
use crate::token::Token;

/// One scheme's colours at one level of contrast.
#[derive(Clone, Debug)]
pub(crate) struct Palette {
    colors: [Rgb; Token::ALL.len()],
    /// Whether the page is light or dark, which a merchant's background decides.
    pub paper: Paper,
}

/// What a palette is made from.
pub(crate) struct Seed<'a> {
    pub scheme: Scheme,
    pub contrast: Contrast,
    pub brand: Rgb,
    pub mode: &'a Mode,
}

impl Palette {
    pub fn new(seed: &Seed<'_>) -> Self {
        let background = neutral::background(seed);
        let mut palette = Self {
            colors: [Rgb::BLACK; Token::ALL.len()],
            paper: Paper::of(background),
        };
        neutral::surfaces(&mut palette, seed, background);
        brand::tint(&mut palette, seed);
        tone::tints(&mut palette, seed);
        neutral::inks(&mut palette, seed);
        brand::fills_and_links(&mut palette, seed);
        brand::panel(&mut palette, seed);
        tone::fills_and_texts(&mut palette, seed);
        palette
    }

    pub fn get(&self, token: Token) -> Rgb {
        self.colors[token as usize]
    }

    fn set(&mut self, token: Token, color: Rgb) {
        self.colors[token as usize] = color;
    }

    /// Everything that text and controls may stand on.
    fn surfaces(&self) -> [Rgb; 4] {
        [
            self.get(Token::Background),
            self.get(Token::Surface),
            self.get(Token::SurfaceHover),
            self.get(Token::Sunken),
        ]
    }

    /// A colour, moved as far as its contrast needs.
    fn keep(&mut self, token: Token, wanted: Rgb, papers: &[Rgb], ratio: f64) {
        self.set(token, readable(wanted, self.paper.ink(), papers, ratio));
    }
}

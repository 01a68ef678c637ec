//! A branding's palettes.

use crate::branding::{Branding, ColorScheme, Mode, Modes};
use crate::color::Rgb;
use crate::palette::{Palette, Seed};
use crate::solve::{Contrast, Paper};
use crate::token::Token;

/// The brand colour of a merchant who has not chosen one, on light and on dark pages: pine.
const HOUSE_BRAND: (Rgb, Rgb) = (Rgb::new(0x1c, 0x4f, 0x42), Rgb::new(0x8c, 0xcb, 0xb2));

/// What the customer's device asks for (`prefers-color-scheme`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Scheme {
    /// Both schemes.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];
}

/// A branding, solved: every colour at both schemes and both levels of contrast.
#[derive(Clone, Debug)]
pub struct Theme {
    pub(crate) branding: Branding,
    /// By scheme, then by contrast.
    palettes: [[Palette; 2]; 2],
}

impl Theme {
    /// Solves the palettes of a branding. Never fails: what cannot be read is corrected, and [`Theme::report`] tells of it.
    #[must_use]
    pub fn new(branding: &Branding) -> Self {
        let palettes = Scheme::ALL.map(|scheme| {
            Contrast::ALL.map(|contrast| {
                Palette::new(&Seed {
                    scheme,
                    contrast,
                    brand: brand(&branding.modes, scheme),
                    mode: mode(&branding.modes, scheme),
                })
            })
        });
        Self {
            branding: branding.clone(),
            palettes,
        }
    }

    /// A colour at the standard level of contrast.
    #[must_use]
    pub fn color(&self, scheme: Scheme, token: Token) -> Rgb {
        self.color_at(scheme, Contrast::Standard, token)
    }

    /// A colour.
    #[must_use]
    pub fn color_at(&self, scheme: Scheme, contrast: Contrast, token: Token) -> Rgb {
        self.palette(scheme, contrast).get(token)
    }

    /// The schemes that are shown at all.
    pub(crate) fn schemes(&self) -> &'static [Scheme] {
        match self.branding.shared.color_scheme {
            ColorScheme::Auto => &Scheme::ALL,
            ColorScheme::Light => &[Scheme::Light],
            ColorScheme::Dark => &[Scheme::Dark],
        }
    }

    /// The palette a device gets that asks for `scheme`.
    pub(crate) fn palette(&self, scheme: Scheme, contrast: Contrast) -> &Palette {
        let scheme = match self.branding.shared.color_scheme {
            ColorScheme::Auto => scheme,
            ColorScheme::Light => Scheme::Light,
            ColorScheme::Dark => Scheme::Dark,
        };
        &self.palettes[scheme as usize][contrast as usize]
    }

    /// What the merchant chose for a scheme.
    pub(crate) fn mode(&self, scheme: Scheme) -> &Mode {
        mode(&self.branding.modes, scheme)
    }

    /// The brand colour that a scheme is made from.
    pub(crate) fn brand(&self, scheme: Scheme) -> Rgb {
        brand(&self.branding.modes, scheme)
    }

    /// The value of `color-scheme`: what the browser's own controls look like on this page.
    pub(crate) fn color_scheme(&self, scheme: Scheme) -> &'static str {
        let paper = self.palette(scheme, Contrast::Standard).paper;
        match paper {
            Paper::Light => "light",
            Paper::Dark => "dark",
        }
    }
}

fn mode(modes: &Modes, scheme: Scheme) -> &Mode {
    match scheme {
        Scheme::Light => &modes.light,
        Scheme::Dark => &modes.dark,
    }
}

/// The scheme's own, else the other one's, else the house's.
fn brand(modes: &Modes, scheme: Scheme) -> Rgb {
    let (other, house) = match scheme {
        Scheme::Light => (Scheme::Dark, HOUSE_BRAND.0),
        Scheme::Dark => (Scheme::Light, HOUSE_BRAND.1),
    };
    let chosen = mode(modes, scheme).brand.or(mode(modes, other).brand);
    chosen.unwrap_or(house)
}

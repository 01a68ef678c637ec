//! A branding's palettes.

use crate::branding::{Branding, ColorScheme};
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

/// A colour that is not the one the merchant chose, because that one could not be read there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjustment {
    /// Where.
    pub token: Token,
    /// In which scheme.
    pub scheme: Scheme,
    /// At which level of contrast.
    pub contrast: Contrast,
    /// What the merchant chose.
    pub wanted: Rgb,
    /// What is shown.
    pub used: Rgb,
    /// The least contrast it reaches with what it is used with.
    pub ratio: f64,
}

/// A branding, solved: every colour at both schemes and both levels of contrast.
#[derive(Clone, Debug)]
pub struct Theme {
    pub(crate) branding: Branding,
    /// By scheme, then by contrast.
    palettes: [[Palette; 2]; 2],
}

impl Theme {
    /// Solves the palettes of a branding. Never fails: what cannot be read is corrected and reported.
    #[must_use]
    pub fn new(branding: &Branding) -> Self {
        let (light, dark) = (&branding.modes.light, &branding.modes.dark);
        let brand = |own: Option<Rgb>, other: Option<Rgb>, house| own.or(other).unwrap_or(house);
        let palettes = Scheme::ALL.map(|scheme| {
            let (mode, brand) = match scheme {
                Scheme::Light => (light, brand(light.brand, dark.brand, HOUSE_BRAND.0)),
                Scheme::Dark => (dark, brand(dark.brand, light.brand, HOUSE_BRAND.1)),
            };
            Contrast::ALL.map(|contrast| {
                Palette::new(&Seed {
                    scheme,
                    contrast,
                    brand,
                    mode,
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

    /// Every colour that is not the one the merchant chose.
    #[must_use]
    pub fn report(&self) -> Vec<Adjustment> {
        let mut report = Vec::new();
        for contrast in Contrast::ALL {
            for scheme in self.schemes() {
                let changes = &self.palette(*scheme, contrast).changes;
                report.extend(changes.iter().map(|change| Adjustment {
                    token: change.token,
                    scheme: *scheme,
                    contrast,
                    wanted: change.wanted,
                    used: change.used,
                    ratio: change.ratio,
                }));
            }
        }
        report
    }

    /// The schemes that are shown at all.
    fn schemes(&self) -> &'static [Scheme] {
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

    /// The value of `color-scheme`: what the browser's own controls look like on this page.
    pub(crate) fn color_scheme(&self, scheme: Scheme) -> &'static str {
        let paper = self.palette(scheme, Contrast::Standard).paper;
        match paper {
            Paper::Light => "light",
            Paper::Dark => "dark",
        }
    }
}

//! What is told of a theme's colours: where each comes from, and how well it can be read.

use crate::branding::Mode;
use crate::color::Rgb;
use crate::solve::Contrast;
use crate::theme::{Scheme, Theme};
use crate::token::{PAIRS, Token};

/// A colour that is shown, and how it stands to those it is used with.
#[derive(Clone, Debug, PartialEq)]
pub struct ColorReport {
    /// Which.
    pub token: Token,
    /// In which scheme.
    pub scheme: Scheme,
    /// At which level of contrast.
    pub contrast: Contrast,
    /// What is shown.
    pub used: Rgb,
    /// Where that comes from.
    pub origin: Origin,
    /// Every promised pair it is one of. Lines that only decorate, and shadows, have none.
    pub pairs: Vec<PairReport>,
}

impl ColorReport {
    /// What was wanted instead, where the colour was corrected.
    #[must_use]
    pub fn wanted(&self) -> Option<Rgb> {
        match self.origin {
            Origin::Corrected { wanted } => Some(wanted),
            Origin::Given | Origin::Derived => None,
        }
    }

    /// The least contrast to what it is used with, 1–21; `None` where nothing is promised.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        self.pairs.iter().map(|pair| pair.ratio).reduce(f64::min)
    }
}

/// Where a colour comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The merchant chose it for this place.
    Given,
    /// The merchant chose none for this place: it is made of the others, or is the brand colour itself.
    Derived,
    /// Another one was wanted there, the merchant's own or the brand colour, which could not be read.
    Corrected {
        /// That one.
        wanted: Rgb,
    },
}

/// How a colour stands to one that it is used with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairReport {
    /// The other colour.
    pub other: Token,
    /// The contrast of the two, 1–21.
    pub ratio: f64,
    /// The least contrast that is promised.
    pub required: f64,
}

impl Theme {
    /// Every colour of the schemes that are shown, at both levels of contrast, in the order of the style sheet.
    #[must_use]
    pub fn report(&self) -> Vec<ColorReport> {
        let mut report = Vec::new();
        for scheme in self.schemes() {
            for contrast in Contrast::ALL {
                let colors = Token::ALL.iter().map(|token| ColorReport {
                    token: *token,
                    scheme: *scheme,
                    contrast,
                    used: self.color_at(*scheme, contrast, *token),
                    origin: self.origin(*scheme, contrast, *token),
                    pairs: self.pairs(*scheme, contrast, *token),
                });
                report.extend(colors);
            }
        }
        report
    }

    fn origin(&self, scheme: Scheme, contrast: Contrast, token: Token) -> Origin {
        let own = own(self.mode(scheme), token);
        let wanted = own.or_else(|| match token {
            Token::Brand | Token::Link | Token::Focus => Some(self.brand(scheme)),
            // It stands round the fill, wherever that went.
            Token::BrandEdge => Some(self.color_at(scheme, contrast, Token::Brand)),
            _ => None,
        });
        match wanted {
            Some(wanted) if wanted != self.color_at(scheme, contrast, token) => {
                Origin::Corrected { wanted }
            }
            _ if own.is_some() => Origin::Given,
            _ => Origin::Derived,
        }
    }

    fn pairs(&self, scheme: Scheme, contrast: Contrast, token: Token) -> Vec<PairReport> {
        let color = self.color_at(scheme, contrast, token);
        let others = PAIRS.iter().filter_map(|pair| {
            let other = match token {
                _ if pair.ink == token => pair.paper,
                _ if pair.paper == token => pair.ink,
                _ => return None,
            };
            Some(PairReport {
                other,
                ratio: color.contrast(self.color_at(scheme, contrast, other)),
                required: pair.kind.required(contrast),
            })
        });
        others.collect()
    }
}

/// The merchant's own colour for a place.
fn own(mode: &Mode, token: Token) -> Option<Rgb> {
    match token {
        Token::Brand => mode.brand,
        Token::Link | Token::Focus => mode.accent,
        Token::Background => mode.background,
        Token::Surface => mode.surface,
        Token::Text => mode.text,
        Token::Panel => mode.panel,
        Token::Success => mode.success,
        Token::Warning => mode.warning,
        Token::Danger => mode.danger,
        Token::Info => mode.info,
        _ => None,
    }
}

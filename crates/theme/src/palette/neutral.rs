//! Page, surfaces, text and lines: greys with a breath of the brand's hue, so that they belong to it.

use super::{Palette, Seed};
use crate::color::{Oklch, Rgb};
use crate::solve::{Contrast, Paper, readable};
use crate::theme::Scheme;
use crate::token::Token;

/// The hue of greys beside a brand that has none: cool, as paper under daylight.
const PLAIN_HUE: f64 = 265.0;
/// Below this chroma a hue is rounding noise.
pub(super) const GREY: f64 = 0.02;
/// A page must leave this much contrast to its ink, so that tinted text, muted text and tints all find room.
const ROOM: f64 = 12.0;

/// The page: the merchant's colour, or a derived one.
pub(super) fn background(seed: &Seed<'_>) -> Rgb {
    let tint = Tint::of(seed);
    match (seed.mode.background, seed.mode.surface) {
        (Some(background), _) => roomy(background),
        // A merchant's card decides whether the page around it is light or dark.
        (None, Some(surface)) => tint.background(Paper::of(surface)),
        (None, None) => tint.background(match seed.scheme {
            Scheme::Light => Paper::Light,
            Scheme::Dark => Paper::Dark,
        }),
    }
}

/// The colour itself, or the nearest lightness that leaves [`ROOM`] for ink.
fn roomy(wanted: Rgb) -> Rgb {
    let ink = Paper::of(wanted).ink();
    let away = if ink == Rgb::BLACK {
        Rgb::WHITE
    } else {
        Rgb::BLACK
    };
    readable(wanted, away, &[ink], ROOM)
}

pub(super) fn surfaces(palette: &mut Palette, seed: &Seed<'_>, background: Rgb) {
    let paper = palette.paper;
    palette.set(Token::Background, background);

    let tint = Tint::of(seed).beside(background);
    let page = Oklch::from(background);
    let surface = match seed.mode.surface {
        // One of the other kind than the page cannot be used at all: ink for the one is lost on the other.
        Some(wanted) if Paper::of(wanted) == paper => roomy(wanted),
        _ => paper
            .pick(
                Oklch::new(page.l + 0.018, tint.chroma * 0.3, tint.hue),
                // Near black, steps of lightness cannot be seen: a card starts where they can.
                Oklch::new((page.l + 0.036).max(0.175), tint.chroma * 2.0, tint.hue),
            )
            .to_rgb(),
    };
    palette.set(Token::Surface, surface);

    let card = Oklch::from(surface);
    let hover = paper.pick(
        Oklch::new(card.l - 0.026, tint.chroma * 1.3, tint.hue),
        Oklch::new(card.l + 0.036, tint.chroma * 2.3, tint.hue),
    );
    palette.set(Token::SurfaceHover, hover.to_rgb());
    // Below the page where it is light; above the card where it is dark, since a step down from near black is a hole.
    let sunken = paper.pick(
        Oklch::new(page.l.min(card.l) - 0.022, tint.chroma * 1.6, tint.hue),
        Oklch::new(card.l + 0.024, tint.chroma * 2.2, tint.hue),
    );
    palette.set(Token::Sunken, sunken.to_rgb());
}

pub(super) fn inks(palette: &mut Palette, seed: &Seed<'_>) {
    let contrast = seed.contrast;
    let tint = Tint::of(seed).beside(palette.get(Token::Background));
    let surfaces = palette.surfaces();
    let ink = |light: (f64, f64), dark: (f64, f64)| {
        let (l, chroma) = palette.paper.pick(light, dark);
        Oklch::new(l, tint.chroma * chroma, tint.hue)
    };

    let tints = [
        Token::BrandTint,
        Token::SuccessTint,
        Token::WarningTint,
        Token::DangerTint,
        Token::InfoTint,
    ]
    .map(|token| palette.get(token));
    let [brand_tint, ..] = tints;
    let papers = [surfaces.as_slice(), tints.as_slice()].concat();
    let muted_papers = [surfaces.as_slice(), &[brand_tint]].concat();

    let text = ink((0.215, 6.0), (0.945, 1.0));
    let muted = ink((0.49, 5.0), (0.725, 2.5));
    let [page, card] = [surfaces[0], surfaces[1]].map(|color| Oklch::from(color).l);
    let border = match contrast {
        Contrast::Standard => ink((page.min(card) - 0.07, 2.2), (page.max(card) + 0.084, 3.0)),
        Contrast::More => ink((0.62, 4.0), (0.5, 2.5)),
    };
    let control = ink((0.66, 4.0), (0.5, 2.5));

    let text = seed.mode.text.unwrap_or_else(|| text.to_rgb());
    palette.keep(Token::Text, text, &papers, contrast.text());
    palette.keep(
        Token::TextMuted,
        muted.to_rgb(),
        &muted_papers,
        contrast.text(),
    );
    // A hairline decorates; a reader who asks for contrast gets it as a line that can be seen.
    let hairline = match contrast {
        Contrast::Standard => 1.0,
        Contrast::More => 3.0,
    };
    palette.keep(Token::Border, border.to_rgb(), &surfaces, hairline);
    palette.keep(
        Token::ControlBorder,
        control.to_rgb(),
        &surfaces,
        contrast.graphic(),
    );
    let shadow = palette.paper.pick(
        Oklch::new(0.26, tint.chroma * 10.0, tint.hue),
        Oklch::new(0.0, 0.0, 0.0),
    );
    palette.set(Token::Shadow, shadow.to_rgb());
}

/// How neutrals are coloured.
#[derive(Clone, Copy)]
struct Tint {
    hue: f64,
    /// The chroma of the lightest neutral; deeper ones take a multiple.
    chroma: f64,
}

impl Tint {
    /// The brand's hue, in proportion to how colourful the brand is.
    fn of(seed: &Seed<'_>) -> Self {
        let brand = Oklch::from(seed.brand);
        if brand.c < GREY {
            return Self {
                hue: PLAIN_HUE,
                chroma: 0.0015,
            };
        }
        Self {
            hue: brand.h,
            chroma: 0.0015 + 0.0025 * ((brand.c - GREY) / 0.10).min(1.0),
        }
    }

    /// A merchant's coloured page passes its own hue on instead.
    fn beside(self, background: Rgb) -> Self {
        let page = Oklch::from(background);
        if page.c < 0.006 {
            return self;
        }
        Self {
            hue: page.h,
            chroma: page.c.clamp(self.chroma, 0.008),
        }
    }

    fn background(self, paper: Paper) -> Rgb {
        paper
            .pick(
                Oklch::new(0.984, self.chroma, self.hue),
                Oklch::new(0.168, self.chroma * 2.0, self.hue),
            )
            .to_rgb()
    }
}

//! Colours that mean something: success, warning, danger, info.

use super::{Palette, Seed, brand::beside_page, neutral::GREY};
use crate::color::{Oklch, Rgb, hue_distance};
use crate::solve::fill;
use crate::token::Token;

/// A meaning's hue stays this many degrees away from the brand's, so that "Remove" never looks like "Save".
const APART: f64 = 25.0;

struct Tone {
    hue: f64,
    /// A brand hue at or above this one pushes the tone's hue down, a lower one pushes it up. It lies off `hue`
    /// where one of the two directions would arrive at another meaning.
    divide: f64,
    /// Chroma of the fill.
    chroma: f64,
    wanted: fn(&Seed<'_>) -> Option<Rgb>,
    fill: Token,
    on_fill: Token,
    text: Token,
    tint: Token,
    on_tint: Token,
}

const TONES: [Tone; 4] = [
    Tone {
        hue: 155.0,
        divide: 155.0,
        chroma: 0.115,
        wanted: |seed| seed.mode.success,
        fill: Token::Success,
        on_fill: Token::OnSuccess,
        text: Token::SuccessText,
        tint: Token::SuccessTint,
        on_tint: Token::OnSuccessTint,
    },
    Tone {
        hue: 78.0,
        divide: 78.0,
        chroma: 0.12,
        wanted: |seed| seed.mode.warning,
        fill: Token::Warning,
        on_fill: Token::OnWarning,
        text: Token::WarningText,
        tint: Token::WarningTint,
        on_tint: Token::OnWarningTint,
    },
    Tone {
        hue: 24.0,
        // Downwards lies magenta, upwards orange: only brands that are redder than red itself push down.
        divide: 22.0,
        chroma: 0.175,
        wanted: |seed| seed.mode.danger,
        fill: Token::Danger,
        on_fill: Token::OnDanger,
        text: Token::DangerText,
        tint: Token::DangerTint,
        on_tint: Token::OnDangerTint,
    },
    Tone {
        hue: 245.0,
        divide: 245.0,
        chroma: 0.115,
        wanted: |seed| seed.mode.info,
        fill: Token::Info,
        on_fill: Token::OnInfo,
        text: Token::InfoText,
        tint: Token::InfoTint,
        on_tint: Token::OnInfoTint,
    },
];

impl Tone {
    /// The merchant's colour, or the hue of the meaning, away from the brand.
    fn seed(&self, seed: &Seed<'_>) -> Oklch {
        (self.wanted)(seed).map_or_else(
            || Oklch::new(0.53, self.chroma, self.hue_beside(seed.brand)),
            Oklch::from,
        )
    }

    fn hue_beside(&self, brand: Rgb) -> f64 {
        let brand = Oklch::from(brand);
        if brand.c < GREY || hue_distance(brand.h, self.hue) >= APART {
            return self.hue;
        }
        let above = (brand.h - self.divide).rem_euclid(360.0) < 180.0;
        let hue = if above {
            brand.h - APART
        } else {
            brand.h + APART
        };
        hue.rem_euclid(360.0)
    }
}

pub(super) fn tints(palette: &mut Palette, seed: &Seed<'_>) {
    for tone in &TONES {
        let at = tone.seed(seed);
        let paper = palette.paper;
        let tint = paper.pick(
            Oklch::new(0.957, (at.c * 0.26).min(0.036), at.h),
            Oklch::new(0.28, (at.c * 0.4).min(0.055), at.h),
        );
        let tint = beside_page(palette, tint);
        palette.set(tone.tint, tint);
        let ink = paper.pick(
            Oklch::new(0.405, at.c * 0.8, at.h),
            Oklch::new(0.865, at.c * 0.65, at.h),
        );
        palette.keep(tone.on_tint, ink.to_rgb(), &[tint], seed.contrast.text());
    }
}

pub(super) fn fills_and_texts(palette: &mut Palette, seed: &Seed<'_>) {
    let surfaces = palette.surfaces();
    let page = [surfaces[0], surfaces[1]];
    for tone in &TONES {
        let at = tone.seed(seed);
        let wanted = (tone.wanted)(seed).unwrap_or_else(|| at.to_rgb());
        let (color, ink) = fill(wanted, &page, seed.contrast.text(), seed.contrast.graphic());
        palette.set(tone.fill, color);
        palette.set(tone.on_fill, ink);
        let text = palette.paper.pick(
            Oklch::new(at.l.min(0.475), at.c, at.h),
            Oklch::new(at.l.max(0.79), at.c.min(0.13), at.h),
        );
        palette.keep(tone.text, text.to_rgb(), &surfaces, seed.contrast.text());
    }
}

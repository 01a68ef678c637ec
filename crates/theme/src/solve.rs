//! Finding the lightness at which a colour can be read.

use crate::color::{Oklch, Rgb};

/// How much contrast the reader asked for (`prefers-contrast`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Contrast {
    /// WCAG 2.2 level AA.
    Standard,
    /// `prefers-contrast: more`: WCAG 2.2 level AAA for text.
    More,
}

impl Contrast {
    /// Both levels.
    pub const ALL: [Self; 2] = [Self::Standard, Self::More];

    /// The least ratio of text to what it stands on (WCAG 2.2, 1.4.3 and 1.4.6).
    #[must_use]
    pub const fn text(self) -> f64 {
        match self {
            Self::Standard => 4.5,
            Self::More => 7.0,
        }
    }

    /// The least ratio of controls, borders that carry meaning, and focus rings (WCAG 2.2, 1.4.11; no AAA
    /// figure exists, so `More` takes that of text at AA).
    #[must_use]
    pub const fn graphic(self) -> f64 {
        match self {
            Self::Standard => 3.0,
            Self::More => 4.5,
        }
    }
}

/// Whether dark ink stands on light paper or the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paper {
    Light,
    Dark,
}

impl Paper {
    /// What a background is: light when black is the ink that reads better on it.
    pub fn of(background: Rgb) -> Self {
        if background.contrast(Rgb::BLACK) >= background.contrast(Rgb::WHITE) {
            Self::Light
        } else {
            Self::Dark
        }
    }

    /// One of two values.
    pub fn pick<T>(self, light: T, dark: T) -> T {
        match self {
            Self::Light => light,
            Self::Dark => dark,
        }
    }

    /// The ink that reads best on it.
    pub fn ink(self) -> Rgb {
        self.pick(Rgb::BLACK, Rgb::WHITE)
    }
}

/// The least contrast of a colour to any of the others; 21 when there are none.
pub(crate) fn least_contrast(color: Rgb, others: &[Rgb]) -> f64 {
    others
        .iter()
        .map(|other| color.contrast(*other))
        .fold(21.0, f64::min)
}

/// The colour itself when it reaches `ratio` on every one of `papers`, otherwise the same hue at the nearest
/// lightness towards `ink` (black or white) that does. Measured after rounding to 8 bits.
///
/// When even the ink does not reach the ratio, the ink is the answer: callers keep their papers far enough from
/// the middle ([`crate::palette`]) for this not to happen.
pub(crate) fn readable(wanted: Rgb, ink: Rgb, papers: &[Rgb], ratio: f64) -> Rgb {
    if least_contrast(wanted, papers) >= ratio {
        return wanted;
    }
    let start = Oklch::from(wanted);
    // `enough` is always a lightness that was measured, or the ink itself.
    let (mut short, mut enough) = (start.l, if ink == Rgb::BLACK { 0.0 } else { 1.0 });
    for _ in 0..10 {
        let l = f64::midpoint(short, enough);
        if least_contrast(start.with_l(l).to_rgb(), papers) >= ratio {
            enough = l;
        } else {
            short = l;
        }
    }
    start.with_l(enough).to_rgb()
}

/// Black or white, whichever can be read on `fill`; white when both can, as on most brand buttons.
///
/// One of the two always reaches 4.58:1, whatever the fill.
pub(crate) fn ink_on(fill: Rgb, ratio: f64) -> Rgb {
    if fill.contrast(Rgb::WHITE) >= ratio || Paper::of(fill) == Paper::Dark {
        Rgb::WHITE
    } else {
        Rgb::BLACK
    }
}

/// A fill and the ink on it: the lightness nearest to the wanted colour's where the ink reaches `text` and the
/// fill reaches `graphic` on every one of `papers`. White ink is preferred unless black is clearly nearer.
pub(crate) fn fill(wanted: Rgb, papers: &[Rgb], text: f64, graphic: f64) -> (Rgb, Rgb) {
    const STEP: f64 = 0.01;
    /// Lightness worth giving up for the usual white ink.
    const WHITE_BONUS: f64 = 0.06;
    let start = Oklch::from(wanted);
    let nearest = |ink: Rgb| {
        let holds =
            |color: Rgb| color.contrast(ink) >= text && least_contrast(color, papers) >= graphic;
        if holds(wanted) {
            return Some((0.0, wanted));
        }
        (1..=100).find_map(|step| {
            let distance = f64::from(step) * STEP;
            [start.l - distance, start.l + distance]
                .into_iter()
                .filter(|l| (0.0..=1.0).contains(l))
                .map(|l| start.with_l(l).to_rgb())
                .find(|color| holds(*color))
                .map(|color| (distance, color))
        })
    };
    match (nearest(Rgb::WHITE), nearest(Rgb::BLACK)) {
        (Some((white, color)), Some((black, _))) if white <= black + WHITE_BONUS => {
            (color, Rgb::WHITE)
        }
        (_, Some((_, color))) => (color, Rgb::BLACK),
        (Some((_, color)), None) => (color, Rgb::WHITE),
        (None, None) => (wanted, ink_on(wanted, text)),
    }
}

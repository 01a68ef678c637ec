//! OKLCH: lightness, chroma and hue as they are perceived.
//!
//! The matrices are those of Björn Ottosson's "A perceptual color space for image processing" (2020),
//! in the revision that CSS Color 4 builds on.

use super::Rgb;

/// A colour by perceived lightness (0–1), chroma (0 to about 0.37 in sRGB) and hue (degrees, 0–360).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oklch {
    /// Lightness, 0 is black and 1 is white.
    pub l: f64,
    /// Chroma, 0 is grey.
    pub c: f64,
    /// Hue in degrees; without meaning when the chroma is near 0.
    pub h: f64,
}

/// Rounding leaves in-gamut colours this far outside at most.
const GAMUT_TOLERANCE: f64 = 1e-4;

impl Oklch {
    /// A colour from its coordinates.
    #[must_use]
    pub const fn new(l: f64, c: f64, h: f64) -> Self {
        Self { l, c, h }
    }

    /// The same hue and chroma at another lightness.
    #[must_use]
    pub const fn with_l(self, l: f64) -> Self {
        Self { l, ..self }
    }

    /// The nearest 8-bit colour of the same lightness and hue: what sRGB cannot show loses chroma only.
    #[must_use]
    pub fn to_rgb(self) -> Rgb {
        if self.l >= 1.0 {
            return Rgb::WHITE;
        }
        if self.l <= 0.0 {
            return Rgb::BLACK;
        }
        let (sin, cos) = self.h.to_radians().sin_cos();
        let linear = |c: f64| linear(self.l, c * cos, c * sin);
        let wanted = linear(self.c);
        if in_gamut(wanted) {
            return quantise(wanted);
        }
        // Twelve halvings leave less than eight bits can show.
        let (mut inside, mut outside) = (0.0, self.c);
        for _ in 0..12 {
            let c = f64::midpoint(inside, outside);
            if in_gamut(linear(c)) {
                inside = c;
            } else {
                outside = c;
            }
        }
        quantise(linear(inside))
    }
}

impl From<Rgb> for Oklch {
    fn from(color: Rgb) -> Self {
        let [r, g, b] = color.linear();
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
        let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        Self {
            l: lightness,
            c: a.hypot(b),
            h: b.atan2(a).to_degrees().rem_euclid(360.0),
        }
    }
}

/// The angle between two hues, 0–180 degrees.
#[must_use]
pub fn hue_distance(a: f64, b: f64) -> f64 {
    let turn = (a - b).rem_euclid(360.0);
    turn.min(360.0 - turn)
}

/// Linear sRGB of OKLAB coordinates, not limited to the gamut.
fn linear(lightness: f64, a: f64, b: f64) -> [f64; 3] {
    let cube = |x: f64| x * x * x;
    let l = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
}

fn in_gamut(linear: [f64; 3]) -> bool {
    let [r, g, b] = linear;
    let range = -GAMUT_TOLERANCE..=1.0 + GAMUT_TOLERANCE;
    range.contains(&r) && range.contains(&g) && range.contains(&b)
}

fn quantise(linear: [f64; 3]) -> Rgb {
    let [r, g, b] = linear.map(|channel| (encode(channel.clamp(0.0, 1.0)) * 255.0).round() as u8);
    Rgb::new(r, g, b)
}

/// sRGB transfer curve, linear to encoded.
fn encode(channel: f64) -> f64 {
    if channel <= 0.003_130_8 {
        channel * 12.92
    } else {
        1.055 * channel.powf(1.0 / 2.4) - 0.055
    }
}

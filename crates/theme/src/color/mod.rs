//! Colours: 8-bit sRGB for what is shown, OKLCH for reasoning about it.

mod oklch;
mod rgb;

pub use oklch::{Oklch, hue_distance};
pub use rgb::Rgb;

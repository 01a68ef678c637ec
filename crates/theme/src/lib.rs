//! From a merchant's branding settings to an accessible palette and CSS custom properties.
//!
//! [`Branding`] holds typed settings, all optional. [`Theme`] derives what is missing: from one brand colour, the
//! colours of a light and a dark scheme, each at the usual and at increased contrast. The brand colour is exact on
//! fills; elsewhere it keeps its hue and moves in lightness until WCAG 2.2 holds, and [`Theme::report`] says
//! where, with every ratio that is reached.
//! [`PAIRS`] lists what is promised; the property tests prove it.
//!
//! ```
//! use theme::{Branding, Scheme, Theme, Token};
//!
//! let settings = serde_json::json!({ "colorPrimary": "#FFE600", "shared": { "button_style": "pill" } });
//! let theme = Theme::new(&Branding::from_json(&settings).unwrap());
//! assert_eq!(theme.color(Scheme::Light, Token::Brand).to_string(), "#ffe600");
//! assert!(theme.report().iter().any(|color| color.token == Token::Link && color.wanted().is_some()));
//! ```
//!
//! The crate is pure: no files, no clock, and the same bytes in the browser as on the server.

pub mod appearance;
mod branding;
mod color;
mod css;
pub mod dtcg;
mod font;
mod palette;
mod preset;
mod report;
mod solve;
mod theme;
mod token;

pub use branding::{
    Branding, ButtonStyle, ColorScheme, Density, FieldError, Font, FontFile, Layout, Media,
    MediaHash, Mode, Modes, Overrides, Place, Radius, Shared, Texts, Version,
};
pub use color::{Oklch, Rgb, hue_distance};
pub use font::Bundled;
pub use preset::{PRESETS, Preset};
pub use report::{ColorReport, Origin, PairReport};
pub use solve::Contrast;
pub use theme::{Scheme, Theme};
pub use token::{PAIRS, Pair, PairKind, Token};

//! A merchant's branding settings: typed values only, so that nothing a merchant sends can leave its place in
//! the style sheet. Every setting is optional; what is missing is derived.

mod alias;
mod error;
mod overrides;
mod read;
mod texts;
mod validate;
mod values;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

pub use error::FieldError;
pub use overrides::Overrides;
pub use texts::{Place, Texts};
pub use values::{ButtonStyle, ColorScheme, Density, Font, Layout, MediaHash, Radius, Version};

use crate::color::Rgb;

/// Branding settings.
///
/// As JSON: `{"version": 1, "shared": {…}, "modes": {"light": {…}, "dark": {…}}}`. Stripe's Appearance names
/// (`colorPrimary`, `colorBackground`, `colorText`, `colorDanger`, `borderRadius`, `fontFamily`) are accepted at
/// the top, under `variables`, and in the object that holds the setting they stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Branding {
    /// Form of these settings.
    pub version: Version,
    /// What both schemes have in common.
    pub shared: Shared,
    /// The colours of each scheme.
    pub modes: Modes,
    /// The merchant's own words.
    #[serde(skip_serializing_if = "Texts::is_empty")]
    pub texts: Texts,
}

/// What both schemes have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Shared {
    /// The typeface.
    pub font: Font,
    /// The merchant's own typeface, for [`Font::Own`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font_file: Option<FontFile>,
    /// Rounding of fields and buttons; cards are rounded half as much again.
    pub radius: Radius,
    /// How much room controls and rows take.
    pub density: Density,
    /// The shape of buttons.
    pub button_style: ButtonStyle,
    /// How the page is divided.
    pub layout: Layout,
    /// Which schemes the portal has.
    pub color_scheme: ColorScheme,
    /// The merchant's logo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Media>,
    /// The merchant's icon, square.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<Media>,
}

/// An uploaded typeface, by the hashes its files are stored under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FontFile {
    /// The regular weight, or every weight of a variable font.
    pub regular: MediaHash,
    /// The bold weight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bold: Option<MediaHash>,
    /// Whether the first file has every weight.
    pub variable: bool,
}

/// An uploaded picture, by the hash the server stores it under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Media {
    /// The picture; on a dark page too, unless there is one for it.
    pub light: MediaHash,
    /// The picture for a dark page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark: Option<MediaHash>,
}

/// The colours of each scheme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Modes {
    /// The light scheme.
    pub light: Mode,
    /// The dark scheme. Its brand colour is that of the light scheme unless it has its own, and the reverse.
    pub dark: Mode,
}

/// The colours of one scheme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mode {
    /// The brand colour, kept exact on fills.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<Rgb>,
    /// Links and focus rings; the brand colour unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Rgb>,
    /// The page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<Rgb>,
    /// Cards, dialogs and menus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surface: Option<Rgb>,
    /// Text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Rgb>,
    /// The merchant's side of the two-column layout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panel: Option<Rgb>,
    /// Done, active, paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success: Option<Rgb>,
    /// Needs attention soon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<Rgb>,
    /// Failed, or cannot be undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub danger: Option<Rgb>,
    /// Good to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub info: Option<Rgb>,
}

impl Branding {
    /// Reads settings as a merchant sends them. Numbers may be strings, as in a form; `null` and `""` mean "not
    /// set".
    ///
    /// # Errors
    /// Every value that is not of its type and every unknown name, with the path it was sent under.
    pub fn from_json(value: &Value) -> Result<Self, Vec<FieldError>> {
        Self::default().merge(value)
    }

    /// These settings with a merchant's changes: a setting that is not mentioned stays, `null` or `""` returns it
    /// to its default.
    ///
    /// # Errors
    /// As [`Branding::from_json`]; these settings are unchanged then.
    pub fn merge(&self, changes: &Value) -> Result<Self, Vec<FieldError>> {
        let canonical = alias::canonical(changes)?;
        let mut branding = self.clone();
        let mut errors = read::apply(&mut branding, &canonical.value);
        if errors.is_empty() {
            errors = branding.validate().err().unwrap_or_default();
        }
        if errors.is_empty() {
            return Ok(branding);
        }
        for error in &mut errors {
            canonical.restore_param(error);
        }
        Err(errors)
    }

    /// Checks what no single value shows: settings that contradict each other. [`Branding::from_json`] and
    /// [`Branding::merge`] have done so already.
    ///
    /// Colours that merely lack contrast are no error: [`Theme`](crate::Theme) corrects them and says so.
    ///
    /// # Errors
    /// The settings that contradict another one.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let errors = validate::contradictions(self);
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

/// Stored settings are read as strictly as a merchant's.
impl<'de> Deserialize<'de> for Branding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::from_json(&value).map_err(|errors| {
            let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
            serde::de::Error::custom(messages.join(" "))
        })
    }
}

//! The types of single settings. Each has one written form and refuses everything else.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A closed set of words.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// Every choice.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The written form.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|choice| choice.as_str() == text)
                    .ok_or_else(|| format!("Must be one of {}.", [$($word,)*].join(", ")))
            }
        }
    };
}

choices! {
    /// The typeface: one of the device's own, of which nothing is downloaded; one that comes with the portal; or the
    /// merchant's.
    Font {
        /// The device's own interface font.
        #[default]
        System = "system",
        /// Neutral and even, in the manner of Helvetica.
        Grotesque = "grotesque",
        /// Built on circles, in the manner of Avenir.
        Geometric = "geometric",
        /// Close to handwriting, in the manner of Gill Sans.
        Humanist = "humanist",
        /// With rounded ends.
        Rounded = "rounded",
        /// A sturdy serif for reading on screens, in the manner of Charter.
        Serif = "serif",
        /// A bookish serif, in the manner of Palatino.
        OldStyle = "old_style",
        /// With square serifs, in the manner of Rockwell.
        Slab = "slab",
        /// Every letter of the same width.
        Mono = "mono",
        /// Inter.
        Inter = "inter",
        /// Source Sans 3.
        SourceSans = "source_sans",
        /// Figtree.
        Figtree = "figtree",
        /// DM Sans.
        DmSans = "dm_sans",
        /// Nunito Sans.
        NunitoSans = "nunito_sans",
        /// Work Sans.
        WorkSans = "work_sans",
        /// Manrope.
        Manrope = "manrope",
        /// Public Sans.
        PublicSans = "public_sans",
        /// Plus Jakarta Sans.
        PlusJakartaSans = "plus_jakarta_sans",
        /// Outfit.
        Outfit = "outfit",
        /// Atkinson Hyperlegible Next, drawn for readers with low vision.
        AtkinsonHyperlegible = "atkinson_hyperlegible",
        /// Source Serif 4.
        SourceSerif = "source_serif",
        /// Lora.
        Lora = "lora",
        /// Roboto Slab.
        RobotoSlab = "roboto_slab",
        /// JetBrains Mono.
        JetbrainsMono = "jetbrains_mono",
        /// The merchant's own: [`Shared::font_file`](crate::Shared).
        Own = "own",
    }
}

choices! {
    /// How much room controls and rows take.
    Density {
        /// An eighth less.
        Compact = "compact",
        /// As designed.
        #[default]
        Comfortable = "comfortable",
        /// An eighth more.
        Spacious = "spacious",
    }
}

choices! {
    /// The shape of buttons.
    ButtonStyle {
        /// Rounded like the fields.
        #[default]
        Rounded = "rounded",
        /// Half circles at both ends.
        Pill = "pill",
        /// Square corners.
        Rectangular = "rectangular",
    }
}

choices! {
    /// How the page is divided.
    Layout {
        /// The merchant's panel beside the content.
        #[default]
        Columns = "columns",
        /// The merchant's bar above the content.
        TopBar = "top_bar",
        /// The content alone, for a merchant's own page around it.
        Bare = "bare",
    }
}

choices! {
    /// Which schemes the portal has.
    ColorScheme {
        /// The one the customer's device asks for.
        #[default]
        Auto = "auto",
        /// Light only.
        Light = "light",
        /// Dark only.
        Dark = "dark",
    }
}

impl Density {
    /// The factor on the heights and paddings of controls and rows.
    #[must_use]
    pub const fn factor(self) -> &'static str {
        match self {
            Self::Compact => "0.875",
            Self::Comfortable => "1",
            Self::Spacious => "1.125",
        }
    }
}

/// Rounding of corners in whole pixels, 0–24.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Radius(u8);

impl Radius {
    /// The roundest corner.
    pub const MAX: u8 = 24;

    /// A rounding, unless it is more than [`Radius::MAX`] pixels.
    #[must_use]
    pub const fn new(px: u8) -> Option<Self> {
        if px <= Self::MAX {
            Some(Self(px))
        } else {
            None
        }
    }

    /// Pixels.
    #[must_use]
    pub const fn px(self) -> u8 {
        self.0
    }
}

impl Default for Radius {
    fn default() -> Self {
        Self(8)
    }
}

impl FromStr for Radius {
    type Err = String;

    /// Accepts `8` and `8px`.
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.strip_suffix("px").unwrap_or(text);
        // `parse` would also take a sign.
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain
            .then(|| digits.parse().ok().and_then(Self::new))
            .flatten()
            .ok_or_else(|| {
                format!(
                    "Invalid radius: must be a whole number of pixels from 0 to {}.",
                    Self::MAX
                )
            })
    }
}

/// The name of an uploaded picture: the SHA-256 of its bytes, 64 lowercase hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct MediaHash(String);

impl MediaHash {
    /// The written form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MediaHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for MediaHash {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let hash = text.len() == 64
            && text
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if hash {
            Ok(Self(text.to_owned()))
        } else {
            Err("Invalid media reference: must be the hash of an uploaded picture.".to_owned())
        }
    }
}

/// The form of the settings. There is one so far; stored settings of a later form are refused rather than misread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Version;

impl Version {
    const NUMBER: u8 = 1;
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(Self::NUMBER)
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "1" {
            Ok(Self)
        } else {
            Err("Unsupported version: must be 1.".to_owned())
        }
    }
}

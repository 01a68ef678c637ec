//! A merchant's look: branding settings turned into the style sheet and pictures the documents name.

use axum::body::Bytes;
use theme::{Branding, Media, Scheme, Theme, Token};

use crate::assets::{Asset, brotli, integrity, short_hash};

/// What documents need of a merchant's branding.
#[derive(Clone, Debug)]
pub struct Look {
    /// The settings.
    pub branding: Branding,
    /// Changes with them.
    pub revision: String,
    /// Whose it is: the account's (`""`), or what a configuration and a connected account have different from it.
    pub key: String,
    /// The address of the style sheet, without its query.
    css_file: String,
    /// Its `integrity` attribute.
    pub css_integrity: String,
    /// The style sheet.
    pub css: Asset,
    /// The light scheme's page colour, for the browser's own bars.
    pub theme_color: String,
    /// The logo.
    pub logo: Option<Picture>,
    /// The icon.
    pub icon: Option<Picture>,
}

/// Where a picture is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// On a light page, and on a dark one that has no other.
    pub light: String,
    /// On a dark page.
    pub dark: Option<String>,
}

impl Picture {
    fn new(media: &Media) -> Self {
        let path = |hash: &theme::MediaHash| format!("/media/{hash}");
        Self {
            light: path(&media.light),
            dark: media.dark.as_ref().map(path),
        }
    }
}

impl Look {
    /// Builds the style sheet: the portal's own, then the theme. Takes some tens of milliseconds to compress.
    pub fn new(key: String, branding: Branding, css: &str) -> Self {
        let theme = Theme::new(&branding);
        let text = format!("{css}\n{}", theme.css());
        let bytes = Bytes::from(text);
        let br = brotli(&bytes, 11);
        let settings = serde_json::to_vec(&branding).unwrap_or_default();
        Self {
            css_file: format!("/assets/portal-{}.css", short_hash(&bytes)),
            css_integrity: integrity(&bytes),
            css: Asset::new(bytes, Some(br), "text/css; charset=utf-8", true),
            theme_color: theme.color(Scheme::Light, Token::Background).to_string(),
            logo: branding.shared.logo.as_ref().map(Picture::new),
            icon: branding.shared.icon.as_ref().map(Picture::new),
            revision: short_hash(&settings),
            branding,
            key,
        }
    }

    /// Where the style sheet is served. Its query tells a server that has not made it yet whose it is.
    pub fn css_path(&self) -> String {
        if self.key.is_empty() {
            self.css_file.clone()
        } else {
            format!("{}?look={}", self.css_file, self.key)
        }
    }

    /// Whether this is the style sheet at a path.
    pub fn is_at(&self, path: &str) -> bool {
        self.css_file == path
    }
}

//! A merchant's look: branding settings turned into the style sheet and pictures the documents name.

use axum::body::Bytes;
use theme::{Branding, Scheme, Theme, Token};

use crate::assets::{Asset, brotli, integrity, short_hash};

/// What documents need of a merchant's branding.
#[derive(Clone, Debug)]
pub struct Look {
    /// The settings.
    pub branding: Branding,
    /// Where the style sheet is served.
    pub css_path: String,
    /// Its `integrity` attribute.
    pub css_integrity: String,
    /// The style sheet.
    pub css: Asset,
    /// The light scheme's page colour, for the browser's own bars.
    pub theme_color: String,
    /// Where the logo is served, if there is one.
    pub logo: Option<String>,
}

impl Look {
    /// Builds the style sheet: the portal's own, then the theme. Takes some tens of milliseconds to compress.
    pub fn new(branding: Branding, css: &str) -> Self {
        let theme = Theme::new(&branding);
        let text = format!("{css}\n{}", theme.css());
        let bytes = Bytes::from(text);
        let br = brotli(&bytes, 11);
        Self {
            css_path: format!("/assets/portal-{}.css", short_hash(&bytes)),
            css_integrity: integrity(&bytes),
            css: Asset::new(bytes, Some(br), "text/css; charset=utf-8", true),
            theme_color: theme.color(Scheme::Light, Token::Background).to_string(),
            logo: branding
                .shared
                .logo
                .as_ref()
                .map(|media| format!("/media/{}", media.light)),
            branding,
        }
    }
}

/// Stored settings are parsed again: what is served comes from typed values only.
pub fn branding_of(merchant: &str, stored: Option<&str>) -> Branding {
    let Some(text) = stored else {
        return Branding::default();
    };
    serde_json::from_str(text).unwrap_or_else(|error| {
        tracing::error!(merchant, %error, "stored branding cannot be read; the default is shown");
        Branding::default()
    })
}

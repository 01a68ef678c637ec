//! Looks to begin with: each good enough to be shipped as it is.

use serde_json::{Value, json};

use crate::branding::Branding;

/// A look to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name in the API.
    pub id: &'static str,
    settings: fn() -> Value,
}

/// Every preset, from the quiet ones to the loud ones.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "pine",
        settings: || json!({}),
    },
    Preset {
        id: "ink",
        settings: || {
            json!({
                "shared": { "font": "grotesque", "radius": 6 },
                "modes": {
                    "light": { "brand": "#18181b", "background": "#fafafa", "surface": "#ffffff", "text": "#18181b", "panel": "#18181b" },
                    "dark": { "brand": "#f4f4f5", "background": "#0c0c0e", "surface": "#17171a", "text": "#f4f4f5", "panel": "#17171a" },
                },
            })
        },
    },
    Preset {
        id: "slate",
        settings: || {
            json!({
                "shared": { "font": "grotesque", "radius": 4, "density": "compact", "layout": "top_bar" },
                "modes": {
                    "light": { "brand": "#334155", "accent": "#1d5fc4", "background": "#f5f7fa", "surface": "#ffffff", "panel": "#1e293b" },
                    "dark": { "brand": "#cbd5e1", "accent": "#8fb8f5", "background": "#0f1520", "surface": "#182130", "panel": "#182130" },
                },
            })
        },
    },
    Preset {
        id: "harbour",
        settings: || {
            json!({
                "shared": { "font": "geometric", "radius": 10 },
                "modes": {
                    "light": { "brand": "#0b5cad", "background": "#f4f8fc", "surface": "#ffffff", "panel": "#0a2a4a" },
                    "dark": { "brand": "#7db8f5", "background": "#0a131d", "surface": "#121e2b", "panel": "#0f2236" },
                },
            })
        },
    },
    Preset {
        id: "meadow",
        settings: || {
            json!({
                "shared": { "font": "humanist", "radius": 8 },
                "modes": {
                    "light": { "brand": "#2f6b2f", "background": "#f7f9f4", "surface": "#ffffff", "panel": "#e6efdf" },
                    "dark": { "brand": "#9fd49a", "background": "#0f140e", "surface": "#182017", "panel": "#1a2618" },
                },
            })
        },
    },
    Preset {
        id: "clay",
        settings: || {
            json!({
                "shared": { "font": "old_style", "radius": 3 },
                "modes": {
                    "light": { "brand": "#a94a23", "background": "#faf6ef", "surface": "#fffdf9", "text": "#2b2118", "panel": "#3b2a20" },
                    "dark": { "brand": "#e58a5c", "background": "#17120e", "surface": "#211a14", "text": "#f3e9dd", "panel": "#2a1d15" },
                },
            })
        },
    },
    Preset {
        id: "folio",
        settings: || {
            json!({
                "shared": { "font": "serif", "radius": 0, "button_style": "rectangular", "density": "spacious" },
                "modes": {
                    "light": { "brand": "#7a1f1f", "background": "#f7f4ec", "surface": "#fffdf7", "text": "#2a2620", "panel": "#efe9db" },
                    "dark": { "brand": "#e3a09a", "background": "#151310", "surface": "#1f1c18", "text": "#efe9dd", "panel": "#241f1a" },
                },
            })
        },
    },
    Preset {
        id: "mint",
        settings: || {
            json!({
                "shared": { "font": "rounded", "radius": 14, "button_style": "pill", "layout": "top_bar" },
                "modes": {
                    "light": { "brand": "#0d7a63", "background": "#f3faf7", "surface": "#ffffff", "panel": "#d7f0e6" },
                    "dark": { "brand": "#6fdcc0", "background": "#0a1512", "surface": "#12201c", "panel": "#10281f" },
                },
            })
        },
    },
    Preset {
        id: "lilac",
        settings: || {
            json!({
                "shared": { "font": "rounded", "radius": 16, "button_style": "pill", "density": "spacious" },
                "modes": {
                    "light": { "brand": "#5b3fd6", "background": "#f8f7fd", "surface": "#ffffff", "panel": "#ebe6fb" },
                    "dark": { "brand": "#b3a4ff", "background": "#12101c", "surface": "#1c192a", "panel": "#221d38" },
                },
            })
        },
    },
    Preset {
        id: "rose",
        settings: || {
            json!({
                "shared": { "font": "humanist", "radius": 12, "button_style": "pill" },
                "modes": {
                    "light": { "brand": "#b3174f", "background": "#fdf7f9", "surface": "#ffffff", "panel": "#4a0f28" },
                    "dark": { "brand": "#f79dbf", "background": "#180d12", "surface": "#23151b", "panel": "#32141f" },
                },
            })
        },
    },
    Preset {
        id: "sunrise",
        settings: || {
            json!({
                "shared": { "font": "geometric", "radius": 12, "button_style": "pill" },
                "modes": {
                    "light": { "brand": "#ffb000", "accent": "#8a4b00", "background": "#fffdf8", "surface": "#ffffff", "panel": "#fff0cc" },
                    "dark": { "brand": "#ffc247", "background": "#15120b", "surface": "#201b11", "panel": "#2a2212" },
                },
            })
        },
    },
    Preset {
        id: "midnight",
        settings: || {
            json!({
                "shared": { "font": "grotesque", "radius": 10, "color_scheme": "dark" },
                "modes": {
                    "dark": { "brand": "#8aa4ff", "background": "#0b1020", "surface": "#141a2e", "text": "#e6e9f5", "panel": "#10162a" },
                },
            })
        },
    },
    Preset {
        id: "terminal",
        settings: || {
            json!({
                "shared": { "font": "mono", "radius": 0, "button_style": "rectangular", "density": "compact", "layout": "top_bar" },
                "modes": {
                    "light": { "brand": "#166534", "background": "#f6f7f4", "surface": "#ffffff", "panel": "#10180f" },
                    "dark": { "brand": "#4ade80", "background": "#090d09", "surface": "#111711", "text": "#d7f5dd", "panel": "#0d130d" },
                },
            })
        },
    },
];

impl Preset {
    /// The preset of a name.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.id == id)
    }

    /// Its settings.
    #[must_use]
    pub fn branding(&self) -> Branding {
        // That each can be read is proven by a test.
        Branding::from_json(&(self.settings)()).unwrap_or_default()
    }

    /// The same for a merchant who has a look: pictures, files of fonts and words are the merchant's own, and stay.
    #[must_use]
    pub fn instead_of(&self, before: &Branding) -> Branding {
        let mut branding = self.branding();
        branding.shared.logo.clone_from(&before.shared.logo);
        branding.shared.icon.clone_from(&before.shared.icon);
        branding
            .shared
            .font_file
            .clone_from(&before.shared.font_file);
        branding.texts.clone_from(&before.texts);
        branding
    }
}

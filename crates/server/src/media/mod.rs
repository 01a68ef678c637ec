//! Files that merchants upload: each is what it says, and holds nothing that could act.

mod font;
mod picture;
mod svg;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::session::token;
use crate::store::Media;

pub use svg::raster;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A logo or an icon.
    Picture,
    /// A typeface.
    Font,
}

/// A file that was checked.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// The SHA-256 of what is kept, by which it is named.
    pub hash: String,
    /// What is kept.
    pub media: Media,
    /// Whether it is a font with every weight.
    pub is_variable: bool,
}

/// Reads a `data:` URL.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn read(url: &str, of: Use) -> Result<Uploaded, String> {
    let (expected, what) = match of {
        Use::Picture => (
            "data:image/png;base64,…, data:image/jpeg;base64,… or data:image/svg+xml;base64,…",
            "picture",
        ),
        Use::Font => ("data:font/woff2;base64,…", "font"),
    };
    let (claimed, encoded) = url
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(";base64,"))
        .ok_or_else(|| format!("Invalid {what}: send its bytes as {expected}"))?;
    let bytes = STANDARD
        .decode(encoded)
        .map_err(|_| format!("Invalid {what}: not base64."))?;
    let mut is_variable = false;
    let (content_type, bytes) = match (of, claimed) {
        (Use::Font, _) => {
            is_variable = font::check(&bytes)?;
            ("font/woff2", bytes)
        }
        (Use::Picture, "image/svg+xml") => ("image/svg+xml", svg::clean(&bytes)?),
        (Use::Picture, _) => (picture::check(claimed, &bytes)?, bytes),
    };
    Ok(Uploaded {
        hash: token::hex(&Sha256::digest(&bytes)),
        media: Media {
            content_type: content_type.to_owned(),
            bytes,
        },
        is_variable,
    })
}

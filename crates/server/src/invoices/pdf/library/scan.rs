//! What is in a folder of fonts.

use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustybuzz::ttf_parser::{Face, Permissions, Style, Tag, Width, name_id};

use super::coverage::Coverage;
use super::tables::Tables;

/// Folders in folders are looked into so deep; a link that leads round in a circle ends here.
const DEPTH: usize = 8;

/// The axis of weight. Source: OpenType, "Design-Variation Axis Tag Registry".
pub const WEIGHT_AXIS: Tag = Tag::from_bytes(b"wght");

/// A font that was found in a file.
pub struct Found {
    /// Its number in the file.
    pub index: u32,
    /// The family it belongs to.
    pub family: String,
    /// How strong it is, from 1 to 1000, at least and at most; 400 is text.
    pub weights: (f32, f32),
    /// Whether its weight can be chosen.
    pub is_variable: bool,
    /// Whether it stands upright and is of normal width.
    pub is_plain: bool,
    /// The characters it has.
    pub coverage: Arc<Coverage>,
}

/// The font files in a folder and those in it, by name. A folder within that cannot be read is told in the log.
///
/// # Errors
/// When the folder itself cannot be read.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    walk(folder, DEPTH, &mut found)?;
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if depth > 0
                && let Err(error) = walk(&path, depth - 1, found)
            {
                tracing::warn!(folder = %path.display(), %error, "a folder of fonts cannot be read");
            }
        } else if is_font(&path) {
            found.push(path);
        }
    }
    Ok(())
}

fn is_font(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        ["ttf", "otf", "ttc"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

/// The fonts in a file.
///
/// # Errors
/// Says what is wrong with the first that cannot be used.
pub fn fonts(file: impl Read + Seek) -> Result<Vec<Found>, String> {
    let mut tables = Tables::open(file).map_err(|error| error.to_string())?;
    (0..tables.count())
        .map(|index| tables.face(index, |face| font(face, index)))
        .collect()
}

fn font(face: &Face<'_>, index: u32) -> Result<Found, String> {
    // A document with such a font would not be PDF/UA, and its maker does not want it.
    if face.permissions() == Some(Permissions::Restricted) {
        return Err("its maker forbids embedding it in documents".to_owned());
    }
    let coverage = Coverage::of(face);
    if coverage.is_empty() {
        return Err("it has no characters".to_owned());
    }
    let axis = face
        .variation_axes()
        .into_iter()
        .find(|it| it.tag == WEIGHT_AXIS);
    let weight = f32::from(face.weight().to_number());
    Ok(Found {
        index,
        family: family(face).ok_or("it has no name")?,
        weights: axis.map_or((weight, weight), |it| (it.min_value, it.max_value)),
        is_variable: axis.is_some(),
        is_plain: face.style() == Style::Normal && face.width() == Width::Normal,
        coverage: Arc::new(coverage),
    })
}

/// The name under which all weights are together, else the one under which there are four styles.
fn family(face: &Face<'_>) -> Option<String> {
    let named = |id| {
        let mut names = face.names().into_iter().filter(|it| it.name_id == id);
        names.find_map(|it| it.to_string())
    };
    named(name_id::TYPOGRAPHIC_FAMILY).or_else(|| named(name_id::FAMILY))
}

//! The fonts there are: Noto Sans, cut down to Latin, Greek, Cyrillic and the signs of currencies, and Noto Sans Arabic, cut
//! down to the letters of the block "Arabic" (`crates/server/fonts`, under the SIL Open Font License beside them); after them
//! those of a folder the operator names.
//!
//! Of the folder's files the start notes which characters they have. A file is read when a document first needs it, and
//! kept.

mod coverage;
mod scan;
mod tables;

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use self::coverage::Coverage;
use self::scan::Found;
pub use self::scan::WEIGHT_AXIS;

/// The program's own typefaces, each in two weights.
const OWN: [[&[u8]; 2]; 2] = [
    [
        include_bytes!("../../../fonts/NotoSans-Regular.ttf"),
        include_bytes!("../../../fonts/NotoSans-SemiBold.ttf"),
    ],
    [
        include_bytes!("../../../fonts/NotoSansArabic-Regular.ttf"),
        include_bytes!("../../../fonts/NotoSansArabic-SemiBold.ttf"),
    ],
];

/// The weights texts are written in: [`Weight::Regular`] and [`Weight::Strong`]. 600 is the program's own.
const WEIGHTS: (f32, f32) = (400.0, 600.0);
/// From here on a weight is strong.
const STRONG_FROM: f32 = 500.0;

/// How strong a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Text.
    Regular,
    /// Headings and sums.
    Strong,
}

/// The bytes of a file.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// The fonts there are.
pub struct Library {
    files: Vec<File>,
    faces: Vec<Face>,
    families: Vec<Family>,
    /// Scripts of which the log has said that they cannot be printed.
    missing: Mutex<BTreeSet<&'static str>>,
}

struct File {
    path: PathBuf,
    bytes: OnceLock<Option<Bytes>>,
}

/// A font in one weight.
pub struct Face {
    file: usize,
    /// Its number in its file.
    pub index: u32,
    /// The weight to set where that can be chosen.
    pub weight: Option<f32>,
    coverage: Arc<Coverage>,
}

/// A typeface: the numbers of its faces, the same one twice where there is no strong one.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    regular: usize,
    strong: usize,
}

impl Family {
    /// The faces for a weight, the best first.
    pub fn faces(self, weight: Weight) -> [usize; 2] {
        match weight {
            Weight::Regular => [self.regular, self.strong],
            Weight::Strong => [self.strong, self.regular],
        }
    }
}

impl Library {
    /// Reads the program's own typefaces and looks into the folder, if there is one. Files in it that cannot be used are
    /// told in the log.
    ///
    /// # Errors
    /// When the folder cannot be read or has no font, in a sentence that names it.
    pub fn read(folder: Option<&Path>) -> Result<Self, String> {
        let mut library = Self {
            files: Vec::new(),
            faces: Vec::new(),
            families: Vec::new(),
            missing: Mutex::default(),
        };
        for weights in OWN {
            let mut own = Vec::new();
            for bytes in weights {
                let found = scan::fonts(Cursor::new(bytes))
                    .map_err(|problem| format!("the program's own font is damaged: {problem}"))?;
                let file = library.add_file(PathBuf::new(), Some(Arc::new(bytes)));
                own.extend(found.into_iter().map(|it| (file, it)));
            }
            library.add_family(own);
        }
        if let Some(folder) = folder {
            library.read_folder(folder)?;
        }
        Ok(library)
    }

    fn read_folder(&mut self, folder: &Path) -> Result<(), String> {
        let name = folder.display();
        let files =
            scan::files(folder).map_err(|error| format!("fonts: cannot read {name}: {error}"))?;
        // Families in the order of their first files.
        let mut families: Vec<(String, Vec<(usize, Found)>)> = Vec::new();
        for path in files {
            let opened = std::fs::File::open(&path).map_err(|error| error.to_string());
            let fonts = match opened.and_then(scan::fonts) {
                Ok(fonts) => fonts,
                Err(problem) => {
                    tracing::warn!(file = %path.display(), problem, "a font cannot be used");
                    continue;
                }
            };
            let file = self.add_file(path, None);
            for font in fonts {
                match families.iter_mut().find(|(name, _)| *name == font.family) {
                    Some((_, all)) => all.push((file, font)),
                    None => families.push((font.family.clone(), vec![(file, font)])),
                }
            }
        }
        if families.is_empty() {
            return Err(format!("fonts: there is no font in {name}"));
        }
        tracing::info!(families = families.len(), "fonts for invoices");
        for (_, family) in families {
            self.add_family(family);
        }
        Ok(())
    }

    fn add_file(&mut self, path: PathBuf, bytes: Option<Bytes>) -> usize {
        let cell = OnceLock::new();
        if bytes.is_some() {
            let _ = cell.set(bytes);
        }
        self.files.push(File { path, bytes: cell });
        self.files.len() - 1
    }

    /// Keeps the two faces of a family that texts are written in: upright ones of normal width where there are any.
    fn add_family(&mut self, family: Vec<(usize, Found)>) {
        let has_plain = family.iter().any(|(_, it)| it.is_plain);
        let nearest = |aim: f32, least: f32| {
            let usable = family
                .iter()
                .filter(|(_, it)| it.is_plain == has_plain && it.weights.1 >= least);
            usable.min_by(|(_, a), (_, b)| distance(a, aim).total_cmp(&distance(b, aim)))
        };
        let Some(regular) = nearest(WEIGHTS.0, 0.0) else {
            return;
        };
        let strong = nearest(WEIGHTS.1, STRONG_FROM);
        let regular = self.add_face(regular, WEIGHTS.0);
        let strong = strong.map_or(regular, |it| self.add_face(it, WEIGHTS.1));
        self.families.push(Family { regular, strong });
    }

    fn add_face(&mut self, (file, font): &(usize, Found), weight: f32) -> usize {
        self.faces.push(Face {
            file: *file,
            index: font.index,
            weight: font
                .is_variable
                .then(|| weight.clamp(font.weights.0, font.weights.1)),
            coverage: font.coverage.clone(),
        });
        self.faces.len() - 1
    }

    /// The typefaces, the program's own first.
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// The program's own typefaces.
    pub fn own_families(&self) -> &[Family] {
        &self.families[..OWN.len()]
    }

    /// All faces.
    pub fn faces(&self) -> &[Face] {
        &self.faces
    }

    /// The file of a face, read when it is first asked for; `None` when it is gone, which the log says once.
    pub fn bytes(&self, face: &Face) -> Option<&Bytes> {
        let file = &self.files[face.file];
        let read = || match std::fs::read(&file.path) {
            Ok(bytes) => Some(Arc::new(bytes) as Bytes),
            Err(error) => {
                tracing::warn!(file = %file.path.display(), %error, "a font cannot be read any more");
                None
            }
        };
        file.bytes.get_or_init(read).as_ref()
    }

    /// Says in the log, once for each script, that a font is missing. What was to be printed is not said.
    pub fn note_missing(&self, script: &'static str) {
        let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        if missing.insert(script) {
            tracing::warn!(
                script,
                "no font has some characters of this script; invoices print ? instead"
            );
        }
    }
}

impl Face {
    /// Whether it has a character.
    pub fn has(&self, c: char) -> bool {
        self.coverage.has(c)
    }
}

/// How far a font is from a weight.
fn distance(font: &Found, aim: f32) -> f32 {
    (font.weights.0 - aim).max(aim - font.weights.1).max(0.0)
}

#[cfg(test)]
mod tests;

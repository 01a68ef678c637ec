//! The tables of a font that say what it is. Outlines, nearly all of a file, are not read.

use std::io::{self, Read, Seek, SeekFrom};

use rustybuzz::ttf_parser::{self, Face, RawFace, RawFaceTables, Tag};

/// So much of a file is read for the lists of its tables. They stand at its begin in every font there is.
const BEGIN: u64 = 64 * 1024;

/// A file of one font or of several.
pub struct Tables<R> {
    file: R,
    size: u64,
    begin: Vec<u8>,
}

impl<R: Read + Seek> Tables<R> {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(mut file: R) -> io::Result<Self> {
        let size = file.seek(SeekFrom::End(0))?;
        let begin = part(&mut file, size, 0, size.min(BEGIN))?;
        Ok(Self { file, size, begin })
    }

    /// How many fonts it says to have.
    pub fn count(&self) -> u32 {
        ttf_parser::fonts_in_collection(&self.begin).unwrap_or(1)
    }

    /// Reads what one of the fonts is; the face has no outlines.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn face<T>(
        &mut self,
        index: u32,
        read: impl FnOnce(&Face<'_>) -> Result<T, String>,
    ) -> Result<T, String> {
        let Self { file, size, begin } = self;
        let face = RawFace::parse(begin, index).map_err(|error| error.to_string())?;
        let records = || face.table_records.into_iter();
        let outlines: [&[u8; 4]; 5] = [b"glyf", b"CFF ", b"CFF2", b"CBDT", b"sbix"];
        if !records().any(|it| outlines.iter().any(|tag| it.tag == Tag::from_bytes(tag))) {
            return Err("it has no outlines".to_owned());
        }
        let mut table = |tag: &[u8; 4]| {
            let record = records().find(|it| it.tag == Tag::from_bytes(tag));
            let read = record.map(|it| part(file, *size, it.offset.into(), it.length.into()));
            read.transpose().map_err(|error| error.to_string())
        };
        let [head, hhea, maxp] = [table(b"head")?, table(b"hhea")?, table(b"maxp")?];
        let [cmap, name, os2] = [table(b"cmap")?, table(b"name")?, table(b"OS/2")?];
        let [post, fvar] = [table(b"post")?, table(b"fvar")?];
        let parsed = Face::from_raw_tables(RawFaceTables {
            head: head.as_deref().unwrap_or_default(),
            hhea: hhea.as_deref().unwrap_or_default(),
            maxp: maxp.as_deref().unwrap_or_default(),
            cmap: cmap.as_deref(),
            name: name.as_deref(),
            os2: os2.as_deref(),
            post: post.as_deref(),
            fvar: fvar.as_deref(),
            ..RawFaceTables::default()
        });
        read(&parsed.map_err(|error| error.to_string())?)
    }
}

fn part(file: &mut (impl Read + Seek), size: u64, offset: u64, length: u64) -> io::Result<Vec<u8>> {
    // A damaged file must not make us ask for more memory than it has bytes.
    if offset.checked_add(length).is_none_or(|end| end > size) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

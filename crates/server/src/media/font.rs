//! Typefaces as WOFF2: the file's own account of itself is checked; browsers check every table before they use it.

/// The most a font may weigh: more delays the first text on a slow phone by seconds.
const LARGEST: usize = 256 * 1024;

/// The most it may become when it is unpacked.
const LARGEST_UNPACKED: u32 = 4 * 1024 * 1024;

/// Tables by their number in a WOFF2 directory. Source: W3C, "WOFF File Format 2.0", 5.2.
const KNOWN: [&[u8; 4]; 63] = [
    b"cmap", b"head", b"hhea", b"hmtx", b"maxp", b"name", b"OS/2", b"post", b"cvt ", b"fpgm",
    b"glyf", b"loca", b"prep", b"CFF ", b"VORG", b"EBDT", b"EBLC", b"gasp", b"hdmx", b"kern",
    b"LTSH", b"PCLT", b"VDMX", b"vhea", b"vmtx", b"BASE", b"GDEF", b"GPOS", b"GSUB", b"EBSC",
    b"JSTF", b"MATH", b"CBDT", b"CBLC", b"COLR", b"CPAL", b"SVG ", b"sbix", b"acnt", b"avar",
    b"bdat", b"bloc", b"bsln", b"cvar", b"fdsc", b"feat", b"fmtx", b"fvar", b"gvar", b"hsty",
    b"just", b"lcar", b"mort", b"morx", b"opbd", b"prop", b"trak", b"Zapf", b"Silf", b"Glat",
    b"Gloc", b"Feat", b"Sill",
];

/// Checks a font. Whether it has every weight: it has axes of variation.
///
/// # Errors
/// A sentence that says what is wrong.
pub(super) fn check(bytes: &[u8]) -> Result<bool, String> {
    if bytes.len() > LARGEST {
        return Err(
            "Invalid font: must be at most 256 KiB; a subset of its letters is enough.".to_owned(),
        );
    }
    let tables = tables(bytes).ok_or_else(|| "Invalid font: must be a WOFF2 file.".to_owned())?;
    let has = |tag: &[u8; 4]| tables.iter().any(|table| table == tag);
    let draws = (has(b"glyf") && has(b"loca")) || has(b"CFF ") || has(b"CFF2");
    if !draws
        || ![b"cmap", b"head", b"hhea", b"hmtx", b"maxp"]
            .into_iter()
            .all(has)
    {
        return Err("Invalid font: it has no letters to be drawn.".to_owned());
    }
    if has(b"SVG ") {
        return Err("Invalid font: must not hold drawings in SVG.".to_owned());
    }
    Ok(has(b"fvar"))
}

/// The tables a file says it has. Source: W3C, "WOFF File Format 2.0", 4.1 and 4.2.
fn tables(bytes: &[u8]) -> Option<Vec<[u8; 4]>> {
    let word = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_be_bytes(four.try_into().ok()?))
    };
    let is_plain = bytes.starts_with(b"wOF2") && bytes.get(4..8)? != b"ttcf";
    let length = usize::try_from(word(8)?).ok()?;
    if !is_plain || length != bytes.len() || word(16)? > LARGEST_UNPACKED {
        return None;
    }
    let count = u16::from_be_bytes([*bytes.get(12)?, *bytes.get(13)?]);
    let mut rest = bytes.get(48..)?;
    let mut tables = Vec::new();
    for _ in 0..count {
        let flags = take(&mut rest, 1)?[0];
        let tag: [u8; 4] = match KNOWN.get(usize::from(flags & 0x3f)) {
            Some(known) => **known,
            None => take(&mut rest, 4)?.try_into().ok()?,
        };
        base128(&mut rest)?;
        let version = flags >> 6;
        let is_transformed = if matches!(&tag, b"glyf" | b"loca") {
            version != 3
        } else {
            version != 0
        };
        if is_transformed {
            base128(&mut rest)?;
        }
        tables.push(tag);
    }
    Some(tables)
}

fn take<'b>(rest: &mut &'b [u8], count: usize) -> Option<&'b [u8]> {
    let (taken, after) = rest.split_at_checked(count)?;
    *rest = after;
    Some(taken)
}

/// A number of one to five bytes.
fn base128(rest: &mut &[u8]) -> Option<u32> {
    let mut number: u32 = 0;
    for _ in 0..5 {
        let byte = take(rest, 1)?[0];
        number = number
            .checked_mul(128)?
            .checked_add(u32::from(byte & 0x7f))?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled(name: &str) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../public/fonts");
        let mut files = std::fs::read_dir(folder).unwrap().flatten();
        let found = files.find(|file| file.file_name().to_string_lossy().starts_with(name));
        std::fs::read(found.unwrap().path()).unwrap()
    }

    #[test]
    fn real_fonts_are_taken_and_known_to_be_variable() {
        for name in ["inter-latin-", "lora-latin-", "jetbrains-mono-latin-"] {
            assert_eq!(check(&bundled(name)), Ok(true), "{name}");
        }
    }

    #[test]
    fn what_is_no_font_is_refused_wherever_it_ends() {
        let font = bundled("figtree-latin-");
        for end in 0..font.len().min(400) {
            assert!(check(&font[..end]).is_err(), "{end}");
        }
        let mut collection = font.clone();
        collection[4..8].copy_from_slice(b"ttcf");
        assert!(check(&collection).is_err());
        let mut huge = font.clone();
        huge[16..20].copy_from_slice(&u32::MAX.to_be_bytes());
        assert!(check(&huge).is_err());
        assert!(check(b"\0\x01\0\0").unwrap_err().contains("WOFF2"));
        assert!(
            check(&vec![0; LARGEST + 1])
                .unwrap_err()
                .contains("256 KiB")
        );
    }
}

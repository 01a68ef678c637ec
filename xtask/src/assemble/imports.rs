//! The names that the module and its script know each other by, made short.
//!
//! wasm-bindgen names every function that the module takes from the script after its declaration and a hash. Nobody
//! reads these names, hashes do not compress, and both files carry each: that was 4 kB of the customer's download.

use std::collections::BTreeMap;

use crate::Result;

/// Renames in both files. Only names of wasm-bindgen's own making change.
pub fn shorten(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut names = BTreeMap::new();
    let module = renamed_module(wasm, &mut names).ok_or(
        "The import section of the WebAssembly module cannot be read. Has its format changed?",
    )?;
    Ok((module, renamed_script(script, &names)))
}

/// The module with new names, which are noted in `names` by the old ones. `None` when it is not written as expected.
///
/// Source: WebAssembly Core Specification, "Binary Format", modules and import section.
fn renamed_module(wasm: &[u8], names: &mut BTreeMap<String, String>) -> Option<Vec<u8>> {
    const IMPORTS: u8 = 2;
    let mut reader = Reader { bytes: wasm, at: 8 };
    let mut module = wasm.get(..8)?.to_vec();
    while reader.at < wasm.len() {
        let section = reader.byte()?;
        let length = reader.number()?;
        let content = reader.take(length)?;
        let content = if section == IMPORTS {
            renamed_imports(content, names)?
        } else {
            content.to_vec()
        };
        module.push(section);
        write_number(&mut module, content.len());
        module.extend(content);
    }
    Some(module)
}

fn renamed_imports(section: &[u8], names: &mut BTreeMap<String, String>) -> Option<Vec<u8>> {
    let mut reader = Reader {
        bytes: section,
        at: 0,
    };
    let count = reader.number()?;
    let mut renamed = Vec::with_capacity(section.len());
    write_number(&mut renamed, count);
    for _ in 0..count {
        write_text(&mut renamed, reader.text()?);
        let name = reader.text()?;
        if name.starts_with("__wb") {
            let next = short(names.len());
            write_text(&mut renamed, names.entry(name.to_owned()).or_insert(next));
        } else {
            write_text(&mut renamed, name);
        }
        let start = reader.at;
        reader.skip_description()?;
        renamed.extend(section.get(start..reader.at)?);
    }
    Some(renamed)
}

/// Whole identifiers only: one name may begin like another.
fn renamed_script(script: &str, names: &BTreeMap<String, String>) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut renamed = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_part) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c| !is_part(c)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        renamed.push_str(before);
        renamed.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    renamed.push_str(rest);
    renamed
}

/// `$a`, `$b`, … `$z`, `$ba`, …: a number in letters.
fn short(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'a' + u8::try_from(number % 26).unwrap_or(0));
        number /= 26;
        if number == 0 {
            break;
        }
    }
    let letters = letters.iter().rev().map(|letter| char::from(*letter));
    std::iter::once('$').chain(letters).collect()
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(taken)
    }

    /// An unsigned LEB128 number.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0_usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// What is imported: a function, table, memory, global or tag.
    fn skip_description(&mut self) -> Option<()> {
        match self.byte()? {
            0 => {
                self.number()?;
            }
            1 => {
                self.byte()?;
                self.skip_limits()?;
            }
            2 => self.skip_limits()?,
            3 => {
                self.take(2)?;
            }
            4 => {
                self.byte()?;
                self.number()?;
            }
            _ => return None,
        }
        Some(())
    }

    fn skip_limits(&mut self) -> Option<()> {
        let has_maximum = self.byte()? & 1 == 1;
        self.number()?;
        if has_maximum {
            self.number()?;
        }
        Some(())
    }
}

fn write_number(bytes: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or(0);
        number >>= 7;
        if number == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}

fn write_text(bytes: &mut Vec<u8>, text: &str) {
    write_number(bytes, text.len());
    bytes.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that takes these functions and a memory from a script, with a section before and one after.
    fn module(names: &[&str]) -> Vec<u8> {
        let mut imports = Vec::new();
        write_number(&mut imports, names.len() + 1);
        for name in names {
            write_text(&mut imports, "./portal_bg.js");
            write_text(&mut imports, name);
            imports.extend([0, 0]);
        }
        write_text(&mut imports, "env");
        write_text(&mut imports, "memory");
        imports.extend([2, 1, 1, 0x80, 0x02]);
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        for (section, content) in [(1, vec![1, 0x60, 0, 0]), (2, imports), (0, vec![7; 300])] {
            module.push(section);
            write_number(&mut module, content.len());
            module.extend(content);
        }
        module
    }

    #[test]
    fn both_files_get_the_same_short_names() {
        let long = module(&["__wbg_get_0123456789abcdef", "__wbg_get_0123", "own"]);
        let script = "x={__wbg_get_0123456789abcdef:a,__wbg_get_0123:b,own:c};y.__wbg_get_0123";
        let (wasm, script) = shorten(&long, script).expect("a module");
        assert_eq!(wasm, module(&["$a", "$b", "own"]));
        assert_eq!(script, "x={$a:a,$b:b,own:c};y.$b");
    }

    #[test]
    fn what_is_no_module_is_told() {
        assert!(shorten(b"\0asm\x01\0\0\0\x02\x7f", "").is_err());
        assert!(shorten(b"", "").is_err());
    }

    #[test]
    fn short_names_are_all_different() {
        let names: std::collections::BTreeSet<String> = (0..2_000).map(short).collect();
        assert_eq!(names.len(), 2_000);
        assert_eq!(short(25), "$z");
        assert_eq!(short(26), "$ba");
    }
}

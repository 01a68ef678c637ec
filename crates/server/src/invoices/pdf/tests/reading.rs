//! Reads the text of a PDF back: glyphs by the table each font carries for that.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// Texts by the number of a glyph.
type Table = BTreeMap<u16, String>;

/// The text of one page, from 1, with single spaces: what is said in place of glyphs where a file has that, and what is
/// marked as written backwards the right way round.
pub fn page_text(document: &Document, page: u32) -> String {
    let id = document.get_pages()[&page];
    let fonts = fonts(document, id);
    let content = document.get_page_content(id).expect("content");
    let content = Content::decode(&content).expect("operations");
    let mut text = String::new();
    // What is marked around an operation, and whether something is said there in place of glyphs.
    let mut marks: Vec<bool> = Vec::new();
    // The pieces of one text object.
    let mut pieces: Vec<String> = Vec::new();
    let mut is_reversed = false;
    let mut font = None;
    for operation in &content.operations {
        let operands = &operation.operands;
        match operation.operator.as_str() {
            "BT" => is_reversed = false,
            "Tf" => font = operands[0].as_name().ok().and_then(|name| fonts.get(name)),
            "BDC" | "BMC" => {
                is_reversed |= operands[0].as_name().ok() == Some(b"ReversedChars");
                let said = operands.get(1).and_then(actual_text);
                let is_outermost = !marks.contains(&true);
                marks.push(said.is_some());
                pieces.extend(said.filter(|_| is_outermost));
            }
            "EMC" => {
                marks.pop();
                if marks.is_empty() {
                    text.extend(pieces.drain(..));
                    text.push(' ');
                }
            }
            "Tj" | "TJ" if !marks.contains(&true) => say(&operands[0], font, &mut pieces),
            "ET" => {
                if is_reversed {
                    pieces.reverse();
                }
                text.extend(pieces.drain(..));
            }
            _ => {}
        }
    }
    let plain = text.replace(['\u{a0}', '\u{202f}'], " ");
    let words: Vec<&str> = plain.split(' ').filter(|it| !it.is_empty()).collect();
    words.join(" ")
}

/// UTF-16 that is said in place of glyphs. Source: ISO 32000-1, 14.9.4, "Replacement Text".
fn actual_text(properties: &Object) -> Option<String> {
    let said = properties.as_dict().ok()?.get(b"ActualText").ok()?;
    lopdf::decode_text_string(said).ok()
}

fn say(shown: &Object, font: Option<&Table>, pieces: &mut Vec<String>) {
    let Some(font) = font else { return };
    let parts = match shown {
        Object::Array(parts) => parts.as_slice(),
        part => std::slice::from_ref(part),
    };
    for bytes in parts.iter().filter_map(|part| part.as_str().ok()) {
        for pair in bytes.chunks_exact(2) {
            let glyph = u16::from_be_bytes([pair[0], pair[1]]);
            pieces.push(font.get(&glyph).map_or("�", String::as_str).to_owned());
        }
    }
}

fn fonts(document: &Document, page: ObjectId) -> BTreeMap<Vec<u8>, Table> {
    let fonts = document.get_page_fonts(page).expect("fonts");
    let table = |font: &Dictionary| {
        let map = font.get(b"ToUnicode").expect("a table");
        let (_, map) = document.dereference(map).expect("a table");
        let map = map.as_stream().expect("a stream");
        let bytes = map
            .decompressed_content()
            .unwrap_or_else(|_| map.content.clone());
        read(&String::from_utf8_lossy(&bytes))
    };
    fonts
        .into_iter()
        .map(|(name, font)| (name, table(font)))
        .collect()
}

/// `<0003> <0020>` lines and `<0003> <0005> <0041>` ranges. Source: Adobe, "`CMap` and `CIDFont` files", `bfchar`, `bfrange`.
fn read(map: &str) -> Table {
    let mut table = Table::new();
    let mut is_range = false;
    for line in map.lines() {
        match line.trim() {
            it if it.ends_with("beginbfrange") => is_range = true,
            it if it.ends_with("beginbfchar") => is_range = false,
            it => {
                let parts: Vec<Vec<u16>> = it.split('>').filter_map(|it| hex(it.trim())).collect();
                match parts.as_slice() {
                    [from, to] if !is_range => {
                        table.insert(from[0], String::from_utf16_lossy(to));
                    }
                    [from, to, text] if is_range => {
                        for glyph in from[0]..=to[0] {
                            let mut text = text.clone();
                            if let Some(last) = text.last_mut() {
                                *last += glyph - from[0];
                            }
                            table.insert(glyph, String::from_utf16_lossy(&text));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    table
}

fn hex(text: &str) -> Option<Vec<u16>> {
    let digits = text.strip_prefix('<')?;
    let units = digits.as_bytes().chunks(4);
    units
        .map(|unit| u16::from_str_radix(std::str::from_utf8(unit).ok()?, 16).ok())
        .collect::<Option<Vec<u16>>>()
        .filter(|units| !units.is_empty())
}

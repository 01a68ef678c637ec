//! Reads the text of a PDF back: glyphs by the table each font carries for that.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// Texts by the number of a glyph.
type Table = BTreeMap<u16, String>;

/// The text of one page, from 1, with single spaces.
pub(super) fn page_text(document: &Document, page: u32) -> String {
    let id = document.get_pages()[&page];
    let fonts = fonts(document, id);
    let content = document.get_page_content(id).expect("content");
    let content = Content::decode(&content).expect("operations");
    let mut text = String::new();
    let mut font = None;
    for operation in &content.operations {
        match operation.operator.as_str() {
            "Tf" => {
                font = operation.operands[0]
                    .as_name()
                    .ok()
                    .and_then(|name| fonts.get(name))
            }
            "Tj" => say(&operation.operands[0], font, &mut text),
            "TJ" => {
                let parts = operation.operands[0].as_array().expect("parts");
                parts.iter().for_each(|part| say(part, font, &mut text));
            }
            "EMC" => text.push(' '),
            _ => {}
        }
    }
    let plain = text.replace(['\u{a0}', '\u{202f}'], " ");
    let words: Vec<&str> = plain.split(' ').filter(|it| !it.is_empty()).collect();
    words.join(" ")
}

fn say(part: &Object, font: Option<&Table>, text: &mut String) {
    let (Ok(bytes), Some(font)) = (part.as_str(), font) else {
        return;
    };
    for pair in bytes.chunks_exact(2) {
        let glyph = u16::from_be_bytes([pair[0], pair[1]]);
        text.push_str(font.get(&glyph).map_or("�", String::as_str));
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

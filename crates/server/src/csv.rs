//! Files for spreadsheets: RFC 4180, UTF-8 with a byte order mark, by which spreadsheets recognise it.

/// What a file begins with.
pub const START: char = '\u{feff}';

/// A text that no spreadsheet takes for a formula. Source: OWASP, "CSV Injection".
pub fn text(text: &str) -> String {
    let is_formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Adds a line.
pub fn row<const N: usize>(file: &mut String, cells: [String; N]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            file.push(',');
        }
        let plain = !cell.contains(['"', ',', '\r', '\n']) && cell.trim() == cell;
        if plain {
            file.push_str(cell);
        } else {
            file.push('"');
            file.push_str(&cell.replace('"', "\"\""));
            file.push('"');
        }
    }
    file.push_str("\r\n");
}

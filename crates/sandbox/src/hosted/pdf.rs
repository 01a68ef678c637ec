//! The invoice as a small PDF 1.4: one font of every viewer, text only. Letters that the font's Western encoding does
//! not have are written as `?`; the portal makes documents of its own that have them all.

use super::summary::Summary;

/// Points from the left edge: text, and the column of amounts.
const LEFT: u32 = 56;
const AMOUNTS: u32 = 440;
/// The first and the last line of a page, in points from its lower edge.
const TOP: u32 = 780;
const BOTTOM: u32 = 60;
/// Characters of a description that fit before the amounts.
const WIDEST: usize = 68;

/// One line of text: size, what stands left, what stands in the column of amounts.
struct Row {
    size: u32,
    left: String,
    right: String,
}

fn row(size: u32, left: impl Into<String>, right: impl Into<String>) -> Row {
    Row {
        size,
        left: left.into(),
        right: right.into(),
    }
}

/// The file of an invoice.
pub(super) fn write(summary: &Summary) -> Vec<u8> {
    let mut rows = vec![
        row(11, summary.merchant.as_str(), summary.status),
        row(20, summary.title.as_str(), ""),
        row(10, "", ""),
    ];
    for (name, value) in &summary.facts {
        rows.push(row(10, format!("{name}: {value}"), ""));
    }
    rows.push(row(10, "", ""));
    for line in &summary.lines {
        let description: String = line.description.chars().take(WIDEST).collect();
        rows.push(row(10, description, line.amount.as_str()));
        rows.push(row(8, line.period.as_str(), ""));
    }
    rows.push(row(10, "", ""));
    for (name, amount) in &summary.totals {
        rows.push(row(10, name.as_str(), amount.as_str()));
    }
    assemble(&pages(&rows))
}

/// The drawing instructions of each page.
fn pages(rows: &[Row]) -> Vec<Vec<u8>> {
    let mut pages = vec![Vec::new()];
    let mut height = TOP;
    for row in rows {
        let step = row.size + 6;
        if height < BOTTOM + step {
            pages.push(Vec::new());
            height = TOP;
        }
        height -= step;
        if let Some(page) = pages.last_mut() {
            for (at, text) in [(LEFT, &row.left), (AMOUNTS, &row.right)] {
                if !text.is_empty() {
                    page.extend(format!("BT /F1 {} Tf {at} {height} Td (", row.size).bytes());
                    page.extend(encode(text));
                    page.extend(b") Tj ET\n");
                }
            }
        }
    }
    pages
}

/// Windows-1252, with what means something in a PDF string escaped.
fn encode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '(' | ')' | '\\' => bytes.extend([b'\\', u8::try_from(letter).unwrap_or(b'?')]),
            '€' => bytes.push(0x80),
            '–' => bytes.push(0x96),
            '’' => bytes.push(0x92),
            ' '..='~' | '\u{a0}'..='ÿ' => bytes.push(u8::try_from(letter).unwrap_or(b'?')),
            _ => bytes.push(b'?'),
        }
    }
    bytes
}

/// Objects, their places, and the trailer.
fn assemble(pages: &[Vec<u8>]) -> Vec<u8> {
    // 1 catalog, 2 pages, 3 font; then a page and its contents for each.
    let kids: Vec<String> = (0..pages.len())
        .map(|page| format!("{} 0 R", 4 + page * 2))
        .collect();
    let mut objects: Vec<Vec<u8>> = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} >>",
            kids.join(" "),
            pages.len()
        )
        .into(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_vec(),
    ];
    for (index, page) in pages.iter().enumerate() {
        let contents = 5 + index * 2;
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {contents} 0 R >>"
            )
            .into(),
        );
        let mut stream = format!("<< /Length {} >>\nstream\n", page.len()).into_bytes();
        stream.extend(page);
        stream.extend(b"endstream");
        objects.push(stream);
    }
    let mut file = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places = Vec::with_capacity(objects.len());
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", index + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let count = objects.len() + 1;
    file.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    file.extend(
        format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_escaped_or_replaced() {
        assert_eq!(encode("2 × (a)\\ € 佐"), b"2 \xd7 \\(a\\)\\\\ \x80 ?");
    }

    #[test]
    fn the_table_of_places_leads_to_every_object() {
        let rows: Vec<Row> = (0..120)
            .map(|line| row(10, format!("Line {line}"), "$1.00"))
            .collect();
        let pages = pages(&rows);
        assert!(pages.len() > 1);
        let file = assemble(&pages);
        let text = String::from_utf8_lossy(&file).into_owned();
        let table = file
            .windows(5)
            .rposition(|at| at == b"xref\n")
            .expect("a table");
        // `startxref` ends in the same letters; the table is the one before.
        let table = file[..table]
            .windows(5)
            .rposition(|at| at == b"xref\n")
            .unwrap_or(table);
        assert!(text.contains(&format!("startxref\n{table}\n")));
        let entries = String::from_utf8_lossy(&file[table..]).into_owned();
        let places = entries
            .lines()
            .filter_map(|line| line.strip_suffix(" 00000 n "));
        for (index, place) in places.enumerate() {
            let place: usize = place.parse().expect("a number");
            let head = format!("{} 0 obj", index + 1);
            assert!(file[place..].starts_with(head.as_bytes()), "{head}");
        }
    }
}

//! Tables: columns, rows, and the head that is repeated on every page.

use super::library::Weight;
use super::sheet::{Align, BLACK, GREY, Ink, MARGIN, Node, Role, Sheet, Style, WIDTH};

const LINE: Ink = (214, 214, 219);
const BODY: Style = Style {
    size: 9.5,
    weight: Weight::Regular,
    ink: BLACK,
};
const SMALL: Style = Style {
    size: 8.0,
    weight: Weight::Regular,
    ink: GREY,
};
const HEAD: Style = Style {
    size: 8.0,
    weight: Weight::Strong,
    ink: GREY,
};
/// Room above and below a row, and between columns.
const PAD: f32 = 6.0;
const GAP: f32 = 12.0;

/// A column: its head, and which part of the width it has.
pub struct Column {
    /// What stands above it.
    pub head: String,
    /// Its part of the width; all parts are 1 together.
    pub part: f32,
    /// Where its texts stand.
    pub align: Align,
}

/// A row: a text for each column, and smaller ones below the first.
pub struct Row {
    /// By column.
    pub cells: Vec<String>,
    /// Below the first.
    pub below: Vec<String>,
}

/// Writes a table, over as many pages as it takes.
pub fn table(sheet: &mut Sheet<'_>, about: &str, columns: &[Column], rows: &[Row]) -> Node {
    sheet.make_room(60.0);
    let head = head(sheet, columns);
    let mut body = Vec::new();
    for row in rows {
        let height = height(sheet, columns, row);
        if sheet.make_room(height) {
            // For those who listen the head is said once, with every cell.
            let first = sheet.marks.len();
            self::head(sheet, columns);
            let repeated = sheet.marks.split_off(first);
            sheet.decoration.extend(repeated);
        }
        body.push(self::row(sheet, columns, row));
        sheet.y += height;
        sheet.rule(MARGIN, WIDTH, LINE);
    }
    Node::Group(
        Role::Table(about.to_owned()),
        vec![
            Node::Group(Role::TableHead, vec![head]),
            Node::Group(Role::TableBody, body),
        ],
    )
}

/// Begin and width of each column.
fn places(columns: &[Column]) -> Vec<(f32, f32)> {
    let mut x = MARGIN;
    columns
        .iter()
        .map(|column| {
            let place = (x, column.part * WIDTH - GAP);
            x += column.part * WIDTH;
            // The last column ends where the page does.
            if x > MARGIN + WIDTH - 1.0 {
                (place.0, place.1 + GAP)
            } else {
                place
            }
        })
        .collect()
}

fn head(sheet: &mut Sheet<'_>, columns: &[Column]) -> Node {
    let mut cells = Vec::new();
    let mut highest: f32 = 0.0;
    for (column, (x, width)) in columns.iter().zip(places(columns)) {
        let place = (x, sheet.y, width);
        let (marks, height) = sheet.put(place, column.align, HEAD, &column.head);
        cells.push(Node::Group(Role::ColumnHead, marks));
        highest = highest.max(height);
    }
    sheet.y += highest + PAD / 2.0;
    sheet.rule(MARGIN, WIDTH, GREY);
    Node::Group(Role::Row, cells)
}

fn height(sheet: &Sheet<'_>, columns: &[Column], row: &Row) -> f32 {
    let lines = |text: &str, style: Style, width| {
        sheet.lines(text, style, width).len() as f32 * style.leading()
    };
    let places = places(columns);
    let cells = row.cells.iter().zip(&places);
    let highest = cells
        .map(|(cell, (_, width))| lines(cell, BODY, *width))
        .fold(0.0, f32::max);
    let first = row.cells.first().map_or("", String::as_str);
    let below: f32 = row
        .below
        .iter()
        .map(|text| lines(text, SMALL, places[0].1))
        .sum();
    highest.max(lines(first, BODY, places[0].1) + below) + 2.0 * PAD
}

fn row(sheet: &mut Sheet<'_>, columns: &[Column], row: &Row) -> Node {
    let mut cells = Vec::new();
    for (index, (column, (x, width))) in columns.iter().zip(places(columns)).enumerate() {
        let text = row.cells.get(index).map_or("", String::as_str);
        let mut y = sheet.y + PAD;
        let (mut marks, height) = sheet.put((x, y, width), column.align, BODY, text);
        y += height;
        if index == 0 {
            for text in &row.below {
                let (more, height) = sheet.put((x, y, width), column.align, SMALL, text);
                marks.extend(more);
                y += height;
            }
        }
        let role = if index == 0 {
            Role::RowHead
        } else {
            Role::Cell
        };
        cells.push(Node::Group(role, marks));
    }
    Node::Group(Role::Row, cells)
}

/// A sum: what it is and how much, at the end of the page; strong when it is what the page is about.
pub struct Sum {
    /// What it is.
    pub what: String,
    /// How much.
    pub amount: String,
    /// Whether it is what the page is about.
    pub strong: bool,
}

/// Writes sums below each other.
pub fn sums(sheet: &mut Sheet<'_>, about: &str, sums: &[Sum]) -> Node {
    let x = MARGIN + WIDTH * 0.45;
    let (label, amount) = (WIDTH * 0.33, WIDTH * 0.22);
    let mut rows = Vec::new();
    for sum in sums {
        let style = Style {
            weight: if sum.strong {
                Weight::Strong
            } else {
                Weight::Regular
            },
            ..BODY
        };
        let lines = sheet.lines(&sum.what, style, label - GAP).len() as f32;
        let height = lines * style.leading() + PAD;
        sheet.make_room(height);
        if sum.strong {
            sheet.rule(x, WIDTH * 0.55, LINE);
        }
        let y = sheet.y + PAD / 2.0;
        let (what, _) = sheet.put((x, y, label - GAP), Align::Start, style, &sum.what);
        let (much, _) = sheet.put((x + label, y, amount), Align::End, style, &sum.amount);
        rows.push(Node::Group(
            Role::Row,
            vec![
                Node::Group(Role::RowHead, what),
                Node::Group(Role::Cell, much),
            ],
        ));
        sheet.y += height;
    }
    Node::Group(
        Role::Table(about.to_owned()),
        vec![Node::Group(Role::TableBody, rows)],
    )
}

/// The page numbers, once all pages are there.
pub fn numbers(sheet: &mut Sheet<'_>, text: impl Fn(usize, usize) -> String) {
    let pages = sheet.page + 1;
    for page in 0..pages {
        let place = (MARGIN, super::sheet::PAGE.1 - MARGIN - SMALL.size, WIDTH);
        for line in sheet.lines(&text(page + 1, pages), SMALL, WIDTH) {
            let mark = sheet.text(place, Align::End, SMALL, line);
            sheet.decoration.push((page, mark));
        }
    }
}

//! Pages that are being filled: texts at their places, and the tree that says what they are. Sizes are points.

use contract::Direction;

use super::fonts::Fonts;
use super::library::Weight;
use super::lines::Line;

/// A4.
pub const PAGE: (f32, f32) = (595.28, 841.89);
/// Room around everything.
pub const MARGIN: f32 = 56.0;
/// Width of what is written.
pub const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
/// Where a page is full; below it stands its number.
const BOTTOM: f32 = PAGE.1 - MARGIN - 18.0;

/// A colour of ink, red, green and blue.
pub type Ink = (u8, u8, u8);

/// Text.
pub const BLACK: Ink = (20, 20, 22);
/// Text that matters less; 6:1 on white.
pub const GREY: Ink = (92, 92, 98);

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Size of the type.
    pub size: f32,
    /// How strong it is.
    pub weight: Weight,
    /// Its colour.
    pub ink: Ink,
}

impl Style {
    /// From one line to the next.
    pub fn leading(self) -> f32 {
        self.size * 1.45
    }
}

/// Where a text stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At its begin.
    Start,
    /// At its end.
    End,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub enum Mark {
    /// A line of text.
    Text {
        x: f32,
        y: f32,
        line: Line,
        style: Style,
    },
    /// The logo, in its place.
    Logo {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
    /// A thin line from margin to margin, or a part of it.
    Rule {
        x: f32,
        y: f32,
        width: f32,
        ink: Ink,
    },
}

/// What a part of the document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Heading of this level.
    Heading(u16, String),
    /// A paragraph.
    Paragraph,
    /// A part with a heading of its own.
    Section,
    /// A table; what it is about.
    Table(String),
    /// The rows with the heads of columns.
    TableHead,
    /// All other rows.
    TableBody,
    /// A row.
    Row,
    /// The head of a column.
    ColumnHead,
    /// The head of a row.
    RowHead,
    /// A cell.
    Cell,
    /// A picture; what it shows.
    Figure(String),
}

/// The document as it is read.
#[derive(Clone, Debug)]
pub enum Node {
    /// A part.
    Group(Role, Vec<Node>),
    /// A mark, by its number in [`Sheet::marks`].
    Mark(usize),
}

/// The pages.
pub struct Sheet<'a> {
    /// The fonts texts are written in.
    pub fonts: Fonts<'a>,
    /// Where lines begin. Places are reckoned from there, and turned round as they are drawn.
    dir: Direction,
    /// What has a meaning, with its page.
    pub marks: Vec<(usize, Mark)>,
    /// What only decorates or repeats, with its page.
    pub decoration: Vec<(usize, Mark)>,
    /// The current page.
    pub page: usize,
    /// Where the next line begins on it.
    pub y: f32,
}

impl<'a> Sheet<'a> {
    /// An empty first page.
    pub fn new(fonts: Fonts<'a>, dir: Direction) -> Self {
        Self {
            fonts,
            dir,
            marks: Vec::new(),
            decoration: Vec::new(),
            page: 0,
            y: MARGIN,
        }
    }

    /// Where something is drawn, from the left edge of the page, that begins at `x` from where lines begin.
    pub fn left(&self, x: f32, width: f32) -> f32 {
        match self.dir {
            Direction::Ltr => x,
            Direction::Rtl => PAGE.0 - x - width,
        }
    }

    /// Begins a page unless so much fits on the current one. Returns whether it did.
    pub fn make_room(&mut self, height: f32) -> bool {
        if self.y + height <= BOTTOM {
            return false;
        }
        self.page += 1;
        self.y = MARGIN;
        true
    }

    /// The lines a text takes in a column.
    pub fn lines(&self, text: &str, style: Style, width: f32) -> Vec<Line> {
        self.fonts.lines(text, style.weight, style.size, width)
    }

    /// A line as it is drawn into a column.
    pub fn text(
        &self,
        (x, y, width): (f32, f32, f32),
        align: Align,
        style: Style,
        line: Line,
    ) -> Mark {
        let wide = self.fonts.width(&line, style.weight, style.size);
        let x = match align {
            Align::Start => x,
            Align::End => x + width - wide,
        };
        Mark::Text {
            x: self.left(x, wide),
            y: y + style.size,
            line,
            style,
        }
    }

    fn add(&mut self, mark: Mark) -> Node {
        self.marks.push((self.page, mark));
        Node::Mark(self.marks.len() - 1)
    }

    /// Writes a text into a column at `y` of the current page; returns its marks and how high it is.
    pub fn put(
        &mut self,
        (x, y, width): (f32, f32, f32),
        align: Align,
        style: Style,
        text: &str,
    ) -> (Vec<Node>, f32) {
        let mut nodes = Vec::new();
        let mut height = 0.0;
        for line in self.lines(text, style, width) {
            let mark = self.text((x, y + height, width), align, style, line);
            nodes.push(self.add(mark));
            height += style.leading();
        }
        (nodes, height)
    }

    /// Writes a paragraph over the whole width, onto further pages where it is long.
    pub fn paragraph(&mut self, role: Role, style: Style, text: &str) -> Node {
        let mut nodes = Vec::new();
        for part in text.lines().filter(|part| !part.trim().is_empty()) {
            for line in self.lines(part, style, WIDTH) {
                self.make_room(style.leading());
                let mark = self.text((MARGIN, self.y, WIDTH), Align::Start, style, line);
                nodes.push(self.add(mark));
                self.y += style.leading();
            }
        }
        Node::Group(role, nodes)
    }

    /// Draws a line over a part of the width, for the eye only.
    pub fn rule(&mut self, x: f32, width: f32, ink: Ink) {
        let mark = Mark::Rule {
            x: self.left(x, width),
            y: self.y,
            width,
            ink,
        };
        self.decoration.push((self.page, mark));
    }
}

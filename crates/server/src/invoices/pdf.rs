//! An invoice as a document: with the merchant's branding, in the customer's language, for screen, paper and screen
//! reader alike. The file is tagged and keeps to PDF/UA-1; what it says comes from the same [`InvoiceDetail`] as the page.

mod emit;
mod fonts;
mod head;
mod library;
mod lines;
mod runs;
mod sheet;
mod sums;
mod table;

use contract::{InvoiceDetail, InvoiceLine, Locale};
use krilla::image::Image;
use theme::{Branding, Oklch, Rgb, Scheme, Theme, Token};

use self::emit::{About, emit};
use self::fonts::Fonts;
pub use self::library::Library;
use self::library::Weight;
use self::sheet::{Align, BLACK, GREY, Ink, Node, Role, Sheet, Style};
use self::table::{Column, Row, numbers, table};
use super::format::{Format, civil};
use crate::media;
use crate::store::Media;

/// What a document is made of.
pub struct Content<'a> {
    /// The invoice.
    pub invoice: &'a InvoiceDetail,
    /// The customer's language.
    pub locale: &'a Locale,
    /// The merchant's look.
    pub branding: &'a Branding,
    /// The merchant's logo for white paper.
    pub logo: Option<&'a Media>,
    /// The fonts there are.
    pub library: &'a Library,
}

/// Writes the document; `None` when it cannot be written, which the log explains.
///
/// A font of the operator's that turns out to be damaged costs the customer the letters it has, and not the invoice.
pub fn write(content: &Content<'_>) -> Option<Vec<u8>> {
    let library = content.library;
    write_with(content, Fonts::of(library)).or_else(|| {
        if library.families().len() == library.own_families().len() {
            return None;
        }
        tracing::warn!("an invoice is written again without the fonts of the folder");
        write_with(content, Fonts::own(library))
    })
}

fn write_with(content: &Content<'_>, fonts: Fonts<'_>) -> Option<Vec<u8>> {
    let writer = Writer {
        content,
        format: Format {
            tag: &content.locale.intl,
        },
        brand: on_white(Theme::new(content.branding).color(Scheme::Light, Token::Brand)),
    };
    let mut sheet = Sheet::new(fonts, content.locale.dir);
    let logo = content.logo.and_then(picture);
    let tree = writer.write(&mut sheet, logo.as_ref());
    numbers(&mut sheet, |page, pages| {
        let (page, pages) = (page.to_string(), pages.to_string());
        writer.filled("invoice.page", &[("page", &page), ("pages", &pages)])
    });
    let about = About {
        title: &writer.title(),
        author: content.invoice.merchant.name.as_deref().unwrap_or_default(),
        language: &content.locale.tag,
        day: civil(content.invoice.invoice.created),
    };
    emit(&sheet, tree, logo, &about)
}

struct Writer<'a> {
    content: &'a Content<'a>,
    format: Format<'a>,
    brand: Ink,
}

impl Writer<'_> {
    fn text(&self, key: &str) -> String {
        let message = self.content.locale.messages.get(key);
        message.cloned().unwrap_or_else(|| key.to_owned())
    }

    /// A text with what stands in its places, each with its own direction.
    fn filled(&self, key: &str, values: &[(&str, &str)]) -> String {
        let dir = self.content.locale.dir;
        let fill = |text: String, (name, value): &(&str, &str)| {
            text.replace(&format!("{{{name}}}"), &dir.isolate(value))
        };
        values.iter().fold(self.text(key), fill)
    }

    fn money(&self, amount: i64) -> String {
        let currency = &self.content.invoice.invoice.currency;
        self.format.money(amount, currency)
    }

    fn title(&self) -> String {
        match &self.content.invoice.invoice.number {
            Some(number) => self.filled("invoice.title", &[("invoice", number)]),
            None => self.text("invoice.title_plain"),
        }
    }

    fn write(&self, sheet: &mut Sheet<'_>, logo: Option<&Image>) -> Vec<Node> {
        let mut tree = vec![self.masthead(sheet, logo)];
        tree.extend(self.facts(sheet));
        tree.push(self.parties(sheet));
        if let Some(memo) = &self.content.invoice.memo {
            tree.push(sheet.paragraph(Role::Paragraph, body(BLACK), memo));
            sheet.y += 14.0;
        }
        tree.push(self.lines(sheet));
        sheet.y += 10.0;
        tree.push(self.sums(sheet));
        if let Some(footer) = &self.content.invoice.footer {
            sheet.y += 22.0;
            tree.push(sheet.paragraph(Role::Paragraph, body(GREY), footer));
        }
        tree
    }

    fn lines(&self, sheet: &mut Sheet<'_>) -> Node {
        let column = |key, part, align| Column {
            head: self.text(key),
            part,
            align,
        };
        let columns = [
            column("invoice.item", 0.48, Align::Start),
            column("invoice.quantity", 0.12, Align::End),
            column("invoice.unit_price", 0.2, Align::End),
            column("invoice.amount", 0.2, Align::End),
        ];
        let rows: Vec<Row> = self
            .content
            .invoice
            .lines
            .iter()
            .map(|it| self.line(it))
            .collect();
        table(sheet, &self.text("invoice.lines"), &columns, &rows)
    }

    fn line(&self, line: &InvoiceLine) -> Row {
        let currency = &self.content.invoice.invoice.currency;
        let unit = line.unit_amount_decimal.as_deref();
        let unit = unit.and_then(|unit| self.format.unit_price(unit, currency));
        let period = (line.period_end > line.period_start).then(|| {
            let date = |at| self.format.date(at);
            format!("{} – {}", date(line.period_start), date(line.period_end))
        });
        Row {
            cells: vec![
                line.description.clone(),
                line.quantity.map(|it| it.to_string()).unwrap_or_default(),
                unit.unwrap_or_default(),
                self.money(line.amount),
            ],
            below: period.into_iter().collect(),
        }
    }
}

fn body(ink: Ink) -> Style {
    Style {
        size: 9.5,
        weight: Weight::Regular,
        ink,
    }
}

fn picture(picture: &Media) -> Option<Image> {
    let data = picture.bytes.clone();
    let image = match picture.content_type.as_str() {
        "image/png" => Image::from_png(data.into(), true),
        "image/svg+xml" => Image::from_png(media::raster(&data)?.into(), true),
        _ => Image::from_jpeg(data.into(), true),
    };
    image
        .inspect_err(|error| tracing::warn!(%error, "a logo cannot be printed"))
        .ok()
}

/// The brand's colour, darkened until it can be read on white paper.
fn on_white(color: Rgb) -> Ink {
    let white = Rgb::new(255, 255, 255);
    let at = Oklch::from(color);
    let mut readable = color;
    let mut l = at.l;
    while readable.contrast(white) < 4.5 && l > 0.0 {
        l -= 0.01;
        readable = at.with_l(l).to_rgb();
    }
    (readable.r, readable.g, readable.b)
}

#[cfg(test)]
mod tests;

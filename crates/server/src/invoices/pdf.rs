//! An invoice as a document: with the merchant's branding, in the customer's language, for screen, paper and screen
//! reader alike. The file is tagged and keeps to PDF/UA-1; what it says comes from the same [`InvoiceDetail`] as the page.

mod emit;
mod fonts;
mod sheet;
mod table;

use contract::{Address, InvoiceDetail, InvoiceLine, InvoiceStatus, Locale, Party};
use krilla::image::Image;
use theme::{Branding, Oklch, Rgb, Scheme, Theme, Token};

use self::emit::{About, emit};
use self::fonts::{Fonts, Weight};
use self::sheet::{Align, BLACK, GREY, Ink, MARGIN, Mark, Node, Role, Sheet, Style, WIDTH};
use self::table::{Column, Row, Sum, numbers, sums, table};
use super::format::{Format, civil};
use crate::store::Picture;

/// What a document is made of.
pub struct Content<'a> {
    /// The invoice.
    pub invoice: &'a InvoiceDetail,
    /// The customer's language.
    pub locale: &'a Locale,
    /// The merchant's look.
    pub branding: &'a Branding,
    /// The merchant's logo for white paper.
    pub logo: Option<&'a Picture>,
}

/// Room for the logo.
const LOGO: (f32, f32) = (180.0, 44.0);

/// Writes the document; `None` when it cannot be written, which the log explains.
pub fn write(content: &Content<'_>) -> Option<Vec<u8>> {
    let fonts = Fonts::read()?;
    let writer = Writer {
        content,
        format: Format {
            tag: &content.locale.intl,
        },
        brand: on_white(Theme::new(content.branding).color(Scheme::Light, Token::Brand)),
    };
    let mut sheet = Sheet::new(&fonts);
    let logo = content.logo.and_then(picture);
    let tree = writer.write(&mut sheet, logo.as_ref());
    numbers(&mut sheet, |page, pages| {
        let text = writer.text("invoice.page");
        text.replace("{page}", &page.to_string())
            .replace("{pages}", &pages.to_string())
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

    fn money(&self, amount: i64) -> String {
        let currency = &self.content.invoice.invoice.currency;
        self.format.money(amount, currency)
    }

    fn title(&self) -> String {
        match &self.content.invoice.invoice.number {
            Some(number) => self.text("invoice.title").replace("{invoice}", number),
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

    /// Logo or name, and a line in the brand's colour.
    fn masthead(&self, sheet: &mut Sheet<'_>, logo: Option<&Image>) -> Node {
        let invoice = self.content.invoice;
        let name = invoice.merchant.name.clone().unwrap_or_default();
        let node = match logo {
            Some(image) => {
                let (width, height) = fitted(image.size());
                let mark = Mark::Logo {
                    x: MARGIN,
                    y: sheet.y,
                    width,
                    height,
                };
                let node = Node::Mark(sheet.marks.len());
                sheet.marks.push((sheet.page, mark));
                sheet.y += height + 12.0;
                Node::Group(Role::Figure(name), vec![node])
            }
            None => {
                let style = Style {
                    size: 17.0,
                    weight: Weight::Strong,
                    ink: self.brand,
                };
                let node = sheet.paragraph(Role::Paragraph, style, &name);
                sheet.y += 8.0;
                node
            }
        };
        for offset in [0.0, 0.6, 1.2] {
            sheet.y += offset;
            sheet.rule(MARGIN, WIDTH, self.brand);
            sheet.y -= offset;
        }
        sheet.y += 22.0;
        node
    }

    /// The title, the status, number and dates.
    fn facts(&self, sheet: &mut Sheet<'_>) -> Vec<Node> {
        let invoice = self.content.invoice;
        let title = self.title();
        let style = Style {
            size: 20.0,
            weight: Weight::Strong,
            ink: BLACK,
        };
        let heading = sheet.paragraph(Role::Heading(1, title.clone()), style, &title);
        sheet.y += 4.0;
        let style = Style {
            size: 10.5,
            weight: Weight::Strong,
            ink: self.brand,
        };
        let status = sheet.paragraph(Role::Paragraph, style, &self.status());
        sheet.y += 6.0;
        let date = self.format.date(invoice.invoice.created);
        let mut lines = vec![format!("{}: {date}", self.text("invoice.date"))];
        if let Some(due) = invoice.due_date {
            lines.push(format!(
                "{}: {}",
                self.text("invoice.due_date"),
                self.format.date(due)
            ));
        }
        let mut nodes = vec![heading, status];
        for line in lines {
            nodes.push(sheet.paragraph(Role::Paragraph, body(BLACK), &line));
        }
        sheet.y += 20.0;
        nodes
    }

    fn status(&self) -> String {
        let invoice = self.content.invoice;
        match (invoice.invoice.status, invoice.paid_at, invoice.due_date) {
            (InvoiceStatus::Paid, Some(at), _) => self
                .text("invoice.paid_on")
                .replace("{date}", &self.format.date(at)),
            (InvoiceStatus::Open, _, due) => {
                let amount = self.money(invoice.invoice.amount_remaining);
                match due {
                    Some(due) => self
                        .text("invoice.due_by")
                        .replace("{amount}", &amount)
                        .replace("{date}", &self.format.date(due)),
                    None => self.text("invoices.remaining").replace("{amount}", &amount),
                }
            }
            (status, ..) => self.text(&format!("invoices.status_{}", status.as_str())),
        }
    }

    /// Who wrote it and whom it is for, side by side.
    fn parties(&self, sheet: &mut Sheet<'_>) -> Node {
        let invoice = self.content.invoice;
        let top = sheet.y;
        let width = WIDTH / 2.0;
        let mut nodes = Vec::new();
        let mut lowest = top;
        for (index, (head, party)) in [
            ("invoice.from", &invoice.merchant),
            ("invoice.to", &invoice.customer),
        ]
        .into_iter()
        .enumerate()
        {
            let x = MARGIN + index as f32 * width;
            let mut y = top;
            let head = self.text(head);
            let style = Style {
                size: 8.0,
                weight: Weight::Strong,
                ink: GREY,
            };
            let (marks, height) = sheet.put((x, y, width - 16.0), Align::Start, style, &head);
            y += height + 2.0;
            let mut part = vec![Node::Group(Role::Heading(2, head), marks)];
            for line in self.party(party) {
                let place = (x, y, width - 16.0);
                let (marks, height) = sheet.put(place, Align::Start, body(BLACK), &line);
                part.push(Node::Group(Role::Paragraph, marks));
                y += height;
            }
            nodes.push(Node::Group(Role::Section, part));
            lowest = lowest.max(y);
        }
        sheet.y = lowest + 24.0;
        Node::Group(Role::Section, nodes)
    }

    fn party(&self, party: &Party) -> Vec<String> {
        let mut lines: Vec<String> = party.name.iter().cloned().collect();
        if let Some(address) = &party.address {
            lines.extend(address_lines(address));
        }
        lines.extend(party.email.iter().cloned());
        lines.extend(party.phone.iter().cloned());
        let tax_id = self.text("invoice.tax_id");
        lines.extend(
            party
                .tax_ids
                .iter()
                .map(|id| tax_id.replace("{number}", id)),
        );
        lines
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

    fn sums(&self, sheet: &mut Sheet<'_>) -> Node {
        let invoice = self.content.invoice;
        let row = |what: String, amount: i64, strong| Sum {
            what,
            amount: self.money(amount),
            strong,
        };
        let mut all = vec![row(self.text("invoice.subtotal"), invoice.subtotal, false)];
        for discount in &invoice.discounts {
            let name = match &discount.name {
                Some(name) => self.text("invoice.discount_named").replace("{name}", name),
                None => self.text("invoice.discount"),
            };
            let what = match discount.percent_off {
                Some(part) => {
                    let percent = self.format.percent(&hundredths(part));
                    format!("{name} {percent}")
                }
                None => name,
            };
            all.push(row(what, -discount.amount, false));
        }
        for tax in &invoice.taxes {
            let name = tax.name.clone().unwrap_or_else(|| self.text("invoice.tax"));
            let what = match &tax.percentage {
                Some(rate) => format!("{name} {}", self.format.percent(rate)),
                None => name,
            };
            let what = match tax.inclusive {
                true => self.text("invoice.included").replace("{tax}", &what),
                false => what,
            };
            all.push(row(what, tax.amount, false));
        }
        all.push(row(self.text("invoice.total"), invoice.invoice.total, true));
        match invoice.balance_applied {
            0 => {}
            credit @ 1.. => all.push(row(self.text("invoice.credit_applied"), -credit, false)),
            debt => all.push(row(self.text("invoice.debt_added"), -debt, false)),
        }
        if invoice.amount_paid != 0 {
            all.push(row(
                self.text("invoice.amount_paid"),
                -invoice.amount_paid,
                false,
            ));
        }
        let due = match invoice.invoice.status {
            InvoiceStatus::Void => 0,
            _ => invoice.invoice.amount_remaining,
        };
        all.push(row(self.text("invoice.amount_due"), due, true));
        sums(sheet, &self.text("invoice.sums"), &all)
    }
}

fn body(ink: Ink) -> Style {
    Style {
        size: 9.5,
        weight: Weight::Regular,
        ink,
    }
}

/// Hundredths of a percent as percent: `1050` is `10.5`.
fn hundredths(part: u32) -> String {
    let text = format!("{}.{:02}", part / 100, part % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The lines of an address, postal code before or after the city as most of the country's neighbours do.
fn address_lines(address: &Address) -> Vec<String> {
    let code_last = matches!(
        address.country.as_deref(),
        Some("US" | "CA" | "AU" | "GB" | "IE" | "NZ" | "IN" | "SG" | "ZA")
    );
    let [city, state, code] =
        [&address.city, &address.state, &address.postal_code].map(Option::as_deref);
    let town: Vec<&str> = if code_last {
        [city, state, code].into_iter().flatten().collect()
    } else {
        [code, city, state].into_iter().flatten().collect()
    };
    let lines = [
        address.line1.clone(),
        address.line2.clone(),
        Some(town.join(" ")),
        address.country.clone(),
    ];
    lines
        .into_iter()
        .flatten()
        .filter(|line| !line.is_empty())
        .collect()
}

fn picture(picture: &Picture) -> Option<Image> {
    let data = picture.bytes.clone();
    let image = match picture.content_type.as_str() {
        "image/png" => Image::from_png(data.into(), true),
        _ => Image::from_jpeg(data.into(), true),
    };
    image
        .inspect_err(|error| tracing::warn!(%error, "a logo cannot be printed"))
        .ok()
}

fn fitted((width, height): (u32, u32)) -> (f32, f32) {
    let (width, height) = (width.max(1) as f32, height.max(1) as f32);
    let scale = (LOGO.0 / width).min(LOGO.1 / height);
    (width * scale, height * scale)
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

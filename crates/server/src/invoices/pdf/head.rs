//! What stands above the lines: who, for whom, when, and whether it is paid.

use contract::{Address, InvoiceStatus, Party};
use krilla::image::Image;

use super::library::Weight;
use super::sheet::{Align, BLACK, GREY, MARGIN, Mark, Node, Role, Sheet, Style, WIDTH};
use super::{Writer, body};

/// Room for the logo.
const LOGO: (f32, f32) = (180.0, 44.0);

impl Writer<'_> {
    /// Logo or name, and a line in the brand's colour.
    pub(super) fn masthead(&self, sheet: &mut Sheet<'_>, logo: Option<&Image>) -> Node {
        let invoice = self.content.invoice;
        let name = invoice.merchant.name.clone().unwrap_or_default();
        let node = match logo {
            Some(image) => {
                let (width, height) = fitted(image.size());
                let mark = Mark::Logo {
                    x: sheet.left(MARGIN, width),
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
    pub(super) fn facts(&self, sheet: &mut Sheet<'_>) -> Vec<Node> {
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
            (InvoiceStatus::Paid, Some(at), _) => {
                self.filled("invoice.paid_on", &[("date", &self.format.date(at))])
            }
            (InvoiceStatus::Open, _, due) => {
                let amount = self.money(invoice.invoice.amount_remaining);
                match due {
                    Some(due) => {
                        let date = self.format.date(due);
                        self.filled("invoice.due_by", &[("amount", &amount), ("date", &date)])
                    }
                    None => self.filled("invoices.remaining", &[("amount", &amount)]),
                }
            }
            (status, ..) => self.text(&format!("invoices.status_{}", status.as_str())),
        }
    }

    /// Who wrote it and whom it is for, side by side.
    pub(super) fn parties(&self, sheet: &mut Sheet<'_>) -> Node {
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
        let tax_id = |id: &String| self.filled("invoice.tax_id", &[("number", id)]);
        lines.extend(party.tax_ids.iter().map(tax_id));
        lines
    }
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

fn fitted((width, height): (u32, u32)) -> (f32, f32) {
    let (width, height) = (width.max(1) as f32, height.max(1) as f32);
    let scale = (LOGO.0 / width).min(LOGO.1 / height);
    (width * scale, height * scale)
}

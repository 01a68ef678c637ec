//! What is written is read back: texts, structure, language.

mod reading;
mod scripts;

use std::collections::BTreeMap;
use std::path::Path;

use contract::{
    Address, Direction, Invoice, InvoiceDiscount, InvoiceStatus, InvoiceTax, Party, PaymentProgress,
};
use lopdf::{Dictionary, Object};

use self::reading::page_text;
use super::sheet::{MARGIN, Mark, WIDTH};
use super::*;
use crate::locale::Catalogues;

fn locale(tag: &str) -> Locale {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/locales");
    let catalogues = Catalogues::read(&folder).expect("the catalogues");
    catalogues.locale(tag, None, &axum::http::HeaderMap::new())
}

fn invoice(lines: usize, currency: &str) -> InvoiceDetail {
    let some = |text: &str| Some(text.to_owned());
    let address = Address {
        line1: some("Torstraße 1"),
        city: some("Berlin"),
        postal_code: some("10119"),
        country: some("DE"),
        ..Address::default()
    };
    InvoiceDetail {
        invoice: Invoice {
            id: "in_1".into(),
            number: some("ACME-0007"),
            created: 1_772_323_200,
            description: vec!["Team".into()],
            total: 123_456,
            amount_remaining: 0,
            currency: currency.into(),
            status: InvoiceStatus::Paid,
            subscription: None,
            hosted_invoice_url: None,
            invoice_pdf: None,
        },
        merchant: Party {
            name: some("Acme Œuvres"),
            email: some("help@acme.example"),
            phone: None,
            address: Some(address.clone()),
            tax_ids: vec!["DE111".into()],
        },
        customer: Party {
            name: some("Beispiel GmbH"),
            email: some("rechnung@example.com"),
            phone: None,
            address: Some(address),
            tax_ids: vec!["DE222".into()],
        },
        due_date: None,
        paid_at: Some(1_772_323_300),
        lines: (0..lines)
            .map(|number| InvoiceLine {
                description: format!("Team plan number {number}"),
                quantity: Some(3),
                unit_amount_decimal: some("41152"),
                amount: 123_456,
                period_start: 1_772_323_200,
                period_end: 1_775_001_600,
            })
            .collect(),
        subtotal: 123_456,
        discounts: vec![InvoiceDiscount {
            name: some("Welcome"),
            percent_off: Some(1_050),
            amount: 100,
        }],
        taxes: vec![InvoiceTax {
            name: some("VAT"),
            percentage: some("19"),
            inclusive: true,
            amount: 300,
        }],
        balance_applied: 500,
        amount_paid: 122_956,
        payment: PaymentProgress::Idle,
        memo: some("Thank you."),
        footer: some("Registered in Berlin."),
        history: Vec::new(),
    }
}

fn file(invoice: &InvoiceDetail, tag: &str) -> lopdf::Document {
    let locale = locale(tag);
    let library = Library::read(None).expect("a typeface");
    let content = Content {
        invoice,
        locale: &locale,
        branding: &Branding::default(),
        logo: None,
        library: &library,
    };
    let bytes = write(&content).expect("a document");
    assert!(bytes.len() < 200_000, "{} bytes", bytes.len());
    lopdf::Document::load_mem(&bytes).expect("a PDF")
}

fn text(document: &lopdf::Document) -> String {
    let pages = document.get_pages();
    let texts: Vec<String> = pages
        .keys()
        .map(|page| page_text(document, *page))
        .collect();
    texts.join(" ")
}

fn catalog(document: &lopdf::Document) -> &Dictionary {
    document.catalog().expect("a catalog")
}

/// How often each kind of structure element occurs.
fn structure(document: &lopdf::Document) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for object in document.objects.values() {
        let Object::Dictionary(element) = object else {
            continue;
        };
        if element.get(b"Type").and_then(Object::as_name).ok() == Some(b"StructElem".as_slice())
            && let Ok(name) = element.get(b"S").and_then(Object::as_name)
        {
            *counts
                .entry(String::from_utf8_lossy(name).into_owned())
                .or_default() += 1;
        }
    }
    counts
}

#[test]
fn every_language_says_the_same_in_its_own_words() {
    for (tag, title, paid, sum) in [
        (
            "en",
            "Invoice ACME-0007",
            "Paid on March 1, 2026",
            "€1,234.56",
        ),
        (
            "nl",
            "Factuur ACME-0007",
            "Betaald op 1 maart 2026",
            "€ 1.234,56",
        ),
        (
            "sv",
            "Faktura ACME-0007",
            "Betald den 1 mars 2026",
            "1 234,56 €",
        ),
        (
            "de",
            "Rechnung ACME-0007",
            "Bezahlt am 1. März 2026",
            "1.234,56 €",
        ),
        (
            "fr",
            "Facture ACME-0007",
            "Payée le 1 mars 2026",
            "1 234,56 €",
        ),
        (
            "it",
            "Fattura ACME-0007",
            "Pagata il 1 marzo 2026",
            "1.234,56 €",
        ),
        (
            "ar",
            "الفاتورة ACME-0007",
            "دُفعت في 1 مارس 2026",
            "1,234.56 €",
        ),
    ] {
        let document = file(&invoice(1, "eur"), tag);
        let text = text(&document);
        for expected in [
            title,
            paid,
            sum,
            "Acme Œuvres",
            "Beispiel GmbH",
            "Torstraße 1",
            "10119 Berlin",
            "Welcome",
            "VAT",
            "Registered in Berlin.",
        ] {
            assert!(text.contains(expected), "{tag}: {expected:?} in {text}");
        }
        let language = catalog(&document).get(b"Lang").and_then(Object::as_str);
        assert_eq!(language.ok(), Some(tag.as_bytes()), "{tag}");
        let marked = catalog(&document).get(b"MarkInfo").expect("a mark");
        let marked = document.dereference(marked).expect("a mark").1.as_dict();
        let marked = marked
            .expect("a mark")
            .get(b"Marked")
            .and_then(Object::as_bool);
        assert_eq!(marked.ok(), Some(true), "{tag}");
    }
}

#[test]
fn where_lines_begin_at_the_right_so_does_everything() {
    let library = Library::read(None).expect("a typeface");
    let edges = |dir, align| {
        let mut sheet = Sheet::new(Fonts::of(&library), dir);
        sheet.put((MARGIN, MARGIN, WIDTH), align, body(BLACK), "الفاتورة 12");
        sheet.rule(MARGIN, WIDTH / 2.0, BLACK);
        let Mark::Text { x, line, style, .. } = &sheet.marks[0].1 else {
            panic!("a text");
        };
        let Mark::Rule { x: rule, .. } = &sheet.decoration[0].1 else {
            panic!("a rule");
        };
        let width = sheet.fonts.width(line, style.weight, style.size);
        [*x, x + width, *rule].map(f32::round)
    };
    let (left, right, middle) = (MARGIN, MARGIN + WIDTH, MARGIN + WIDTH / 2.0);
    let [left, right, middle] = [left, right, middle].map(f32::round);
    let [begin, _, rule] = edges(Direction::Ltr, Align::Start);
    assert_eq!((begin, rule), (left, left));
    let [_, end, rule] = edges(Direction::Rtl, Align::Start);
    assert_eq!((end, rule), (right, middle));
    let [begin, ..] = edges(Direction::Rtl, Align::End);
    assert_eq!(begin, left);
}

#[test]
fn every_currency_is_written_as_it_is_paid() {
    for (currency, expected) in [
        ("jpy", "¥123,456"),
        ("kwd", "KWD 123.456"),
        ("isk", "ISK 1,234.56"),
        ("ugx", "UGX 1,234.56"),
        ("huf", "Ft 1,234.56"),
    ] {
        let text = text(&file(&invoice(1, currency), "en"));
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn it_is_tagged_from_top_to_bottom() {
    let document = file(&invoice(2, "eur"), "en");
    let found = structure(&document);
    let count = |name: &str| found.get(name).copied().unwrap_or_default();
    assert_eq!(count("Table"), 2, "{found:?}");
    // The head, two lines, and seven sums.
    assert_eq!(count("TR"), 3 + 7, "{found:?}");
    assert_eq!(count("TH"), 4 + 2 + 7, "{found:?}");
    assert_eq!(count("H1"), 1, "{found:?}");
    assert_eq!(count("H2"), 2, "{found:?}");
    assert!(count("P") >= 10, "{found:?}");
    let trailer = document.trailer.get(b"Info").and_then(Object::as_reference);
    let info = document
        .get_dictionary(trailer.expect("info"))
        .expect("info");
    let title = info
        .get(b"Title")
        .and_then(Object::as_str)
        .expect("a title");
    assert!(String::from_utf8_lossy(title).contains("Invoice ACME-0007"));
}

#[test]
fn a_long_invoice_goes_on_under_a_repeated_head() {
    let document = file(&invoice(120, "eur"), "en");
    let pages = document.get_pages().len();
    assert!(pages > 3, "{pages}");
    for page in 1..=u32::try_from(pages).expect("few") {
        let text = page_text(&document, page);
        assert!(text.contains(&format!("Page {page} of {pages}")), "{text}");
        if page < u32::try_from(pages).expect("few") {
            assert!(text.contains("Unit price"), "page {page}: {text}");
        }
    }
    // To those who listen the head is said once.
    assert_eq!(structure(&document).get("THead"), Some(&1));
    let whole = text(&document);
    assert!((0..120).all(|number| whole.contains(&format!("number {number}"))));
}

#[test]
fn names_no_font_can_show_are_still_said() {
    let mut invoice = invoice(1, "jpy");
    invoice.customer.name = Some("佐藤 遥".into());
    invoice.lines[0].description = "x".repeat(300);
    let document = file(&invoice, "en");
    let content: Vec<u8> = document
        .get_pages()
        .values()
        .flat_map(|page| document.get_page_content(*page).expect("content"))
        .collect();
    let hex = String::from_utf8_lossy(&content).to_ascii_uppercase();
    // UTF-16 of the name, as ActualText.
    assert!(hex.contains("4F50") || content.windows(2).any(|it| it == [0x4f, 0x50]));
}

#[test]
fn a_pale_brand_is_darkened_for_paper() {
    let (r, g, b) = on_white(Rgb::new(255, 230, 0));
    assert!(Rgb::new(r, g, b).contrast(Rgb::new(255, 255, 255)) >= 4.5);
    assert_eq!(on_white(Rgb::new(0, 40, 120)), (0, 40, 120));
}

//! Scripts the program's own typeface does not have, printed with fonts of a folder.

use super::*;

/// The fonts for tests, a few characters each.
fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/test");
    Library::read(Some(&folder)).expect("fonts")
}

/// Names as they are written in Japan, Korea, Thailand, India, Egypt and Israel, each beside Latin letters and numbers.
fn mixed() -> InvoiceDetail {
    let mut invoice = invoice(2, "eur");
    let some = |text: &str| Some(text.to_owned());
    invoice.merchant.name = some("שלום Acme (חשבון) 12");
    invoice.customer.name = some("株式会社アカウント 佐藤 遥");
    invoice.customer.address = Some(Address {
        line1: some("東京都千代田区、「王小明」。東京都千代田区、「王小明」。東京都千代田区"),
        line2: some("김철수 주식회사"),
        city: some("สวัสดี น้ำ ที่ สมชาย"),
        postal_code: some("10119"),
        ..Address::default()
    });
    invoice.lines[0].description = "प्रिया शर्मा नमस्ते हिन्दी".to_owned();
    invoice.lines[1].description = "محمد أحمد السلام Team (محمد) 3".to_owned();
    invoice.discounts[0].name = some("דנה לוי");
    invoice.memo = some("Für דנה (לוי) und محمد, 佐藤.");
    invoice
}

fn file(invoice: &InvoiceDetail, library: &Library) -> lopdf::Document {
    let content = Content {
        invoice,
        locale: &locale("en"),
        branding: &Branding::default(),
        logo: None,
        library,
    };
    let bytes = write(&content).expect("a document");
    // Fonts are embedded with what is used of them.
    assert!(bytes.len() < 100_000, "{} bytes", bytes.len());
    lopdf::Document::load_mem(&bytes).expect("a PDF")
}

#[test]
fn names_are_read_back_as_they_were_written() {
    let document = file(&mixed(), &library());
    let text = text(&document);
    for expected in [
        "שלום Acme (חשבון) 12",
        "株式会社アカウント 佐藤 遥",
        "東京都千代田区、「王小明」。東京都千代田区、",
        "김철수 주식회사",
        "10119 สวัสดี น้ำ ที่ สมชาย",
        "प्रिया शर्मा नमस्ते हिन्दी",
        "محمد أحمد السلام Team (محمد) 3",
        "Discount: דנה לוי 10.5%",
        "Für דנה (לוי) und محمد, 佐藤.",
    ] {
        assert!(text.contains(expected), "{expected:?} in {text}");
    }
    assert!(!text.contains('?'), "{text}");
    // It is as well tagged as any.
    let found = structure(&document);
    assert_eq!(found.get("TR"), Some(&(3 + 7)), "{found:?}");
    assert_eq!(found.get("H1"), Some(&1), "{found:?}");
}

#[test]
fn each_text_has_the_fonts_it_needs_and_no_others() {
    let names = |invoice: &InvoiceDetail| {
        let document = file(invoice, &library());
        let page = document.get_pages()[&1];
        let fonts = document.get_page_fonts(page).expect("fonts");
        let names = fonts.values().map(|font| {
            let name = font.get(b"BaseFont").and_then(Object::as_name);
            let name = String::from_utf8_lossy(name.expect("a name")).into_owned();
            // A subset has six letters and a sign before its name.
            name[7..].trim_end_matches("-Identity-H").to_owned()
        });
        names.collect::<std::collections::BTreeSet<_>>()
    };
    let own = ["NotoSans-Regular", "NotoSans-SemiBold"].map(str::to_owned);
    assert_eq!(names(&invoice(1, "eur")), own.clone().into());
    let mut one = invoice(1, "eur");
    // Strong above the line, regular below it.
    one.merchant.name = Some("שלום".to_owned());
    one.customer.name = Some("김철수".to_owned());
    let mut expected = std::collections::BTreeSet::from(own);
    expected.extend(
        [
            "NotoSansHebrewThin-Regular",
            "NotoSansHebrewThin-SemiBold",
            "NotoSansKRThin-Regular",
        ]
        .map(str::to_owned),
    );
    assert_eq!(names(&one), expected);
}

#[test]
fn what_no_font_has_is_a_question_mark_and_still_said() {
    let mut invoice = invoice(1, "eur");
    // In a paragraph, too.
    invoice.memo = Some("佐藤 and প্রিয়া".to_owned());
    let content = Content {
        invoice: &invoice,
        locale: &locale("en"),
        branding: &Branding::default(),
        logo: None,
        library: &library(),
    };
    let fonts = Fonts::of(content.library);
    let line = fonts
        .lines("佐藤 and প্রিয়া", Weight::Regular, 9.0, 400.0)
        .remove(0);
    assert_eq!(line.text, "佐藤 and ???????");
    assert!(text(&file(&invoice, content.library)).contains("佐藤 and প্রিয়া"));
}

/// A folder's file is read when it is first needed. When it is another one by then, it may lack what its predecessor had,
/// and a document with a glyph that is not there is refused.
#[test]
fn a_file_that_changed_costs_letters_and_no_invoice() {
    let folder = std::env::temp_dir().join(format!("portico-fonts-{}-changed", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/test");
    for now in ["korean.otf", "OFL.txt"] {
        let path = folder.join("hebrew.ttf");
        std::fs::copy(fonts.join("hebrew.ttf"), &path).expect("a copy");
        let library = Library::read(Some(&folder)).expect("fonts");
        std::fs::copy(fonts.join(now), &path).expect("a copy");
        let mut invoice = invoice(1, "eur");
        invoice.customer.name = Some("דנה 12".to_owned());
        let document = file(&invoice, &library);
        assert!(text(&document).contains("Torstraße 1"), "{now}");
        assert!(text(&document).contains("דנה 12"), "{now}");
    }
    let _ = std::fs::remove_dir_all(&folder);
}

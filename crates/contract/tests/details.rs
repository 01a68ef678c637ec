//! What billing information may look like.

use contract::rules::details::{Problem, changes, check, fields, tidy};
use contract::rules::tax_ids;
use contract::{Address, Customer, CustomerField, DetailsUpdate, Shipping};
use serde_json::json;

fn update(json: serde_json::Value) -> DetailsUpdate {
    tidy(serde_json::from_value(json).expect("an update"))
}

fn problems(json: serde_json::Value) -> Vec<(String, Problem)> {
    check(&update(json))
        .into_iter()
        .map(|wrong| (wrong.param, wrong.problem))
        .collect()
}

fn problem(param: &str, problem: Problem) -> Vec<(String, Problem)> {
    vec![(param.to_owned(), problem)]
}

#[test]
fn texts_keep_stripes_lengths() {
    for (field, most) in [("name", 256), ("phone", 20)] {
        let letter = if field == "phone" { "1" } else { "é" };
        assert_eq!(
            problems(json!({ field: letter.repeat(most) })),
            [],
            "{field}"
        );
        let longer = json!({ field: letter.repeat(most + 1) });
        assert_eq!(
            problems(longer),
            problem(field, Problem::TooLong),
            "{field}"
        );
    }
    let email = |length: usize| format!("{}@example.com", "a".repeat(length - 12));
    assert_eq!(problems(json!({ "email": email(512) })), []);
    let longer = json!({ "email": email(513) });
    assert_eq!(problems(longer), problem("email", Problem::TooLong));
    let line = |length| json!({ "address": { "country": "QA", "city": "Doha", "line1": "a".repeat(length) } });
    assert_eq!(problems(line(5_000)), []);
    assert_eq!(
        problems(line(5_001)),
        problem("address[line1]", Problem::TooLong)
    );
}

#[test]
fn an_email_address_looks_like_one() {
    for good in [
        "a@b.co",
        "first.last+tag@sub.example.com",
        " padded@example.com ",
        "ü@bücher.example",
    ] {
        assert_eq!(problems(json!({ "email": good })), [], "{good}");
    }
    for bad in [
        "a",
        "a@",
        "@b.co",
        "a@b",
        "a@b..co",
        "a@b.co.",
        "a b@c.de",
        "a@b@c.de",
        "<a@b.co>",
        "a@b.co,c@d.co",
    ] {
        assert_eq!(
            problems(json!({ "email": bad })),
            problem("email", Problem::Email),
            "{bad}"
        );
    }
    assert_eq!(
        problems(json!({ "email": " " })),
        problem("email", Problem::Required)
    );
}

#[test]
fn a_phone_number_is_digits_and_what_stands_between_them() {
    for good in [
        "+49 30 123456",
        "(555) 555-0100",
        "030/123456",
        "0123456789;ext=1",
    ] {
        let expected = if good.contains("ext") {
            problem("phone", Problem::Phone)
        } else {
            vec![]
        };
        assert_eq!(problems(json!({ "phone": good })), expected, "{good}");
    }
    for bad in ["call me", "12", "+", "--"] {
        assert_eq!(
            problems(json!({ "phone": bad })),
            problem("phone", Problem::Phone),
            "{bad}"
        );
    }
}

#[test]
fn empty_texts_clear() {
    let cleared = json!({ "name": "", "phone": " ", "address": { "line1": " " }, "shipping": {} });
    assert_eq!(problems(cleared.clone()), []);
    let cleared = update(cleared);
    assert_eq!(cleared.address, Some(Address::default()));
    assert_eq!(cleared.shipping, Some(Shipping::default()));
}

#[test]
fn what_a_country_needs_is_asked_for() {
    for (address, expected) in [
        (
            json!({ "country": "DE" }),
            vec!["line1", "postal_code", "city"],
        ),
        (
            json!({ "country": "US", "line1": "1 Main St" }),
            vec!["city", "state", "postal_code"],
        ),
        (
            json!({ "country": "JP" }),
            vec!["postal_code", "state", "city", "line1"],
        ),
        (json!({ "country": "AE", "line1": "1" }), vec!["state"]),
        (
            json!({ "country": "IE", "line1": "1", "city": "Cork" }),
            vec![],
        ),
        (json!({ "line1": "1 Main St" }), vec!["country"]),
    ] {
        let expected: Vec<_> = expected
            .into_iter()
            .map(|part| (format!("address[{part}]"), Problem::Required))
            .collect();
        assert_eq!(
            problems(json!({ "address": address })),
            expected,
            "{address}"
        );
    }
    let unknown = json!({ "address": { "country": "ZZ", "line1": "1" } });
    assert_eq!(
        problems(unknown),
        problem("address[country]", Problem::Country)
    );
    let code =
        json!({ "address": { "country": "DE", "line1": "1", "city": "B", "postal_code": "1011" } });
    assert_eq!(
        problems(code),
        problem("address[postal_code]", Problem::PostalCode)
    );
}

#[test]
fn goods_need_a_recipient_and_an_address() {
    let nobody =
        json!({ "shipping": { "address": { "country": "AE", "line1": "1", "state": "Dubai" } } });
    assert_eq!(
        problems(nobody),
        problem("shipping[name]", Problem::Required)
    );
    let nowhere = json!({ "shipping": { "name": "Jo", "phone": "x" } });
    assert_eq!(
        problems(nowhere),
        [
            ("shipping[phone]".to_owned(), Problem::Phone),
            ("shipping[address][line1]".to_owned(), Problem::Required),
        ]
    );
}

#[test]
fn texts_are_tidied() {
    let tidied = update(json!({
        "name": " Jo ", "address": { "country": "NL", "postal_code": "1012ab", "line2": " " },
    }));
    assert_eq!(tidied.name.as_deref(), Some("Jo"));
    let address = tidied.address.expect("an address");
    assert_eq!(address.postal_code.as_deref(), Some("1012 AB"));
    assert_eq!(address.line2, None);
}

#[test]
fn only_what_differs_is_sent() {
    let customer = Customer {
        name: Some("Jo".into()),
        phone: Some("123".into()),
        address: Some(Address {
            line1: Some("1 Main St".into()),
            line2: Some(String::new()),
            country: Some("QA".into()),
            ..Address::default()
        }),
        ..Customer::default()
    };
    let same = json!({
        "name": "Jo ", "email": "", "phone": "123", "address": { "line1": "1 Main St", "country": "QA" },
        "shipping": { "address": {} },
    });
    assert_eq!(changes(update(same), &customer), DetailsUpdate::default());
    let other = json!({ "name": "Jo", "phone": "", "address": {} });
    let sent = changes(update(other), &customer);
    assert_eq!(
        fields(&sent),
        [CustomerField::Phone, CustomerField::Address]
    );
}

#[test]
fn unknown_parts_are_refused() {
    for body in [
        json!({ "balance": 1 }),
        json!({ "address": { "planet": "Mars" } }),
        json!({ "shipping": { "carrier": "x" } }),
        json!({ "shipping": { "address": { "planet": "Mars" } } }),
        json!({ "name": 5 }),
    ] {
        assert!(
            serde_json::from_value::<DetailsUpdate>(body.clone()).is_err(),
            "{body}"
        );
    }
}

#[test]
fn every_country_has_a_type_of_tax_id_with_an_example() {
    for (country, name, example) in [
        ("DE", "eu_vat", "DE123456789"),
        ("GR", "eu_vat", "EL123456789"),
        ("GB", "gb_vat", "GB123456789"),
        ("US", "us_ein", "12-3456789"),
        ("CH", "ch_uid", "CHE-123.456.789 HR"),
        ("AU", "au_abn", "12345678912"),
        ("BR", "br_cnpj", "01.234.456/5432-10"),
        ("FK", "eu_oss_vat", "EU123456789"),
    ] {
        let first = tax_ids::kinds(country)[0];
        assert_eq!((first.name, first.example), (name, example), "{country}");
        assert!(tax_ids::is_known(name));
    }
    let names = |country| {
        tax_ids::kinds(country)
            .iter()
            .map(|kind| kind.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names("ES"), ["eu_vat", "es_cif", "ic_nif"]);
    assert_eq!(names("GB"), ["gb_vat", "eu_vat"]);
    assert_eq!(tax_ids::label("us_ein"), "US EIN");
    assert_eq!(tax_ids::digits("jp_cn"), 13);
    assert_eq!(tax_ids::digits("eu_vat"), 0);
    for unknown in ["", "vat", "eu vat", "xx_tin"] {
        assert!(!tax_ids::is_known(unknown), "{unknown}");
    }
}

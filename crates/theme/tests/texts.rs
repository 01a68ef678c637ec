//! The merchant's own words.

use proptest::prelude::*;
use serde_json::{Value, json};
use theme::{Branding, Place};

fn read(texts: &Value) -> Branding {
    Branding::from_json(&json!({ "texts": texts })).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn refused(texts: &Value) -> (String, String) {
    let errors = Branding::from_json(&json!({ "texts": texts })).expect_err("must be refused");
    (errors[0].param.clone(), errors[0].message.clone())
}

#[test]
fn a_text_is_found_for_the_nearest_language() {
    let branding = read(&json!({ "headline": { "default": "Hi", "de": "Hallo", "pt-BR": "Oi" } }));
    let get = |tag: &str| branding.texts.get(Place::Headline, tag);
    assert_eq!(get("de"), Some("Hallo"));
    assert_eq!(get("de-AT"), Some("Hallo"));
    assert_eq!(get("pt-br"), Some("Oi"));
    assert_eq!(get("pt"), Some("Hi"));
    assert_eq!(branding.texts.get(Place::Footer, "de"), None);
    let plain = read(&json!({ "footer": "Acme, Main Street 1" }));
    assert_eq!(
        plain.texts.get(Place::Footer, "it"),
        Some("Acme, Main Street 1")
    );
}

#[test]
fn a_change_leaves_the_other_languages_and_an_empty_one_takes_away() {
    let before = read(&json!({ "cancel": { "en": "Sorry", "de": "Schade" } }));
    let merge = |texts: Value| before.merge(&json!({ "texts": texts })).expect("settings");
    let after = merge(json!({ "cancel": { "en": "" } }));
    assert_eq!(after.texts.get(Place::Cancel, "en"), None);
    assert_eq!(after.texts.get(Place::Cancel, "de"), Some("Schade"));
    assert!(merge(json!({ "cancel": null })).texts.is_empty());
    assert!(merge(json!({ "cancel": "" })).texts.is_empty());
}

#[test]
fn what_is_no_plain_text_is_refused_with_its_place() {
    let long = "x".repeat(61);
    assert_eq!(
        refused(&json!({ "headline": { "en": long } })).0,
        "texts[headline][en]"
    );
    assert!(
        refused(&json!({ "footer": "a\nb" }))
            .1
            .contains("plain text")
    );
    assert!(
        refused(&json!({ "footer": "a\u{202e}b" }))
            .1
            .contains("plain text")
    );
    assert!(
        refused(&json!({ "footer": { "en_US": "a" } }))
            .1
            .contains("language tag")
    );
    assert_eq!(
        refused(&json!({ "footer": { "en": 1 } })).0,
        "texts[footer][en]"
    );
    assert_eq!(refused(&json!({ "elsewhere": "a" })).0, "texts[elsewhere]");
    let many: serde_json::Map<String, Value> = (0..65)
        .map(|n| (format!("en-{n:02}"), json!("a")))
        .collect();
    assert!(refused(&json!({ "footer": many })).1.contains("Too many"));
}

proptest! {
    /// Whatever was taken is read back the same from what is stored.
    #[test]
    fn what_is_stored_is_what_was_sent(text in "[^\\p{C}\\p{Zl}\\p{Zp}]{1,60}", tag in "[a-z]{2}(-[A-Z]{2})?") {
        let branding = read(&json!({ "headline": { tag.as_str(): text.as_str() } }));
        let stored = serde_json::to_string(&branding).expect("JSON");
        let again: Branding = serde_json::from_str(&stored).expect("as it was stored");
        prop_assert_eq!(again.texts.get(Place::Headline, &tag).unwrap_or_default(), text.trim());
    }
}

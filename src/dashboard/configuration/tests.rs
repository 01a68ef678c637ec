use serde_json::json;

use super::*;
use crate::dashboard::catalogue::Price;

fn object() -> Value {
    json!({
        "business_profile": { "headline": "Fernhill", "privacy_policy_url": null, "terms_of_service_url": "https://a.test/terms" },
        "default_return_url": "https://a.test",
        "features": {
            "customer_update": { "enabled": true, "allowed_updates": ["email", "name"] },
            "invoice_history": { "enabled": false },
            "payment_method_update": { "enabled": true, "payment_method_configuration": "pmc_1" },
            "subscription_cancel": {
                "enabled": true, "mode": "at_period_end", "proration_behavior": "none",
                "cancellation_reason": { "enabled": true, "options": ["unused"], "feedback_options": ["fo_1"] },
            },
            "subscription_update": {
                "enabled": true, "default_allowed_updates": ["price"], "proration_behavior": "always_invoice",
                "trial_update_behavior": "end_trial",
                "schedule_at_period_end": { "conditions": [{ "type": "shortening_interval" }] },
            },
        },
    })
}

#[test]
fn what_is_read_is_sent_again() {
    let values = Values::read(&object());
    assert_eq!(values.texts[0], "Fernhill");
    assert_eq!(values.texts[3], "", "null is none");
    assert_eq!(values.flags, [true, false, true, true, true, true]);
    assert_eq!(values.lists[3], ["shortening_interval"]);
    assert_eq!(values.choices[4], "unchanged", "nothing set moves nothing");
    let product = Product {
        id: "prod_1".to_owned(),
        prices: vec![Price {
            id: "price_1".to_owned(),
            ..Price::default()
        }],
        is_adjustable: true,
        minimum: "1".to_owned(),
        maximum: " 9 ".to_owned(),
        ..Product::default()
    };
    let form = values.form(&[product]);
    let sent = |name: &str| {
        let found = form.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    };
    let update = "features[subscription_update]";
    for (name, value) in [
        ("business_profile[privacy_policy_url]".to_owned(), ""),
        ("features[invoice_history][enabled]".to_owned(), "false"),
        (TEXTS[4].to_owned(), "pmc_1"),
        (ANCHOR.to_owned(), "unchanged"),
        (format!("{OWN_REASONS}[0]"), "fo_1"),
        (
            "features[customer_update][allowed_updates][1]".to_owned(),
            "name",
        ),
        (
            format!("{update}[schedule_at_period_end][conditions][0][type]"),
            "shortening_interval",
        ),
        (format!("{update}[products][0][product]"), "prod_1"),
        (format!("{update}[products][0][prices][0]"), "price_1"),
        (
            format!("{update}[products][0][adjustable_quantity][maximum]"),
            "9",
        ),
    ] {
        assert_eq!(sent(&name), Some(value), "{name}");
    }
}

/// An empty list is sent as an empty text: one that is left out would stay what it was.
#[test]
fn what_was_taken_away_is_said() {
    let mut values = Values::read(&object());
    values.lists = Default::default();
    values.own_reasons = Some(Vec::new());
    let form = values.form(&[]);
    for param in LISTS.iter().chain(&[PRODUCTS, OWN_REASONS]) {
        assert!(
            form.contains(&((*param).to_owned(), String::new())),
            "{param}"
        );
    }
}

/// Where there is nothing to choose from, or nobody is asked, what was chosen before stays.
#[test]
fn own_reasons_that_are_not_shown_are_not_sent() {
    let mut values = Values::read(&object());
    values.own_reasons = None;
    let form = values.form(&[]);
    assert!(!form.iter().any(|(name, _)| name.starts_with(OWN_REASONS)));
}

/// The API refuses a credit for what is used until its end.
#[test]
fn nothing_is_credited_at_the_end_of_a_period() {
    let mut values = Values::read(&object());
    values.choices[1] = "create_prorations".to_owned();
    let credit = |values: &Values| {
        let form = values.form(&[]);
        let found = form.into_iter().find(|(name, _)| name == CANCEL_PRORATION);
        found.map(|(_, value)| value)
    };
    assert_eq!(credit(&values).as_deref(), Some("none"));
    values.choices[0] = "immediately".to_owned();
    assert_eq!(credit(&values).as_deref(), Some("create_prorations"));
}

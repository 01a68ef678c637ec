//! Stripe's Appearance objects come in, and ours go out and come back.

use serde_json::{Value, json};
use theme::{Branding, Font, PRESETS, appearance};

fn read(sent: &Value) -> Branding {
    let imported = appearance::import(sent).unwrap_or_else(|errors| panic!("{errors:?}"));
    Branding::from_json(&imported.settings).unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn what_goes_out_comes_back_without_a_loss() {
    for preset in PRESETS {
        let sent = appearance::export(&preset.branding());
        assert_eq!(read(&sent), preset.branding(), "{}", preset.id);
        assert!(
            appearance::import(&sent)
                .expect("our own")
                .ignored
                .is_empty()
        );
    }
    let full: Value = serde_json::from_str(include_str!("golden/full.json")).expect("JSON");
    let full = Branding::from_json(&full).expect("settings");
    assert_eq!(read(&appearance::export(&full)), full);
}

#[test]
fn what_was_changed_on_the_way_counts() {
    let mut sent = appearance::export(&PRESETS[5].branding());
    sent["variables"]["colorPrimary"] = json!("#0570de");
    sent["variables"]["fontFamily"] = json!("Lora, serif");
    let after = read(&sent);
    assert_eq!(json!(after.modes.light)["brand"], "#0570de");
    assert_eq!(after.shared.font, Font::Lora);
    assert_eq!(after.modes.dark, PRESETS[5].branding().modes.dark);
}

/// The examples of Stripe's documentation are of this form.
#[test]
fn a_merchants_own_object_is_read_for_what_it_says() {
    let sent = json!({
        "theme": "night",
        "labels": "floating",
        "variables": {
            "colorPrimary": "#0570de", "buttonPrimaryColorBackground": "rgb(255, 176, 0)", "colorBackground": "#0a0a0a",
            "colorText": "#FFF", "colorDanger": "#df1b41", "fontFamily": "Sohne, Inter, sans-serif", "spacingUnit": "2px",
            "borderRadius": "0.5rem", "buttonBorderRadius": "99px",
        },
        "rules": { ".Tab": { "border": "1px solid #E0E6EB" } },
    });
    let imported = appearance::import(&sent).expect("read");
    assert_eq!(
        imported.ignored,
        ["labels", "rules", "variables.spacingUnit"]
    );
    let branding = Branding::from_json(&imported.settings).expect("settings");
    let dark = json!(branding.modes.dark);
    assert_eq!(
        dark,
        json!({ "brand": "#ffb000", "accent": "#0570de", "background": "#0a0a0a", "text": "#ffffff", "danger": "#df1b41" })
    );
    assert_eq!(branding.shared.font, Font::Inter);
    assert_eq!(
        (
            branding.shared.radius.px(),
            json!(branding.shared.button_style)
        ),
        (8, json!("pill"))
    );
}

#[test]
fn what_is_no_value_is_refused_by_its_name() {
    let refused = |variables: Value| {
        let errors = appearance::import(&json!({ "variables": variables })).expect_err("refused");
        errors[0].param.clone()
    };
    assert_eq!(
        refused(json!({ "colorPrimary": "red" })),
        "variables[colorPrimary]"
    );
    assert_eq!(
        refused(json!({ "borderRadius": "2em" })),
        "variables[borderRadius]"
    );
    assert_eq!(
        refused(json!({ "colorText": ["#fff"] })),
        "variables[colorText]"
    );
    assert!(appearance::import(&json!([])).is_err());
    assert!(appearance::import(&json!({ "portico": { "shared": { "radius": 99 } } })).is_err());
}

//! What a configuration has different from the account.

use proptest::prelude::*;
use serde_json::{Value, json};
use theme::{Branding, Overrides, PRESETS};

fn over(changes: &Value) -> Overrides {
    let merged = Overrides::default().merge(changes);
    merged.unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn what_is_not_mentioned_follows_the_account() {
    let overrides = over(&json!({ "colorPrimary": "#ff0000", "shared": { "layout": "top_bar" } }));
    for preset in PRESETS {
        let (account, shown) = (preset.branding(), overrides.apply(&preset.branding()));
        assert_eq!(json!(shown.modes.light)["brand"], "#ff0000");
        assert_eq!(shown.shared.font, account.shared.font);
        assert_eq!(shown.modes.dark, account.modes.dark);
        assert_eq!(json!(shown.shared.layout), "top_bar");
    }
}

#[test]
fn an_empty_value_makes_a_setting_what_it_is_elsewhere() {
    let overrides = over(&json!({ "shared": { "font": "lora", "radius": 3 } }));
    let fewer = overrides.merge(&json!({ "shared": { "font": "", "radius": null } }));
    assert!(fewer.expect("settings").is_empty());
}

#[test]
fn a_picture_for_each_scheme_takes_the_place_of_one_for_both() {
    let hash = "a".repeat(64);
    let one = over(&json!({ "shared": { "logo": hash } }));
    let both = one.merge(&json!({ "shared": { "logo": { "light": hash, "dark": hash } } }));
    let shown = both.expect("settings").apply(&Branding::default());
    assert!(shown.shared.logo.expect("a logo").dark.is_some());
}

#[test]
fn what_is_no_setting_is_refused_under_the_name_it_was_sent_by() {
    let refused = |changes: Value| {
        Overrides::default().merge(&changes).expect_err("refused")[0]
            .param
            .clone()
    };
    assert_eq!(refused(json!({ "colorPrimary": "red" })), "colorPrimary");
    assert_eq!(refused(json!({ "shared": { "fill": 1 } })), "shared[fill]");
    assert_eq!(refused(json!([])), "");
}

proptest! {
    /// Two steps of changes are the same as both at once, and stored differences come back.
    #[test]
    fn changes_add_up(radius in 0_u8..=24, font in prop::sample::select(vec!["lora", "inter", ""]), brand in "#[0-9a-f]{6}") {
        let first = json!({ "shared": { "radius": radius } });
        let second = json!({ "shared": { "font": font }, "modes": { "dark": { "brand": brand } } });
        let steps = over(&first).merge(&second).expect("settings");
        let at_once = over(&json!({ "shared": { "radius": radius, "font": font }, "modes": { "dark": { "brand": brand } } }));
        prop_assert_eq!(&steps, &at_once);
        let stored = serde_json::to_string(&steps).expect("JSON");
        prop_assert_eq!(&serde_json::from_str::<Overrides>(&stored).expect("as it was stored"), &steps);
    }
}

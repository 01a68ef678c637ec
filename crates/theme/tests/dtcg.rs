//! Tokens go to design tools and come back.

use proptest::prelude::*;
use serde_json::{Value, json};
use theme::{Branding, PRESETS, dtcg};

fn read(document: &Value) -> Branding {
    let imported = dtcg::import(document).unwrap_or_else(|errors| panic!("{errors:?}"));
    Branding::from_json(&imported.settings).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn refused(document: &Value) -> String {
    let errors = dtcg::import(document).expect_err("must be refused");
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn every_preset_comes_back_as_it_went() {
    for preset in PRESETS {
        let document = dtcg::export(&preset.branding());
        assert_eq!(read(&document), preset.branding(), "{}", preset.id);
        let imported = dtcg::import(&document).expect("our own");
        assert_eq!(imported.ignored, Vec::<String>::new(), "{}", preset.id);
    }
}

/// Settings for which there is no type of token, and pictures, go along.
#[test]
fn every_setting_comes_back() {
    let full: Value = serde_json::from_str(include_str!("golden/full.json")).expect("JSON");
    let branding = Branding::from_json(&full).expect("settings");
    assert_eq!(read(&dtcg::export(&branding)), branding);
}

/// The form of the three modules, as tools read it.
#[test]
fn a_document_has_the_form_of_the_format() {
    let clay = PRESETS.iter().find(|it| it.id == "clay").expect("there");
    let document = dtcg::export(&clay.branding());
    assert_eq!(document["version"], "2025.10");
    let order = json!([{ "$ref": "#/sets/shared" }, { "$ref": "#/modifiers/scheme" }]);
    assert_eq!(document["resolutionOrder"], order);
    let scheme = &document["modifiers"]["scheme"];
    assert_eq!(scheme["default"], "light");
    let group = &scheme["contexts"]["dark"][0]["color"];
    assert_eq!(group["$type"], "color");
    let brand = json!({ "colorSpace": "srgb", "components": [0.898, 0.5412, 0.3608], "alpha": 1, "hex": "#e58a5c" });
    assert_eq!(group["brand"]["$value"], brand);
    let common = &document["sets"]["shared"]["sources"][0];
    let radius = json!({ "$type": "dimension", "$value": { "value": 3, "unit": "px" } });
    assert_eq!(common["radius"]["control"], radius);
    assert_eq!(common["font"]["body"]["$value"][0], "Iowan Old Style");
}

#[test]
fn files_of_other_tools_are_read_by_the_names_of_their_tokens() {
    let branding = read(&json!({
        "palette": { "$type": "color", "plum": { "600": { "$value": "#6b2a5c" } } },
        "brand": { "colors": {
            "primary": { "$value": "{palette.plum.600}" },
            "error": { "$value": { "colorSpace": "oklch", "components": [0.55, 0.2, 27] } },
            "canvas": { "$value": { "colorSpace": "display-p3", "components": [1, 1, 1], "hex": "#fdfdfd" } },
        } },
        "borderRadius": { "$type": "dimension", "$value": "0.5rem" },
        "font": { "base": { "$type": "fontFamily", "$value": ["Rockwell", "serif"] } },
    }));
    let light = &branding.modes.light;
    assert_eq!(light.brand.expect("set").to_string(), "#6b2a5c");
    assert_eq!(light.background.expect("set").to_string(), "#fdfdfd");
    assert!(light.danger.is_some());
    assert_eq!(
        branding.modes.dark,
        theme::Mode::default(),
        "nothing is said of it"
    );
    assert_eq!(branding.shared.radius.px(), 8);
    assert_eq!(branding.shared.font.as_str(), "slab");
}

#[test]
fn a_scheme_outranks_what_both_share() {
    let document = json!({
        "version": "2025.10",
        "sets": { "base": { "sources": [{ "$ref": "#/$defs/base" }] } },
        "modifiers": { "theme": { "contexts": {
            "light": [],
            "dark": [{ "color": { "brand": { "$value": "#ffffff" }, "accent": { "$value": "{color.brand}" } } }],
        }, "default": "light" } },
        "resolutionOrder": [],
        "$defs": { "base": { "color": { "brand": { "$value": "#102030" }, "accent": { "$value": "{color.brand}" }, "shadow": { "$value": "#000000" } } } },
    });
    let branding = read(&document);
    let shown = |color: Option<theme::Rgb>| color.expect("set").to_string();
    assert_eq!(shown(branding.modes.light.brand), "#102030");
    assert_eq!(shown(branding.modes.light.accent), "#102030");
    assert_eq!(shown(branding.modes.dark.brand), "#ffffff");
    assert_eq!(shown(branding.modes.dark.accent), "#ffffff");
    let imported = dtcg::import(&document).expect("read");
    assert_eq!(imported.ignored, ["color.shadow"]);
}

#[test]
fn what_cannot_be_used_is_named() {
    let one = |value: Value| json!({ "color": { "brand": { "$type": "color", "$value": value } } });
    let check = |document: &Value, expected: &str| {
        let said = refused(document);
        assert!(said.contains(expected), "{said}");
    };
    check(&one(json!("plum")), "color.brand: Invalid color");
    check(
        &one(json!({ "colorSpace": "srgb", "components": [0, 0, 0], "alpha": 0.5 })),
        "must be opaque",
    );
    check(
        &one(json!({ "colorSpace": "lab", "components": [1, 2, 3] })),
        "color.brand: Invalid color",
    );
    check(
        &one(json!("{color.none}")),
        "color.brand: Refers to a token that is not there",
    );
    check(&one(json!("{color.brand}")), "or to itself");
    check(
        &json!({ "radius": { "control": { "$value": { "value": 8, "unit": "em" } } } }),
        "radius.control: Invalid dimension",
    );
    check(
        &json!({ "radius": { "control": { "$value": "-1px" } } }),
        "radius.control: Invalid dimension",
    );
    let remote = json!({
        "version": "2025.10", "resolutionOrder": [],
        "sets": { "base": { "sources": [{ "$ref": "https://evil.test/tokens.json" }] } },
    });
    check(&remote, "nothing is fetched");
}

/// Any JSON, as a stranger may send it.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[{}#$.a-z0-9]{0,12}".prop_map(Value::from),
    ];
    let name = prop_oneof![
        prop::sample::select(
            &[
                "color",
                "brand",
                "$value",
                "$ref",
                "sets",
                "sources",
                "modifiers",
                "contexts",
                "dark",
                "version",
                "radius"
            ][..]
        )
        .prop_map(str::to_owned),
        "[$a-z.]{0,6}",
    ];
    leaf.prop_recursive(6, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_sent_breaks_the_reader(document in anything()) {
        if let Ok(imported) = dtcg::import(&document) {
            // Whatever was read is settings, or is refused as settings are.
            let _ = Branding::from_json(&imported.settings);
        }
    }

    #[test]
    fn colours_come_back_to_the_last_bit(r in any::<u8>(), g in any::<u8>(), b in any::<u8>()) {
        let color = theme::Rgb::new(r, g, b).to_string();
        let branding = Branding::from_json(&json!({ "modes": { "dark": { "danger": color } } })).expect("a colour");
        prop_assert_eq!(read(&dtcg::export(&branding)), branding);
    }
}

//! `style/tokens.css` holds the default branding's style sheet, so that the client works without a theme.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use theme::{Branding, Theme};

const HEAD: &str = "/* Every token with its default: the theme crate's style sheet of a branding without settings, written by its\n   test (UPDATE=1 cargo test -p theme --test tokens) and kept equal by it. Do not edit down to the next comment. */\n\n";
const SCALES: &str = "\n/* Scales that branding does not change. */\n";

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Compares, or writes when `UPDATE` is set.
fn golden(path: &str, actual: &str) {
    let path = file(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, actual).expect("the golden file can be written");
    }
    let expected = std::fs::read_to_string(&path).expect("the golden file can be read");
    assert_eq!(
        actual,
        expected,
        "{} is out of date: run with UPDATE=1",
        path.display()
    );
}

#[test]
fn the_defaults_of_the_style_sheets_are_those_of_a_branding_without_settings() {
    let css = std::fs::read_to_string(file("../../style/tokens.css")).expect("tokens.css");
    let (_, scales) = css
        .split_once(SCALES)
        .expect("the comment above the scales");
    let generated = Theme::new(&Branding::default()).css();
    golden(
        "../../style/tokens.css",
        &format!("{HEAD}{generated}{SCALES}{scales}"),
    );
}

#[test]
fn a_branding_with_every_setting_keeps_its_style_sheet() {
    let settings = std::fs::read_to_string(file("tests/golden/full.json")).expect("settings");
    let branding: Branding = serde_json::from_str(&settings).expect("a branding");
    golden("tests/golden/full.css", &Theme::new(&branding).css());
}

/// A theme follows the defaults and must hide all of them: a property it left out would show the house's colour.
#[test]
fn a_theme_sets_everything_the_defaults_set() {
    let properties = |css: &str| -> BTreeSet<(String, String)> {
        let mut selector = String::new();
        let mut found = BTreeSet::new();
        for line in css.lines().map(str::trim) {
            if let Some(name) = line.strip_suffix(" {") {
                if name.starts_with("@media") && name.contains("prefers-contrast") {
                    break;
                }
                selector = name.to_owned();
            } else if let Some((property, _)) = line.split_once(": ") {
                found.insert((selector.clone(), property.to_owned()));
            }
        }
        found
    };
    let default = properties(&Theme::new(&Branding::default()).css());
    assert!(default.len() > 120);
    for settings in [
        r##"{"colorPrimary": "#ffe600"}"##,
        r##"{"shared": {"color_scheme": "light"}}"##,
        r##"{"shared": {"color_scheme": "dark"}}"##,
    ] {
        let branding: Branding = serde_json::from_str(settings).expect("a branding");
        assert_eq!(properties(&Theme::new(&branding).css()), default);
    }
}

#[test]
fn a_single_scheme_is_shown_whatever_the_device_asks_for() {
    let branding: Branding =
        serde_json::from_str(r#"{"shared": {"color_scheme": "light"}}"#).expect("a branding");
    let css = Theme::new(&branding).css();
    assert!(css.contains("prefers-color-scheme: dark"));
    assert!(!css.contains("color-scheme: dark;"));
}

/// Every byte of the style sheet comes from a closed grammar, whatever the settings.
#[test]
fn a_style_sheet_holds_nothing_but_typed_values() {
    let settings = std::fs::read_to_string(file("tests/golden/full.json")).expect("settings");
    let branding: Branding = serde_json::from_str(&settings).expect("a branding");
    for line in Theme::new(&branding).css().lines().map(str::trim) {
        let known = line.is_empty()
            || line == "}"
            || line.starts_with(":root") && line.ends_with(" {")
            || line == "@font-face {"
            || line.starts_with("@media (prefers-") && line.ends_with(") {");
        if known {
            continue;
        }
        let (property, value) = line
            .strip_suffix(';')
            .and_then(|line| line.split_once(": "))
            .unwrap_or_else(|| panic!("not a declaration: {line}"));
        let number = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.')
        };
        let holds = match property {
            "color-scheme" => value == "light" || value == "dark",
            "--shadow-color" => value.split(' ').count() == 3 && value.split(' ').all(number),
            "--density" | "--shadow-strength" => number(value),
            "--display-on-light" | "--display-on-dark" => value == "none" || value == "block",
            "font-family" => value == "\"Merchant\"",
            "font-weight" => value.split(' ').all(number),
            "font-display" => value == "swap",
            "src" => value
                .strip_prefix("url(\"/media/")
                .and_then(|it| it.strip_suffix("\") format(\"woff2\")"))
                .is_some_and(|it| {
                    it.len() == 64 && it.bytes().all(|byte| byte.is_ascii_hexdigit())
                }),
            "--font-body" => theme::Font::ALL.iter().any(|font| font.stack() == value),
            _ if property.starts_with("--radius-") => value.strip_suffix("px").is_some_and(number),
            _ if property.starts_with("--color-") => value.parse::<theme::Rgb>().is_ok(),
            _ => false,
        };
        assert!(holds, "{line}");
    }
}

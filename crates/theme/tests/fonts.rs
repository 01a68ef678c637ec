//! The typefaces that come with the portal are there, under the names the style sheets use.

use std::path::Path;

use serde_json::json;
use theme::{Branding, Font, Theme};

fn css(settings: &serde_json::Value) -> String {
    Theme::new(&Branding::from_json(settings).expect("settings")).css()
}

#[test]
fn every_file_that_a_style_sheet_names_is_in_public_and_has_its_licence() {
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public");
    let mut named = Vec::new();
    for font in Font::ALL {
        let Some(bundled) = font.bundled() else {
            continue;
        };
        for (path, _) in bundled.files() {
            let bytes = std::fs::read(public.join(&path["/assets/".len()..])).expect(&path);
            assert!(bytes.starts_with(b"wOF2"), "{path}");
            assert!(bytes.len() < 90_000, "{path} has {} bytes", bytes.len());
            named.push(path);
        }
        let (latin, _) = bundled.files()[0]
            .0
            .split_once("-latin")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .expect("a slug");
        let licence =
            std::fs::read_to_string(public.join(format!("{}.txt", &latin["/assets/".len()..])))
                .expect("a licence");
        assert!(
            licence.contains("SIL Open Font License") || licence.contains("Apache License"),
            "{latin}"
        );
    }
    assert!(named.len() >= 2 * 10);
    let kept = std::fs::read_dir(public.join("fonts")).expect("fonts");
    for file in kept.flatten() {
        let path = format!("/assets/fonts/{}", file.file_name().to_string_lossy());
        let is_font = path.ends_with(".woff2");
        assert!(
            !is_font || named.contains(&path),
            "{path} is used by nothing"
        );
    }
}

#[test]
fn a_style_sheet_names_the_files_of_its_font_only() {
    assert!(!css(&json!({})).contains("@font-face"));
    assert!(!css(&json!({ "shared": { "font": "serif" } })).contains("@font-face"));
    let lora = css(&json!({ "shared": { "font": "lora" } }));
    assert_eq!(lora.matches("@font-face").count(), 2);
    assert!(lora.contains("--font-body: \"Lora\", Charter"));
    assert!(!lora.contains("inter"));
}

#[test]
fn a_merchants_own_font_comes_from_the_merchants_files() {
    let (one, two) = ("a".repeat(64), "b".repeat(64));
    let own =
        |file: serde_json::Value| css(&json!({ "shared": { "font": "own", "font_file": file } }));
    let single = own(json!(one));
    assert!(single.contains(&format!("url(\"/media/{one}\")")));
    assert!(single.contains("font-weight: 400;"));
    assert!(single.contains("--font-body: \"Merchant\", -apple-system"));
    let variable = own(json!({ "regular": one, "variable": true }));
    assert!(variable.contains("font-weight: 1 1000;"));
    let pair = own(json!({ "regular": one, "bold": two }));
    assert!(pair.contains("font-weight: 501 1000;") && pair.contains(&two));

    let errors = Branding::from_json(&json!({ "shared": { "font": "own" } })).expect_err("no file");
    assert_eq!(errors[0].param, "shared[font_file]");
}

#[test]
fn families_are_known_by_their_names() {
    let known = |families: &[&str]| Font::of_families(families.iter().copied());
    assert_eq!(
        known(&["Sohne", "\"inter\"", "sans-serif"]),
        Some(Font::Inter)
    );
    assert_eq!(known(&["Rockwell"]), Some(Font::Slab));
    assert_eq!(known(&["Merchant", "sans-serif"]), None);
}

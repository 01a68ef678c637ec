//! Looks to begin with need no correction.

use std::collections::BTreeSet;

use serde_json::json;
use theme::{Branding, Contrast, PRESETS, Preset, Theme, Token};

#[test]
fn there_are_enough_and_each_is_another() {
    assert!(PRESETS.len() >= 12);
    let ids: BTreeSet<_> = PRESETS.iter().map(|preset| preset.id).collect();
    assert_eq!(ids.len(), PRESETS.len());
    let sheets: BTreeSet<_> = PRESETS
        .iter()
        .map(|preset| Theme::new(&preset.branding()).css())
        .collect();
    assert_eq!(sheets.len(), PRESETS.len());
    assert_eq!(
        Preset::find("pine").map(Preset::branding),
        Some(Branding::default())
    );
    assert!(Preset::find("none").is_none());
}

/// A default in the place of what could not be read would go unnoticed.
#[test]
fn each_can_be_read_and_says_what_it_says() {
    for preset in PRESETS {
        let branding = preset.branding();
        assert_eq!(
            branding == Branding::default(),
            preset.id == "pine",
            "{}",
            preset.id
        );
        let written = json!(branding);
        assert_eq!(Branding::from_json(&written), Ok(branding), "{}", preset.id);
    }
}

/// But for the line around a fill that is nearly as light as the page, which is drawn in a darker shade of it.
#[test]
fn none_needs_a_correction_at_the_usual_contrast() {
    for preset in PRESETS {
        let theme = Theme::new(&preset.branding());
        let mut report = theme.report();
        report.retain(|told| {
            told.contrast == Contrast::Standard
                && told.token != Token::BrandEdge
                && told.wanted().is_some()
        });
        assert!(report.is_empty(), "{}: {report:#?}", preset.id);
    }
}

//! What is told of a theme's colours, held against the style sheet: another way to the same figures.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use theme::{Branding, Contrast, Origin, PAIRS, PairKind, Scheme, Theme, Token};

/// Some given, some derived, some that cannot be read.
fn branding() -> Branding {
    let settings = serde_json::json!({
        "modes": {
            "light": { "brand": "#ffe600", "surface": "#ffffff", "text": "#bbbbbb", "success": "#00ff00", "panel": "#222244" },
            "dark": { "background": "#101014", "accent": "#7db8f5" },
        },
    });
    Branding::from_json(&settings).expect("settings")
}

/// WCAG 2.2's own words, from the text of two colours.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |hex: &str| {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal"));
            let value = value / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The colours of the style sheet, in the order of its rules: light, dark, and both again for more contrast, where only
/// those stand that differ.
fn in_the_sheet(theme: &Theme) -> Vec<BTreeMap<String, String>> {
    let css = theme.css();
    let rules = css.split('{').filter(|rule| rule.contains("--color-"));
    let colors = |rule: &str| {
        let lines = rule.lines().map(str::trim);
        let of = lines.filter_map(|line| line.strip_prefix("--color-")?.split_once(": "));
        of.map(|(name, value)| (name.to_owned(), value.trim_end_matches(';').to_owned()))
            .collect()
    };
    rules.map(colors).collect()
}

#[test]
fn every_colour_is_told_as_the_style_sheet_has_it() {
    let theme = Theme::new(&branding());
    let report = theme.report();
    assert_eq!(report.len(), Token::ALL.len() * 4);
    let rules = in_the_sheet(&theme);
    // The dark rule stands twice: for the device, and for the document that says so.
    let [light, dark, _, light_more, dark_more, _] = rules.as_slice() else {
        panic!("{} rules", rules.len());
    };
    for told in &report {
        let (base, more) = match told.scheme {
            Scheme::Light => (light, light_more),
            Scheme::Dark => (dark, dark_more),
        };
        let name = told.token.name();
        let shown = match told.contrast {
            Contrast::Standard => base.get(name),
            Contrast::More => more.get(name).or_else(|| base.get(name)),
        };
        if told.token != Token::Shadow {
            assert_eq!(shown, Some(&told.used.to_string()), "{told:?}");
        }
    }
}

#[test]
fn every_pair_is_told_from_both_sides_with_the_ratio_of_what_is_written() {
    let report = Theme::new(&branding()).report();
    for (scheme, level) in Scheme::ALL
        .into_iter()
        .flat_map(|scheme| Contrast::ALL.map(|level| (scheme, level)))
    {
        let of = report
            .iter()
            .filter(|told| (told.scheme, told.contrast) == (scheme, level));
        let of: BTreeMap<Token, _> = of.map(|told| (told.token, told)).collect();
        let mut seen = BTreeSet::new();
        for told in of.values() {
            for pair in &told.pairs {
                let ratio = contrast(&told.used.to_string(), &of[&pair.other].used.to_string());
                assert!((ratio - pair.ratio).abs() < 1e-9, "{told:?}");
                assert!(pair.ratio >= pair.required, "{told:?}");
                assert!(
                    seen.insert((told.token, pair.other)),
                    "{:?} stands to {:?} once",
                    told.token,
                    pair.other
                );
            }
        }
        for pair in PAIRS {
            let required = match (pair.kind, level) {
                (PairKind::Text, Contrast::Standard) => 4.5,
                (PairKind::Text, Contrast::More) => 7.0,
                (PairKind::Graphic, Contrast::Standard) => 3.0,
                (PairKind::Graphic, Contrast::More) => 4.5,
            };
            for (one, other) in [(pair.ink, pair.paper), (pair.paper, pair.ink)] {
                assert!(seen.remove(&(one, other)), "{one:?} on {other:?}");
                let told = of[&one].pairs.iter().find(|pair| pair.other == other);
                assert_eq!(told.map(|pair| pair.required), Some(required));
            }
        }
        assert_eq!(
            seen,
            BTreeSet::new(),
            "nothing is told that is not promised"
        );
    }
}

#[test]
fn where_a_colour_comes_from_is_told() {
    let report = Theme::new(&branding()).report();
    let origin = |scheme, token| {
        let standard = report.iter().find(|told| {
            (told.scheme, told.contrast, told.token) == (scheme, Contrast::Standard, token)
        });
        standard.expect("every colour is told").origin
    };
    let corrected = |wanted: &str| Origin::Corrected {
        wanted: wanted.parse().expect("a colour"),
    };
    for (scheme, token, expected) in [
        (Scheme::Light, Token::Brand, Origin::Given),
        (Scheme::Light, Token::Surface, Origin::Given),
        (Scheme::Light, Token::Panel, Origin::Given),
        (Scheme::Light, Token::Background, Origin::Derived),
        (Scheme::Light, Token::OnBrand, Origin::Derived),
        (Scheme::Light, Token::Text, corrected("#bbbbbb")),
        (Scheme::Light, Token::Success, corrected("#00ff00")),
        // Nobody chose these; the brand colour was wanted.
        (Scheme::Light, Token::Link, corrected("#ffe600")),
        (Scheme::Light, Token::BrandEdge, corrected("#ffe600")),
        // The light scheme's.
        (Scheme::Dark, Token::Brand, Origin::Derived),
        (Scheme::Dark, Token::Background, Origin::Given),
        (Scheme::Dark, Token::Link, Origin::Given),
        (Scheme::Dark, Token::Focus, Origin::Given),
        (Scheme::Dark, Token::Text, Origin::Derived),
    ] {
        assert_eq!(origin(scheme, token), expected, "{scheme:?} {token:?}");
    }
}

#[test]
fn only_schemes_that_are_shown_are_told_of() {
    let mut branding = branding();
    branding.shared.color_scheme = theme::ColorScheme::Dark;
    let report = Theme::new(&branding).report();
    assert_eq!(report.len(), Token::ALL.len() * 2);
    assert!(report.iter().all(|told| told.scheme == Scheme::Dark));
}

/// An editor asks again at every movement of a colour's handle, and a screen is drawn sixty times a second.
#[test]
fn a_report_takes_less_than_a_frame() {
    let branding = branding();
    let mut times: Vec<_> = (0..101)
        .map(|_| {
            let begun = Instant::now();
            assert!(!Theme::new(&branding).report().is_empty());
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    let median = times[times.len() / 2];
    println!("palettes and their report: {median:?}");
    assert!(median.as_millis() < 16, "{median:?}");
}

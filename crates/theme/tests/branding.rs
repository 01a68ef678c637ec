//! What merchants may send, what they are told, and that it survives storage.

use proptest::prelude::*;
use serde_json::{Value, json};
use theme::{
    Branding, ButtonStyle, ColorScheme, Density, FieldError, Font, Layout, Radius, Rgb, Theme,
};

fn read(value: &Value) -> Branding {
    Branding::from_json(value).unwrap_or_else(|errors| panic!("{value}: {errors:?}"))
}

fn refused(value: &Value) -> Vec<FieldError> {
    match Branding::from_json(value) {
        Ok(branding) => panic!("{value} was accepted as {branding:?}"),
        Err(errors) => errors,
    }
}

fn params(errors: &[FieldError]) -> Vec<&str> {
    errors.iter().map(|error| error.param.as_str()).collect()
}

/// Values that have broken out of style sheets elsewhere, and some that only nearly fit.
const HOSTILE: &[&str] = &[
    "url(https://evil.test/x)",
    "#7a2bc9;",
    "#7a2bc9}",
    "#7a2bc9}body{display:none",
    "#7a2bc9;background:url(//evil.test)",
    "red;}</style><script>alert(1)</script>",
    "</style>",
    "<!--",
    "expression(alert(1))",
    "javascript:alert(1)",
    "@import '//evil.test/x.css'",
    "image-set('//evil.test/x' 1x)",
    "attr(data-secret)",
    "if(style(--x: 1): url(//evil.test))",
    "var(--color-danger)",
    "env(safe-area-inset-top)",
    "calc(1px*1)",
    "\\23 7a2bc9",
    "#7a2bc9/**/",
    "/**/#7a2bc9",
    "#7a2b\\66 5",
    "#７a2bc9",
    "＃7a2bc9",
    "#7a2bƒ5",
    "#7a2bc\u{202e}",
    "#7a2bc9\u{0}",
    "\u{feff}#7a2bc9",
    " #7a2bc9",
    "#7a2bc9\n",
    "#7a2bc9 ",
    "#fff",
    "#7a2bc9ff",
    "#+7a2bc",
    "7a2bc9",
    "rgb(1,2,3)",
    "rgba(0,0,0,0)",
    "transparent",
    "currentColor",
    "inherit",
    "initial",
    "oklch(0.5 0.2 280)",
    "-1",
    "+8",
    "8.5",
    "8em",
    "8 px",
    "8px;",
    "8pxpx",
    "0x8",
    "1e1",
    "25",
    "256",
    "99999999999999999999",
    "NaN",
    "٨",
    "System",
    "Inter, url(x)",
    "\"Inter\"",
    "system, sans-serif",
    "../../etc/passwd",
    "https://evil.test/logo.svg",
    "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
];

/// Every place a value can be put in, with the name it is told by.
const PLACES: &[&[&str]] = &[
    &["shared", "font"],
    &["shared", "radius"],
    &["shared", "density"],
    &["shared", "button_style"],
    &["shared", "layout"],
    &["shared", "color_scheme"],
    &["shared", "logo"],
    &["shared", "icon", "light"],
    &["modes", "light", "brand"],
    &["modes", "dark", "accent"],
    &["modes", "light", "background"],
    &["modes", "dark", "surface"],
    &["modes", "light", "text"],
    &["modes", "dark", "panel"],
    &["modes", "light", "success"],
    &["modes", "light", "warning"],
    &["modes", "light", "danger"],
    &["modes", "light", "info"],
    &["colorPrimary"],
    &["variables", "colorBackground"],
    &["borderRadius"],
    &["fontFamily"],
    &["version"],
];

fn at(place: &[&str], value: Value) -> Value {
    place
        .iter()
        .rev()
        .fold(value, |inner, key| json!({ *key: inner }))
}

fn param(place: &[&str]) -> String {
    let (first, rest) = place.split_first().expect("a place");
    rest.iter()
        .fold((*first).to_owned(), |path, key| format!("{path}[{key}]"))
}

#[test]
fn hostile_values_are_refused_everywhere_and_never_repeated() {
    for place in PLACES {
        for value in HOSTILE {
            let errors = refused(&at(place, json!(value)));
            assert_eq!(params(&errors), [param(place)], "{value:?}");
            let message = &errors[0].message;
            assert!(message.ends_with('.') && message.len() < 400, "{message}");
            // The shortest hostile values are also ordinary parts of a sentence.
            assert!(value.len() < 6 || !message.contains(value), "{message}");
        }
        for value in [
            json!(true),
            json!([]),
            json!(["#5b3df5"]),
            json!(-1),
            json!(2.5),
        ] {
            assert_eq!(params(&refused(&at(place, value))), [param(place)]);
        }
    }
}

#[test]
fn names_nobody_knows_are_refused_where_they_stand() {
    for (value, expected) in [
        (json!({ "css": "*{}" }), "css"),
        (json!({ "rules": { ".Input": {} } }), "rules"),
        (json!({ "shared": { "html": "" } }), "shared[html]"),
        (
            json!({ "modes": { "sepia": { "brand": "#5b3df5" } } }),
            "modes[sepia]",
        ),
        (
            json!({ "modes": { "light": { "onBrand": "#ffffff" } } }),
            "modes[light][onBrand]",
        ),
        (
            json!({ "variables": { "spacingUnit": "4px" } }),
            "variables[spacingUnit]",
        ),
        (
            json!({ "shared": { "logo": { "sepia": "x" } } }),
            "shared[logo][sepia]",
        ),
        (
            json!({ "shared": { "colorPrimary": "#5b3df5" } }),
            "shared[colorPrimary]",
        ),
        (json!({ "theme": "midnight" }), "theme"),
        (json!({ "shared": "#5b3df5" }), "shared"),
        (json!({ "modes": { "light": "#5b3df5" } }), "modes[light]"),
        (json!({ "variables": [] }), "variables"),
        (json!([]), ""),
        (json!("#5b3df5"), ""),
    ] {
        assert_eq!(params(&refused(&value)), [expected], "{value}");
    }
}

#[test]
fn every_error_is_told_at_once() {
    let errors = refused(&json!({
        "shared": { "radius": "25px", "font": "Comic Sans" },
        "modes": { "light": { "brand": "blue" }, "dark": { "brand": "#12345g", "fill": 1 } },
    }));
    let mut params = params(&errors);
    params.sort_unstable();
    assert_eq!(
        params,
        [
            "modes[dark][brand]",
            "modes[dark][fill]",
            "modes[light][brand]",
            "shared[font]",
            "shared[radius]"
        ]
    );
    let radius = errors.iter().find(|error| error.param == "shared[radius]");
    assert_eq!(
        radius.expect("the radius").message,
        "Invalid radius: must be a whole number of pixels from 0 to 24."
    );
}

#[test]
fn colours_are_read_in_either_case_and_radii_as_number_text_or_pixels() {
    let branding = read(&json!({ "modes": { "light": { "brand": "#5B3dF5" } } }));
    assert_eq!(branding.modes.light.brand, Some(Rgb::new(0x5b, 0x3d, 0xf5)));
    for radius in [json!(24), json!("24"), json!("24px")] {
        assert_eq!(
            read(&json!({ "borderRadius": radius })).shared.radius,
            Radius::new(24).unwrap()
        );
    }
    assert_eq!(read(&json!({ "borderRadius": 0 })).shared.radius.px(), 0);
    assert_eq!(Radius::new(25), None);
}

#[test]
fn stripes_names_stand_for_ours() {
    let stripe = json!({
        "colorPrimary": "#5b3df5", "colorBackground": "#fafafa", "colorText": "#111111",
        "colorDanger": "#cc0000", "borderRadius": "4px", "fontFamily": "serif",
    });
    let ours = json!({
        "shared": { "radius": 4, "font": "serif" },
        "modes": { "light": { "brand": "#5b3df5", "background": "#fafafa", "text": "#111111", "danger": "#cc0000" } },
    });
    let night = json!({ "theme": "night", "variables": { "colorPrimary": "#5b3df5" } });
    assert_eq!(read(&stripe), read(&ours));
    assert_eq!(
        read(&json!({ "theme": "stripe", "variables": stripe })),
        read(&ours)
    );
    assert_eq!(
        read(&night),
        read(&json!({ "modes": { "dark": { "brand": "#5b3df5" } } }))
    );
    assert_eq!(
        read(
            &json!({ "modes": { "dark": { "colorPrimary": "#5b3df5" } }, "shared": { "borderRadius": 4 } })
        ),
        read(&json!({ "modes": { "dark": { "brand": "#5b3df5" } }, "shared": { "radius": 4 } })),
    );
}

#[test]
fn a_setting_sent_under_two_names_is_refused() {
    let errors = refused(&json!({
        "colorPrimary": "#5b3df5", "modes": { "light": { "brand": "#000000" } }
    }));
    assert_eq!(params(&errors), ["modes[light][brand]"]);
    assert!(errors[0].message.contains("another name"));
}

#[test]
fn errors_speak_of_the_name_that_was_sent() {
    assert_eq!(
        params(&refused(&json!({ "colorPrimary": "blue" }))),
        ["colorPrimary"]
    );
    assert_eq!(
        params(&refused(&json!({ "variables": { "borderRadius": "1em" } }))),
        ["variables[borderRadius]"]
    );
    let invisible = json!({ "colorBackground": "#ffffff", "colorText": "#fefefe" });
    assert_eq!(params(&refused(&invisible)), ["colorText"]);
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let surfaces =
        json!({ "modes": { "dark": { "background": "#000000", "surface": "#ffffff" } } });
    assert_eq!(params(&refused(&surfaces)), ["modes[dark][surface]"]);
    let mut branding = read(&json!({ "modes": { "light": { "text": "#fefefe" } } }));
    assert_eq!(branding.validate(), Ok(()));
    branding.modes.light.surface = Some(Rgb::WHITE);
    let errors = branding.validate().expect_err("white on white");
    assert_eq!(params(&errors), ["modes[light][text]"]);
}

#[test]
fn changes_keep_what_they_do_not_mention_and_unset_with_null_or_nothing() {
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let branding = read(&json!({
        "shared": { "radius": 4, "logo": hash },
        "modes": { "light": { "brand": "#5b3df5", "text": "#111111" } },
    }));
    let changed = branding
        .merge(&json!({
            "shared": { "radius": null, "logo": { "dark": hash } },
            "modes": { "light": { "text": "" }, "dark": { "brand": "#a3a8f0" } },
        }))
        .expect("changes");
    assert_eq!(changed.modes.light.brand, branding.modes.light.brand);
    assert_eq!(changed.modes.light.text, None);
    assert_eq!(changed.shared.radius, Radius::default());
    assert_eq!(changed.modes.dark.brand, Some(Rgb::new(0xa3, 0xa8, 0xf0)));
    let logo = changed.shared.logo.clone().expect("the logo");
    assert_eq!((logo.light.as_str(), logo.dark.is_some()), (hash, true));

    assert_eq!(changed.merge(&json!({})).as_ref(), Ok(&changed));
    let gone = changed
        .merge(&json!({ "shared": { "logo": "" } }))
        .expect("changes");
    assert_eq!(gone.shared.logo, None);
    let alone = gone.merge(&json!({ "shared": { "icon": { "dark": hash } } }));
    assert_eq!(
        params(&alone.expect_err("no light icon")),
        ["shared[icon][light]"]
    );
}

#[test]
fn fonts_name_only_families_and_end_in_a_generic_one() {
    for font in Font::ALL {
        let stack = font.stack();
        assert!(
            stack
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b" ,\"-".contains(&byte))
        );
        assert_eq!(stack.matches('"').count() % 2, 0);
        let last = stack.rsplit(", ").next();
        assert!(
            matches!(last, Some("sans-serif" | "serif" | "monospace")),
            "{stack}"
        );
    }
}

fn settings() -> impl Strategy<Value = Branding> {
    fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
        prop::sample::select(all)
    }
    let color = prop::option::of("#[0-9a-fA-F]{6}");
    let colors = prop::collection::vec(color, 6);
    let media = prop::option::of(("[0-9a-f]{64}", prop::option::of("[0-9a-f]{64}")));
    let words = (
        one_of(Font::ALL),
        one_of(Density::ALL),
        one_of(ButtonStyle::ALL),
        one_of(Layout::ALL),
        one_of(ColorScheme::ALL),
    );
    (words, 0..=24_u8, media, colors).prop_map(
        |((font, density, button, layout, scheme), radius, media, colors)| {
            read(&json!({
                "shared": {
                    "font": font.as_str(), "font_file": "ab".repeat(32), "density": density.as_str(), "button_style": button.as_str(),
                    "layout": layout.as_str(), "color_scheme": scheme.as_str(), "radius": radius,
                    "logo": media.map(|(light, dark)| json!({ "light": light, "dark": dark })),
                },
                "modes": {
                    "light": { "brand": colors[0], "accent": colors[1], "panel": colors[2] },
                    "dark": { "brand": colors[3], "danger": colors[4], "info": colors[5] },
                },
            }))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn settings_survive_storage(branding in settings()) {
        let stored = serde_json::to_string(&branding).expect("settings serialise");
        let again: Branding = serde_json::from_str(&stored).expect("stored settings are read");
        prop_assert_eq!(&again, &branding);
        prop_assert_eq!(serde_json::to_string(&again).expect("settings serialise"), stored);
        prop_assert_eq!(Theme::new(&again).css(), Theme::new(&branding).css());
    }

    /// Text that is not a colour never becomes one, and never an error of ours.
    #[test]
    fn only_colours_are_colours(text in "\\PC{0,12}") {
        let digits = text.strip_prefix('#').unwrap_or_default();
        let shaped = digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        prop_assert_eq!(text.parse::<Rgb>().is_ok(), shaped);
    }
}

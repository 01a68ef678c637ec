//! What is promised of every palette, over ten thousand brand colours.

use proptest::prelude::*;
use theme::{
    Branding, Contrast, Mode, Modes, Oklch, Origin, PAIRS, PairKind, Rgb, Scheme, Theme, Token,
    hue_distance,
};

/// Hues are compared where there is enough chroma to see one.
const COLORFUL: f64 = 0.04;

fn color() -> impl Strategy<Value = Rgb> {
    any::<[u8; 3]>().prop_map(|[r, g, b]| Rgb::new(r, g, b))
}

/// Any colour, more often one at the edge of the cube, where gamut mapping has the most to do.
fn brand() -> impl Strategy<Value = Rgb> {
    let extreme = prop::sample::select(vec![0_u8, 1, 127, 128, 254, 255]);
    let edge = (extreme.clone(), any::<u8>(), extreme, 0..3_usize).prop_map(|(a, b, c, turn)| {
        let mut channels = [a, b, c];
        channels.rotate_left(turn);
        Rgb::new(channels[0], channels[1], channels[2])
    });
    prop_oneof![3 => color(), 1 => edge]
}

fn with_brand(brand: Rgb) -> Branding {
    let mut branding = Branding::default();
    branding.modes.light.brand = Some(brand);
    branding
}

fn holds_every_pair(theme: &Theme) -> Result<(), TestCaseError> {
    for scheme in Scheme::ALL {
        for contrast in Contrast::ALL {
            for pair in PAIRS {
                let least = match pair.kind {
                    PairKind::Text => contrast.text(),
                    PairKind::Graphic => contrast.graphic(),
                };
                let ink = theme.color_at(scheme, contrast, pair.ink);
                let paper = theme.color_at(scheme, contrast, pair.paper);
                let ratio = ink.contrast(paper);
                prop_assert!(
                    ratio >= least,
                    "{scheme:?} {contrast:?}: {} {ink} on {} {paper} has {ratio:.3}",
                    pair.ink.name(),
                    pair.paper.name(),
                );
            }
        }
    }
    Ok(())
}

/// The tokens that keep the brand's hue.
const OF_THE_BRAND: [Token; 6] = [
    Token::BrandHover,
    Token::BrandEdge,
    Token::Link,
    Token::Focus,
    Token::OnBrandTint,
    Token::Panel,
];

/// How far eight bits can turn a hue by rounding: much near black, where they are coarse, and little elsewhere.
fn rounding(color: Rgb) -> f64 {
    let at = Oklch::from(color);
    let turn = |step: fn(Rgb, bool) -> Rgb| {
        [true, false]
            .map(|up| hue_distance(Oklch::from(step(color, up)).h, at.h))
            .into_iter()
            .fold(0.0, f64::max)
    };
    fn step(channel: u8, up: bool) -> u8 {
        if up {
            channel.saturating_add(1)
        } else {
            channel.saturating_sub(1)
        }
    }
    let red = turn(|color, up| Rgb {
        r: step(color.r, up),
        ..color
    });
    let green = turn(|color, up| Rgb {
        g: step(color.g, up),
        ..color
    });
    let blue = turn(|color, up| Rgb {
        b: step(color.b, up),
        ..color
    });
    (red + green + blue) / 2.0
}

fn keeps_the_brand(theme: &Theme, brand: Rgb) -> Result<(), TestCaseError> {
    let at = Oklch::from(brand);
    for scheme in Scheme::ALL {
        prop_assert_eq!(theme.color(scheme, Token::Brand), brand);
        let on_brand = theme.color(scheme, Token::OnBrand);
        prop_assert!(on_brand == Rgb::BLACK || on_brand == Rgb::WHITE);
        prop_assert_ne!(theme.color(scheme, Token::BrandHover), brand);
        for contrast in Contrast::ALL {
            let filled = theme.color_at(scheme, contrast, Token::Brand);
            if brand.contrast(Rgb::WHITE).max(brand.contrast(Rgb::BLACK)) >= contrast.text() {
                prop_assert_eq!(filled, brand, "exact wherever its label can be read");
            }
            for token in OF_THE_BRAND {
                let color = theme.color_at(scheme, contrast, token);
                let used = Oklch::from(color);
                if at.c < COLORFUL || used.c < COLORFUL {
                    continue;
                }
                // A fill that moved was rounded before the colour was taken from it.
                let bound = 0.5
                    + rounding(color)
                    + if filled == brand {
                        0.0
                    } else {
                        rounding(filled)
                    };
                let drift = hue_distance(at.h, used.h);
                prop_assert!(
                    drift <= bound,
                    "{scheme:?} {contrast:?} {} {color}: {drift:.2}° from {brand}, {bound:.2}° allowed",
                    token.name(),
                );
            }
        }
    }
    Ok(())
}

fn meanings_stay_apart(theme: &Theme, brand: Rgb) -> Result<(), TestCaseError> {
    let at = Oklch::from(brand);
    let meanings = [
        (Token::Success, 155.0),
        (Token::Warning, 78.0),
        (Token::Danger, 24.0),
        (Token::Info, 245.0),
    ];
    for scheme in Scheme::ALL {
        for (token, home) in meanings {
            let used = Oklch::from(theme.color(scheme, token));
            prop_assert!(
                hue_distance(used.h, home) <= 28.0,
                "{} has become another meaning at {:.0}°",
                token.name(),
                used.h
            );
            if at.c >= COLORFUL {
                let apart = hue_distance(used.h, at.h);
                prop_assert!(
                    apart >= 22.0,
                    "{} is {apart:.1}° from {brand}",
                    token.name()
                );
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_brand_colour_makes_palettes_that_hold(brand in brand()) {
        let theme = Theme::new(&with_brand(brand));
        holds_every_pair(&theme)?;
        keeps_the_brand(&theme, brand)?;
        meanings_stay_apart(&theme, brand)?;
    }
}

fn mode() -> impl Strategy<Value = Mode> {
    let maybe = || prop::option::of(brand());
    let meanings = [maybe(), maybe(), maybe(), maybe()];
    (
        maybe(),
        maybe(),
        maybe(),
        maybe(),
        maybe(),
        maybe(),
        meanings,
    )
        .prop_map(
            |(
                brand,
                accent,
                background,
                surface,
                text,
                panel,
                [success, warning, danger, info],
            )| Mode {
                brand,
                accent,
                background,
                surface,
                text,
                panel,
                success,
                warning,
                danger,
                info,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a merchant combines, contradictions included, can be read, and every correction is reported.
    #[test]
    fn any_combination_of_colours_can_be_read(light in mode(), dark in mode()) {
        let branding = Branding { modes: Modes { light, dark }, ..Branding::default() };
        let theme = Theme::new(&branding);
        holds_every_pair(&theme)?;

        let report = theme.report();
        for (scheme, mode) in [(Scheme::Light, &branding.modes.light), (Scheme::Dark, &branding.modes.dark)] {
            let chosen = [
                (Token::Brand, mode.brand),
                (Token::Background, mode.background),
                (Token::Surface, mode.surface),
                (Token::Text, mode.text),
                (Token::Link, mode.accent),
                (Token::Focus, mode.accent),
                (Token::Panel, mode.panel),
                (Token::Success, mode.success),
                (Token::Warning, mode.warning),
                (Token::Danger, mode.danger),
                (Token::Info, mode.info),
            ];
            for contrast in Contrast::ALL {
                for (token, wanted) in chosen {
                    let used = theme.color_at(scheme, contrast, token);
                    let told = report.iter().find(|color| {
                        (color.scheme, color.contrast, color.token) == (scheme, contrast, token)
                    });
                    let told = told.expect("every colour is told");
                    prop_assert_eq!(told.used, used);
                    match wanted {
                        Some(wanted) if wanted != used => {
                            prop_assert_eq!(told.origin, Origin::Corrected { wanted });
                            prop_assert!(told.ratio().expect("it is used with others") >= 3.0, "{:?}", told);
                        }
                        Some(_) => prop_assert_eq!(told.origin, Origin::Given),
                        // The brand of the other scheme stands here, and for a missing accent.
                        None => prop_assert!(
                            told.origin == Origin::Derived || matches!(token, Token::Brand | Token::Link | Token::Focus)
                        ),
                    }
                }
            }
        }
    }
}

/// The grey axis and the corners of the cube, where hues vanish and gamuts end.
#[test]
fn greys_and_corners_hold() {
    let greys = (0..=255).map(|level| Rgb::new(level, level, level));
    let corners = (0..8_u8).map(|bits| {
        let channel = |bit: u8| if bits >> bit & 1 == 1 { 255 } else { 0 };
        Rgb::new(channel(0), channel(1), channel(2))
    });
    for brand in greys.chain(corners) {
        let theme = Theme::new(&with_brand(brand));
        holds_every_pair(&theme).expect("every pair holds");
        keeps_the_brand(&theme, brand).expect("the brand is kept");
    }
}

#[test]
fn the_report_says_what_yellow_becomes() {
    let yellow = Rgb::new(0xff, 0xe6, 0x00);
    let theme = Theme::new(&with_brand(yellow));
    let report = theme.report();
    let link = report
        .iter()
        .find(|told| {
            (told.token, told.scheme, told.contrast)
                == (Token::Link, Scheme::Light, Contrast::Standard)
        })
        .expect("yellow cannot be a link on white");
    assert_eq!(link.origin, Origin::Corrected { wanted: yellow });
    assert_eq!(link.used, theme.color(Scheme::Light, Token::Link));
    let ratio = link.ratio().expect("it stands on the page");
    assert!((4.5..4.7).contains(&ratio), "{ratio}");
    assert!(
        report
            .iter()
            .filter(|told| (told.scheme, told.token) == (Scheme::Dark, Token::Link))
            .all(|told| told.origin == Origin::Derived && told.used == yellow),
        "on a dark page it can"
    );
}

#[test]
fn a_branding_without_settings_needs_no_correction() {
    let report = Theme::new(&Branding::default()).report();
    assert!(report.iter().all(|told| told.origin == Origin::Derived));
}

#[test]
fn each_scheme_takes_the_other_ones_brand_unless_it_has_its_own() {
    let (one, other) = (Rgb::new(0x0f, 0x76, 0x6e), Rgb::new(0x5e, 0xea, 0xd4));
    let mut branding = with_brand(one);
    assert_eq!(Theme::new(&branding).color(Scheme::Dark, Token::Brand), one);
    branding.modes.dark.brand = Some(other);
    let theme = Theme::new(&branding);
    assert_eq!(theme.color(Scheme::Light, Token::Brand), one);
    assert_eq!(theme.color(Scheme::Dark, Token::Brand), other);
    branding.modes.light.brand = None;
    assert_eq!(
        Theme::new(&branding).color(Scheme::Light, Token::Brand),
        other
    );
}

/// The neutrals belong to the brand: the same hue, faintly.
#[test]
fn neutrals_carry_a_breath_of_the_brands_hue() {
    for brand in ["#5b3df5", "#e11d48", "#0f766e", "#b45309"] {
        let brand: Rgb = brand.parse().expect("a colour");
        let theme = Theme::new(&with_brand(brand));
        for scheme in Scheme::ALL {
            let text = Oklch::from(theme.color(scheme, Token::TextMuted));
            assert!((0.004..0.03).contains(&text.c), "{brand} {:.4}", text.c);
            assert!(hue_distance(text.h, Oklch::from(brand).h) < 25.0);
            assert!(Oklch::from(theme.color(scheme, Token::Background)).c < 0.012);
        }
    }
}

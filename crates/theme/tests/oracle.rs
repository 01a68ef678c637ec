//! The conversions, measured against the `palette` crate, and contrast against known figures.

use palette::convert::FromColorUnclamped;
use palette::{Oklch as TheirOklch, Srgb};
use theme::{Oklch, Rgb, hue_distance};

fn every(step: usize) -> impl Iterator<Item = Rgb> {
    let channel = move || (0..=255_u8).step_by(step);
    channel()
        .flat_map(move |r| channel().flat_map(move |g| channel().map(move |b| Rgb::new(r, g, b))))
}

#[test]
fn oklch_agrees_with_the_palette_crate() {
    for color in every(15) {
        let ours = Oklch::from(color);
        let encoded = Srgb::new(color.r, color.g, color.b).into_format::<f64>();
        let theirs = TheirOklch::from_color_unclamped(encoded);
        assert!((ours.l - theirs.l).abs() < 1e-4, "{color}");
        assert!((ours.c - theirs.chroma).abs() < 1e-4, "{color}");
        if ours.c > 0.005 {
            let drift = hue_distance(ours.h, theirs.hue.into_positive_degrees());
            assert!(drift < 0.2, "{color} {drift}");
        }
    }
}

#[test]
fn luminance_agrees_with_the_palette_crate() {
    for color in every(51) {
        let linear = Srgb::new(color.r, color.g, color.b).into_linear::<f64>();
        let theirs = 0.2126 * linear.red + 0.7152 * linear.green + 0.0722 * linear.blue;
        assert!((color.luminance() - theirs).abs() < 1e-6, "{color}");
    }
}

#[test]
fn every_colour_survives_the_way_there_and_back() {
    for color in every(5) {
        assert_eq!(Oklch::from(color).to_rgb(), color);
    }
}

/// What sRGB cannot show loses chroma, and neither lightness nor hue.
#[test]
fn gamut_mapping_keeps_lightness_and_hue() {
    for hue in (0..360).map(f64::from) {
        for l in [0.25, 0.4, 0.55, 0.7, 0.85] {
            let shown = Oklch::from(Oklch::new(l, 0.4, hue).to_rgb());
            assert!((shown.l - l).abs() < 0.004, "{hue} {l} {}", shown.l);
            assert!(hue_distance(shown.h, hue) < 2.5, "{hue} {l} {}", shown.h);
            let palette = TheirOklch::new(l, shown.c + 0.012, shown.h);
            let more = Srgb::from_color_unclamped(palette);
            let outside = [more.red, more.green, more.blue]
                .iter()
                .any(|channel: &f64| !(0.0..=1.0).contains(channel));
            assert!(outside, "{hue} {l}: more chroma would have been possible");
        }
    }
}

/// Known figures, as any contrast checker gives them.
#[test]
fn contrast_matches_known_figures() {
    let ratio = |a: &str, b: &str| {
        let (a, b): (Rgb, Rgb) = (a.parse().expect("a colour"), b.parse().expect("a colour"));
        assert!((a.contrast(b) - b.contrast(a)).abs() < f64::EPSILON);
        (a.contrast(b) * 100.0).round() / 100.0
    };
    assert_eq!(ratio("#000000", "#ffffff"), 21.0);
    assert_eq!(ratio("#777777", "#ffffff"), 4.48);
    assert_eq!(ratio("#767676", "#ffffff"), 4.54);
    assert_eq!(ratio("#0000ff", "#ffffff"), 8.59);
    assert_eq!(ratio("#ff0000", "#ffffff"), 4.0);
    assert_eq!(ratio("#123456", "#123456"), 1.0);
}

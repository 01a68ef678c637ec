//! What the brand colour becomes. It is exact on fills; everywhere else it keeps its hue and moves in lightness.

use super::{Palette, Seed, neutral::GREY};
use crate::color::{Oklch, Rgb};
use crate::solve::{Contrast, Paper, fill, ink_on, least_contrast, readable};
use crate::token::Token;

pub(super) fn tint(palette: &mut Palette, seed: &Seed<'_>) {
    let brand = Oklch::from(seed.brand);
    let paper = palette.paper;
    let tint = paper.pick(
        Oklch::new(0.955, (brand.c * 0.25).min(0.032), brand.h),
        Oklch::new(0.275, (brand.c * 0.4).min(0.05), brand.h),
    );
    let tint = beside_page(palette, tint);
    palette.set(Token::BrandTint, tint);
    let ink = paper.pick(
        Oklch::new(brand.l.min(0.42), brand.c * 0.9, brand.h),
        Oklch::new(brand.l.max(0.85), (brand.c * 0.6).min(0.09), brand.h),
    );
    palette.keep(
        Token::OnBrandTint,
        ink.to_rgb(),
        &[tint],
        seed.contrast.text(),
    );
}

/// A tint designed for the usual page, moved along with a page that is darker or lighter.
pub(super) fn beside_page(palette: &Palette, tint: Oklch) -> Rgb {
    let page = Oklch::from(palette.get(Token::Background)).l;
    let surface = Oklch::from(palette.get(Token::Surface)).l;
    let l = match palette.paper {
        Paper::Light => tint.l.min(page.min(surface) - 0.02),
        Paper::Dark => tint.l.max(page.max(surface) + 0.05),
    };
    tint.with_l(l).to_rgb()
}

pub(super) fn fills_and_links(palette: &mut Palette, seed: &Seed<'_>) {
    let (text, graphic) = (seed.contrast.text(), seed.contrast.graphic());
    let wanted = seed.brand;
    let (brand, ink) = match seed.contrast {
        Contrast::Standard => (wanted, ink_on(wanted, text)),
        // The only place where a brand colour yields: on a colour of middling lightness neither black nor white
        // reaches 7:1, and a reader who asked for contrast comes first.
        Contrast::More => fill(wanted, &[], text, 1.0),
    };
    palette.set(Token::Brand, brand);
    palette.set(Token::OnBrand, ink);
    palette.set(Token::BrandHover, hover(brand, ink, palette.paper, text));

    let surfaces = palette.surfaces();
    let page = [surfaces[0], surfaces[1]];
    // A grey edge would make the primary button look like any other.
    chosen(palette, Token::BrandEdge, brand, &page, graphic, graphic);
    // A grey link would pass for secondary text.
    let accent = seed.mode.accent.unwrap_or(wanted);
    chosen(palette, Token::Link, accent, &surfaces, text, STRONG);
    chosen(palette, Token::Focus, accent, &surfaces, graphic, STRONG);
}

/// As strong as text usually is.
const STRONG: f64 = 10.0;

/// A chosen colour at its nearest legible lightness; a grey that lacks `strength` becomes the colour of text.
fn chosen(
    palette: &mut Palette,
    token: Token,
    wanted: Rgb,
    papers: &[Rgb],
    ratio: f64,
    strength: f64,
) {
    if Oklch::from(wanted).c < GREY && least_contrast(wanted, papers) < strength {
        palette.set(token, palette.get(Token::Text));
    } else {
        palette.keep(token, wanted, papers, ratio);
    }
}

/// A step down on light pages and up on dark ones, unless the label or the colour itself would lose too much there.
fn hover(brand: Rgb, ink: Rgb, paper: Paper, text: f64) -> Rgb {
    let at = Oklch::from(brand);
    // Near black and near white a larger step is needed to be seen.
    let down = at
        .with_l(at.l - if at.l > 0.95 { 0.07 } else { 0.05 })
        .to_rgb();
    let up = at.with_l((at.l + 0.05).max(0.27)).to_rgb();
    let order = paper.pick([down, up], [up, down]);
    let legible = |color: &Rgb| color.contrast(ink) >= text;
    let same_kind = |color: &Rgb| {
        let moved = Oklch::from(*color);
        (moved.l - at.l).abs() > 0.03 && moved.c >= at.c * 0.85 - 0.01
    };
    let seen = |color: &Rgb| (Oklch::from(*color).l - at.l).abs() > 0.02;
    order
        .into_iter()
        .find(|color| legible(color) && same_kind(color))
        .or_else(|| {
            order
                .into_iter()
                .find(|color| legible(color) && seen(color))
        })
        .unwrap_or(brand)
}

/// The merchant's side of the two-column layout: a deep shade of the brand, or a pale one where the brand itself
/// is light, so that yellow stays yellow and never turns to mud.
pub(super) fn panel(palette: &mut Palette, seed: &Seed<'_>) {
    let text = seed.contrast.text();
    let brand = Oklch::from(seed.brand);
    let derived = match palette.paper {
        Paper::Dark => Oklch::new(
            0.2,
            (brand.c * 0.3).min(if brand.l > 0.78 { 0.02 } else { 0.035 }),
            brand.h,
        ),
        Paper::Light if brand.l > 0.78 => Oklch::new(0.945, (brand.c * 0.45).min(0.06), brand.h),
        Paper::Light => Oklch::new(
            (brand.l - 0.05).clamp(0.2, 0.3),
            (brand.c * 0.8).min(0.1),
            brand.h,
        ),
    };
    let wanted = seed.mode.panel.unwrap_or_else(|| derived.to_rgb());
    let (panel, _) = fill(wanted, &[], text, 1.0);
    palette.set(Token::Panel, panel);

    let at = Oklch::from(panel);
    let pure = ink_on(panel, text);
    let dark = pure == Rgb::WHITE;
    let tinted = |l: f64, c: f64| Oklch::new(l, at.c.min(c), at.h).to_rgb();
    let (ink, muted) = if dark {
        (tinted(0.98, 0.006), tinted(0.79, 0.035))
    } else {
        (tinted(0.22, 0.03), tinted(0.45, 0.04))
    };
    palette.set(Token::OnPanel, readable(ink, pure, &[panel], text));
    palette.set(Token::OnPanelMuted, readable(muted, pure, &[panel], text));
    let line = if dark { at.l + 0.085 } else { at.l - 0.06 };
    palette.set(Token::PanelBorder, at.with_l(line).to_rgb());
}

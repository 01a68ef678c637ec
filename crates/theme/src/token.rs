//! The colour tokens and what is promised of them.

use crate::solve::Contrast;

/// A colour of the palette, named as its custom property without `--color-`.
macro_rules! tokens {
    ($($(#[$doc:meta])* $name:ident = $css:literal,)*) => {
        /// A colour of the palette. The custom property is `--color-` and the name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Token { $($(#[$doc])* $name,)* }

        impl Token {
            /// Every token, in the order of the style sheet.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name, such as `on-brand`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $css,)* }
            }
        }
    };
}

tokens! {
    /// The page.
    Background = "background",
    /// Cards, dialogs and menus.
    Surface = "surface",
    /// A row or quiet button on a surface under the pointer.
    SurfaceHover = "surface-hover",
    /// Insets and skeletons.
    Sunken = "sunken",
    /// Text.
    Text = "text",
    /// Secondary text.
    TextMuted = "text-muted",
    /// Hairlines that only decorate.
    Border = "border",
    /// The border by which a control is seen.
    ControlBorder = "control-border",
    /// The brand colour, exact: fills of primary buttons.
    Brand = "brand",
    /// That fill under the pointer.
    BrandHover = "brand-hover",
    /// Text on the brand colour.
    OnBrand = "on-brand",
    /// The border of a brand fill: the brand colour, or its nearest shade that can be seen on the page.
    BrandEdge = "brand-edge",
    /// Links and quiet buttons.
    Link = "link",
    /// A selected row, a quiet badge.
    BrandTint = "brand-tint",
    /// Text on that tint.
    OnBrandTint = "on-brand-tint",
    /// The focus ring on every surface. On the panel it is [`Token::OnPanel`].
    Focus = "focus",
    /// The merchant's side of the two-column layout.
    Panel = "panel",
    /// Text, links and focus rings there.
    OnPanel = "on-panel",
    /// Secondary text there.
    OnPanelMuted = "on-panel-muted",
    /// Hairlines there.
    PanelBorder = "panel-border",
    /// Fill: done, active, paid.
    Success = "success",
    /// Text on that fill.
    OnSuccess = "on-success",
    /// Text and icons of that tone.
    SuccessText = "success-text",
    /// A badge or notice of that tone.
    SuccessTint = "success-tint",
    /// Text there.
    OnSuccessTint = "on-success-tint",
    /// Fill: needs attention soon.
    Warning = "warning",
    /// Text on that fill.
    OnWarning = "on-warning",
    /// Text and icons of that tone.
    WarningText = "warning-text",
    /// A badge or notice of that tone.
    WarningTint = "warning-tint",
    /// Text there.
    OnWarningTint = "on-warning-tint",
    /// Fill: failed, or cannot be undone.
    Danger = "danger",
    /// Text on that fill.
    OnDanger = "on-danger",
    /// Text and icons of that tone.
    DangerText = "danger-text",
    /// A badge or notice of that tone.
    DangerTint = "danger-tint",
    /// Text there.
    OnDangerTint = "on-danger-tint",
    /// Fill: good to know.
    Info = "info",
    /// Text on that fill.
    OnInfo = "on-info",
    /// Text and icons of that tone.
    InfoText = "info-text",
    /// A badge or notice of that tone.
    InfoTint = "info-tint",
    /// Text there.
    OnInfoTint = "on-info-tint",
    /// Shadows, and the backdrop of dialogs.
    Shadow = "shadow",
}

/// What a pair of colours has to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairKind {
    /// Text: [`Contrast::text`].
    Text,
    /// Controls and focus rings: [`Contrast::graphic`].
    Graphic,
}

impl PairKind {
    /// The least ratio at a level of contrast.
    #[must_use]
    pub const fn required(self, contrast: Contrast) -> f64 {
        match self {
            Self::Text => contrast.text(),
            Self::Graphic => contrast.graphic(),
        }
    }
}

/// Two tokens that are used together: everything the style sheets may rely on, and the tests prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What is read or seen.
    pub ink: Token,
    /// What it stands on.
    pub paper: Token,
    /// What the two have to reach.
    pub kind: PairKind,
}

/// Every promised pair.
pub const PAIRS: &[Pair] = &{
    use PairKind::{Graphic, Text as Words};
    use Token::*;
    const fn pair(ink: Token, paper: Token, kind: PairKind) -> Pair {
        Pair { ink, paper, kind }
    }
    [
        pair(Text, Background, Words),
        pair(Text, Surface, Words),
        pair(Text, SurfaceHover, Words),
        pair(Text, Sunken, Words),
        pair(Text, BrandTint, Words),
        pair(Text, SuccessTint, Words),
        pair(Text, WarningTint, Words),
        pair(Text, DangerTint, Words),
        pair(Text, InfoTint, Words),
        pair(TextMuted, Background, Words),
        pair(TextMuted, Surface, Words),
        pair(TextMuted, SurfaceHover, Words),
        pair(TextMuted, Sunken, Words),
        pair(TextMuted, BrandTint, Words),
        pair(Link, Background, Words),
        pair(Link, Surface, Words),
        pair(Link, SurfaceHover, Words),
        pair(Link, Sunken, Words),
        pair(OnBrand, Brand, Words),
        pair(OnBrand, BrandHover, Words),
        pair(OnBrandTint, BrandTint, Words),
        pair(OnPanel, Panel, Words),
        pair(OnPanelMuted, Panel, Words),
        pair(OnSuccess, Success, Words),
        pair(OnWarning, Warning, Words),
        pair(OnDanger, Danger, Words),
        pair(OnInfo, Info, Words),
        pair(SuccessText, Background, Words),
        pair(SuccessText, Surface, Words),
        pair(SuccessText, SurfaceHover, Words),
        pair(SuccessText, Sunken, Words),
        pair(WarningText, Background, Words),
        pair(WarningText, Surface, Words),
        pair(WarningText, SurfaceHover, Words),
        pair(WarningText, Sunken, Words),
        pair(DangerText, Background, Words),
        pair(DangerText, Surface, Words),
        pair(DangerText, SurfaceHover, Words),
        pair(DangerText, Sunken, Words),
        pair(InfoText, Background, Words),
        pair(InfoText, Surface, Words),
        pair(InfoText, SurfaceHover, Words),
        pair(InfoText, Sunken, Words),
        pair(OnSuccessTint, SuccessTint, Words),
        pair(OnWarningTint, WarningTint, Words),
        pair(OnDangerTint, DangerTint, Words),
        pair(OnInfoTint, InfoTint, Words),
        pair(ControlBorder, Background, Graphic),
        pair(ControlBorder, Surface, Graphic),
        pair(ControlBorder, SurfaceHover, Graphic),
        pair(ControlBorder, Sunken, Graphic),
        pair(Focus, Background, Graphic),
        pair(Focus, Surface, Graphic),
        pair(Focus, SurfaceHover, Graphic),
        pair(Focus, Sunken, Graphic),
        pair(BrandEdge, Background, Graphic),
        pair(BrandEdge, Surface, Graphic),
        pair(Success, Background, Graphic),
        pair(Success, Surface, Graphic),
        pair(Warning, Background, Graphic),
        pair(Warning, Surface, Graphic),
        pair(Danger, Background, Graphic),
        pair(Danger, Surface, Graphic),
        pair(Info, Background, Graphic),
        pair(Info, Surface, Graphic),
    ]
};

//! Drawings from the sprite that the document carries.

use leptos::prelude::*;
use stylers_macro::style_sheet;

/// A drawing of the interface. It is decoration: the words beside it say the same.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
) -> impl IntoView {
    let class = style_sheet!("style/ui/icon.css");

    view! { class=class,
        <svg class="icon" data-icon=name.as_str() aria-hidden="true" focusable="false">
            <use href=name.href() />
        </svg>
    }
}

/// The drawings of the sprite, stroked in the colour of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// Back, towards the start of the line.
    ArrowBack,
    /// A tick.
    Check,
    /// Opens what is below.
    ChevronDown,
    /// Closes.
    Close,
    /// More options.
    Dots,
    /// Opens in a new tab.
    External,
    /// A sheet of paper.
    Invoice,
    /// A fact.
    Info,
    /// Language.
    Language,
    /// Something is locked or private.
    Lock,
    /// Adds.
    Plus,
    /// Something recurs.
    Recurring,
    /// A warning.
    Warning,
    /// A means of payment.
    Wallet,
}

impl IconName {
    fn as_str(self) -> &'static str {
        match self {
            Self::ArrowBack => "arrow-back",
            Self::Check => "check",
            Self::ChevronDown => "chevron-down",
            Self::Close => "close",
            Self::Dots => "dots",
            Self::External => "external",
            Self::Invoice => "invoice",
            Self::Info => "info",
            Self::Language => "language",
            Self::Lock => "lock",
            Self::Plus => "plus",
            Self::Recurring => "recurring",
            Self::Warning => "warning",
            Self::Wallet => "wallet",
        }
    }

    fn href(self) -> String {
        format!("#icon-{}", self.as_str())
    }
}

//! What is pressed: buttons act, link buttons go.

use leptos::{ev, prelude::*};
use stylers_macro::style_sheet;

use super::Spinner;

/// Starts an action. For navigation use [`LinkButton`].
#[component]
pub fn Button(
    /// How much attention it asks for. Defaults to [`ButtonVariant::Secondary`].
    #[prop(optional)]
    variant: ButtonVariant,
    /// While true the action is on its way: the button keeps its focus and ignores presses.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// While true there is nothing to act on yet: the same, without the spinner.
    #[prop(optional, into)]
    unavailable: Signal<bool>,
    /// Takes the focus when the dialog around it opens.
    #[prop(optional)]
    autofocus: bool,
    /// Called when pressed, never while busy or unavailable.
    #[prop(into)]
    on_click: Callback<()>,
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/ui/button.css");
    let press = move |_| {
        if !busy.get_untracked() && !unavailable.get_untracked() {
            on_click.run(());
        }
    };

    view! { class=class,
        <button
            type="button"
            class="button"
            data-variant=variant.as_str()
            autofocus=autofocus
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || (busy.get() || unavailable.get()).then_some("true")
            on:click=press
        >
            <Show when=move || busy.get()>
                <Spinner />
            </Show>
            {children()}
        </button>
    }
}

/// A link that looks like a button, for the one place a screen wants people to go.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How much attention it asks for. Defaults to [`ButtonVariant::Secondary`].
    #[prop(optional)]
    variant: ButtonVariant,
    /// While true there is no way there: it keeps its focus and leads nowhere.
    #[prop(optional, into)]
    unavailable: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/ui/button.css");
    let follow = move |event: ev::MouseEvent| {
        if unavailable.get_untracked() {
            event.prevent_default();
        }
    };

    // The links this kit serves leave the document, so the router must not intercept them.
    view! { class=class,
        <a
            class="button"
            data-variant=variant.as_str()
            href=href
            rel="external"
            aria-disabled=move || unavailable.get().then_some("true")
            on:click=follow
        >
            {children()}
        </a>
    }
}

/// How much attention a button asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonVariant {
    /// The one thing to do here, in the merchant's colour.
    Primary,
    /// One of several things to do.
    #[default]
    Secondary,
    /// Beside content, without a frame.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonVariant {
    fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

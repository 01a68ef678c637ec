//! A short message about what has just happened.

use std::time::Duration;

use leptos::{html, prelude::*};
use stylers_macro::style_sheet;

use super::{Icon, IconName, Tone};

/// How long good news stays: long enough to read two sentences, and longer while it is pointed at.
const STAY: Duration = Duration::from_secs(8);

/// A card that floats above the page. Whoever shows it puts it into a live region, so that it is also heard.
///
/// Good news leaves by itself; everything else waits to be dismissed.
#[component]
pub fn Toast(
    /// What it means.
    tone: Tone,
    /// What it says.
    #[prop(into)]
    text: String,
    /// The name of the button that takes it away.
    #[prop(into)]
    dismiss: Signal<String>,
    /// Called when it should go.
    #[prop(into)]
    on_dismiss: Callback<()>,
) -> impl IntoView {
    let class = style_sheet!("style/ui/toast.css");
    let card = NodeRef::<html::Div>::new();
    if tone == Tone::Success {
        leave_later(card, on_dismiss);
    }

    view! { class=class,
        <div class="toast" data-tone=tone.as_str() node_ref=card>
            <span class="mark">
                <Icon name=tone.icon() />
            </span>
            <p class="text">{text}</p>
            <button
                type="button"
                class="close"
                aria-label=dismiss
                on:click=move |_| on_dismiss.run(())
            >
                <Icon name=IconName::Close />
            </button>
        </div>
    }
}

fn leave_later(card: NodeRef<html::Div>, on_dismiss: Callback<()>) {
    let leave = move || {
        // The card may have been dismissed by hand while its time ran.
        let Some(Some(element)) = card.try_get_untracked() else {
            return;
        };
        if element.matches(":hover, :focus-within").unwrap_or(false) {
            leave_later(card, on_dismiss);
        } else {
            on_dismiss.run(());
        }
    };
    set_timeout(leave, STAY);
}

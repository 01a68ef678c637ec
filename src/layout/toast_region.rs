//! Where notices appear.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{i18n::use_words, toasts, ui};

/// The two live regions of the document: one waits for a pause in speech, one interrupts. Both are there from the
/// start, because a region that arrives together with its first message stays silent.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let class = style_sheet!("style/layout/toast_region.css");
    let words = use_words();
    let toasts = toasts::use_toasts();
    let lane = move |is_urgent: bool| {
        let shown = move || {
            let mut shown = toasts.list().get();
            shown.retain(|toast| (toast.tone == toasts::Tone::Danger) == is_urgent);
            shown
        };
        view! { class=class,
            <For each=shown key=|toast| toast.id let:toast>
                <div class="slot">
                    <ui::Toast
                        tone=tone(toast.tone)
                        text=toast.text
                        dismiss=Signal::derive(move || words.shell_dismiss())
                        on_dismiss=move || toasts.dismiss(toast.id)
                    />
                </div>
            </For>
        }
    };

    view! { class=class,
        <div class="toast-region">
            <div class="lane" role="alert">
                {lane(true)}
            </div>
            <div class="lane" role="status">
                {lane(false)}
            </div>
        </div>
    }
}

fn tone(tone: toasts::Tone) -> ui::Tone {
    match tone {
        toasts::Tone::Success => ui::Tone::Success,
        toasts::Tone::Danger => ui::Tone::Danger,
        toasts::Tone::Info => ui::Tone::Info,
    }
}

//! One saved payment method and what can be done with it.

use contract::{PaymentMethod, PaymentMethodKind, rules::payment_methods::Expiry};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{PaymentMethodIcon, PaymentMethodName};
use crate::{
    format::{expiry, method_detail, method_name},
    i18n::{Words, use_words},
    ui::{Badge, Menu, MenuItem, Tone},
};

/// One row of the list of payment methods.
#[component]
pub fn PaymentMethodRow(
    /// What it is. Its id is the row's, by which focus finds it again.
    method: PaymentMethod,
    /// Whether it is the default now.
    #[prop(into)]
    is_default: Signal<bool>,
    /// Why it cannot be removed now.
    #[prop(into)]
    held_reason: Signal<Option<String>>,
    /// Why nothing can be changed now.
    #[prop(into)]
    unavailable: Signal<Option<String>>,
    /// While true a change of this method is on its way.
    #[prop(into)]
    busy: Signal<bool>,
    /// The server's clock, Unix seconds.
    now: i64,
    /// Called when it should become the default.
    #[prop(into)]
    on_make_default: Callback<()>,
    /// Called when it should be removed, also when that is held back: the caller asks or explains.
    #[prop(into)]
    on_remove: Callback<()>,
) -> impl IntoView {
    let class = style_sheet!("style/components/payment_method_row.css");
    let words = use_words();
    let PaymentMethod { id, kind, .. } = method;
    let options = words.payment_methods_options_for(&method_name(words, &kind));
    let facts = facts(words, &kind, now);

    view! { class=class,
        <li class="row" id=id.to_string() aria-busy=move || busy.get().then_some("true")>
            <PaymentMethodIcon kind=kind.clone() />
            <div class="about">
                <p class="name">
                    <PaymentMethodName kind=kind />
                    <Show when=move || is_default.get()>
                        <Badge>{words.payment_methods_default()}</Badge>
                    </Show>
                </p>
                {facts
                    .detail
                    .map(|text| {
                        view! { class=class,
                            <p class="detail">
                                {text}
                                {facts
                                    .warning
                                    .map(|(tone, text)| {
                                        view! { class=class, <Badge tone>{text}</Badge> }
                                    })}
                            </p>
                        }
                    })}
            </div>
            <Menu label=options busy>
                <Show when=move || !is_default.get()>
                    <MenuItem
                        label=words.payment_methods_make_default()
                        held_reason=unavailable
                        on_select=on_make_default
                    />
                </Show>
                <MenuItem
                    label=words.payment_methods_remove()
                    destructive=true
                    held_reason=Signal::derive(move || unavailable.get().or(held_reason.get()))
                    on_select=on_remove
                />
            </Menu>
        </li>
    }
}

/// What is said under the name.
struct Facts {
    detail: Option<String>,
    warning: Option<(Tone, String)>,
}

fn facts(words: Words, kind: &PaymentMethodKind, now: i64) -> Facts {
    let PaymentMethodKind::Card(card) = kind else {
        return Facts {
            detail: method_detail(words, kind),
            warning: None,
        };
    };
    let (state, text) = expiry(words, card, now);
    let warning = match state {
        Expiry::Valid => None,
        Expiry::Soon => Some((Tone::Warning, words.payment_methods_expires_soon_badge())),
        Expiry::Expired => Some((Tone::Danger, words.payment_methods_expired_badge())),
    };
    Facts {
        detail: Some(text),
        warning,
    }
}

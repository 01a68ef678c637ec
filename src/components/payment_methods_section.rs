//! The saved payment methods.

use contract::{
    PaymentMethod, PaymentMethodId, PaymentMethodKind, Subscription,
    rules::removal::{self, Refusal},
};
use leptos::{html, prelude::*};
use stylers_macro::style_sheet;

use super::payment_method_row::PaymentMethodRow;
use crate::{
    i18n::use_words,
    paths,
    ui::{ButtonVariant, EmptyState, Icon, IconName, LinkButton, Section},
};

/// The list of payment methods, and the way to add one.
#[component]
pub fn PaymentMethodsSection(
    /// What is saved now, default first.
    #[prop(into)]
    methods: Signal<Vec<PaymentMethod>>,
    /// What may have to be paid with them.
    #[prop(into)]
    subscriptions: Signal<Vec<Subscription>>,
    /// The method a change is on its way for.
    #[prop(into)]
    pending: Signal<Option<PaymentMethodId>>,
    /// Why nothing can be changed now, in words.
    #[prop(into)]
    unavailable: Signal<Option<String>>,
    /// The server's clock, Unix seconds.
    now: i64,
    /// Gives access to the heading, where focus goes when a row has left.
    heading: NodeRef<html::H2>,
    /// Called with the method that should become the default.
    #[prop(into)]
    on_make_default: Callback<PaymentMethod>,
    /// Called with the method that should be removed, also when that is held back.
    #[prop(into)]
    on_remove: Callback<PaymentMethod>,
) -> impl IntoView {
    let class = style_sheet!("style/components/payment_methods_section.css");
    let words = use_words();
    let is_empty = Memo::new(move |_| methods.with(Vec::is_empty));
    let row = move |method: PaymentMethod| {
        let id = StoredValue::new(method.id.clone());
        let shown = StoredValue::new(method.clone());
        let is_default = Memo::new(move |_| {
            let methods = methods.read();
            let default = methods.iter().find(|method| method.is_default);
            default.is_some_and(|method| id.with_value(|id| *id == method.id))
        });
        let is_held = Memo::new(move |_| {
            let (methods, subscriptions) = (methods.read(), subscriptions.read());
            let plan = id.with_value(|id| removal::plan(id, &methods, &subscriptions, now));
            matches!(plan, Err(Refusal::OnlyChargeable { .. }))
        });
        let held_reason =
            Signal::derive(move || is_held.get().then(|| words.payment_methods_held()));
        let busy = Memo::new(move |_| {
            pending.with(|pending| id.with_value(|id| pending.as_ref() == Some(id)))
        });
        view! { class=class,
            <PaymentMethodRow
                method
                is_default
                held_reason
                unavailable
                busy
                now
                on_make_default=move || on_make_default.run(shown.get_value())
                on_remove=move || on_remove.run(shown.get_value())
            />
        }
    };
    let add = move |variant| {
        view! { class=class,
            <LinkButton
                href=paths::ADD_PAYMENT_METHOD
                variant
                unavailable=Signal::derive(move || unavailable.with(Option::is_some))
            >
                <Icon name=IconName::Plus />
                {words.payment_methods_add()}
            </LinkButton>
        }
    };
    let empty = move || {
        view! { class=class,
            <EmptyState
                icon=IconName::Wallet
                title=words.payment_methods_none()
                text=words.payment_methods_none_hint()
                action=move || add(ButtonVariant::Primary)
            />
        }
    };

    view! { class=class,
        <Section
            title=words.payment_methods_heading()
            heading
            action=move || (!is_empty.get()).then(|| add(ButtonVariant::Quiet))
        >
            <Show when=move || !is_empty.get() fallback=empty>
                <ul class="methods">
                    <For each=move || methods.get() key=row_key children=row />
                </ul>
            </Show>
        </Section>
    }
}

/// A card keeps its id when the bank renews it, so what is shown of its expiry is part of the key.
fn row_key(method: &PaymentMethod) -> (PaymentMethodId, u16, u8) {
    let (year, month) = match &method.kind {
        PaymentMethodKind::Card(card) => (card.exp_year, card.exp_month),
        _ => (0, 0),
    };
    (method.id.clone(), year, month)
}

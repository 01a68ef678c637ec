//! What an open invoice is paid with.

use contract::{PaymentMethod, PaymentMethodId, rules::payment_methods};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::method_name,
    i18n::use_words,
    paths,
    ui::{Alert, Button, ButtonVariant, LinkButton, Section, Tone, unique_id},
};

/// The customer's methods that can pay in the invoice's currency, and the button that pays.
#[component]
pub fn PayForm(
    /// All of the customer's methods, the default first.
    methods: Vec<PaymentMethod>,
    /// What is to be paid in, lower case.
    currency: String,
    /// What is to be paid, in words.
    #[prop(into)]
    amount: String,
    /// Unix seconds.
    now: i64,
    /// Whether methods can be added here.
    may_add: bool,
    /// What is chosen; the page keeps it.
    chosen: RwSignal<Option<PaymentMethodId>>,
    /// While true the bank is asked.
    #[prop(into)]
    pending: Signal<bool>,
    /// While true nothing can be paid.
    #[prop(into)]
    unavailable: Signal<bool>,
    /// Why the last attempt failed, in words.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Called to pay with what is chosen.
    #[prop(into)]
    on_pay: Callback<PaymentMethodId>,
) -> impl IntoView {
    let class = style_sheet!("style/components/pay_form.css");
    let words = use_words();
    let usable: Vec<PaymentMethod> = methods
        .into_iter()
        .filter(|method| payment_methods::is_chargeable(method, &currency, now))
        .collect();
    let is_usable = |id: &PaymentMethodId| usable.iter().any(|method| method.id == *id);
    if !chosen.with_untracked(|chosen| chosen.as_ref().is_some_and(is_usable)) {
        // The default is what a customer expects to be charged; it is shown, and can be changed.
        chosen.set(usable.first().map(|method| method.id.clone()));
    }
    let add = may_add.then(|| {
        let text = match usable.is_empty() {
            true => words.payment_methods_add(),
            false => words.invoice_other_method(),
        };
        let variant = match usable.is_empty() {
            true => ButtonVariant::Primary,
            false => ButtonVariant::Secondary,
        };
        view! { class=class,
            <LinkButton href=paths::ADD_PAYMENT_METHOD variant>
                {text}
            </LinkButton>
        }
    });
    if usable.is_empty() {
        return view! { class=class,
            <Section title=words.invoice_pay_heading()>
                <p class="text">{words.invoice_no_method()}</p>
                <div class="actions">{add}</div>
            </Section>
        }
        .into_any();
    }
    let group = unique_id("method");
    let error_id = unique_id("error");
    let described = error_id.clone();
    let option = move |method: PaymentMethod| {
        let name = method_name(words, &method.kind);
        let name = match method.is_default {
            true => words.invoice_default(&name),
            false => name,
        };
        let (id, own) = (method.id.clone(), method.id.clone());
        let is_chosen = move || chosen.with(|chosen| chosen.as_ref() == Some(&own));
        view! { class=class,
            <label class="option">
                <input
                    class="radio"
                    type="radio"
                    name=group.clone()
                    value=method.id.to_string()
                    prop:checked=is_chosen
                    on:change=move |_| chosen.set(Some(id.clone()))
                />
                <bdi>{name}</bdi>
            </label>
        }
    };
    let pay = move || {
        if let Some(method) = chosen.get_untracked() {
            on_pay.run(method);
        }
    };
    let failure = move || {
        let text = error.get()?;
        Some(view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {text}
            </Alert>
        })
    };
    let asking = move || pending.get().then(|| words.invoice_paying());

    view! { class=class,
        <Section title=words.invoice_pay_heading()>
            <fieldset class="methods" aria-describedby=described>
                <legend class="legend">{words.invoice_pay_with()}</legend>
                {usable.into_iter().map(option).collect_view()}
            </fieldset>
            <div id=error_id>{failure}</div>
            <div class="actions">
                <Button variant=ButtonVariant::Primary busy=pending unavailable on_click=pay>
                    {words.invoice_pay(&amount)}
                </Button>
                {add}
            </div>
            <p class="progress" role="status">
                {asking}
            </p>
        </Section>
    }
    .into_any()
}

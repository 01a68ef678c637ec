//! The default changed, and some subscriptions have a payment method of their own.

use contract::{PaymentMethod, Subscription};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{list, method_name, subscription_name},
    i18n::use_words,
    ui::{Alert, Button, Tone},
};

/// Offers to charge them to the new default, too. Without any there is nothing to offer.
#[component]
pub fn DefaultOffer(
    /// What could be charged to it.
    #[prop(into)]
    subscriptions: Signal<Vec<Subscription>>,
    /// What is saved.
    #[prop(into)]
    methods: Signal<Vec<PaymentMethod>>,
    /// While true it is being done.
    #[prop(into)]
    busy: Signal<bool>,
    /// While true nothing can be changed.
    #[prop(into)]
    unavailable: Signal<bool>,
    /// Called when it is wanted.
    #[prop(into)]
    on_accept: Callback<()>,
    /// Called when it is not.
    #[prop(into)]
    on_decline: Callback<()>,
) -> impl IntoView {
    let class = style_sheet!("style/components/default_offer.css");
    let words = use_words();
    let question = move |subscriptions: &[Subscription]| {
        let names: Vec<String> = subscriptions
            .iter()
            .map(|it| subscription_name(words, it))
            .collect();
        let own = match subscriptions {
            [only] => only.default_payment_method.as_ref(),
            _ => None,
        };
        let old = methods.with(|methods| {
            let old = methods.iter().find(|it| Some(&it.id) == own)?;
            Some(method_name(words, &old.kind))
        });
        match old {
            Some(old) => words.use_default_one(&names.concat(), &old),
            None => words.use_default_several(&list(words, &names)),
        }
    };
    let shown = move || {
        let text = subscriptions.with(|all| (!all.is_empty()).then(|| question(all)))?;
        Some(view! { class=class,
            <div class="default-offer">
                <Alert tone=Tone::Info live=true>
                    <p>{text}</p>
                    <div class="actions">
                        <Button busy unavailable on_click=on_accept>
                            {words.use_default_accept()}
                        </Button>
                        <Button unavailable=busy on_click=on_decline>
                            {words.use_default_decline()}
                        </Button>
                    </div>
                </Alert>
            </div>
        })
    };

    view! { class=class, {shown} }
}

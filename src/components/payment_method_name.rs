//! What a payment method is called.

use contract::PaymentMethodKind;
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{method_label, method_name},
    i18n::use_words,
};

/// `Visa •••• 4242` to the eye, "Visa ending in 4242" to the ear.
#[component]
pub fn PaymentMethodName(
    /// Whose name.
    kind: PaymentMethodKind,
) -> impl IntoView {
    let class = style_sheet!("style/components/payment_method_name.css");
    let words = use_words();

    view! { class=class,
        <bdi class="payment-method-name">
            <span aria-hidden="true">{method_label(words, &kind)}</span>
            <span class="visually-hidden">{method_name(words, &kind)}</span>
        </bdi>
    }
}

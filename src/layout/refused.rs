//! A page that can do nothing for the customer.

use leptos::{html, prelude::*};

use super::Message;
use crate::{
    flow::{WayOut, way_out},
    i18n::use_words,
    session::use_session,
    ui::{ButtonVariant, LinkButton},
};

/// Says why, and leads out.
#[component]
pub fn Refused(
    /// What the page is for.
    title: String,
    /// Why it cannot do that.
    text: String,
) -> impl IntoView {
    let words = use_words();
    let way = way_out(use_session(), words.add_payment_method_back());
    let actions = move || {
        way.clone().map(|WayOut { href, text }| {
            let variant = ButtonVariant::Primary;
            view! { class="",
                <LinkButton href variant>
                    {text}
                </LinkButton>
            }
        })
    };

    // Not in the view below: an element there would be given its empty class.
    let text = html::p().child(text);

    view! { class="",
        <Message title actions=actions>
            {text}
        </Message>
    }
}

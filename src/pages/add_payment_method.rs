//! `/add-payment-method`: a document of its own. Where the account has the processor's form on our page, it is one of the
//! two that run the processor's script; else the method is entered on a page of the processor's, and this one leads there.

mod adding;
mod checkout;
mod elsewhere;
mod embedded;

use contract::SetupMode;
use leptos::prelude::*;
use stylers_macro::style_sheet;

use self::{elsewhere::Elsewhere, embedded::Embedded};
use crate::{
    components::Terms,
    format::masked_email,
    i18n::{Words, use_words},
    layout::PageHeading,
    session::{Session, use_session},
};

/// Adds a payment method.
#[component]
pub fn AddPaymentMethod() -> impl IntoView {
    let class = style_sheet!("style/pages/add_payment_method.css");
    let words = use_words();
    let session = use_session();
    // The document was made for one of them.
    let entry = match session.setup_mode().get_untracked() {
        SetupMode::Redirect => view! { class=class, <Elsewhere /> }.into_any(),
        SetupMode::Embedded => view! { class=class, <Embedded /> }.into_any(),
    };

    view! { class=class,
        <PageHeading
            title=words.add_payment_method_title()
            detail=move || {
                let account = account(words, session);
                view! { class=class, <p class="account">{account}</p> }
            }
        />
        {entry}
        {move || {
            let merchant = session.merchant().get();
            let text = words.add_payment_method_terms(&merchant.name);
            view! { class=class, <Terms text merchant /> }
        }}
    }
}

/// Whose account a method is added to, so that nobody pays for a stranger.
fn account(words: Words, session: Session) -> String {
    let merchant = session.merchant().with(|merchant| merchant.name.clone());
    let email = session.customer().with(|customer| customer.email.clone());
    match email {
        Some(email) => words.add_payment_method_account(&masked_email(&email), &merchant),
        None => words.add_payment_method_account_unnamed(&merchant),
    }
}

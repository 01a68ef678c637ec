//! `/invoices/{id}/authenticate`: a document of its own, in which the bank asks whether it is the customer who pays.

mod asking;

use contract::InvoiceId;
use leptos::prelude::*;
use stylers_macro::style_sheet;

use self::asking::{Asking, Stage};
use crate::{
    flow::{WayOut, way_out},
    format::masked_email,
    i18n::{Words, use_words},
    kept::kept,
    layout::PageHeading,
    paths,
    session::{Session, use_session},
    ui::{Alert, Button, ButtonVariant, LinkButton, Tone},
};

/// The bank's question, and what comes of the answer.
#[component]
pub fn Authenticate(
    /// The invoice whose payment waits.
    id: InvoiceId,
) -> impl IntoView {
    let class = style_sheet!("style/pages/authenticate.css");
    let words = use_words();
    let session = use_session();
    // In another language the page is built anew, and the bank is not asked again.
    let asking = kept(|| Asking::begin(session, id.clone()));
    let stage = asking.stage();
    let progress = move || match stage.get() {
        Stage::Loading => Some(words.authenticate_loading()),
        Stage::Asking => Some(words.authenticate_asking()),
        Stage::Checking => Some(words.authenticate_checking()),
        Stage::Held(_) | Stage::Over(_) => None,
    };
    let said = move || match stage.get() {
        Stage::Held(why) => Some((Tone::Danger, why.words(words))),
        Stage::Over(why) => Some((Tone::Info, why.words(words))),
        _ => None,
    };
    let alert = move || {
        let (tone, text) = said()?;
        Some(view! { class=class,
            <Alert tone live=true>
                {text}
            </Alert>
        })
    };
    let has_invoices = session.features().with_untracked(|it| it.invoice_history);
    let invoice = has_invoices.then(|| paths::invoice(&id));
    let out = StoredValue::new(way_out(session, words.add_payment_method_back()));
    let ways = move || {
        let is_held = matches!(stage.get(), Stage::Held(_));
        let is_over = matches!(stage.get(), Stage::Over(_));
        let retry = is_held.then(|| {
            view! { class=class,
                <Button variant=ButtonVariant::Primary on_click=paths::reload>
                    {words.way_retry()}
                </Button>
            }
        });
        let variant = match is_over {
            true => ButtonVariant::Primary,
            false => ButtonVariant::Secondary,
        };
        let invoice = invoice.clone().map(|href| {
            view! { class=class,
                <LinkButton href variant>
                    {words.authenticate_invoice()}
                </LinkButton>
            }
        });
        view! { class=class,
            {retry}
            {invoice}
            {out
                .get_value()
                .map(|WayOut { href, text }| {
                    view! { class=class, <LinkButton href>{text}</LinkButton> }
                })}
        }
    };

    view! { class=class,
        <PageHeading
            title=words.authenticate_title()
            detail=move || {
                let account = account(words, session);
                view! { class=class, <p class="account">{account}</p> }
            }
        />
        <p class="text">{words.authenticate_text()}</p>
        {alert}
        <p class="progress" role="status">
            {progress}
        </p>
        <div class="actions">{ways}</div>
    }
}

/// For whom the payment is made, so that nobody pays for a stranger.
fn account(words: Words, session: Session) -> String {
    let merchant = session.merchant().with(|merchant| merchant.name.clone());
    let email = session.customer().with(|customer| customer.email.clone());
    match email {
        Some(email) => words.authenticate_account(&merchant, &masked_email(&email)),
        None => words.authenticate_account_unnamed(&merchant),
    }
}

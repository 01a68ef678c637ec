//! `/invoices/{id}`: one invoice, what happened to it, and paying it.

mod paying;

use contract::{ErrorCode, InvoiceId, InvoiceStatus, PaymentProgress};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use self::paying::{Paying, Stage};
use crate::{
    api::Failure,
    components::{InvoiceDetail, InvoiceEvents, PayForm, invoice_status},
    format::{money, short_date},
    i18n::{Words, use_words},
    kept::kept,
    layout::PageHeading,
    paths,
    session::use_session,
    ui::{Alert, Badge, Button, ButtonVariant, LinkButton, Skeleton, Tone},
};

/// An invoice in full.
#[component]
pub fn Invoice(
    /// Which one.
    id: InvoiceId,
) -> impl IntoView {
    let class = style_sheet!("style/pages/invoice.css");
    let words = use_words();
    let session = use_session();
    let paying = kept(|| Paying::begin(session, id));
    let shown = move || match paying.stage().get() {
        Stage::Loading => view! { class=class,
            <PageHeading title=words.invoice_title_plain() />
            <p class="visually-hidden" role="status">
                {words.invoice_loading()}
            </p>
            <Skeleton lines=6 />
        }
        .into_any(),
        Stage::Failed(failure) => {
            let text = missing(words, &failure);
            let may_retry = may_come(&failure);
            view! { class=class,
                <PageHeading title=words.invoice_title_plain() />
                <Alert tone=Tone::Danger live=true>
                    {text}
                </Alert>
                <div class="actions">
                    {may_retry
                        .then(|| {
                            view! { class=class,
                                <Button
                                    variant=ButtonVariant::Primary
                                    on_click=move || paying.load()
                                >
                                    {words.way_retry()}
                                </Button>
                            }
                        })} <LinkButton href=paths::INVOICES>{words.invoices_all()}</LinkButton>
                </div>
            }
            .into_any()
        }
        Stage::Shown(invoice) => {
            view! { class=class, <Shown paying invoice=*invoice /> }.into_any()
        }
    };

    view! { class=class, <div class="invoice">{shown}</div> }
}

/// The invoice, once it is here.
#[component]
fn Shown(paying: Paying, invoice: contract::InvoiceDetail) -> impl IntoView {
    let class = style_sheet!("style/pages/invoice.css");
    let words = use_words();
    let session = use_session();
    let row = invoice.invoice.clone();
    let title = match &row.number {
        Some(number) => words.invoice_title(number),
        None => words.invoice_title_plain(),
    };
    let (tone, status) = invoice_status(words, row.status);
    let facts = facts(words, &invoice);
    let detail = move || {
        let (facts, status) = (facts.clone(), status.clone());
        view! { class=class,
            <p class="facts">
                <Badge tone>{status}</Badge>
                {facts
                    .into_iter()
                    .map(|fact| view! { class=class, <span class="fact">{fact}</span> })
                    .collect_view()}
            </p>
        }
    };
    let was_paid = paying.was_paid();
    let thanks = move || {
        was_paid.get().then(|| {
            view! { class=class,
                <Alert tone=Tone::Success live=true>
                    {words.invoice_paid()}
                </Alert>
            }
        })
    };
    let is_open = row.status == InvoiceStatus::Open;
    let waits = match invoice.payment {
        PaymentProgress::Processing if is_open => Some(
            view! { class=class,
                <Alert tone=Tone::Info live=true>
                    {words.invoice_processing()}
                </Alert>
            }
            .into_any(),
        ),
        PaymentProgress::RequiresAction if is_open => {
            let href = paths::authenticate(&row.id);
            Some(
                view! { class=class,
                    <Alert tone=Tone::Warning>{words.invoice_action()}</Alert>
                    <div class="actions">
                        <LinkButton href variant=ButtonVariant::Primary>
                            {words.invoice_confirm()}
                        </LinkButton>
                    </div>
                }
                .into_any(),
            )
        }
        _ => None,
    };
    let is_payable = is_open && invoice.payment != PaymentProgress::Processing;
    let currency = row.currency.clone();
    let remaining = row.amount_remaining;
    let form = is_payable.then(|| {
        let currency = currency.clone();
        let amount = money(words, remaining, &currency);
        view! { class=class,
            <PayForm
                methods=session.payment_methods().get_untracked()
                currency
                amount
                now=session.now()
                may_add=session.features().with_untracked(|it| it.payment_method_update)
                chosen=paying.chosen()
                pending=paying.pending()
                unavailable=session.is_offline()
                error=paying.error()
                on_pay=move |method| paying.pay(method)
            />
        }
    });
    let events = (!invoice.history.is_empty()).then(|| {
        let events = invoice.history.clone();
        view! { class=class, <InvoiceEvents events currency=currency.clone() /> }
    });
    let session_id = session.id().map(|id| id.to_string()).unwrap_or_default();
    let pdf = paths::invoice_pdf(&row.id, &session_id);

    view! { class=class,
        <PageHeading title detail />
        {thanks}
        {waits}
        {form}
        <InvoiceDetail invoice />
        {events}
        <div class="actions">
            <LinkButton href=pdf>{words.invoice_pdf()}</LinkButton>
            <LinkButton href=paths::INVOICES>{words.invoices_all()}</LinkButton>
            <LinkButton href=paths::HOME>{words.add_payment_method_back()}</LinkButton>
        </div>
    }
}

/// Why it did not come.
fn missing(words: Words, failure: &Failure) -> String {
    match failure.code() {
        Some(ErrorCode::NotFound) => words.invoice_missing(),
        _ => failure.words(words),
    }
}

/// Whether it may come another time.
fn may_come(failure: &Failure) -> bool {
    let code = failure.code();
    !matches!(code, Some(ErrorCode::NotFound | ErrorCode::FeatureDisabled))
}

/// When it was written, is due and was paid.
fn facts(words: Words, invoice: &contract::InvoiceDetail) -> Vec<String> {
    let named = |name: String, at: i64| format!("{name}: {}", short_date(words, at));
    let mut facts = vec![named(words.invoice_date(), invoice.invoice.created)];
    match (invoice.invoice.status, invoice.paid_at, invoice.due_date) {
        (InvoiceStatus::Paid, Some(at), _) => {
            facts.push(words.invoice_paid_on(&short_date(words, at)));
        }
        (InvoiceStatus::Open, _, Some(due)) => {
            let row = &invoice.invoice;
            let amount = money(words, row.amount_remaining, &row.currency);
            facts.push(words.invoice_due_by(&amount, &short_date(words, due)));
        }
        _ => {}
    }
    facts
}

//! What happened to an invoice's money.

use contract::{InvoiceEvent, InvoiceEventKind};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{method_name, money, short_date},
    i18n::{Words, use_words},
    ui::Section,
};

/// Payments and refunds, newest first.
#[component]
pub fn InvoiceEvents(
    /// What happened.
    events: Vec<InvoiceEvent>,
    /// Of the invoice.
    currency: String,
) -> impl IntoView {
    let class = style_sheet!("style/components/invoice_events.css");
    let words = use_words();
    let row = move |event: InvoiceEvent| {
        let about = event
            .method
            .map(|kind| method_name(words, &kind))
            .or(event.number);
        view! { class=class,
            <li class="event" data-kind=event.kind.as_str()>
                <span class="date">{short_date(words, event.at)}</span>
                <span class="what">
                    {name(words, event.kind)}
                    {about.map(|text| view! { class=class, <bdi class="about">{text}</bdi> })}
                </span>
                <span class="amount">{money(words, event.amount, &currency)}</span>
            </li>
        }
    };

    view! { class=class,
        <Section title=words.invoice_history()>
            <ul class="invoice-events">{events.into_iter().map(row).collect_view()}</ul>
        </Section>
    }
}

fn name(words: Words, kind: InvoiceEventKind) -> String {
    match kind {
        InvoiceEventKind::Payment => words.invoice_event_payment(),
        InvoiceEventKind::PaymentPending => words.invoice_event_payment_pending(),
        InvoiceEventKind::PaymentFailed => words.invoice_event_payment_failed(),
        InvoiceEventKind::Refund => words.invoice_event_refund(),
        InvoiceEventKind::RefundPending => words.invoice_event_refund_pending(),
        InvoiceEventKind::RefundFailed => words.invoice_event_refund_failed(),
        InvoiceEventKind::Credit => words.invoice_event_credit(),
    }
}

//! One invoice of a list.

use contract::{Invoice, InvoiceStatus};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{list, money, short_date},
    i18n::{Words, use_words},
    paths,
    ui::{Badge, Tone},
};

/// A list item that leads to the invoice's page.
#[component]
pub fn InvoiceRow(
    /// Which one.
    invoice: Invoice,
) -> impl IntoView {
    let class = style_sheet!("style/components/invoice_row.css");
    let words = use_words();
    let (tone, status) = status(words, invoice.status);
    let date = short_date(words, invoice.created);
    let amount = money(words, invoice.total, &invoice.currency);
    let is_part_paid =
        invoice.status == InvoiceStatus::Open && invoice.amount_remaining != invoice.total;
    let remaining = is_part_paid.then(|| {
        words.invoices_remaining(&money(words, invoice.amount_remaining, &invoice.currency))
    });
    let number = invoice.number.clone().map(|number| {
        view! { class=class, <bdi class="number">{number}</bdi> }
    });
    // A person names an invoice by its number, and one that has none yet by its date.
    let name = words.invoices_view_invoice(invoice.number.as_deref().unwrap_or(&date));

    view! { class=class,
        <li class="invoice-row">
            <a class="date" href=paths::invoice(&invoice.id) rel="external">
                {date}
                <span class="visually-hidden">" "{name}</span>
            </a>
            <span class="about">
                <bdi>{list(words, &invoice.description)}</bdi>
                {number}
            </span>
            <span class="amount">
                {amount}
                {remaining.map(|text| view! { class=class, <span class="remaining">{text}</span> })}
            </span>
            <span class="status">
                <Badge tone>{status}</Badge>
            </span>
        </li>
    }
}

/// What an invoice's status is called, and what it means.
pub fn status(words: Words, status: InvoiceStatus) -> (Tone, String) {
    match status {
        InvoiceStatus::Open => (Tone::Warning, words.invoices_status_open()),
        InvoiceStatus::Paid => (Tone::Success, words.invoices_status_paid()),
        InvoiceStatus::Uncollectible => (Tone::Neutral, words.invoices_status_uncollectible()),
        InvoiceStatus::Void => (Tone::Neutral, words.invoices_status_void()),
    }
}

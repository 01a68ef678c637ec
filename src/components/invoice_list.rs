//! What was billed so far.

use contract::{Invoice, InvoiceId, InvoiceStatus};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{list, money, short_date},
    i18n::{Words, use_words},
    ui::{Alert, Badge, Button, EmptyState, ExternalLink, IconName, Section, Tone},
};

/// The invoices, newest first, and the way to older ones.
#[component]
pub fn InvoiceList(
    /// What is loaded so far.
    #[prop(into)]
    invoices: Signal<Vec<Invoice>>,
    /// Whether there are older ones.
    #[prop(into)]
    has_more: Signal<bool>,
    /// While true older ones are on their way.
    #[prop(into)]
    pending: Signal<bool>,
    /// Why older ones could not be loaded, in words.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Called when older ones are wanted.
    #[prop(into)]
    on_more: Callback<()>,
) -> impl IntoView {
    let class = style_sheet!("style/components/invoice_list.css");
    let words = use_words();
    let empty = move || {
        view! { class=class,
            <EmptyState
                icon=IconName::Invoice
                title=words.invoices_none()
                text=words.invoices_none_hint()
            />
        }
    };
    let first_count = invoices.with_untracked(Vec::len);
    // Said once more have come; on arrival the list speaks for itself.
    let shown = move || {
        let count = invoices.with(Vec::len);
        let count_text = i64::try_from(count).map(|count| words.invoices_shown(count));
        count_text.ok().filter(|_| count != first_count)
    };
    let failure = move || {
        error.get().map(|text| {
            view! { class=class,
                <Alert tone=Tone::Danger live=true>
                    {text}
                </Alert>
            }
        })
    };
    let key = |invoice: &Invoice| -> (InvoiceId, &'static str) {
        (invoice.id.clone(), invoice.status.as_str())
    };

    view! { class=class,
        <Section title=words.invoices_heading()>
            <Show when=move || invoices.with(|list| !list.is_empty()) fallback=empty>
                <ul class="invoices">
                    <For each=move || invoices.get() key=key let:invoice>
                        <Row invoice />
                    </For>
                </ul>
                <p class="visually-hidden" role="status">
                    {shown}
                </p>
                {failure}
                <Show when=move || has_more.get()>
                    <div class="more">
                        <Button busy=pending on_click=on_more>
                            {words.invoices_more()}
                        </Button>
                    </div>
                </Show>
            </Show>
        </Section>
    }
}

#[component]
fn Row(invoice: Invoice) -> impl IntoView {
    let class = style_sheet!("style/components/invoice_list.css");
    let words = use_words();
    let (tone, status) = status(words, invoice.status);
    let date = short_date(words, invoice.created);
    let amount = money(words, invoice.total, &invoice.currency);
    let is_part_paid =
        invoice.status == InvoiceStatus::Open && invoice.amount_remaining != invoice.total;
    let remaining = is_part_paid.then(|| {
        words.invoices_remaining(&money(words, invoice.amount_remaining, &invoice.currency))
    });
    // A person names an invoice by its number, and one that has none yet by its date.
    let number = invoice.number.unwrap_or_else(|| date.clone());
    let when = match invoice.hosted_invoice_url {
        Some(href) => {
            let name = if invoice.status == InvoiceStatus::Open {
                words.invoices_pay_invoice(&number)
            } else {
                words.invoices_view_invoice(&number)
            };
            let hint = format!("{name} {}", words.shell_new_tab());
            view! { class=class,
                <ExternalLink href hint>
                    {date}
                </ExternalLink>
            }
            .into_any()
        }
        None => date.into_any(),
    };

    let pdf = invoice.invoice_pdf.map(|href| {
        let hint = format!(
            "{} {}",
            words.invoices_pdf_invoice(&number),
            words.shell_new_tab()
        );
        view! { class=class,
            <ExternalLink href hint quiet=true>
                {words.invoices_pdf()}
            </ExternalLink>
        }
    });

    view! { class=class,
        <li class="row">
            <span class="date">{when}</span>
            <span class="about">
                <bdi>{list(words, &invoice.description)}</bdi>
            </span>
            <span class="amount">
                {amount}
                {remaining.map(|text| view! { class=class, <span class="remaining">{text}</span> })}
            </span>
            <span class="end">
                <span class="status">
                    <Badge tone>{status}</Badge>
                </span>
                <span class="pdf">{pdf}</span>
            </span>
        </li>
    }
}

fn status(words: Words, status: InvoiceStatus) -> (Tone, String) {
    match status {
        InvoiceStatus::Open => (Tone::Warning, words.invoices_status_open()),
        InvoiceStatus::Paid => (Tone::Success, words.invoices_status_paid()),
        InvoiceStatus::Uncollectible => (Tone::Neutral, words.invoices_status_uncollectible()),
        InvoiceStatus::Void => (Tone::Neutral, words.invoices_status_void()),
    }
}

//! What was billed of late.

use contract::Invoice;
use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::InvoiceRow;
use crate::{
    i18n::use_words,
    paths,
    ui::{EmptyState, IconName, LinkButton, Section},
};

/// The newest invoices, and the way to all of them.
#[component]
pub fn InvoiceList(
    /// The invoices, newest first.
    #[prop(into)]
    invoices: Signal<Vec<Invoice>>,
) -> impl IntoView {
    let class = style_sheet!("style/components/invoice_list.css");
    let words = use_words();
    let shown = move || {
        let rows = invoices.get();
        if rows.is_empty() {
            return view! { class=class,
                <EmptyState
                    icon=IconName::Invoice
                    title=words.invoices_none()
                    text=words.invoices_none_hint()
                />
            }
            .into_any();
        }
        let rows = rows.into_iter().map(|invoice| {
            view! { class=class, <InvoiceRow invoice /> }
        });
        view! { class=class,
            <ul class="invoices">{rows.collect_view()}</ul>
            <div class="all">
                <LinkButton href=paths::INVOICES>{words.invoices_all()}</LinkButton>
            </div>
        }
        .into_any()
    };

    view! { class=class, <Section title=words.invoices_heading()>{shown}</Section> }
}

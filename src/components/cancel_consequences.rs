//! What cancelling would mean.

use contract::{CancelMode, CancelPreview};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{date, money},
    i18n::{Words, use_words},
};

/// When it ends, what comes back, what is still to be paid: amounts are the server's.
#[component]
pub fn CancelConsequences(
    /// What the server foretells.
    preview: CancelPreview,
    /// What the subscription is called.
    product: String,
    /// Whether it can be renewed here afterwards.
    renewable: bool,
) -> impl IntoView {
    let class = style_sheet!("style/components/cancel_consequences.css");
    let words = use_words();
    let sentence = move |text| view! { class=class, <li class="sentence">{text}</li> };

    view! { class=class,
        <ul class="cancel-consequences">
            {sentences(words, &preview, &product, renewable)
                .into_iter()
                .map(sentence)
                .collect_view()}
        </ul>
    }
}

fn sentences(words: Words, preview: &CancelPreview, product: &str, renewable: bool) -> Vec<String> {
    let amount = |minor| money(words, minor, &preview.currency);
    let mut sentences = Vec::new();
    match preview.mode {
        CancelMode::AtPeriodEnd => {
            sentences.push(words.cancel_at_period_end(product, &date(words, preview.ends_at)));
            if renewable {
                sentences.push(words.cancel_renewable());
            }
        }
        CancelMode::Immediately => {
            sentences.push(words.cancel_immediately(product));
            sentences.push(match preview.credit {
                0 => words.cancel_no_refund(),
                credit => words.cancel_credit(&amount(credit)),
            });
        }
    }
    if preview.due > 0 {
        sentences.push(words.cancel_due(&amount(preview.due)));
    }
    let open = preview.open_invoices.len();
    if open > 0 {
        sentences.push(words.cancel_open_invoices(i64::try_from(open).unwrap_or(i64::MAX)));
    }
    sentences
}

//! Says what is unpaid, and leads to paying it.

use contract::{Invoice, Page, Subscription};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{money, subscription_name},
    i18n::use_words,
    paths,
    ui::{Icon, IconName},
};

/// A line for each unpaid subscription, with the ways to mend it.
#[component]
pub fn PastDueBanner(
    /// What is unpaid.
    #[prop(into)]
    unpaid: Signal<Vec<Subscription>>,
    /// The newest invoices, which know the amounts.
    #[prop(into)]
    invoices: Signal<Page<Invoice>>,
    /// Whether payment methods can be added here.
    #[prop(into)]
    may_add: Signal<bool>,
    /// The path of this page: a link to where one is leads nowhere.
    here: String,
) -> impl IntoView {
    let class = style_sheet!("style/components/past_due_banner.css");
    let words = use_words();
    let line = move |subscription: Subscription, here: &str| {
        let product = subscription_name(words, &subscription);
        let open = subscription.open_invoice;
        let amount = invoices.with(|page| {
            let invoice = page.data.iter().find(|it| Some(&it.id) == open.as_ref())?;
            Some(money(words, invoice.amount_remaining, &invoice.currency))
        });
        let text = match amount {
            Some(amount) => words.past_due_text_amount(&product, &amount),
            None => words.past_due_text(&product),
        };
        let link = |href: Option<String>, name: String| {
            let href = href.filter(|href| href != here)?;
            Some(view! { class=class,
                <a class="link" href=href rel="external">
                    {name}
                    <span class="visually-hidden">" (" <bdi>{product.clone()}</bdi> ")"</span>
                </a>
            })
        };
        let pay = link(open.as_ref().map(paths::invoice), words.past_due_pay());
        let add = may_add.get().then(|| paths::ADD_PAYMENT_METHOD.to_owned());
        let add = link(add, words.past_due_update());
        view! { class=class,
            <li class="line">
                <Icon name=IconName::Warning />
                <p class="text">{text} " " {pay} " " {add}</p>
            </li>
        }
    };
    let shown = move || {
        let unpaid = unpaid.get();
        let lines = unpaid.into_iter().map(|it| line(it, &here)).collect_view();
        (!lines.is_empty()).then(|| {
            view! { class=class,
                <aside class="past-due-banner" aria-label=words.past_due_label()>
                    <ul>{lines}</ul>
                </aside>
            }
        })
    };

    view! { class=class, {shown} }
}

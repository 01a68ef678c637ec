//! What a subscription is made of.

use contract::{SubscriptionItem, UpcomingCharge, UsageType};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{money, price},
    i18n::{Words, intl::integer, use_words},
    ui::Disclosure,
};

/// The prices, and what was used of those that are billed by usage.
#[component]
pub fn SubscriptionItems(
    /// What it is made of.
    items: Vec<SubscriptionItem>,
    /// What it will be charged next, once that is known.
    #[prop(into)]
    charge: Signal<Option<UpcomingCharge>>,
) -> impl IntoView {
    let class = style_sheet!("style/components/subscription_items.css");
    let words = use_words();
    let row = move |item: SubscriptionItem| {
        let id = item.id;
        let quantity = move || match item.quantity {
            Some(quantity) => words.subscriptions_quantity(&integer(&words.intl(), quantity)),
            None => {
                let used = charge.with(|charge| used(words, charge.as_ref()?, &id));
                used.unwrap_or_else(|| words.subscriptions_usage())
            }
        };
        let price = price(words, &item.price, item.unit_label.as_deref());
        view! { class=class,
            <li class="item">
                <bdi class="item-name">{item.product_name}</bdi>
                <span class="item-quantity">{quantity}</span>
                <span class="item-price">{price}</span>
            </li>
        }
    };

    view! { class=class,
        <div class="subscription-items">
            <Disclosure summary=words.subscriptions_details()>
                <ul class="items">{items.into_iter().map(row).collect_view()}</ul>
            </Disclosure>
        </div>
    }
}

/// One price of one unit says everything already.
pub fn has_details(items: &[SubscriptionItem]) -> bool {
    match items {
        [only] => only.quantity.is_some_and(|quantity| quantity > 1) || is_metered(only),
        items => items.len() > 1,
    }
}

/// Whether an item is billed by usage.
pub fn is_metered(item: &SubscriptionItem) -> bool {
    let recurring = item.price.recurring.as_ref();
    recurring.is_some_and(|recurring| recurring.usage_type == UsageType::Metered)
}

/// What was used so far of an item.
fn used(words: Words, charge: &UpcomingCharge, item: &str) -> Option<String> {
    let usage = charge.usage.iter().find(|usage| usage.item == item)?;
    let amount = money(words, usage.amount, &charge.currency);
    Some(match usage.quantity {
        Some(quantity) => words.upcoming_used(&integer(&words.intl(), quantity), &amount),
        None => words.upcoming_so_far(&amount),
    })
}

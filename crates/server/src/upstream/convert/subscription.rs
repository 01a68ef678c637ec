//! Subscriptions and prices.

use contract::{
    CollectionMethod, Interval, PauseCollection, PaymentMethodId, Price, Recurring, Subscription,
    SubscriptionId, SubscriptionItem, SubscriptionStatus, UsageType,
};
use stripe::BillingScheme;

use crate::upstream::catalogue::Products;

/// A subscription of `customer`.
pub(super) fn subscription(
    found: &stripe::Subscription,
    customer: &stripe::Customer,
    products: &Products,
) -> Subscription {
    let items: Vec<SubscriptionItem> = found
        .items
        .data
        .iter()
        .filter_map(|found| item(found, products))
        .collect();
    // Older upstreams name no currency; all prices of a subscription have the same one.
    let currency = found
        .currency
        .clone()
        .or_else(|| items.first().map(|item| item.price.currency.clone()))
        .or_else(|| customer.currency.clone())
        .unwrap_or_default();
    let period_end = found.period_end();
    Subscription {
        id: SubscriptionId::from(found.id.as_str()),
        status: status(&found.status),
        currency,
        collection_method: match found.collection_method {
            Some(stripe::CollectionMethod::SendInvoice) => CollectionMethod::SendInvoice,
            _ => CollectionMethod::ChargeAutomatically,
        },
        items,
        current_period_end: period_end,
        // Billing modes differ: classic sets the flag, flexible only the time.
        cancel_at: found
            .cancel_at
            .or(period_end.filter(|_| found.cancel_at_period_end)),
        trial_end: found.trial_end,
        pause_collection: found
            .pause_collection
            .as_ref()
            .map(|pause| PauseCollection {
                behavior: pause.behavior.clone(),
                resumes_at: pause.resumes_at,
            }),
        default_payment_method: found
            .default_payment_method
            .as_deref()
            .map(PaymentMethodId::from),
        created: found.created,
    }
}

/// A status this release does not know counts as live, so that the guard of removal holds for it.
fn status(status: &stripe::SubscriptionStatus) -> SubscriptionStatus {
    use stripe::SubscriptionStatus as Found;
    match status {
        Found::Active | Found::Other(_) => SubscriptionStatus::Active,
        Found::Canceled => SubscriptionStatus::Canceled,
        Found::Incomplete => SubscriptionStatus::Incomplete,
        Found::IncompleteExpired => SubscriptionStatus::IncompleteExpired,
        Found::PastDue => SubscriptionStatus::PastDue,
        Found::Paused => SubscriptionStatus::Paused,
        Found::Trialing => SubscriptionStatus::Trialing,
        Found::Unpaid => SubscriptionStatus::Unpaid,
    }
}

fn item(found: &stripe::SubscriptionItem, products: &Products) -> Option<SubscriptionItem> {
    let price_found = found.price.as_ref()?;
    let id = price_found.product_id().unwrap_or_default();
    let product = price_found
        .product
        .as_ref()
        .and_then(stripe::Expandable::object)
        .or_else(|| products.get(id).map(AsRef::as_ref));
    let price = price(price_found);
    let is_metered = price
        .recurring
        .as_ref()
        .is_some_and(|recurring| recurring.usage_type == UsageType::Metered);
    Some(SubscriptionItem {
        id: found.id.clone(),
        // A deleted product has no name left.
        product_name: product
            .and_then(|product| product.name.clone())
            .unwrap_or_else(|| id.to_owned()),
        unit_label: product.and_then(|product| product.unit_label.clone()),
        price,
        quantity: found.quantity.filter(|_| !is_metered),
    })
}

fn price(found: &stripe::Price) -> Price {
    let tiered = found.billing_scheme == Some(BillingScheme::Tiered);
    let first = found.tiers.as_ref().and_then(|tiers| tiers.first());
    let (unit_amount, decimal) = match first {
        Some(tier) if tiered => (
            tier.unit_amount.or_else(|| {
                tier.flat_amount
                    .filter(|_| tier.unit_amount_decimal.is_none())
            }),
            tier.unit_amount_decimal.clone(),
        ),
        _ => (found.unit_amount, found.unit_amount_decimal.clone()),
    };
    Price {
        id: found.id.clone(),
        currency: found.currency.clone(),
        unit_amount,
        // Stripe sends both whenever the amount is whole.
        unit_amount_decimal: decimal.filter(|_| unit_amount.is_none()),
        tiered,
        recurring: found.recurring.as_ref().and_then(recurring),
    }
}

/// `None` for a unit of time this release does not know: rather no interval than a wrong one.
fn recurring(found: &stripe::resources::Recurring) -> Option<Recurring> {
    Some(Recurring {
        interval: match found.interval {
            stripe::Interval::Day => Interval::Day,
            stripe::Interval::Week => Interval::Week,
            stripe::Interval::Month => Interval::Month,
            stripe::Interval::Year => Interval::Year,
            stripe::Interval::Other(_) => return None,
        },
        interval_count: found.interval_count.max(1),
        usage_type: match found.usage_type {
            Some(stripe::UsageType::Metered) => UsageType::Metered,
            _ => UsageType::Licensed,
        },
    })
}

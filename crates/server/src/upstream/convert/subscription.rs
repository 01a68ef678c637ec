//! Subscriptions and prices.

use contract::{
    CollectionMethod, Discount, Interval, InvoiceId, PauseCollection, PaymentMethodId, Price,
    Recurring, Schedule, ScheduledItem, Subscription, SubscriptionId, SubscriptionItem,
    SubscriptionStatus, UsageType,
};
use stripe::BillingScheme;

use super::Known;
use crate::upstream::{OURS, catalogue::Products};

/// A subscription of `customer`.
pub(super) fn subscription(
    found: &stripe::Subscription,
    customer: &stripe::Customer,
    known: Known<'_>,
) -> Subscription {
    let items: Vec<SubscriptionItem> = found
        .items
        .data
        .iter()
        .filter_map(|found| item(found, known.products))
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
        schedule: schedule(found, known),
        discounts: found
            .discounts
            .iter()
            .filter_map(|found| discount(found.object()?))
            .collect(),
        open_invoice: open_invoice(found, known.invoices),
        created: found.created,
    }
}

/// What a schedule plans. One whose phases are all begun, and that lets go of the subscription then, plans nothing.
fn schedule(found: &stripe::Subscription, known: Known<'_>) -> Option<Schedule> {
    let found = found.schedule.as_ref()?.object()?;
    let is_ours = found.metadata.contains_key(OURS);
    let Some(phase) = found.next_phase() else {
        return Some(Schedule {
            changes_at: found.phase_end()?,
            is_ours,
            items: Vec::new(),
        })
        .filter(|_| found.end_behavior.as_deref() == Some("cancel"));
    };
    let items = phase.items.iter().filter_map(|item| {
        let found = known.prices.get(item.price_id()?)?;
        let product = product(found, known.products);
        let price = price(found);
        Some(ScheduledItem {
            product_name: name(product, found),
            unit_label: product.and_then(|product| product.unit_label.clone()),
            quantity: item.quantity.filter(|_| !is_metered(&price)),
            price,
        })
    });
    Some(Schedule {
        changes_at: phase.start_date,
        is_ours,
        items: items.collect(),
    })
}

/// `None` for a discount that takes off what this release does not know.
fn discount(found: &stripe::Discount) -> Option<Discount> {
    let coupon = found.coupon.as_ref()?.object()?;
    let percent_off = coupon.percent_off;
    let amount_off = coupon.amount_off.filter(|_| percent_off.is_none());
    (percent_off.is_some() || amount_off.is_some()).then(|| Discount {
        name: coupon.name.clone(),
        percent_off,
        amount_off,
        ends_at: found.end,
    })
}

fn open_invoice(found: &stripe::Subscription, invoices: &[stripe::Invoice]) -> Option<InvoiceId> {
    let is_open = |invoice: &&stripe::Invoice| {
        invoice.status == Some(stripe::InvoiceStatus::Open)
            && invoice.amount_remaining > 0
            && invoice.subscription_id() == Some(found.id.as_str())
    };
    let newest = invoices.iter().find(is_open)?;
    Some(InvoiceId::from(newest.id.as_str()))
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
    let product = product(price_found, products);
    let price = price(price_found);
    Some(SubscriptionItem {
        id: found.id.clone(),
        product_name: name(product, price_found),
        unit_label: product.and_then(|product| product.unit_label.clone()),
        quantity: found.quantity.filter(|_| !is_metered(&price)),
        price,
    })
}

fn product<'a>(price: &'a stripe::Price, products: &'a Products) -> Option<&'a stripe::Product> {
    let carried = price.product.as_ref().and_then(stripe::Expandable::object);
    carried.or_else(|| products.get(price.product_id()?).map(AsRef::as_ref))
}

/// A deleted product has no name left; its id is shown.
fn name(product: Option<&stripe::Product>, price: &stripe::Price) -> String {
    product
        .and_then(|product| product.name.clone())
        .unwrap_or_else(|| price.product_id().unwrap_or_default().to_owned())
}

fn is_metered(price: &Price) -> bool {
    let recurring = price.recurring.as_ref();
    recurring.is_some_and(|recurring| recurring.usage_type == UsageType::Metered)
}

/// A price.
pub(in crate::upstream) fn price(found: &stripe::Price) -> Price {
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

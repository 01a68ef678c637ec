//! Which changes of price and quantity are taken, and which of them wait for the end of the period.
//!
//! Source: Stripe, `features.subscription_update` of a portal configuration. Where Stripe does not say how two prices
//! are compared, docs/adr/0016 does.

use crate::{
    Catalogue, CatalogueProduct, Interval, Price, QuantityRange, Recurring, SubscriptionItem,
    SubscriptionStatus, SubscriptionUpdate, UpdateRequest,
};

/// Why a change is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The configuration lets nobody choose another price.
    PriceFixed,
    /// Nobody chooses the quantity of this product.
    QuantityFixed,
    /// The configuration takes no promotion codes.
    PromotionCodesOff,
    /// The price is not in the catalogue.
    UnknownPrice,
    /// The quantity is out of bounds.
    QuantityOutOfRange,
    /// The subscription is like this already. A promotion code alone is no change.
    Nothing,
}

/// A change that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish<'a> {
    /// What is subscribed to afterwards.
    pub product: &'a CatalogueProduct,
    /// For which price.
    pub price: &'a Price,
    /// How many.
    pub quantity: i64,
}

/// Holds a request against what is offered. `item` is the only one of the subscription.
///
/// # Errors
/// The first [`Refusal`]: what the switches forbid, then what does not fit.
pub fn check<'a>(
    item: &SubscriptionItem,
    allowed: SubscriptionUpdate,
    catalogue: &'a Catalogue,
    request: &UpdateRequest,
) -> Result<Wish<'a>, Refusal> {
    let is_other = request.price != item.price.id;
    if is_other && !allowed.price {
        return Err(Refusal::PriceFixed);
    }
    if request.promotion_code.is_some() && !allowed.promotion_code {
        return Err(Refusal::PromotionCodesOff);
    }
    let (product, price) = find(catalogue, &request.price).ok_or(Refusal::UnknownPrice)?;
    let held = item.quantity.unwrap_or(1);
    let quantity = request.quantity.unwrap_or(held);
    match product.quantity.filter(|_| allowed.quantity) {
        None if quantity != held => return Err(Refusal::QuantityFixed),
        // Who keeps the product keeps what was sold before the bounds were drawn.
        Some(range) if !range.contains(quantity) && (is_new(product, item) || quantity != held) => {
            return Err(Refusal::QuantityOutOfRange);
        }
        _ => {}
    }
    if !is_other && quantity == held {
        return Err(Refusal::Nothing);
    }
    Ok(Wish {
        product,
        price,
        quantity,
    })
}

/// A price of the catalogue, with its product.
pub fn find<'a>(catalogue: &'a Catalogue, id: &str) -> Option<(&'a CatalogueProduct, &'a Price)> {
    catalogue.products.iter().find_map(|product| {
        let price = product.prices.iter().find(|price| price.id == id)?;
        Some((product, price))
    })
}

/// Whether there is anything to choose: another price, or another quantity.
pub fn is_choice(item: &SubscriptionItem, catalogue: &Catalogue) -> bool {
    catalogue.products.iter().any(|product| {
        let mut prices = product.prices.iter();
        product.quantity.is_some() || prices.any(|price| price.id != item.price.id)
    })
}

fn is_new(product: &CatalogueProduct, item: &SubscriptionItem) -> bool {
    product.prices.iter().all(|price| price.id != item.price.id)
}

impl QuantityRange {
    /// Whether so many are within the bounds.
    pub fn contains(self, quantity: i64) -> bool {
        quantity >= self.minimum && self.maximum.is_none_or(|most| quantity <= most)
    }
}

/// Which changes wait for the end of the period (`schedule_at_period_end.conditions`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Those after which less is paid.
    pub decreasing_item_amount: bool,
    /// Those to a shorter interval.
    pub shortening_interval: bool,
}

/// What is paid, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term<'a> {
    /// The product, by its id.
    pub product: &'a str,
    /// How often.
    pub recurring: &'a Recurring,
    /// What one period costs before discounts and taxes, in millionths of a millionth of a minor unit.
    pub amount: i128,
}

/// Whether a change waits for the end of the period. Nothing has been paid for a trial or a paused subscription that
/// could be lost, so there no change waits.
pub fn waits(
    conditions: Conditions,
    status: SubscriptionStatus,
    before: Term<'_>,
    after: Term<'_>,
) -> bool {
    if matches!(
        status,
        SubscriptionStatus::Trialing | SubscriptionStatus::Paused
    ) {
        return false;
    }
    let (old, new) = (length(before.recurring), length(after.recurring));
    if conditions.shortening_interval && new < old {
        return true;
    }
    // Paying for the same thing in longer periods is no step down, although it is cheaper by the month.
    let is_commitment = before.product == after.product && new > old;
    // What is paid in the same time, so that different intervals compare.
    let less = after.amount.saturating_mul(old) < before.amount.saturating_mul(new);
    conditions.decreasing_item_amount && less && !is_commitment
}

/// What so many of a price cost in a period, as [`Term::amount`]; `None` when tiers decide.
pub fn amount(price: &Price, quantity: i64) -> Option<i128> {
    if price.tiered {
        return None;
    }
    let one = match price.unit_amount {
        Some(minor) => minor_units(minor),
        None => picos(price.unit_amount_decimal.as_deref()?)?,
    };
    one.checked_mul(i128::from(quantity))
}

/// Whole minor units as [`Term::amount`].
pub fn minor_units(amount: i64) -> i128 {
    i128::from(amount) * PICO
}

/// Stripe's decimal amounts have up to twelve places.
const PLACES: usize = 12;
const PICO: i128 = 1_000_000_000_000;

fn picos(decimal: &str) -> Option<i128> {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let fraction = fraction.get(..PLACES.min(fraction.len()))?;
    let below: i128 = format!("{fraction:0<PLACES$}").parse().ok()?;
    whole
        .parse::<i128>()
        .ok()?
        .checked_mul(PICO)?
        .checked_add(below)
}

/// How long an interval is on average, in 1/4800 of a day: four hundred years of our calendar are 146,097 days, so
/// that every interval is a whole number of these, and twelve months are a year.
fn length(recurring: &Recurring) -> i128 {
    let one = match recurring.interval {
        Interval::Day => 4_800,
        Interval::Week => 33_600,
        Interval::Month => 146_097,
        Interval::Year => 1_753_164,
    };
    one * i128::from(recurring.interval_count)
}

use contract::{Interval, Price, Recurring, Subscription, UsageType, rules::money};

use super::money::{decimal, money as format_money};
use crate::i18n::Words;

/// A price as a phrase: `€20.00 per month`, `$5.00 per seat per month`, `from $0.01 per unit`, `$30.00 every 3 months`.
/// `unit_label` is the product's.
pub fn price(words: Words, price: &Price, unit_label: Option<&str>) -> String {
    let parts = Parts::of(price);
    let Some(amount) = parts.amount else {
        return words.price_varies();
    };
    let mut phrase = decimal(words, &amount, &price.currency);
    let unit = match (unit_label, parts.is_metered) {
        (Some(label), _) => Some(label.to_owned()),
        (None, true) => Some(words.price_unit()),
        (None, false) => None,
    };
    if let Some(unit) = unit {
        phrase = words.price_per_unit(&phrase, &unit);
    }
    if let Some((interval, count)) = parts.every {
        phrase = words.price_recurring(&phrase, &every(words, interval, count));
    }
    if price.tiered {
        phrase = words.price_from(&phrase);
    }
    phrase
}

/// What a subscription costs in all: `€45.00 per month`. `None` when usage or tiers decide, or when its prices are
/// charged at different intervals.
pub fn subscription_price(words: Words, subscription: &Subscription) -> Option<String> {
    let total = Total::of(subscription)?;
    let amount = format_money(words, total.amount, &subscription.currency);
    Some(words.price_recurring(&amount, &every(words, total.interval, total.count)))
}

/// The same sum in minor units.
pub fn subscription_amount(subscription: &Subscription) -> Option<i64> {
    Total::of(subscription).map(|total| total.amount)
}

/// How often: `per month`, `every 3 months`.
pub fn every(words: Words, interval: Interval, count: u32) -> String {
    let count = i64::from(count);
    match interval {
        Interval::Day => words.price_day(count),
        Interval::Week => words.price_week(count),
        Interval::Month => words.price_month(count),
        Interval::Year => words.price_year(count),
    }
}

/// What the phrase of a price consists of.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    /// Per unit, as a decimal number of the currency.
    amount: Option<String>,
    is_metered: bool,
    /// Left out for metered prices: what is used is paid, not a period.
    every: Option<(Interval, u32)>,
}

impl Parts {
    fn of(price: &Price) -> Self {
        let whole = price
            .unit_amount
            .map(|amount| money::decimal(amount, &price.currency));
        let amount = whole.or_else(|| {
            let minor = price.unit_amount_decimal.as_deref()?;
            money::decimal_of_minor(minor, &price.currency)
        });
        let metered = price.recurring.as_ref().is_some_and(is_metered);
        let every = price
            .recurring
            .as_ref()
            .filter(|recurring| !is_metered(recurring))
            .map(|recurring| (recurring.interval, recurring.interval_count));
        Self {
            amount,
            is_metered: metered,
            every,
        }
    }
}

fn is_metered(recurring: &Recurring) -> bool {
    recurring.usage_type == UsageType::Metered
}

/// The sum of a subscription's prices.
#[derive(Debug, PartialEq, Eq)]
struct Total {
    amount: i64,
    interval: Interval,
    count: u32,
}

impl Total {
    fn of(subscription: &Subscription) -> Option<Self> {
        let mut total: Option<Self> = None;
        for item in &subscription.items {
            let recurring = item.price.recurring.as_ref()?;
            if item.price.tiered || is_metered(recurring) {
                return None;
            }
            let amount = item.price.unit_amount?.checked_mul(item.quantity?)?;
            let (interval, count) = (recurring.interval, recurring.interval_count);
            let sum = match &total {
                None => amount,
                Some(sum) if (sum.interval, sum.count) == (interval, count) => {
                    sum.amount.checked_add(amount)?
                }
                Some(_) => return None,
            };
            total = Some(Self {
                amount: sum,
                interval,
                count,
            });
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use contract::{CollectionMethod, SubscriptionItem, SubscriptionStatus};

    use super::*;

    fn licensed(amount: i64) -> Price {
        Price {
            id: "price_1".into(),
            currency: "usd".into(),
            unit_amount: Some(amount),
            unit_amount_decimal: None,
            tiered: false,
            recurring: Some(Recurring {
                interval: Interval::Month,
                interval_count: 1,
                usage_type: UsageType::Licensed,
            }),
        }
    }

    fn with_recurring(mut price: Price, change: impl Fn(&mut Recurring)) -> Price {
        change(price.recurring.as_mut().expect("licensed prices recur"));
        price
    }

    fn subscription(prices: Vec<(Price, Option<i64>)>) -> Subscription {
        let item = |(price, quantity)| SubscriptionItem {
            id: "si_1".into(),
            product_name: "Team".into(),
            unit_label: None,
            price,
            quantity,
        };
        Subscription {
            id: "sub_1".into(),
            status: SubscriptionStatus::Active,
            currency: "usd".into(),
            collection_method: CollectionMethod::ChargeAutomatically,
            items: prices.into_iter().map(item).collect(),
            current_period_end: None,
            cancel_at: None,
            trial_end: None,
            pause_collection: None,
            default_payment_method: None,
            schedule: None,
            discounts: Vec::new(),
            open_invoice: None,
            created: 0,
        }
    }

    #[test]
    fn a_licensed_price_names_amount_and_interval() {
        let parts = Parts::of(&licensed(500));
        assert_eq!(parts.amount.as_deref(), Some("5.00"));
        assert_eq!(parts.every, Some((Interval::Month, 1)));
        assert!(!parts.is_metered);
    }

    #[test]
    fn a_metered_price_names_a_fraction_of_a_cent_and_no_interval() {
        let mut price = with_recurring(licensed(0), |r| r.usage_type = UsageType::Metered);
        price.unit_amount = None;
        price.unit_amount_decimal = Some("0.5".into());
        let parts = Parts::of(&price);
        assert_eq!(parts.amount.as_deref(), Some("0.005"));
        assert_eq!(parts.every, None);
        assert!(parts.is_metered);
    }

    #[test]
    fn a_subscription_costs_the_sum_of_its_prices() {
        let total = Total::of(&subscription(vec![
            (licensed(1_000), Some(3)),
            (licensed(500), Some(1)),
        ]));
        assert_eq!(total.map(|total| total.amount), Some(3_500));
    }

    #[test]
    fn what_cannot_be_summed_has_no_total() {
        let yearly = with_recurring(licensed(500), |r| r.interval = Interval::Year);
        let metered = with_recurring(licensed(500), |r| r.usage_type = UsageType::Metered);
        let mut tiered = licensed(500);
        tiered.tiered = true;
        for prices in [
            vec![(licensed(500), Some(1)), (yearly, Some(1))],
            vec![(licensed(500), Some(1)), (metered, None)],
            vec![(tiered, Some(1))],
            vec![(licensed(i64::MAX), Some(2))],
            vec![],
        ] {
            assert_eq!(Total::of(&subscription(prices)), None);
        }
    }
}

//! What the made-up merchant sells.

use contract::{
    Catalogue, CatalogueProduct, Interval, Price, QuantityRange, Recurring, SubscriptionItem,
    UsageType,
};

use super::CURRENCY;

/// A plan, charged by the month or by the year.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) name: &'static str,
    id: &'static str,
    description: &'static str,
    /// Minor units a month; a year costs ten times as much.
    pub(super) monthly: i64,
    /// What one of it is called, where several can be had.
    pub(super) unit: Option<&'static str>,
}

pub(super) const STARTER: Plan = Plan {
    name: "Starter",
    id: "starter",
    description: "For one person.",
    monthly: 900,
    unit: None,
};

pub(super) const TEAM: Plan = Plan {
    name: "Team",
    id: "team",
    description: "For people who work together.",
    monthly: 2_900,
    unit: Some("seat"),
};

const BUSINESS: Plan = Plan {
    name: "Business",
    id: "business",
    description: "With roles, an audit log and support by phone.",
    monthly: 7_900,
    unit: Some("seat"),
};

const ALL: [Plan; 3] = [STARTER, TEAM, BUSINESS];

impl Plan {
    /// Its price for an interval.
    pub(super) fn price(self, interval: Interval) -> Price {
        let (name, amount) = match interval {
            Interval::Year => ("year", self.monthly * 10),
            _ => ("month", self.monthly),
        };
        Price {
            id: format!("price_preview_{}_{name}", self.id),
            currency: CURRENCY.to_owned(),
            unit_amount: Some(amount),
            unit_amount_decimal: None,
            tiered: false,
            recurring: Some(Recurring {
                interval,
                interval_count: 1,
                usage_type: UsageType::Licensed,
            }),
        }
    }

    /// So many of it, as a part of a subscription.
    pub(super) fn item(self, interval: Interval, quantity: i64) -> SubscriptionItem {
        SubscriptionItem {
            id: format!("si_preview_{}", self.id),
            product_name: self.name.to_owned(),
            unit_label: self.unit.map(str::to_owned),
            price: self.price(interval),
            quantity: Some(quantity),
        }
    }

    /// The plan with a price, and the price.
    pub(super) fn with_price(id: &str) -> Option<(Self, Price)> {
        let prices = ALL.iter().flat_map(|plan| {
            [Interval::Month, Interval::Year].map(|interval| (*plan, plan.price(interval)))
        });
        let mut prices = prices;
        prices.find(|(_, price)| price.id == id)
    }
}

/// What a subscription can be changed to.
pub(super) fn catalogue() -> Catalogue {
    let products = ALL.iter().map(|plan| CatalogueProduct {
        id: format!("prod_preview_{}", plan.id),
        name: plan.name.to_owned(),
        description: Some(plan.description.to_owned()),
        unit_label: plan.unit.map(str::to_owned),
        prices: vec![plan.price(Interval::Month), plan.price(Interval::Year)],
        quantity: plan.unit.map(|_| QuantityRange {
            minimum: 1,
            maximum: Some(50),
        }),
    });
    Catalogue {
        products: products.collect(),
    }
}

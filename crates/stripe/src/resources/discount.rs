//! Discounts, and the coupons they come from.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::list::{Expandable, Identified, or_default};
use super::open_enum::open_enum;

impl Discount {
    /// Whether it is spent with the next invoice.
    pub fn is_for_once(&self) -> bool {
        let coupon = self.coupon.as_ref().and_then(Expandable::object);
        coupon.is_some_and(Coupon::is_for_once)
    }
}

impl Coupon {
    /// Whether its discount is spent with the next invoice.
    pub fn is_for_once(&self) -> bool {
        self.duration == Some(CouponDuration::Once)
    }
}

/// A discount.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "WireDiscount")]
pub struct Discount {
    /// `di_…`.
    pub id: String,
    /// When it ends, Unix seconds.
    pub end: Option<i64>,
    /// What it takes off, wherever the API version keeps it.
    pub coupon: Option<Expandable<Coupon>>,
}

impl Identified for Discount {
    fn id(&self) -> &str {
        &self.id
    }
}

#[derive(Deserialize)]
struct WireDiscount {
    id: String,
    end: Option<i64>,
    /// Since API version 2025-09.
    source: Option<Source>,
    coupon: Option<Expandable<Coupon>>,
}

#[derive(Deserialize)]
struct Source {
    coupon: Option<Expandable<Coupon>>,
}

impl From<WireDiscount> for Discount {
    fn from(found: WireDiscount) -> Self {
        let source = found.source.and_then(|source| source.coupon);
        Self {
            id: found.id,
            end: found.end,
            coupon: source.or(found.coupon),
        }
    }
}

/// A coupon.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Coupon {
    /// Whatever the merchant chose.
    pub id: String,
    /// Printed on invoices.
    pub name: Option<String>,
    /// The amount taken off, minor units of its currency.
    pub amount_off: Option<i64>,
    /// The part taken off, in hundredths of a percent. Stripe takes two decimal places.
    #[serde(default, deserialize_with = "hundredths")]
    pub percent_off: Option<u32>,
    /// Currency of `amount_off`, lower case.
    pub currency: Option<String>,
    /// What is taken off in other currencies, when expanded (`currency_options`).
    #[serde(default, deserialize_with = "or_default")]
    pub currency_options: BTreeMap<String, CurrencyOption>,
    /// How long its discounts last.
    pub duration: Option<CouponDuration>,
    /// For how many months, with [`CouponDuration::Repeating`].
    pub duration_in_months: Option<u32>,
    /// Whether it can still be redeemed.
    #[serde(default)]
    pub valid: bool,
}

/// What a coupon takes off in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct CurrencyOption {
    /// Minor units.
    pub amount_off: Option<i64>,
}

open_enum! {
    /// How long the discounts of a coupon last.
    CouponDuration {
        /// For one invoice.
        Once = "once",
        /// For some months.
        Repeating = "repeating",
        /// For good.
        Forever = "forever",
    }
}

impl Coupon {
    /// What it takes off in a currency (lower case), minor units; `None` when it takes off a part, or nothing there.
    pub fn amount_off_in(&self, currency: &str) -> Option<i64> {
        if self.currency.as_deref() == Some(currency) {
            return self.amount_off;
        }
        self.currency_options.get(currency)?.amount_off
    }
}

impl Identified for Coupon {
    fn id(&self) -> &str {
        &self.id
    }
}

fn hundredths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let percent = Option::<f64>::deserialize(deserializer)?;
    Ok(percent.map(|percent| (percent.clamp(0.0, 100.0) * 100.0).round() as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coupon_is_found_in_either_place() {
        let coupon = r#"{"id":"WELCOME","name":"Welcome","percent_off":12.35}"#;
        for text in [
            format!(r#"{{"id":"di_1","end":5,"source":{{"coupon":{coupon},"type":"coupon"}}}}"#),
            format!(r#"{{"id":"di_1","end":5,"coupon":{coupon}}}"#),
        ] {
            let discount: Discount = serde_json::from_str(&text).expect("a discount");
            let coupon = discount.coupon.expect("a coupon");
            assert_eq!(coupon.object().and_then(|c| c.percent_off), Some(1_235));
            assert_eq!(coupon.object().and_then(|c| c.amount_off), None);
        }
        let bare: Discount = serde_json::from_str(r#"{"id":"di_1","source":{"coupon":"WELCOME"}}"#)
            .expect("a discount");
        assert_eq!(
            bare.coupon.map(|c| c.id().to_owned()).as_deref(),
            Some("WELCOME")
        );
    }
}

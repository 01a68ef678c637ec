//! What a quantity of a price costs, exactly.

use serde_json::Value;

use super::decimal::{self, ONE};
use crate::error::{ApiError, Result};
use crate::value::{int, text};

/// One invoice line's worth of a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// In minor units.
    pub(crate) amount: i64,
    /// How many units.
    pub(crate) quantity: i64,
    /// The price of one unit, in minor units.
    pub(crate) unit_amount_decimal: Option<String>,
    /// Which tier it is of, counted from 1.
    pub(crate) tier: Option<usize>,
    /// Whether it is the tier's flat amount.
    pub(crate) flat: bool,
}

/// The parts of a price at a quantity, in a currency the price has.
///
/// # Errors
/// 400 when the price has no amount in the currency, or the total is more than an amount can hold.
pub(crate) fn parts(price: &Value, currency: &str, quantity: i64) -> Result<Vec<Part>> {
    let quantity = transformed(&price["transform_quantity"], quantity);
    let option = &price["currency_options"][currency];
    if !option.is_object() {
        return Err(ApiError::invalid(format!(
            "The price specified only supports `{}`. This doesn't match the expected currency: `{currency}`.",
            text(price, "currency")
        ))
        .param("currency"));
    }
    if price["billing_scheme"] != "tiered" {
        return Ok(vec![units(
            quantity,
            decimal_of(option, "unit_amount"),
            None,
        )?]);
    }
    let tiers = option["tiers"].as_array().map_or(&[][..], Vec::as_slice);
    let graduated = price["tiers_mode"] == "graduated";
    let mut parts = Vec::new();
    let mut below = 0;
    for (index, tier) in tiers.iter().enumerate() {
        let up_to = tier["up_to"].as_i64().unwrap_or(i64::MAX);
        let reached = quantity > below || index == 0;
        let is_the_one = reached && quantity <= up_to;
        let inside = match (graduated, reached, is_the_one) {
            (true, true, _) => (quantity.min(up_to) - below).max(0),
            (false, _, true) => quantity,
            _ => {
                below = up_to;
                continue;
            }
        };
        let tier_number = Some(index + 1);
        parts.push(units(inside, decimal_of(tier, "unit_amount"), tier_number)?);
        if let Some(flat) = decimal_of(tier, "flat_amount") {
            parts.push(Part {
                flat: true,
                ..units(1, Some(flat), tier_number)?
            });
        }
        below = up_to;
    }
    Ok(parts)
}

/// The total of the parts.
pub(crate) fn total(parts: &[Part]) -> i64 {
    parts.iter().map(|part| part.amount).sum()
}

fn units(quantity: i64, unit: Option<i128>, tier: Option<usize>) -> Result<Part> {
    let unit = unit.unwrap_or_default();
    let amount = unit
        .checked_mul(i128::from(quantity))
        .and_then(decimal::round)
        // Stripe's largest amount has twelve digits.
        .filter(|amount| *amount <= 999_999_999_999)
        .ok_or_else(|| {
            ApiError::invalid("Amount must be no more than 999999999999.").code("amount_too_large")
        })?;
    Ok(Part {
        amount,
        quantity,
        unit_amount_decimal: Some(decimal::write(unit)),
        tier,
        flat: false,
    })
}

fn decimal_of(option: &Value, name: &str) -> Option<i128> {
    match option[format!("{name}_decimal")].as_str() {
        Some(text) => decimal::parse(text),
        None => option[name].as_i64().map(|amount| i128::from(amount) * ONE),
    }
}

/// A package price counts packages, not units.
fn transformed(transform: &Value, quantity: i64) -> i64 {
    let divide_by = int(transform, "divide_by");
    if divide_by < 1 {
        return quantity;
    }
    let whole = quantity / divide_by;
    if transform["round"] == "up" && quantity % divide_by != 0 {
        whole + 1
    } else {
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tiered(mode: &str) -> Value {
        let tiers = json!([
            {"up_to": 5, "unit_amount": 500, "unit_amount_decimal": "500"},
            {"up_to": 10, "unit_amount": 400, "unit_amount_decimal": "400", "flat_amount": 100, "flat_amount_decimal": "100"},
            {"up_to": null, "unit_amount": null, "unit_amount_decimal": "0.125"},
        ]);
        json!({"billing_scheme": "tiered", "tiers_mode": mode, "currency_options": {"usd": {"tiers": tiers}}})
    }

    #[test]
    fn tiers_are_added_up_or_chosen() {
        // quantity, graduated, volume
        let cases = [
            (0, 0, 0),
            (1, 500, 500),
            (5, 2_500, 2_500),
            (6, 2_500 + 400 + 100, 2_400 + 100),
            (10, 2_500 + 2_000 + 100, 4_000 + 100),
            (13, 4_600, 2),
            (14, 4_600 + 1, 2),
        ];
        for (quantity, graduated, volume) in cases {
            let of = |mode: &str| {
                parts(&tiered(mode), "usd", quantity)
                    .map(|parts| total(&parts))
                    .ok()
            };
            assert_eq!(of("graduated"), Some(graduated), "graduated {quantity}");
            assert_eq!(of("volume"), Some(volume), "volume {quantity}");
        }
    }

    #[test]
    fn packages_fractions_and_currencies() {
        let price = json!({
            "billing_scheme": "per_unit", "currency": "usd",
            "transform_quantity": {"divide_by": 10, "round": "up"},
            "currency_options": {"usd": {"unit_amount_decimal": "0.5"}, "jpy": {"unit_amount": 7}},
        });
        let of = |currency: &str, quantity| {
            parts(&price, currency, quantity)
                .map(|parts| total(&parts))
                .ok()
        };
        assert_eq!(of("usd", 21), Some(2));
        assert_eq!(of("jpy", 20), Some(14));
        assert_eq!(of("eur", 1), None);
        assert_eq!(of("jpy", i64::MAX), None);
    }
}

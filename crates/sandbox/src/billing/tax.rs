//! Taxes of invoice lines: arithmetic only.
//!
//! Source: Stripe, "Tax rates". Each line's tax is rounded by itself, halves away from zero; the invoice's taxes are the
//! sums of its lines' taxes. Discounts come off before.

use serde_json::{Value, json};

use super::currency;
use super::decimal::{self, ONE};
use crate::value::{int, text};

/// What one percent is counted in: rates have at most four places in Stripe.
const PERCENT: i64 = 10_000;

/// What a customer owes taxes for: `tax_exempt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Liability {
    /// Everything that has a rate.
    #[default]
    Taxed,
    /// Nothing.
    Exempt,
    /// Nothing here: the customer pays the authority.
    Reverse,
}

impl Liability {
    /// Reads a customer's `tax_exempt`.
    pub(crate) fn of(customer: &Value) -> Self {
        match text(customer, "tax_exempt") {
            "exempt" => Self::Exempt,
            "reverse" => Self::Reverse,
            _ => Self::Taxed,
        }
    }

    /// `taxability_reason`. Rates that the merchant made tell no reason of their own.
    fn reason(self) -> &'static str {
        match self {
            Self::Taxed => "not_available",
            Self::Exempt => "customer_exempt",
            Self::Reverse => "reverse_charge",
        }
    }
}

/// What an invoice line keeps of a rate: the members that never change.
pub(crate) fn terms(rate: &Value) -> Value {
    json!({ "id": rate["id"], "inclusive": rate["inclusive"], "percentage": rate["percentage"] })
}

/// A percentage in ten-thousandths of a percent; `None` when it has more than four places.
pub(crate) fn parts(percentage: &Value) -> Option<i64> {
    let exact = decimal::parse(&percentage.to_string())? * i128::from(PERCENT);
    (exact % ONE == 0).then(|| i64::try_from(exact / ONE).ok())?
}

/// The taxes of an amount, as a line shows them. What is inclusive is taken out of it first; what is exclusive is of
/// what is left.
pub(super) fn of_amount(
    amount: i64,
    rates: &Value,
    liability: Liability,
    currency: &str,
) -> Vec<Value> {
    let rates = rates.as_array().map_or(&[][..], Vec::as_slice);
    let step = currency::step(currency);
    let whole = 100 * PERCENT;
    let part = |rate: &Value| match liability {
        Liability::Taxed => parts(&rate["percentage"]).unwrap_or_default(),
        _ => 0,
    };
    let is_inclusive = |rate: &Value| rate["inclusive"] == true;
    let inside = rates.iter().filter(|rate| is_inclusive(rate));
    let inside: i64 = inside.map(part).sum();
    let contained = |rate: &Value| currency::share(amount, part(rate), whole + inside, step);
    let all = rates.iter().filter(|rate| is_inclusive(rate));
    let net = amount - all.map(contained).sum::<i64>();
    let taxable = match liability {
        Liability::Taxed => net,
        _ => 0,
    };
    let taxes = rates.iter().map(|rate| {
        let inclusive = is_inclusive(rate);
        let owed = if inclusive {
            contained(rate)
        } else {
            currency::share(net, part(rate), whole, step)
        };
        json!({
            "amount": owed,
            "tax_behavior": if inclusive { "inclusive" } else { "exclusive" },
            "tax_rate_details": { "tax_rate": rate["id"] },
            "taxability_reason": liability.reason(),
            "taxable_amount": taxable,
            "type": "tax_rate_details",
        })
    });
    taxes.collect()
}

/// The taxes of all lines, one for each rate, in the order in which they first appear.
pub(super) fn totals(lines: &[Value]) -> Vec<Value> {
    let mut totals: Vec<Value> = Vec::new();
    for tax in lines.iter().flat_map(taxes) {
        let same = |other: &&mut Value| other["tax_rate_details"] == tax["tax_rate_details"];
        match totals.iter_mut().find(same) {
            Some(total) => {
                for name in ["amount", "taxable_amount"] {
                    total[name] = (int(total, name) + int(tax, name)).into();
                }
            }
            None => totals.push(tax.clone()),
        }
    }
    totals
}

/// What the taxes of one behaviour come to.
pub(super) fn sum(taxes: &[Value], behavior: &str) -> i64 {
    let taxes = taxes.iter().filter(|tax| tax["tax_behavior"] == behavior);
    taxes.map(|tax| int(tax, "amount")).sum()
}

fn taxes(line: &Value) -> impl Iterator<Item = &Value> {
    line["taxes"].as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(percentage: f64, inclusive: bool) -> Value {
        json!({ "id": format!("txr_{percentage}"), "inclusive": inclusive, "percentage": percentage })
    }

    fn amounts(taxes: &[Value]) -> Vec<i64> {
        taxes.iter().map(|tax| int(tax, "amount")).collect()
    }

    #[test]
    fn taxes_are_rounded_half_away_from_zero_to_what_can_be_charged() {
        // amount, percentage, inclusive, currency, tax
        let cases = [
            (1_000, 21.0, false, "eur", 210),
            (1_210, 21.0, true, "eur", 210),
            (50, 21.0, false, "eur", 11),
            (-50, 21.0, false, "eur", -11),
            (999, 8.875, false, "usd", 89),
            (1_000, 0.0, false, "eur", 0),
            (1_000, 0.0001, false, "eur", 0),
            (150, 10.0, false, "jpy", 15),
            (155, 10.0, false, "jpy", 16),
            (150_000, 24.5, false, "isk", 36_800),
            (1_010, 5.0, false, "kwd", 50),
            (-1_210, 21.0, true, "eur", -210),
        ];
        for (amount, percentage, inclusive, currency, expected) in cases {
            let rates = json!([rate(percentage, inclusive)]);
            let taxes = of_amount(amount, &rates, Liability::Taxed, currency);
            assert_eq!(
                amounts(&taxes),
                [expected],
                "{amount} {percentage} {currency}"
            );
        }
    }

    #[test]
    fn several_rates_are_of_the_same_amount() {
        let canada = json!([rate(5.0, false), rate(9.975, false)]);
        let taxes = of_amount(10_000, &canada, Liability::Taxed, "cad");
        assert_eq!(amounts(&taxes), [500, 998]);
        let inside = json!([rate(5.0, true), rate(15.0, true)]);
        let taxes = of_amount(12_000, &inside, Liability::Taxed, "cad");
        assert_eq!(amounts(&taxes), [500, 1_500]);
        assert_eq!(taxes[0]["taxable_amount"], 10_000);
        let both = json!([rate(20.0, true), rate(10.0, false)]);
        let taxes = of_amount(12_000, &both, Liability::Taxed, "eur");
        assert_eq!(amounts(&taxes), [2_000, 1_000]);
    }

    #[test]
    fn who_is_exempt_owes_nothing_and_the_reason_is_told() {
        let rates = json!([rate(21.0, true)]);
        for (liability, reason) in [
            (Liability::Exempt, "customer_exempt"),
            (Liability::Reverse, "reverse_charge"),
        ] {
            let taxes = of_amount(1_210, &rates, liability, "eur");
            assert_eq!(amounts(&taxes), [0]);
            assert_eq!(taxes[0]["taxability_reason"], reason);
        }
    }

    #[test]
    fn percentages_have_at_most_four_places() {
        for (percentage, expected) in [
            (json!(21), Some(210_000)),
            (json!(21.0), Some(210_000)),
            (json!(8.8751), Some(88_751)),
            (json!(0.0001), Some(1)),
            (json!(8.875_12), None),
            (json!(0.000_001), None),
        ] {
            assert_eq!(parts(&percentage), expected, "{percentage}");
        }
    }
}

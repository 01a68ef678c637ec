//! Lines, discounts, taxes and totals of an invoice: arithmetic only.

use serde_json::{Value, json};

use super::currency;
use super::tax::{self, Liability};
use crate::value::int;

/// What an invoice comes to.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    /// With their `discount_amounts` and `taxes`.
    pub(crate) lines: Vec<Value>,
    /// What each discount takes off, by its id.
    pub(crate) discounts: Vec<(Value, i64)>,
    /// `total_taxes`.
    pub(crate) taxes: Vec<Value>,
    /// The sum of the lines.
    pub(crate) subtotal: i64,
    /// The same without the taxes that the lines contain.
    pub(crate) subtotal_excluding_tax: i64,
    /// The subtotal less discounts, with the taxes that come on top. Negative when more is credited than charged.
    pub(crate) total: i64,
    /// The same without any taxes.
    pub(crate) total_excluding_tax: i64,
}

/// Adds lines up, takes discounts off those that are discountable, and taxes what is left of each. Prorations are never
/// discountable: their discounts are included.
pub(crate) fn compose(
    mut lines: Vec<Value>,
    discounts: &[&Value],
    liability: Liability,
    currency: &str,
) -> Statement {
    let subtotal = lines.iter().map(|line| int(line, "amount")).sum();
    let amounts: Vec<i64> = lines
        .iter()
        .map(|line| {
            let counts = line["discountable"] == true;
            if counts {
                int(line, "amount").max(0)
            } else {
                0
            }
        })
        .collect();
    let mut taken = Vec::new();
    let mut left = amounts;
    for discount in discounts {
        let shares = taken_off(&discount["_terms"], &left, currency);
        let off: i64 = shares.iter().sum();
        if off == 0 {
            continue;
        }
        for ((line, left), share) in lines.iter_mut().zip(&mut left).zip(shares) {
            *left -= share;
            let counts = line["discountable"] == true;
            if let Some(amounts) = line["discount_amounts"].as_array_mut().filter(|_| counts) {
                amounts.push(json!({ "amount": share, "discount": discount["id"] }));
            }
        }
        taken.push((discount["id"].clone(), off));
    }
    let off: i64 = taken.iter().map(|(_, amount)| amount).sum();
    let mut contained = 0;
    for line in &mut lines {
        let rates = &line["_tax_rates"];
        // The subtotal knows no discounts, so neither do the taxes that are taken out of it.
        let gross = tax::of_amount(int(line, "amount"), rates, liability, currency);
        contained += tax::sum(&gross, "inclusive");
        line["taxes"] = tax::of_amount(net_of(line), rates, liability, currency).into();
    }
    let taxes = tax::totals(&lines);
    let total = subtotal - off;
    Statement {
        discounts: taken,
        subtotal,
        subtotal_excluding_tax: subtotal - contained,
        total: total + tax::sum(&taxes, "exclusive"),
        total_excluding_tax: total - tax::sum(&taxes, "inclusive"),
        lines,
        taxes,
    }
}

/// A line's amount less its discounts.
pub(super) fn net_of(line: &Value) -> i64 {
    let off = line["discount_amounts"].as_array().into_iter().flatten();
    int(line, "amount") - off.map(|off| int(off, "amount")).sum::<i64>()
}

/// What is left of each amount when all discounts are taken off.
pub(crate) fn net(amounts: &[i64], discounts: &[&Value], currency: &str) -> Vec<i64> {
    let mut left = amounts.to_vec();
    for discount in discounts {
        let shares = taken_off(&discount["_terms"], &left, currency);
        for (left, share) in left.iter_mut().zip(shares) {
            *left -= share;
        }
    }
    left
}

/// What a discount takes off several amounts, shared by their sizes; the shares add up to the whole.
fn taken_off(terms: &Value, amounts: &[i64], currency: &str) -> Vec<i64> {
    let sum: i64 = amounts.iter().sum();
    let off = amount_off(terms, sum, currency::step(currency));
    let mut reached = 0;
    let mut given = 0;
    amounts
        .iter()
        .map(|amount| {
            reached += amount;
            // Rounded down on the way, exact at the end: no share is more than its amount.
            let due = if sum == 0 {
                0
            } else {
                let exact = i128::from(off) * i128::from(reached) / i128::from(sum);
                i64::try_from(exact).unwrap_or_default()
            };
            let share = due - given;
            given = due;
            share
        })
        .collect()
}

fn amount_off(terms: &Value, left: i64, step: i64) -> i64 {
    if let Some(amount) = terms["amount_off"].as_i64() {
        return amount.min(left).max(0);
    }
    // Percentages have at most two places in Stripe; hundredths of a percent keep the sum exact.
    let hundredths = (terms["percent_off"].as_f64().unwrap_or_default() * 100.0).round();
    currency::share(left, hundredths as i64, 10_000, step).clamp(0, left.max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn discounts_are_exact_and_never_more_than_the_bill() {
        let cases = [
            (json!({"percent_off": 25.0}), 1_000, 250),
            (json!({"percent_off": 12.5}), 999, 125),
            (json!({"percent_off": 33.33}), 100, 33),
            (json!({"percent_off": 100.0}), 777, 777),
            (json!({"amount_off": 500}), 300, 300),
            (json!({"amount_off": 500}), 800, 500),
            (json!({"percent_off": 50.0}), 0, 0),
        ];
        for (terms, left, expected) in cases {
            assert_eq!(amount_off(&terms, left, 1), expected, "{terms} of {left}");
        }
        assert_eq!(amount_off(&json!({"percent_off": 33.33}), 1_000, 100), 300);
    }

    #[test]
    fn a_discount_is_shared_and_leaves_prorations_alone() {
        let line = |amount: i64, discountable: bool| json!({"amount": amount, "discountable": discountable, "discount_amounts": []});
        let discount = json!({"id": "di_1", "_terms": {"amount_off": 100}});
        let lines = vec![line(100, true), line(-50, false), line(200, true)];
        let made = compose(lines, &[&discount], Liability::Taxed, "usd");
        assert_eq!((made.subtotal, made.total), (250, 150));
        let share = |index: usize| made.lines[index]["discount_amounts"][0]["amount"].as_i64();
        assert_eq!((share(0), share(1), share(2)), (Some(33), None, Some(67)));
    }

    #[test]
    fn taxes_are_of_what_discounts_leave() {
        let line = |amount: i64, inclusive: bool| {
            let rates = json!([{"id": format!("txr_{inclusive}"), "percentage": 21.0, "inclusive": inclusive}]);
            json!({"amount": amount, "discountable": true, "discount_amounts": [], "_tax_rates": rates})
        };
        let discount = json!({"id": "di_1", "_terms": {"percent_off": 50.0}});
        let lines = vec![line(2_000, false), line(2_420, true)];
        let made = compose(lines, &[&discount], Liability::Taxed, "eur");
        let tax = |index: usize| made.taxes[index]["amount"].as_i64();
        assert_eq!((tax(0), tax(1)), (Some(210), Some(210)));
        assert_eq!((made.subtotal, made.total), (4_420, 2_420));
        assert_eq!(made.subtotal_excluding_tax, 4_000);
        assert_eq!(made.total_excluding_tax, 2_000);
    }
}

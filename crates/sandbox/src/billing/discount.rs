//! Coupons on subscriptions.

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::ids;
use crate::value::{int, text};

/// Redeems coupons for a subscription and returns the ids of the discounts.
///
/// # Errors
/// 400 when a coupon does not exist or can no longer be redeemed.
pub(crate) async fn redeem(
    cx: &mut Cx,
    sent: &[Value],
    subscription: &str,
    customer: &str,
    currency: &str,
) -> Result<Vec<Value>> {
    let mut ids = Vec::with_capacity(sent.len());
    for (index, discount) in sent.iter().enumerate() {
        let param = format!("discounts[{index}][coupon]");
        let Some(id) = discount["coupon"].as_str() else {
            return Err(
                ApiError::invalid(format!("Missing required param: {param}."))
                    .code("parameter_missing")
                    .param(param),
            );
        };
        let mut coupon = cx.referenced("coupon", id, &param).await?;
        let late = coupon["redeem_by"].as_i64().is_some_and(|by| cx.now > by);
        let spent = coupon["max_redemptions"]
            .as_i64()
            .is_some_and(|most| int(&coupon, "times_redeemed") >= most);
        if late || spent {
            return Err(ApiError::invalid(format!("Coupon expired: {id}"))
                .code("coupon_expired")
                .param(param));
        }
        let foreign = coupon["currency"]
            .as_str()
            .is_some_and(|own| own != currency);
        if foreign {
            return Err(ApiError::invalid(format!(
                "The coupon `{id}` cannot be applied because its currency `{}` does not match `{currency}`.",
                text(&coupon, "currency")
            ))
            .param(param));
        }
        coupon["times_redeemed"] = (int(&coupon, "times_redeemed") + 1).into();
        let full = coupon["max_redemptions"].as_i64() == coupon["times_redeemed"].as_i64();
        coupon["valid"] = (!full).into();
        cx.save(&coupon).await?;
        let discount = object(cx, &coupon, subscription, customer)?;
        cx.insert(&discount).await?;
        cx.emit("customer.discount.created", &discount, None)
            .await?;
        ids.push(discount["id"].clone());
    }
    Ok(ids)
}

fn object(cx: &Cx, coupon: &Value, subscription: &str, customer: &str) -> Result<Value> {
    let end = match coupon["duration_in_months"].as_i64() {
        Some(months) => {
            let interval = super::period::Interval::of(
                &json!({ "interval": "month", "interval_count": months }),
            );
            Some(interval.boundary_after(cx.now, cx.now)?)
        }
        None => None,
    };
    Ok(json!({
        "id": ids::long("di")?,
        "object": "discount",
        "checkout_session": null,
        "customer": customer,
        "customer_account": null,
        "end": end,
        "invoice": null,
        "invoice_item": null,
        "promotion_code": null,
        "source": { "coupon": coupon["id"], "type": "coupon" },
        "start": cx.now,
        "subscription": subscription,
        "subscription_item": null,
        // The terms hold although the coupon may be deleted later.
        "_terms": {
            "amount_off": coupon["amount_off"], "percent_off": coupon["percent_off"], "duration": coupon["duration"],
        },
    }))
}

/// What discounts take off a subtotal, as `(discount, amount)`.
pub(crate) async fn taken_off(
    cx: &mut Cx,
    subscription: &Value,
    subtotal: i64,
) -> Result<Vec<(Value, i64)>> {
    let mut taken = Vec::new();
    let mut left = subtotal;
    for id in subscription["discounts"].as_array().into_iter().flatten() {
        let Some(discount) = cx.find(id.as_str().unwrap_or_default()).await? else {
            continue;
        };
        if discount["end"].as_i64().is_some_and(|end| cx.now >= end) {
            continue;
        }
        let amount = amount_off(&discount["_terms"], left);
        if amount == 0 {
            continue;
        }
        left -= amount;
        taken.push((discount, amount));
    }
    Ok(taken)
}

fn amount_off(terms: &Value, left: i64) -> i64 {
    if let Some(amount) = terms["amount_off"].as_i64() {
        return amount.min(left).max(0);
    }
    // Percentages have at most two places in Stripe; hundredths of a percent keep the sum exact.
    let hundredths = (terms["percent_off"].as_f64().unwrap_or_default() * 100.0).round();
    let exact = i128::from(left) * hundredths as i128;
    i64::try_from((exact + 5_000) / 10_000)
        .unwrap_or(left)
        .clamp(0, left.max(0))
}

/// Takes discounts away that have done their part: those for one invoice, and those whose time is over.
pub(crate) async fn retire(cx: &mut Cx, subscription: &mut Value) -> Result<()> {
    let ids = subscription["discounts"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut kept = Vec::new();
    for id in ids {
        let Some(discount) = cx.find(id.as_str().unwrap_or_default()).await? else {
            continue;
        };
        let over = discount["end"].as_i64().is_some_and(|end| cx.now >= end);
        if over || discount["_terms"]["duration"] == "once" {
            cx.emit("customer.discount.deleted", &discount, None)
                .await?;
        } else {
            kept.push(id);
        }
    }
    subscription["discounts"] = Value::Array(kept);
    Ok(())
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
            assert_eq!(amount_off(&terms, left), expected, "{terms} of {left}");
        }
    }
}

//! Whether a promotion code may be used.

use serde_json::Value;

use super::Holder;
use crate::billing::currency::money;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::value::int;

/// # Errors
/// 400 when the code is inactive, expired, spent, somebody else's, only for newcomers, or for larger amounts.
pub(super) async fn check(
    cx: &mut Cx,
    code: &Value,
    holder: &Holder<'_>,
    param: &str,
) -> Result<()> {
    let refuse = |why: &str| {
        Err(ApiError::invalid(format!(
            "This promotion code cannot be redeemed because {why}."
        ))
        .code("promotion_code_invalid")
        .param(param))
    };
    let expired = code["expires_at"].as_i64().is_some_and(|at| cx.now > at);
    let most = code["max_redemptions"].as_i64();
    let spent = most.is_some_and(|most| int(code, "times_redeemed") >= most);
    if expired || spent {
        return refuse("it is expired or has reached its redemption limit");
    }
    if code["active"] != true {
        return refuse("it is not active");
    }
    if code["customer"]
        .as_str()
        .is_some_and(|only| only != holder.customer)
    {
        return refuse("it belongs to another customer");
    }
    let restrictions = &code["restrictions"];
    if restrictions["first_time_transaction"] == true && has_paid(cx, holder.customer).await? {
        return refuse("the associated customer has prior transactions");
    }
    let least = if restrictions["minimum_amount_currency"] == holder.currency {
        restrictions["minimum_amount"].as_i64()
    } else {
        restrictions["currency_options"][holder.currency]["minimum_amount"].as_i64()
    };
    match (least, restrictions["minimum_amount"].is_null()) {
        (Some(least), _) if holder.subtotal < least => {
            let least = money(&least.to_string(), holder.currency);
            refuse(&format!("the amount is less than the minimum of {least}"))
        }
        (None, false) => refuse("its minimum amount is in another currency"),
        _ => Ok(()),
    }
}

/// Whether the customer has paid anything, or has a subscription that was not given up before its first payment.
async fn has_paid(cx: &mut Cx, customer: &str) -> Result<bool> {
    let invoices = cx.of_customer("invoice", customer).await?;
    Ok(invoices
        .iter()
        .any(|invoice| int(invoice, "amount_paid") > 0))
}

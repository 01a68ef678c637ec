//! Discounts: coupons and promotion codes that were redeemed for a subscription.

use serde_json::{Value, json};

use super::period::Interval;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::ids;
use crate::value::{int, text};

mod promotion;

/// For whom discounts are asked.
pub(crate) struct Holder<'a> {
    pub(crate) subscription: &'a str,
    pub(crate) customer: &'a str,
    pub(crate) currency: &'a str,
    /// The ids of the discounts that are there already.
    pub(crate) held: &'a Value,
    /// What a period costs before discounts.
    pub(crate) subtotal: i64,
}

/// A discount that may be had; nothing is stored yet.
pub(crate) enum Granted {
    /// One that is there already.
    Kept(Value),
    /// A new one, with its coupon and promotion code.
    New {
        discount: Value,
        coupon: Value,
        promotion: Option<Value>,
    },
}

impl Granted {
    /// The discount's id.
    pub(crate) fn id(&self) -> &Value {
        match self {
            Self::Kept(id) => id,
            Self::New { discount, .. } => &discount["id"],
        }
    }
}

/// Checks the sent `discounts`, without redeeming them.
///
/// # Errors
/// 400 in Stripe's words when one does not exist or cannot be redeemed.
pub(crate) async fn grant(
    cx: &mut Cx,
    sent: &[Value],
    holder: &Holder<'_>,
) -> Result<Vec<Granted>> {
    let mut granted = Vec::with_capacity(sent.len());
    for (index, sent) in sent.iter().enumerate() {
        let path = |name: &str| format!("discounts[{index}][{name}]");
        let given: Vec<(&str, &str)> = ["coupon", "discount", "promotion_code"]
            .into_iter()
            .filter_map(|name| Some((name, sent[name].as_str()?)))
            .collect();
        let [(name, id)] = given[..] else {
            return Err(ApiError::invalid(
                "You must specify exactly one of `coupon`, `discount` or `promotion_code` for each discount.",
            )
            .param(format!("discounts[{index}]")));
        };
        let param = path(name);
        granted.push(match name {
            "discount" => {
                let held = holder.held.as_array().into_iter().flatten();
                let kept = held.into_iter().find(|held| *held == id).cloned();
                Granted::Kept(
                    kept.ok_or_else(|| ApiError::missing_reference("discount", id, &param))?,
                )
            }
            "coupon" => {
                let coupon = cx.referenced("coupon", id, &param).await?;
                of_coupon(cx, coupon, None, holder, &param)?
            }
            _ => {
                let code = cx.referenced("promotion_code", id, &param).await?;
                promotion::check(cx, &code, holder, &param).await?;
                let coupon = text(&code["promotion"], "coupon").to_owned();
                let coupon = cx.referenced("coupon", &coupon, &param).await?;
                of_coupon(cx, coupon, Some(code), holder, &param)?
            }
        });
    }
    Ok(granted)
}

/// Whether a coupon can be redeemed at a moment.
pub(crate) fn is_valid(coupon: &Value, now: i64) -> bool {
    let late = coupon["redeem_by"].as_i64().is_some_and(|by| now > by);
    let most = coupon["max_redemptions"].as_i64();
    let spent = most.is_some_and(|most| int(coupon, "times_redeemed") >= most);
    !late && !spent
}

fn of_coupon(
    cx: &Cx,
    coupon: Value,
    promotion: Option<Value>,
    holder: &Holder<'_>,
    param: &str,
) -> Result<Granted> {
    let id = text(&coupon, "id");
    if !is_valid(&coupon, cx.now) {
        return Err(ApiError::invalid(format!("Coupon expired: {id}"))
            .code("coupon_expired")
            .param(param));
    }
    let currency = holder.currency;
    let option = &coupon["currency_options"][currency]["amount_off"];
    let own = coupon["currency"].as_str();
    let amount_off = if own == Some(currency) {
        coupon["amount_off"].clone()
    } else {
        option.clone()
    };
    if own.is_some() && amount_off.is_null() {
        return Err(ApiError::invalid(format!(
            "The coupon `{id}` cannot be applied because its currency `{}` does not match `{currency}`.",
            text(&coupon, "currency")
        ))
        .param(param));
    }
    let end = match coupon["duration_in_months"].as_i64() {
        Some(months) => {
            let interval = Interval::of(&json!({ "interval": "month", "interval_count": months }));
            Some(interval.boundary_after(cx.now, cx.now)?)
        }
        None => None,
    };
    let discount = json!({
        "id": ids::long("di")?,
        "object": "discount",
        "checkout_session": null,
        "customer": holder.customer,
        "customer_account": null,
        "end": end,
        "invoice": null,
        "invoice_item": null,
        "promotion_code": promotion.as_ref().map(|code| &code["id"]),
        "source": { "coupon": id, "type": "coupon" },
        "start": cx.now,
        "subscription": holder.subscription,
        "subscription_item": null,
        // The terms hold although the coupon may be deleted later.
        "_terms": {
            "amount_off": amount_off, "percent_off": coupon["percent_off"], "duration": coupon["duration"],
        },
    });
    Ok(Granted::New {
        discount,
        coupon,
        promotion,
    })
}

/// Redeems what was granted and returns the ids of the discounts.
pub(crate) async fn redeem(cx: &mut Cx, granted: Vec<Granted>) -> Result<Value> {
    let mut ids = Vec::with_capacity(granted.len());
    for granted in granted {
        ids.push(granted.id().clone());
        let Granted::New {
            discount,
            mut coupon,
            promotion,
        } = granted
        else {
            continue;
        };
        coupon["times_redeemed"] = (int(&coupon, "times_redeemed") + 1).into();
        coupon["valid"] = is_valid(&coupon, cx.now).into();
        cx.save(&coupon).await?;
        if let Some(mut code) = promotion {
            code["times_redeemed"] = (int(&code, "times_redeemed") + 1).into();
            cx.save(&code).await?;
        }
        cx.insert(&discount).await?;
        cx.emit("customer.discount.created", &discount, None)
            .await?;
    }
    Ok(ids.into())
}

/// Announces the discounts that are no longer there.
pub(crate) async fn announce_removed(cx: &mut Cx, before: &Value, after: &Value) -> Result<()> {
    let kept = after.as_array().cloned().unwrap_or_default();
    for id in before.as_array().into_iter().flatten() {
        if !kept.contains(id)
            && let Some(discount) = cx.find(id.as_str().unwrap_or_default()).await?
        {
            cx.emit("customer.discount.deleted", &discount, None)
                .await?;
        }
    }
    Ok(())
}

/// Takes discounts away that have done their part: those for one invoice, and those whose time is over.
pub(super) async fn retire(cx: &mut Cx, subscription: &mut Value) -> Result<()> {
    let before = subscription["discounts"].clone();
    let mut kept = Vec::new();
    for id in before.as_array().into_iter().flatten() {
        let Some(discount) = cx.find(id.as_str().unwrap_or_default()).await? else {
            continue;
        };
        let over = discount["end"].as_i64().is_some_and(|end| cx.now >= end);
        if !over && discount["_terms"]["duration"] != "once" {
            kept.push(id.clone());
        }
    }
    subscription["discounts"] = kept.into();
    announce_removed(cx, &before, &subscription["discounts"]).await
}

//! The items of a new subscription: prices that fit together.

use serde_json::{Value, json};

use crate::billing::period::Interval;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::ids;
use crate::params::{Params, merge_metadata};
use crate::resources::prices;
use crate::value::text;

/// Most items of a subscription.
const MOST: usize = 20;

/// Items with the interval and currency they share.
pub(super) struct Chosen {
    pub(super) items: Vec<Value>,
    pub(super) interval: Interval,
    pub(super) currency: String,
}

/// Reads `items[]`; their periods are set later.
///
/// # Errors
/// 400 when a price cannot be subscribed to, or not together with the others.
pub(super) async fn choose(cx: &mut Cx, params: &Params, subscription: &str) -> Result<Chosen> {
    let sent = params.list("items");
    if sent.is_empty() || sent.len() > MOST {
        return Err(ApiError::invalid(format!(
            "A subscription must have between 1 and {MOST} items."
        ))
        .param("items"));
    }
    let mut items: Vec<Value> = Vec::with_capacity(sent.len());
    let mut shared: Option<(Interval, String)> = None;
    for (index, item) in sent.iter().enumerate() {
        let price = price_of(cx, item, index).await?;
        let param = format!("items[{index}][price]");
        require_subscribable(&price, &param)?;
        let interval = Interval::of(&price["recurring"]);
        let own = text(&price, "currency");
        let currency = match (params.text("currency"), &shared) {
            (Some(currency), _) => currency.to_owned(),
            (None, Some((_, currency))) => currency.clone(),
            (None, None) => own.to_owned(),
        };
        if price["currency_options"][&currency].is_null() {
            return Err(ApiError::invalid(format!(
                "The price specified only supports `{own}`. This doesn't match the expected currency: `{currency}`."
            ))
            .param(param));
        }
        let shared = shared.get_or_insert_with(|| (interval.clone(), currency));
        if shared.0 != interval {
            return Err(ApiError::invalid(
                "All prices on a subscription must have the same `recurring.interval` and `recurring.interval_count`. If you meant to update an existing subscription item instead of creating a new one, make sure to include the subscription item ID in your request.",
            )
            .param(param));
        }
        if items.iter().any(|other| other["price"] == price["id"]) {
            return Err(ApiError::invalid(format!(
                "Cannot add multiple subscription items with the same price: {}.",
                text(&price, "id")
            ))
            .param(param));
        }
        let mut stored = json!({
            "id": ids::short("si")?,
            "object": "subscription_item",
            "billing_thresholds": null,
            "created": cx.now,
            "current_period_end": null,
            "current_period_start": null,
            "current_trial": null,
            "discounts": [],
            "metadata": {},
            "price": price["id"],
            "subscription": subscription,
            "tax_rates": [],
        });
        if price["recurring"]["usage_type"] == "metered" {
            if !item["quantity"].is_null() {
                return Err(ApiError::invalid(
                    "The `quantity` parameter cannot be set for prices with `recurring.usage_type=metered`.",
                )
                .param(format!("items[{index}][quantity]")));
            }
        } else {
            stored["quantity"] = item["quantity"].as_i64().unwrap_or(1).into();
        }
        merge_metadata(item.get("metadata"), &mut stored);
        items.push(stored);
    }
    let (interval, currency) =
        shared.ok_or_else(|| ApiError::internal("a subscription without items"))?;
    Ok(Chosen {
        items,
        interval,
        currency,
    })
}

async fn price_of(cx: &mut Cx, item: &Value, index: usize) -> Result<Value> {
    match (item["price"].as_str(), item["price_data"].as_object()) {
        (Some(id), None) => {
            cx.referenced("price", id, &format!("items[{index}][price]"))
                .await
        }
        (None, Some(data)) => {
            let param = format!("items[{index}][price_data][product]");
            let product = data
                .get("product")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let product = cx.referenced("product", product, &param).await?;
            let mut price = prices::build(cx, &Params::new(data.clone()), &product).await?;
            // As in Stripe: a price made on the way is not offered again.
            price["active"] = false.into();
            price["_inline"] = true.into();
            cx.save(&price).await?;
            cx.emit("price.created", &price, None).await?;
            Ok(price)
        }
        (Some(_), Some(_)) => Err(ApiError::invalid(
            "You may only specify one of these parameters: price, price_data.",
        )
        .param(format!("items[{index}][price]"))),
        (None, None) => {
            let param = format!("items[{index}][price]");
            Err(
                ApiError::invalid(format!("Missing required param: {param}."))
                    .code("parameter_missing")
                    .param(param),
            )
        }
    }
}

fn require_subscribable(price: &Value, param: &str) -> Result<()> {
    if price["type"] != "recurring" {
        return Err(ApiError::invalid(
            "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
        )
        .param(param));
    }
    if price["active"] != true && price["_inline"] != true {
        return Err(ApiError::invalid(
            "The price specified is inactive. This field only accepts active prices.",
        )
        .param(param));
    }
    Ok(())
}

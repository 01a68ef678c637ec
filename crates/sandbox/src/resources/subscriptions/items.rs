//! The items of a subscription: prices that fit together.

use serde_json::{Value, json};

use crate::billing::period::Interval;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::ids;
use crate::params::{Params, merge_metadata};
use crate::resources::{prices, tax_rates};
use crate::value::text;

mod changed;

pub(in crate::resources) use changed::changed;

/// Most items of a subscription.
const MOST: usize = 20;

/// Items with the interval and currency they share.
pub(in crate::resources) struct Chosen {
    pub(in crate::resources) items: Vec<Value>,
    pub(in crate::resources) interval: Interval,
    pub(in crate::resources) currency: String,
}

/// Reads `items[]` of a new subscription; their periods are set later.
///
/// # Errors
/// 400 when a price cannot be subscribed to, or not together with the others.
pub(in crate::resources) async fn choose(
    cx: &mut Cx,
    params: &Params,
    subscription: &str,
) -> Result<Chosen> {
    let sent = params.list("items");
    require_count(sent.len())?;
    let mut items: Vec<Value> = Vec::with_capacity(sent.len());
    let mut shared: Option<(Interval, String)> = None;
    for (index, item) in sent.iter().enumerate() {
        let path = format!("items[{index}]");
        let price = price_of(cx, item, &path).await?;
        let own = text(&price, "currency");
        let currency = match (params.text("currency"), &shared) {
            (Some(currency), _) => currency.to_owned(),
            (None, Some((_, currency))) => currency.clone(),
            (None, None) => own.to_owned(),
        };
        require_fit(&price, &currency, &path)?;
        let interval = Interval::of(&price["recurring"]);
        let shared = shared.get_or_insert_with(|| (interval.clone(), currency));
        if shared.0 != interval {
            return Err(mixed_intervals(&path));
        }
        require_new(&items, &price, &path)?;
        items.push(stored(cx, item, &price, subscription, &path).await?);
    }
    let (interval, currency) =
        shared.ok_or_else(|| ApiError::internal("a subscription without items"))?;
    Ok(Chosen {
        items,
        interval,
        currency,
    })
}

fn require_count(count: usize) -> Result<()> {
    if count == 0 || count > MOST {
        return Err(ApiError::invalid(format!(
            "A subscription must have between 1 and {MOST} items."
        ))
        .param("items"));
    }
    Ok(())
}

pub(super) fn mixed_intervals(path: &str) -> ApiError {
    ApiError::invalid(
        "All prices on a subscription must have the same `recurring.interval` and `recurring.interval_count`. If you meant to update an existing subscription item instead of creating a new one, make sure to include the subscription item ID in your request.",
    )
    .param(format!("{path}[price]"))
}

fn require_new(items: &[Value], price: &Value, path: &str) -> Result<()> {
    if items.iter().any(|other| other["price"] == price["id"]) {
        return Err(ApiError::invalid(format!(
            "Cannot add multiple subscription items with the same price: {}.",
            text(price, "id")
        ))
        .param(format!("{path}[price]")));
    }
    Ok(())
}

/// A new item as it is stored.
async fn stored(
    cx: &mut Cx,
    sent: &Value,
    price: &Value,
    subscription: &str,
    path: &str,
) -> Result<Value> {
    let rates = format!("{path}[tax_rates]");
    let rates = tax_rates::chosen(cx, &sent["tax_rates"], &Value::Null, &rates).await?;
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
        "tax_rates": rates,
        "_billed": null,
    });
    if is_metered(price) {
        refuse_quantity(sent, path)?;
    } else {
        stored["quantity"] = sent["quantity"].as_i64().unwrap_or(1).into();
    }
    merge_metadata(sent.get("metadata"), &mut stored);
    Ok(stored)
}

fn is_metered(price: &Value) -> bool {
    price["recurring"]["usage_type"] == "metered"
}

fn refuse_quantity(sent: &Value, path: &str) -> Result<()> {
    if sent["quantity"].is_null() {
        return Ok(());
    }
    Err(ApiError::invalid(
        "The `quantity` parameter cannot be set for prices with `recurring.usage_type=metered`.",
    )
    .param(format!("{path}[quantity]")))
}

async fn price_of(cx: &mut Cx, item: &Value, path: &str) -> Result<Value> {
    match (item["price"].as_str(), item["price_data"].as_object()) {
        (Some(id), None) => cx.referenced("price", id, &format!("{path}[price]")).await,
        (None, Some(data)) => {
            let param = format!("{path}[price_data][product]");
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
        .param(format!("{path}[price]"))),
        (None, None) => {
            let param = format!("{path}[price]");
            Err(
                ApiError::invalid(format!("Missing required param: {param}."))
                    .code("parameter_missing")
                    .param(param),
            )
        }
    }
}

/// # Errors
/// 400 when a price is not recurring, is archived, or does not have the currency.
fn require_fit(price: &Value, currency: &str, path: &str) -> Result<()> {
    let param = format!("{path}[price]");
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
    if price["currency_options"][currency].is_null() {
        return Err(ApiError::invalid(format!(
            "The price specified only supports `{}`. This doesn't match the expected currency: `{currency}`.",
            text(price, "currency")
        ))
        .param(param));
    }
    Ok(())
}

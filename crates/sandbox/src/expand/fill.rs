//! Parts that are stored elsewhere: prices of items, lists inside objects.

use serde_json::{Value, json};

use super::{Wanted, present};
use crate::cx::Cx;
use crate::error::Result;
use crate::list;

/// Subscription items are stored with the ids of their prices; the wire always shows the whole price (and its old
/// form, the plan).
pub(super) async fn fill_items(cx: &mut Cx, items: Value, wanted: &Wanted) -> Result<Value> {
    let Value::Array(mut items) = items else {
        return Ok(items);
    };
    for item in &mut items {
        if let Some(members) = item.as_object_mut() {
            members.retain(|name, _| !name.starts_with('_'));
        }
        if let Some(price) = item["price"].as_str().map(str::to_owned)
            && let Some(price) = cx.find(&price).await?
        {
            item["plan"] = plan(&price);
            item["price"] = present(cx, price, wanted).await?;
        }
        fill_rates(cx, &mut item["tax_rates"]).await?;
    }
    Ok(Value::Array(items))
}

/// Tax rates are stored by their ids; the wire always shows them whole.
pub(super) async fn fill_rates(cx: &mut Cx, rates: &mut Value) -> Result<()> {
    for rate in rates.as_array_mut().into_iter().flatten() {
        if let Some(found) = cx.find(rate.as_str().unwrap_or_default()).await? {
            *rate = found;
        }
    }
    Ok(())
}

/// The tax rates of a schedule's phases.
pub(super) async fn fill_phases(cx: &mut Cx, phases: &mut Value) -> Result<()> {
    for phase in phases.as_array_mut().into_iter().flatten() {
        fill_rates(cx, &mut phase["default_tax_rates"]).await?;
        for item in phase["items"].as_array_mut().into_iter().flatten() {
            fill_rates(cx, &mut item["tax_rates"]).await?;
        }
    }
    Ok(())
}

fn plan(price: &Value) -> Value {
    let recurring = &price["recurring"];
    json!({
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": price["billing_scheme"],
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": false,
        "metadata": price["metadata"],
        "meter": recurring["meter"],
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": price["tiers_mode"],
        "transform_usage": price["transform_quantity"],
        "trial_period_days": recurring["trial_period_days"],
        "usage_type": recurring["usage_type"],
    })
}

/// Lists that are shown only when asked for.
pub(super) async fn include(cx: &mut Cx, value: &mut Value, wanted: &Wanted) -> Result<()> {
    let id = value["id"].as_str().unwrap_or_default().to_owned();
    let lists: &[(&str, &str, &str)] = if value["object"] == "customer" {
        &[
            ("subscriptions", "subscription", "subscriptions"),
            ("tax_ids", "tax_id", "tax_ids"),
            ("sources", "source", "sources"),
        ]
    } else {
        &[("payments", "invoice_payment", "payments")]
    };
    for (name, kind, path) in lists.iter().filter(|(name, ..)| wanted.has(name)) {
        let owned = cx.of_customer(kind, &id).await?;
        let mut owned: Vec<Value> = owned
            .into_iter()
            .filter(|object| object["deleted"] != true && object["status"] != "canceled")
            .collect();
        owned.reverse();
        let plural = if value["object"] == "customer" {
            "customers"
        } else {
            "invoices"
        };
        let shown = list::whole(owned, &format!("/v1/{plural}/{id}/{path}"));
        value[*name] = present(cx, shown, &Wanted::default()).await?;
    }
    Ok(())
}

/// What a browser needs to pay an open invoice.
pub(super) async fn confirmation_secret(cx: &mut Cx, intent: &Value) -> Result<Value> {
    let intent = match intent.as_str() {
        Some(id) => cx.find(id).await?,
        None => None,
    };
    Ok(match intent {
        Some(intent) if intent["status"] != "succeeded" => {
            json!({ "client_secret": intent["client_secret"], "type": "payment_intent" })
        }
        _ => Value::Null,
    })
}

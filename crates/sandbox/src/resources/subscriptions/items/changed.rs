//! The items of a subscription after an update.

use serde_json::Value;

use super::{
    is_metered, price_of, refuse_quantity, require_count, require_fit, require_new, stored,
};
use crate::billing::lines::items;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::params::merge_metadata;
use crate::resources::tax_rates;
use crate::value::text;

/// All items there are once `sent` was done: items named by their id change or go, others are added.
///
/// # Errors
/// 400 when an item does not exist, a price does not fit, or nothing would be left.
pub(in crate::resources) async fn changed(
    cx: &mut Cx,
    sent: &[Value],
    before: &Value,
    prefix: &str,
) -> Result<Vec<Value>> {
    let mut all: Vec<Value> = items(before).cloned().collect();
    for (index, sent) in sent.iter().enumerate() {
        let path = format!("{prefix}[{index}]");
        let Some(id) = sent["id"].as_str() else {
            add(cx, sent, before, &mut all, &path).await?;
            continue;
        };
        let Some(place) = all.iter().position(|item| item["id"] == id) else {
            return Err(ApiError::missing_reference(
                "subscription_item",
                id,
                &format!("{path}[id]"),
            ));
        };
        let item = all.remove(place);
        if sent["deleted"] == true {
            continue;
        }
        let item = alter(cx, sent, item, before, &all, &path).await?;
        all.insert(place, item);
    }
    require_count(all.len())?;
    Ok(all)
}

async fn add(
    cx: &mut Cx,
    sent: &Value,
    before: &Value,
    all: &mut Vec<Value>,
    path: &str,
) -> Result<()> {
    let price = price_of(cx, sent, path).await?;
    require_fit(&price, text(before, "currency"), path)?;
    require_new(all, &price, path)?;
    let item = stored(cx, sent, &price, text(before, "id"), path).await?;
    all.push(item);
    Ok(())
}

async fn alter(
    cx: &mut Cx,
    sent: &Value,
    mut item: Value,
    before: &Value,
    others: &[Value],
    path: &str,
) -> Result<Value> {
    let moves = !sent["price"].is_null() || !sent["price_data"].is_null();
    let price = if moves {
        let price = price_of(cx, sent, path).await?;
        if price["id"] != item["price"] {
            require_fit(&price, text(before, "currency"), path)?;
            require_new(others, &price, path)?;
            item["price"] = price["id"].clone();
        }
        price
    } else {
        let id = text(&item, "price").to_owned();
        cx.find(&id).await?.unwrap_or_default()
    };
    if is_metered(&price) {
        refuse_quantity(sent, path)?;
        if let Some(members) = item.as_object_mut() {
            members.remove("quantity");
        }
    } else if let Some(quantity) = sent["quantity"].as_i64() {
        item["quantity"] = quantity.into();
    } else if item["quantity"].is_null() {
        item["quantity"] = 1.into();
    }
    if let Some(rates) = sent.get("tax_rates") {
        let path = format!("{path}[tax_rates]");
        item["tax_rates"] = tax_rates::chosen(cx, rates, &item["tax_rates"], &path).await?;
    }
    merge_metadata(sent.get("metadata"), &mut item);
    Ok(item)
}

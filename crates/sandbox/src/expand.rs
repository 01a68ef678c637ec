//! From stored objects to what the wire shows: hidden parts removed, prices filled in, `expand[]` followed.

use std::collections::BTreeMap;
use std::pin::Pin;

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::list;
use crate::params::Params;

/// Deeper expansions are refused, as in Stripe.
const DEEPEST: usize = 4;

/// What `expand[]` asks for, as a tree of names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted(BTreeMap<String, Wanted>);

impl Wanted {
    /// Reads `expand[]`.
    ///
    /// # Errors
    /// 400 when a path is deeper than four levels.
    pub(crate) fn new(paths: &[Value]) -> Result<Self> {
        let mut wanted = Self::default();
        for path in paths.iter().filter_map(Value::as_str) {
            if path.split('.').count() > DEEPEST {
                return Err(ApiError::invalid(format!(
                    "You cannot expand more than {DEEPEST} levels of a property. The property you tried to expand was {path}."
                ))
                .param("expand"));
            }
            let mut level = &mut wanted;
            for name in path.split('.') {
                level = level.0.entry(name.to_owned()).or_default();
            }
        }
        Ok(wanted)
    }

    fn get(&self, name: &str) -> Self {
        self.0.get(name).cloned().unwrap_or_default()
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

type Shown<'a> = Pin<Box<dyn Future<Output = Result<Value>> + Send + 'a>>;

/// Shows a stored object (or a list of them).
///
/// # Errors
/// 400 when something asked for cannot be expanded.
pub(crate) fn present<'a>(cx: &'a mut Cx, value: Value, wanted: &'a Wanted) -> Shown<'a> {
    Box::pin(async move {
        let mut value = value;
        let lines = value["_lines"].take();
        let secret = value["_payment_intent"].take();
        if let Some(object) = value.as_object_mut() {
            object.retain(|key, _| !key.starts_with('_'));
        }
        let kind = value["object"].as_str().unwrap_or_default().to_owned();
        match kind.as_str() {
            "list" => {
                if let Some(other) = wanted.0.keys().find(|name| *name != "data") {
                    return Err(not_expandable(other));
                }
                let inner = wanted.get("data");
                let elements = value["data"].take();
                value["data"] = present_each(cx, elements, &inner).await?;
                return Ok(value);
            }
            "price" => {
                for name in ["tiers", "currency_options"] {
                    let hidden = value.as_object_mut().and_then(|price| price.remove(name));
                    if wanted.has(name) {
                        value[name] = hidden.unwrap_or(Value::Null);
                    }
                }
            }
            "subscription" => {
                let items = value["items"]["data"].take();
                value["items"]["data"] =
                    fill_items(cx, items, &wanted.get("items").get("data").get("price")).await?;
            }
            "customer" if value["deleted"] != true => include(cx, &mut value, wanted).await?,
            "invoice" if value["deleted"] != true => {
                let id = value["id"].as_str().unwrap_or_default();
                let lines = lines.as_array().cloned().unwrap_or_default();
                value["lines"] = list::page_of(
                    &Params::default(),
                    lines,
                    &format!("/v1/invoices/{id}/lines"),
                )?;
                include(cx, &mut value, wanted).await?;
                if wanted.has("confirmation_secret") {
                    value["confirmation_secret"] = confirmation_secret(cx, &secret).await?;
                }
            }
            _ => {}
        }
        follow(cx, value, wanted).await
    })
}

async fn present_each(cx: &mut Cx, elements: Value, wanted: &Wanted) -> Result<Value> {
    let Value::Array(elements) = elements else {
        return Ok(elements);
    };
    let mut shown = Vec::with_capacity(elements.len());
    for element in elements {
        shown.push(match element {
            Value::Object(_) => present(cx, element, wanted).await?,
            other => follow_value(cx, "data", other, wanted).await?,
        });
    }
    Ok(Value::Array(shown))
}

/// Follows the wanted names of an object's own members.
async fn follow(cx: &mut Cx, mut value: Value, wanted: &Wanted) -> Result<Value> {
    for (name, inner) in &wanted.0 {
        let Some(member) = value.get_mut(name).filter(|_| name != "id") else {
            return Err(not_expandable(name));
        };
        let member = member.take();
        value[name.as_str()] = follow_value(cx, name, member, inner).await?;
    }
    Ok(value)
}

fn follow_value<'a>(cx: &'a mut Cx, name: &'a str, member: Value, wanted: &'a Wanted) -> Shown<'a> {
    Box::pin(async move {
        match member {
            Value::Null => Ok(Value::Null),
            Value::String(id) => {
                let found = cx.find(&id).await?.ok_or_else(|| not_expandable(name))?;
                present(cx, found, wanted).await
            }
            Value::Array(elements) => {
                let mut shown = Vec::with_capacity(elements.len());
                for element in elements {
                    shown.push(follow_value(cx, name, element, wanted).await?);
                }
                Ok(Value::Array(shown))
            }
            Value::Object(object) if object.get("object").is_some_and(|kind| kind == "list") => {
                if let Some(other) = wanted.0.keys().find(|name| *name != "data") {
                    return Err(not_expandable(other));
                }
                let mut list = Value::Object(object);
                let elements = list["data"].take();
                list["data"] = follow_each(cx, elements, &wanted.get("data")).await?;
                Ok(list)
            }
            Value::Object(object) => follow(cx, Value::Object(object), wanted).await,
            _ => Err(not_expandable(name)),
        }
    })
}

async fn follow_each(cx: &mut Cx, elements: Value, wanted: &Wanted) -> Result<Value> {
    let Value::Array(elements) = elements else {
        return Ok(elements);
    };
    let mut shown = Vec::with_capacity(elements.len());
    for element in elements {
        shown.push(follow(cx, element, wanted).await?);
    }
    Ok(Value::Array(shown))
}

/// Subscription items are stored with the ids of their prices; the wire always shows the whole price (and its old
/// form, the plan).
async fn fill_items(cx: &mut Cx, items: Value, wanted: &Wanted) -> Result<Value> {
    let Value::Array(mut items) = items else {
        return Ok(items);
    };
    for item in &mut items {
        if let Some(price) = item["price"].as_str().map(str::to_owned)
            && let Some(price) = cx.find(&price).await?
        {
            item["plan"] = plan(&price);
            item["price"] = present(cx, price, wanted).await?;
        }
    }
    Ok(Value::Array(items))
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
async fn include(cx: &mut Cx, value: &mut Value, wanted: &Wanted) -> Result<()> {
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
async fn confirmation_secret(cx: &mut Cx, intent: &Value) -> Result<Value> {
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

fn not_expandable(name: &str) -> ApiError {
    ApiError::invalid(format!("This property cannot be expanded ({name})."))
        .code("property_cannot_be_expanded")
        .param("expand")
}

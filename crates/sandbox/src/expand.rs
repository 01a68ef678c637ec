//! From stored objects to what the wire shows: hidden parts removed, prices filled in, `expand[]` followed.

use std::collections::BTreeMap;
use std::pin::Pin;

use serde_json::Value;

use crate::billing::discount::is_valid;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::list;
use crate::params::Params;
use crate::value::text;

mod fill;

use fill::{confirmation_secret, fill_items, fill_phases, fill_rates, include};

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

    fn without(&self, name: &str) -> Self {
        let mut rest = self.clone();
        rest.0.remove(name);
        rest
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
            "coupon" if value["deleted"] != true => {
                // Time and redemptions make it invalid without anybody's doing.
                value["valid"] = is_valid(&value, cx.now).into();
                hide(&mut value, &["currency_options"], wanted);
            }
            "promotion_code" => {
                let coupon = text(&value["promotion"], "coupon").to_owned();
                let coupon = cx.find(&coupon).await?.unwrap_or_default();
                let usable = is_valid(&value, cx.now) && is_valid(&coupon, cx.now);
                let late = value["expires_at"].as_i64().is_some_and(|at| cx.now > at);
                let active =
                    value["active"] == true && usable && !late && coupon["deleted"] != true;
                value["active"] = active.into();
            }
            "price" => {
                hide(&mut value, &["tiers", "currency_options"], wanted);
            }
            "subscription" => {
                fill_rates(cx, &mut value["default_tax_rates"]).await?;
                let items = value["items"]["data"].take();
                value["items"]["data"] =
                    fill_items(cx, items, &wanted.get("items").get("data").get("price")).await?;
                if value["pending_update"].is_object() {
                    let items = value["pending_update"]["subscription_items"].take();
                    value["pending_update"]["subscription_items"] =
                        fill_items(cx, items, &Wanted::default()).await?;
                }
            }
            "subscription_item" if value["deleted"] != true => {
                let items = Value::Array(vec![value.take()]);
                let mut filled = fill_items(cx, items, &wanted.get("price")).await?;
                value = filled[0].take();
                let rest = wanted.without("price");
                return follow(cx, value, &rest).await;
            }
            "invoiceitem" if value["deleted"] != true => {
                fill_rates(cx, &mut value["tax_rates"]).await?;
            }
            "subscription_schedule" => fill_phases(cx, &mut value["phases"]).await?,
            "customer" if value["deleted"] != true => include(cx, &mut value, wanted).await?,
            "invoice" if value["deleted"] != true => {
                fill_rates(cx, &mut value["default_tax_rates"]).await?;
                let id = value["id"].as_str().unwrap_or_default();
                let lines = shown_lines(lines);
                let url = format!("/v1/invoices/{id}/lines");
                // The lines of a preview cannot be asked for later.
                value["lines"] = if id.starts_with("upcoming_in_") {
                    list::whole(lines, &url)
                } else {
                    list::page_of(&Params::default(), lines, &url)?
                };
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

/// The lines of an invoice without their hidden parts.
fn shown_lines(lines: Value) -> Vec<Value> {
    let Value::Array(mut lines) = lines else {
        return Vec::new();
    };
    for line in lines.iter_mut().filter_map(Value::as_object_mut) {
        line.retain(|name, _| !name.starts_with('_'));
    }
    lines
}

/// Takes members away that are shown only when asked for.
fn hide(value: &mut Value, names: &[&str], wanted: &Wanted) {
    for name in names {
        let hidden = value
            .as_object_mut()
            .and_then(|object| object.remove(*name));
        if wanted.has(name) {
            value[*name] = hidden.unwrap_or(Value::Null);
        }
    }
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

fn not_expandable(name: &str) -> ApiError {
    ApiError::invalid(format!("This property cannot be expanded ({name})."))
        .code("property_cannot_be_expanded")
        .param("expand")
}

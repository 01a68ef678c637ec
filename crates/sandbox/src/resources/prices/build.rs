//! Making a price of sent parameters.

use serde_json::{Map, Value, json};

use super::claim_lookup_key;
use crate::billing::decimal;
use crate::billing::usage::METER;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::ids;
use crate::params::{Params, merge_metadata};

/// The longest billing period is three years.
const LONGEST: [(&str, i64); 4] = [("day", 1_095), ("week", 156), ("month", 36), ("year", 3)];

/// Stores a price; the caller announces it.
///
/// # Errors
/// 400 when amounts, tiers or intervals do not fit together.
pub(crate) async fn build(cx: &mut Cx, params: &Params, product: &Value) -> Result<Value> {
    claim_lookup_key(cx, params).await?;
    let recurring = recurring(params.get("recurring"))?;
    if let Some(meter) = recurring["meter"].as_str() {
        let found = cx.referenced(METER, meter, "recurring[meter]").await?;
        if found["status"] != "active" {
            return Err(
                ApiError::invalid("The meter of a price must be active.").param("recurring[meter]")
            );
        }
    }
    let tiered = params.text("billing_scheme") == Some("tiered");
    let metered = recurring["usage_type"] == "metered";
    if tiered != params.contains_key("tiers") || tiered != params.contains_key("tiers_mode") {
        return Err(ApiError::invalid(
            "`tiers` and `tiers_mode` must be set when, and only when, `billing_scheme` is `tiered`.",
        )
        .param("billing_scheme"));
    }
    if tiered && recurring.is_null() {
        return Err(ApiError::invalid("Tiered prices must be recurring.").param("recurring"));
    }
    if metered && params.contains_key("transform_quantity") {
        return Err(crate::params::unbuilt("transform_quantity"));
    }
    let sent = Value::Object((**params).clone());
    let (unit_amount, unit_amount_decimal) = if tiered {
        if params.contains_key("unit_amount") || params.contains_key("unit_amount_decimal") {
            return Err(ApiError::invalid(
                "You cannot set `unit_amount` when `billing_scheme` is `tiered`.",
            )
            .param("unit_amount"));
        }
        (Value::Null, Value::Null)
    } else {
        amount(&sent, "unit_amount", "")?.ok_or_else(|| {
            ApiError::invalid(
                "Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.",
            )
            .code("parameter_missing")
            .param("unit_amount")
        })?
    };
    let mut options = Map::new();
    if let Some(Value::Object(sent)) = params.get("currency_options") {
        for (currency, option) in sent {
            let path = format!("currency_options[{currency}]");
            options.insert(currency.clone(), currency_option(option, &path)?);
        }
    }
    let tax_behavior = params.text("tax_behavior").unwrap_or("unspecified");
    let tiers = tiers(params.list("tiers"), "tiers")?;
    // The price's own currency is always among its options.
    if let Some(currency) = params.text("currency") {
        let mut own = json!({
            "custom_unit_amount": null,
            "tax_behavior": tax_behavior,
            "unit_amount": unit_amount,
            "unit_amount_decimal": unit_amount_decimal,
        });
        if tiered {
            own["tiers"] = tiers.clone();
        }
        options.insert(currency.to_owned(), own);
    }
    let mut price = json!({
        "id": ids::long("price")?,
        "object": "price",
        "active": params.flag("active").unwrap_or(true),
        "billing_scheme": if tiered { "tiered" } else { "per_unit" },
        "created": cx.now,
        "currency": params.get("currency"),
        "currency_options": options,
        "custom_unit_amount": null,
        "livemode": false,
        "lookup_key": params.get("lookup_key"),
        "metadata": {},
        "nickname": params.get("nickname"),
        "product": product["id"],
        "recurring": recurring,
        "tax_behavior": tax_behavior,
        "tiers_mode": params.get("tiers_mode"),
        "transform_quantity": params.get("transform_quantity"),
        "type": if recurring.is_null() { "one_time" } else { "recurring" },
        "unit_amount": unit_amount,
        "unit_amount_decimal": unit_amount_decimal,
    });
    if tiered {
        price["tiers"] = tiers;
    }
    merge_metadata(params.get("metadata"), &mut price);
    cx.insert(&price).await?;
    Ok(price)
}

fn recurring(sent: Option<&Value>) -> Result<Value> {
    let Some(sent) = sent else {
        return Ok(Value::Null);
    };
    let interval = sent["interval"].as_str().unwrap_or_default();
    let count = sent["interval_count"].as_i64().unwrap_or(1);
    let longest = LONGEST.iter().find(|(name, _)| *name == interval);
    if longest.is_some_and(|(_, longest)| count > *longest) {
        return Err(ApiError::invalid(
            "The maximum billing period is three years (3 years, 36 months, 156 weeks or 1095 days).",
        )
        .param("recurring[interval_count]"));
    }
    let usage_type = sent["usage_type"].as_str().unwrap_or("licensed");
    if usage_type == "licensed" && !sent["meter"].is_null() {
        return Err(
            ApiError::invalid("`meter` can only be set for metered prices.")
                .param("recurring[meter]"),
        );
    }
    Ok(json!({
        "interval": interval,
        "interval_count": count,
        "meter": sent["meter"],
        "trial_period_days": sent["trial_period_days"],
        "usage_type": usage_type,
    }))
}

/// One entry of `currency_options`.
///
/// # Errors
/// 400 when it has neither an amount nor tiers.
pub(super) fn currency_option(sent: &Value, path: &str) -> Result<Value> {
    let tiered = sent["tiers"].is_array();
    let amounts = amount(sent, "unit_amount", path)?;
    let (unit_amount, unit_amount_decimal) = match amounts {
        Some(amounts) => amounts,
        None if tiered => (Value::Null, Value::Null),
        None => {
            let path = format!("{path}[unit_amount]");
            return Err(
                ApiError::invalid(format!("Missing required param: {path}."))
                    .code("parameter_missing")
                    .param(path),
            );
        }
    };
    let mut option = json!({
        "custom_unit_amount": null,
        "tax_behavior": sent["tax_behavior"].as_str().unwrap_or("unspecified"),
        "unit_amount": unit_amount,
        "unit_amount_decimal": unit_amount_decimal,
    });
    if let Some(sent) = sent["tiers"].as_array() {
        option["tiers"] = tiers(sent, &format!("{path}[tiers]"))?;
    }
    Ok(option)
}

fn tiers(sent: &[Value], path: &str) -> Result<Value> {
    let mut tiers = Vec::with_capacity(sent.len());
    let mut below = 0;
    for (index, tier) in sent.iter().enumerate() {
        let path = format!("{path}[{index}]");
        let last = index + 1 == sent.len();
        match tier["up_to"].as_i64() {
            Some(up_to) if up_to > below && !last => below = up_to,
            None if last => {}
            _ => {
                return Err(ApiError::invalid(
                    "The `up_to` of each tier must be greater than that of the one before, and the last one must be `inf`.",
                )
                .param(format!("{path}[up_to]")));
            }
        }
        let flat = amount(tier, "flat_amount", &path)?;
        let unit = amount(tier, "unit_amount", &path)?;
        if flat.is_none() && unit.is_none() {
            return Err(
                ApiError::invalid("Each tier needs a `flat_amount` or a `unit_amount`.")
                    .param(path),
            );
        }
        let (flat_amount, flat_amount_decimal) = flat.unwrap_or_default();
        let (unit_amount, unit_amount_decimal) = unit.unwrap_or_default();
        tiers.push(json!({
            "flat_amount": flat_amount,
            "flat_amount_decimal": flat_amount_decimal,
            "unit_amount": unit_amount,
            "unit_amount_decimal": unit_amount_decimal,
            "up_to": tier["up_to"],
        }));
    }
    Ok(Value::Array(tiers))
}

/// An amount and its decimal twin, from whichever was sent; the whole amount is null when it has a fraction.
fn amount(sent: &Value, name: &str, path: &str) -> Result<Option<(Value, Value)>> {
    let twin = format!("{name}_decimal");
    let path = if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}[{name}]")
    };
    match (sent[name].as_i64(), sent[&twin].as_str()) {
        (Some(_), Some(_)) => Err(ApiError::invalid(format!(
            "You may only specify one of these parameters: {name}, {twin}."
        ))
        .param(path)),
        (Some(amount), None) => Ok(Some((amount.into(), amount.to_string().into()))),
        (None, Some(text)) => {
            let exact = decimal::parse(text)
                .filter(|exact| *exact >= 0)
                .ok_or_else(|| ApiError::invalid(format!("Invalid decimal: {text}")).param(path))?;
            let whole = (exact % decimal::ONE == 0)
                .then(|| decimal::round(exact))
                .flatten();
            Ok(Some((whole.into(), decimal::write(exact).into())))
        }
        (None, None) => Ok(None),
    }
}

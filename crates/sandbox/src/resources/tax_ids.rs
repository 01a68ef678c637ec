//! `/v1/customers/{id}/tax_ids`.

use serde_json::{Value, json};

use super::customers::named_by_path;
use crate::cx::Cx;
use crate::deferred;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::list::{Query, page};
use crate::params::{ENDING_BEFORE, Kind, LIMIT, NONE, Param, STARTING_AFTER, req};

mod types;

use types::TYPES;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/customers/{id}/tax_ids", CREATE, create),
    endpoint!(GET "/v1/customers/{id}/tax_ids", LIST, list),
    endpoint!(GET "/v1/customers/{id}/tax_ids/{tax_id}", NONE, retrieve),
    endpoint!(DELETE "/v1/customers/{id}/tax_ids/{tax_id}", NONE, delete),
];

/// What makes a tax id.
pub(crate) const CREATE: &[Param] = &[
    req("type", Kind::Choice(TYPES)),
    req("value", Kind::Text(100)),
];
const LIST: &[Param] = &[ENDING_BEFORE, LIMIT, STARTING_AFTER];

/// Types that Stripe checks with the authority that issued them.
const VERIFIED: [&str; 3] = ["au_abn", "eu_vat", "gb_vat"];
/// How long an authority takes, in seconds of real time.
const CHECKED_AFTER: i64 = 3;
/// The most tax ids a customer can have.
const MOST: usize = 5;

async fn create(cx: &mut Cx) -> Result<Value> {
    let customer = named_by_path(cx).await?;
    let params = cx.params();
    cx.enter_time_of(&customer).await?;
    add(cx, &customer, &Value::Object((**params).clone())).await
}

/// Gives a customer a tax id. Its verification takes a moment; see [`verify`].
pub(crate) async fn add(cx: &mut Cx, customer: &Value, data: &Value) -> Result<Value> {
    let kind = data["type"].as_str().unwrap_or_default();
    let value = data["value"].as_str().unwrap_or_default();
    let owner = customer["id"].as_str().unwrap_or_default();
    let held = cx.of_customer("tax_id", owner).await?;
    let held = held.iter().filter(|tax_id| tax_id["deleted"] != true);
    if held.clone().count() >= MOST {
        return Err(ApiError::invalid(format!(
            "You cannot add more than {MOST} tax IDs to a customer."
        )));
    }
    if held
        .into_iter()
        .any(|tax_id| tax_id["type"] == kind && tax_id["value"] == value)
    {
        return Err(ApiError::invalid("The customer already has this tax ID.")
            .code("resource_already_exists")
            .param("value"));
    }
    let malformed = !value
        .chars()
        .any(|character| character.is_ascii_alphanumeric())
        || kind == "eu_vat" && !(8..=14).contains(&value.trim().len()) && !is_test_number(value);
    if malformed {
        return Err(ApiError::invalid(format!("Invalid value for {kind}."))
            .code("tax_id_invalid")
            .param("value"));
    }
    let country = match kind {
        "eu_vat" | "eu_oss_vat" => value
            .get(..2)
            .filter(|_| !is_test_number(value))
            .map(str::to_ascii_uppercase),
        kind => kind.split('_').next().map(str::to_ascii_uppercase),
    };
    let checked = VERIFIED.contains(&kind);
    let status = if checked { "pending" } else { "unavailable" };
    let tax_id = json!({
        "id": ids::long("txi")?,
        "object": "tax_id",
        "country": country,
        "created": cx.now,
        "customer": owner,
        "customer_account": null,
        "livemode": false,
        "owner": { "customer": owner, "customer_account": null, "type": "customer" },
        "type": kind,
        "value": value,
        "verification": {
            "status": status,
            "verified_address": null,
            "verified_name": null,
        },
    });
    cx.insert(&tax_id).await?;
    cx.emit("customer.tax_id.created", &tax_id, None).await?;
    if checked {
        let due = crate::clock::now() + CHECKED_AFTER;
        deferred::put(cx, tax_id["id"].as_str().unwrap_or_default(), due).await?;
    }
    Ok(tax_id)
}

/// The authority answers. The values of Stripe's test mode decide how; any other number is known to it.
pub(crate) async fn verify(cx: &mut Cx, before: Value) -> Result<()> {
    let value = before["value"].as_str().unwrap_or_default();
    let number = value.trim_start_matches(|character: char| character.is_ascii_alphabetic());
    let status = match number {
        "111111111" => "unverified",
        "222222222" => return Ok(()),
        _ => "verified",
    };
    if before["deleted"] == true {
        return Ok(());
    }
    let customer = cx
        .find(before["customer"].as_str().unwrap_or_default())
        .await?
        .unwrap_or_default();
    let mut tax_id = before.clone();
    tax_id["verification"]["status"] = status.into();
    if status == "verified" {
        tax_id["verification"]["verified_name"] = customer["name"].clone();
    }
    cx.save(&tax_id).await?;
    cx.emit("customer.tax_id.updated", &tax_id, Some(&before))
        .await
}

/// The numbers of test mode that end verified, unverified and pending.
fn is_test_number(value: &str) -> bool {
    matches!(value, "000000000" | "111111111" | "222222222")
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let customer = named_by_path(cx).await?;
    let id = customer["id"].as_str().unwrap_or_default();
    let query = Query::of("tax_id").customer(Some(id));
    page(cx, query, &format!("/v1/customers/{id}/tax_ids")).await
}

async fn named(cx: &mut Cx) -> Result<Value> {
    let customer = named_by_path(cx).await?;
    let id = cx.path(1);
    let tax_id = cx.existing("tax_id", &id).await?;
    if tax_id["customer"] != customer["id"] {
        return Err(ApiError::missing("tax_id", &id));
    }
    Ok(tax_id)
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    named(cx).await
}

async fn delete(cx: &mut Cx) -> Result<Value> {
    let tax_id = named(cx).await?;
    let mark = cx.erase(&tax_id).await?;
    cx.emit("customer.tax_id.deleted", &tax_id, None).await?;
    Ok(mark)
}

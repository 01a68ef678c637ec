//! `/v1/payment_methods`.

use serde_json::{Value, json};

use super::customers::named_by_path;
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::list::{Query, page};
use crate::params::{
    ADDRESS, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, NONE, Param, STARTING_AFTER, clear,
    full_address, merge_metadata, opt, req,
};
use crate::test_methods;

mod attach;
mod build;
mod iban;

pub(crate) use attach::{adopt, attach, refuse_detached};
pub(crate) use build::{METHOD_DATA, from_data, materialize};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/payment_methods", build::CREATE, create),
    endpoint!(GET "/v1/payment_methods", LIST, list),
    endpoint!(GET "/v1/payment_methods/{id}", NONE, retrieve),
    endpoint!(POST "/v1/payment_methods/{id}", UPDATE, update),
    endpoint!(POST "/v1/payment_methods/{id}/attach", ATTACH, attach_to_customer),
    endpoint!(POST "/v1/payment_methods/{id}/detach", NONE, detach),
    endpoint!(GET "/v1/customers/{id}/payment_methods", OF_CUSTOMER, list_of_customer),
    endpoint!(GET "/v1/customers/{id}/payment_methods/{method}", NONE, retrieve_of_customer),
];

const REDISPLAY: Param = opt(
    "allow_redisplay",
    Kind::Choice(&["always", "limited", "unspecified"]),
);
/// `billing_details`.
pub(crate) const BILLING_DETAILS: Kind = Kind::Object(&[
    clear("address", ADDRESS),
    clear("email", Kind::Email),
    clear("name", Kind::Text(5_000)),
    clear("phone", Kind::Text(5_000)),
    opt("tax_id", Kind::Text(5_000)),
]);
const UPDATE: &[Param] = &[
    REDISPLAY,
    opt("billing_details", BILLING_DETAILS),
    opt(
        "card",
        Kind::Object(&[
            opt("exp_month", Kind::Integer(1, 12)),
            opt("exp_year", Kind::Integer(1970, 9999)),
            opt("networks", Kind::Unbuilt),
        ]),
    ),
    METADATA,
    opt("us_bank_account", Kind::Unbuilt),
];
/// `mandate_data`: what a customer agreed to.
pub(crate) const MANDATE_DATA: &[Param] = &[opt(
    "customer_acceptance",
    Kind::Object(&[
        opt("accepted_at", Kind::Timestamp),
        opt("offline", Kind::Object(&[])),
        opt(
            "online",
            Kind::Object(&[
                opt("infer_from_client", Kind::Boolean),
                opt("ip_address", ID),
                opt("user_agent", ID),
            ]),
        ),
        req("type", Kind::Choice(&["offline", "online"])),
    ]),
)];

const ATTACH: &[Param] = &[req("customer", ID)];
const LIST: &[Param] = &[
    REDISPLAY,
    opt("customer", ID),
    ENDING_BEFORE,
    LIMIT,
    STARTING_AFTER,
    opt("type", ID),
];
const OF_CUSTOMER: &[Param] = &[
    REDISPLAY,
    ENDING_BEFORE,
    LIMIT,
    STARTING_AFTER,
    opt("type", ID),
];

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    if params.contains_key("payment_method") {
        return Err(crate::params::unbuilt("payment_method"));
    }
    from_data(cx, &params, "").await
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    if let Some(customer) = params.text("customer") {
        cx.referenced("customer", customer, "customer").await?;
    }
    let query = query(cx).customer(params.text("customer"));
    page(cx, query, "/v1/payment_methods").await
}

async fn list_of_customer(cx: &mut Cx) -> Result<Value> {
    let customer = named_by_path(cx).await?;
    let id = customer["id"].as_str().unwrap_or_default();
    let query = query(cx).customer(Some(id));
    page(cx, query, &format!("/v1/customers/{id}/payment_methods")).await
}

/// Methods that were never attached, or no longer are, are not listed.
fn query(cx: &Cx) -> Query {
    let params = cx.params();
    Query::of("payment_method")
        .such_that("customer IS NOT NULL")
        .matching("json_extract(body, '$.type') = ", params.get("type"), "")
        .matching(
            "json_extract(body, '$.allow_redisplay') = ",
            params.get("allow_redisplay"),
            "",
        )
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    match test_methods::named(&id) {
        Some(method) => Ok(build::object(method, &id, cx.now)),
        None => cx.existing("payment_method", &id).await,
    }
}

async fn retrieve_of_customer(cx: &mut Cx) -> Result<Value> {
    let customer = named_by_path(cx).await?;
    let id = cx.path(1);
    let method = cx.existing("payment_method", &id).await?;
    if method["customer"] != customer["id"] {
        return Err(ApiError::missing("payment_method", &id));
    }
    Ok(method)
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let before = cx.existing("payment_method", &id).await?;
    if before["customer"].is_null() {
        return Err(ApiError::invalid(
            "You must save this PaymentMethod to a customer before you can update it.",
        )
        .code("resource_missing"));
    }
    let params = cx.params();
    let mut method = before.clone();
    params.copy(&["allow_redisplay"], &mut method);
    if let Some(details) = params.get("billing_details") {
        merge_billing_details(details, &mut method);
    }
    if let Some(card) = params.get("card") {
        if method["type"] != "card" {
            return Err(ApiError::invalid(
                "You cannot update `card` on a PaymentMethod of another type.",
            )
            .param("card"));
        }
        for name in ["exp_month", "exp_year"] {
            if let Some(value) = card.get(name) {
                method["card"][name] = value.clone();
            }
        }
        refuse_past_expiry(&method, cx.now)?;
    }
    merge_metadata(params.get("metadata"), &mut method);
    if method != before {
        cx.save(&method).await?;
        cx.emit("payment_method.updated", &method, Some(&before))
            .await?;
    }
    Ok(method)
}

fn refuse_past_expiry(method: &Value, now: i64) -> Result<()> {
    let (month, year) = (
        method["card"]["exp_month"].as_i64(),
        method["card"]["exp_year"].as_i64(),
    );
    let today = crate::billing::period::date(now);
    let current = (i64::from(today.year()), i64::from(today.month()));
    let (name, code) = match (year, month) {
        (Some(year), _) if year < current.0 || year > current.0 + 50 => {
            ("year", "invalid_expiry_year")
        }
        (Some(year), Some(month)) if (year, month) < current => ("month", "invalid_expiry_month"),
        _ => return Ok(()),
    };
    Err(
        ApiError::card(format!("Your card's expiration {name} is invalid."))
            .code(code)
            .param(format!("card[exp_{name}]")),
    )
}

/// Sent parts replace stored ones; an address is replaced part by part.
pub(crate) fn merge_billing_details(sent: &Value, method: &mut Value) {
    let Some(sent) = sent.as_object() else {
        return;
    };
    for (name, value) in sent {
        if name != "address" {
            method["billing_details"][name] = value.clone();
        } else if let Some(parts) = value.as_object() {
            for (part, value) in parts {
                method["billing_details"]["address"][part] = value.clone();
            }
        } else {
            method["billing_details"]["address"] = full_address(Some(&json!({})));
        }
    }
}

async fn attach_to_customer(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let customer = params.text("customer").unwrap_or_default();
    let customer = cx.referenced("customer", customer, "customer").await?;
    cx.enter_time_of(&customer).await?;
    let id = cx.path(0);
    let method = materialize(cx, &id)
        .await?
        .ok_or_else(|| ApiError::missing("payment_method", &id))?;
    attach(cx, method, &customer).await
}

async fn detach(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let method = cx.existing("payment_method", &id).await?;
    attach::detach(cx, method).await
}

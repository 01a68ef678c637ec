//! `/v1/customers`.

use serde_json::{Value, json};

use super::{payment_methods, tax_ids};
use crate::billing::{ending, lifecycle};
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::list::{Query, page};
use crate::params::{NONE, Params, full_address, merge_metadata};
use crate::value::text;

mod params;

use params::{CREATE, LIST, UPDATE};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/customers", CREATE, create),
    endpoint!(GET "/v1/customers", LIST, list),
    endpoint!(GET "/v1/customers/{id}", NONE, retrieve),
    endpoint!(POST "/v1/customers/{id}", UPDATE, update),
    endpoint!(DELETE "/v1/customers/{id}", NONE, delete),
];

/// Where the default payment method is sent.
const DEFAULT_METHOD: &str = "invoice_settings[default_payment_method]";
/// Fields that are stored as they are sent.
const PLAIN: [&str; 11] = [
    "balance",
    "business_name",
    "description",
    "email",
    "individual_name",
    "invoice_prefix",
    "name",
    "next_invoice_sequence",
    "phone",
    "preferred_locales",
    "tax_exempt",
];

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    if let Some(clock) = params.text("test_clock") {
        let clock = cx
            .referenced("test_helpers.test_clock", clock, "test_clock")
            .await?;
        cx.now = clock["frozen_time"].as_i64().unwrap_or(cx.now);
    }
    let mut customer = json!({
        "id": ids::short("cus")?,
        "object": "customer",
        "address": null,
        "balance": 0,
        "created": cx.now,
        "currency": null,
        "customer_account": null,
        "default_source": null,
        "delinquent": false,
        "description": null,
        "discount": null,
        "email": null,
        "invoice_prefix": ids::random(8)?.to_ascii_uppercase(),
        "invoice_settings": {
            "custom_fields": null, "default_payment_method": null, "footer": null, "rendering_options": null,
        },
        "livemode": false,
        "metadata": {},
        "name": null,
        "next_invoice_sequence": 1,
        "phone": null,
        "preferred_locales": [],
        "shipping": null,
        "tax_exempt": "none",
        "test_clock": params.get("test_clock"),
    });
    // The payment method belongs to the customer before it can be the default.
    let default = params
        .get("invoice_settings")
        .and_then(|settings| settings["default_payment_method"].as_str());
    let method = match params.text("payment_method") {
        Some(name) => {
            let method = payment_methods::materialize(cx, name)
                .await?
                .ok_or_else(|| {
                    ApiError::missing_reference("payment_method", name, "payment_method")
                })?;
            let id = text(&method, "id").to_owned();
            payment_methods::attach(cx, method, &customer).await?;
            Some((name, id))
        }
        None => None,
    };
    apply(cx, &without_default(&params), &mut customer).await?;
    if let Some(default) = default {
        let id = match &method {
            Some((name, id)) if *name == default => id.as_str(),
            _ => default,
        };
        owned_method(cx, id, text(&customer, "id"), DEFAULT_METHOD).await?;
        customer["invoice_settings"]["default_payment_method"] = id.into();
    }
    cx.insert(&customer).await?;
    cx.emit("customer.created", &customer, None).await?;
    for data in params.list("tax_id_data") {
        tax_ids::add(cx, &customer, data).await?;
    }
    Ok(customer)
}

/// The parameters without `invoice_settings[default_payment_method]`, which creation handles by itself.
fn without_default(params: &Params) -> Params {
    let mut values = (**params).clone();
    if let Some(settings) = values
        .get_mut("invoice_settings")
        .and_then(Value::as_object_mut)
    {
        settings.remove("default_payment_method");
    }
    Params::new(values)
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let before = cx.existing("customer", &id).await?;
    let params = cx.params();
    let mut customer = before.clone();
    apply(cx, &params, &mut customer).await?;
    if customer != before {
        cx.save(&customer).await?;
        cx.emit("customer.updated", &customer, Some(&before))
            .await?;
    }
    Ok(customer)
}

async fn apply(cx: &mut Cx, params: &Params, customer: &mut Value) -> Result<()> {
    params.copy(&PLAIN, customer);
    for (name, unset) in [
        ("preferred_locales", json!([])),
        ("tax_exempt", json!("none")),
    ] {
        if customer[name].is_null() {
            customer[name] = unset;
        }
    }
    if params.contains_key("address") {
        customer["address"] = full_address(params.get("address"));
    }
    if let Some(shipping) = params.get("shipping") {
        customer["shipping"] = if shipping.is_null() {
            Value::Null
        } else {
            json!({
                "address": full_address(shipping.get("address")),
                "name": shipping["name"],
                "phone": shipping["phone"],
            })
        };
    }
    merge_metadata(params.get("metadata"), customer);
    if let Some(settings) = params.get("invoice_settings").and_then(Value::as_object) {
        if let Some(method) = settings
            .get("default_payment_method")
            .and_then(Value::as_str)
        {
            owned_method(cx, method, text(customer, "id"), DEFAULT_METHOD).await?;
        }
        for (name, value) in settings {
            customer["invoice_settings"][name] = value.clone();
        }
    }
    Ok(())
}

/// The payment method a parameter names, which must be attached to the customer.
///
/// # Errors
/// 400 in Stripe's words.
pub(crate) async fn owned_method(
    cx: &mut Cx,
    method: &str,
    customer: &str,
    param: &str,
) -> Result<Value> {
    let found = cx.find(method).await?;
    found
        .filter(|found| found["object"] == "payment_method" && found["customer"] == customer)
        .ok_or_else(|| {
            ApiError::invalid(format!(
                "The customer does not have a payment method with the ID {method}. The payment method must be attached to the customer."
            ))
            .code("resource_missing")
            .param(param)
        })
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let mut query = Query::of("customer")
        .matching("json_extract(body, '$.email') = ", params.get("email"), "")
        .matching(
            "json_extract(body, '$.test_clock') = ",
            params.get("test_clock"),
            "",
        );
    if !params.contains_key("test_clock") {
        // As in Stripe: customers on test clocks are listed only when asked for.
        query = query.such_that("json_extract(body, '$.test_clock') IS NULL");
    }
    page(cx, query, "/v1/customers").await
}

/// The customer a path begins with, which must not be deleted.
pub(crate) async fn named_by_path(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("customer", &id).await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.named("customer", &id).await
}

async fn delete(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let customer = cx.existing("customer", &id).await?;
    remove(cx, &customer).await
}

/// Deletes a customer, whose subscriptions end at once.
pub(crate) async fn remove(cx: &mut Cx, customer: &Value) -> Result<Value> {
    cx.enter_time_of(customer).await?;
    for subscription in cx.of_customer("subscription", text(customer, "id")).await? {
        if !lifecycle::is_over(&subscription) {
            let how = ending::Ending::plain("cancellation_requested");
            ending::cancel(cx, subscription, how).await?;
        }
    }
    let mark = cx.erase(customer).await?;
    cx.emit("customer.deleted", customer, None).await?;
    Ok(mark)
}

//! Subscriptions: made, changed, canceled, with prices that fit.

mod common;

use axum::http::Method;
use common::{Api, id, text};
use serde_json::{Value, json};

/// A subscription of a customer to a price of 10 dollars a month.
async fn subscribe(api: &Api, customer: &Value, more: &str) -> Value {
    let price = api.monthly(1_000, "usd").await;
    let form = format!(
        "customer={}&items[0][price]={}{more}",
        id(customer),
        id(&price)
    );
    api.post("/v1/subscriptions", &form).await
}

async fn status(api: &Api, subscription: &Value) -> String {
    text(
        &api.get(&format!("/v1/subscriptions/{}", id(subscription)))
            .await,
        "status",
    )
}

#[tokio::test]
async fn a_subscription_is_billed_at_once() {
    let api = Api::open().await;
    let customer = api.customer_with("pm_card_visa").await;
    let made = subscribe(
        &api,
        &customer,
        "&items[0][quantity]=3&metadata[k]=v&expand[]=latest_invoice",
    )
    .await;
    assert_eq!(
        (&made["status"], &made["currency"]),
        (&json!("active"), &json!("usd"))
    );
    let item = &made["items"]["data"][0];
    assert_eq!(
        (&item["quantity"], &item["price"]["unit_amount"]),
        (&json!(3), &json!(1_000))
    );
    assert_eq!(item["plan"]["interval"], "month");
    assert_eq!(item["current_period_start"], made["created"]);
    assert!(item["current_period_end"].as_i64() > made["created"].as_i64());
    assert!(made.get("current_period_end").is_none());
    let invoice = &made["latest_invoice"];
    assert_eq!(
        (
            &invoice["total"],
            &invoice["amount_paid"],
            &invoice["amount_remaining"]
        ),
        (&json!(3_000), &json!(3_000), &json!(0))
    );
    assert_eq!(
        (&invoice["status"], &invoice["billing_reason"]),
        (&json!("paid"), &json!("subscription_create"))
    );
    assert_eq!(
        text(invoice, "number"),
        format!("{}-0001", text(&customer, "invoice_prefix"))
    );
    let line = &invoice["lines"]["data"][0];
    assert_eq!(line["description"], "3 × Pro (at $10.00 / month)");
    assert_eq!(
        line["parent"]["subscription_item_details"]["subscription_item"],
        item["id"]
    );
    assert_eq!(line["period"]["end"], item["current_period_end"]);

    let events = api.events().await;
    for kind in [
        "invoice.created",
        "invoice.finalized",
        "payment_intent.succeeded",
        "invoice.paid",
        "customer.subscription.created",
    ] {
        assert_eq!(
            events.iter().filter(|event| *event == kind).count(),
            1,
            "{kind}"
        );
    }
    let listed = api
        .get(&format!(
            "/v1/invoices?customer={}&status=paid&subscription={}",
            id(&customer),
            id(&made)
        ))
        .await;
    assert_eq!(listed["data"][0]["id"], invoice["id"]);
    let lines = api
        .get(&format!("/v1/invoices/{}/lines", id(invoice)))
        .await;
    assert_eq!(
        (lines["data"].as_array().map(Vec::len), &lines["has_more"]),
        (Some(1), &json!(false))
    );
}

#[tokio::test]
async fn updates_change_what_is_built_and_refuse_the_rest() {
    let api = Api::open().await;
    let customer = api.customer_with("pm_card_visa").await;
    let made = subscribe(&api, &customer, "").await;
    let path = format!("/v1/subscriptions/{}", id(&made));
    let second = api
        .post(
            "/v1/payment_methods/pm_card_amex/attach",
            &format!("customer={}", id(&customer)),
        )
        .await;
    let changed = api.post(&path, &format!("default_payment_method={}&metadata[a]=b&description=Hi&pause_collection[behavior]=void", id(&second))).await;
    assert_eq!(
        (&changed["default_payment_method"], &changed["status"]),
        (&second["id"], &json!("active"))
    );
    assert_eq!(
        changed["pause_collection"],
        json!({"behavior": "void", "resumes_at": null})
    );
    let resumed = api
        .post(&path, "pause_collection=&default_payment_method=")
        .await;
    assert_eq!(
        (
            &resumed["pause_collection"],
            &resumed["default_payment_method"]
        ),
        (&Value::Null, &Value::Null)
    );
    for form in [
        "add_invoice_items[0][price]=x",
        "automatic_tax[enabled]=true",
        "transfer_data[destination]=x",
    ] {
        assert_eq!(
            api.refused(&path, form).await.1,
            "parameter_unsupported",
            "{form}"
        );
    }
    let sepa = api
        .post(
            "/v1/payment_methods/pm_sepaDebit/attach",
            &format!("customer={}", id(&customer)),
        )
        .await;
    let (_, code, _) = api
        .refused(&path, &format!("default_payment_method={}", id(&sepa)))
        .await;
    assert_eq!(code, "payment_method_currency_mismatch");
    let event = &api
        .get("/v1/events?type=customer.subscription.updated")
        .await["data"][1];
    assert_eq!(
        event["data"]["previous_attributes"]["default_payment_method"],
        Value::Null
    );
}

#[tokio::test]
async fn cancellation_now_and_at_the_end_of_the_period() {
    let api = Api::open().await;
    let customer = api.customer_with("pm_card_visa").await;
    let made = subscribe(&api, &customer, "").await;
    let path = format!("/v1/subscriptions/{}", id(&made));
    let end = &made["items"]["data"][0]["current_period_end"];
    let pending = api
        .post(
            &path,
            "cancel_at_period_end=true&cancellation_details[feedback]=too_expensive",
        )
        .await;
    assert_eq!(
        (&pending["cancel_at"], &pending["cancel_at_period_end"]),
        (end, &json!(false))
    );
    assert_eq!(
        pending["cancellation_details"]["reason"],
        "cancellation_requested"
    );
    let kept = api.post(&path, "cancel_at_period_end=false").await;
    assert_eq!(
        (&kept["cancel_at"], &kept["canceled_at"]),
        (&Value::Null, &Value::Null)
    );
    let classic = subscribe(
        &api,
        &customer,
        "&billing_mode[type]=classic&cancel_at_period_end=true",
    )
    .await;
    assert_eq!(classic["cancel_at_period_end"], true);

    let form = "cancellation_details[comment]=bye";
    let gone = api.request(Method::DELETE, &path, form, None).await.ok();
    assert_eq!(
        (&gone["status"], &gone["cancellation_details"]["comment"]),
        (&json!("canceled"), &json!("bye"))
    );
    assert!(gone["ended_at"].is_i64());
    assert_eq!(
        api.request(Method::DELETE, &path, "", None).await.error().0,
        404
    );
    assert!(
        api.refused(&path, "description=x")
            .await
            .2
            .starts_with("A canceled subscription can only update")
    );
    api.post(&path, "metadata[k]=v").await;
    let of = |query: String| api.get_count(query);
    assert_eq!(of(format!("customer={}", id(&customer))).await, 1);
    assert_eq!(
        of(format!("customer={}&status=all", id(&customer))).await,
        2
    );
    assert_eq!(
        of(format!("customer={}&status=canceled", id(&customer))).await,
        1
    );
    let price = text(&made["items"]["data"][0]["price"], "id");
    assert_eq!(of(format!("status=all&price={price}")).await, 1);

    api.delete(&format!("/v1/customers/{}", id(&customer)))
        .await;
    assert_eq!(status(&api, &classic).await, "canceled");
}

impl Api {
    async fn get_count(&self, query: String) -> usize {
        let list = self.get(&format!("/v1/subscriptions?{query}")).await;
        list["data"].as_array().map(Vec::len).unwrap_or_default()
    }
}

#[tokio::test]
async fn prices_that_do_not_fit_are_refused() {
    let api = Api::open().await;
    let customer = api.customer_with("pm_card_visa").await;
    let monthly = id(&api.monthly(1_000, "usd").await);
    let euros = id(&api.monthly(1_000, "eur").await);
    let yearly = id(&api
        .post(
            "/v1/prices",
            "product_data[name]=Y&currency=usd&unit_amount=1&recurring[interval]=year",
        )
        .await);
    let once = id(&api
        .post(
            "/v1/prices",
            "product_data[name]=O&currency=usd&unit_amount=1",
        )
        .await);
    let archived = id(&api.monthly(5, "usd").await);
    api.post(&format!("/v1/prices/{archived}"), "active=false")
        .await;
    for (items, message) in [
        (
            format!("items[0][price]={monthly}&items[1][price]={yearly}"),
            "All prices on a subscription must have the same",
        ),
        (
            format!("items[0][price]={monthly}&items[1][price]={euros}"),
            "The price specified only supports `eur`.",
        ),
        (
            format!("items[0][price]={monthly}&items[1][price]={monthly}"),
            "Cannot add multiple subscription items",
        ),
        (
            format!("items[0][price]={once}"),
            "The price specified is set to `type=one_time`",
        ),
        (
            format!("items[0][price]={archived}"),
            "The price specified is inactive.",
        ),
        (
            "items[0][price]=price_x".to_owned(),
            "No such price: 'price_x'",
        ),
        (
            "items[0][quantity]=1".to_owned(),
            "Missing required param: items[0][price].",
        ),
    ] {
        let form = format!("customer={}&{items}", id(&customer));
        let (status, _, said) = api.refused("/v1/subscriptions", &form).await;
        assert!(
            status == 400 && said.starts_with(message),
            "{items}: {said}"
        );
    }
    subscribe(&api, &customer, "").await;
    let form = format!("customer={}&items[0][price]={euros}", id(&customer));
    assert!(
        api.refused("/v1/subscriptions", &form)
            .await
            .2
            .starts_with("You cannot combine currencies")
    );
}

//! Invoices without a subscription: what waits, drafted, finalized and paid by hand.

mod common;

use common::{Api, id};
use serde_json::json;

#[tokio::test]
async fn what_waits_stands_on_the_next_invoice_and_on_no_other() {
    let api = Api::open().await;
    let customer = api.customer_with("pm_card_visa").await;
    let own = format!("customer={}&currency=eur", id(&customer));
    api.post(
        "/v1/invoiceitems",
        &format!("{own}&amount=12500&description=Workshop"),
    )
    .await;
    api.post(
        "/v1/invoiceitems",
        &format!("{own}&amount=-500&description=Thanks"),
    )
    .await;
    let empty = api.post("/v1/invoices", &own).await;
    assert_eq!(empty["lines"]["data"], json!([]));
    let draft = api
        .post(
            "/v1/invoices",
            &format!("{own}&pending_invoice_items_behavior=include&description=Hello"),
        )
        .await;
    assert_eq!(draft["status"], "draft");
    assert_eq!(draft["total"], 12_000);
    assert_eq!(draft["parent"], json!(null));
    assert_eq!(draft["description"], "Hello");
    assert_eq!(draft["lines"]["data"][0]["description"], "Workshop");
    let again = format!("{own}&pending_invoice_items_behavior=include");
    assert_eq!(api.post("/v1/invoices", &again).await["total"], 0);

    let path = format!("/v1/invoices/{}", id(&draft));
    let open = api.post(&format!("{path}/finalize"), "").await;
    assert_eq!(
        (&open["status"], &open["amount_due"]),
        (&json!("open"), &json!(12_000))
    );
    let paid = api.post(&format!("{path}/pay"), "").await;
    assert_eq!(paid["status"], "paid");
}

#[tokio::test]
async fn an_invoice_that_is_sent_has_its_due_date() {
    let api = Api::open().await;
    let customer = api.customer_with("pm_card_visa").await;
    let own = format!("customer={}&collection_method=send_invoice", id(&customer));
    assert_eq!(api.refused("/v1/invoices", &own).await.0, 400);
    let draft = api
        .post("/v1/invoices", &format!("{own}&days_until_due=14"))
        .await;
    let due = draft["due_date"].as_i64().unwrap_or_default();
    assert_eq!(
        due - draft["created"].as_i64().unwrap_or_default(),
        14 * 86_400
    );
}

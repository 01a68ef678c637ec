//! Invoices without a subscription: what waits, drafted, finalized and paid by hand.

mod common;

use axum::http::Method;
use common::{Api, id, text};
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

#[tokio::test]
async fn a_draft_takes_items_in_and_lets_them_go() {
    let api = Api::open().await;
    let customer = id(&api.customer_with("pm_card_visa").await);
    let own = format!("customer={customer}&currency=eur");
    let draft = id(&api.post("/v1/invoices", &own).await);
    let path = format!("/v1/invoices/{draft}");
    let on_it = format!("customer={customer}&invoice={draft}");
    let work = api
        .post("/v1/invoiceitems", &format!("{on_it}&amount=4500"))
        .await;
    assert_eq!(
        (text(&work, "invoice"), text(&work, "currency")),
        (draft, "eur".to_owned())
    );
    let spare = id(&api
        .post("/v1/invoiceitems", &format!("{on_it}&amount=100"))
        .await);
    assert_eq!(api.get(&path).await["total"], 4_600);
    let spare = format!("/v1/invoiceitems/{spare}");
    assert_eq!(api.delete(&spare).await["deleted"], true);
    let shown = api.get(&path).await;
    assert_eq!(shown["total"], 4_500);
    assert_eq!(shown["lines"]["data"][0]["invoice"], shown["id"]);

    let other = api
        .refused(
            "/v1/invoiceitems",
            &format!("{on_it}&amount=1&currency=usd"),
        )
        .await;
    assert!(other.2.contains("must be that of its invoice"), "{other:?}");
    let stranger = id(&api.customer_with("pm_card_visa").await);
    let theirs = on_it.replace(&customer, &stranger);
    let theirs = api
        .refused("/v1/invoiceitems", &format!("{theirs}&amount=1"))
        .await;
    assert_eq!((theirs.0, &*theirs.1), (400, "resource_missing"));

    api.post(&format!("{path}/finalize"), "").await;
    let late = api
        .refused("/v1/invoiceitems", &format!("{on_it}&amount=1"))
        .await;
    assert_eq!(late.1, "invoice_not_editable");
    let kept = format!("/v1/invoiceitems/{}", id(&work));
    let kept = api.request(Method::DELETE, &kept, "", None).await;
    assert_eq!(kept.error().1, "invoice_not_editable");
}

/// Items of no subscription were previewed as a change of the customer's only one: 2900 for it, 9800 for them, and the
/// same again in advance.
#[tokio::test]
async fn a_new_subscription_is_previewed_by_itself() {
    let api = Api::open().await;
    let customer = id(&api.customer_with("pm_card_visa").await);
    let price = id(&api.monthly(2_900, "usd").await);
    let held = format!("customer={customer}&items[0][price]={price}");
    api.post("/v1/subscriptions", &held).await;
    let other = id(&api.monthly(4_900, "usd").await);
    let form = format!(
        "customer={customer}&subscription_details[items][0][price]={other}&subscription_details[items][0][quantity]=2"
    );
    let preview = api.post("/v1/invoices/create_preview", &form).await;
    assert_eq!(preview["total"], 9_800);
    let made = form.replace("subscription_details[items]", "items");
    let made = format!(
        "{}&expand[]=latest_invoice",
        made.replace("subscription_details", "")
    );
    let made = api.post("/v1/subscriptions", &made).await;
    assert_eq!(made["latest_invoice"]["total"], preview["total"]);

    let later = preview["created"].as_i64().unwrap_or_default() + 7 * 86_400;
    let trial = format!("{form}&subscription_details[trial_end]={later}");
    assert_eq!(
        api.post("/v1/invoices/create_preview", &trial).await["total"],
        0
    );
    let list = api
        .get(&format!("/v1/subscriptions?customer={customer}"))
        .await;
    assert_eq!(
        list["data"].as_array().map(Vec::len),
        Some(2),
        "previews store nothing"
    );
}

#[tokio::test]
async fn a_credit_note_is_a_file() {
    let api = Api::open().await;
    let customer = id(&api.customer_with("pm_card_visa").await);
    let price = id(&api.monthly(2_900, "usd").await);
    let form = format!("customer={customer}&items[0][price]={price}");
    let held = api.post("/v1/subscriptions", &form).await;
    let form = format!(
        "invoice={}&amount=500&credit_amount=500",
        text(&held, "latest_invoice")
    );
    let note = api.post("/v1/credit_notes", &form).await;
    let pdf = text(&note, "pdf");
    let path = pdf
        .strip_prefix("http://localhost:4243")
        .expect("an address of the sandbox");
    let file = api.request(Method::GET, path, "", None).await;
    assert_eq!(file.header("content-type"), "application/pdf");
    assert!(file.bytes.starts_with(b"%PDF-"));
    let page = path.strip_suffix("/pdf").expect("a file");
    let page = api.request(Method::GET, page, "", None).await;
    assert_eq!(page.status.as_u16(), 404, "a credit note has no page");
}

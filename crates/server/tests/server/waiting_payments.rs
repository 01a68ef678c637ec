//! Payments that wait for the customer at the bank: what they pay for is told once they are made.

use portico_server::reconcile;
use serde_json::{Value, json};

use crate::support::plans::{Plans, Wishes, day};
use crate::support::{Answer, Browser};

const DAY: i64 = 24 * 60 * 60;

/// A change to the crowd plan that waits for the bank, and the invoice it waits for.
async fn waiting_change() -> (Plans, String) {
    let scene = Plans::new(Wishes::default()).await;
    scene.authenticates().await;
    scene.advance(day("2026-01-10")).await;
    let invoice = ask_for_change(&scene).await;
    (scene, invoice)
}

async fn ask_for_change(scene: &Plans) -> String {
    let wish = scene.wish("crowd", None);
    let preview = scene.preview(&wish).await;
    let answer = scene.confirm(&wish, &preview).await;
    assert_eq!(answer.code(), "authentication_required");
    let invoice = &answer.json()["error"]["authentication"]["invoice"];
    invoice.as_str().unwrap().to_owned()
}

/// What the page of the bank's question asks, until nothing waits.
async fn still_waits(scene: &Plans, invoice: &str) -> bool {
    let path = format!("/api/invoices/{invoice}/authentication");
    let answer = scene.world.send(scene.browser.call("GET", &path)).await;
    match answer.status {
        200 => true,
        409 => false,
        _ => panic!("{}", answer.text()),
    }
}

async fn told(scene: &Plans) -> Vec<Value> {
    told_to(scene, &scene.browser).await
}

async fn told_to(scene: &Plans, browser: &Browser) -> Vec<Value> {
    let call = browser.call("GET", "/api/activity");
    let page = scene.world.send(call).await.json();
    page["data"].as_array().unwrap().clone()
}

async fn reconcile(scene: &Plans) -> usize {
    let now = scene.world.clock.now();
    reconcile::run(&scene.world.app, now).await.unwrap()
}

#[tokio::test]
async fn a_change_is_told_when_its_payment_is_made_and_only_once() {
    let (scene, invoice) = waiting_change().await;
    assert!(still_waits(&scene, &invoice).await);
    assert_eq!(reconcile(&scene).await, 0, "the bank is not hurried");
    assert!(told(&scene).await.is_empty());

    scene.answer_the_bank(&invoice, "succeeded").await;
    for _ in 0..2 {
        assert!(!still_waits(&scene, &invoice).await);
    }
    assert_eq!(reconcile(&scene).await, 0);
    let told = told(&scene).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["kind"], "subscription_updated");
    assert_eq!(told[0]["products"], json!(["crowd plan"]));
}

/// The customer agrees on the phone and closes the page before it has asked again.
#[tokio::test]
async fn a_page_that_was_closed_too_early_loses_nothing() {
    let (scene, invoice) = waiting_change().await;
    scene.answer_the_bank(&invoice, "succeeded").await;
    assert_eq!(reconcile(&scene).await, 1);
    assert_eq!(told(&scene).await[0]["kind"], "subscription_updated");
    assert!(!still_waits(&scene, &invoice).await);
    assert_eq!(told(&scene).await.len(), 1);
}

#[tokio::test]
async fn what_the_customer_did_not_authenticate_is_not_told() {
    let (scene, invoice) = waiting_change().await;
    scene.answer_the_bank(&invoice, "failed").await;
    assert!(!still_waits(&scene, &invoice).await);
    assert_eq!(reconcile(&scene).await, 0, "it is closed");
    assert!(told(&scene).await.is_empty());

    // And one that nobody answers is not asked about for ever.
    ask_for_change(&scene).await;
    let clock = &scene.world.clock;
    clock.set(clock.now() + DAY + 1);
    assert_eq!(reconcile(&scene).await, 1);
    let later = scene.world.sign_in(0, &scene.customer).await;
    assert!(told_to(&scene, &later).await.is_empty());
}

async fn pay(scene: &Plans, invoice: &str, method: &str) -> Answer {
    let path = format!("/api/invoices/{invoice}/pay");
    let body = json!({ "payment_method": method });
    let call = scene.browser.call("POST", &path).json(body);
    scene.world.send(call).await
}

#[tokio::test]
async fn an_invoice_that_waited_and_is_paid_otherwise_is_told_once() {
    let scene = Plans::new(Wishes::default()).await;
    scene.authenticates().await;
    let asking = scene.upstream().await["default_payment_method"].clone();
    let asking = asking.as_str().unwrap();
    let methods = scene.browser.portal(&scene.world).await.json()["payment_methods"].clone();
    let mut methods = methods.as_array().unwrap().iter();
    let other = methods.find(|method| method["id"] != asking).unwrap();
    let form = format!("customer={}&currency=usd&amount=900", scene.customer);
    scene.engine("POST", "/v1/invoiceitems", &form).await;
    let form = format!(
        "customer={}&currency=usd&pending_invoice_items_behavior=include",
        scene.customer
    );
    let draft = scene.engine("POST", "/v1/invoices", &form).await;
    let invoice = draft["id"].as_str().unwrap();
    let path = format!("/v1/invoices/{invoice}/finalize");
    scene.engine("POST", &path, "").await;

    for _ in 0..2 {
        let answer = pay(&scene, invoice, asking).await;
        assert_eq!(answer.code(), "authentication_required");
    }
    let answer = pay(&scene, invoice, other["id"].as_str().unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(reconcile(&scene).await, 0);
    let told = told(&scene).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["kind"], "invoice_paid");
    assert_eq!(told[0]["method"]["last4"], "4242");
}

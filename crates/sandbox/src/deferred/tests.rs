//! Time is given, not waited for.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::perform_due;
use crate::{Config, Sandbox};

/// A sandbox of its own, whose directory is removed at the end.
struct World {
    sandbox: Sandbox,
    data: std::path::PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

impl World {
    async fn open(name: &str) -> Self {
        let name = format!("sandbox-deferred-{name}-{}", std::process::id());
        let data = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&data);
        let config = Config {
            data: data.clone(),
            webhooks: Vec::new(),
            public_origin: "http://localhost:4243".to_owned(),
        };
        let sandbox = Sandbox::open(config).await.expect("a sandbox");
        Self { sandbox, data }
    }

    async fn send(&self, request: Request<Body>) -> Value {
        let answer = self.sandbox.router().oneshot(request).await;
        let body = answer.expect("an answer").into_body();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        let body: Value = serde_json::from_slice(&bytes).expect("JSON");
        assert!(body["error"].is_null(), "{body:#}");
        body
    }

    async fn post(&self, path: &str, form: &str) -> Value {
        let request = Request::post(path)
            .header("authorization", "Bearer sk_test_deferred")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()));
        self.send(request.expect("a request")).await
    }

    async fn get(&self, path: &str) -> Value {
        let request = Request::get(path)
            .header("authorization", "Bearer sk_test_deferred")
            .body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// Lets an hour of real time pass.
    async fn later(&self) -> Option<i64> {
        let now = crate::clock::now() + 3_600;
        perform_due(&self.sandbox.state, now).await.expect("done")
    }

    /// An account of the kind subscribes; returns subscription and invoice.
    async fn subscribe(&self, method: &str, currency: &str) -> (String, Value) {
        let form = format!(
            "payment_method={method}&invoice_settings[default_payment_method]={method}&name=Jenny"
        );
        let customer = self.post("/v1/customers", &form).await;
        let form = format!(
            "product_data[name]=Pro&currency={currency}&unit_amount=1000&recurring[interval]=month"
        );
        let price = self.post("/v1/prices", &form).await;
        let form = format!(
            "customer={}&items[0][price]={}&expand[]=latest_invoice.payments",
            text(&customer, "id"),
            text(&price, "id")
        );
        let made = self.post("/v1/subscriptions", &form).await;
        assert_eq!(made["status"], "active", "{method}");
        (text(&made, "id").to_owned(), made["latest_invoice"].clone())
    }
}

fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object[name].as_str().unwrap_or_default()
}

#[tokio::test]
async fn debits_are_processing_until_the_bank_answers() {
    let world = World::open("debits").await;
    for (method, currency, invoice_status, status, event) in [
        ("pm_sepaDebit", "eur", "paid", "active", "charge.succeeded"),
        ("pm_bacsDebit", "gbp", "paid", "active", "charge.succeeded"),
        (
            "pm_usBankAccount_insufficientFunds",
            "usd",
            "open",
            "past_due",
            "charge.failed",
        ),
    ] {
        let (subscription, invoice) = world.subscribe(method, currency).await;
        assert_eq!(invoice["status"], "open", "{method}");
        let asked = world.get("/v1/events?type=payment_intent.processing").await;
        let intent = &asked["data"][0]["data"]["object"];
        assert_eq!(intent["amount"], invoice["amount_due"], "{method}");
        assert_eq!(
            invoice["payments"]["data"][0]["payment"]["payment_intent"],
            intent["id"]
        );
        let soon = perform_due(&world.sandbox.state, crate::clock::now()).await;
        assert!(soon.is_ok_and(|next| next.is_some()), "not yet: {method}");
        assert_eq!(world.later().await, None);
        let after = world
            .get(&format!("/v1/invoices/{}", text(&invoice, "id")))
            .await;
        assert_eq!(after["status"], invoice_status, "{method}");
        let subscription = world
            .get(&format!("/v1/subscriptions/{subscription}"))
            .await;
        assert_eq!(subscription["status"], status, "{method}");
        let events = world.get(&format!("/v1/events?type={event}")).await;
        assert_eq!(events["data"][0]["request"]["id"], Value::Null);
    }
}

#[tokio::test]
async fn tax_ids_are_verified_by_their_test_numbers() {
    let world = World::open("tax-ids").await;
    let customer = world.post("/v1/customers", "name=Acme GmbH").await;
    let path = format!("/v1/customers/{}/tax_ids", text(&customer, "id"));
    for (kind, value, status, name) in [
        ("eu_vat", "DE123456789", "verified", json!("Acme GmbH")),
        ("gb_vat", "000000000", "verified", json!("Acme GmbH")),
        ("eu_vat", "111111111", "unverified", Value::Null),
        ("au_abn", "222222222", "pending", Value::Null),
    ] {
        let form = format!("type={kind}&value={value}");
        let made = world.post(&path, &form).await;
        assert_eq!(made["verification"]["status"], "pending", "{value}");
        world.later().await;
        let after = world.get(&format!("{path}/{}", text(&made, "id"))).await;
        assert_eq!(after["verification"]["status"], status, "{value}");
        assert_eq!(after["verification"]["verified_name"], name, "{value}");
    }
    let events = world.get("/v1/events?type=customer.tax_id.updated").await;
    assert_eq!(events["data"].as_array().map(Vec::len), Some(3));
    let before = &events["data"][0]["data"]["previous_attributes"];
    assert_eq!(before["verification"]["status"], "pending");
}

#[tokio::test]
async fn a_checkout_session_closes_after_its_time() {
    let world = World::open("checkout").await;
    let soon = crate::clock::now() + 1_900;
    let mut made = Vec::new();
    for expires_at in [soon, soon + 7_200] {
        let form =
            format!("mode=setup&currency=eur&success_url=https://a.test/&expires_at={expires_at}");
        let session = world.post("/v1/checkout/sessions", &form).await;
        made.push(format!("/v1/checkout/sessions/{}", text(&session, "id")));
    }
    assert_eq!(world.later().await, Some(soon + 7_200));
    let closed = world
        .get(&format!("{}?expand[]=setup_intent", made[0]))
        .await;
    assert_eq!(closed["status"], "expired");
    assert_eq!(closed["setup_intent"]["status"], "canceled");
    assert_eq!(world.get(&made[1]).await["status"], "open");
}

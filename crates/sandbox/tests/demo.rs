//! The demo data as a merchant would find it: read through the API only.

use std::collections::HashMap;
use std::path::PathBuf;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use sandbox::{Config, DemoCustomer, Sandbox};
use serde_json::Value;
use tower::ServiceExt as _;

const KEY: &str = "sk_test_demo";

/// A sandbox of its own, whose directory is removed at the end.
struct Demo {
    sandbox: Sandbox,
    directory: PathBuf,
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

impl Demo {
    async fn open(name: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("sandbox-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&directory);
        let config = Config {
            data: directory.clone(),
            webhooks: Vec::new(),
            public_origin: "http://localhost:4243".to_owned(),
        };
        let sandbox = Sandbox::open(config).await.expect("a sandbox");
        Self { sandbox, directory }
    }

    /// As if a day had passed: answers are repeated for no longer.
    async fn forget_keys(&self) {
        let path = self.directory.join("sandbox.db");
        let database = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display()))
            .await
            .expect("the sandbox's database");
        sqlx::query("DELETE FROM idempotency")
            .execute(&database)
            .await
            .expect("no keys");
    }

    async fn seed(&self) -> Vec<DemoCustomer> {
        self.sandbox.seed_demo(KEY).await.expect("demo data")
    }

    async fn get(&self, path: &str) -> Value {
        let request = Request::get(path)
            .header("authorization", format!("Bearer {KEY}"))
            .body(Body::empty())
            .expect("a request");
        let response = self
            .sandbox
            .router()
            .oneshot(request)
            .await
            .expect("an answer");
        assert!(
            response.status().is_success(),
            "{path}: {}",
            response.status()
        );
        let body = to_bytes(response.into_body(), usize::MAX)
            .await
            .expect("a body");
        serde_json::from_slice(&body).expect("JSON")
    }

    /// The newest event that a request caused. An authority may answer about a tax id at any time.
    async fn newest_event(&self) -> Value {
        let page = self.get("/v1/events?limit=100").await;
        let events = page["data"].as_array().cloned().unwrap_or_default();
        let caused = |event: &&Value| event["request"]["id"].is_string();
        events.iter().find(caused).expect("an event")["id"].clone()
    }

    /// All of a list's objects for one customer; `more` narrows the list.
    async fn of(&self, customer: &str, list: &str, more: &str) -> Vec<Value> {
        let page = self
            .get(&format!("/v1/{list}?customer={customer}&limit=100{more}"))
            .await;
        assert_eq!(page["has_more"], false, "{list} of {customer}");
        page["data"].as_array().cloned().unwrap_or_default()
    }
}

fn texts<'a>(objects: &'a [Value], pointer: &str) -> Vec<&'a str> {
    let mut texts: Vec<&str> = objects
        .iter()
        .filter_map(|object| object.pointer(pointer)?.as_str())
        .collect();
    texts.sort_unstable();
    texts
}

#[tokio::test]
async fn every_customer_shows_what_it_promises() {
    let demo = Demo::open("demo-shows").await;
    let listed = demo.seed().await;
    assert_eq!(listed.len(), 13);
    let ids: HashMap<&str, &str> = listed
        .iter()
        .map(|one| (one.name.as_str(), one.id.as_str()))
        .collect();
    let all = "&status=all";

    let (methods, subscriptions) = (
        demo.of(ids["Amelia Hart"], "payment_methods", "").await,
        demo.of(ids["Amelia Hart"], "subscriptions", all).await,
    );
    assert_eq!(
        (methods.len(), texts(&subscriptions, "/status")),
        (1, vec!["active"])
    );

    let lars = demo
        .get(&format!("/v1/customers/{}", ids["Lars Lindqvist"]))
        .await;
    let methods = demo.of(ids["Lars Lindqvist"], "payment_methods", "").await;
    assert_eq!(texts(&methods, "/card/last4"), ["4242", "4444"]);
    assert!(
        methods
            .iter()
            .any(|method| method["id"] == lars["invoice_settings"]["default_payment_method"])
    );

    let harbor = ids["Harbor & Pine Architects"];
    let subscriptions = demo.of(harbor, "subscriptions", all).await;
    let invoices = demo.of(harbor, "invoices", "").await;
    assert_eq!(texts(&subscriptions, "/status"), ["active"; 3]);
    assert_eq!(
        (invoices.len(), texts(&invoices, "/status")),
        (25, vec!["paid"; 25])
    );
    let meters = demo.get("/v1/billing/meters").await;
    let meter = meters["data"][0]["id"].as_str().expect("a meter");
    let now = jiff::Timestamp::now().as_second();
    let path = format!(
        "/v1/billing/meters/{meter}/event_summaries?customer={harbor}&start_time={}&end_time={now}",
        now - 86_400
    );
    let used = demo.get(&path).await;
    assert_eq!(used["data"][0]["aggregated_value"], 12_480);

    let past_due = demo.of(ids["Diego Fuentes"], "subscriptions", all).await;
    let invoices = demo
        .of(ids["Diego Fuentes"], "invoices", "&status=open")
        .await;
    assert_eq!(
        (texts(&past_due, "/status"), invoices.len()),
        (vec!["past_due"], 1)
    );

    let trialing = demo.of(ids["Priya Raman"], "subscriptions", all).await;
    assert_eq!(texts(&trialing, "/status"), ["trialing"]);

    let sepa = demo.of(ids["Sanne de Vries"], "payment_methods", "").await;
    let invoices = demo.of(ids["Sanne de Vries"], "invoices", "").await;
    assert_eq!(texts(&sepa, "/type"), ["sepa_debit"]);
    assert_eq!(texts(&invoices, "/currency"), ["eur"; 8]);
    assert!(
        invoices.iter().all(|invoice| {
            let tax = &invoice["total_taxes"][0]["amount"];
            (&invoice["subtotal"], tax, &invoice["total"])
                == (&10_800.into(), &2_268.into(), &13_068.into())
        }),
        "{invoices:?}"
    );

    let yen = demo.of(ids["佐藤 遥"], "invoices", "").await;
    assert!(
        yen.iter()
            .all(|invoice| invoice["currency"] == "jpy" && invoice["total"] == 8_600),
        "{yen:?}"
    );

    let nothing = ids["Ingrid Solberg"];
    assert!(demo.of(nothing, "subscriptions", all).await.is_empty());
    assert!(demo.of(nothing, "payment_methods", "").await.is_empty());

    let company = demo
        .get(&format!(
            "/v1/customers/{}?expand[]=tax_ids",
            ids["Lindenhof Werkzeugbau GmbH"]
        ))
        .await;
    assert_eq!(company["tax_ids"]["data"][0]["value"], "DE123456789");
    assert_eq!(
        (
            &company["address"]["country"],
            &company["shipping"]["address"]["city"]
        ),
        (&"DE".into(), &"Stuttgart".into())
    );

    let cards = demo.of(ids["Chloé Bernard"], "payment_methods", "").await;
    let expiries: Vec<i64> = cards
        .iter()
        .filter_map(|card| card["card"]["exp_year"].as_i64())
        .collect();
    let this_year = i64::from(jiff::Zoned::now().year());
    assert!(
        expiries.iter().any(|year| *year < this_year),
        "{expiries:?}"
    );

    let paused = demo.of(ids["Mateusz Kowalski"], "subscriptions", all).await;
    assert_eq!(
        (
            texts(&paused, "/status"),
            texts(&paused, "/pause_collection/behavior")
        ),
        (vec!["active"], vec!["void"])
    );

    let by_invoice = demo
        .of(ids["Studio Romano S.r.l."], "subscriptions", all)
        .await;
    assert_eq!(texts(&by_invoice, "/collection_method"), ["send_invoice"]);

    let codes = demo.get("/v1/promotion_codes?code=fernhill20").await;
    assert_eq!(codes["data"][0]["active"], true);

    let leaving = demo.of(ids["Noah Tremblay"], "subscriptions", all).await;
    assert_eq!(texts(&leaving, "/status"), ["active"]);
    assert!(leaving[0]["cancel_at"].is_i64(), "{leaving:?}");
}

#[tokio::test]
async fn history_lies_in_the_past_and_nothing_in_the_future() {
    let demo = Demo::open("demo-history").await;
    let listed = demo.seed().await;
    let now = jiff::Timestamp::now().as_second();
    let harbor = listed
        .iter()
        .find(|one| one.name.starts_with("Harbor"))
        .expect("the long history");
    let created: Vec<i64> = demo
        .of(&harbor.id, "invoices", "")
        .await
        .iter()
        .filter_map(|invoice| invoice["created"].as_i64())
        .collect();
    assert!(created.iter().all(|at| *at < now));
    let oldest = created.iter().min().copied().unwrap_or(now);
    assert!(
        now - oldest > 500 * 86_400,
        "the oldest is {} days old",
        (now - oldest) / 86_400
    );
}

#[tokio::test]
async fn seeding_again_only_lists() {
    let demo = Demo::open("demo-again").await;
    let first = demo.seed().await;
    let newest = demo.newest_event().await;
    assert!(newest.is_string());
    assert_eq!(demo.seed().await, first);
    assert_eq!(demo.newest_event().await, newest);
    // The demo of yesterday did not start: customers on a test clock are in no list but their clock's, so all of them
    // were made again, and the first price was there already. On the same day the idempotency keys hid it.
    demo.forget_keys().await;
    assert_eq!(demo.seed().await, first);
    assert_eq!(demo.newest_event().await, newest);
    let other = demo
        .sandbox
        .seed_demo("sk_test_other")
        .await
        .expect("demo data of another account");
    assert!(
        other
            .iter()
            .zip(&first)
            .all(|(other, first)| other.name == first.name && other.id != first.id)
    );
}

//! What is billed by use: meters, the events they count, and the invoices that follow.

mod common;

use common::{Api, day, id, text};
use serde_json::{Value, json};

const DAY: i64 = 86_400;

struct Story {
    api: Api,
    clock: String,
    customer: String,
    meter: Value,
    subscription: String,
}

/// A customer on a clock who pays 19 dollars a month and two cents for each call.
async fn story(formula: &str) -> Story {
    let api = Api::open().await;
    let clock = api.clock(day("2026-01-01")).await;
    let customer = id(&api
        .customer_of("pm_card_visa", &format!("&test_clock={clock}"))
        .await);
    let form =
        format!("display_name=Calls&event_name=calls&default_aggregation[formula]={formula}");
    let meter = api.post("/v1/billing/meters", &form).await;
    let form = format!(
        "product_data[name]=Calls&currency=usd&unit_amount=2&recurring[interval]=month\
         &recurring[usage_type]=metered&recurring[meter]={}",
        id(&meter)
    );
    let metered = api.post("/v1/prices", &form).await;
    assert_eq!(metered["recurring"]["meter"], meter["id"]);
    let flat = api.monthly(1_900, "usd").await;
    let form = format!(
        "customer={customer}&items[0][price]={}&items[1][price]={}",
        id(&flat),
        id(&metered)
    );
    let subscription = id(&api.post("/v1/subscriptions", &form).await);
    Story {
        api,
        clock,
        customer,
        meter,
        subscription,
    }
}

impl Story {
    async fn report(&self, value: &str, more: &str) -> Value {
        let form = self.event(value, more);
        self.api.post("/v1/billing/meter_events", &form).await
    }

    fn event(&self, value: &str, more: &str) -> String {
        format!(
            "event_name=calls&payload[stripe_customer_id]={}&payload[value]={value}{more}",
            self.customer
        )
    }

    async fn preview(&self, more: &str) -> Value {
        let form = format!("subscription={}{more}", self.subscription);
        self.api.post("/v1/invoices/create_preview", &form).await
    }

    async fn newest(&self) -> Value {
        let path = format!("/v1/invoices?customer={}", self.customer);
        self.api.get(&path).await["data"][0].clone()
    }
}

/// Amount, quantity and period of the line for the calls.
fn calls(invoice: &Value) -> Value {
    let lines = invoice["lines"]["data"].as_array().expect("lines");
    let line = lines
        .iter()
        .find(|line| text(line, "description").contains("Calls"));
    let line = line.expect("a line for the calls");
    json!([
        line["amount"],
        line["quantity"],
        line["period"]["start"],
        line["period"]["end"]
    ])
}

#[tokio::test]
async fn what_was_used_is_foretold_and_then_billed() {
    let story = story("sum").await;
    let first = story.newest().await;
    assert_eq!(
        first["total"], 1_900,
        "nothing was used before the beginning"
    );

    story.report("100", "").await;
    story.api.advance(&story.clock, day("2026-01-20")).await;
    let told = story.report("50", "&identifier=e-1").await;
    assert_eq!(told["object"], "billing.meter_event");
    assert_eq!(told["payload"]["value"], "50");
    assert_eq!(told.get("id"), None, "Stripe's events have no id");

    let foretold = story.preview("").await;
    let expected = json!([300, 150, day("2026-01-01"), day("2026-02-01")]);
    assert_eq!(calls(&foretold), expected);
    assert_eq!(foretold["amount_due"], 2_200);

    story
        .api
        .advance(&story.clock, day("2026-02-01") + DAY)
        .await;
    let billed = story.newest().await;
    assert_eq!(
        calls(&billed),
        expected,
        "what was used in January, after it"
    );
    assert_eq!(
        (&billed["total"], &billed["status"]),
        (&json!(2_200), &json!("paid"))
    );
    assert_eq!(
        calls(&story.preview("").await)[1],
        0,
        "February begins with nothing"
    );
}

#[tokio::test]
async fn the_last_invoice_bills_what_was_used() {
    let story = story("sum").await;
    let path = format!("/v1/subscriptions/{}", story.subscription);
    story.api.post(&path, "cancel_at_period_end=true").await;
    story.report("7", "").await;
    let foretold = story.preview("").await;
    assert_eq!(
        (&foretold["total"], calls(&foretold)[1].as_i64()),
        (&json!(14), Some(7))
    );
    story.api.advance(&story.clock, day("2026-02-03")).await;
    assert_eq!(story.api.get(&path).await["status"], "canceled");
    let billed = story.newest().await;
    assert_eq!(calls(&billed), calls(&foretold));
    assert_eq!(
        (&billed["total"], &billed["status"]),
        (&json!(14), &json!("paid"))
    );
}

#[tokio::test]
async fn ending_at_once_bills_what_was_used_when_it_is_asked_for() {
    let story = story("sum").await;
    story.report("7", "").await;
    let foretold = story
        .preview(
            "&subscription_details[cancel_now]=true&subscription_details[proration_behavior]=none",
        )
        .await;
    assert_eq!(foretold["total"], 14);
    let path = format!("/v1/subscriptions/{}?invoice_now=true", story.subscription);
    story.api.delete(&path).await;
    assert_eq!(story.newest().await["total"], 14);
}

#[tokio::test]
async fn a_meter_adds_counts_or_keeps_the_last() {
    for (formula, expected) in [("sum", 12), ("count", 3), ("last", 2)] {
        let story = story(formula).await;
        let start = day("2026-01-01");
        for (value, second) in [("7", 0), ("2", 90), ("3", 60)] {
            let at = format!("&timestamp={}", start + second);
            story.report(value, &at).await;
        }
        assert_eq!(calls(&story.preview("").await)[1], expected, "{formula}");
        let path = format!(
            "/v1/billing/meters/{}/event_summaries?customer={}&start_time={start}&end_time={}",
            id(&story.meter),
            story.customer,
            start + DAY
        );
        let summaries = story.api.get(&path).await;
        assert_eq!(
            summaries["data"][0]["aggregated_value"], expected,
            "{formula}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_counted_is_refused() {
    let story = story("sum").await;
    let path = "/v1/billing/meter_events";
    story.report("1", "&identifier=e-1").await;
    let refused = story
        .api
        .refused(path, &story.event("1", "&identifier=e-1"))
        .await;
    assert_eq!(
        (refused.0, refused.1.as_str()),
        (400, "duplicate_meter_event")
    );
    for (form, about) in [
        (story.event("-1", ""), "whole number"),
        (story.event("1.5", ""), "whole number"),
        (story.event("1", "&timestamp=1700000000"), "timestamp"),
        (
            story.event("1", "").replace("=calls", "=others"),
            "No active meter",
        ),
        (
            format!(
                "event_name=calls&payload[stripe_customer_id]={}",
                story.customer
            ),
            "payload[value]",
        ),
    ] {
        let (status, _, message) = story.api.refused(path, &form).await;
        assert_eq!(status, 400, "{form}");
        assert!(message.contains(about), "{form}: {message}");
    }

    let meters = "/v1/billing/meters";
    let again = "display_name=Calls&event_name=calls&default_aggregation[formula]=sum";
    assert_eq!(story.api.refused(meters, again).await.0, 400);
    let own = format!("{meters}/{}", id(&story.meter));
    let off = story.api.post(&format!("{own}/deactivate"), "").await;
    assert_eq!(off["status"], "inactive");
    assert_eq!(story.api.refused(path, &story.event("1", "")).await.0, 400);
    let on = story.api.post(&format!("{own}/reactivate"), "").await;
    assert_eq!(on["status_transitions"]["deactivated_at"], Value::Null);
    story.report("1", "").await;

    let form = "product_data[name]=X&currency=usd&unit_amount=2&recurring[interval]=month\
                &recurring[usage_type]=metered&recurring[meter]=mtr_none";
    let (status, code, _) = story.api.refused("/v1/prices", form).await;
    assert_eq!((status, code.as_str()), (400, "resource_missing"));
}

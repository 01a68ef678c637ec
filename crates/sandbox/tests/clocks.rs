//! What time does: renewals, failed renewals and their retries, pauses, invoices to be paid by hand.

mod common;

use common::{Api, day, id, text};
use serde_json::{Value, json};

const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

struct Story {
    api: Api,
    clock: String,
    customer: String,
    subscription: String,
}

/// A customer on a clock who subscribes to a price of 10 dollars a month.
async fn story(start: i64, method: &str, more: &str) -> Story {
    let api = Api::open().await;
    let clock = api.clock(start).await;
    let customer = id(&api
        .customer_of("pm_card_visa", &format!("&test_clock={clock}"))
        .await);
    let price = api.monthly(1_000, "usd").await;
    let form = format!("customer={customer}&items[0][price]={}{more}", id(&price));
    let subscription = id(&api.post("/v1/subscriptions", &form).await);
    let story = Story {
        api,
        clock,
        customer,
        subscription,
    };
    story.use_method(method).await;
    story
}

impl Story {
    async fn use_method(&self, name: &str) {
        let path = format!("/v1/payment_methods/{name}/attach");
        let method = self
            .api
            .post(&path, &format!("customer={}", self.customer))
            .await;
        let form = format!("invoice_settings[default_payment_method]={}", id(&method));
        self.api
            .post(&format!("/v1/customers/{}", self.customer), &form)
            .await;
    }

    async fn advance(&self, to: i64) {
        self.api.advance(&self.clock, to).await;
    }

    async fn now(&self) -> Value {
        self.api
            .get(&format!("/v1/subscriptions/{}", self.subscription))
            .await
    }

    async fn invoices(&self) -> Vec<Value> {
        let list = self
            .api
            .get(&format!(
                "/v1/invoices?customer={}&limit=100",
                self.customer
            ))
            .await;
        list["data"].as_array().cloned().unwrap_or_default()
    }
}

#[tokio::test]
async fn renewals_keep_to_the_end_of_the_month() {
    let story = story(day("2026-01-31"), "pm_card_visa", "").await;
    story.advance(day("2026-06-02")).await;
    let ends: Vec<i64> = story
        .invoices()
        .await
        .iter()
        .rev()
        .map(|invoice| {
            invoice["lines"]["data"][0]["period"]["end"]
                .as_i64()
                .unwrap_or_default()
        })
        .collect();
    let expected = [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
        "2026-06-30",
    ]
    .map(day);
    assert_eq!(ends, expected);
    assert!(
        story
            .invoices()
            .await
            .iter()
            .all(|invoice| invoice["status"] == "paid")
    );
    let numbers: Vec<String> = story
        .invoices()
        .await
        .iter()
        .rev()
        .map(|invoice| {
            text(invoice, "number")
                .rsplit('-')
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    assert_eq!(numbers, ["0001", "0002", "0003", "0004", "0005"]);
    let item = &story.now().await["items"]["data"][0];
    assert_eq!(item["current_period_start"], day("2026-05-31"));
    let events = story.api.events().await;
    let clock: Vec<&String> = events
        .iter()
        .filter(|kind| kind.starts_with("test_helpers"))
        .collect();
    assert_eq!(
        clock,
        [
            "test_helpers.test_clock.created",
            "test_helpers.test_clock.advancing",
            "test_helpers.test_clock.ready"
        ]
    );
}

#[tokio::test]
async fn a_renewal_is_a_draft_for_an_hour() {
    let start = day("2026-01-01");
    let story = story(start, "pm_card_visa", "").await;
    story.advance(day("2026-02-01") + HOUR / 2).await;
    let draft = &story.invoices().await[0];
    assert_eq!(
        (&draft["status"], &draft["number"]),
        (&json!("draft"), &Value::Null)
    );
    assert_eq!(
        (&draft["billing_reason"], &draft["period_start"]),
        (&json!("subscription_cycle"), &json!(start))
    );
    story.advance(day("2026-02-01") + HOUR).await;
    let paid = &story.invoices().await[0];
    assert_eq!(
        (&paid["status"], &paid["status_transitions"]["paid_at"]),
        (&json!("paid"), &json!(day("2026-02-01") + HOUR))
    );
}

#[tokio::test]
async fn failed_renewals_are_retried_then_unpaid_then_recovered() {
    let story = story(day("2026-01-01"), "pm_card_chargeCustomerFail", "").await;
    let renewal = day("2026-02-01") + HOUR;
    let mut attempt = renewal;
    for (count, days) in [(1, 3), (2, 5), (3, 7)] {
        story.advance(attempt).await;
        let invoice = &story.invoices().await[0];
        assert_eq!(
            (&invoice["status"], &invoice["attempt_count"]),
            (&json!("open"), &json!(count))
        );
        attempt += days * DAY;
        assert_eq!(invoice["next_payment_attempt"], attempt);
        assert_eq!(story.now().await["status"], "past_due");
    }
    story.advance(attempt).await;
    let invoice = story.invoices().await.remove(0);
    assert_eq!(
        (&invoice["attempt_count"], &invoice["next_payment_attempt"]),
        (&json!(4), &Value::Null)
    );
    assert_eq!(story.now().await["status"], "unpaid");
    let customer = format!("/v1/customers/{}", story.customer);
    assert_eq!(story.api.get(&customer).await["delinquent"], true);

    let pay = format!("/v1/invoices/{}/pay", id(&invoice));
    let (status, code, _) = story.api.refused(&pay, "").await;
    assert_eq!((status, code.as_str()), (402, "card_declined"));
    let again = story
        .api
        .get(&format!("/v1/invoices/{}", id(&invoice)))
        .await;
    assert_eq!(again["attempt_count"], 5);
    story.use_method("pm_card_visa").await;
    assert_eq!(story.api.post(&pay, "").await["status"], "paid");
    assert_eq!(story.now().await["status"], "active");
    assert_eq!(story.api.get(&customer).await["delinquent"], false);
    let events = story.api.events().await;
    assert_eq!(
        events
            .iter()
            .filter(|kind| *kind == "invoice.payment_failed")
            .count(),
        5
    );
}

#[tokio::test]
async fn a_retry_that_succeeds_ends_past_due() {
    let story = story(day("2026-01-01"), "pm_card_chargeCustomerFail", "").await;
    story.advance(day("2026-02-02")).await;
    assert_eq!(story.now().await["status"], "past_due");
    story.use_method("pm_card_mastercard").await;
    story.advance(day("2026-02-05")).await;
    assert_eq!(story.now().await["status"], "active");
    assert_eq!(story.invoices().await[0]["attempt_count"], 2);
}

#[tokio::test]
async fn renewals_cannot_authenticate() {
    let story = story(day("2026-01-01"), "pm_card_visa", "").await;
    let intent = format!(
        "customer={}&payment_method=pm_card_authenticationRequired&confirm=true",
        story.customer
    );
    let intent = story.api.post("/v1/setup_intents", &intent).await;
    let done = story
        .api
        .post(
            &format!("/v1/setup_intents/{}/authenticate", id(&intent)),
            "outcome=succeeded",
        )
        .await;
    let form = format!("default_payment_method={}", text(&done, "payment_method"));
    story
        .api
        .post(&format!("/v1/subscriptions/{}", story.subscription), &form)
        .await;
    story.advance(day("2026-02-02")).await;
    assert_eq!(story.now().await["status"], "past_due");
    let failed = &story
        .api
        .get("/v1/events?type=payment_intent.payment_failed")
        .await["data"][0];
    assert_eq!(
        failed["data"]["object"]["last_payment_error"]["code"],
        "authentication_required"
    );
}

#[tokio::test]
async fn trials_turn_into_paid_periods() {
    let start = day("2026-01-10");
    let story = story(start, "pm_card_visa", "&trial_period_days=7").await;
    assert_eq!(story.now().await["status"], "trialing");
    story.advance(start + 8 * DAY).await;
    let subscription = story.now().await;
    assert_eq!(subscription["status"], "active");
    assert_eq!(
        subscription["items"]["data"][0]["current_period_end"],
        day("2026-02-17")
    );
    assert_eq!(story.invoices().await[0]["amount_paid"], 1_000);
}

#[tokio::test]
async fn a_trial_can_be_moved_and_ended() {
    let start = day("2026-01-10");
    let story = story(start, "pm_card_visa", "&trial_period_days=7").await;
    let path = format!("/v1/subscriptions/{}", story.subscription);
    let moved = story
        .api
        .post(&path, &format!("trial_end={}", start + 30 * DAY))
        .await;
    assert_eq!(
        moved["items"]["data"][0]["current_period_end"],
        start + 30 * DAY
    );
    story.advance(start + 10 * DAY).await;
    assert_eq!(story.now().await["status"], "trialing");
    let ended = story
        .api
        .post(&path, "trial_end=now&expand[]=latest_invoice")
        .await;
    assert_eq!(
        (&ended["status"], &ended["latest_invoice"]["status"]),
        (&json!("active"), &json!("paid"))
    );
    assert_eq!(ended["trial_end"], start + 10 * DAY);
}

#[tokio::test]
async fn pending_cancellations_happen() {
    let story = story(
        day("2026-01-01"),
        "pm_card_visa",
        "&cancel_at_period_end=true",
    )
    .await;
    story.advance(day("2026-01-31")).await;
    assert_eq!(story.now().await["status"], "active");
    story.advance(day("2026-02-03")).await;
    let ended = story.now().await;
    assert_eq!(
        (&ended["status"], &ended["ended_at"]),
        (&json!("canceled"), &json!(day("2026-02-01")))
    );
    assert_eq!(story.invoices().await.len(), 1);
}

#[tokio::test]
async fn paused_collection_bills_without_collecting_and_resumes() {
    for (behavior, status) in [
        ("void", "void"),
        ("mark_uncollectible", "uncollectible"),
        ("keep_as_draft", "draft"),
    ] {
        let story = story(day("2026-01-01"), "pm_card_visa", "").await;
        let path = format!("/v1/subscriptions/{}", story.subscription);
        let resumes = day("2026-02-15");
        story
            .api
            .post(
                &path,
                &format!(
                    "pause_collection[behavior]={behavior}&pause_collection[resumes_at]={resumes}"
                ),
            )
            .await;
        story.advance(day("2026-02-02")).await;
        let subscription = story.now().await;
        assert_eq!(subscription["status"], "active");
        assert_eq!(story.invoices().await[0]["status"], status, "{behavior}");
        story.advance(day("2026-03-02")).await;
        assert_eq!(story.now().await["pause_collection"], Value::Null);
        assert_eq!(story.invoices().await[0]["status"], "paid", "{behavior}");
    }
}

#[tokio::test]
async fn invoices_to_be_paid_by_hand_fall_due() {
    let start = day("2026-01-01");
    let story = story(
        start,
        "pm_card_visa",
        "&collection_method=send_invoice&days_until_due=10",
    )
    .await;
    let invoice = &story.invoices().await[0];
    assert_eq!(
        (&invoice["status"], &invoice["due_date"]),
        (&json!("open"), &json!(start + 10 * DAY))
    );
    assert_eq!(story.now().await["status"], "active");
    story.advance(start + 11 * DAY).await;
    assert_eq!(story.now().await["status"], "past_due");
    let pay = format!("/v1/invoices/{}/pay", id(invoice));
    assert_eq!(
        story.api.post(&pay, "paid_out_of_band=true").await["status"],
        "paid"
    );
    assert_eq!(story.now().await["status"], "active");
}

#[tokio::test]
async fn clocks_only_run_forwards_and_take_their_customers_with_them() {
    let start = day("2026-01-01");
    let story = story(start, "pm_card_visa", "").await;
    let path = format!("/v1/test_helpers/test_clocks/{}", story.clock);
    let (_, code, _) = story
        .api
        .refused(&format!("{path}/advance"), &format!("frozen_time={start}"))
        .await;
    assert_eq!(code, "test_clock_time_invalid");
    let (_, _, message) = story
        .api
        .refused(
            &format!("{path}/advance"),
            &format!("frozen_time={}", start + 11 * 366 * DAY),
        )
        .await;
    assert!(message.starts_with("Too much happens until then"));
    assert_eq!(story.api.get("/v1/customers").await["data"], json!([]));
    let of_clock = story
        .api
        .get(&format!("/v1/customers?test_clock={}", story.clock))
        .await;
    assert_eq!(of_clock["data"][0]["created"], start);
    assert_eq!(story.api.delete(&path).await["deleted"], true);
    assert_eq!(
        story
            .api
            .get(&format!("/v1/customers/{}", story.customer))
            .await["deleted"],
        true
    );
    assert_eq!(story.now().await["status"], "canceled");
}

#[tokio::test]
async fn debits_settle_days_later_on_the_clock() {
    let start = day("2026-01-01");
    for (method, kept, status) in [
        ("pm_usBankAccount", "paid", "active"),
        ("pm_usBankAccount_insufficientFunds", "open", "past_due"),
    ] {
        let story = story(start, method, "").await;
        let renewal = day("2026-02-01") + HOUR;
        story.advance(renewal).await;
        let invoice = story.invoices().await.remove(0);
        assert_eq!(
            (&invoice["status"], &invoice["next_payment_attempt"]),
            (&json!("open"), &Value::Null)
        );
        assert_eq!(story.now().await["status"], "active");
        let pay = format!("/v1/invoices/{}/pay", id(&invoice));
        let (_, code, _) = story.api.refused(&pay, "").await;
        assert_eq!(code, "payment_intent_unexpected_state");
        story.advance(renewal + 4 * DAY - 1).await;
        assert_eq!(story.invoices().await[0]["status"], "open", "{method}");
        story.advance(renewal + 4 * DAY).await;
        let invoice = story.invoices().await.remove(0);
        assert_eq!(invoice["status"], kept, "{method}");
        assert_eq!(story.now().await["status"], status, "{method}");
        if kept == "paid" {
            let paid = &invoice["status_transitions"]["paid_at"];
            assert_eq!(paid, renewal + 4 * DAY);
        } else {
            assert!(invoice["next_payment_attempt"].is_i64());
        }
    }
}

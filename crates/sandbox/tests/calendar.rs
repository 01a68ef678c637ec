//! Months that end early, leap years, clocks that are put forward, and currencies of other kinds.

mod common;

use common::{Api, day, id, text};
use serde_json::{Value, json};

/// A subscription since a day, in a currency.
async fn since(start: &str, currency: &str, amount: i64, interval: &str) -> (Api, String, Value) {
    let api = Api::open().await;
    let clock = api.clock(day(start)).await;
    let customer = api
        .customer_of("pm_card_visa", &format!("&test_clock={clock}"))
        .await;
    let form = format!(
        "product_data[name]=Pro&currency={currency}&unit_amount={amount}&recurring[interval]={interval}"
    );
    let price = api.post("/v1/prices", &form).await;
    let form = format!("customer={}&items[0][price]={}", id(&customer), id(&price));
    let made = api.post("/v1/subscriptions", &form).await;
    (api, clock, made)
}

async fn change(api: &Api, subscription: &Value, quantity: i64) -> (Value, Value) {
    let item = id(&subscription["items"]["data"][0]);
    let form = format!(
        "subscription={}&subscription_details[items][0][id]={item}&subscription_details[items][0][quantity]={quantity}
        &subscription_details[proration_behavior]=always_invoice",
        id(subscription)
    );
    let preview = api.post("/v1/invoices/create_preview", &form).await;
    let path = format!("/v1/subscriptions/{}", id(subscription));
    let form = format!(
        "items[0][id]={item}&items[0][quantity]={quantity}&proration_behavior=always_invoice&expand[]=latest_invoice"
    );
    (
        preview,
        api.post(&path, &form).await["latest_invoice"].clone(),
    )
}

fn amounts(invoice: &Value) -> Vec<i64> {
    let lines = invoice["lines"]["data"].as_array().into_iter().flatten();
    lines.filter_map(|line| line["amount"].as_i64()).collect()
}

#[tokio::test]
async fn a_short_month_is_shorter_for_prorations_too() {
    // anchor, the day of the change, the period's length and what is left of it, in days
    for (start, at, length, left) in [
        ("2026-01-31", "2026-02-10", 28, 18),
        ("2024-01-31", "2024-02-10", 29, 19),
        ("2026-01-31", "2026-03-10", 31, 21),
        ("2024-02-29", "2024-03-19", 29, 10),
    ] {
        let (api, clock, made) = since(start, "usd", 100_000, "month").await;
        api.advance(&clock, day(at)).await;
        let now = api.get(&format!("/v1/subscriptions/{}", id(&made))).await;
        let item = &now["items"]["data"][0];
        let period = item["current_period_end"].as_i64().unwrap_or_default()
            - item["current_period_start"].as_i64().unwrap_or_default();
        assert_eq!(period, length * 86_400, "{start} {at}");
        let (preview, bill) = change(&api, &now, 2).await;
        let share = |amount: i64| (amount * left * 2 + length) / (length * 2);
        assert_eq!(
            amounts(&bill),
            [-share(100_000), share(200_000)],
            "{start} {at}"
        );
        assert_eq!(amounts(&preview), amounts(&bill));
    }
}

#[tokio::test]
async fn the_twenty_ninth_of_february_comes_back() {
    let (api, clock, made) = since("2024-02-29", "usd", 1_000, "year").await;
    let path = format!("/v1/subscriptions/{}", id(&made));
    for (after, end) in [
        ("2025-03-02", "2026-02-28"),
        ("2026-03-02", "2027-02-28"),
        ("2027-03-02", "2028-02-29"),
        ("2028-03-02", "2029-02-28"),
    ] {
        api.advance(&clock, day(after)).await;
        let now = api.get(&path).await;
        assert_eq!(
            now["items"]["data"][0]["current_period_end"],
            day(end),
            "{after}"
        );
    }
}

/// In spring an hour is missing in many countries, and in autumn one is there twice. Periods are counted in UTC, so
/// every day has 86,400 seconds and a period ends at the hour it began.
#[tokio::test]
async fn clocks_that_are_put_forward_change_nothing() {
    for (start, at) in [("2026-03-15", "2026-03-29"), ("2026-10-15", "2026-10-25")] {
        let (api, clock, made) = since(start, "eur", 31_000, "month").await;
        let begun = day(start);
        api.advance(&clock, day(at) + 3_600).await;
        let (_, bill) = change(&api, &made, 2).await;
        let left = begun + 31 * 86_400 - day(at) - 3_600;
        let share = |amount: i64| (amount * left * 2 + 31 * 86_400) / (31 * 86_400 * 2);
        assert_eq!(amounts(&bill), [-share(31_000), share(62_000)]);
    }
}

#[tokio::test]
async fn every_currency_is_charged_in_what_it_has() {
    // currency, amount of a month, what a third of it comes to, how it is written
    for (currency, amount, third, written) in [
        ("jpy", 1_000, 333, "¥1000"),
        ("krw", 10_000, 3_333, "10000 KRW"),
        ("huf", 100_000, 33_333, "1000.00 HUF"),
        ("isk", 100_000, 33_300, "1000.00 ISK"),
        ("ugx", 100_000, 33_300, "1000.00 UGX"),
        ("kwd", 1_000, 330, "1.000 KWD"),
        ("bhd", 10_000, 3_330, "10.000 BHD"),
        ("usd", 1_000, 333, "$10.00"),
    ] {
        let (api, clock, made) = since("2026-04-01", currency, amount, "month").await;
        api.advance(&clock, day("2026-04-21")).await;
        let (preview, bill) = change(&api, &made, 2).await;
        assert_eq!(amounts(&bill)[0], -third, "{currency}");
        assert_eq!(amounts(&preview), amounts(&bill), "{currency}");
        let total: i64 = amounts(&bill).iter().sum();
        assert_eq!(
            (&bill["total"], &bill["amount_paid"]),
            (&json!(total), &json!(total))
        );
        let first = api
            .get(&format!("/v1/invoices/{}", text(&made, "latest_invoice")))
            .await;
        assert_eq!(
            first["lines"]["data"][0]["description"],
            format!("1 × Pro (at {written} / month)")
        );
    }
}

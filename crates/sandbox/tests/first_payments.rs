//! First payments: incomplete and expired, trials without a method, coupons and credit.

mod common;

use common::{Api, day, id, text};
use serde_json::{Value, json};

const DAY: i64 = 86_400;

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
async fn first_payments_that_fail_leave_it_incomplete() {
    let api = Api::open().await;
    for (method, behavior, expected) in [
        (
            "pm_card_chargeCustomerFail",
            "allow_incomplete",
            "incomplete",
        ),
        ("pm_card_visa", "default_incomplete", "incomplete"),
        ("pm_card_visa", "error_if_incomplete", "active"),
    ] {
        let customer = api.customer_with(method).await;
        let made = subscribe(
            &api,
            &customer,
            &format!("&payment_behavior={behavior}&expand[]=latest_invoice.confirmation_secret"),
        )
        .await;
        assert_eq!(made["status"], expected, "{method} {behavior}");
        if expected == "incomplete" {
            assert_eq!(made["latest_invoice"]["status"], "open");
            assert_eq!(
                made["latest_invoice"]["confirmation_secret"]["type"],
                "payment_intent"
            );
            let good = api
                .post(
                    "/v1/payment_methods/pm_card_visa/attach",
                    &format!("customer={}", id(&customer)),
                )
                .await;
            let pay = format!("/v1/invoices/{}/pay", id(&made["latest_invoice"]));
            let paid = api
                .post(&pay, &format!("payment_method={}", id(&good)))
                .await;
            assert_eq!(paid["status"], "paid");
            assert_eq!(status(&api, &made).await, "active");
            assert_eq!(api.refused(&pay, "").await.2, "Invoice is already paid");
        }
    }
    let customer = api.customer_with("pm_card_chargeCustomerFail").await;
    let price = api.monthly(1_000, "usd").await;
    let form = format!(
        "customer={}&items[0][price]={}&payment_behavior=error_if_incomplete",
        id(&customer),
        id(&price)
    );
    let (status, code, _) = api.refused("/v1/subscriptions", &form).await;
    assert_eq!((status, code.as_str()), (402, "card_declined"));
    let left = api
        .get(&format!(
            "/v1/subscriptions?status=all&customer={}",
            id(&customer)
        ))
        .await;
    assert_eq!(left["data"], json!([]));

    let nobody = api.post("/v1/customers", "").await;
    let form = format!("customer={}&items[0][price]={}", id(&nobody), id(&price));
    let (_, code, message) = api.refused("/v1/subscriptions", &form).await;
    assert_eq!(code, "resource_missing");
    assert!(message.starts_with("This customer has no attached payment source"));
}

#[tokio::test]
async fn a_payment_that_needs_authentication_is_incomplete_then_expires() {
    let api = Api::open().await;
    let start = day("2026-01-01");
    let clock = api.clock(start).await;
    let customer = api
        .customer_of(
            "pm_card_authenticationRequired",
            &format!("&test_clock={clock}"),
        )
        .await;
    let made = subscribe(&api, &customer, "").await;
    assert_eq!(made["status"], "incomplete");
    assert!(
        api.events()
            .await
            .contains(&"invoice.payment_action_required".to_owned())
    );
    api.advance(&clock, start + 22 * 3_600).await;
    assert_eq!(status(&api, &made).await, "incomplete");
    api.advance(&clock, start + 24 * 3_600).await;
    assert_eq!(status(&api, &made).await, "incomplete_expired");
    let invoice = api
        .get(&format!("/v1/invoices/{}", text(&made, "latest_invoice")))
        .await;
    assert_eq!(invoice["status"], "void");
}

#[tokio::test]
async fn trials_end_in_three_ways_without_a_method() {
    let api = Api::open().await;
    let start = day("2026-03-01");
    for (behavior, expected) in [
        ("pause", "paused"),
        ("cancel", "canceled"),
        ("create_invoice", "past_due"),
    ] {
        let clock = api.clock(start).await;
        let customer = api
            .post("/v1/customers", &format!("test_clock={clock}"))
            .await;
        let more = format!(
            "&trial_period_days=14&trial_settings[end_behavior][missing_payment_method]={behavior}&payment_behavior=default_incomplete&expand[]=latest_invoice"
        );
        let made = subscribe(&api, &customer, &more).await;
        assert_eq!(made["status"], "trialing");
        assert_eq!(
            (
                &made["latest_invoice"]["total"],
                &made["latest_invoice"]["status"]
            ),
            (&json!(0), &json!("paid"))
        );
        assert_eq!(
            made["latest_invoice"]["lines"]["data"][0]["description"],
            "Trial period for Pro"
        );
        assert!(text(&made, "pending_setup_intent").starts_with("seti_"));
        assert_eq!(made["trial_end"], start + 14 * DAY);
        api.advance(&clock, start + 12 * DAY).await;
        assert_eq!(status(&api, &made).await, "trialing");
        api.advance(&clock, start + 15 * DAY).await;
        assert_eq!(status(&api, &made).await, expected, "{behavior}");
    }
    let events = api.events().await;
    for (kind, count) in [
        ("customer.subscription.trial_will_end", 3),
        ("customer.subscription.paused", 1),
        ("customer.subscription.deleted", 1),
    ] {
        assert_eq!(
            events.iter().filter(|event| *event == kind).count(),
            count,
            "{kind}"
        );
    }
}

#[tokio::test]
async fn coupons_take_off_the_first_invoice_or_all() {
    let api = Api::open().await;
    let start = day("2026-01-31");
    let clock = api.clock(start).await;
    let customer = api
        .customer_of("pm_card_visa", &format!("&test_clock={clock}"))
        .await;
    api.post("/v1/coupons", "id=ONCE&amount_off=300&currency=usd")
        .await;
    api.post("/v1/coupons", "id=EVER&percent_off=10&duration=forever")
        .await;
    let made = subscribe(
        &api,
        &customer,
        "&discounts[0][coupon]=ONCE&discounts[1][coupon]=EVER&expand[]=latest_invoice",
    )
    .await;
    let invoice = &made["latest_invoice"];
    assert_eq!(
        (&invoice["subtotal"], &invoice["total"]),
        (&json!(1_000), &json!(630))
    );
    assert_eq!(invoice["total_discount_amounts"][0]["amount"], 300);
    assert_eq!(
        invoice["lines"]["data"][0]["discount_amounts"][1]["amount"],
        70
    );
    assert_eq!(made["discounts"].as_array().map(Vec::len), Some(1));
    assert_eq!(api.get("/v1/coupons/ONCE").await["times_redeemed"], 1);
    api.advance(&clock, start + 29 * DAY).await;
    let invoices = api
        .get(&format!("/v1/invoices?customer={}", id(&customer)))
        .await;
    assert_eq!(invoices["data"][0]["total"], 900);
    let shown = api
        .get(&format!(
            "/v1/subscriptions/{}?expand[]=discounts.source.coupon",
            id(&made)
        ))
        .await;
    assert_eq!(
        shown["discounts"][0]["source"]["coupon"]["percent_off"],
        json!(10.0)
    );
}

#[tokio::test]
async fn credit_pays_before_the_card() {
    let api = Api::open().await;
    let customer = api
        .customer_of("pm_card_chargeCustomerFail", "&balance=-1500")
        .await;
    let made = subscribe(&api, &customer, "&expand[]=latest_invoice").await;
    assert_eq!(made["status"], "active");
    assert_eq!(
        (
            &made["latest_invoice"]["amount_due"],
            &made["latest_invoice"]["ending_balance"]
        ),
        (&json!(0), &json!(-500))
    );
    assert_eq!(
        api.get(&format!("/v1/customers/{}", id(&customer))).await["balance"],
        -500
    );
}

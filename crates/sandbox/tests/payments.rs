//! Invoices paid through their payment intents, given up, and shown as page and file.

mod common;

use axum::http::{Method, StatusCode};
use common::{Api, id, text};
use serde_json::{Value, json};

/// A customer's subscription whose first invoice waits for a browser.
async fn waiting(api: &Api, customer: &Value) -> (String, Value, String) {
    let price = api.monthly(1_000, "usd").await;
    let form = format!(
        "customer={}&items[0][price]={}&payment_behavior=default_incomplete
        &expand[]=latest_invoice.confirmation_secret&expand[]=latest_invoice.payments",
        id(customer),
        id(&price)
    );
    let made = api.post("/v1/subscriptions", &form).await;
    assert_eq!(made["status"], "incomplete");
    let invoice = made["latest_invoice"].clone();
    let secret = text(&invoice["confirmation_secret"], "client_secret");
    (id(&made), invoice, secret)
}

fn intent_of(secret: &str) -> String {
    let id = secret.split("_secret_").next().unwrap_or_default();
    format!("/v1/payment_intents/{id}")
}

#[tokio::test]
async fn a_browser_pays_the_first_invoice() {
    let api = Api::open().await;
    let browser = api.with_key("pk_test_tests");
    let customer = api.customer_with("pm_card_visa").await;
    let (subscription, invoice, secret) = waiting(&api, &customer).await;
    let path = intent_of(&secret);
    let own = format!("client_secret={secret}");
    let read = browser.get(&format!("{path}?{own}")).await;
    assert_eq!(
        (&read["status"], &read["amount"], read.get("customer")),
        (&json!("requires_payment_method"), &json!(1_000), None)
    );
    let (_, code, _) = browser
        .refused(&format!("{path}/confirm"), "client_secret=x")
        .await;
    assert_eq!(code, "payment_intent_invalid_parameter");
    assert_eq!(browser.refused(&format!("{path}/confirm"), "").await.0, 400);

    let bad = format!("{own}&payment_method=pm_card_chargeCustomerFail");
    let declined = browser
        .request(Method::POST, &format!("{path}/confirm"), &bad, None)
        .await;
    assert_eq!(declined.error().0, 402);
    let remembered = &declined.body["error"]["payment_intent"];
    assert_eq!(remembered["last_payment_error"]["code"], "card_declined");
    assert!(remembered.get("_invoice").is_none());

    let paid = browser.post(&format!("{path}/confirm"), &own).await;
    assert_eq!(paid["status"], "succeeded");
    let after = api.get(&format!("/v1/invoices/{}", id(&invoice))).await;
    assert_eq!(after["status"], "paid");
    let subscription = api.get(&format!("/v1/subscriptions/{subscription}")).await;
    assert_eq!(subscription["status"], "active");
    let (_, code, _) = browser.refused(&format!("{path}/confirm"), &own).await;
    assert_eq!(code, "payment_intent_unexpected_state");
    let listed = api
        .get(&format!("/v1/payment_intents?customer={}", id(&customer)))
        .await;
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_bank_asks_and_the_customer_answers() {
    let api = Api::open().await;
    let browser = api.with_key("pk_test_tests");
    let customer = api.post("/v1/customers", "").await;
    let (_, invoice, secret) = waiting(&api, &customer).await;
    let path = intent_of(&secret);
    let own = format!("client_secret={secret}");
    let (_, code, _) = browser.refused(&format!("{path}/confirm"), &own).await;
    assert_eq!(
        code, "payment_intent_unexpected_state",
        "there is no method"
    );
    let with = format!("{own}&payment_method=pm_card_authenticationRequired");
    for (outcome, status) in [
        ("failed", "requires_payment_method"),
        ("succeeded", "succeeded"),
    ] {
        let asked = browser.post(&format!("{path}/confirm"), &with).await;
        assert_eq!(
            (&asked["status"], &asked["next_action"]["type"]),
            (&json!("requires_action"), &json!("use_stripe_sdk"))
        );
        let form = format!("{own}&outcome={outcome}");
        let answered = browser.post(&format!("{path}/authenticate"), &form).await;
        assert_eq!(answered["status"], status);
        if outcome == "failed" {
            assert_eq!(
                answered["last_payment_error"]["code"],
                "payment_intent_authentication_failure"
            );
        }
    }
    assert_eq!(
        api.get(&format!("/v1/invoices/{}", id(&invoice))).await["status"],
        "paid"
    );
    let saved = api
        .get(&format!("/v1/payment_methods?customer={}", id(&customer)))
        .await;
    assert_eq!(saved["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn paying_by_the_api_may_need_the_bank() {
    let api = Api::open().await;
    let customer = api.post("/v1/customers", "").await;
    let (_, invoice, secret) = waiting(&api, &customer).await;
    let form = format!(
        "customer={}&payment_method=pm_card_authenticationRequired&confirm=true",
        id(&customer)
    );
    let asks = api.post("/v1/setup_intents", &form).await;
    let path = format!("/v1/setup_intents/{}/authenticate", id(&asks));
    let method = text(
        &api.post(&path, "outcome=succeeded").await,
        "payment_method",
    );
    let pay = format!("/v1/invoices/{}/pay", id(&invoice));
    let (status, code, _) = api.refused(&pay, &format!("payment_method={method}")).await;
    assert_eq!((status, code.as_str()), (402, "authentication_required"));
    let form = format!("payment_method={method}&off_session=false");
    let (status, code, _) = api.refused(&pay, &form).await;
    assert_eq!(
        (status, code.as_str()),
        (402, "invoice_payment_intent_requires_action")
    );
    let form = format!("client_secret={secret}&outcome=succeeded");
    let path = format!("{}/authenticate", intent_of(&secret));
    assert_eq!(api.post(&path, &form).await["status"], "succeeded");
    assert_eq!(
        api.get(&format!("/v1/invoices/{}", id(&invoice))).await["status"],
        "paid"
    );
}

#[tokio::test]
async fn invoices_are_given_up() {
    let api = Api::open().await;
    let customer = api.customer_of("pm_card_visa", "&balance=-400").await;
    let (_, invoice, secret) = waiting(&api, &customer).await;
    assert_eq!(invoice["amount_due"], 600);
    let path = format!("/v1/invoices/{}", id(&invoice));
    let balance =
        async || api.get(&format!("/v1/customers/{}", id(&customer))).await["balance"].clone();
    assert_eq!(balance().await, 0);
    let voided = api.post(&format!("{path}/void"), "").await;
    assert_eq!(voided["status"], "void");
    assert_eq!(balance().await, -400, "what it took goes back");
    assert_eq!(api.get(&intent_of(&secret)).await["status"], "canceled");
    for verb in ["void", "mark_uncollectible", "pay", "finalize"] {
        assert_eq!(
            api.refused(&format!("{path}/{verb}"), "").await.0,
            400,
            "{verb}"
        );
    }

    let (_, invoice, _) = waiting(&api, &api.customer_with("pm_card_visa").await).await;
    let path = format!("/v1/invoices/{}", id(&invoice));
    let lost = api.post(&format!("{path}/mark_uncollectible"), "").await;
    assert_eq!(lost["status"], "uncollectible");
    assert_eq!(api.post(&format!("{path}/pay"), "").await["status"], "paid");
    let refused = api.request(Method::DELETE, &path, "", None).await;
    assert_eq!(refused.error().2, "You can only delete draft invoices.");
    let events = api.events().await;
    for kind in [
        "invoice.voided",
        "invoice.marked_uncollectible",
        "payment_intent.canceled",
    ] {
        assert!(events.contains(&kind.to_owned()), "{kind}");
    }
}

#[tokio::test]
async fn an_invoice_is_a_page_and_a_file() {
    let api = Api::open().await;
    let customer = api.customer_with("pm_card_visa").await;
    let name = "name=<b>Zoë %26 佐藤 (Ltd)</b>";
    api.post(&format!("/v1/customers/{}", id(&customer)), name)
        .await;
    let price = api.monthly(1_250, "eur").await;
    let form = format!(
        "customer={}&items[0][price]={}&items[0][quantity]=2&expand[]=latest_invoice",
        id(&customer),
        id(&price)
    );
    let invoice = api.post("/v1/subscriptions", &form).await["latest_invoice"].clone();
    let url = text(&invoice, "hosted_invoice_url");
    let path = url
        .strip_prefix("http://localhost:4243")
        .expect("the sandbox's origin");
    let page = api.request(Method::GET, path, "", None).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let html = String::from_utf8(page.bytes).expect("text");
    for part in [
        text(&invoice, "number"),
        "2 × Pro (at €12.50 / month)".to_owned(),
        "€25.00".to_owned(),
        "&lt;b&gt;Zoë &amp; 佐藤 (Ltd)&lt;/b&gt;".to_owned(),
        "<html lang=\"en\">".to_owned(),
        "<th scope=\"row\">".to_owned(),
    ] {
        assert!(html.contains(&part), "{part}");
    }
    assert!(!html.contains("<b>") && !html.contains("style="), "{html}");
    let file = api
        .request(
            Method::GET,
            &text(&invoice, "invoice_pdf")["http://localhost:4243".len()..],
            "",
            None,
        )
        .await;
    assert_eq!(file.header("content-type"), "application/pdf");
    assert!(file.bytes.starts_with(b"%PDF-1.4") && file.bytes.ends_with(b"%%EOF\n"));
    let contains = |part: &[u8]| file.bytes.windows(part.len()).any(|at| at == part);
    assert!(contains(b"2 \xd7 Pro \\(at \x8012.50 / month\\)"));
    let (head, _) = path.rsplit_once('/').expect("a secret");
    for other in [
        format!("{head}/guess"),
        format!("{head}/"),
        path.replace("in_", "in_0"),
    ] {
        assert_eq!(
            api.request(Method::GET, &other, "", None).await.status,
            StatusCode::NOT_FOUND
        );
    }
}

#[tokio::test]
async fn a_change_that_waits_takes_effect_when_the_bank_agrees() {
    let api = Api::open().await;
    let browser = api.with_key("pk_test_tests");
    let customer = api.customer_with("pm_card_visa").await;
    let price = api.monthly(1_000, "usd").await;
    let form = format!("customer={}&items[0][price]={}", id(&customer), id(&price));
    let made = api.post("/v1/subscriptions", &form).await;
    let form = format!(
        "customer={}&payment_method=pm_card_authenticationRequired&confirm=true",
        id(&customer)
    );
    let asks = api.post("/v1/setup_intents", &form).await;
    let path = format!("/v1/setup_intents/{}/authenticate", id(&asks));
    let method = text(
        &api.post(&path, "outcome=succeeded").await,
        "payment_method",
    );
    let path = format!("/v1/subscriptions/{}", id(&made));
    let form = format!(
        "items[0][id]={}&items[0][quantity]=3&billing_cycle_anchor[type]=now&payment_behavior=pending_if_incomplete
        &expand[]=latest_invoice.confirmation_secret",
        id(&made["items"]["data"][0])
    );
    api.post(&path, &format!("default_payment_method={method}"))
        .await;
    let waiting = api.post(&path, &form).await;
    assert_eq!(waiting["items"]["data"][0]["quantity"], 1);
    assert!(waiting["pending_update"].is_object());
    let secret = text(
        &waiting["latest_invoice"]["confirmation_secret"],
        "client_secret",
    );
    let own = format!("client_secret={secret}");
    let asked = browser.get(&format!("{}?{own}", intent_of(&secret))).await;
    assert_eq!(asked["status"], "requires_action");
    let form = format!("{own}&outcome=succeeded");
    browser
        .post(&format!("{}/authenticate", intent_of(&secret)), &form)
        .await;
    let after = api.get(&path).await;
    assert_eq!(after["items"]["data"][0]["quantity"], 3);
    assert_eq!(
        (&after["pending_update"], &after["status"]),
        (&Value::Null, &json!("active"))
    );
    assert_eq!(after["default_payment_method"], method.as_str());
    assert!(
        api.events()
            .await
            .contains(&"customer.subscription.pending_update_applied".to_owned())
    );
}

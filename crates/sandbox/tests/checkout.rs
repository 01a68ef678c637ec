//! Checkout sessions in setup mode: what the merchant makes, and what the hosted page does with it.

mod common;

use axum::http::Method;
use common::{Api, id, text};
use serde_json::{Value, json};

const SESSIONS: &str = "/v1/checkout/sessions";
const URLS: &str = "&success_url=https://shop.test/done?of=1%26session={CHECKOUT_SESSION_ID}\
                    &cancel_url=https://shop.test/back";

/// A customer and an open session for it.
async fn session(api: &Api, more: &str) -> (String, Value) {
    let customer = id(&api.post("/v1/customers", "email=jenny@example.com").await);
    let form = format!("mode=setup&customer={customer}{URLS}{more}");
    (customer, api.post(SESSIONS, &form).await)
}

/// What the page has in its address: the publishable key's view of the sandbox, and the secret.
fn page(api: &Api, session: &Value) -> (Api, String) {
    let url = text(session, "url");
    let (page, fragment) = url.split_once('#').expect("a fragment");
    assert_eq!(page, "http://localhost:4243/v3/checkout");
    let (key, secret) = fragment.split_once('/').expect("key and secret");
    assert!(secret.starts_with(&format!("{}_secret_", id(session))));
    (api.with_key(key), secret.to_owned())
}

async fn state(browser: &Api, session: &Value, secret: &str) -> Value {
    let path = format!("/v1/payment_pages/{}?client_secret={secret}", id(session));
    browser.get(&path).await
}

/// The page confirms with the setup intent's secret, as the browser's script does.
async fn confirm(browser: &Api, page: &Value, method: &str) -> common::Answer {
    let secret = text(page, "client_secret");
    let intent = secret.split("_secret_").next().expect("an id").to_owned();
    let form = format!("client_secret={secret}&payment_method={method}");
    let path = format!("/v1/setup_intents/{intent}/confirm");
    browser.request(Method::POST, &path, &form, None).await
}

#[tokio::test]
async fn a_saved_method_completes_the_session() {
    let api = Api::open().await;
    let (customer, made) = session(
        &api,
        "&allowed_payment_method_types[]=card&allowed_payment_method_types[]=sepa_debit&locale=de\
         &metadata[of]=session&setup_intent_data[metadata][of]=intent&setup_intent_data[description]=Portal",
    )
    .await;
    assert_eq!(made["object"], "checkout.session");
    assert!(id(&made).starts_with("cs_test_"));
    assert_eq!(
        (&made["mode"], &made["status"], &made["payment_status"]),
        (
            &json!("setup"),
            &json!("open"),
            &json!("no_payment_required")
        )
    );
    assert_eq!(made["customer"], customer.as_str());
    assert_eq!(made["payment_method_types"], json!(["card", "sepa_debit"]));
    assert_eq!(made["metadata"], json!({ "of": "session" }));
    let open = made["expires_at"].as_i64().zip(made["created"].as_i64());
    assert_eq!(open.map(|(end, start)| end - start), Some(86_400));
    assert!(made.get("_secret").is_none());

    let path = format!("{SESSIONS}/{}", id(&made));
    let expanded = api.get(&format!("{path}?expand[]=setup_intent")).await;
    let intent = &expanded["setup_intent"];
    assert_eq!(intent["status"], "requires_payment_method");
    assert_eq!(intent["customer"], customer.as_str());
    assert_eq!(intent["metadata"], json!({ "of": "intent" }));
    assert_eq!(intent["description"], "Portal");

    let (browser, secret) = page(&api, &made);
    let seen = state(&browser, &made, &secret).await;
    assert_eq!(seen["client_secret"], intent["client_secret"]);
    assert_eq!(
        (&seen["locale"], &seen["cancel_url"], &seen["success_url"]),
        (&json!("de"), &json!("https://shop.test/back"), &Value::Null)
    );
    assert!(seen.get("customer").is_none());
    let declined = confirm(&browser, &seen, "pm_card_chargeDeclined").await;
    assert_eq!(declined.status.as_u16(), 402);
    assert_eq!(
        api.get(&path).await["status"],
        "open",
        "another may be tried"
    );
    confirm(&browser, &seen, "pm_card_visa").await.ok();

    let after = state(&browser, &made, &secret).await;
    assert_eq!(
        after["success_url"],
        format!("https://shop.test/done?of=1&session={}", id(&made))
    );
    assert_eq!(after["client_secret"], Value::Null);
    let complete = api
        .get(&format!("{path}?expand[]=setup_intent.payment_method"))
        .await;
    assert_eq!(
        (&complete["status"], &complete["url"]),
        (&json!("complete"), &Value::Null)
    );
    assert_eq!(
        complete["setup_intent"]["payment_method"]["customer"],
        customer.as_str()
    );
    let events = api.events().await;
    let told = |kind: &str| events.iter().filter(|event| *event == kind).count();
    assert_eq!(told("checkout.session.completed"), 1);
    assert_eq!(told("checkout.session.expired"), 0);
    let (_, _, message) = api.refused(&format!("{path}/expire"), "").await;
    assert_eq!(
        message,
        "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `complete`."
    );
}

#[tokio::test]
async fn an_expired_session_saves_nothing() {
    let api = Api::open().await;
    let (customer, made) = session(&api, "&currency=eur").await;
    let (browser, secret) = page(&api, &made);
    let seen = state(&browser, &made, &secret).await;
    let path = format!("{SESSIONS}/{}", id(&made));
    let expired = api.post(&format!("{path}/expire"), "").await;
    assert_eq!(
        (&expired["status"], &expired["url"]),
        (&json!("expired"), &Value::Null)
    );
    let late = confirm(&browser, &seen, "pm_card_visa").await;
    assert_eq!(late.error().1, "setup_intent_unexpected_state");
    let after = state(&browser, &made, &secret).await;
    assert_eq!(
        (&after["client_secret"], &after["success_url"]),
        (&Value::Null, &Value::Null)
    );
    let events = api.events().await;
    for kind in ["setup_intent.canceled", "checkout.session.expired"] {
        assert!(events.contains(&kind.to_owned()), "{kind}");
    }
    let list = api
        .get(&format!("/v1/payment_methods?customer={customer}"))
        .await;
    assert_eq!(list["data"], json!([]));
}

#[tokio::test]
async fn what_is_not_built_or_incomplete_is_refused() {
    let api = Api::open().await;
    for mode in ["payment", "subscription"] {
        let (status, code, message) = api.refused(SESSIONS, &format!("mode={mode}{URLS}")).await;
        assert_eq!((status, code.as_str()), (400, "parameter_unsupported"));
        assert!(message.contains(&format!("`{mode}` mode")), "{message}");
    }
    for (form, code) in [
        (
            "success_url=https://a.test/&currency=eur",
            "parameter_missing",
        ),
        ("mode=setup&currency=eur", "parameter_missing"),
        (
            "mode=setup&success_url=https://a.test/",
            "parameter_missing",
        ),
        (
            "mode=setup&currency=eur&success_url=javascript:alert(1)",
            "url_invalid",
        ),
        (
            "mode=setup&currency=eur&success_url=https://a.test/&cancel_url=/back",
            "url_invalid",
        ),
        (
            "mode=setup&currency=eur&success_url=https://a.test/&customer=cus_none",
            "resource_missing",
        ),
        (
            "mode=setup&success_url=https://a.test/&allowed_payment_method_types[]=klarna",
            "payment_method_unactivated",
        ),
        (
            "mode=setup&currency=eur&success_url=https://a.test/&submit_type=pay",
            "parameter_unsupported",
        ),
        (
            "mode=setup&currency=eur&success_url=https://a.test/&expires_at=1",
            "",
        ),
    ] {
        let refused = api.refused(SESSIONS, form).await;
        assert_eq!((refused.0, refused.1.as_str()), (400, code), "{form}");
    }
    let path = format!("{SESSIONS}/cs_test_none");
    let missing = api.request(Method::GET, &path, "", None).await;
    assert_eq!(missing.status.as_u16(), 404);
}

/// The intent of a session is confirmed and cancelled by its page alone, and the page is its secret's.
#[tokio::test]
async fn neither_strangers_nor_the_merchant_act_for_the_page() {
    let api = Api::open().await;
    let (_, made) = session(&api, "&allowed_payment_method_types[]=card").await;
    let intent = text(&made, "setup_intent");
    for verb in ["confirm", "cancel"] {
        let path = format!("/v1/setup_intents/{intent}/{verb}");
        let (_, code, message) = api.refused(&path, "").await;
        assert_eq!(code, "setup_intent_unexpected_state");
        assert!(message.contains("Checkout Session"), "{message}");
    }
    let (browser, secret) = page(&api, &made);
    for wrong in [
        format!("{}_secret_x", id(&made)),
        text(&made, "id"),
        String::from("x"),
    ] {
        let path = format!("/v1/payment_pages/{}?client_secret={wrong}", id(&made));
        let answer = browser.request(Method::GET, &path, "", None).await;
        assert_eq!(answer.status.as_u16(), 404, "{wrong}");
    }
    let elsewhere = api.with_key("pk_test_other");
    let path = format!("/v1/payment_pages/{}?client_secret={secret}", id(&made));
    let answer = elsewhere.request(Method::GET, &path, "", None).await;
    assert_eq!(answer.status.as_u16(), 404);
    let path = format!("{SESSIONS}/{}", id(&made));
    let answer = browser.request(Method::GET, &path, "", None).await;
    assert_eq!(answer.error().1, "secret_key_required");
}

/// A key that comes back answers with the session it made, whatever became of it since.
#[tokio::test]
async fn a_repeated_key_makes_one_session() {
    let api = Api::open().await;
    let form = format!("mode=setup&currency=eur{URLS}");
    let make = || api.request(Method::POST, SESSIONS, &form, Some("one"));
    let (first, second) = (make().await.ok(), make().await.ok());
    assert_eq!(id(&first), id(&second));
}

//! Setup intents: saved, authenticated, declined, canceled; and what a browser may do.

mod common;

use axum::http::Method;
use common::{Api, id, text};
use serde_json::{Value, json};

/// A customer and an intent for it.
async fn intent(api: &Api, more: &str) -> (String, Value) {
    let customer = id(&api.post("/v1/customers", "").await);
    let intent = api
        .post("/v1/setup_intents", &format!("customer={customer}{more}"))
        .await;
    (customer, intent)
}

#[tokio::test]
async fn saving_attaches_the_method() {
    let api = Api::open().await;
    let (customer, made) = intent(&api, "&usage=off_session&metadata[k]=v").await;
    assert_eq!(
        (text(&made, "status"), text(&made, "usage")),
        (
            "requires_payment_method".to_owned(),
            "off_session".to_owned()
        )
    );
    assert!(text(&made, "client_secret").starts_with(&format!("{}_secret_", id(&made))));
    assert_eq!(
        made["payment_method_types"].as_array().map(Vec::len),
        Some(11)
    );
    let path = format!("/v1/setup_intents/{}", id(&made));
    let done = api
        .post(
            &format!("{path}/confirm"),
            "payment_method=pm_card_visa&expand[]=payment_method",
        )
        .await;
    assert_eq!(
        (&done["status"], &done["next_action"]),
        (&json!("succeeded"), &Value::Null)
    );
    assert_eq!(done["payment_method"]["customer"], customer.as_str());
    let again = api
        .request(Method::POST, &format!("{path}/confirm"), "", None)
        .await;
    assert_eq!(again.error().1, "setup_intent_unexpected_state");
    assert_eq!(again.body["error"]["setup_intent"]["status"], "succeeded");
    assert_eq!(
        api.refused(&format!("{path}/cancel"), "").await.1,
        "setup_intent_unexpected_state"
    );

    let at_once = api
        .post(
            "/v1/setup_intents",
            &format!(
                "customer={customer}&payment_method=pm_sepaDebit&confirm=true&expand[]=mandate"
            ),
        )
        .await;
    assert_eq!(
        (&at_once["status"], &at_once["mandate"]["status"]),
        (&json!("succeeded"), &json!("active"))
    );
    let listed = api
        .get(&format!("/v1/setup_intents?customer={customer}"))
        .await;
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn authentication_is_completed_or_failed() {
    let api = Api::open().await;
    for (outcome, status, attached) in [
        ("succeeded", "succeeded", 1),
        ("failed", "requires_payment_method", 0),
    ] {
        let (customer, made) = intent(&api, "&payment_method=pm_card_authenticationRequired").await;
        assert_eq!(made["status"], "requires_confirmation");
        let path = format!("/v1/setup_intents/{}", id(&made));
        let asked = api
            .post(
                &format!("{path}/confirm"),
                "return_url=http://localhost:4242/",
            )
            .await;
        assert_eq!(
            (&asked["status"], &asked["next_action"]["type"]),
            (&json!("requires_action"), &json!("use_stripe_sdk"))
        );
        let answered = api
            .post(
                &format!("{path}/authenticate"),
                &format!("outcome={outcome}"),
            )
            .await;
        assert_eq!(answered["status"], status);
        let list = api
            .get(&format!("/v1/payment_methods?customer={customer}"))
            .await;
        assert_eq!(
            list["data"].as_array().map(Vec::len),
            Some(attached),
            "{outcome}"
        );
        if outcome == "failed" {
            assert_eq!(
                answered["last_setup_error"]["code"],
                "setup_intent_authentication_failure"
            );
            assert_eq!(answered["payment_method"], Value::Null);
            let retried = api
                .post(&format!("{path}/confirm"), "payment_method=pm_card_visa")
                .await;
            assert_eq!(
                (&retried["status"], &retried["last_setup_error"]),
                (&json!("succeeded"), &Value::Null)
            );
        }
    }
}

#[tokio::test]
async fn a_decline_is_remembered() {
    let api = Api::open().await;
    let (customer, made) = intent(&api, "").await;
    let path = format!("/v1/setup_intents/{}", id(&made));
    let form = "payment_method=pm_card_chargeDeclinedInsufficientFunds";
    let answer = api
        .request(Method::POST, &format!("{path}/confirm"), form, None)
        .await;
    let error = &answer.body["error"];
    assert_eq!(answer.status.as_u16(), 402);
    assert_eq!(
        (
            text(error, "type"),
            text(error, "code"),
            text(error, "decline_code")
        ),
        (
            "card_error".to_owned(),
            "card_declined".to_owned(),
            "insufficient_funds".to_owned()
        )
    );
    assert_eq!(error["setup_intent"]["status"], "requires_payment_method");
    let stored = api.get(&path).await;
    assert_eq!(
        stored["last_setup_error"]["message"],
        "Your card has insufficient funds."
    );
    assert_eq!(
        stored["last_setup_error"]["payment_method"]["card"]["last4"],
        "9995"
    );
    assert!(
        api.events()
            .await
            .contains(&"setup_intent.setup_failed".to_owned())
    );
    let list = api
        .get(&format!("/v1/payment_methods?customer={customer}"))
        .await;
    assert_eq!(list["data"], json!([]));
    let canceled = api
        .post(&format!("{path}/cancel"), "cancellation_reason=abandoned")
        .await;
    assert_eq!(
        (&canceled["status"], &canceled["cancellation_reason"]),
        (&json!("canceled"), &json!("abandoned"))
    );
}

#[tokio::test]
async fn a_browser_needs_the_secret_and_sees_little() {
    let api = Api::open().await;
    let (_, made) = intent(&api, "&metadata[internal]=note").await;
    let browser = api.with_key("pk_test_tests");
    let path = format!("/v1/setup_intents/{}", id(&made));
    for query in ["", "?client_secret=wrong"] {
        let answer = browser
            .request(Method::GET, &format!("{path}{query}"), "", None)
            .await;
        assert_eq!(answer.status.as_u16(), 400, "{query}");
    }
    let secret = text(&made, "client_secret");
    let seen = browser.get(&format!("{path}?client_secret={secret}")).await;
    assert_eq!(seen["status"], "requires_payment_method");
    for hidden in ["customer", "metadata"] {
        assert!(seen.get(hidden).is_none(), "{hidden}");
    }
    let form = format!(
        "client_secret={secret}&payment_method=pm_usBankAccount&mandate_data[customer_acceptance][type]=online&mandate_data[customer_acceptance][online][infer_from_client]=true"
    );
    let done = browser.post(&format!("{path}/confirm"), &form).await;
    assert_eq!(done["status"], "succeeded");
    let foreign = api
        .with_key("pk_test_other")
        .request(
            Method::GET,
            &format!("{path}?client_secret={secret}"),
            "",
            None,
        )
        .await;
    assert_eq!(foreign.status.as_u16(), 404);
    let other = browser
        .request(Method::POST, &format!("{path}/cancel"), "", None)
        .await;
    assert_eq!(other.error().1, "secret_key_required");
}

#[tokio::test]
async fn only_accepted_kinds_can_be_saved() {
    let api = Api::open().await;
    let (_, made) = intent(
        &api,
        "&allowed_payment_method_types[]=card&allowed_payment_method_types[]=sepa_debit",
    )
    .await;
    assert_eq!(made["payment_method_types"], json!(["card", "sepa_debit"]));
    assert_eq!(made["automatic_payment_methods"], Value::Null);
    let path = format!("/v1/setup_intents/{}/confirm", id(&made));
    let (_, _, message) = api.refused(&path, "payment_method=pm_paypal").await;
    assert!(
        message.starts_with(
            "The PaymentMethod provided (paypal) is not allowed for this SetupIntent."
        )
    );
    let (_, code, _) = api.refused(&path, "").await;
    assert_eq!(code, "setup_intent_unexpected_state");
    let customer = id(&api.post("/v1/customers", "").await);
    let (_, code, _) = api
        .refused(
            "/v1/setup_intents",
            &format!("customer={customer}&allowed_payment_method_types[]=klarna"),
        )
        .await;
    assert_eq!(code, "payment_method_unactivated");
    let owned = api.customer_with("pm_card_visa").await;
    let method = text(&owned["invoice_settings"], "default_payment_method");
    let (_, code, _) = api
        .refused(&path, &format!("payment_method={method}"))
        .await;
    assert_eq!(code, "payment_method_unexpected_state");
}

/// A pre-authorised debit needs to know its mandate before it can be offered beside other kinds.
#[tokio::test]
async fn acss_debit_takes_its_mandate_options() {
    let api = Api::open().await;
    let (_, made) = intent(
        &api,
        "&allowed_payment_method_types[]=acss_debit&allowed_payment_method_types[]=card\
         &payment_method_options[acss_debit][currency]=cad\
         &payment_method_options[acss_debit][mandate_options][payment_schedule]=combined",
    )
    .await;
    let options = &made["payment_method_options"]["acss_debit"];
    assert_eq!(options["currency"], "cad");
    assert_eq!(options["mandate_options"]["payment_schedule"], "combined");

    let refused = api
        .refused(
            "/v1/setup_intents",
            "payment_method_options[acss_debit][currency]=eur",
        )
        .await;
    assert_eq!(refused.0, 400);
}

#[tokio::test]
async fn methods_that_redirect_lead_to_a_page_and_back() {
    let api = Api::open().await;
    for (method, outcome, status, attached) in [
        ("pm_paypal", "succeeded", "succeeded", 1),
        ("pm_amazonPay", "failed", "requires_payment_method", 0),
    ] {
        let (customer, made) = intent(&api, "").await;
        let path = format!("/v1/setup_intents/{}", id(&made));
        let secret = text(&made, "client_secret");
        let browser = api.with_key("pk_test_tests");
        let confirm = format!("client_secret={secret}&payment_method={method}");
        let confirm_path = format!("{path}/confirm");
        let (_, _, message) = browser.refused(&confirm_path, &confirm).await;
        assert!(message.starts_with("A `return_url` must be specified"));
        for hostile in ["javascript:alert(1)", "/add-payment-method"] {
            let form = format!("{confirm}&return_url={hostile}");
            let (_, code, _) = browser.refused(&confirm_path, &form).await;
            assert_eq!(code, "url_invalid", "{hostile}");
        }
        let back = "http://localhost:4242/add-payment-method";
        let asked = browser
            .post(&confirm_path, &format!("{confirm}&return_url={back}"))
            .await;
        assert_eq!(asked["status"], "requires_action");
        let next = &asked["next_action"];
        assert_eq!(next["type"], "redirect_to_url");
        assert_eq!(next["redirect_to_url"]["return_url"], back);
        assert_eq!(
            next["redirect_to_url"]["url"],
            format!("http://localhost:4243/v3/authorize#pk_test_tests/{secret}")
        );
        // What the page does: it reads the intent, then tells what the customer decided.
        let read = browser.get(&format!("{path}?client_secret={secret}")).await;
        assert_eq!(&read["next_action"], next);
        let form = format!("client_secret={secret}&outcome={outcome}");
        let answered = browser.post(&format!("{path}/authenticate"), &form).await;
        assert_eq!(
            (&answered["status"], &answered["next_action"]),
            (&json!(status), &Value::Null)
        );
        let list = api
            .get(&format!("/v1/payment_methods?customer={customer}"))
            .await;
        assert_eq!(list["data"].as_array().map(Vec::len), Some(attached));
    }
    let (_, stays) = intent(
        &api,
        "&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never",
    )
    .await;
    let types = stays["payment_method_types"].as_array().expect("types");
    assert_eq!(types.len(), 9);
    assert!(!types.contains(&json!("paypal")));
}

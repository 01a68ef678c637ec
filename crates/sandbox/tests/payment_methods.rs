//! Payment methods of every kind: made, attached, changed, listed, detached.

mod common;

use axum::http::Method;
use common::{Api, id, text};
use serde_json::{Value, json};

#[tokio::test]
async fn every_kind_can_be_attached() {
    let api = Api::open().await;
    let customer = id(&api.post("/v1/customers", "email=a@example.com").await);
    for (name, kind, member, value) in [
        ("pm_card_visa", "card", "brand", json!("visa")),
        ("pm_card_mastercard", "card", "last4", json!("4444")),
        (
            "pm_card_amex",
            "card",
            "display_brand",
            json!("american_express"),
        ),
        ("pm_card_visa_debit", "card", "funding", json!("debit")),
        ("pm_card_unionpay", "card", "brand", json!("unionpay")),
        (
            "pm_usBankAccount",
            "us_bank_account",
            "bank_name",
            json!("STRIPE TEST BANK"),
        ),
        ("pm_sepaDebit", "sepa_debit", "country", json!("DE")),
        ("pm_bacsDebit", "bacs_debit", "sort_code", json!("108800")),
        ("pm_auBecsDebit", "au_becs_debit", "last4", json!("3456")),
        (
            "pm_acssDebit",
            "acss_debit",
            "transit_number",
            json!("11000"),
        ),
        ("pm_boleto", "boleto", "tax_id", json!("00000000000191")),
        ("pm_link", "link", "email", json!("a@example.com")),
        ("pm_paypal", "paypal", "country", json!("FR")),
        ("pm_cashapp", "cashapp", "cashtag", json!("$jennyrosen")),
        ("pm_amazonPay", "amazon_pay", "none", Value::Null),
    ] {
        let path = format!("/v1/payment_methods/{name}/attach");
        let method = api.post(&path, &format!("customer={customer}")).await;
        assert_eq!(method["type"], kind, "{name}");
        assert_eq!(method[kind][member], value, "{name}");
        assert_eq!(method["customer"], customer.as_str(), "{name}");
        assert!(text(&method, "id").starts_with("pm_1"), "{name}");
        assert!(!method.to_string().contains("_test\""), "{name}");
    }
    let all = api
        .get(&format!(
            "/v1/customers/{customer}/payment_methods?limit=100"
        ))
        .await;
    assert_eq!(all["data"].as_array().map(Vec::len), Some(15));
    let cards = api
        .get(&format!(
            "/v1/payment_methods?customer={customer}&type=card"
        ))
        .await;
    assert_eq!(cards["data"].as_array().map(Vec::len), Some(5));
    assert_eq!(cards["data"][0]["card"]["brand"], "unionpay");
    let one = format!(
        "/v1/customers/{customer}/payment_methods/{}",
        id(&cards["data"][0])
    );
    assert_eq!(api.get(&one).await, cards["data"][0]);
}

#[tokio::test]
async fn each_attaching_of_a_name_is_a_method_of_its_own() {
    let api = Api::open().await;
    let customer = id(&api.post("/v1/customers", "").await);
    let attach = || async {
        api.post(
            "/v1/payment_methods/pm_card_visa/attach",
            &format!("customer={customer}"),
        )
        .await
    };
    let (first, second) = (attach().await, attach().await);
    assert_ne!(first["id"], second["id"]);
    assert_eq!(first["card"]["fingerprint"], second["card"]["fingerprint"]);
    assert_eq!(
        api.events()
            .await
            .iter()
            .filter(|kind| *kind == "payment_method.attached")
            .count(),
        2
    );
}

#[tokio::test]
async fn methods_are_made_of_tokens_and_test_accounts() {
    let api = Api::open().await;
    let made = api
        .post("/v1/payment_methods", "type=card&card[token]=tok_mastercard&billing_details[name]=Jenny&billing_details[address][country]=de")
        .await;
    assert_eq!(
        (&made["card"]["brand"], &made["billing_details"]["name"]),
        (&json!("mastercard"), &json!("Jenny"))
    );
    assert_eq!(made["billing_details"]["address"]["country"], "DE");
    let sepa = api
        .post(
            "/v1/payment_methods",
            "type=sepa_debit&sepa_debit[iban]=NL39RABO0300065264",
        )
        .await;
    assert_eq!(
        (&sepa["sepa_debit"]["country"], &sepa["sepa_debit"]["last4"]),
        (&json!("NL"), &json!("5264"))
    );
    let bank = api
        .post("/v1/payment_methods", "type=us_bank_account&us_bank_account[account_number]=000123456789&us_bank_account[routing_number]=110000000")
        .await;
    assert_eq!(bank["us_bank_account"]["last4"], "6789");
    for (form, message) in [
        (
            "type=card&card[token]=tok_nothing",
            "No such token: 'tok_nothing'.",
        ),
        (
            "type=sepa_debit&sepa_debit[iban]=DE00370400440532013000",
            "The IBAN you provided is invalid.",
        ),
        (
            "type=us_bank_account&us_bank_account[account_number]=1",
            "The account number is not a test account.",
        ),
        ("card[token]=tok_visa", "Missing required param: type."),
        ("type=klarna", "Invalid type: must be one of"),
    ] {
        let (status, _, said) = api.refused("/v1/payment_methods", form).await;
        assert_eq!(status, 400, "{form}");
        assert!(said.starts_with(message), "{form}: {said}");
    }
}

#[tokio::test]
async fn the_country_of_the_account_decides_what_it_may_accept() {
    let api = Api::open().await;
    for (key, method, allowed) in [
        ("sk_test_acme_BR", "pm_boleto", true),
        ("sk_test_acme_US", "pm_boleto", false),
        ("sk_test_acme_GB", "pm_bacsDebit", true),
        ("sk_test_acme_DE", "pm_bacsDebit", false),
        ("sk_test_acme_DE", "pm_sepaDebit", true),
        ("sk_test_acme_BR", "pm_sepaDebit", false),
    ] {
        let api = api.with_key(key);
        let customer = id(&api.post("/v1/customers", "").await);
        let path = format!("/v1/payment_methods/{method}/attach");
        let answer = api
            .request(Method::POST, &path, &format!("customer={customer}"), None)
            .await;
        assert_eq!(answer.status.is_success(), allowed, "{key} {method}");
        if !allowed {
            assert_eq!(answer.error().1, "payment_method_unactivated");
        }
    }
}

#[tokio::test]
async fn declined_cards_are_not_attached() {
    let api = Api::open().await;
    let customer = id(&api.post("/v1/customers", "").await);
    for (name, code, decline) in [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        (
            "pm_card_visa_chargeDeclined",
            "card_declined",
            "generic_decline",
        ),
        (
            "pm_card_chargeDeclinedInsufficientFunds",
            "card_declined",
            "insufficient_funds",
        ),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", ""),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", ""),
    ] {
        let path = format!("/v1/payment_methods/{name}/attach");
        let answer = api
            .request(Method::POST, &path, &format!("customer={customer}"), None)
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.error().1.as_str()),
            (402, code),
            "{name}"
        );
        assert_eq!(
            text(&answer.body["error"], "decline_code"),
            decline,
            "{name}"
        );
        assert_eq!(answer.body["error"]["type"], "card_error");
    }
    let list = api
        .get(&format!("/v1/payment_methods?customer={customer}"))
        .await;
    assert_eq!(list["data"], json!([]));
}

#[tokio::test]
async fn detaching_is_for_good_and_clears_defaults() {
    let api = Api::open().await;
    let customer = api.customer_with("pm_card_visa").await;
    let method = text(&customer["invoice_settings"], "default_payment_method");
    let price = api.monthly(1_000, "usd").await;
    let form = format!(
        "customer={}&items[0][price]={}&default_payment_method={method}",
        id(&customer),
        id(&price)
    );
    let subscription = api.post("/v1/subscriptions", &form).await;
    assert_eq!(subscription["default_payment_method"], method.as_str());

    let detached = api
        .post(&format!("/v1/payment_methods/{method}/detach"), "")
        .await;
    assert_eq!(detached["customer"], Value::Null);
    let customer = api.get(&format!("/v1/customers/{}", id(&customer))).await;
    assert_eq!(
        customer["invoice_settings"]["default_payment_method"],
        Value::Null
    );
    let subscription = api
        .get(&format!("/v1/subscriptions/{}", id(&subscription)))
        .await;
    assert_eq!(subscription["default_payment_method"], Value::Null);
    let event = &api.get("/v1/events?type=payment_method.detached").await["data"][0];
    assert_eq!(
        event["data"]["previous_attributes"],
        json!({"customer": customer["id"]})
    );

    let form = format!("customer={}", id(&customer));
    let (status, _, message) = api
        .refused(&format!("/v1/payment_methods/{method}/attach"), &form)
        .await;
    assert_eq!(status, 400);
    assert!(message.contains("was detached from a Customer. It may not be used again."));
    let (_, _, message) = api
        .refused(&format!("/v1/payment_methods/{method}/detach"), "")
        .await;
    assert!(message.starts_with("The payment method you provided is not attached"));
}

#[tokio::test]
async fn expiry_and_billing_details_can_be_changed() {
    let api = Api::open().await;
    let customer = api.customer_with("pm_card_visa").await;
    let method = text(&customer["invoice_settings"], "default_payment_method");
    let path = format!("/v1/payment_methods/{method}");
    let changed = api
        .post(&path, "card[exp_month]=7&card[exp_year]=2039&billing_details[address][city]=Rome&billing_details[email]=x@example.com&metadata[k]=v")
        .await;
    assert_eq!(
        (&changed["card"]["exp_month"], &changed["card"]["exp_year"]),
        (&json!(7), &json!(2039))
    );
    assert_eq!(changed["billing_details"]["address"]["city"], "Rome");
    assert_eq!(
        api.refused(&path, "card[exp_year]=2020").await.1,
        "invalid_expiry_year"
    );
    let other = id(&api.post("/v1/customers", "").await);
    let (_, _, message) = api
        .refused(&format!("{path}/attach"), &format!("customer={other}"))
        .await;
    assert_eq!(
        message,
        "The payment method you provided has already been attached to a customer."
    );
    let (status, code, _) = api
        .refused(
            "/v1/payment_methods/pm_nothing/attach",
            &format!("customer={other}"),
        )
        .await;
    assert_eq!((status, code.as_str()), (404, "resource_missing"));
}

#[tokio::test]
async fn the_picker_gets_the_table() {
    let api = Api::open().await;
    let list = api.get("/v3/test-methods").await;
    let methods = list["data"].as_array().expect("methods");
    let visa = json!({"id": "pm_card_visa", "kind": "card", "label": "Visa", "outcome": "succeeds", "brand": "visa", "last4": "4242"});
    assert_eq!(methods[0], visa);
    let kinds: std::collections::BTreeSet<String> =
        methods.iter().map(|method| text(method, "kind")).collect();
    assert_eq!(kinds.len(), 11);
    let outcomes: std::collections::BTreeSet<String> = methods
        .iter()
        .map(|method| text(method, "outcome"))
        .collect();
    for outcome in [
        "succeeds",
        "expires_soon",
        "requires_authentication",
        "declines_later",
        "debit_fails_later",
        "generic_decline",
        "insufficient_funds",
    ] {
        assert!(outcomes.contains(outcome), "{outcome}");
    }
}

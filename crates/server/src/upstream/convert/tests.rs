//! Conversion of objects as Stripe sends them.

use std::sync::Arc;

use contract::{
    Changed, CollectionMethod, Interval, PaymentMethodKind, SubscriptionStatus, UsageType,
};
use serde_json::{Value, json};

use super::*;

fn products() -> Products {
    let product = |id: &str, name: &str| stripe::Product {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        description: None,
        unit_label: None,
    };
    [("prod_1", "Pro"), ("prod_2", "Storage")]
        .into_iter()
        .map(|(id, name)| (id.to_owned(), Arc::new(product(id, name))))
        .collect()
}

fn owner(default: Option<&str>) -> stripe::Customer {
    let settings = json!({"default_payment_method": default});
    read(json!({"id": "cus_1", "invoice_settings": settings}))
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a tolerant reader reads it")
}

fn state(default: Option<&str>, methods: Value, subscriptions: Value) -> Changed {
    let methods: Vec<stripe::PaymentMethod> = read(methods);
    let subscriptions: Vec<stripe::Subscription> = read(subscriptions);
    let known = Known {
        products: &products(),
        prices: &Prices::new(),
        invoices: &[],
    };
    changed(&owner(default), &methods, &subscriptions, known)
}

fn kind(method: Value) -> PaymentMethodKind {
    state(None, json!([method]), json!([]))
        .payment_methods
        .remove(0)
        .kind
}

#[test]
fn all_eleven_kinds_and_one_more() {
    let kinds: Vec<String> = [
        json!({"id": "1", "type": "card", "card": {"brand": "visa"}}),
        json!({"id": "1", "type": "us_bank_account", "us_bank_account": {"bank_name": "B", "last4": "6789"}}),
        json!({"id": "1", "type": "sepa_debit", "sepa_debit": {"country": "DE", "last4": "3000"}}),
        json!({"id": "1", "type": "bacs_debit", "bacs_debit": {"sort_code": "108800", "last4": "2345"}}),
        json!({"id": "1", "type": "au_becs_debit", "au_becs_debit": {"bsb_number": "000000", "last4": "3456"}}),
        json!({"id": "1", "type": "acss_debit", "acss_debit": {"institution_name": "C", "last4": "6789"}}),
        json!({"id": "1", "type": "boleto", "boleto": {"tax_id": "000"}}),
        json!({"id": "1", "type": "amazon_pay", "amazon_pay": {}}),
        json!({"id": "1", "type": "cashapp", "cashapp": {"cashtag": "$jo"}}),
        json!({"id": "1", "type": "link", "link": {"email": "jo@example.com"}}),
        json!({"id": "1", "type": "paypal", "paypal": {"payer_email": "jo@example.com"}}),
        json!({"id": "1", "type": "naver_pay"}),
    ]
    .into_iter()
    .map(|method| serde_json::to_string(&kind(method)).unwrap())
    .collect();
    assert_eq!(
        kinds,
        [
            r#"{"type":"card","brand":"visa","last4":"","exp_month":0,"exp_year":0,"funding":"unknown","wallet":null}"#,
            r#"{"type":"us_bank_account","bank_name":"B","last4":"6789"}"#,
            r#"{"type":"sepa_debit","last4":"3000","country":"DE"}"#,
            r#"{"type":"bacs_debit","last4":"2345","sort_code":"108800"}"#,
            r#"{"type":"au_becs_debit","last4":"3456","bsb_number":"000000"}"#,
            r#"{"type":"acss_debit","bank_name":"C","last4":"6789"}"#,
            r#"{"type":"boleto"}"#,
            r#"{"type":"amazon_pay"}"#,
            r#"{"type":"cashapp","cashtag":"$jo"}"#,
            r#"{"type":"link","email":"jo@example.com"}"#,
            r#"{"type":"paypal","email":"jo@example.com"}"#,
            r#"{"type":"other","name":"naver_pay"}"#,
        ]
    );
}

#[test]
fn a_card_in_a_wallet() {
    let card = json!({
        "brand": "amex", "last4": "0005", "exp_month": 7, "exp_year": 2031, "funding": "debit",
        "wallet": {"type": "apple_pay", "apple_pay": {}}
    });
    let PaymentMethodKind::Card(card) = kind(json!({"id": "1", "type": "card", "card": card}))
    else {
        panic!("a card");
    };
    assert_eq!((card.exp_month, card.exp_year), (7, 2031));
    assert_eq!(card.wallet.as_deref(), Some("apple_pay"));
}

#[test]
fn sorted_default_first_then_newest_and_live_first_then_newest() {
    let method = |id: &str, created: i64| json!({"id": id, "type": "boleto", "created": created});
    let sub = |id: &str, status: &str, created: i64| json!({"id": id, "status": status, "created": created});
    let state = state(
        Some("b"),
        json!([
            method("a", 1),
            method("b", 2),
            method("c", 3),
            method("d", 3)
        ]),
        json!([
            sub("e", "canceled", 9),
            sub("f", "active", 1),
            sub("g", "past_due", 2)
        ]),
    );
    let methods: Vec<_> = state
        .payment_methods
        .iter()
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(methods, ["b", "c", "d", "a"]);
    let subscriptions: Vec<_> = state
        .subscriptions
        .iter()
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(subscriptions, ["g", "f", "e"]);
}

#[test]
fn the_version_names_what_money_depends_on() {
    let method = |id: &str| json!({"id": id, "type": "card", "card": {"last4": "1"}});
    let sub = |status: &str, own: Option<&str>, currency: &str| json!({"id": "s", "status": status, "default_payment_method": own, "currency": currency});
    let of =
        |default, methods, subscription| state(default, methods, json!([subscription])).version;
    let base = of(
        Some("a"),
        json!([method("a"), method("b")]),
        sub("active", None, "eur"),
    );
    assert_eq!(base.len(), 16);
    assert_eq!(
        base,
        of(
            Some("a"),
            json!([method("b"), method("a")]),
            sub("active", None, "eur")
        ),
        "order does not matter"
    );
    for other in [
        of(
            Some("b"),
            json!([method("a"), method("b")]),
            sub("active", None, "eur"),
        ),
        of(
            None,
            json!([method("a"), method("b")]),
            sub("active", None, "eur"),
        ),
        of(Some("a"), json!([method("a")]), sub("active", None, "eur")),
        of(
            Some("a"),
            json!([method("a"), method("b")]),
            sub("past_due", None, "eur"),
        ),
        of(
            Some("a"),
            json!([method("a"), method("b")]),
            sub("active", Some("a"), "eur"),
        ),
        of(
            Some("a"),
            json!([method("a"), method("b")]),
            sub("active", None, "usd"),
        ),
    ] {
        assert_ne!(base, other);
    }
}

#[test]
fn a_status_we_do_not_know_keeps_its_payment_method() {
    let state = state(
        None,
        json!([]),
        json!([{"id": "s", "status": "hibernating"}]),
    );
    assert!(state.subscriptions[0].status.is_live());
}

#[test]
fn a_subscription_in_full() {
    let state = state(
        None,
        json!([]),
        json!([{
            "id": "sub_1", "status": "trialing", "currency": "eur", "collection_method": "send_invoice", "created": 5,
            "cancel_at_period_end": true, "trial_end": 50,
            "pause_collection": {"behavior": "void", "resumes_at": null},
            "default_payment_method": "pm_1",
            "items": {"data": [
                {"id": "si_1", "quantity": 3, "current_period_end": 40, "price": {
                    "id": "price_1", "currency": "eur", "unit_amount": 900, "unit_amount_decimal": "900",
                    "product": "prod_1", "billing_scheme": "per_unit",
                    "recurring": {"interval": "year", "interval_count": 1, "usage_type": "licensed"}}},
                {"id": "si_2", "quantity": 1, "current_period_end": 60, "price": {
                    "id": "price_2", "currency": "eur", "unit_amount": null, "unit_amount_decimal": "0.5",
                    "product": "prod_gone",
                    "recurring": {"interval": "month", "interval_count": 3, "usage_type": "metered"}}},
            ]}
        }]),
    );
    let sub = &state.subscriptions[0];
    assert_eq!(sub.status, SubscriptionStatus::Trialing);
    assert_eq!(sub.collection_method, CollectionMethod::SendInvoice);
    assert_eq!(
        (sub.current_period_end, sub.cancel_at),
        (Some(60), Some(60))
    );
    assert_eq!(sub.pause_collection.as_ref().unwrap().behavior, "void");
    let [licensed, metered] = sub.items.as_slice() else {
        panic!("two items");
    };
    assert_eq!(licensed.product_name, "Pro");
    assert_eq!(
        (licensed.quantity, licensed.price.unit_amount),
        (Some(3), Some(900))
    );
    assert_eq!(
        licensed.price.unit_amount_decimal, None,
        "a whole amount needs no decimals"
    );
    assert_eq!(metered.product_name, "prod_gone");
    assert_eq!(metered.quantity, None, "usage decides");
    assert_eq!(metered.price.unit_amount_decimal.as_deref(), Some("0.5"));
    let recurring = metered.price.recurring.as_ref().unwrap();
    assert_eq!(recurring.usage_type, UsageType::Metered);
    assert_eq!(
        (recurring.interval, recurring.interval_count),
        (Interval::Month, 3)
    );
}

#[test]
fn the_amount_of_the_first_tier() {
    let amount = |tier: Value| {
        let price = json!({
            "id": "price_1", "currency": "eur", "billing_scheme": "tiered", "product": "prod_1", "tiers": [tier]
        });
        let items = json!({"data": [{"id": "si_1", "price": price}]});
        let state = state(
            None,
            json!([]),
            json!([{"id": "s", "status": "active", "items": items}]),
        );
        let price = state.subscriptions[0].items[0].price.clone();
        assert!(price.tiered);
        (price.unit_amount, price.unit_amount_decimal)
    };
    assert_eq!(
        amount(json!({"unit_amount": 500, "unit_amount_decimal": "500"})),
        (Some(500), None)
    );
    assert_eq!(
        amount(json!({"unit_amount_decimal": "0.5"})),
        (None, Some("0.5".into()))
    );
    assert_eq!(amount(json!({"flat_amount": 1000})), (Some(1000), None));
    assert_eq!(amount(json!({})), (None, None));
}

#[test]
fn older_upstreams_name_the_currency_on_the_price() {
    let plan = json!({"id": "plan_1", "currency": "jpy", "amount": 500, "interval": "month", "product": "prod_1"});
    let items = json!({"data": [{"id": "si_1", "plan": plan}]});
    let state = state(
        None,
        json!([]),
        json!([{"id": "s", "status": "active", "items": items}]),
    );
    assert_eq!(state.subscriptions[0].currency, "jpy");
    assert_eq!(state.subscriptions[0].items[0].product_name, "Pro");
}

#[test]
fn invoices_say_what_they_are_for_and_drafts_are_not_shown() {
    let line = |description: &str, product: Option<&str>| json!({"description": description, "pricing": {"price_details": {"product": product}}});
    let lines = json!({"data": [
        line("1 × Old name of Pro (at €9.00 / month)", Some("prod_1")),
        line("Unused time on Pro after 5 May 2026", Some("prod_1")),
        line("2 × Gone (boxed) (at €9.00 / month)", Some("prod_gone")),
        line("Setup (once)", None),
        line("4 × 4 tyres", None),
        {"description": null},
    ]});
    let invoice =
        |status: Value| json!({"id": "in_1", "currency": "eur", "status": status, "lines": lines});
    let found: Vec<stripe::Invoice> = read(json!([
        invoice(json!("paid")),
        invoice(json!("draft")),
        invoice(json!(null)),
        invoice(json!("forgiven")),
    ]));
    let shown = invoices(&found, &products());
    assert_eq!(shown.len(), 1);
    assert_eq!(
        shown[0].description,
        ["Pro", "Gone (boxed)", "Setup (once)", "4 tyres"]
    );
}

#[test]
fn billing_information() {
    let found: stripe::Customer = read(json!({
        "id": "cus_1", "name": "Jo", "email": "jo@example.com", "balance": -500, "currency": "eur",
        "address": {"line1": "Street 1", "city": "Delft", "country": "NL"},
        "shipping": {"name": "Jo", "address": {"country": "BE"}}
    }));
    let tax_id = json!({"id": "txi_1", "type": "eu_vat", "value": "NL1", "verification": {"status": "verified"}});
    let customer = customer(found, vec![read(tax_id)]);
    assert_eq!(customer.balance, -500);
    assert_eq!(customer.address.unwrap().city.as_deref(), Some("Delft"));
    let shipped_to = customer.shipping.unwrap().address.unwrap();
    assert_eq!(shipped_to.country.as_deref(), Some("BE"));
    assert_eq!(
        customer.tax_ids[0].verification.as_deref(),
        Some("verified")
    );
}

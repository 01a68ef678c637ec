//! What the calls send, and what they read.

mod support;

use serde_json::{Value, json};
use stripe::{
    CheckoutMode, CheckoutStatus, Client, Config, Error, Expandable, IdempotencyKey, Interval,
    InvoiceStatus, NewCheckoutSession, NewSetupIntent, SubscriptionStatus,
};
use support::Setup;
use support::fake::payment_method;
use support::proxy::Fault;

fn key() -> IdempotencyKey {
    IdempotencyKey::derive(&["intent"])
}

#[tokio::test]
async fn every_request_names_key_version_and_intent() {
    let setup = Setup::new().await;
    setup
        .fake
        .answer("GET /v1/account", json!({"id": "acct_1", "country": "NL"}));
    let account = setup.client.account().await.unwrap();
    assert_eq!(account.country.as_deref(), Some("NL"));
    let read = setup.fake.only_seen();
    assert_eq!(read.header("authorization"), Some("Bearer sk_test_fake"));
    assert_eq!(read.header("stripe-version"), Some("2026-10-28.endive"));
    assert_eq!(read.header("idempotency-key"), None);

    setup
        .fake
        .answer("POST /v1/customers/cus_1", json!({"id": "cus_1"}));
    setup
        .client
        .set_customer_default("cus_1", "pm_1", &key())
        .await
        .unwrap();
    let change = &setup.fake.seen()[1];
    assert_eq!(change.header("idempotency-key"), Some(key().as_str()));
    assert_eq!(
        change.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(change.body, "invoice_settings[default_payment_method]=pm_1");
}

/// An upstream of another version refused every subscription, for an object that it could not carry along: customers could
/// not cancel.
#[tokio::test]
async fn a_read_whose_expansions_are_refused_is_made_without() {
    let setup = Setup::new().await;
    let subscription = json!({"id": "sub_1", "status": "active", "schedule": "sub_sched_1"});
    setup
        .fake
        .answer("GET /v1/subscriptions/sub_1", subscription);
    setup.faults([Fault::Status(400, "")]);
    let read = setup.client.subscription("sub_1").await.unwrap();
    assert!(matches!(read.schedule, Some(Expandable::Id(_))));
    assert_eq!(setup.proxy.requests(), 2);

    // What carries nothing is not made twice.
    setup.faults([Fault::Status(400, "")]);
    assert!(setup.client.account().await.is_err());
    assert_eq!(setup.proxy.requests(), 3);
}

#[tokio::test]
async fn changes_are_sent_as_stripe_writes_them() {
    let setup = Setup::new().await;
    let (client, fake) = (&setup.client, &setup.fake);
    let method = payment_method("pm_1");
    fake.answer("POST /v1/payment_methods/pm_1/attach", method.clone());
    fake.answer("POST /v1/payment_methods/pm_1/detach", method);
    let subscription = json!({"id": "sub_1", "status": "active"});
    fake.answer("POST /v1/subscriptions/sub_1", subscription);
    let intent = json!({"id": "seti_1", "status": "requires_payment_method", "client_secret": "s"});
    fake.answer("POST /v1/setup_intents", intent);

    let attached = client.attach_payment_method("pm_1", "cus_1", &key()).await;
    assert_eq!(attached.unwrap().customer_id(), Some("cus_1"));
    client.detach_payment_method("pm_1", &key()).await.unwrap();
    for method in [Some("pm_2"), None] {
        let changed = client
            .set_subscription_default("sub_1", method, &key())
            .await;
        changed.unwrap();
    }
    let new = NewSetupIntent {
        customer: "cus_1",
        allowed_payment_method_types: &["card", "acss_debit"],
        acss_debit_currency: Some("cad"),
        payment_method_configuration: Some("pmc_1"),
    };
    let intent = client.create_setup_intent(new, &key()).await.unwrap();
    assert!(!format!("{intent:?}").contains("client_secret"));

    let bodies: Vec<String> = fake.seen().into_iter().map(|seen| seen.body).collect();
    assert_eq!(
        bodies,
        [
            "customer=cus_1",
            "",
            "default_payment_method=pm_2",
            "default_payment_method=",
            "customer=cus_1&usage=off_session&allowed_payment_method_types[0]=card&allowed_payment_method_types[1]=acss_debit\
             &payment_method_options[acss_debit][currency]=cad\
             &payment_method_options[acss_debit][mandate_options][default_for][0]=invoice\
             &payment_method_options[acss_debit][mandate_options][default_for][1]=subscription\
             &payment_method_options[acss_debit][mandate_options][payment_schedule]=combined\
             &payment_method_options[acss_debit][mandate_options][interval_description]=when%20an%20invoice%20is%20due\
             &payment_method_options[acss_debit][mandate_options][transaction_type]=personal\
             &payment_method_configuration=pmc_1",
        ]
    );
}

#[tokio::test]
async fn a_checkout_session_is_made_for_saving_and_read_with_its_intent() {
    let setup = Setup::new().await;
    let (fake, client) = (&setup.fake, &setup.client);
    let made = json!({"id": "cs_1", "mode": "setup", "status": "open", "url": "https://pay.test/c#secret",
                      "setup_intent": "seti_1"});
    fake.answer("POST /v1/checkout/sessions", made);
    let intent = json!({"id": "seti_1", "status": "succeeded", "payment_method": "pm_1"});
    let done = json!({"id": "cs_1", "mode": "setup", "status": "complete", "customer": "cus_1", "url": null,
                      "setup_intent": intent});
    fake.answer(
        "GET /v1/checkout/sessions/cs_1?expand[0]=setup_intent",
        done,
    );

    let new = NewCheckoutSession {
        customer: "cus_1",
        allowed_payment_method_types: &["card", "acss_debit"],
        acss_debit_currency: Some("cad"),
        payment_method_configuration: Some("pmc_1"),
        success_url: "https://a.test/add?checkout={CHECKOUT_SESSION_ID}",
        cancel_url: "https://a.test/add?checkout=canceled",
        locale: Some("de"),
    };
    let made = client.create_checkout_session(new, &key()).await.unwrap();
    assert_eq!(made.url.as_deref(), Some("https://pay.test/c#secret"));
    assert!(!format!("{made:?}").contains("secret"));
    let body = &fake.seen()[0].body;
    assert!(body.starts_with("mode=setup&customer=cus_1&allowed_payment_method_types[0]=card&allowed_payment_method_types[1]=acss_debit&payment_method_options[acss_debit][currency]=cad&"), "{body}");
    assert!(body.ends_with("&payment_method_configuration=pmc_1&success_url=https%3A%2F%2Fa.test%2Fadd%3Fcheckout%3D%7BCHECKOUT_SESSION_ID%7D&cancel_url=https%3A%2F%2Fa.test%2Fadd%3Fcheckout%3Dcanceled&locale=de"), "{body}");

    let read = client.checkout_session("cs_1").await.unwrap();
    assert_eq!(read.mode, CheckoutMode::Setup);
    assert_eq!(read.status, Some(CheckoutStatus::Complete));
    assert_eq!(read.customer.as_deref(), Some("cus_1"));
    let intent = read.setup_intent.as_ref().and_then(Expandable::object);
    assert_eq!(
        intent.and_then(|intent| intent.payment_method.as_deref()),
        Some("pm_1")
    );
}

#[tokio::test]
async fn lists_are_followed_to_their_end() {
    let setup = Setup::new().await;
    let page = |ids: std::ops::Range<u32>, has_more: bool| {
        let data: Vec<Value> = ids.map(|id| payment_method(&format!("pm_{id}"))).collect();
        json!({"object": "list", "data": data, "has_more": has_more})
    };
    let first = "GET /v1/payment_methods?customer=cus_1&limit=100";
    let second = "GET /v1/payment_methods?customer=cus_1&limit=100&starting_after=pm_99";
    setup.fake.answer(first, page(0..100, true));
    setup.fake.answer(second, page(100..130, false));
    let all = setup.client.payment_methods("cus_1", &[]).await.unwrap();
    assert_eq!(all.data.len(), 130);
    assert!(!all.has_more);
}

/// A list that always promises more is left at its bound, or when it gives nothing.
#[tokio::test]
async fn endless_lists_end() {
    let setup = Setup::new().await;
    let path = "GET /v1/customers/cus_1/tax_ids?limit=100";
    setup
        .fake
        .answer(path, json!({"data": [], "has_more": true}));
    let none = setup.client.tax_ids("cus_1").await.unwrap();
    assert!(none.data.is_empty());

    let page: Vec<Value> = (0..100)
        .map(|_| json!({"id": "txi_1", "type": "eu_vat"}))
        .collect();
    let page = json!({"data": page, "has_more": true});
    setup.fake.answer(path, page.clone());
    setup
        .fake
        .answer(&format!("{path}&starting_after=txi_1"), page);
    let before = setup.proxy.requests();
    let bounded = setup.client.tax_ids("cus_1").await.unwrap();
    assert_eq!(bounded.data.len(), 1_000);
    assert!(bounded.has_more);
    assert_eq!(setup.proxy.requests() - before, 10);
}

/// An id from outside cannot reach another path.
#[tokio::test]
async fn ids_stay_in_their_segment() {
    let setup = Setup::new().await;
    for id in ["a/b", "a?b", "a#b", "%2e%2e", "../x", "é", "a\r\nb"] {
        let outcome = setup.client.payment_method(id).await;
        assert!(matches!(outcome, Err(Error::Api(_))), "{id}: {outcome:?}");
        let line = setup.fake.seen().pop().unwrap().line;
        let segment = line.strip_prefix("GET /v1/payment_methods/").unwrap();
        assert!(!segment.contains(['/', '?', '#']), "{line}");
    }
    let before = setup.proxy.requests();
    for id in ["", ".", "..", &"x".repeat(256)] {
        let outcome = setup.client.payment_method(id).await;
        assert_eq!(outcome, Err(Error::InvalidId), "{id}");
    }
    assert_eq!(setup.proxy.requests(), before);
}

#[tokio::test]
async fn missing_objects_are_told_as_such() {
    let setup = Setup::new().await;
    match setup.client.customer("cus_none", &["tax_ids"]).await {
        Err(Error::Api(error)) => {
            assert!(error.is_missing());
            assert_eq!(error.request_id.as_deref(), Some("req_fake"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        setup.fake.only_seen().line,
        "GET /v1/customers/cus_none?expand[0]=tax_ids"
    );
}

/// The shapes of 2017 and of today read alike.
#[tokio::test]
async fn reads_old_and_new_subscriptions() {
    let setup = Setup::new().await;
    let old = json!({
        "id": "sub_old", "status": "active", "current_period_end": 20, "default_payment_method": null,
        "items": {"data": [{"id": "si_1", "quantity": 2, "plan": {
            "id": "plan_1", "currency": "eur", "amount": 999, "interval": "month", "product": "prod_1"
        }}]}
    });
    let new = json!({
        "id": "sub_new", "status": "sleeping", "currency": "eur", "created": 7,
        "default_payment_method": {"id": "pm_1", "type": "card"},
        "items": {"data": [
            {"id": "si_2", "current_period_end": 30, "price": {
                "id": "price_1", "currency": "eur", "unit_amount": 999, "product": {"id": "prod_1", "name": "Pro"},
                "recurring": {"interval": "fortnight", "interval_count": 1}
            }},
            {"id": "si_3", "current_period_end": 40, "price": null},
        ], "has_more": false}
    });
    setup.fake.answer(
        "GET /v1/subscriptions?customer=cus_1&status=all&limit=100",
        json!({"data": [new, old]}),
    );
    let list = setup.client.subscriptions("cus_1", Some("all")).await;
    let [new, old]: [_; 2] = list.unwrap().data.try_into().unwrap();

    assert_eq!(old.status, SubscriptionStatus::Active);
    assert_eq!(old.period_end(), Some(20));
    let price = old.items.data[0].price.as_ref().unwrap();
    assert_eq!(
        (price.id.as_str(), price.unit_amount),
        ("plan_1", Some(999))
    );
    assert_eq!(price.product_id(), Some("prod_1"));
    let recurring = price.recurring.as_ref().unwrap();
    assert_eq!(
        (&recurring.interval, recurring.interval_count),
        (&Interval::Month, 1)
    );

    assert_eq!(new.status, SubscriptionStatus::Other("sleeping".into()));
    assert_eq!(new.period_end(), Some(40));
    assert_eq!(new.default_payment_method.as_deref(), Some("pm_1"));
    let price = new.items.data[0].price.as_ref().unwrap();
    assert_eq!(price.product_id(), Some("prod_1"));
}

#[tokio::test]
async fn reads_old_and_new_invoice_lines() {
    let setup = Setup::new().await;
    let lines = json!({"data": [
        {"description": "new", "pricing": {"price_details": {"product": "prod_1"}}},
        {"description": "old", "price": {"id": "price_1", "product": "prod_2"}},
        {"description": "older", "plan": {"id": "plan_1", "product": {"id": "prod_3"}}},
        {"description": "bare", "pricing": null},
    ]});
    setup.fake.answer(
        "GET /v1/invoices?customer=cus_1&limit=10&starting_after=in_9",
        json!({"data": [{"id": "in_8", "currency": "eur", "status": "forgiven", "lines": lines}], "has_more": true}),
    );
    let page = setup
        .client
        .invoices("cus_1", &stripe::InvoiceFilter::default(), 10, Some("in_9"))
        .await
        .unwrap();
    let invoice = &page.data[0];
    assert_eq!(
        invoice.status,
        Some(InvoiceStatus::Other("forgiven".into()))
    );
    let products: Vec<_> = invoice
        .lines
        .data
        .iter()
        .map(|line| line.product.as_deref())
        .collect();
    assert_eq!(
        products,
        [Some("prod_1"), Some("prod_2"), Some("prod_3"), None]
    );
}

#[tokio::test]
async fn reads_a_deleted_customer() {
    let setup = Setup::new().await;
    let body = json!({"id": "cus_1", "object": "customer", "deleted": true});
    setup.fake.answer("GET /v1/customers/cus_1", body);
    assert!(setup.client.customer("cus_1", &[]).await.unwrap().deleted);
}

#[test]
fn unusable_settings_are_refused() {
    for base in [
        "",
        "api.stripe.com",
        "ftp://api.stripe.com",
        "https://api.stripe.com/v1",
        "https://user:pass@api.stripe.com",
        "https://api.stripe.com/?a=b",
    ] {
        let outcome = Client::new(Config::new(base, "sk_test_1"));
        assert!(matches!(outcome, Err(Error::Config(_))), "{base}");
    }
    let key = Client::new(Config::new("http://localhost", "sk_test_\n"));
    assert!(matches!(key, Err(Error::Config(_))));
}

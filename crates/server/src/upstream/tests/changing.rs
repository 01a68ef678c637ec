//! Changes: their order, their keys, and whom they may touch.

use contract::rules::removal::{self, Removal};
use contract::{Changed, PaymentMethodId};
use serde_json::{Value, json};

use super::fake::subscription;
use super::{Setup, setup};
use crate::upstream::Error;

/// 2026-11-21, in Unix seconds.
const NOW: i64 = 1_795_219_200;

fn id(text: &str) -> PaymentMethodId {
    PaymentMethodId::from(text)
}

fn default_of(state: &Changed) -> Option<&str> {
    let default = state
        .payment_methods
        .iter()
        .find(|method| method.is_default);
    default.map(|method| method.id.as_str())
}

async fn remove(setup: &Setup, method: &str, intent: &str) -> Result<Changed, Error> {
    let fresh = setup.upstream.fresh("cus_1").await?;
    let state = &fresh.state;
    let plan = removal::plan(
        &id(method),
        &state.payment_methods,
        &state.subscriptions,
        NOW,
    );
    let plan = plan.unwrap();
    setup
        .upstream
        .remove("cus_1", &id(method), &plan, intent)
        .await
}

fn two_cards_and_two_subscriptions(setup: &Setup) {
    setup.fake.customer("cus_1", &["pm_1", "pm_2"]);
    let own = subscription("sub_own", "active", "eur", Some("pm_1"));
    let mut world = setup.fake.world();
    world
        .customers
        .get_mut("cus_1")
        .unwrap()
        .subscriptions
        .push(own);
}

#[tokio::test]
async fn removal_goes_default_subscriptions_detach() {
    let setup = setup().await;
    two_cards_and_two_subscriptions(&setup);
    let state = remove(&setup, "pm_1", "intent").await.unwrap();
    assert_eq!(
        setup.fake.changes(),
        [
            "POST /v1/customers/cus_1 invoice_settings[default_payment_method]=pm_2",
            "POST /v1/subscriptions/sub_own default_payment_method=",
            "POST /v1/payment_methods/pm_1/detach",
        ]
    );
    assert_eq!(state.payment_methods.len(), 1);
    assert_eq!(default_of(&state), Some("pm_2"));
}

/// What fails half way leaves the method where it is, and the same intent goes on with the same keys.
#[tokio::test]
async fn a_removal_that_fails_half_way_is_taken_up() {
    let setup = setup().await;
    two_cards_and_two_subscriptions(&setup);
    let line = "POST /v1/subscriptions/sub_own".to_owned();
    let refused = (400, json!({"error": {"type": "invalid_request_error"}}));
    setup.fake.world().answers.insert(line.clone(), refused);
    let plan = Removal {
        new_default: Some(id("pm_2")),
        moves: vec![("sub_own".into(), None)],
    };
    let attempt = async || {
        let method = id("pm_1");
        setup
            .upstream
            .remove("cus_1", &method, &plan, "intent")
            .await
    };
    assert!(matches!(attempt().await, Err(Error::Rejected { .. })));
    assert_eq!(setup.fake.changes().len(), 2, "nothing was detached");

    setup.fake.world().answers.remove(&line);
    assert_eq!(attempt().await.unwrap().payment_methods.len(), 1);
    let keys = setup.fake.world().keys.clone();
    assert_eq!(keys.len(), 5);
    assert_eq!(keys[0..2], keys[2..4]);
    assert!(keys[0] != keys[1] && keys[4] != keys[0] && keys[4] != keys[1]);
}

/// Keys belong to a customer's intent: two customers who happen to send the same key do not meet.
#[tokio::test]
async fn keys_differ_by_customer_and_intent() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    setup.fake.customer("cus_2", &["pm_1"]);
    for (customer, intent) in [
        ("cus_1", "a"),
        ("cus_1", "b"),
        ("cus_2", "a"),
        ("cus_1", "a"),
    ] {
        let done = setup
            .upstream
            .make_default(customer, &id("pm_1"), intent)
            .await;
        done.unwrap();
    }
    let keys = setup.fake.world().keys.clone();
    assert_eq!(keys[0], keys[3]);
    assert!(keys[0] != keys[1] && keys[0] != keys[2] && keys[1] != keys[2]);
}

/// Somebody else detached it between our look and our step: that is what was wanted.
#[tokio::test]
async fn a_method_that_is_gone_already_is_removed() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1", "pm_2"]);
    setup.upstream.snapshot("cus_1").await.unwrap();
    setup.fake.customer("cus_1", &["pm_1"]);
    let gone = setup
        .upstream
        .remove("cus_1", &id("pm_2"), &Removal::default(), "a")
        .await;
    assert_eq!(gone.unwrap().payment_methods.len(), 1);

    let refused = (400, json!({"error": {"type": "invalid_request_error"}}));
    let line = "POST /v1/payment_methods/pm_1/detach".to_owned();
    setup.fake.world().answers.insert(line, refused);
    let kept = setup
        .upstream
        .remove("cus_1", &id("pm_1"), &Removal::default(), "b")
        .await;
    assert!(matches!(kept, Err(Error::Rejected { .. })), "{kept:?}");
}

#[tokio::test]
async fn methods_of_others_are_not_found_and_not_touched() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    setup.fake.customer("cus_2", &["pm_2"]);
    for method in ["pm_2", "pm_none", "", "..", "pm_1/detach"] {
        let method = id(method);
        let done = setup.upstream.make_default("cus_1", &method, "a").await;
        assert_eq!(done, Err(Error::NotFound), "{method}");
        let plan = Removal::default();
        let done = setup.upstream.remove("cus_1", &method, &plan, "a").await;
        assert_eq!(done, Err(Error::NotFound), "{method}");
    }
    assert!(setup.fake.changes().is_empty());
}

#[tokio::test]
async fn a_new_default_is_seen_at_once() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1", "pm_2"]);
    let before = setup.upstream.snapshot("cus_1").await.unwrap();
    let after = setup
        .upstream
        .make_default("cus_1", &id("pm_2"), "a")
        .await
        .unwrap();
    assert_eq!(default_of(&after), Some("pm_2"));
    assert_ne!(after.version, before.state.version);
    assert_eq!(setup.upstream.snapshot("cus_1").await.unwrap().state, after);
}

/// A change whose outcome is unknown may have happened: what was known before is no longer shown.
#[tokio::test]
async fn an_unknown_outcome_is_read_again() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1", "pm_2"]);
    setup.upstream.snapshot("cus_1").await.unwrap();
    let line = "POST /v1/customers/cus_1".to_owned();
    setup.fake.world().answers.insert(line, (500, json!({})));
    let done = setup.upstream.make_default("cus_1", &id("pm_2"), "a").await;
    assert_eq!(done, Err(Error::Unavailable));
    let calls = setup.fake.calls();
    setup.upstream.snapshot("cus_1").await.unwrap();
    assert!(setup.fake.calls() > calls);
}

fn intent(setup: &Setup, status: &str, customer: &str, error: Value) {
    let intent = json!({
        "id": "seti_1", "status": status, "customer": customer, "client_secret": "seti_1_secret",
        "payment_method": "pm_2", "last_setup_error": error
    });
    let mut world = setup.fake.world();
    world
        .answers
        .insert("GET /v1/setup_intents/seti_1".into(), (200, intent));
}

#[tokio::test]
async fn a_succeeded_setup_becomes_the_default() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1", "pm_2"]);
    intent(&setup, "succeeded", "cus_1", Value::Null);
    let state = setup
        .upstream
        .adopt_setup_intent("cus_1", "seti_1", "a")
        .await;
    assert_eq!(default_of(&state.unwrap().state), Some("pm_2"));
}

#[tokio::test]
async fn other_setups_change_nothing() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1", "pm_2"]);
    let declined = json!({"code": "card_declined", "decline_code": "insufficient_funds"});
    let insufficient = Error::Declined {
        decline_code: Some("insufficient_funds".into()),
    };
    for (status, customer, error, expected) in [
        ("succeeded", "cus_2", Value::Null, Error::NotFound),
        (
            "requires_action",
            "cus_1",
            declined.clone(),
            Error::SetupIncomplete,
        ),
        ("processing", "cus_1", Value::Null, Error::SetupIncomplete),
        ("reconsidered", "cus_1", Value::Null, Error::SetupIncomplete),
        (
            "requires_payment_method",
            "cus_1",
            Value::Null,
            Error::SetupIncomplete,
        ),
        ("requires_payment_method", "cus_1", declined, insufficient),
    ] {
        intent(&setup, status, customer, error);
        let adopted = setup
            .upstream
            .adopt_setup_intent("cus_1", "seti_1", "a")
            .await;
        assert_eq!(adopted, Err(expected), "{status} {customer}");
    }
    let none = setup
        .upstream
        .adopt_setup_intent("cus_1", "seti_none", "a")
        .await;
    assert_eq!(none, Err(Error::NotFound));
    assert!(setup.fake.changes().is_empty());
}

#[tokio::test]
async fn a_setup_offers_what_can_be_charged() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    let created = json!({"id": "seti_1", "status": "requires_payment_method", "client_secret": "seti_1_secret"});
    {
        let mut world = setup.fake.world();
        let account = (200, json!({"id": "acct_1", "country": "NL"}));
        world.answers.insert("GET /v1/account".into(), account);
        world
            .answers
            .insert("POST /v1/setup_intents".into(), (200, created));
    }
    let started = setup
        .upstream
        .create_setup_intent("cus_1", None, "a")
        .await
        .unwrap();
    assert_eq!(started.client_secret, "seti_1_secret");
    assert!(!format!("{started:?}").contains("secret"));
    assert_eq!(
        setup.fake.changes(),
        [
            "POST /v1/setup_intents customer=cus_1&usage=off_session&allowed_payment_method_types[0]=card\
             &allowed_payment_method_types[1]=sepa_debit&allowed_payment_method_types[2]=link&allowed_payment_method_types[3]=paypal"
        ]
    );
}

/// An account that has not activated one of the types must still be able to take a card.
#[tokio::test]
async fn a_refused_offer_is_made_again_with_cards() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    let refusal = json!({"error": {"type": "invalid_request_error", "param": "allowed_payment_method_types"}});
    let line = "POST /v1/setup_intents".to_owned();
    setup.fake.world().answers.insert(line, (400, refusal));
    let started = setup.upstream.create_setup_intent("cus_1", None, "a").await;
    assert!(
        matches!(started, Err(Error::Rejected { .. })),
        "{started:?}"
    );
    let offers = setup.fake.changes();
    assert_eq!(offers.len(), 2, "{offers:?}");
    assert!(offers[0].contains("sepa_debit"));
    assert!(offers[1].ends_with("usage=off_session&allowed_payment_method_types[0]=card"));
    let keys = setup.fake.world().keys.clone();
    assert_ne!(keys[0], keys[1]);
}

/// What the configuration said of it was kept and told, and offered nothing else. One that is gone keeps nobody from
/// adding a method.
#[tokio::test]
async fn the_configuration_of_payment_methods_decides_while_there_is_one() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    let refusal = json!({"error": {"type": "invalid_request_error", "code": "resource_missing", "param": "payment_method_configuration"}});
    let line = "POST /v1/setup_intents".to_owned();
    setup.fake.world().answers.insert(line, (400, refusal));
    let upstream = &setup.upstream;
    let refused = upstream
        .create_setup_intent("cus_1", Some("pmc_1"), "a")
        .await;
    assert!(refused.is_err(), "{refused:?}");
    let offers = setup.fake.changes();
    assert_eq!(offers.len(), 2, "{offers:?}");
    assert!(offers[0].ends_with("&payment_method_configuration=pmc_1"));
    assert!(!offers[1].contains("payment_method_configuration"));
    let keys = setup.fake.world().keys.clone();
    assert_ne!(keys[0], keys[1]);
}

//! What customers are told by e-mail.

use std::time::Duration;

use portico_server::mail;
use serde_json::{Value, json};

use crate::support::{Answer, Browser, Call, World};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";

/// Hands over what is told until so many letters have come, and then whatever else there is.
async fn letters(world: &World, count: usize) -> Vec<Value> {
    let arriving = async {
        loop {
            mail::deliver(&world.app).await.unwrap();
            let outbox = world.engine.outbox().await;
            if outbox.len() >= count {
                return outbox;
            }
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), arriving).await;
    waited.expect("the letters arrive")
}

async fn ok(world: &World, call: Call) -> Answer {
    let answer = world.send(call.header("user-agent", FIREFOX)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

async fn subscription(world: &World, browser: &Browser) -> String {
    let portal = browser.portal(world).await.json();
    portal["subscriptions"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn text<'a>(mail: &'a Value, name: &str) -> &'a str {
    mail[name].as_str().unwrap()
}

#[tokio::test]
async fn a_removed_card_and_a_cancelled_subscription_are_told_in_the_customers_language() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 2).await;
    let form = "preferred_locales[0]=de&email=jana@example.com";
    let path = format!("/v1/customers/{customer}");
    world.engine.ask(&key, "POST", &path, form).await;
    let browser = world.sign_in(0, &customer).await;
    ok(&world, browser.remove(&cards[0])).await;
    let id = subscription(&world, &browser).await;
    let cancel = browser.call("POST", &format!("/api/subscriptions/{id}/cancel"));
    ok(&world, cancel).await;
    let mut outbox = letters(&world, 2).await;
    assert_eq!(outbox.len(), 2, "one for each");
    outbox.sort_by_key(|mail| text(mail, "subject").to_owned());
    for mail in &outbox {
        assert_eq!(mail["recipients"], json!(["jana@example.com"]));
    }
    assert_eq!(
        text(&outbox[0], "subject"),
        "Ihr Abonnement bei Acme wurde gekündigt"
    );
    assert_eq!(
        text(&outbox[1], "subject"),
        "Zahlungsmethode bei Acme entfernt"
    );
    assert_eq!(
        text(&outbox[1], "text"),
        "Visa •••• 4242 wurde aus Ihrem Konto bei Acme entfernt.\n\n\
         Das geschah auf der Abrechnungsseite von hier aus: Firefox, Linux\n\n\
         Waren Sie das nicht, wenden Sie sich sofort an Acme.\n\n\
         Acme\nhttp://m0.localhost:4242\n"
    );
    let all = outbox.iter().map(Value::to_string).collect::<String>();
    for secret in [
        "pcs_",
        "pbs_",
        cards[0].as_str(),
        browser.cookie.as_deref().unwrap(),
    ] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn what_is_repeated_or_of_no_consequence_is_not_told() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    let default = format!("/api/payment-methods/{}/default", cards[1]);
    ok(&world, browser.call("PUT", &default)).await;
    let id = subscription(&world, &browser).await;
    for what in ["cancel", "renew"] {
        let call = browser
            .call("POST", &format!("/api/subscriptions/{id}/{what}"))
            .header("idempotency-key", what);
        ok(&world, call.clone()).await;
        ok(&world, call).await;
    }
    let outbox = letters(&world, 2).await;
    let mut subjects: Vec<&str> = outbox.iter().map(|mail| text(mail, "subject")).collect();
    subjects.sort_unstable();
    assert_eq!(
        subjects,
        [
            "Your subscription with Acme goes on",
            "Your subscription with Acme was canceled"
        ]
    );
}

#[tokio::test]
async fn a_merchant_can_switch_notices_off() {
    let world = World::with_account(|account| {
        account.notices = account.id != "acct_0";
    })
    .await;
    for (merchant, expected) in [(0, 0), (1, 1)] {
        let (customer, cards) = world.subscriber(merchant, 2).await;
        let browser = world.sign_in(merchant, &customer).await;
        ok(&world, browser.remove(&cards[0])).await;
        // The second merchant's letter is the only one: the first one's would have come before it.
        assert_eq!(letters(&world, expected).await.len(), expected);
    }
}

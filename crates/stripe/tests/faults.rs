//! What becomes of a call when upstream or the way to it breaks.

mod support;

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use stripe::clock::{Clock, ManualClock};
use stripe::{Client, Config, Error, IdempotencyKey, Limits};
use support::fake::payment_method;
use support::{Fault, Setup, limits};

const DETACH: &str = "POST /v1/payment_methods/pm_1/detach";
const RETRIEVE: &str = "GET /v1/payment_methods/pm_1";

async fn setup() -> Setup {
    let setup = Setup::new().await;
    setup.fake.answer(DETACH, payment_method("pm_1"));
    setup.fake.answer(RETRIEVE, payment_method("pm_1"));
    setup
}

fn key() -> IdempotencyKey {
    IdempotencyKey::derive(&["intent"])
}

/// A detach that meets `faults`: the outcome, the requests made, the effects it had.
async fn detach(faults: &[Fault]) -> (Result<(), Error>, usize, usize) {
    let setup = setup().await;
    setup.faults(faults.iter().copied());
    let outcome = setup.client.detach_payment_method("pm_1", &key()).await;
    let keys: Vec<_> = setup
        .fake
        .seen()
        .iter()
        .map(|seen| seen.header("idempotency-key").map(str::to_owned))
        .collect();
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "{keys:?}");
    (
        outcome.map(drop),
        setup.proxy.requests(),
        setup.fake.effects(),
    )
}

/// One passing fault is made good by the second try, with one effect.
#[tokio::test]
async fn passing_faults_are_repeated() {
    for fault in [
        Fault::Reset,
        Fault::ResetAfter,
        Fault::Hang,
        Fault::Slow,
        Fault::Half,
        Fault::Status(429, ""),
        Fault::Status(409, ""),
        Fault::Status(500, ""),
        Fault::Status(503, ""),
        Fault::StatusAfter(500, ""),
        Fault::Status(400, "stripe-should-retry: true\r\n"),
    ] {
        assert_eq!(detach(&[fault]).await, (Ok(()), 2, 1), "{fault:?}");
    }
}

/// A fault that stays is given up after three tries, and never has two effects.
#[tokio::test]
async fn lasting_faults_are_given_up() {
    for (fault, effects) in [
        (Fault::Reset, 0),
        (Fault::ResetAfter, 1),
        (Fault::Half, 1),
        (Fault::Status(503, ""), 0),
        (Fault::StatusAfter(500, ""), 1),
    ] {
        let (outcome, requests, had) = detach(&[fault; 9]).await;
        assert!(outcome.is_err(), "{fault:?}");
        assert_eq!((requests, had), (3, effects), "{fault:?}");
    }
    assert_eq!(detach(&[Fault::Reset; 9]).await.0, Err(Error::Unavailable));
    assert_eq!(detach(&[Fault::Hang; 9]).await.0, Err(Error::Timeout));
    assert_eq!(
        detach(&[Fault::Status(429, ""); 9]).await.0,
        Err(Error::RateLimited { retry_after: None })
    );
}

/// What another try would not change is told at once.
#[tokio::test]
async fn final_answers_are_not_repeated() {
    for fault in [
        Fault::Status(400, ""),
        Fault::Status(402, ""),
        Fault::Status(404, ""),
        Fault::Status(302, "location: http://127.0.0.1:1/v1/elsewhere\r\n"),
        Fault::Status(503, "stripe-should-retry: false\r\n"),
    ] {
        let Fault::Status(status, _) = fault else {
            unreachable!()
        };
        let (outcome, requests, effects) = detach(&[fault]).await;
        match outcome {
            Err(Error::Api(error)) => assert_eq!(error.status, status),
            other => panic!("{fault:?}: {other:?}"),
        }
        assert_eq!((requests, effects), (1, 0), "{fault:?}");
    }
}

#[tokio::test]
async fn answers_that_make_no_sense_are_errors_of_their_own() {
    for fault in [Fault::WrongJson, Fault::Rename("id"), Fault::Huge] {
        let (outcome, requests, _) = detach(&[fault]).await;
        assert!(
            matches!(outcome, Err(Error::Decode { .. })),
            "{fault:?}: {outcome:?}"
        );
        assert_eq!(requests, 1, "{fault:?}");
    }
}

/// Fields that are only shown may be missing.
#[tokio::test]
async fn a_missing_detail_is_no_fault() {
    for field in ["brand", "last4", "exp_month", "created", "card", "object"] {
        let setup = setup().await;
        setup.faults([Fault::Rename(field)]);
        let method = setup.client.payment_method("pm_1").await;
        assert!(method.is_ok(), "{field}: {method:?}");
    }
}

#[tokio::test]
async fn a_duplicated_request_has_one_effect() {
    assert_eq!(detach(&[Fault::Duplicate]).await, (Ok(()), 1, 1));
}

#[tokio::test]
async fn waits_double_and_obey_retry_after() {
    let setup = setup().await;
    setup.faults([Fault::Status(500, ""), Fault::Status(500, "")]);
    setup.client.payment_method("pm_1").await.unwrap();
    let slept = setup.clock.slept();
    assert_eq!(slept.len(), 2);
    assert!(slept[0] <= Duration::from_millis(500), "{slept:?}");
    assert!(slept[1] <= Duration::from_secs(1), "{slept:?}");

    setup.faults([Fault::Status(429, "retry-after: 7\r\n")]);
    setup.client.payment_method("pm_1").await.unwrap();
    assert_eq!(setup.clock.slept()[2], Duration::from_secs(7));

    let before = setup.proxy.requests();
    setup.faults([Fault::Status(429, "retry-after: 15\r\n")]);
    assert_eq!(
        setup.client.payment_method("pm_1").await,
        Err(Error::RateLimited {
            retry_after: Some(Duration::from_secs(15))
        }),
        "fifteen seconds is all there is"
    );
    assert_eq!(setup.proxy.requests(), before + 1);
}

#[tokio::test]
async fn nobody_listening_no_name_no_tls() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let plain = setup().await.proxy.url().replace("http:", "https:");
    for base in [
        format!("http://{closed}"),
        "http://upstream.invalid".to_owned(),
        plain,
    ] {
        let clock = Arc::new(ManualClock::default());
        let mut config = Config::new(&base, "sk_test_fake");
        config.limits = limits();
        let client = Client::with_clock(config, clock.clone()).unwrap();
        let outcome = client.account().await;
        assert!(
            matches!(outcome, Err(Error::Unavailable | Error::Timeout)),
            "{base}: {outcome:?}"
        );
        assert_eq!(clock.slept().len(), 2, "{base}: three tries");
    }
}

/// The breaker opens at half of twenty, lets one probe through after ten seconds, and closes when it succeeds.
#[tokio::test]
async fn an_outage_is_not_hammered() {
    let setup = Setup::with(Limits {
        attempts: 1,
        per_second: 1_000,
        ..limits()
    })
    .await;
    setup.fake.answer(RETRIEVE, payment_method("pm_1"));
    setup.faults([Fault::Status(503, ""); 21]);
    for _ in 0..50 {
        setup.client.payment_method("pm_1").await.unwrap_err();
    }
    assert_eq!(setup.proxy.requests(), 20);
    assert_eq!(
        setup.client.payment_method("pm_1").await,
        Err(Error::Unavailable)
    );

    setup.clock.advance(Duration::from_secs(10));
    setup.client.payment_method("pm_1").await.unwrap_err();
    assert_eq!(setup.proxy.requests(), 21, "one probe, which fails");
    setup.client.payment_method("pm_1").await.unwrap_err();
    assert_eq!(setup.proxy.requests(), 21);

    setup.clock.advance(Duration::from_secs(10));
    for _ in 0..5 {
        setup.client.payment_method("pm_1").await.unwrap();
    }
    assert_eq!(setup.proxy.requests(), 26, "closed again");
}

#[tokio::test]
async fn refusals_do_not_open_the_breaker() {
    let setup = setup().await;
    setup.faults([Fault::Status(404, ""); 40]);
    for _ in 0..40 {
        setup.client.payment_method("pm_1").await.unwrap_err();
    }
    assert_eq!(setup.proxy.requests(), 40);
}

#[tokio::test]
async fn a_full_house_is_told_and_not_waited_for() {
    let setup = Setup::with(Limits {
        concurrent: 2,
        attempts: 1,
        attempt: Duration::from_secs(5),
        ..limits()
    })
    .await;
    setup.fake.answer(RETRIEVE, payment_method("pm_1"));
    setup.faults([Fault::Hang; 2]);
    let hanging: Vec<_> = (0..2)
        .map(|_| {
            let client = setup.client.clone();
            tokio::spawn(async move { client.payment_method("pm_1").await })
        })
        .collect();
    while setup.proxy.requests() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        setup.client.payment_method("pm_1").await,
        Err(Error::Unavailable)
    );
    assert_eq!(setup.clock.slept(), [Limits::default().queue]);
    for call in hanging {
        call.abort();
        let _ = call.await;
    }
    setup
        .client
        .payment_method("pm_1")
        .await
        .expect("an abandoned call gives its place back");
}

#[tokio::test]
async fn the_twenty_first_call_of_a_second_waits() {
    let setup = setup().await;
    let start = setup.clock.now();
    for _ in 0..20 {
        setup.client.payment_method("pm_1").await.unwrap();
    }
    assert_eq!(setup.clock.now(), start);
    setup.client.payment_method("pm_1").await.unwrap();
    assert_eq!(setup.clock.slept(), [Duration::from_secs(1)]);
}

/// Many operations under mixed faults: no effect twice, none missing that was confirmed, few extra calls.
#[tokio::test]
async fn two_hundred_operations_under_mixed_faults() {
    const FAULTS: [Fault; 8] = [
        Fault::Reset,
        Fault::ResetAfter,
        Fault::Half,
        Fault::Status(429, ""),
        Fault::Status(409, ""),
        Fault::StatusAfter(500, ""),
        Fault::Status(503, ""),
        Fault::Duplicate,
    ];
    let setup = setup().await;
    setup
        .fake
        .answer("GET /v1/account", json!({"id": "acct_1"}));
    for operation in 0..200_usize {
        if operation % 7 == 0 {
            setup.faults([FAULTS[operation / 7 % FAULTS.len()]]);
        }
        let key = IdempotencyKey::derive(&["operation", &operation.to_string()]);
        let outcome = setup.client.detach_payment_method("pm_1", &key).await;
        assert!(outcome.is_ok(), "operation {operation}: {outcome:?}");
        assert_eq!(setup.fake.effects(), operation + 1);
    }
    assert!(setup.proxy.requests() <= 240, "{}", setup.proxy.requests());
}

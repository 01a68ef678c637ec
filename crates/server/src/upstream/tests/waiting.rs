//! How long a page waits while upstream does not answer.

use std::time::{Duration, Instant};

use super::{PATIENT, with_patience};
use crate::upstream::patience::Patience;
use crate::upstream::{Error, WantedInvoices};

/// A page does not hang with upstream when an older snapshot is at hand; the reading goes on.
#[tokio::test]
async fn a_slow_answer_is_not_waited_for() {
    let setup = with_patience(Patience {
        stand_in: Duration::from_millis(1),
        ..PATIENT
    })
    .await;
    setup.fake.customer("cus_1", &["pm_1"]);
    let old = setup.upstream.snapshot("cus_1").await.unwrap();
    setup.clock.advance(Duration::from_secs(60));
    setup.fake.customer("cus_1", &["pm_1", "pm_2"]);
    setup.fake.hold();
    let calls = setup.fake.calls();
    let shown = setup.upstream.snapshot("cus_1").await.unwrap();
    assert!(shown.stands_in);
    assert_eq!(
        (&shown.state, shown.fetched_at),
        (&old.state, old.fetched_at)
    );
    setup.fake.arrived(calls + 2).await;
    setup.fake.release();
    while setup.upstream.snapshot("cus_1").await.unwrap().stands_in {
        tokio::task::yield_now().await;
    }
}

/// With nothing to show instead, a page still does not wait as long as a call may take.
#[tokio::test]
async fn a_first_page_is_told_in_time_and_the_reading_goes_on() {
    let setup = with_patience(Patience {
        longest: Duration::from_millis(50),
        ..PATIENT
    })
    .await;
    setup.fake.customer("cus_1", &["pm_1"]);
    setup.fake.hold();
    let read = setup.upstream.snapshot("cus_1").await;
    assert_eq!(read, Err(Error::Unavailable));
    setup.fake.arrived(2).await;
    // Whoever asks again joins the reading that is under way.
    assert!(setup.upstream.snapshot("cus_1").await.is_err());
    assert!(
        setup
            .upstream
            .invoice_page("cus_1", &WantedInvoices::default(), 10, None)
            .await
            .is_err()
    );
    setup.fake.release();
    while setup.upstream.snapshot("cus_1").await.is_err() {}
    let calls = setup.fake.world().calls.clone();
    let methods = calls.iter().filter(|call| call.contains("payment_methods"));
    assert_eq!(methods.count(), 1, "{calls:?}");
}

/// A hanging upstream is noticed by what nobody gets, long before a call fails or a page has waited its longest.
#[tokio::test]
async fn silence_is_noticed_by_all() {
    let setup = with_patience(Patience {
        silence: Duration::from_secs(1),
        silent: Duration::from_millis(20),
        ..PATIENT
    })
    .await;
    for number in 0..6 {
        setup.fake.customer(&format!("cus_{number}"), &["pm_1"]);
    }
    setup.fake.hold();
    let upstream = setup.upstream.clone();
    let first = tokio::spawn(async move { upstream.snapshot("cus_0").await });
    setup.fake.arrived(2).await;
    // The calls have been in vain for a second, by the clock of whoever makes them.
    setup.clock.advance(Duration::from_secs(1));
    for number in 1..5 {
        let read = setup.upstream.snapshot(&format!("cus_{number}")).await;
        assert_eq!(read, Err(Error::Unavailable));
    }
    assert_eq!(first.await.unwrap(), Err(Error::Unavailable));
    // One answer to anybody ends it, and a page waits again.
    setup.fake.release();
    while setup.upstream.snapshot("cus_0").await.is_err() {}
    assert!(setup.upstream.snapshot("cus_5").await.is_ok());
}

/// The figure of the ladder with the real bounds: whoever asks for whatever while the processor hangs is answered within
/// a second, the first who notice it included.
#[tokio::test]
async fn ladder_row_21_pages_while_the_processor_hangs() {
    const BURST: usize = 40;
    let fake = super::Fake::start().await;
    let upstream =
        crate::upstream::Upstream::connect(&fake.url(), "sk_test_fake", stripe::Limits::default())
            .unwrap();
    let full = std::env::var("PORTICO_LADDER").is_ok_and(|size| size == "full");
    let pages = if full { 600 } else { 120 };
    for number in 0..pages {
        fake.customer(&format!("cus_{number}"), &["pm_1"]);
    }
    fake.hold();
    let mut times = Vec::new();
    // In quick size one page notices before all others come, so that a busy machine does not decide the test.
    let alone = if full { 0 } else { 1 };
    for burst in 0..pages / BURST + alone {
        let together = if burst < alone { 1 } else { BURST };
        let asked: Vec<_> = (0..together)
            .map(|number| {
                let upstream = upstream.clone();
                tokio::spawn(async move {
                    let begun = Instant::now();
                    let customer = format!("cus_{}", (burst * BURST + number) % pages);
                    let read = upstream.snapshot(&customer).await;
                    assert!(read.is_err(), "{read:?}");
                    begun.elapsed()
                })
            })
            .collect();
        for page in asked {
            times.push(page.await.unwrap());
        }
    }
    times.sort();
    let p99 = times[times.len() * 99 / 100 - 1];
    let held = p99 < Duration::from_secs(1);
    println!(
        "ladder row 21 | first pages while the processor hangs, in bursts of {BURST} | p99 < 1 s | {} pages: p50 {} ms, \
         p99 {} ms, longest {} ms | {}",
        times.len(),
        times[times.len() / 2].as_millis(),
        p99.as_millis(),
        times[times.len() - 1].as_millis(),
        if held { "held" } else { "SLIPPED" }
    );
    assert!(held, "{p99:?}");
}

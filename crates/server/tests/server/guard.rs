//! While a subscription is live, a method that can be charged for it remains, whoever removes at the same time.

use std::sync::Arc;

use crate::support::browser::ids;
use crate::support::{Browser, World, report, size};

#[tokio::test]
async fn the_only_method_stays() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let answer = world.send(browser.remove(&cards[0])).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (409, "payment_method_required")
    );
    assert_eq!(ids(&answer.json()["error"]["state"]), cards);
    assert_eq!(browser.methods(&world).await, cards);
}

#[tokio::test]
async fn another_method_makes_room_for_removing_the_first() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    let answer = world.send(browser.remove(&cards[0])).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let state = answer.json();
    assert_eq!(ids(&state), cards[1..]);
    assert_eq!(
        state["payment_methods"][0]["is_default"], true,
        "the default moved first"
    );
    assert_ne!(state["version"], browser.version.as_str());
    assert_eq!(world.engine.methods(&key, &customer).await, cards[1..]);
    let again = world.send(browser.remove(&cards[1])).await;
    assert_eq!(again.code(), "payment_method_required");
}

#[tokio::test]
async fn a_method_in_another_currency_does_not_count() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 1).await;
    world.engine.attach(&key, &customer, "pm_sepaDebit").await;
    let browser = world.sign_in(0, &customer).await;
    let answer = world.send(browser.remove(&cards[0])).await;
    assert_eq!(
        answer.code(),
        "payment_method_required",
        "SEPA cannot pay dollars"
    );
}

#[tokio::test]
async fn without_a_live_subscription_everything_may_go() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let customer = world.engine.customer(&key).await;
    let card = world.engine.attach(&key, &customer, "pm_card_visa").await;
    let browser = world.sign_in(0, &customer).await;
    let answer = world.send(browser.remove(&card)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(ids(&answer.json()).is_empty());
}

/// What became of many rounds.
#[derive(Default)]
struct Tally {
    rounds: usize,
    removed: usize,
    held: usize,
    violations: usize,
    other: Vec<String>,
}

/// Rounds of so many removers, each round starting with `cards` cards, all on one customer.
async fn rounds(
    world: Arc<World>,
    merchant: usize,
    rounds: usize,
    removers: usize,
    cards: usize,
) -> Tally {
    let key = world.account(merchant).secret_key.expose().to_owned();
    let (customer, mut methods) = world.subscriber(merchant, cards).await;
    let browser = world.sign_in(merchant, &customer).await;
    let mut tally = Tally::default();
    for round in 0..rounds {
        while methods.len() < cards {
            methods.push(world.engine.attach(&key, &customer, "pm_card_visa").await);
        }
        let attempts: Vec<_> = (0..removers)
            .map(|tab| attempt(&world, &browser, &methods[(round + tab) % cards]))
            .collect();
        for attempt in attempts {
            match attempt.await.unwrap() {
                (200, _) => tally.removed += 1,
                // Held by the guard, or another tab removed the same card a moment earlier.
                (409, code) if code == "payment_method_required" => tally.held += 1,
                (404, _) => tally.held += 1,
                (status, code) => tally.other.push(format!("{status} {code}")),
            }
        }
        methods = world.engine.methods(&key, &customer).await;
        tally.rounds += 1;
        tally.violations += usize::from(methods.is_empty());
    }
    tally
}

fn attempt(
    world: &World,
    browser: &Browser,
    method: &str,
) -> tokio::task::JoinHandle<(u16, String)> {
    let (router, call) = (world.router.clone(), browser.remove(method));
    tokio::spawn(async move {
        let answer = call.send(&router).await;
        (answer.status, answer.code())
    })
}

async fn check_rounds(all: usize, removers: usize, cards: usize) {
    // Several customers at once, so that the writer of the database is contended too.
    const LANES: usize = 8;
    let world = Arc::new(World::with_merchants(2).await);
    let lanes: Vec<_> = (0..LANES)
        .map(|lane| {
            tokio::spawn(rounds(
                world.clone(),
                lane % 2,
                all.div_ceil(LANES),
                removers,
                cards,
            ))
        })
        .collect();
    let mut total = Tally::default();
    for lane in lanes {
        let tally = lane.await.unwrap();
        total.rounds += tally.rounds;
        total.removed += tally.removed;
        total.held += tally.held;
        total.violations += tally.violations;
        total.other.extend(tally.other);
    }
    for other in &total.other {
        println!("{other}");
    }
    report(
        18,
        &format!(
            "{removers} tabs removing {cards} cards at once, {}",
            world.store()
        ),
        "0 without a method, 0 other answers",
        &format!(
            "{} rounds: {} removed, {} held, {} without a method, {} other answers",
            total.rounds,
            total.removed,
            total.held,
            total.violations,
            total.other.len()
        ),
        total.violations == 0 && total.other.is_empty(),
    );
    assert!(total.removed >= total.rounds, "removing works");
    assert!(
        world
            .app
            .store()
            .open_intents(i64::MAX)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_18_two_removers() {
    check_rounds(size(1_000, 10_000), 2, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_18_eight_removers() {
    check_rounds(size(1_000, 10_000), 8, 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_18_sixteen_removers() {
    check_rounds(size(50, 10_000), 16, 4).await;
}

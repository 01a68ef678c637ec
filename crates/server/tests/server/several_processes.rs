//! Two and three processes of the program on one database.

use std::sync::Arc;

use portico_server::clock::Clock;
use portico_server::config::Database;
use portico_server::reconcile;

use crate::support::balancer::Balancer;
use crate::support::program::Program;
use crate::support::{Answer, Call, World, postgres, report, size};

/// A world with further servers, each a process of its own, and a balancer before them.
struct Fleet {
    world: World,
    programs: Vec<Program>,
    balancer: Balancer,
    http: reqwest::Client,
}

impl Fleet {
    async fn new(database: Option<Database>, count: usize) -> Self {
        let world = World::on(database).await;
        let programs: Vec<_> = (0..count).map(|_| Program::beside(&world)).collect();
        let host = &world.account(0).public_url.authority;
        let balancer = Balancer::before(programs.iter().map(|it| it.port), host).await;
        let http = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .build()
            .unwrap();
        Self {
            world,
            programs,
            balancer,
            http,
        }
    }

    /// Sends a request, which another of the processes gets than the one before.
    async fn send(&self, call: Call) -> Answer {
        call.send_to(&self.http, self.balancer.port).await.unwrap()
    }
}

/// What became of many rounds.
#[derive(Default)]
struct Tally {
    removed: usize,
    held: usize,
    violations: usize,
    other: Vec<String>,
}

/// Rounds in which as many tabs as there are cards remove all of them, each tab at another process.
async fn rounds(fleet: &Fleet, rounds: usize, cards: usize) -> Tally {
    // A process allows one session a hundred requests at once.
    const PER_SESSION: usize = 30;
    let world = &fleet.world;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, mut methods) = world.subscriber(0, cards).await;
    let mut browser = world.sign_in(0, &customer).await;
    let mut tally = Tally::default();
    for round in 0..rounds {
        if round % PER_SESSION == 0 {
            browser = world.sign_in(0, &customer).await;
        }
        while methods.len() < cards {
            methods.push(world.engine.attach(&key, &customer, "pm_card_visa").await);
        }
        let tabs = methods.iter();
        let tabs = tabs.map(|method| fleet.send(browser.remove(method)));
        for answer in join_all(tabs).await {
            match (answer.status, answer.code().as_str()) {
                (200, _) => tally.removed += 1,
                (409, "payment_method_required") => tally.held += 1,
                (status, code) => tally.other.push(format!("{status} {code}")),
            }
        }
        methods = world.engine.methods(&key, &customer).await;
        tally.violations += usize::from(methods.is_empty());
    }
    tally
}

/// All of them at once.
async fn join_all<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut futures: Vec<_> = futures.map(Box::pin).collect();
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, done) in futures.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(context)
            {
                *done = Some(value);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

async fn check_rounds(database: Option<Database>, processes: usize) {
    const LANES: usize = 2;
    let all = size(60, 10_000);
    let fleet = Fleet::new(database, processes).await;
    let cards = processes;
    let lanes = (0..LANES).map(|_| rounds(&fleet, all.div_ceil(LANES), cards));
    let mut total = Tally::default();
    for tally in join_all(lanes).await {
        total.removed += tally.removed;
        total.held += tally.held;
        total.violations += tally.violations;
        total.other.extend(tally.other);
    }
    report(
        18,
        &format!(
            "{cards} tabs removing {cards} cards at {processes} processes behind a balancer at once, {}",
            fleet.world.store()
        ),
        "0 without a method, 0 other answers",
        &format!(
            "{all} rounds: {} removed, {} held, {} without a method, other answers {:?}",
            total.removed, total.held, total.violations, total.other
        ),
        total.violations == 0 && total.other.is_empty(),
    );
    assert!(total.removed >= all, "removing works");
    let open = fleet
        .world
        .app
        .store()
        .open_intents(i64::MAX)
        .await
        .unwrap();
    assert!(open.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_18_two_processes_on_postgres() {
    check_rounds(Some(postgres::database().await), 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_18_three_processes_on_postgres() {
    check_rounds(Some(postgres::database().await), 3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_18_two_processes_on_one_file() {
    check_rounds(None, 2).await;
}

/// What a process that was killed had begun is finished or undone by another one, and the guard holds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_process_had_begun_is_finished_by_another() {
    const CUSTOMERS: usize = 24;
    let mut fleet = Fleet::new(Some(postgres::database().await), 1).await;
    let mut customers = Vec::new();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..CUSTOMERS {
        let (customer, cards) = fleet.world.subscriber(0, 2).await;
        let browser = fleet.world.sign_in(0, &customer).await;
        customers.push((customer, browser, cards));
    }
    for (_, browser, cards) in &customers {
        for card in cards {
            let (call, http, port) = (
                browser.remove(card),
                fleet.http.clone(),
                fleet.programs[0].port,
            );
            calls.spawn(async move { call.send_to(&http, port).await.map(|answer| answer.status) });
        }
    }
    calls.join_next().await.unwrap().unwrap().unwrap();
    fleet.programs[0].kill();
    let answers = calls.join_all().await;
    assert!(
        answers.iter().any(Result::is_err),
        "it was killed in the middle"
    );

    let world = &fleet.world;
    // What it had locked is over by then.
    let later = Clock::system().now() + 20;
    world.clock.set(later);
    reconcile::run(&world.app, later).await.unwrap();
    assert_eq!(world.app.store().open_intents(later).await.unwrap(), []);
    let key = world.account(0).secret_key.expose().to_owned();
    for (customer, browser, _) in &customers {
        let left = world.engine.methods(&key, customer).await;
        assert!(!left.is_empty());
        if let [extra, _] = left.as_slice() {
            let answer = world.send(browser.remove(extra)).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_02_one_of_64_redeemers_at_three_processes_gets_the_session() {
    let fleet = Arc::new(Fleet::new(Some(postgres::database().await), 3).await);
    let (customer, _) = fleet.world.subscriber(0, 1).await;
    let links = size(20, 500);
    let (mut opened, mut failed) = (0, 0);
    for _ in 0..links {
        let token = fleet.world.link(0, &customer).await;
        let attempts = (0..64).map(|_| {
            let call = fleet.world.browser(0).call("POST", "/api/session");
            let call = call.json(serde_json::json!({ "token": token }));
            let fleet = fleet.clone();
            tokio::spawn(async move { fleet.send(call).await.status })
        });
        let attempts: Vec<_> = attempts.collect();
        for attempt in attempts {
            match attempt.await.unwrap() {
                200 => opened += 1,
                410 => {}
                _ => failed += 1,
            }
        }
    }
    report(
        2,
        "links, each redeemed by 64 at once at 3 processes behind a balancer, PostgreSQL",
        "one session each, no other failure",
        &format!("{links} links × 64: {opened} sessions, {failed} other answers"),
        (opened, failed) == (links, 0),
    );
}

//! Three servers behind a balancer, while they are restarted and killed under load.

use std::time::{Duration, Instant};

use portico_server::clock::Clock;
use portico_server::reconcile;

use crate::support::balancer::Balancer;
use crate::support::program::Program;
use crate::support::traffic::{Tally, Traffic};
use crate::support::{Browser, Call, World, postgres, report, size};

/// Methods of each customer; as many tabs remove all of them at once.
const CARDS: usize = 3;

/// Among so many turns is one in which a customer's tabs remove everything.
const WRITE_EVERY: usize = 30;

/// Customers that only look.
const READERS: usize = 60;

/// Servers on one database, and customers before them.
struct Scene {
    world: World,
    servers: Vec<Program>,
    balancer: Balancer,
    customers: Vec<String>,
}

impl Scene {
    /// A scene whose traffic may last so many turns, and that traffic. It may be repeated, all but the making of links,
    /// which is every other turn if it is part of it.
    async fn with_traffic(per_second: usize, turns: usize, links: bool) -> (Self, Traffic) {
        let world = World::on(Some(postgres::database().await)).await;
        let servers: Vec<_> = (0..3).map(|_| Program::beside(&world)).collect();
        let host = &world.account(0).public_url.authority;
        let balancer = Balancer::before(servers.iter().map(|it| it.port), host).await;
        let (customer, _) = world.subscriber(0, 1).await;
        let mut reads = Vec::new();
        for _ in 0..READERS {
            let browser = world.sign_in(0, &customer).await;
            reads.push(browser.call("GET", "/api/session"));
            if links {
                let link = world.merchant_call(0, "POST", "/v1/billing_portal/sessions");
                reads.push(link.form(&format!("customer={customer}")));
            }
        }
        let (mut customers, mut writes) = (Vec::new(), Vec::new());
        for _ in 0..turns.div_ceil(WRITE_EVERY) {
            let (customer, cards) = world.subscriber(0, CARDS).await;
            let browser = world.sign_in(0, &customer).await;
            writes.push(removals(&browser, &cards));
            customers.push(customer);
        }
        let mut writes = writes.into_iter();
        let traffic = Traffic::begin(balancer.port, per_second, move |turn| {
            let writes = (turn % WRITE_EVERY == 0).then(|| writes.next()).flatten();
            writes.unwrap_or_else(|| vec![reads[turn % reads.len()].clone()])
        });
        let scene = Self {
            world,
            servers,
            balancer,
            customers,
        };
        (scene, traffic)
    }

    /// Puts a fresh server in the place of one that ended.
    fn replace(&mut self, place: usize) {
        let fresh = Program::beside(&self.world);
        self.balancer.replace(self.servers[place].port, fresh.port);
        self.servers[place] = fresh;
    }

    /// Customers who are left without a method although they have a subscription, once what was begun is finished.
    async fn violations(&self) -> usize {
        let later = Clock::system().now() + 20;
        self.world.clock.set(later);
        reconcile::run(&self.world.app, later).await.unwrap();
        let open = self.world.app.store().open_intents(later).await.unwrap();
        assert_eq!(open, []);
        let key = self.world.account(0).secret_key.expose();
        let mut without = 0;
        for customer in &self.customers {
            let left = self.world.engine.methods(key, customer).await;
            without += usize::from(left.is_empty());
        }
        without
    }
}

fn removals(browser: &Browser, cards: &[String]) -> Vec<Call> {
    cards.iter().map(|card| browser.remove(card)).collect()
}

/// How many requests there were, and how many were not answered as they are when nothing happens to the servers: the
/// last method stays, and says so.
fn count(tally: &Tally) -> (usize, usize) {
    let expected = |outcome: &str| matches!(outcome, "200 " | "409 payment_method_required");
    let failed = tally.iter().filter(|(outcome, _)| !expected(outcome));
    (tally.values().sum(), failed.map(|(_, count)| count).sum())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_23_rolling_restarts_lose_no_request() {
    let (restarts, per_second) = (size(3, 50), size(25, 500));
    let (mut scene, traffic) =
        Scene::with_traffic(per_second, restarts * 5 * per_second, true).await;
    let mut longest = Duration::ZERO;
    for restart in 0..restarts {
        let place = restart % scene.servers.len();
        let told = Instant::now();
        scene.servers[place].terminate();
        assert!(scene.servers[place].wait().success());
        longest = longest.max(told.elapsed());
        scene.replace(place);
    }
    let tally = traffic.end().await;
    let (all, failed) = count(&tally);
    let without = scene.violations().await;
    report(
        23,
        "rolling restarts of 3 servers behind a balancer, PostgreSQL",
        "0 failed requests, each gone in 12 s",
        &format!(
            "{restarts} restarts at {per_second}/s: {failed} of {all} failed, the slowest was gone after {:.1} s, \
             {without} customers without a method; {tally:?}",
            longest.as_secs_f64()
        ),
        failed == 0 && without == 0 && longest < Duration::from_secs(12),
    );
    assert!(all >= restarts * 2 * per_second, "it was loaded: {all}");
}

/// One of three is killed again and again. What it was doing is done by another one, or was not begun.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_18_killing_one_of_three_again_and_again() {
    let (kills, per_second) = (size(2, 60), size(25, 200));
    let every = Duration::from_secs(size(2, 5) as u64);
    let turns = kills * per_second * every.as_secs() as usize;
    let (mut scene, traffic) = Scene::with_traffic(per_second, turns, false).await;
    let mut pace = tokio::time::interval(every);
    pace.tick().await;
    for kill in 0..kills {
        pace.tick().await;
        let place = kill % scene.servers.len();
        scene.servers[place].kill();
        scene.replace(place);
    }
    let mut tally = traffic.end().await;
    // A server may be killed between the removal and the answer; whoever repeats it finds the method gone.
    let done = tally.remove("404 not_found").unwrap_or_default();
    let (all, failed) = count(&tally);
    let without = scene.violations().await;
    report(
        18,
        "one of 3 servers behind a balancer killed again and again, PostgreSQL",
        "at most 0.1 % of requests that may be repeated fail, 0 customers without a method",
        &format!(
            "{kills} kills, one every {} s, at {per_second}/s: {failed} of {} failed, {done} removals repeated when done, {without} \
             without a method; {tally:?}",
            every.as_secs(),
            all + done
        ),
        failed * 1000 <= all && without == 0,
    );
}

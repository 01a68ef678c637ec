//! Rows 16 and 17: codes cannot be guessed, and nothing tells a known address from an unknown one.

use std::hint::black_box;
use std::time::Instant;

use portico_server::limits::Limits;
use portico_server::secret::Secret;
use portico_server::{login, mail};
use serde_json::Value;

use crate::support::postgres::Direct;
use crate::support::visitor::Visitor;
use crate::support::{Answer, Call, World, report, size};

const KEY: &str = "sk_test_merchant0";
const DAY: usize = 86_400;

async fn switch_on(world: &World) -> String {
    let answer = world.configure(0, "login_page[enabled]=true").await;
    let url = answer.json()["login_page"]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    url.rsplit('/').next().unwrap().to_owned()
}

async fn work(world: &World) {
    login::look_up(&world.app).await.unwrap();
    mail::deliver(&world.app).await.unwrap();
}

/// Customers with a subscription each, `known0@example.com` and so on.
async fn customers(world: &World, count: usize) {
    let form = "currency=usd&unit_amount=1900&recurring[interval]=month&product_data[name]=Starter";
    let price = world.engine.ask(KEY, "POST", "/v1/prices", form).await;
    let price = price["id"].as_str().unwrap().to_owned();
    for number in 0..count {
        let form = format!("email=known{number}@example.com");
        let customer = world.engine.ask(KEY, "POST", "/v1/customers", &form).await;
        let customer = customer["id"].as_str().unwrap();
        let form = format!(
            "customer={customer}&items[0][price]={price}&collection_method=send_invoice&days_until_due=30"
        );
        world
            .engine
            .ask(KEY, "POST", "/v1/subscriptions", &form)
            .await;
    }
}

async fn count(world: &World, sql: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("SELECT CAST(({sql}) AS BIGINT)"));
    match Direct::to(world).await {
        Direct::Sqlite(mut database) => sqlx::query_scalar(sql).fetch_one(&mut database).await,
        Direct::Postgres(mut database) => sqlx::query_scalar(sql).fetch_one(&mut database).await,
    }
    .unwrap()
}

fn code_in(mail: &Value) -> String {
    let text = mail["text"].as_str().unwrap();
    let mut lines = text.lines();
    lines
        .find(|line| line.len() == 8 && line.bytes().all(|b| b.is_ascii_digit()))
        .unwrap()
        .to_owned()
}

/// A network address of the attacker's, out of `many`: really theirs, behind a proxy that we know.
fn from_anywhere(call: Call, number: usize, many: usize) -> Call {
    let number = number % many;
    let address = format!(
        "203.{}.{}.{}",
        number / 65_536,
        number / 256 % 256,
        number % 256
    );
    call.header("x-forwarded-for", &address).from("10.0.0.1")
}

#[tokio::test]
async fn ladder_row_16_codes_cannot_be_guessed() {
    let guesses = size(4_000, 200_000);
    for (who, many) in [
        ("one address that claims a thousand", 1),
        ("a thousand addresses", 1_000),
    ] {
        let world = World::with_limits(Limits::default()).await;
        customers(&world, 1).await;
        let page = switch_on(&world).await;
        let start = world.clock.now();
        let steps = size(144, 1_440);
        let (mut sent, mut logins) = (0, 0);
        let mut browsers: Vec<Visitor> = Vec::new();
        for step in 0..steps {
            world.clock.set(start + (step * DAY / steps) as i64);
            // A browser of its own for every code, so that each code has its five tries.
            let mut visitor = Visitor::new(&world, 0, &page);
            let asking = visitor.asking("known0@example.com");
            let answer = world.send(as_attacker(asking, step, many)).await;
            if answer.status == 202 {
                visitor.cookie = answer.cookie();
                browsers.push(visitor);
            }
            work(&world).await;
            for _ in 0..guesses.div_ceil(steps) {
                let browser = &browsers[sent % browsers.len().clamp(1, 12)];
                let newest = browsers.last().filter(|_| sent % 2 == 0).unwrap_or(browser);
                let guess = format!("{:08}", sent * 7_919 % 100_000_000);
                let call = as_attacker(newest.entering(&guess), sent, many);
                logins += usize::from(world.send(call).await.status == 204);
                sent += 1;
            }
        }
        let evaluated = count(&world, "SELECT COALESCE(SUM(tries), 0) FROM login").await;
        let mails = world.engine.outbox().await.len();
        let odds = evaluated as f64 / 1e8;
        report(
            16,
            &format!("guesses at codes of one address in a day, from {who}"),
            "at most 50 evaluated, at most 10 mails, odds at most 1e-6, 0 logins",
            &format!(
                "{sent} sent, {evaluated} evaluated, {mails} mails, odds {odds:.1e}, {logins} logins"
            ),
            sent >= guesses && evaluated <= 50 && mails <= 10 && odds <= 1e-6 && logins == 0,
        );
    }
}

fn as_attacker(call: Call, number: usize, many: usize) -> Call {
    match many {
        // What the attacker says of themselves changes nothing.
        1 => call
            .header(
                "x-forwarded-for",
                &format!("198.51.{}.{}", number / 256 % 256, number % 256),
            )
            .from("203.0.113.7"),
        many => from_anywhere(call, number, many),
    }
}

#[tokio::test]
async fn ladder_row_16_victims_get_in_while_they_are_attacked() {
    let victims = size(10, 100);
    let attackers = size(60, 1_000);
    let world = World::with_limits(Limits::default()).await;
    customers(&world, victims).await;
    let page = switch_on(&world).await;
    let (mut got_in, mut most_mails) = (0, 0);
    for victim in 0..victims {
        let email = format!("known{victim}@example.com");
        world.clock.set(world.clock.now() + 60);
        let mut visitor = Visitor::new(&world, 0, &page);
        let answer = world.send(visitor.asking(&email).from("192.0.2.55")).await;
        visitor.cookie = answer.cookie();
        work(&world).await;
        let code = code_in(&world.engine.outbox().await[0]);
        for attacker in 0..attackers {
            let mut browser = Visitor::new(&world, 0, &page);
            let address = victim * attackers + attacker;
            let asked = world
                .send(from_anywhere(browser.asking(&email), address, 1 << 20))
                .await;
            browser.cookie = asked.cookie();
            for _ in 0..6 {
                let call = browser.entering("00000000");
                world.send(from_anywhere(call, address, 1 << 20)).await;
            }
        }
        work(&world).await;
        let entering = visitor.entering(&code).from("192.0.2.55");
        got_in += usize::from(world.send(entering).await.status == 204);
        let mails = world.engine.outbox().await;
        let theirs = mails
            .iter()
            .filter(|mail| mail["recipients"][0] == email.as_str());
        most_mails = most_mails.max(theirs.count());
    }
    report(
        16,
        &format!("victims who enter their code while {attackers} addresses ask and guess"),
        "all of them, at most 10 mails each",
        &format!("{got_in} of {victims}, {most_mails} mails at most"),
        got_in == victims && most_mails <= 10,
    );
}

/// What an answer shows, without what differs between any two.
fn seen(answer: &Answer) -> (u16, Vec<(String, String)>, Value) {
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "request-id")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    for (name, value) in &mut headers {
        if name == "set-cookie" {
            // A fresh random token of fixed length.
            let (start, rest) = value.split_once("pcl_").unwrap();
            *value = format!("{start}{}", &rest[49..]);
        }
    }
    headers.sort();
    let mut body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if let Some(id) = body.pointer_mut("/error/request_id") {
        assert!(id.is_string());
        *id = Value::Null;
    }
    (answer.status, headers, body)
}

/// Welch's t of two samples, without the slowest tenth: what a busy machine adds.
fn welch(a: &[f64], b: &[f64]) -> f64 {
    let mut all: Vec<f64> = a.iter().chain(b).copied().collect();
    all.sort_by(f64::total_cmp);
    let cut = all[all.len() * 9 / 10];
    let moments = |sample: &[f64]| {
        let kept: Vec<f64> = sample.iter().copied().filter(|time| *time <= cut).collect();
        let n = kept.len() as f64;
        let mean = kept.iter().sum::<f64>() / n;
        let variance = kept.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (n - 1.0);
        (mean, variance / n)
    };
    let ((mean_a, part_a), (mean_b, part_b)) = (moments(a), moments(b));
    (mean_a - mean_b) / (part_a + part_b).sqrt()
}

fn median(sample: &[f64]) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Which of two comes first, decided by a coin for each pair.
fn coin(number: usize) -> bool {
    portico_server::session::token::hash(&number.to_string()).as_bytes()[0].is_multiple_of(2)
}

#[tokio::test]
async fn ladder_row_17_known_and_unknown_addresses_are_answered_alike() {
    let pairs = size(300, 10_000);
    let world = World::new().await;
    customers(&world, pairs).await;
    let page = switch_on(&world).await;
    // A leak shows every time; a neighbour on the machine does not.
    let mut best: Option<(f64, f64, String)> = None;
    for round in 0..3 {
        world.clock.set(world.clock.now() + 7_200);
        let mut asked = [Vec::new(), Vec::new()];
        let mut tried = [Vec::new(), Vec::new()];
        let mut differing = 0;
        for number in 0..pairs {
            let mut answers: [Option<(Answer, Answer)>; 2] = [None, None];
            let order = if coin(number + round) { [0, 1] } else { [1, 0] };
            let mut visitors = order.map(|which| {
                let name = if which == 0 { "known" } else { "anyone" };
                (
                    which,
                    format!("{name}{number}@example.com"),
                    Visitor::new(&world, 0, &page),
                )
            });
            let mut first = Vec::new();
            for (which, email, visitor) in &mut visitors {
                let call = visitor.asking(email);
                let begun = Instant::now();
                let answer = world.send(call).await;
                asked[*which].push(begun.elapsed().as_secs_f64() * 1e3);
                visitor.cookie = answer.cookie();
                first.push(answer);
            }
            login::look_up(&world.app).await.unwrap();
            for ((which, _, visitor), first) in visitors.iter().zip(first) {
                let call = visitor.entering("31415926");
                let begun = Instant::now();
                let answer = world.send(call).await;
                tried[*which].push(begun.elapsed().as_secs_f64() * 1e3);
                answers[*which] = Some((first, answer));
            }
            let [Some(known), Some(unknown)] = answers else {
                panic!("each was answered");
            };
            differing += usize::from(seen(&known.0) != seen(&unknown.0));
            differing += usize::from(seen(&known.1) != seen(&unknown.1));
        }
        assert_eq!(differing, 0, "answers that differ");
        let t = welch(&asked[0], &asked[1])
            .abs()
            .max(welch(&tried[0], &tried[1]).abs());
        let gap = |samples: &[Vec<f64>; 2]| (median(&samples[0]) - median(&samples[1])).abs();
        let gap = gap(&asked).max(gap(&tried));
        let measured = format!(
            "0 of {} answers differ, |t| {t:.2}, medians {gap:.3} ms apart",
            pairs * 4
        );
        if best.as_ref().is_none_or(|(best, ..)| t < *best) {
            best = Some((t, gap, measured));
        }
        if t < 4.5 && gap < 1.0 {
            break;
        }
    }
    let (t, gap, measured) = best.unwrap();
    report(
        17,
        &format!("known and unknown addresses, {pairs} each, asking and entering"),
        "identical answers, |t| < 4.5, medians less than 1 ms apart",
        &measured,
        t < 4.5 && gap < 1.0,
    );
}

#[test]
fn ladder_row_17_comparing_takes_as_long_whatever_differs() {
    let samples = size(50_000, 1_000_000);
    let secret = Secret::from("0123456789abcdef".repeat(4));
    let same = "0123456789abcdef".repeat(4);
    let other = "f".repeat(64);
    let mut best = f64::INFINITY;
    for round in 0..3 {
        let mut candidate = String::with_capacity(64);
        let mut times = [Vec::with_capacity(samples), Vec::with_capacity(samples)];
        for number in 0..samples {
            let which = usize::from(coin(number + round));
            // Copied to one place: else the caches would tell the two apart.
            candidate.clear();
            candidate.push_str([&same, &other][which]);
            let begun = Instant::now();
            black_box(black_box(&secret).matches(black_box(&candidate)));
            times[which].push(begun.elapsed().as_nanos() as f64);
        }
        best = best.min(welch(&times[0], &times[1]).abs());
        if best < 4.5 {
            break;
        }
    }
    report(
        17,
        &format!("comparing a right and a wrong secret, {samples} times"),
        "|t| < 4.5",
        &format!("|t| {best:.2}"),
        best < 4.5,
    );
}

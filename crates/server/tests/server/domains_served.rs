//! What is served on merchants' own domains, and to whom: hosts, links, cookies, origins, certificates.

use std::time::{Duration, Instant};

use axum::Router;
use portico_server::config::PublicUrl;
use portico_server::{login, mail};
use serde_json::json;

use crate::support::visitor::Visitor;
use crate::support::{Browser, Call, Names, World, report, size};

const HOST: &str = "billing.shop.test";
const PATH: &str = "/v1/portico/domains";

async fn probe(router: &Router, host: &str) -> u16 {
    let call = Call::new("GET", "/healthz").header("host", host);
    call.send(router).await.status
}

/// Asks whether a certificate may be had, as the proxy on this machine does.
fn certificate_for(host: &str) -> Call {
    let path = format!("/internal/tls-check?domain={host}");
    let call = Call::new("GET", &path).header("host", "127.0.0.1:4242");
    call.from("127.0.0.1")
}

#[tokio::test]
async fn a_customer_is_served_on_the_domain_and_links_lead_there() {
    let names = Names::start().await;
    let world = World::with_names(&names).await;
    assert_eq!(probe(&world.router, HOST).await, 421);
    let (customer, cards) = world.subscriber(0, 2).await;
    world.serve_at(0, HOST, &names).await;
    for host in [
        HOST,
        "BILLING.shop.test:443",
        "billing.shop.test:80",
        "m0.localhost:4242",
    ] {
        assert_eq!(probe(&world.router, host).await, 200, "{host}");
    }
    for host in ["billing.shop.test:8443", "shop.test", "x.billing.shop.test"] {
        assert_eq!(probe(&world.router, host).await, 421, "{host}");
    }

    let create = world.merchant_call(0, "POST", "/v1/billing_portal/sessions");
    let made = create.form(&format!("customer={customer}"));
    let url = world.send(made).await.json()["url"].to_string();
    let start = "\"https://billing.shop.test/p/session#";
    assert!(url.starts_with(start), "{url}");
    let token = url.trim_matches('"').split_once('#').unwrap().1.to_owned();

    // It is on https there, whatever the account's public URL is on.
    let mut browser = Browser::new(&PublicUrl::of_host(HOST));
    let opened = browser.open(&world, &token).await;
    assert_eq!(opened.status, 200, "{}", opened.text());
    let cookie = opened.header("set-cookie");
    assert!(cookie.starts_with("__Host-portal=") && cookie.contains("; Secure"));
    // What else is served below a merchant's zone is none of ours.
    let hsts = opened.header("strict-transport-security");
    assert_eq!(hsts, "max-age=63072000");
    assert_eq!(browser.methods(&world).await.len(), 2);

    // Origins are the host's own: neither another host of the merchant nor the public URL may send changes.
    for (origin, status) in [
        ("http://m0.localhost:4242", 403),
        ("https://m0.localhost:4242", 403),
        ("http://billing.shop.test", 403),
        ("https://billing.shop.test", 200),
    ] {
        let call = browser.remove(&cards[1]).without("sec-fetch-site");
        let answer = world.send(call.header("origin", origin)).await;
        assert_eq!(answer.status, status, "{origin}: {}", answer.text());
    }
    // The way back from the public URL is refused alike.
    let at_home = world.sign_in(0, &customer).await;
    let call = at_home.call("DELETE", "/api/session");
    let call = call.without("sec-fetch-site");
    let answer = world.send(call.header("origin", "https://billing.shop.test"));
    assert_eq!(answer.await.status, 403);
    // Another merchant's session is none here.
    let (other, _) = world.subscriber(1, 1).await;
    let mut foreign = world.sign_in(1, &other).await;
    foreign.url = PublicUrl::of_host(HOST);
    assert_eq!(foreign.portal(&world).await.status, 401);
}

#[tokio::test]
async fn links_lead_to_the_primary_domain_while_it_is_active() {
    let names = Names::start().await;
    let world = World::with_names(&names).await;
    let (customer, _) = world.subscriber(0, 1).await;
    let switched = world.configure(0, "login_page[enabled]=true").await.json();
    let configuration = switched["id"].as_str().unwrap().to_owned();
    let links = async || {
        let create = world.merchant_call(0, "POST", "/v1/billing_portal/sessions");
        let made = world.send(create.form(&format!("customer={customer}")));
        let path = format!("/v1/billing_portal/configurations/{configuration}");
        let read = world.send(world.merchant_call(0, "GET", &path));
        let (made, read) = (made.await.json(), read.await.json());
        let origin = |url: &serde_json::Value| {
            let url = url.as_str().unwrap();
            let end = url.find("/p/").unwrap();
            url[..end].to_owned()
        };
        let session = origin(&made["url"]);
        assert_eq!(session, origin(&read["login_page"]["url"]));
        session
    };
    let set = async |id: &str, primary: bool| {
        let call = world.merchant_call(0, "POST", &format!("{PATH}/{id}"));
        let changed = world
            .send(call.form(&format!("is_primary={primary}")))
            .await;
        assert_eq!(changed.json()["is_primary"], primary, "{}", changed.text());
    };
    assert_eq!(links().await, "http://m0.localhost:4242");
    let first = world.serve_at(0, HOST, &names).await;
    assert_eq!(links().await, "https://billing.shop.test");
    let second = world.serve_at(0, "pay.shop.test", &names).await;
    assert_eq!(links().await, "https://billing.shop.test");
    set(&second, true).await;
    assert_eq!(links().await, "https://pay.shop.test");
    set(&second, false).await;
    assert_eq!(links().await, "http://m0.localhost:4242");
    set(&first, true).await;
    assert_eq!(links().await, "https://billing.shop.test");

    let call = world.merchant_call(0, "DELETE", &format!("{PATH}/{first}"));
    let deleted = world.send(call).await.json();
    assert_eq!(deleted["deleted"], true, "{deleted}");
    assert_eq!(links().await, "http://m0.localhost:4242");
    assert_eq!(probe(&world.router, HOST).await, 421);
    assert_eq!(probe(&world.router, "pay.shop.test").await, 200);
}

/// Whoever signs in by e-mail stays on the host they are on, and the letter names the merchant's.
#[tokio::test]
async fn a_code_is_asked_for_and_entered_on_the_domain() {
    let names = Names::start().await;
    let world = World::with_names(&names).await;
    let (customer, _) = world.subscriber(0, 1).await;
    world.serve_at(0, HOST, &names).await;
    let key = world.account(0).secret_key.expose();
    let path = format!("/v1/customers/{customer}");
    world
        .engine
        .ask(key, "POST", &path, "email=jane@shop.test")
        .await;
    let switched = world.configure(0, "login_page[enabled]=true").await.json();
    let link = switched["login_page"]["url"].as_str().unwrap();
    let page = link
        .strip_prefix("https://billing.shop.test/p/login/")
        .unwrap();
    let mut visitor = Visitor::new(&world, 0, page);
    visitor.browser = Browser::new(&PublicUrl::of_host(HOST));
    visitor.ask(&world, "jane@shop.test").await;
    login::look_up(&world.app).await.unwrap();
    assert_eq!(mail::deliver(&world.app).await.unwrap(), 1);
    let letter = world.engine.outbox().await[0]["text"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(letter.contains("\nhttps://billing.shop.test"), "{letter}");
    let code = letter
        .lines()
        .find(|line| line.len() == 8 && line.bytes().all(|byte| byte.is_ascii_digit()));
    let entered = visitor.enter(&world, code.unwrap()).await;
    assert_eq!(entered.status, 204, "{}", entered.text());
    assert!(entered.header("set-cookie").starts_with("__Host-portal="));
    // A session that is over leads to a new one where it was, on either host.
    for url in [
        PublicUrl::of_host(HOST),
        world.account(0).public_url.clone(),
    ] {
        let call = Browser::new(&url).call("GET", "/api/session");
        let over = world.send(call).await.json();
        let login = over["error"]["login_url"].as_str().unwrap();
        assert_eq!(login, format!("{}/p/login/{page}", url.origin));
    }
}

#[tokio::test]
async fn other_servers_learn_of_a_domain_and_of_its_end() {
    let names = Names::start().await;
    let world = World::with_names(&names).await;
    let (app, second) = world.second().await;
    assert_eq!(probe(&second, "nobody.shop.test").await, 421);
    let id = world.serve_at(0, HOST, &names).await;
    // The database is asked about hosts that nobody knows, and not all the time.
    let begun = Instant::now();
    while probe(&second, HOST).await != 200 {
        assert!(begun.elapsed() < Duration::from_secs(5));
        tokio::task::yield_now().await;
    }
    let moment = begun.elapsed();
    println!("another server serves a new domain after {moment:?}");
    assert!(moment < Duration::from_secs(1), "{moment:?}");
    let (customer, _) = world.subscriber(0, 1).await;
    let create = world.merchant_call(0, "POST", "/v1/billing_portal/sessions");
    let made = create.form(&format!("customer={customer}")).send(&second);
    assert!(made.await.text().contains("https://billing.shop.test/p/"));

    let call = world.merchant_call(0, "DELETE", &format!("{PATH}/{id}"));
    assert_eq!(world.send(call).await.status, 200);
    // What runs beside requests; within two seconds.
    app.hosts().reload(app.store()).await.unwrap();
    assert_eq!(probe(&second, HOST).await, 421);
    // And after a restart it is known from the beginning.
    world.serve_at(1, "pay.shop.test", &names).await;
    let (third, _) = world.second().await;
    assert!(third.hosts().at("pay.shop.test").is_some());
}

#[tokio::test]
async fn only_the_proxy_learns_for_which_hosts_there_are_certificates() {
    let names = Names::start().await;
    let world = World::with_names(&names).await;
    world.serve_at(0, HOST, &names).await;
    let pending = world.merchant_call(0, "POST", PATH);
    world.send(pending.form("host=pending.shop.test")).await;
    let ask = async |call: Call| world.send(call).await;
    for (host, status) in [
        (HOST, 200),
        ("BILLING.SHOP.TEST", 200),
        ("billing.acme.test", 200),
        ("pending.shop.test", 404),
        ("evil.test", 404),
        ("m0.localhost", 404),
        ("", 404),
        ("billing.shop.test&domain=evil.test", 404),
        ("billing.shop.test%00", 404),
    ] {
        let answer = ask(certificate_for(host)).await;
        assert_eq!((answer.status, answer.body.len()), (status, 0), "{host}");
    }
    let asking = certificate_for(HOST);
    for inside in ["::1", "10.1.2.3", "::ffff:10.1.2.3"] {
        assert_eq!(ask(asking.clone().from(inside)).await.status, 200);
    }
    // Everybody else: as if the host and the path were unknown, which they are.
    let strangers = [
        asking.clone().from("203.0.113.9"),
        asking.clone().from("10.2.0.1"),
        Call {
            peer: None,
            ..asking.clone()
        },
        asking.clone().header("x-forwarded-for", "203.0.113.9"),
        asking.clone().header("forwarded", "for=203.0.113.9"),
        asking.clone().header("via", "1.1 proxy"),
        Call {
            method: "POST".to_owned(),
            ..asking.clone()
        },
    ];
    for call in strangers {
        let answer = ask(call).await;
        assert_eq!((answer.status, answer.body.len()), (421, 0));
    }
    // A customer's request came through the proxy as well, and names a merchant's host.
    for host in [HOST, "m0.localhost:4242"] {
        let mut answer = ask(asking.clone().with("host", host)).await;
        let unknown = Call::new("GET", "/internal/unknown").header("host", host);
        let expected = ask(unknown.from("127.0.0.1")).await;
        answer.headers.remove("request-id");
        let mut headers = expected.headers.clone();
        headers.remove("request-id");
        assert_eq!(answer.status, 404);
        assert_eq!((answer.headers, answer.body), (headers, expected.body));
    }
}

/// The proxy asks while a browser waits for its handshake.
#[tokio::test]
async fn ladder_row_13_the_proxy_is_answered_within_a_millisecond() {
    let names = Names::start().await;
    let world = World::with_names(&names).await;
    for number in 0..size(20, 50) {
        let host = format!("h{number}.shop.test");
        world.serve_at(0, &host, &names).await;
    }
    let mut times = Vec::new();
    for number in 0..size(2_000, 20_000) {
        // Every tenth is for a host that somebody made up.
        let (host, expected) = match number % 10 {
            9 => (format!("x{number}.evil.test"), 404),
            digit => (format!("h{digit}.shop.test"), 200),
        };
        let call = certificate_for(&host);
        let begun = Instant::now();
        let answer = world.send(call).await;
        times.push(begun.elapsed());
        assert_eq!(answer.status, expected, "{host}");
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    let (median, slow) = (at(50), at(99));
    report(
        13,
        "whether a host may have a certificate, made-up ones among them",
        "half within 1 ms",
        &format!("{} asked, p50 {median:?}, p99 {slow:?}", times.len()),
        // Tests share the machine with each other; the slowest answers are theirs.
        median < Duration::from_millis(1),
    );
}

/// Several hosts of one merchant share what there is of it: a change on one is seen on the other.
#[tokio::test]
async fn hosts_of_a_merchant_show_the_same() {
    let names = Names::start().await;
    let world = World::with_names(&names).await;
    world.serve_at(0, HOST, &names).await;
    let brand = json!({ "modes": { "light": { "brand": "#aa0000" } } });
    let call = world
        .merchant_call(0, "POST", "/v1/portico/branding")
        .json(brand);
    let set = world.send(call.with("host", HOST)).await;
    assert_eq!(set.status, 200, "{}", set.text());
    let sheet = set.json()["stylesheet"].as_str().unwrap().to_owned();
    for host in [HOST, "m0.localhost:4242"] {
        let document = Call::new("GET", "/p/session").header("host", host);
        let document = world.send(document).await;
        assert!(document.text().contains(&sheet), "{host}");
        let policy = document.header("content-security-policy").to_owned();
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{host}: {policy}"
        );
    }
}

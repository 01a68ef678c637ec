//! The host decides the merchant, and nothing a client can choose freely decides the host.

use crate::support::{Call, World, report};

/// Host lines of nobody we know, among them many that come close.
const STRANGE: [&str; 32] = [
    "evil.test",
    "localhost",
    "localhost:4242",
    "m0.localhost",
    "m0.localhost:",
    "m0.localhost:0",
    "m0.localhost:4243",
    "m0.localhost:04242",
    "m0.localhost:+4242",
    "m0.localhost:4242.",
    "m0.localhost:4242:80:443",
    "m0.localhost.:4242",
    "m9.localhost:4242",
    "xm0.localhost:4242",
    "m0.localhost:4242.evil.test",
    "m0.localhost.evil.test:4242",
    "evil.test:4242",
    "evil.test#m0.localhost:4242",
    "evil.test?m0.localhost:4242",
    "m0.localhost:4242 evil.test",
    "m0.localhost:4242,evil.test",
    "m0.localhost%00:4242",
    "m0%2elocalhost:4242",
    "127.0.0.1:4242",
    "[::1]:4242",
    "[::ffff:127.0.0.1]:4242",
    "2130706433",
    "xn--m0-0ja.localhost:4242",
    "m\u{30}\u{338}.localhost:4242",
    "billing.acme.test.",
    "xbilling.acme.test",
    "billing.acme.test:8443",
];

/// Headers that proxies set and some frameworks believe.
const BELIEVED: [&str; 12] = [
    "x-forwarded-host",
    "x-forwarded-server",
    "x-host",
    "x-original-host",
    "x-http-host-override",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-original-url",
    "x-rewrite-url",
    "base-url",
    "forwarded",
];

const CLAIMS: [&str; 6] = [
    "evil.test",
    "evil.test:4242",
    "m1.localhost:4242",
    "host=evil.test;proto=https",
    "https://evil.test/v1/customers",
    "m0.localhost:4242, evil.test",
];

/// Requests that name no host, or several.
fn shapeless() -> Vec<Call> {
    let two = |first: &str, second: &str| {
        let call = Call::new("GET", "/").header("host", first);
        call.header("host", second)
    };
    vec![
        Call::new("GET", "/"),
        two("m0.localhost:4242", "m1.localhost:4242"),
        two("m0.localhost:4242", "m0.localhost:4242"),
        two("evil.test", "m0.localhost:4242"),
        Call::new("GET", "http://m1.localhost:4242/").header("host", "m0.localhost:4242"),
        Call::new("GET", "http://evil.test/").header("host", "m0.localhost:4242"),
        Call::new("GET", "http://m0.localhost:4242/").header("host", "evil.test"),
        Call::new("GET", "http://x@m0.localhost:4242/").header("host", "m0.localhost:4242"),
        Call::new("GET", "/").header("host", &"a".repeat(64 * 1024)),
        Call::new("GET", "/").header("host", &format!("{}.m0.localhost:4242", "a.".repeat(200))),
        Call::new("GET", "/").header("host", "m0.localhost:4242/evil"),
        Call::new("GET", "/").header("host", "m0.localhost:4242\\evil"),
        Call::new("GET", "/").header("host", "x@m0.localhost:4242"),
        Call::new("GET", "/").header("host", "http://m0.localhost:4242"),
        Call::new("GET", "/").header("host", ""),
        Call::new("GET", "/").header("host", " "),
    ]
}

#[tokio::test]
async fn ladder_row_13_unknown_hosts_learn_nothing() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let link = world.link(0, &customer).await;
    let (mut asked, mut told) = (0, 0);
    let mut calls = shapeless();
    for host in STRANGE {
        for path in ["/", "/healthz", "/assets/portal-1.js", "/nothing"] {
            calls.push(Call::new("GET", path).header("host", host));
        }
        let minting = world
            .merchant_call(0, "POST", "/v1/billing_portal/sessions")
            .form(&format!("customer={customer}"));
        let opening = world
            .browser(0)
            .call("POST", "/api/session")
            .json(serde_json::json!({ "token": link }));
        let reading = world.merchant_call(0, "GET", "/v1/portico/branding");
        calls.extend([minting, opening, reading].map(|call| call.with("host", host)));
    }
    for call in calls {
        let what = format!("{} {} {:?}", call.method, call.path, call.headers.first());
        let answer = world.send(call).await;
        if (answer.status, answer.body.len()) != (421, 0) {
            println!("{:.200}: {}", what, answer.status);
            told += 1;
        }
        asked += 1;
    }
    report(
        13,
        "strange, doubled and missing hosts × routes",
        "421 and nothing else",
        &format!(
            "{} shapes, {asked} requests, {told} told anything",
            STRANGE.len() + shapeless().len()
        ),
        told == 0,
    );
    // None of them used up the link.
    assert_eq!(world.browser(0).open(&world, &link).await.status, 200);
}

#[tokio::test]
async fn ladder_row_13_links_lead_to_the_registered_host_only() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let (mut shapes, mut foreign) = (0, 0);
    for name in BELIEVED {
        for claim in CLAIMS {
            let call = world
                .merchant_call(0, "POST", "/v1/billing_portal/sessions")
                .header(name, claim)
                .form(&format!("customer={customer}"));
            let answer = world.send(call).await;
            let url = answer.json()["url"].as_str().unwrap().to_owned();
            foreign += usize::from(!url.starts_with("http://m0.localhost:4242/p/session#"));
            let document = world
                .send(world.browser(0).call("GET", "/").header(name, claim))
                .await;
            foreign += usize::from(document.text().contains("evil"));
            // Neither may a header make an origin ours, or the request another one.
            let browser = world.sign_in(0, &customer).await;
            let call = browser.call("DELETE", "/api/session").header(name, claim);
            let call = call
                .without("sec-fetch-site")
                .header("origin", "https://evil.test");
            assert_eq!(world.send(call).await.status, 403);
            shapes += 1;
        }
    }
    report(
        13,
        "headers that claim another host, on the route that mints links",
        "0 foreign links",
        &format!("{shapes} shapes, {foreign} foreign"),
        foreign == 0,
    );
}

#[tokio::test]
async fn upper_case_and_default_ports_are_the_same_host() {
    let world = World::new().await;
    for host in [
        "M0.LOCALHOST:4242",
        "billing.acme.test:443",
        "Billing.Acme.Test",
    ] {
        let answer = world
            .send(Call::new("GET", "/healthz").header("host", host))
            .await;
        assert_eq!(answer.status, 200, "{host}");
    }
    let absolute =
        Call::new("GET", "http://m0.localhost:4242/healthz").header("host", "m0.localhost:4242");
    assert_eq!(world.send(absolute).await.status, 200);
}

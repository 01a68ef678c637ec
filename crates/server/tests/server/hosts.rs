//! The host decides the merchant, and nothing a client can choose freely decides the host.

use crate::support::{Call, World};

const STRANGE: [&str; 14] = [
    "evil.test",
    "localhost",
    "localhost:4242",
    "m0.localhost",
    "m0.localhost:4243",
    "m0.localhost:4242.",
    "m0.localhost.:4242",
    "m9.localhost:4242",
    "m0.localhost:4242.evil.test",
    "127.0.0.1:4242",
    "[::1]:4242",
    "billing.acme.test.",
    "xbilling.acme.test",
    "billing.acme.test:8443",
];

const POISON: [(&str, &str); 9] = [
    ("x-forwarded-host", "evil.test"),
    ("x-forwarded-host", "m1.localhost:4242"),
    ("forwarded", "host=evil.test;proto=https"),
    ("x-host", "evil.test"),
    ("x-original-host", "evil.test"),
    ("x-forwarded-server", "evil.test"),
    ("x-forwarded-proto", "https"),
    ("x-original-url", "/v1/customers"),
    ("x-rewrite-url", "/v1/customers"),
];

#[tokio::test]
async fn ladder_row_13_unknown_hosts_learn_nothing() {
    let world = World::new().await;
    let mut count = 0;
    for host in STRANGE {
        for path in [
            "/",
            "/api/session",
            "/v1/portico/branding",
            "/healthz",
            "/assets/portal-1.js",
            "/nothing",
        ] {
            let call = world.merchant_call(0, "GET", path).with("host", host);
            let answer = world.send(call).await;
            assert_eq!(
                (answer.status, answer.body.len()),
                (421, 0),
                "{host} {path}"
            );
            count += 1;
        }
    }
    let shapes = [
        Call::new("GET", "/"),
        Call::new("GET", "/")
            .header("host", "m0.localhost:4242")
            .header("host", "m1.localhost:4242"),
        Call::new("GET", "http://m1.localhost:4242/").header("host", "m0.localhost:4242"),
        Call::new("GET", "/").header("host", &"a".repeat(64 * 1024)),
        Call::new("GET", "/").header("host", "m0.localhost:4242/evil"),
        Call::new("GET", "/").header("host", "x@m0.localhost:4242"),
        Call::new("GET", "/").header("host", ""),
    ];
    for call in shapes {
        assert_eq!(world.send(call).await.status, 421);
        count += 1;
    }
    println!("ladder row 13: {count} strange hosts, 0 answers with anything in them");
}

#[tokio::test]
async fn ladder_row_13_links_lead_to_the_registered_host_only() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let mut foreign = 0;
    for (name, value) in POISON {
        let call = world
            .merchant_call(0, "POST", "/v1/billing_portal/sessions")
            .header(name, value)
            .form(&format!("customer={customer}"));
        let answer = world.send(call).await;
        let url = answer.json()["url"].as_str().unwrap().to_owned();
        foreign += usize::from(!url.starts_with("http://m0.localhost:4242/p/session#"));
        let document = world
            .send(world.browser(0).call("GET", "/").header(name, value))
            .await;
        assert!(!document.text().contains("evil"));
        // Neither may a header make an origin ours.
        let browser = world.sign_in(0, &customer).await;
        let call = browser.call("DELETE", "/api/session").header(name, value);
        let call = call
            .without("sec-fetch-site")
            .header("origin", "https://evil.test");
        assert_eq!(world.send(call).await.status, 403);
    }
    println!(
        "ladder row 13: {} poisoned requests, {foreign} foreign links",
        POISON.len()
    );
    assert_eq!(foreign, 0);
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

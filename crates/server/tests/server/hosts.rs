//! The host decides the merchant, and nothing a client can choose freely decides the host.

use contract::SetupMode;
use portico_server::config::PublicUrl;
use portico_server::{login, mail};

use crate::support::visitor::Visitor;
use crate::support::{Browser, Call, World, report};

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
pub const BELIEVED: [&str; 12] = [
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

/// What they say.
pub const CLAIMS: [&str; 9] = [
    "//evil.test",
    "evil.test:443",
    "for=evil.test;host=evil.test",
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

/// A merchant whose customers may ask for a code, and enter payment methods on the processor's page, on one of its hosts.
pub struct Minting {
    /// The number of the merchant.
    pub merchant: usize,
    /// The last part of the login link.
    login: String,
    customer: String,
    /// Of the customer, who is signed in.
    pub browser: Browser,
}

impl Minting {
    /// A world in which payment methods are entered on the processor's page.
    pub async fn world() -> World {
        World::with_account(|account| account.add_payment_method = SetupMode::Redirect).await
    }

    /// A merchant on a host.
    pub async fn new(world: &World, merchant: usize, host: &PublicUrl) -> Self {
        let (customer, _) = world.subscriber(merchant, 1).await;
        let switched = world.configure(merchant, "login_page[enabled]=true").await;
        let login = switched.json()["login_page"]["url"]
            .as_str()
            .unwrap()
            .to_owned();
        let login = login.rsplit('/').next().unwrap().to_owned();
        let token = world.link(merchant, &customer).await;
        let mut browser = Browser::new(host);
        assert_eq!(browser.open(world, &token).await.status, 200);
        Self {
            merchant,
            login,
            customer,
            browser,
        }
    }

    /// What is minted, or shows a link, for a request that claims another host.
    pub async fn minted(
        &self,
        world: &World,
        number: usize,
        name: &str,
        claim: &str,
    ) -> Vec<String> {
        let key = world.account(self.merchant).secret_key.expose();
        let host = &self.browser.url.authority;
        let ask = async |call: Call| world.send(call.header(name, claim)).await;
        let merchant_call = |method: &str, path: &str| {
            let call = world.merchant_call(self.merchant, method, path);
            call.with("host", host)
        };
        let configurations = "/v1/billing_portal/configurations";
        let mut minted = Vec::new();
        for call in [
            merchant_call("POST", "/v1/billing_portal/sessions")
                .form(&format!("customer={}", self.customer)),
            merchant_call("GET", configurations),
            merchant_call("POST", configurations)
                .form("features[invoice_history][enabled]=true&login_page[enabled]=true"),
            self.browser.call("GET", "/"),
            self.browser
                .call("GET", &format!("/p/login/{}", self.login)),
            self.browser.call("GET", "/api/session"),
        ] {
            let answer = ask(call).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            minted.push(answer.text());
        }
        // The way back from the processor's page.
        let started = ask(self.browser.call("POST", "/api/payment-methods/setup")).await;
        assert_eq!(started.status, 200, "{}", started.text());
        let started = started.json();
        let url = started["redirect_url"].as_str().unwrap();
        let id = url.rsplit('/').next().unwrap().split("_secret_").next();
        let session = format!("/v1/checkout/sessions/{}", id.unwrap());
        let session = world.engine.ask(key, "GET", &session, "").await;
        minted.push(format!(
            "{} {}",
            session["success_url"], session["cancel_url"]
        ));
        // A letter, to somebody who has not had one of late.
        let email = format!("jane{number}@example.com");
        let form = format!("email={email}");
        let path = format!("/v1/customers/{}", self.customer);
        world.engine.ask(key, "POST", &path, &form).await;
        let mut visitor = Visitor::new(world, self.merchant, &self.login);
        visitor.browser.url = self.browser.url.clone();
        assert_eq!(ask(visitor.asking(&email)).await.status, 202);
        login::look_up(&world.app).await.unwrap();
        assert_eq!(mail::deliver(&world.app).await.unwrap(), 1);
        minted.push(world.engine.outbox().await[0]["text"].to_string());
        minted
    }
}

#[tokio::test]
async fn ladder_row_13_links_lead_to_the_registered_host_only() {
    let world = Minting::world().await;
    let minting = Minting::new(&world, 0, &world.account(0).public_url).await;
    let (mut shapes, mut links, mut foreign) = (0, 0, 0);
    for name in BELIEVED {
        for claim in CLAIMS {
            for minted in minting.minted(&world, shapes, name, claim).await {
                let ours = minted.matches("http://m0.localhost:4242").count();
                let others = ["evil", "m1.localhost", "https://m0."];
                links += ours;
                if others.iter().any(|other| minted.contains(other)) {
                    println!("{name}: {claim}: {minted}");
                    foreign += 1;
                }
            }
            // Neither may a header make an origin ours, or the request another one.
            let call = minting.browser.call("DELETE", "/api/session");
            let call = call.header(name, claim).without("sec-fetch-site");
            let call = call.header("origin", "https://evil.test");
            assert_eq!(world.send(call).await.status, 403);
            shapes += 1;
        }
    }
    report(
        13,
        "headers that claim another host, on every route that mints a link",
        "0 foreign links",
        &format!("{shapes} shapes, {links} links, {foreign} foreign"),
        // Sessions, the way back and forth of the processor's page, login pages, letters.
        foreign == 0 && links >= 6 * shapes,
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

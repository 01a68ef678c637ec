//! `/v1/portico/domains`: from a host that is added to one that is served, by what its records say.

use portico_server::domains::{self, GRACE};
use serde_json::Value;

use crate::support::{Answer, Names, World};

const PATH: &str = "/v1/portico/domains";
const HOST: &str = "billing.shop.test";
const PROOF: &str = "_portico-verify.billing.shop.test";
const DAY: i64 = 86_400;

/// A merchant who adds a domain.
struct Adding {
    world: World,
    names: Names,
}

impl Adding {
    async fn new() -> Self {
        let names = Names::start().await;
        let world = World::with_names(&names).await;
        Self { world, names }
    }

    async fn ask(&self, merchant: usize, method: &str, path: &str, form: &str) -> Answer {
        let call = self.world.merchant_call(merchant, method, path);
        let call = if method == "POST" {
            call.form(form)
        } else {
            call
        };
        self.world.send(call).await
    }

    /// Adds a domain of merchant 0.
    async fn add(&self, host: &str) -> Value {
        let added = self.ask(0, "POST", PATH, &format!("host={host}")).await;
        assert_eq!(added.status, 200, "{}", added.text());
        added.json()
    }

    async fn verify(&self, domain: &Value) -> Value {
        let id = domain["id"].as_str().unwrap();
        let path = format!("{PATH}/{id}/verify");
        let looked = self.ask(0, "POST", &path, "").await;
        assert_eq!(looked.status, 200, "{}", looked.text());
        looked.json()
    }

    /// Sets the TXT record that a domain asks for.
    fn prove(&self, domain: &Value) {
        let record = &domain["records"][1];
        let text = |name: &str| record[name].as_str().unwrap();
        self.names
            .set(text("name"), "TXT", &["v=spf1 -all", text("value")]);
    }
}

/// What is missing, in words.
fn missing(domain: &Value) -> Vec<&str> {
    let list = domain["missing"].as_array().unwrap();
    list.iter()
        .map(|it| it["message"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn from_added_to_served() {
    let adding = Adding::new().await;
    let added = adding.add("Billing.Shop.TEST.").await;
    assert_eq!(added["object"], "portico.domain");
    assert_eq!(added["host"], HOST);
    assert_eq!(added["status"], "pending");
    assert_eq!(added["url"], "https://billing.shop.test");
    assert_eq!(added["is_primary"], true);
    assert_eq!(added["livemode"], false);
    let records = &added["records"];
    assert_eq!(records[0]["type"], "CNAME");
    assert_eq!(records[0]["name"], HOST);
    assert_eq!(records[0]["value"], "portal.portico.test");
    assert_eq!(records[1]["type"], "TXT");
    assert_eq!(records[1]["name"], PROOF);
    let token = records[1]["value"].as_str().unwrap().to_owned();
    assert!(token.starts_with("portico_") && token.len() > 30, "{token}");
    assert_eq!(missing(&added).len(), 2, "{added}");

    let looked = adding.verify(&added).await;
    assert_eq!(looked["status"], "pending");
    assert_eq!(looked["checked_at"], adding.world.clock.now());
    assert!(missing(&looked)[0].contains(&token), "{looked}");
    assert!(missing(&looked)[1].contains("leads nowhere"), "{looked}");

    // Somebody else's proof is none, and neither is a host that leads here.
    adding.names.set(PROOF, "TXT", &["portico_other"]);
    adding.names.set(HOST, "CNAME", &["portal.portico.test"]);
    let looked = adding.verify(&added).await;
    assert_eq!(looked["status"], "pending");
    assert_eq!(missing(&looked).len(), 1, "{looked}");
    assert!(missing(&looked)[0].contains("portico_other"), "{looked}");
    assert_eq!(looked["missing"][0]["code"], "txt_different");
    assert_eq!(looked["missing"][0]["found"], "portico_other");

    adding.prove(&added);
    adding.names.set(HOST, "CNAME", &["shop.elsewhere.test"]);
    let looked = adding.verify(&added).await;
    assert_eq!(looked["status"], "verified");
    assert_eq!(looked["verified_at"], adding.world.clock.now());
    assert!(
        missing(&looked)[0].contains("shop.elsewhere.test"),
        "{looked}"
    );

    adding.names.set(HOST, "CNAME", &["Portal.Portico.TEST"]);
    let looked = adding.verify(&added).await;
    assert_eq!(looked["status"], "active", "{looked}");
    assert_eq!(missing(&looked).len(), 0, "{looked}");
    let id = added["id"].as_str().unwrap();
    let got = adding.ask(0, "GET", &format!("{PATH}/{id}"), "").await;
    assert_eq!(got.json(), looked);
    let list = adding.ask(0, "GET", PATH, "").await.json();
    assert_eq!(list["data"][0], looked);
}

/// At the top of a zone there can be no alias: the addresses decide, and all of them.
#[tokio::test]
async fn addresses_lead_here_when_all_of_them_do() {
    let adding = Adding::new().await;
    let target = "portal.portico.test";
    adding
        .names
        .set(target, "A", &["203.0.113.1", "203.0.113.2"]);
    let added = adding.add("shop.test").await;
    adding.prove(&added);
    let set = |kind: &str, values: &[&str]| adding.names.set("shop.test", kind, values);
    for (v4, v6, expected) in [
        (&["203.0.113.9"][..], &[][..], "verified"),
        (&["203.0.113.1", "203.0.113.9"], &[], "verified"),
        (&["203.0.113.1"], &["2001:db8::9"], "verified"),
        (&["203.0.113.1"], &[], "active"),
    ] {
        set("A", v4);
        set("AAAA", v6);
        let looked = adding.verify(&added).await;
        assert_eq!(looked["status"], expected, "{looked}");
    }
    // By way of another alias it leads here as well.
    let other = adding.add("pay.shop.test").await;
    adding.prove(&other);
    adding.names.set("pay.shop.test", "CNAME", &["shop.test"]);
    let looked = adding.verify(&other).await;
    assert_eq!(looked["status"], "active", "{looked}");
}

#[tokio::test]
async fn hosts_that_cannot_be_a_merchants_are_refused() {
    let adding = Adding::new().await;
    let refused = async |merchant: usize, host: &str| {
        let form = format!("host={host}");
        let answer = adding.ask(merchant, "POST", PATH, &form).await;
        assert_eq!(answer.status, 400, "{host}: {}", answer.text());
        let error = answer.json()["error"].clone();
        assert_eq!(error["param"], "host", "{error}");
        assert_eq!(error["type"], "invalid_request_error");
        error["message"].as_str().unwrap().to_owned()
    };
    for (host, expected) in [
        ("", "empty string"),
        ("co.uk", "Anybody can register"),
        ("127.0.0.1", "IP address"),
        ("billing.shop.test:8443", "without a port"),
        ("*.shop.test", "Wildcards"),
        ("https://billing.shop.test", "host alone"),
        ("m1.localhost", "its own machine"),
        ("billing.acme.test", "this server's own"),
        ("PORTAL.portico.test", "this server's own"),
    ] {
        let said = refused(0, host).await;
        assert!(said.contains(expected), "{host}: {said}");
    }
    let added = adding.add(HOST).await;
    let said = refused(0, HOST).await;
    assert!(said.contains(added["id"].as_str().unwrap()), "{said}");
    assert!(refused(1, HOST).await.contains("another account"));
    let both = adding.ask(0, "POST", PATH, "host=a.test&hosts=b").await;
    assert_eq!(both.status, 400);
}

/// Whoever adds a host first and never shows that it is theirs must not keep its owner from it for ever.
#[tokio::test]
async fn a_host_that_nobody_proved_gives_way_after_a_week() {
    let adding = Adding::new().await;
    adding.add(HOST).await;
    let proven = adding.add("pay.shop.test").await;
    adding.prove(&proven);
    adding.verify(&proven).await;
    let ask = async |host: &str| {
        let form = format!("host={host}");
        adding.ask(1, "POST", PATH, &form).await.status
    };
    adding.world.clock.set(adding.world.clock.now() + 7 * DAY);
    assert_eq!(ask(HOST).await, 400);
    adding.world.clock.set(adding.world.clock.now() + 1);
    assert_eq!(ask(HOST).await, 200);
    assert_eq!(ask("pay.shop.test").await, 400);
    let left = adding.ask(0, "GET", PATH, "").await.json();
    assert_eq!(left["data"].as_array().unwrap().len(), 1, "{left}");
}

#[tokio::test]
async fn an_account_has_fifty_at_most_however_they_are_added() {
    let adding = Adding::new().await;
    for number in 0..48 {
        adding.add(&format!("h{number}.shop.test")).await;
    }
    let add = async |number: usize| {
        let form = format!("host=more{number}.shop.test");
        adding.ask(0, "POST", PATH, &form).await
    };
    let answers = tokio::join!(add(0), add(1), add(2), add(3));
    let answers = [answers.0, answers.1, answers.2, answers.3];
    let made = answers.iter().filter(|answer| answer.status == 200);
    assert_eq!(made.count(), 2);
    let said = answers.iter().find(|answer| answer.status == 400).unwrap();
    assert!(said.text().contains("maximum of 50"), "{}", said.text());
    let list = adding.ask(0, "GET", PATH, "").await.json();
    let primary = list["data"].as_array().unwrap().iter();
    assert_eq!(primary.filter(|it| it["is_primary"] == true).count(), 1);
}

#[tokio::test]
async fn a_domain_is_its_merchants_alone() {
    let adding = Adding::new().await;
    let added = adding.add(HOST).await;
    let id = added["id"].as_str().unwrap();
    for id in [id, "dom_none", "x%00"] {
        let path = format!("{PATH}/{id}");
        let verify = format!("{path}/verify");
        for (method, path, form) in [
            ("GET", &path, ""),
            ("POST", &path, "is_primary=true"),
            ("POST", &verify, ""),
            ("DELETE", &path, ""),
        ] {
            let answer = adding.ask(1, method, path, form).await;
            assert_eq!(answer.status, 404, "{method} {path}: {}", answer.text());
            assert!(answer.text().contains("No such domain"));
        }
    }
    let list = adding.ask(1, "GET", PATH, "").await.json();
    assert_eq!(list["data"].as_array().unwrap().len(), 0);
    assert_eq!(adding.verify(&added).await["id"], added["id"]);
}

/// What was right for months is not taken from customers by a mistake that is mended the next day.
#[tokio::test]
async fn one_that_is_served_is_lost_only_after_days() {
    let adding = Adding::new().await;
    let app = &adding.world.app;
    let clock = &adding.world.clock;
    let added = adding.add(HOST).await;
    adding.prove(&added);
    adding.names.set(HOST, "CNAME", &["portal.portico.test"]);
    let path = format!("{PATH}/{}", added["id"].as_str().unwrap());
    let look = async || {
        domains::look_at_due(app).await.unwrap();
        adding.ask(0, "GET", &path, "").await.json()
    };
    assert_eq!(look().await["status"], "active");
    let asked = adding.names.asked(PROOF, "TXT");
    clock.set(clock.now() + DAY - 1);
    look().await;
    assert_eq!(adding.names.asked(PROOF, "TXT"), asked, "once a day");

    // Nobody can say anything about it.
    adding.names.silence(true);
    clock.set(clock.now() + 1);
    let unknown = look().await;
    assert_eq!(unknown["status"], "active");
    assert_eq!(unknown["failing_since"], Value::Null);
    assert_eq!(missing(&unknown).len(), 2, "{unknown}");
    adding.names.silence(false);

    adding.names.set(HOST, "CNAME", &[]);
    clock.set(clock.now() + DAY);
    let since = clock.now();
    let failing = look().await;
    assert_eq!(failing["status"], "active");
    assert_eq!(failing["failing_since"], since);
    assert!(missing(&failing)[0].contains("leads nowhere"), "{failing}");
    // From now on it is looked at every hour.
    clock.set(since + GRACE - 1);
    assert_eq!(look().await["status"], "active");
    clock.set(since + GRACE + 3_600);
    let lost = look().await;
    assert_eq!(lost["status"], "verified", "{lost}");
    adding.names.set(HOST, "CNAME", &["portal.portico.test"]);
    clock.set(clock.now() + DAY);
    assert_eq!(look().await["status"], "active");
}

/// Nobody has to ask: what runs beside requests looks at a new domain at once, and every server hears of what it finds.
#[tokio::test]
async fn a_new_domain_is_looked_at_and_served_by_itself() {
    let adding = Adding::new().await;
    let (second, _) = adding.world.second().await;
    let beside = [
        tokio::spawn(domains::keep_checking(adding.world.app.clone())),
        tokio::spawn(domains::keep_current(second.clone())),
    ];
    // The first look has to wait until the records are set.
    adding.names.silence(true);
    let added = adding.add(HOST).await;
    adding.prove(&added);
    adding.names.set(HOST, "CNAME", &["portal.portico.test"]);
    adding.names.silence(false);
    while second.hosts().at(HOST).is_none() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let path = format!("{PATH}/{}", added["id"].as_str().unwrap());
    let got = adding.ask(0, "GET", &path, "").await.json();
    assert_eq!(got["status"], "active", "{got}");
    for task in beside {
        task.abort();
    }
}

/// Several servers share the work: each domain is looked at by one of them.
#[tokio::test]
async fn two_servers_look_at_each_domain_once() {
    let adding = Adding::new().await;
    let (second, _) = adding.world.second().await;
    for number in 0..10 {
        adding.add(&format!("h{number}.shop.test")).await;
    }
    let (one, other) = tokio::join!(
        domains::look_at_due(&adding.world.app),
        domains::look_at_due(&second)
    );
    one.and(other).unwrap();
    for number in 0..10 {
        let proof = format!("_portico-verify.h{number}.shop.test");
        assert_eq!(adding.names.asked(&proof, "TXT"), 1, "{proof}");
    }
    let list = adding.ask(0, "GET", PATH, "").await.json();
    for domain in list["data"].as_array().unwrap() {
        assert_eq!(domain["checked_at"], adding.world.clock.now(), "{domain}");
    }
}

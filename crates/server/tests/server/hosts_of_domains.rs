//! The same with merchants' own domains: a server with several merchants and several hosts of each.

use portico_server::config::{Domains, PublicUrl};

use crate::hosts::{BELIEVED, CLAIMS, Minting};
use crate::support::{Call, Names, World, ladder, report};

/// Hosts of merchant 0, the primary one first, and of merchant 1.
const HOSTS: [(usize, &str); 4] = [
    (0, "billing.shop.test"),
    (0, "pay.shop.test"),
    (1, "billing.other.test"),
    (1, "pay.other.test"),
];

/// Hosts that come close to one that is served, and hosts that are there and not served.
const STRANGE: [&str; 24] = [
    "billing.shop.test.",
    "billing.shop.test:",
    "billing.shop.test:8443",
    "billing.shop.test:443:443",
    "billing.shop.test:80:443",
    "billing.shop.test:4242",
    "billing.shop.test@evil.test",
    "evil.test@billing.shop.test",
    "billing.shop.test.evil.test",
    "billing.shop.test,evil.test",
    "billing.shop.test evil.test",
    "billing.shop.test#evil.test",
    "billing.shop.test%2eevil.test",
    "billing%2eshop.test",
    "xbilling.shop.test",
    "x.billing.shop.test",
    "*.shop.test",
    "shop.test",
    "billing.shop.tes",
    "billing.sh\u{f6}p.test",
    "xn--billing-.shop.test",
    "portal.portico.test",
    "pending.shop.test",
    "deleted.shop.test",
];

/// A server with these hosts, one that waits for its records and one that is there no longer.
async fn world(names: &Names) -> World {
    let mut world = Minting::world().await;
    world.config.domains = Domains {
        target: Some("portal.portico.test".to_owned()),
        nameserver: Some(names.address),
        internal: Vec::new(),
    };
    (world.app, world.router) = world.second().await;
    for (merchant, host) in HOSTS {
        world.serve_at(merchant, host, names).await;
    }
    let path = "/v1/portico/domains";
    let pending = world.merchant_call(0, "POST", path);
    let pending = world.send(pending.form("host=pending.shop.test")).await;
    assert_eq!(pending.status, 200);
    let deleted = world.serve_at(0, "deleted.shop.test", names).await;
    let call = world.merchant_call(0, "DELETE", &format!("{path}/{deleted}"));
    assert_eq!(world.send(call).await.status, 200);
    world
}

#[tokio::test]
async fn ladder_row_13_links_of_domains_lead_to_their_merchant_only() {
    let names = Names::start().await;
    let world = world(&names).await;
    let mut places = Vec::new();
    for (merchant, host) in HOSTS {
        places.push(Minting::new(&world, merchant, &PublicUrl::of_host(host)).await);
    }
    for merchant in [0, 1] {
        let home = &world.account(merchant).public_url;
        places.push(Minting::new(&world, merchant, home).await);
    }
    let (mut shapes, mut asked, mut links, mut foreign) = (0, 0, 0, 0);
    for name in BELIEVED {
        for claim in CLAIMS {
            // Each shape on every host in full size, and on one after the other otherwise.
            let here: Vec<&Minting> = match ladder::is_full() {
                true => places.iter().collect(),
                false => vec![&places[shapes % places.len()]],
            };
            for place in here {
                let own = own_origins(place);
                for minted in place.minted(&world, asked, name, claim).await {
                    let (ours, others) = origins(&minted, &own);
                    links += ours;
                    if !others.is_empty() {
                        println!("{name}: {claim}: {others:?} in {minted}");
                        foreign += 1;
                    }
                }
                asked += 1;
            }
            shapes += 1;
        }
    }
    report(
        13,
        "the same with two merchants and three hosts of each",
        "0 foreign links",
        &format!("{shapes} shapes, {links} links, {foreign} foreign"),
        foreign == 0 && links >= 6 * asked,
    );
}

/// Where links may lead that are minted on a host: to the merchant's primary domain, and to the host itself.
fn own_origins(place: &Minting) -> [String; 2] {
    let primary = HOSTS
        .iter()
        .find(|(merchant, _)| *merchant == place.merchant);
    let (_, primary) = primary.unwrap();
    [
        format!("https://{primary}"),
        place.browser.url.origin.clone(),
    ]
}

/// How many origins in a text are these, and which are of another host of this server's, or of nobody's.
fn origins(text: &str, own: &[String]) -> (usize, Vec<String>) {
    let rests = text.split("://").skip(1);
    let hosts = rests.map(|rest| {
        let ends =
            |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '@' | '%'));
        rest.split(ends).next().unwrap_or_default()
    });
    let served = |host: &str| {
        host.contains("evil")
            || host.contains("shop.test")
            || host.contains("other.test")
            || (host.contains("localhost") && host.ends_with(":4242"))
    };
    let is_own = |host: &str| {
        own.iter()
            .any(|origin| origin.ends_with(&format!("//{host}")))
    };
    let (ours, others): (Vec<&str>, Vec<&str>) = hosts
        .filter(|host| served(host))
        .partition(|host| is_own(host));
    (ours.len(), others.into_iter().map(str::to_owned).collect())
}

#[tokio::test]
async fn ladder_row_13_hosts_close_to_domains_learn_nothing() {
    let names = Names::start().await;
    let world = world(&names).await;
    let (customer, _) = world.subscriber(0, 1).await;
    let link = world.link(0, &customer).await;
    let (mut asked, mut told, mut failed) = (0, 0, 0);
    let mut calls = Vec::new();
    for host in STRANGE {
        for path in [
            "/",
            "/healthz",
            "/p/session",
            "/internal/tls-check?domain=billing.shop.test",
        ] {
            calls.push(
                Call::new("GET", path)
                    .header("host", host)
                    .from("203.0.113.9"),
            );
        }
        let minting = world
            .merchant_call(0, "POST", "/v1/billing_portal/sessions")
            .form(&format!("customer={customer}"));
        let opening = world
            .browser(0)
            .call("POST", "/api/session")
            .json(serde_json::json!({ "token": link }));
        let reading = world.merchant_call(0, "GET", "/v1/portico/domains");
        calls.extend([minting, opening, reading].map(|call| call.with("host", host)));
    }
    // A host that is served beside one that is not: two hosts are none.
    for (_, host) in HOSTS {
        let doubled = Call::new("GET", "/").header("host", host);
        calls.push(doubled.header("host", "evil.test"));
        let absolute = format!("http://{host}/");
        calls.push(Call::new("GET", &absolute).header("host", "m0.localhost:4242"));
        let absolute = "http://billing.evil.test/";
        calls.push(Call::new("GET", absolute).header("host", host));
    }
    for call in calls {
        let what = format!("{} {} {:?}", call.method, call.path, call.headers.first());
        let answer = world.send(call).await;
        if (answer.status, answer.body.len()) != (421, 0) {
            println!("{what}: {}", answer.status);
            told += 1;
        }
        failed += usize::from(answer.status >= 500);
        asked += 1;
    }
    report(
        13,
        "hosts close to merchants' domains, pending and deleted ones × routes",
        "421 and nothing else, 0 5xx",
        &format!(
            "{} hosts, {asked} requests, {told} told anything, {failed} 5xx",
            STRANGE.len()
        ),
        told == 0 && failed == 0,
    );
    // None of them used up the link.
    let mut browser = world.browser(0);
    assert_eq!(browser.open(&world, &link).await.status, 200);
}

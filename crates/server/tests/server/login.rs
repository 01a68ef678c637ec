//! The login link: from an e-mail address to a session, and what stands in the way of everybody else.

use portico_server::limits::{Limits, Rate};
use portico_server::login::{self, LIFE, LIMITS};
use portico_server::mail;
use portico_server::store::{CodeLimits, NewCode, NewLogin};
use serde_json::json;

use crate::support::visitor::Visitor;
use crate::support::{Answer, World};

const JANE: &str = "jane@example.com";
const NOBODY: &str = "nobody@example.com";
const KEY: &str = "sk_test_merchant0";

/// Switches the login link on and returns the last part of its path.
async fn switch_on(world: &World, merchant: usize) -> String {
    let answer = world.configure(merchant, "login_page[enabled]=true").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let url = answer.json()["login_page"]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    let start = format!("{}/p/login/", world.account(merchant).public_url.origin);
    url.strip_prefix(&start).unwrap().to_owned()
}

/// Does what is done out of band, and returns the recipients and codes of the mail it caused, oldest first.
async fn letters(world: &World) -> Vec<(String, String)> {
    let before = world.engine.outbox().await.len();
    login::look_up(&world.app).await.unwrap();
    mail::deliver(&world.app).await.unwrap();
    let mut mails = world.engine.outbox().await;
    mails.truncate(mails.len() - before);
    mails.reverse();
    let code = |text: &str| {
        let mut lines = text.lines();
        lines
            .find(|line| line.len() == 8 && line.bytes().all(|b| b.is_ascii_digit()))
            .unwrap()
            .to_owned()
    };
    mails
        .iter()
        .map(|mail| {
            let to = mail["recipients"][0].as_str().unwrap().to_owned();
            (to, code(mail["text"].as_str().unwrap()))
        })
        .collect()
}

async fn only_code(world: &World) -> String {
    let letters = letters(world).await;
    assert_eq!(letters.len(), 1);
    letters[0].1.clone()
}

/// Another code than this one.
fn wrong(code: &str) -> String {
    let last = code.chars().last().unwrap().to_digit(10).unwrap();
    format!("{}{}", &code[..7], (last + 1) % 10)
}

fn check(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.code().as_str()), (status, code));
}

async fn subscribe(world: &World, customer: &str) -> String {
    let method = world.engine.attach(KEY, customer, "pm_card_visa").await;
    let form = "currency=usd&unit_amount=1900&recurring[interval]=month&product_data[name]=Starter";
    let price = world.engine.ask(KEY, "POST", "/v1/prices", form).await;
    let price = price["id"].as_str().unwrap();
    let form =
        format!("customer={customer}&items[0][price]={price}&default_payment_method={method}");
    let made = world
        .engine
        .ask(KEY, "POST", "/v1/subscriptions", &form)
        .await;
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn each_configuration_has_one_link_until_it_is_switched_off() {
    let world = World::new().await;
    let first = switch_on(&world, 0).await;
    assert!(first.starts_with("test_"), "{first}");
    assert_eq!(
        switch_on(&world, 0).await,
        first,
        "switching on twice changes nothing"
    );
    let named = world.configure(0, "name=Default").await.json();
    assert!(
        named["login_page"]["url"]
            .as_str()
            .unwrap()
            .ends_with(&first)
    );

    let status = async |merchant: usize, page: &str| {
        let browser = world.browser(merchant);
        let document = browser.call("GET", &format!("/p/login/{page}"));
        let api = browser.call("GET", &format!("/api/login?page={page}"));
        (
            world.send(document).await.status,
            world.send(api).await.status,
        )
    };
    assert_eq!(status(0, &first).await, (200, 200));
    assert_eq!(status(1, &first).await, (404, 404), "it is one merchant's");
    assert_eq!(status(0, "test_none").await, (404, 404));

    // Another configuration has a link of its own, which ends with the configuration.
    let path = "/v1/billing_portal/configurations";
    let form = "features[invoice_history][enabled]=true&login_page[enabled]=true";
    let made = world
        .send(world.merchant_call(0, "POST", path).form(form))
        .await
        .json();
    let url = made["login_page"]["url"].as_str().unwrap();
    let second = url.rsplit('/').next().unwrap().to_owned();
    assert_ne!(second, first);
    assert_eq!(status(0, &second).await, (200, 200));
    let path = format!("{path}/{}", made["id"].as_str().unwrap());
    let call = world.merchant_call(0, "POST", &path).form("active=false");
    let ended = world.send(call).await;
    assert_eq!(ended.status, 200, "{}", ended.text());
    assert_eq!(status(0, &second).await, (404, 404));

    // Switched off, the link never comes back.
    let off = world.configure(0, "login_page[enabled]=false").await.json();
    assert_eq!(off["login_page"], json!({ "enabled": false, "url": null }));
    assert_eq!(status(0, &first).await, (404, 404));
    assert_ne!(switch_on(&world, 0).await, first);
    assert_eq!(status(0, &first).await, (404, 404));
    let visitor = Visitor::new(&world, 0, &first);
    check(&world.send(visitor.asking(JANE)).await, 404, "not_found");

    // A browser kept the page from when the link was on, was told that nothing had changed, and showed the form.
    let now = switch_on(&world, 0).await;
    let path = format!("/p/login/{now}");
    let kept = world.send(world.browser(0).call("GET", &path)).await;
    world.configure(0, "login_page[enabled]=false").await;
    let again = world.browser(0).call("GET", &path);
    let again = again.header("if-none-match", kept.header("etag"));
    assert_eq!(world.send(again).await.status, 404);
}

#[tokio::test]
async fn without_a_mail_server_there_is_no_login_link() {
    let world = World::without_mail().await;
    let answer = world.configure(0, "login_page[enabled]=true").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["error"]["param"], "login_page[enabled]");
    assert!(answer.text().contains("[mail]"));
    assert_eq!(
        world.configure(0, "login_page[enabled]=false").await.status,
        200
    );
}

#[tokio::test]
async fn the_page_is_in_the_browsers_language_or_the_chosen_one() {
    let world = World::new().await;
    let page = switch_on(&world, 0).await;
    let read = async |query: &str| {
        let call = world
            .browser(0)
            .call("GET", &format!("/api/login?page={page}{query}"));
        world
            .send(call.header("accept-language", "nl-BE, de;q=0.5"))
            .await
            .json()
    };
    let found = read("").await;
    assert_eq!(
        (&found["locale"]["tag"], &found["locale"]["intl"]),
        (&json!("nl"), &json!("nl-BE"))
    );
    assert_eq!(found["merchant"]["name"], "Acme");
    assert_eq!(found["test_mode"], true);
    assert_eq!(read("&locale=de").await["locale"]["tag"], "de");
    assert_eq!(read("&locale=xx").await["locale"]["tag"], "nl");
}

#[tokio::test]
async fn from_an_address_to_a_session() {
    for secure in [false, true] {
        let world = World::new().await;
        let merchant = if secure { world.secure_merchant() } else { 0 };
        let (customer, _) = world.subscriber(merchant, 1).await;
        let page = switch_on(&world, merchant).await;
        let mut visitor = Visitor::new(&world, merchant, &page);
        let answer = visitor.ask(&world, JANE).await;
        assert!(answer.body.is_empty());
        let cookie = answer.header("set-cookie");
        let expected = if secure {
            "__Host-portal-login=pcl_"
        } else {
            "portal-login=pcl_"
        };
        assert!(cookie.starts_with(expected), "{cookie}");
        assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
        assert_eq!(cookie.contains("; Secure"), secure);

        let code = only_code(&world).await;
        let mail = &world.engine.outbox().await[0];
        assert_eq!(mail["recipients"], json!([JANE]));
        assert!(!mail["subject"].as_str().unwrap().contains(&code));
        let spaced = format!(" {} {} ", &code[..4], &code[4..]);
        let entered = visitor.enter(&world, &spaced).await;
        assert_eq!(entered.status, 204, "{}", entered.text());
        let cookies: Vec<_> = entered.headers.get_all("set-cookie").iter().collect();
        assert_eq!(cookies.len(), 2);
        assert!(
            cookies[1].to_str().unwrap().contains("portal-login=; "),
            "{cookies:?}"
        );

        let portal = visitor.browser.portal(&world).await.json();
        assert_eq!(portal["session"]["customer"], customer);
        // The address is what let them in: it stays as it is.
        assert_eq!(
            portal["features"]["customer_update"],
            json!(["name", "address", "phone"])
        );
        let path = format!("/v1/portico/sessions?customer={customer}");
        let list = world
            .send(world.merchant_call(merchant, "GET", &path))
            .await
            .json();
        assert_eq!(
            (&list["data"][0]["via"], &list["data"][0]["status"]),
            (&json!("login"), &json!("active"))
        );

        let linked = world.sign_in(merchant, &customer).await;
        let portal = linked.portal(&world).await.json();
        assert_eq!(
            portal["features"]["customer_update"]
                .as_array()
                .unwrap()
                .len(),
            4
        );
    }
}

#[tokio::test]
async fn a_session_by_code_lives_as_long_as_any_and_replaces_the_one_before() {
    let world = World::new().await;
    let (other, _) = world.subscriber(0, 1).await;
    let before = world.sign_in(0, &other).await;
    let customer = world
        .engine
        .ask(KEY, "POST", "/v1/customers", "email=ann@example.com")
        .await;
    subscribe(&world, customer["id"].as_str().unwrap()).await;
    let page = switch_on(&world, 0).await;
    let mut visitor = Visitor::new(&world, 0, &page);
    visitor.browser = before.clone();
    visitor.ask(&world, "ann@example.com").await;
    let code = only_code(&world).await;
    // Both cookies travel on one line.
    let line = format!(
        "{}; portal-login={}",
        before.cookie_line(),
        visitor.cookie.clone().unwrap()
    );
    let answer = world
        .send(visitor.entering(&code).with("cookie", &line))
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(
        before.portal(&world).await.status,
        401,
        "the session before is over"
    );
    visitor.browser.cookie = answer.cookie();
    assert_eq!(
        visitor.browser.portal(&world).await.json()["session"]["customer"],
        customer["id"]
    );
    let start = world.clock.now();
    world.clock.set(start + 3_599);
    assert_eq!(visitor.browser.portal(&world).await.status, 200);
    world.clock.set(start + 3_599 + 3_600);
    assert_eq!(visitor.browser.portal(&world).await.status, 401);
}

#[tokio::test]
async fn the_newest_customer_with_the_address_and_a_live_subscription_gets_in() {
    let world = World::new().await;
    let page = switch_on(&world, 0).await;
    let made = async |at: i64| {
        let form = format!("name=Jane&email={JANE}");
        let customer = world.engine.ask(KEY, "POST", "/v1/customers", &form).await;
        let id = customer["id"].as_str().unwrap().to_owned();
        // Created in the order of the list whatever second it is.
        assert!(at >= 0);
        id
    };
    let gets_in = async || {
        world.clock.set(world.clock.now() + 3_600);
        let mut visitor = Visitor::new(&world, 0, &page);
        visitor.ask(&world, JANE).await;
        let letters = letters(&world).await;
        let (_, code) = letters.first()?;
        assert_eq!(visitor.enter(&world, code).await.status, 204);
        let portal = visitor.browser.portal(&world).await.json();
        Some(portal["session"]["customer"].as_str().unwrap().to_owned())
    };
    let oldest = made(0).await;
    assert_eq!(gets_in().await, None, "no subscription");
    let first = subscribe(&world, &oldest).await;
    assert_eq!(gets_in().await.as_deref(), Some(&*oldest));
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let newer = made(1).await;
    assert_eq!(
        gets_in().await.as_deref(),
        Some(&*oldest),
        "the newer one has none"
    );
    let second = subscribe(&world, &newer).await;
    assert_eq!(gets_in().await.as_deref(), Some(&*newer));
    let end = async |id: &str| {
        world
            .engine
            .send(KEY, "DELETE", &format!("/v1/subscriptions/{id}"), "")
            .await;
    };
    end(&second).await;
    assert_eq!(
        gets_in().await.as_deref(),
        Some(&*oldest),
        "the newer one's has ended"
    );
    end(&first).await;
    assert_eq!(gets_in().await, None);
}

#[tokio::test]
async fn capitals_do_not_matter_and_mail_goes_to_the_address_on_record() {
    let world = World::new().await;
    world.subscriber(0, 1).await;
    let page = switch_on(&world, 0).await;
    let mut visitor = Visitor::new(&world, 0, &page);
    visitor.ask(&world, "  Jane@Example.COM ").await;
    let letters = letters(&world).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].0, JANE);
    for wrong in [
        "",
        "jane",
        "a@b@c",
        "jane@example.com\nBcc: x@y.z",
        &format!("{}@x.test", "a".repeat(300)),
    ] {
        let answer = world.send(visitor.asking(wrong)).await;
        check(&answer, 422, "invalid_request");
        assert_eq!(answer.json()["error"]["param"], "email");
    }
}

#[tokio::test]
async fn five_tries_counted_before_they_are_looked_at() {
    let world = World::new().await;
    world.subscriber(0, 1).await;
    let page = switch_on(&world, 0).await;
    let mut visitor = Visitor::new(&world, 0, &page);
    visitor.ask(&world, JANE).await;
    check(
        &visitor.enter(&world, "12345678").await,
        422,
        "code_invalid",
    );
    let code = only_code(&world).await;
    for malformed in ["", "1234567", "123456789", "abcdefgh"] {
        check(
            &visitor.enter(&world, malformed).await,
            422,
            "invalid_request",
        );
    }
    for _ in 0..4 {
        check(
            &visitor.enter(&world, &wrong(&code)).await,
            422,
            "code_invalid",
        );
    }
    check(
        &visitor.enter(&world, &wrong(&code)).await,
        410,
        "code_expired",
    );
    check(&visitor.enter(&world, &code).await, 410, "code_expired");
    // A new code is as good as the first.
    world.clock.set(world.clock.now() + 60);
    visitor.ask(&world, JANE).await;
    let code = only_code(&world).await;
    assert_eq!(visitor.enter(&world, &code).await.status, 204);
}

#[tokio::test]
async fn a_code_lives_ten_minutes_and_works_once() {
    let world = World::new().await;
    world.subscriber(0, 1).await;
    let page = switch_on(&world, 0).await;
    for (later, expected) in [(LIFE - 1, 204), (LIFE, 410)] {
        world.clock.set(world.clock.now() + 3_600);
        let mut visitor = Visitor::new(&world, 0, &page);
        visitor.ask(&world, JANE).await;
        let code = only_code(&world).await;
        world.clock.set(world.clock.now() + later);
        assert_eq!(visitor.enter(&world, &code).await.status, expected);
        check(&visitor.enter(&world, &code).await, 410, "code_expired");
    }
}

#[tokio::test]
async fn a_code_works_only_in_the_browser_that_asked_for_it() {
    let world = World::new().await;
    world.subscriber(0, 1).await;
    let (page, other_page) = (switch_on(&world, 0).await, switch_on(&world, 1).await);
    let mut visitor = Visitor::new(&world, 0, &page);
    visitor.ask(&world, JANE).await;
    let code = only_code(&world).await;
    let mut stranger = Visitor::new(&world, 0, &page);
    check(&stranger.enter(&world, &code).await, 410, "code_expired");
    stranger.ask(&world, NOBODY).await;
    check(&stranger.enter(&world, &code).await, 422, "code_invalid");
    letters(&world).await;
    check(&stranger.enter(&world, &code).await, 422, "code_invalid");
    // The same cookie on another merchant's host finds nothing.
    let mut elsewhere = Visitor::new(&world, 1, &other_page);
    elsewhere.cookie = visitor.cookie.clone();
    check(&elsewhere.enter(&world, &code).await, 410, "code_expired");
    // Two cookies of the name: one was planted.
    let line = format!(
        "portal-login={0}; portal-login={0}",
        visitor.cookie.clone().unwrap()
    );
    let planted = visitor.entering(&code).with("cookie", &line);
    check(&world.send(planted).await, 410, "code_expired");
    assert_eq!(visitor.enter(&world, &code).await.status, 204);
}

#[tokio::test]
async fn of_many_who_enter_a_code_at_once_one_gets_in() {
    let world = World::new().await;
    world.subscriber(0, 1).await;
    let page = switch_on(&world, 0).await;
    let mut visitor = Visitor::new(&world, 0, &page);
    visitor.ask(&world, JANE).await;
    let code = only_code(&world).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (call, router) = (visitor.entering(&code), world.router.clone());
        tasks.spawn(async move { call.send(&router).await.status });
    }
    let statuses = tasks.join_all().await;
    assert_eq!(
        statuses.iter().filter(|status| **status == 204).count(),
        1,
        "{statuses:?}"
    );
    assert!(
        statuses.iter().all(|status| matches!(status, 204 | 410)),
        "{statuses:?}"
    );
}

#[tokio::test]
async fn an_address_gets_one_code_a_minute_five_an_hour_ten_a_day() {
    let world = World::new().await;
    world.subscriber(0, 1).await;
    let page = switch_on(&world, 0).await;
    let start = world.clock.now();
    let sent = async |at: i64, email: &str| {
        world.clock.set(start + at);
        // Every time from another browser: the limit is the address's.
        Visitor::new(&world, 0, &page).ask(&world, email).await;
        letters(&world).await.len()
    };
    assert_eq!(sent(0, JANE).await, 1);
    assert_eq!(sent(59, JANE).await, 0);
    assert_eq!(
        sent(59, "JANE@example.com").await,
        0,
        "however it is written"
    );
    assert_eq!(sent(60, JANE).await, 1);
    for minute in 2..5 {
        assert_eq!(sent(minute * 60, JANE).await, 1);
    }
    assert_eq!(sent(3_599, JANE).await, 0, "five an hour");
    assert_eq!(sent(3_600, JANE).await, 1);
    for hour in 3..7 {
        assert_eq!(sent(hour * 3_600, JANE).await, 1);
    }
    assert_eq!(sent(20 * 3_600, JANE).await, 0, "ten a day");
    assert_eq!(sent(86_399, JANE).await, 0);
    assert_eq!(sent(86_400, JANE).await, 1);
}

#[tokio::test]
async fn a_request_that_is_too_much_does_not_take_the_earlier_code_away() {
    let world = World::new().await;
    world.subscriber(0, 1).await;
    let page = switch_on(&world, 0).await;
    let mut visitor = Visitor::new(&world, 0, &page);
    visitor.ask(&world, JANE).await;
    let code = only_code(&world).await;
    world.clock.set(world.clock.now() + 30);
    visitor.ask(&world, JANE).await;
    assert!(letters(&world).await.is_empty());
    // After another address was asked for, the code of the first does nothing.
    let mut other = visitor.clone();
    world.clock.set(world.clock.now() + 1);
    other.ask(&world, NOBODY).await;
    letters(&world).await;
    check(&other.enter(&world, &code).await, 422, "code_invalid");
    world.clock.set(world.clock.now() + 1);
    visitor.ask(&world, JANE).await;
    assert_eq!(visitor.enter(&world, &code).await.status, 204);
}

#[tokio::test]
async fn a_merchants_customers_get_so_many_codes_an_hour_and_made_up_addresses_use_up_none() {
    let world = World::new().await;
    let store = world.app.store();
    let now = world.clock.now();
    let limits = CodeLimits {
        merchant_hourly: 2,
        ..LIMITS
    };
    let given = async |number: usize, customer: Option<&str>, at: i64| {
        let id = format!("ptl_{number}");
        let login = NewLogin {
            id: &id,
            merchant: "acct_0",
            configuration: "bpc_1",
            browser_hash: &id,
            address_mac: &id,
            address: "sealed",
            locale: "en",
            now: at,
        };
        store.insert_login(&login).await.unwrap();
        let waiting = store.waiting_logins(10).await.unwrap();
        let code = NewCode {
            code_mac: "mac",
            expires_at: at + LIFE,
            customer,
        };
        store
            .settle_login(&waiting[0], Some(code), &limits, at)
            .await
            .unwrap()
    };
    for number in 0..5 {
        assert!(given(number, None, now).await);
    }
    assert!(given(5, Some("cus_1"), now).await);
    assert!(given(6, Some("cus_2"), now).await);
    assert!(!given(7, Some("cus_3"), now).await);
    assert!(!given(8, None, now).await, "the same for everybody");
    assert!(given(9, Some("cus_3"), now + 3_600).await);
}

const ALICE: &str = "203.0.113.7";
const BOB: &str = "198.51.100.9";

#[tokio::test]
async fn one_address_of_the_network_asks_six_times_a_minute() {
    let world = World::with_limits(Limits::default()).await;
    let page = switch_on(&world, 0).await;
    let visitor = Visitor::new(&world, 0, &page);
    for number in 0..6 {
        let email = format!("a{number}@example.com");
        assert_eq!(
            world.send(visitor.asking(&email).from(ALICE)).await.status,
            202
        );
    }
    let refused = world.send(visitor.asking(JANE).from(ALICE)).await;
    check(&refused, 429, "rate_limited");
    assert_eq!(refused.header("retry-after"), "10");
    for claim in ["x-forwarded-for", "x-real-ip", "forwarded"] {
        let call = visitor.asking(JANE).header(claim, BOB).from(ALICE);
        check(&world.send(call).await, 429, "rate_limited");
    }
    assert_eq!(world.send(visitor.asking(JANE).from(BOB)).await.status, 202);
    let call = visitor
        .asking(JANE)
        .header("x-forwarded-for", &format!("{ALICE}, 192.0.2.1"));
    assert_eq!(
        world.send(call.from("10.0.0.1")).await.status,
        202,
        "a proxy we know"
    );
    world.clock.set(world.clock.now() + 10);
    assert_eq!(
        world.send(visitor.asking(JANE).from(ALICE)).await.status,
        202
    );
    // Codes are entered thirty times a minute.
    let entered = async || {
        world
            .send(visitor.entering("12345678").from(ALICE))
            .await
            .status
    };
    for _ in 0..30 {
        assert_eq!(entered().await, 410);
    }
    assert_eq!(entered().await, 429);
}

#[tokio::test]
async fn one_host_is_asked_so_often() {
    let world = World::with_limits(Limits {
        asking_on_host: Some(Rate::per_second(1, 3)),
        ..Limits::NONE
    })
    .await;
    let (page, other) = (switch_on(&world, 0).await, switch_on(&world, 1).await);
    let visitor = Visitor::new(&world, 0, &page);
    for _ in 0..3 {
        assert_eq!(world.send(visitor.asking(JANE)).await.status, 202);
    }
    check(&world.send(visitor.asking(JANE)).await, 429, "rate_limited");
    let other = Visitor::new(&world, 1, &other);
    assert_eq!(world.send(other.asking(JANE)).await.status, 202);
}

#[tokio::test]
async fn a_request_waits_for_the_billing_system_and_not_longer_than_a_code_lives() {
    let mut world = World::new().await;
    world.subscriber(0, 1).await;
    let page = switch_on(&world, 0).await;
    let mut visitor = Visitor::new(&world, 0, &page);
    world.engine.stop().await;
    visitor.ask(&world, JANE).await;
    assert!(letters(&world).await.is_empty());
    world.engine.restart().await;
    world.clock.set(world.clock.now() + LIFE - 1);
    let code = only_code(&world).await;
    assert_eq!(visitor.enter(&world, &code).await.status, 204);

    world.clock.set(world.clock.now() + 3_600);
    visitor.ask(&world, JANE).await;
    world.clock.set(world.clock.now() + LIFE);
    assert!(
        letters(&world).await.is_empty(),
        "nobody waits for it any more"
    );
}

#[tokio::test]
async fn nothing_that_is_asked_for_is_stored_readably() {
    let world = World::new().await;
    world.subscriber(0, 1).await;
    let page = switch_on(&world, 0).await;
    let mut visitor = Visitor::new(&world, 0, &page);
    visitor.ask(&world, "Jane@Example.com").await;
    login::look_up(&world.app).await.unwrap();
    let data = world.folder.contents();
    mail::deliver(&world.app).await.unwrap();
    let mail = world.engine.outbox().await.remove(0);
    let text = mail["text"].as_str().unwrap();
    let code = text
        .lines()
        .find(|line| line.len() == 8)
        .unwrap()
        .to_owned();
    let cookie = visitor.cookie.clone().unwrap();
    for (path, bytes) in data
        .iter()
        .filter(|(path, _)| path.to_string_lossy().contains("/data/"))
    {
        for secret in [code.as_str(), "Jane@Example.com", &cookie] {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} in {}", path.display());
        }
    }
}

/// The words that lead from a session that is over to the login link.
#[tokio::test]
async fn what_is_over_names_the_login_link() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let over = async |browser: &crate::support::Browser| {
        let answer = browser.portal(&world).await;
        check(&answer, 401, "session_expired");
        answer.json()["error"]["login_url"].clone()
    };
    assert_eq!(
        over(&world.browser(0)).await,
        json!(null),
        "there is none yet"
    );
    let page = switch_on(&world, 0).await;
    let url = format!("http://m0.localhost:4242/p/login/{page}");
    assert_eq!(over(&world.browser(0)).await, json!(url));
    let answer = world.browser(0).open(&world, "x").await;
    check(&answer, 410, "link_expired");
    assert_eq!(answer.json()["error"]["login_url"], json!(url));

    // A session of another configuration is led to that one's link.
    let path = "/v1/billing_portal/configurations";
    let form = "features[invoice_history][enabled]=true&login_page[enabled]=true";
    let made = world
        .send(world.merchant_call(0, "POST", path).form(form))
        .await
        .json();
    let form = format!(
        "customer={customer}&configuration={}&return_url=https://acme.test/",
        made["id"].as_str().unwrap()
    );
    let call = world
        .merchant_call(0, "POST", "/v1/billing_portal/sessions")
        .form(&form);
    let link = world.send(call).await.json()["url"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut browser = world.browser(0);
    assert_eq!(
        browser
            .open(&world, link.split_once('#').unwrap().1)
            .await
            .status,
        200
    );
    world.clock.set(world.clock.now() + 3_600);
    assert_eq!(over(&browser).await, made["login_page"]["url"]);
    assert_eq!(
        over(&world.browser(1)).await,
        json!(null),
        "another merchant has none"
    );
}

//! The dashboard: signing in, what a role may ask for, and what is written down.

use serde_json::{Value, json};

use crate::support::{Answer, Browser, Call, Names, World};

const SESSION: &str = "/dashboard/api/session";

/// A browser on the first merchant's host, and what it is told when it signs in.
struct Person {
    browser: Browser,
    cookie: String,
    session: String,
}

fn later(world: &World, seconds: i64) {
    world.clock.set(world.clock.now() + seconds);
}

async fn link(world: &World, role: &str) -> String {
    let call = world.merchant_call(0, "POST", "/v1/portico/dashboard_links");
    let made = world
        .send(call.form(&format!("role={role}&name=Ada")))
        .await;
    assert_eq!(made.status, 200, "{}", made.text());
    let url = made.json()["url"].as_str().unwrap().to_owned();
    let (page, token) = url.split_once('#').unwrap();
    assert!(page.ends_with("/dashboard/session"), "{page}");
    token.to_owned()
}

async fn open(world: &World, browser: &Browser, token: &str) -> Answer {
    let call = browser
        .call("POST", SESSION)
        .json(json!({ "token": token }));
    world.send(call).await
}

impl Person {
    async fn new(world: &World, role: &str) -> Self {
        let browser = Browser::new(&world.accounts[0].public_url);
        let answer = open(world, &browser, &link(world, role).await).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        Self::of(browser, &answer)
    }

    fn of(browser: Browser, answer: &Answer) -> Self {
        let session = answer.json()["session"].as_str().unwrap().to_owned();
        let cookie = format!("portal-dashboard={}", answer.cookie().unwrap());
        Self {
            browser,
            cookie,
            session,
        }
    }

    /// A request to the dashboard's own address.
    fn own(&self, method: &str) -> Call {
        let call = self.browser.call(method, SESSION);
        call.header("cookie", &self.cookie)
    }

    /// A request to the merchant's API.
    fn call(&self, method: &str, path: &str) -> Call {
        let path = format!("/dashboard/api{path}");
        let call = self.browser.call(method, &path);
        let call = call.header("cookie", &self.cookie);
        call.header("x-portal-session", &self.session)
    }

    async fn status(&self, world: &World, method: &str, path: &str) -> u16 {
        let call = self.call(method, path);
        let call = if method == "POST" {
            call.form("")
        } else {
            call
        };
        world.send(call).await.status
    }
}

#[tokio::test]
async fn a_link_signs_one_person_in_once() {
    let world = World::new().await;
    let token = link(&world, "designer").await;
    let browser = Browser::new(&world.accounts[0].public_url);
    let answer = open(&world, &browser, &token).await;
    assert_eq!(answer.status, 200);
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.starts_with("portal-dashboard=pdb_"), "{cookie}");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Strict"), "{cookie}");
    let told = answer.json();
    assert_eq!(told["role"], "designer");
    assert_eq!(told["name"], "Ada");
    assert_eq!(told["merchant"], world.accounts[0].name);
    assert!(
        !answer.text().contains("pdb_"),
        "the token is in the cookie only"
    );

    assert_eq!(
        open(&world, &browser, &token).await.status,
        410,
        "it works once"
    );
    assert_eq!(world.send(browser.call("GET", SESSION)).await.status, 401);
    let person = Person::of(browser, &answer);
    let again = world.send(person.own("GET")).await.json();
    assert_eq!(again["session"], told["session"]);
    // On another merchant's host it is nobody's.
    let elsewhere = person.own("GET");
    let elsewhere = elsewhere.with("host", &world.accounts[1].public_url.authority);
    assert_eq!(world.send(elsewhere).await.status, 401);
    let other = Browser::new(&world.accounts[1].public_url);
    let foreign = link(&world, "merchant").await;
    assert_eq!(open(&world, &other, &foreign).await.status, 410);
}

#[tokio::test]
async fn a_session_ends_as_customers_do() {
    let world = World::new().await;
    let person = Person::new(&world, "merchant").await;
    let is_in = || async { world.send(person.own("GET")).await.status == 200 };
    // In use, it goes on.
    for _ in 0..3 {
        later(&world, 50 * 60);
        assert!(is_in().await);
    }
    later(&world, 60 * 60);
    assert!(!is_in().await, "an hour without activity");

    let person = Person::new(&world, "merchant").await;
    let out = person.own("DELETE");
    assert_eq!(world.send(out).await.status, 204);
    assert_eq!(world.send(person.own("GET")).await.status, 401);

    later(&world, 1);
    let person = Person::new(&world, "merchant").await;
    let listed = world.merchant_call(0, "GET", "/v1/portico/dashboard_sessions");
    let listed = world.send(listed).await.json();
    let id = listed["data"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(listed["data"][0]["status"], "active");
    let path = format!("/v1/portico/dashboard_sessions/{id}/revoke");
    let others = world
        .send(world.merchant_call(1, "POST", &path).form(""))
        .await;
    assert_eq!(others.status, 404, "another merchant's");
    let ended = world
        .send(world.merchant_call(0, "POST", &path).form(""))
        .await;
    assert_eq!(ended.json()["status"], "revoked");
    assert_eq!(
        person.status(&world, "GET", "/v1/portico/branding").await,
        401
    );

    let late = link(&world, "merchant").await;
    later(&world, 60 * 60 + 1);
    let browser = Browser::new(&world.accounts[0].public_url);
    assert_eq!(
        open(&world, &browser, &late).await.status,
        410,
        "a link lasts an hour"
    );
}

#[tokio::test]
async fn a_role_may_ask_for_what_it_needs_and_nothing_else() {
    let world = World::new().await;
    let designer = Person::new(&world, "designer").await;
    let merchant = Person::new(&world, "merchant").await;
    let check = |person: &'static str, method: &'static str, path: &'static str, expected: u16| {
        let person = if person == "designer" {
            &designer
        } else {
            &merchant
        };
        let world = &world;
        async move {
            let status = person.status(world, method, path).await;
            assert_eq!(status, expected, "{method} {path}");
        }
    };
    check("designer", "GET", "/v1/portico/branding", 200).await;
    check("designer", "GET", "/v1/portico/branding/presets", 200).await;
    check("designer", "GET", "/v1/portico/sessions", 403).await;
    check("designer", "GET", "/v1/products", 403).await;
    check("merchant", "GET", "/v1/portico/sessions", 200).await;
    check("merchant", "GET", "/v1/portico/domains", 200).await;
    check("merchant", "GET", "/v1/products", 200).await;
    check("merchant", "GET", "/v1/customers", 403).await;
    check("merchant", "POST", "/v1/billing_portal/sessions", 403).await;
    check("merchant", "POST", "/v1/portico/dashboard_links", 403).await;
    check(
        "merchant",
        "GET",
        "/v1/portico/branding/../../customers",
        403,
    )
    .await;
}

/// A designer edits the looks of configurations, too: each is asked for by a parameter.
#[tokio::test]
async fn a_designer_edits_the_look_of_a_configuration() {
    let world = World::new().await;
    let designer = Person::new(&world, "designer").await;
    let form = "features[invoice_history][enabled]=true&default_return_url=https://shop-0.test/";
    let configurations = "/v1/billing_portal/configurations";
    let mut made = Vec::new();
    for merchant in [0, 1] {
        let call = world.merchant_call(merchant, "POST", configurations);
        let answer = world.send(call.form(form)).await.json();
        made.push(answer["id"].as_str().unwrap().to_owned());
    }
    let listed = designer.call("GET", "/v1/billing_portal/configurations?is_default=false");
    let listed = world.send(listed).await.json();
    assert!(listed.to_string().contains(&made[0]), "{listed}");

    let draft = "/v1/portico/branding/draft";
    let brand = json!({ "modes": { "light": { "brand": "#a94a23" } }, "configuration": made[0] });
    let kept = world.send(designer.call("POST", draft).json(brand)).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    let mine = world
        .send(designer.call("GET", &format!("{draft}?configuration={}", made[0])))
        .await;
    assert_eq!(
        mine.json()["overrides"],
        json!({ "modes": { "light": { "brand": "#a94a23" } } })
    );
    let account = world.send(designer.call("GET", draft)).await;
    assert_eq!(account.status, 404, "the account's look has no draft");
    let publish = designer.call("POST", "/v1/portico/branding/draft/publish");
    let publish = publish.json(json!({ "configuration": made[0] }));
    let shown = world.send(publish).await.json();
    assert_eq!(shown["configuration"], json!(made[0]));
    let versions = format!("/v1/portico/branding/versions?configuration={}", made[0]);
    let versions = world.send(designer.call("GET", &versions)).await.json();
    assert_eq!(versions["data"].as_array().unwrap().len(), 1, "{versions}");

    // Another merchant's configuration is nobody's here.
    let foreign = format!("/v1/portico/branding?configuration={}", made[1]);
    let foreign = world.send(designer.call("GET", &foreign)).await;
    assert_eq!(foreign.status, 404, "{}", foreign.text());
}

#[tokio::test]
async fn no_other_page_acts_for_whoever_is_signed_in() {
    let world = World::new().await;
    let person = Person::new(&world, "merchant").await;
    let path = "/v1/portico/embed_origins";
    let add = || {
        person
            .call("POST", path)
            .form("origin=https://shop.example")
    };
    let refused = [
        add().without("x-portal-session"),
        add().with("x-portal-session", "ses_another"),
        add().with("sec-fetch-site", "cross-site"),
        add().with("origin", "https://evil.test"),
        add().without("cookie"),
    ];
    for call in refused {
        let answer = world.send(call).await;
        assert!(matches!(answer.status, 401 | 403), "{}", answer.text());
    }
    // A customer's cookie opens nothing here, nor the dashboard's there.
    let key = add()
        .without("cookie")
        .header("authorization", "Bearer sk_test_x");
    assert_eq!(world.send(key).await.status, 401);
    let portal = person.browser.call("GET", "/api/session");
    let portal = portal.header("cookie", &person.cookie);
    assert_eq!(world.send(portal).await.status, 401);
    assert_eq!(world.send(add()).await.status, 200);
}

#[tokio::test]
async fn what_was_changed_is_written_down() {
    let world = World::new().await;
    let person = Person::new(&world, "merchant").await;
    let path = "/v1/portico/embed_origins";
    let add = person
        .call("POST", path)
        .form("origin=https://shop.example");
    assert_eq!(world.send(add).await.status, 200);
    // A refusal and a look change nothing.
    let bad = person.call("POST", path).form("origin=nonsense");
    assert_eq!(world.send(bad).await.status, 400);
    let changes = person.call("GET", "/v1/portico/dashboard_changes");
    let changes = world.send(changes).await.json();
    let [change] = changes["data"].as_array().unwrap().as_slice() else {
        panic!("{changes}");
    };
    let told = |name: &str| change[name].clone();
    assert_eq!(told("method"), "POST");
    assert_eq!(told("path"), path);
    assert_eq!(told("name"), "Ada");
    assert_eq!(told("role"), "merchant");
    assert_eq!(change["livemode"], Value::Bool(false));
}

#[tokio::test]
async fn its_document_may_frame_the_portal_and_be_framed_by_nobody() {
    let world = World::new().await;
    let browser = Browser::new(&world.accounts[0].public_url);
    for path in ["/dashboard", "/dashboard/session", "/dashboard/branding"] {
        let answer = world.send(browser.call("GET", path)).await;
        assert_eq!(answer.status, 200, "{path}");
        let policy = answer.header("content-security-policy").to_owned();
        assert!(policy.contains("frame-src 'self'"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(
            policy.contains("require-trusted-types-for 'script'"),
            "{policy}"
        );
        let html = answer.text();
        assert!(html.contains("data-program=\"dashboard\""), "{html}");
        let css = html.split("stylesheet\" href=\"").nth(1).unwrap();
        let css = css.split('"').next().unwrap();
        let sheet = world.send(browser.call("GET", css)).await;
        assert!(sheet.text().contains("nav {"), "{css}");
    }
    let portal = world.send(browser.call("GET", "/")).await.text();
    assert!(!portal.contains("dashboard"), "{portal}");
}

#[tokio::test]
async fn it_is_not_at_the_customers_domains() {
    let names = Names::start().await;
    let world = World::with_names(&names).await;
    world.serve_at(0, "billing.shop.test", &names).await;
    let person = Person::new(&world, "merchant").await;
    let token = link(&world, "merchant").await;
    let domain = |call: Call| {
        let call = call.with("host", "billing.shop.test");
        call.with("origin", "https://billing.shop.test")
    };
    let document = world
        .send(domain(person.browser.call("GET", "/dashboard")))
        .await;
    assert_eq!(document.status, 404);
    let secure = person
        .cookie
        .replace("portal-dashboard", "__Host-portal-dashboard");
    let session = person
        .browser
        .call("GET", SESSION)
        .header("cookie", &secure);
    assert_eq!(world.send(domain(session)).await.status, 401);
    let opening = person.browser.call("POST", SESSION);
    let opening = domain(opening.json(json!({ "token": token })));
    assert_eq!(world.send(opening).await.status, 410);
    let at_home = open(&world, &person.browser, &token).await;
    assert_eq!(at_home.status, 200, "the link was not used up");
}

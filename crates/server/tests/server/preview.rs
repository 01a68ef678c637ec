//! The portal's preview: documents, and the answers of a customer who is made up.

use contract::{
    Activity, CancelPreview, Catalogue, InvoiceDetail, InvoiceList, LoginPage, Page, Portal,
    Upcoming, UpdatePreview,
};
use portico_server::preview::State;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{Answer, Browser, World};

async fn get(world: &World, path: &str) -> Answer {
    world.send(world.browser(0).call("GET", path)).await
}

async fn read<T: DeserializeOwned>(world: &World, path: &str, state: &str) -> T {
    let joint = if path.contains('?') { '&' } else { '?' };
    let path = format!("/preview/api{path}{joint}state={state}");
    let answer = get(world, &path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All states in which pages have data.
fn states() -> impl Iterator<Item = &'static str> {
    let all = State::ALL.into_iter();
    all.filter(|state| !matches!(state, State::Error | State::Expired))
        .map(State::as_str)
}

#[tokio::test]
async fn every_state_has_all_that_the_pages_ask_for() {
    let world = World::new().await;
    for state in states() {
        let portal: Portal = read(&world, "/session?page=/", state).await;
        assert_eq!(portal.merchant.name, "Acme");
        let ids: Vec<_> = portal.state.subscriptions.iter().map(|it| &it.id).collect();
        for id in &ids {
            let path = format!("/subscriptions/{id}/update");
            let catalogue: Catalogue = read(&world, &path, state).await;
            assert!(!catalogue.products.is_empty());
            let _: CancelPreview =
                read(&world, &format!("/subscriptions/{id}/cancel"), state).await;
        }
        let list: InvoiceList = read(&world, "/invoices?limit=100", state).await;
        for invoice in &list.data {
            let path = format!("/invoices/{}", invoice.id);
            let detail: InvoiceDetail = read(&world, &path, state).await;
            let sum: i64 = detail.lines.iter().map(|line| line.amount).sum();
            let tax: i64 = detail.taxes.iter().map(|tax| tax.amount).sum();
            assert_eq!(detail.subtotal, sum, "{path}");
            assert_eq!(sum + tax, detail.invoice.total, "{path}");
        }
        let newest: Vec<_> = list.data.iter().take(5).collect();
        assert_eq!(portal.invoices.data.iter().collect::<Vec<_>>(), newest);
        let _: Upcoming = read(&world, "/upcoming", state).await;
        let _: Page<Activity> = read(&world, "/activity", state).await;
        let _: LoginPage = read(&world, "/login", state).await;
    }
}

#[tokio::test]
async fn states_are_what_they_are_called() {
    let world = World::new().await;
    let of = async |state: &str| {
        let portal: Portal = read(&world, "/session", state).await;
        portal.state
    };
    let empty = of("empty").await;
    assert!(empty.subscriptions.is_empty() && empty.payment_methods.is_empty());
    let many = of("many").await;
    assert!(many.subscriptions.len() >= 4);
    assert_eq!(many.payment_methods.len(), 6);
    let list: InvoiceList = read(&world, "/invoices?limit=100", "many").await;
    assert_eq!(list.data.len(), 60);
    let none = of("no_method").await;
    assert!(none.payment_methods.is_empty() && none.subscriptions.len() == 1);
    let status = async |state: &str| json!(of(state).await.subscriptions[0].status);
    assert_eq!(status("past_due").await, "past_due");
    assert_eq!(status("trialing").await, "trialing");
    assert!(of("past_due").await.subscriptions[0].open_invoice.is_some());
    assert!(of("canceling").await.subscriptions[0].cancel_at.is_some());
    assert!(
        of("paused").await.subscriptions[0]
            .pause_collection
            .is_some()
    );
    // Whatever else is named is the usual one.
    assert_eq!(of("nonsense").await, of("default").await);

    let done: Portal = read(&world, "/session?page=/done", "default").await;
    assert!(done.flow.unwrap().completed.is_some());
    for (path, code) in [
        ("/session?page=/&state=expired", "session_expired"),
        ("/session?page=/&state=error", "upstream_error"),
        ("/invoices?state=error", "upstream_error"),
        ("/invoices/in_none", "not_found"),
        ("/subscriptions/sub_none/update", "not_found"),
        ("/nothing", "not_found"),
    ] {
        let answer = get(&world, &format!("/preview/api{path}")).await;
        assert_eq!(answer.code(), code, "{path}");
    }
    let page: Portal = read(&world, "/session?page=/invoices", "error").await;
    assert!(
        page.flow.is_none(),
        "the page says itself what did not come"
    );
}

#[tokio::test]
async fn invoices_are_found_and_paged() {
    let world = World::new().await;
    let first: InvoiceList = read(&world, "/invoices", "many").await;
    assert_eq!(first.data.len(), 25);
    let path = format!("/invoices?starting_after={}", first.next.unwrap());
    let second: InvoiceList = read(&world, &path, "many").await;
    assert_eq!(second.data.len(), 25);
    assert!(!first.data.contains(&second.data[0]));
    let open: InvoiceList = read(&world, "/invoices?status=open", "many").await;
    assert_eq!(open.data.len(), 2);
    let found: InvoiceList = read(&world, "/invoices?search=PREVIEW-0007", "many").await;
    assert_eq!(found.data.len(), 1);
}

#[tokio::test]
async fn what_a_change_would_cost_is_answered() {
    let world = World::new().await;
    let path = "/preview/api/subscriptions/sub_preview/update/preview";
    let ask = async |state: &str, wish: Value| {
        let path = format!("{path}?state={state}");
        let call = world.browser(0).call("POST", &path).json(wish);
        world.send(call).await
    };
    for state in states().filter(|state| *state != "empty") {
        let catalogue: Catalogue = read(&world, "/subscriptions/sub_preview/update", state).await;
        let prices = catalogue.products.into_iter().flat_map(|it| it.prices);
        for price in prices {
            let wish = json!({ "price": price.id, "quantity": 7, "promotion_code": "welcome" });
            let answer = ask(state, wish).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let preview: UpdatePreview = serde_json::from_slice(&answer.body).unwrap();
            for statement in preview.now.iter().chain(&preview.next) {
                let sum: i64 = statement.lines.iter().map(|line| line.amount).sum();
                assert_eq!(statement.subtotal, sum);
                let total = statement.subtotal - statement.discount + statement.tax;
                assert_eq!(statement.total, total);
                assert_eq!(statement.total + statement.balance, statement.due);
                assert!(statement.due >= 0);
            }
        }
    }
    let unknown = ask("default", json!({ "price": "price_none" })).await;
    assert_eq!(unknown.code(), "not_found");
    let none = ask("empty", json!({ "price": "price_preview_team_month" })).await;
    assert_eq!(none.code(), "not_found");
    let numbers = json!({ "price": "price_preview_team_month", "quantity": 1_000_000 });
    assert_eq!(ask("default", numbers).await.status, 200);
}

/// Bar: no request of a preview begins, touches or needs a session, or asks the billing system for anything.
#[tokio::test]
async fn a_preview_knows_no_customer() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    let sessions = async || {
        let call = world.merchant_call(0, "GET", "/v1/portico/sessions");
        world.send(call).await.json()
    };
    let before = sessions().await;
    world.clock.set(world.clock.now() + 120);
    let paths = ["/preview/", "/preview/api/session", "/preview/api/invoices"];
    for path in paths {
        let with = world.send(browser.call("GET", path)).await;
        let without = get(&world, path).await;
        assert_eq!(with.status, 200, "{path}");
        assert_eq!(with.body, without.body, "{path}");
        assert!(!with.headers.contains_key("set-cookie"), "{path}");
        assert!(!with.text().contains(&customer), "{path}");
    }
    assert_eq!(sessions().await["data"], before["data"]);
    // Nothing but questions and the opening of a link is answered when it is no read.
    for (method, path) in portico_server::routes::changes() {
        let path = path.replace("{id}", "sub_preview");
        let call = browser.call(method, &format!("/preview{path}"));
        let answer = world.send(call).await;
        let is_question = path.ends_with("/update/preview");
        assert_ne!(answer.status, 200, "{path}");
        assert!(answer.status >= 400 || is_question, "{method} {path}");
    }
}

#[tokio::test]
async fn documents_are_as_strict_as_the_portals_and_name_no_processor() {
    let world = World::new().await;
    let home = get(&world, "/").await;
    let strict = home.header("content-security-policy").to_owned();
    let expected = strict.replace("frame-ancestors 'none'", "frame-ancestors 'self'");
    for path in [
        "",
        "/",
        "/invoices",
        "/invoices/in_preview_0",
        "/invoices/in_preview_0/authenticate",
        "/add-payment-method",
        "/subscriptions/sub_preview/update",
        "/subscriptions/sub_preview/cancel",
        "/billing-information",
        "/activity",
        "/done",
        "/login",
        "/session",
        "/nothing",
        "/p/session",
    ] {
        let answer = get(&world, &format!("/preview{path}")).await;
        let missing = matches!(path, "/nothing" | "/p/session");
        assert_eq!(answer.status, if missing { 404 } else { 200 }, "{path}");
        assert_eq!(answer.header("content-security-policy"), expected, "{path}");
        assert_eq!(answer.header("x-frame-options"), "", "{path}");
        assert_eq!(
            answer.header("integrity-policy"),
            home.header("integrity-policy")
        );
        let text = answer.text();
        assert!(text.contains("data-base=\"/preview\""), "{path}");
        assert!(text.contains("/assets/preview-1.js"), "{path}");
        assert!(!text.contains(world.engine.url.as_str()), "{path}");
        assert!(!answer.headers.contains_key("set-cookie"), "{path}");
    }
    assert!(!home.text().contains("preview"));
    // The frame of our own page has the same document: none for merchants' pages.
    let framed = world
        .browser(0)
        .call("GET", "/preview/")
        .header("sec-fetch-dest", "iframe");
    let framed = world.send(framed).await;
    assert!(!framed.text().contains("frame-1.js"));
    assert!(!framed.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn languages_are_those_that_are_named_and_one_that_nobody_speaks() {
    let world = World::new().await;
    let lang = async |query: &str| {
        let document = get(&world, &format!("/preview/?{query}")).await.text();
        let portal: Portal = read(&world, &format!("/session?{query}"), "default").await;
        (document, portal.locale)
    };
    let (document, locale) = lang("locale=nl-BE").await;
    assert!(document.contains("<html lang=\"nl\""));
    assert_eq!((locale.tag.as_str(), locale.intl.as_str()), ("nl", "nl-BE"));
    let (document, locale) = lang("locale=en-XA").await;
    assert!(document.contains("<html lang=\"en-XA\""), "{document}");
    assert!(document.contains("<p>[Lööåådîîñĝ]</p>"), "{document}");
    assert_eq!(locale.messages["many.other"], "[{count}]");
    // Nowhere else does it exist.
    let call = world.browser(0).call("GET", "/");
    let call = call.header("accept-language", "en-XA");
    assert!(world.send(call).await.text().contains("<html lang=\"en\""));
}

/// What is said of a change that is not offered is said of every change.
#[tokio::test]
async fn a_preview_says_that_nothing_is_changed() {
    let world = World::new().await;
    let portal: Portal = read(&world, "/session?locale=de", "default").await;
    assert_eq!(
        portal.locale.messages["errors.feature_disabled"],
        "Dies ist eine Vorschau. Es wurde nichts geändert."
    );
}

#[tokio::test]
async fn a_preview_has_the_look_and_the_words_that_are_shown() {
    let world = World::new().await;
    let browser: Browser = world.browser(0);
    let call = world.merchant_call(0, "POST", "/v1/portico/branding");
    let look = json!({ "shared": { "layout": "top_bar" }, "texts": { "footer": { "nl": "Voet", "default": "Foot" } } });
    assert_eq!(world.send(call.json(look)).await.status, 200);
    let document = world.send(browser.call("GET", "/preview/")).await.text();
    assert!(document.contains("data-layout=\"top_bar\""), "{document}");
    let portal: Portal = read(&world, "/session?locale=nl", "default").await;
    assert_eq!(portal.merchant.texts.footer.as_deref(), Some("Voet"));
}

//! From a link to a session, and what a session is good for.

use serde_json::json;

use crate::support::{Browser, World};

#[tokio::test]
async fn a_link_opens_once_and_gives_the_first_screen() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let token = world.link(0, &customer).await;
    let mut browser = world.browser(0);
    let answer = browser.open(&world, &token).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let portal = answer.json();
    assert_eq!(portal["customer"]["email"], "jane@example.com");
    assert_eq!(portal["merchant"]["name"], "Acme");
    assert_eq!(portal["locale"]["tag"], "en");
    assert_eq!(portal["session"]["test_mode"], true);
    assert_eq!(portal["session"]["return_url"], "https://acme.test/account");
    assert_eq!(
        portal["session"]["expires_at"],
        world.clock.now() + 8 * 3600
    );
    assert_eq!(portal["payment_methods"].as_array().unwrap().len(), 2);
    assert_eq!(portal["payment_methods"][0]["id"], cards[0].as_str());
    assert_eq!(portal["subscriptions"][0]["status"], "active");
    assert_eq!(portal["features"]["payment_method_update"], true);
    assert!(
        !answer.text().contains(browser.cookie.as_deref().unwrap()),
        "the cookie's token is in no body"
    );

    let line = answer.header("set-cookie");
    assert!(
        line.starts_with("portal=pcb_") && line.ends_with("; Path=/; HttpOnly; SameSite=Lax"),
        "{line}"
    );

    let again = world.browser(0).open(&world, &token).await;
    assert_eq!((again.status, again.code().as_str()), (410, "link_expired"));
    assert!(
        again.json()["error"]["locale"]["messages"].is_object(),
        "the page that says so has words"
    );
    assert_eq!(browser.portal(&world).await.json(), portal);
}

#[tokio::test]
async fn https_gets_a_cookie_no_sibling_can_set() {
    let world = World::new().await;
    let merchant = world.secure_merchant();
    let (customer, _) = world.subscriber(merchant, 1).await;
    let token = world.link(merchant, &customer).await;
    let mut browser = world.browser(merchant);
    let answer = browser.open(&world, &token).await;
    let line = answer.header("set-cookie");
    assert!(line.starts_with("__Host-portal=pcb_"), "{line}");
    assert!(
        line.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"),
        "{line}"
    );
    assert_eq!(browser.portal(&world).await.status, 200);
}

#[tokio::test]
async fn nonsense_and_foreign_tokens_are_expired_links() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let token = world.link(0, &customer).await;
    let mut typo = token.clone();
    typo.replace_range(10..11, if &typo[10..11] == "a" { "b" } else { "a" });
    for bad in ["", "pcs_", "x", typo.as_str(), &token[4..]] {
        let answer = world.browser(0).open(&world, bad).await;
        assert_eq!(answer.code(), "link_expired", "{bad}");
    }
    let elsewhere = world.browser(1).open(&world, &token).await;
    assert_eq!(
        elsewhere.code(),
        "link_expired",
        "a link is good on its own host only"
    );
    assert_eq!(
        world.browser(0).open(&world, &token).await.status,
        200,
        "none of that used it up"
    );
}

#[tokio::test]
async fn changing_to_another_customer_is_asked_first() {
    let world = World::new().await;
    let (jane, _) = world.subscriber(0, 1).await;
    let (joe, _) = world.subscriber(0, 2).await;
    let mut browser = world.sign_in(0, &jane).await;
    let before = browser.clone();
    let token = world.link(0, &joe).await;

    let asked = browser.open(&world, &token).await;
    assert_eq!(
        (asked.status, asked.code().as_str()),
        (409, "session_switch")
    );
    let error = &asked.json()["error"];
    assert_eq!(error["account"], "j•••@example.com");
    assert!(error["locale"].is_object());
    assert!(asked.cookie().is_none());
    assert_eq!(
        browser.portal(&world).await.status,
        200,
        "nothing happened yet"
    );

    let call = browser
        .call("POST", "/api/session")
        .json(json!({ "token": token, "switch": true }));
    let switched = world.send(call).await;
    assert_eq!(switched.status, 200, "{}", switched.text());
    browser.keep(&switched);
    assert_eq!(browser.methods(&world).await.len(), 2);
    assert_eq!(
        before.portal(&world).await.status,
        401,
        "the first session is over"
    );
}

#[tokio::test]
async fn the_same_customer_is_not_asked_and_gets_a_new_session() {
    let world = World::new().await;
    let (jane, _) = world.subscriber(0, 1).await;
    let mut browser = world.sign_in(0, &jane).await;
    let before = browser.clone();
    let token = world.link(0, &jane).await;
    assert_eq!(browser.open(&world, &token).await.status, 200);
    assert_ne!(before.session, browser.session);
    assert_eq!(before.portal(&world).await.status, 401);
}

#[tokio::test]
async fn planted_cookies_do_not_survive() {
    let world = World::new().await;
    let (jane, _) = world.subscriber(0, 1).await;
    for planted in [
        "pcb_x",
        "",
        "a b",
        "pcb_0000000000000000000000000000000000000000000000000",
    ] {
        let mut browser = world.browser(0);
        browser.cookie = Some(planted.to_owned());
        let token = world.link(0, &jane).await;
        assert_eq!(browser.open(&world, &token).await.status, 200);
        assert_ne!(browser.cookie.as_deref(), Some(planted));
    }
}

#[tokio::test]
async fn a_tab_of_another_session_is_stopped() {
    let world = World::new().await;
    let (jane, _) = world.subscriber(0, 2).await;
    let (joe, _) = world.subscriber(0, 2).await;
    let old_tab = world.sign_in(0, &jane).await;
    let now = world.sign_in(0, &joe).await;
    // The old tab sends the browser's new cookie with the id of the session it shows.
    let stale = Browser {
        session: old_tab.session.clone(),
        ..now.clone()
    };
    let method = now.methods(&world).await[1].clone();
    for call in [
        stale.remove(&method),
        stale.call("GET", "/api/invoices"),
        stale.call("DELETE", "/api/session"),
    ] {
        let answer = world.send(call).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (409, "session_changed")
        );
    }
    let silent = now.remove(&method).without("x-portal-session");
    assert_eq!(world.send(silent).await.code(), "session_changed");
    assert_eq!(now.methods(&world).await.len(), 2);
}

#[tokio::test]
async fn languages_come_from_session_customer_and_browser_in_this_order() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, _) = world.subscriber(0, 1).await;
    let tag = async |locale: &str, accept: &str| {
        let form = format!("customer={customer}{locale}");
        let call = world
            .merchant_call(0, "POST", "/v1/billing_portal/sessions")
            .form(&form);
        let url = world.send(call).await.json()["url"]
            .as_str()
            .unwrap()
            .to_owned();
        let token = url.split_once('#').unwrap().1;
        let call = world
            .browser(0)
            .call("POST", "/api/session")
            .header("accept-language", accept);
        let portal = world
            .send(call.json(json!({ "token": token })))
            .await
            .json();
        let locale = &portal["locale"];
        (
            locale["tag"].as_str().unwrap().to_owned(),
            locale["intl"].as_str().unwrap().to_owned(),
        )
    };
    let pair = |tag: &str, intl: &str| (tag.to_owned(), intl.to_owned());
    assert_eq!(
        tag("", "sv, de-AT;q=0.9, nl;q=0.5").await,
        pair("de", "de-AT")
    );
    assert_eq!(tag("&locale=nl", "de").await, pair("nl", "nl"));
    assert_eq!(tag("&locale=auto", "de").await, pair("de", "de"));
    assert_eq!(tag("&locale=", "de").await, pair("de", "de"));
    assert_eq!(
        tag("&locale=sv", "fr").await,
        pair("en", "en"),
        "not shipped"
    );

    let form = "preferred_locales[]=nl&address[country]=BE";
    world
        .engine
        .ask(&key, "POST", &format!("/v1/customers/{customer}"), form)
        .await;
    world
        .app
        .merchant("acct_0")
        .unwrap()
        .upstream
        .invalidate(&customer)
        .await;
    assert_eq!(tag("", "de").await, pair("nl", "nl-BE"));
    assert_eq!(tag("&locale=en-GB", "de").await, pair("en", "en-GB"));
}

#[tokio::test]
async fn a_language_can_be_chosen() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let choose = |tag: &str| {
        browser
            .call("PUT", "/api/session/locale")
            .json(json!({ "locale": tag }))
    };
    let answer = world.send(choose("nl")).await;
    assert_eq!(answer.json()["messages"]["document.loading"], "Laden");
    assert_eq!(answer.json()["messages"]["many.one"], "one");
    assert!(answer.json()["messages"]["padding"].is_string());
    let small = choose("nl").header("x-program", "subscriptions");
    let messages = world.send(small).await.json()["messages"].clone();
    assert!(messages["padding"].is_string() && messages["many.one"].is_null());
    assert_eq!(browser.portal(&world).await.json()["locale"]["tag"], "nl");
    let document = world.send(browser.call("GET", "/")).await;
    assert!(
        document.text().contains("<html lang=\"nl\""),
        "the next document speaks it from the start"
    );
    assert_eq!(world.send(choose("xx")).await.status, 422);
}

#[tokio::test]
async fn signing_out_takes_everything_away() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let answer = world.send(browser.call("DELETE", "/api/session")).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(
        answer.header("set-cookie"),
        "portal=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
    );
    let after = browser.portal(&world).await;
    assert_eq!(
        (after.status, after.code().as_str()),
        (401, "session_expired")
    );
    assert!(after.json()["error"]["locale"]["messages"].is_object());
}

#[tokio::test]
async fn a_deleted_customer_has_no_session() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let customer = world.engine.customer(&key).await;
    let token = world.link(0, &customer).await;
    let browser = world.sign_in(0, &customer).await;
    world
        .engine
        .ask(&key, "DELETE", &format!("/v1/customers/{customer}"), "")
        .await;
    world
        .app
        .merchant("acct_0")
        .unwrap()
        .upstream
        .invalidate(&customer)
        .await;
    assert_eq!(browser.portal(&world).await.code(), "session_expired");
    assert_eq!(
        world.browser(0).open(&world, &token).await.code(),
        "link_expired"
    );
}

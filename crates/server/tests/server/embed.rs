//! The portal in a frame: who may show it, and what its session is.

use portico_server::routes;
use serde_json::json;

use crate::support::{Answer, Browser, Call, World};

const ORIGINS: &str = "/v1/portico/embed_origins";

async fn add(world: &World, merchant: usize, origin: &str) -> Answer {
    let call = world.merchant_call(merchant, "POST", ORIGINS);
    let text: String = origin.bytes().map(|byte| format!("%{byte:02X}")).collect();
    world.send(call.form(&format!("origin={text}"))).await
}

/// The document at a path, as a frame asks for it.
fn framed(host: &str, path: &str) -> Call {
    Call::new("GET", path)
        .header("host", host)
        .header("sec-fetch-dest", "iframe")
}

/// What a document's policy says of frames, and the older header.
fn framers(answer: &Answer) -> (String, String) {
    let policy = answer.header("content-security-policy");
    let found = policy
        .split("; ")
        .find_map(|part| part.strip_prefix("frame-ancestors "));
    let older = answer.header("x-frame-options").to_owned();
    (found.unwrap_or_default().to_owned(), older)
}

#[tokio::test]
async fn origins_are_added_listed_and_removed() {
    let world = World::new().await;
    let list = || async {
        let call = world.merchant_call(0, "GET", ORIGINS);
        world.send(call).await.json()
    };
    assert_eq!(list().await["data"], json!([]));
    let first = add(&world, 0, "https://Bücher.example:443/").await;
    assert_eq!(first.status, 200, "{}", first.text());
    let first = first.json();
    assert_eq!(first["object"], "portico.embed_origin");
    assert_eq!(first["origin"], "https://xn--bcher-kva.example");
    let again = add(&world, 0, "https://bücher.example").await;
    assert_eq!(again.json(), first, "it is there already");
    let second = add(&world, 0, "http://localhost:3000").await.json();
    assert_eq!(list().await["data"], json!([second, first]));

    let path = format!("{ORIGINS}/{}", first["id"].as_str().unwrap());
    let others = world.send(world.merchant_call(1, "DELETE", &path)).await;
    assert_eq!(others.status, 404);
    let removed = world.send(world.merchant_call(0, "DELETE", &path)).await;
    assert_eq!(removed.json()["deleted"], true);
    let again = world.send(world.merchant_call(0, "DELETE", &path)).await;
    assert_eq!(again.status, 404);
    assert_eq!(list().await["data"], json!([second]));
}

#[tokio::test]
async fn what_is_no_origin_is_explained() {
    let world = World::new().await;
    for (origin, reason) in [
        ("shop.test", "such as `https://shop.example`"),
        ("https://shop.test/cart", "ends after the host"),
        ("https://*.shop.test", "name each origin"),
        ("http://shop.test", "must begin with https://"),
        (
            "https://a;script-src *.test",
            "such as `https://shop.example`",
        ),
        ("https://a;b.test", "the host must be a name"),
    ] {
        let answer = add(&world, 0, origin).await;
        assert_eq!(answer.status, 400, "{origin}");
        let error = &answer.json()["error"];
        assert_eq!(error["param"], "origin");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(reason), "{origin}: {message}");
    }
    let missing = world.merchant_call(0, "POST", ORIGINS).form("");
    assert_eq!(world.send(missing).await.status, 400);
    for number in 0..50 {
        assert_eq!(
            add(&world, 0, &format!("https://s{number}.test"))
                .await
                .status,
            200
        );
    }
    let answer = add(&world, 0, "https://one-more.test").await;
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(add(&world, 0, "https://s7.test").await.status, 200);
}

#[tokio::test]
async fn only_listed_pages_may_show_it() {
    let world = World::new().await;
    let merchant = world.secure_merchant();
    let host = world.account(merchant).public_url.authority.clone();
    let nobody = ("'none'".to_owned(), "DENY".to_owned());
    let document = |path| world.send(framed(&host, path));
    for path in [
        "/",
        "/p/session",
        "/invoices",
        "/add-payment-method",
        "/p/login/x",
        "/none",
    ] {
        assert_eq!(framers(&document(path).await), nobody, "{path}");
    }
    add(&world, merchant, "https://shop.test").await;
    add(&world, merchant, "https://app.shop.test:8443").await;
    let both = "https://app.shop.test:8443 https://shop.test".to_owned();
    for path in [
        "/",
        "/p/session",
        "/invoices",
        "/add-payment-method",
        "/none",
    ] {
        let answer = document(path).await;
        assert_eq!(framers(&answer), (both.clone(), String::new()), "{path}");
        assert_eq!(
            answer
                .headers
                .get_all("content-security-policy")
                .iter()
                .count(),
            1
        );
    }
    // Signing in is never shown in a frame, and nothing but documents is.
    for path in [
        "/p/login/x",
        "/api/session",
        "/favicon.svg",
        "/healthz",
        "/embed/v1.js",
    ] {
        assert_eq!(framers(&document(path).await).1, "DENY", "{path}");
    }
    // Another merchant's documents are not concerned.
    let other = world.account(0).public_url.authority.clone();
    assert_eq!(framers(&world.send(framed(&other, "/")).await), nobody);
}

#[tokio::test]
async fn other_servers_hear_of_it_within_seconds() {
    let world = World::new().await;
    let merchant = world.secure_merchant();
    let host = world.account(merchant).public_url.authority.clone();
    let (app, second) = world.second().await;
    let seen = || async { framers(&framed(&host, "/").send(&second).await).0 };
    assert_eq!(seen().await, "'none'");
    add(&world, merchant, "https://shop.test").await;
    let begun = std::time::Instant::now();
    while seen().await != "https://shop.test" {
        assert!(begun.elapsed().as_secs() < 10, "it never heard");
        tokio::task::yield_now().await;
    }
    drop((app, routes::router(world.app.clone())));
}

#[tokio::test]
async fn a_frame_has_a_document_of_its_own() {
    let world = World::new().await;
    let host = world.account(0).public_url.authority.clone();
    let tab = world
        .send(Call::new("GET", "/").header("host", &host))
        .await;
    let frame = world.send(framed(&host, "/")).await;
    assert!(!tab.text().contains("/assets/frame-1.js"));
    let script = r#"<script type="module" src="/assets/frame-1.js" integrity="sha384-frame">"#;
    assert!(frame.text().contains(script), "{}", frame.text());
    assert!(frame.header("vary").contains("Sec-Fetch-Dest"));
    // What the browser keeps of the one is not taken for the other.
    let again = framed(&host, "/").header("if-none-match", tab.header("etag"));
    assert_eq!(world.send(again).await.status, 200);
}

/// A frame that has loaded its document.
async fn frame(world: &World, merchant: usize) -> Browser {
    let mut browser = world.browser(merchant).in_frame();
    let answer = world
        .send(framed(&browser.url.authority, "/p/session"))
        .await;
    browser.probe = answer.cookie();
    browser
}

#[tokio::test]
async fn the_session_of_a_frame_counts_in_frames_only() {
    let world = World::new().await;
    for merchant in [0, world.secure_merchant()] {
        let (customer, cards) = world.subscriber(merchant, 2).await;
        let token = world.link(merchant, &customer).await;
        let mut browser = frame(&world, merchant).await;
        let opened = browser.open(&world, &token).await;
        assert_eq!(opened.status, 200, "{}", opened.text());
        let line = opened.header("set-cookie").to_owned();
        if world.account(merchant).public_url.secure {
            let rest = "; Path=/; Secure; HttpOnly; SameSite=None; Partitioned";
            assert!(
                line.starts_with("__Host-portal-e=pcb_") && line.ends_with(rest),
                "{line}"
            );
        } else {
            assert!(
                line.starts_with("portal-e=pcb_") && line.ends_with("SameSite=Lax"),
                "{line}"
            );
        }
        assert_eq!(browser.portal(&world).await.status, 200);
        // The same cookie where nobody says that this is a frame, and under the other's name.
        let bare = browser
            .call("GET", "/api/session")
            .without("x-portal-frame");
        assert_eq!(world.send(bare.clone()).await.status, 401);
        let renamed = browser.cookie_line().replace("portal-e=", "portal=");
        let call = browser.call("GET", "/api/session").with("cookie", &renamed);
        assert_eq!(world.send(call).await.status, 401);
        // Nor does a tab's session count in a frame.
        let tab = world.sign_in(merchant, &customer).await;
        let call = tab
            .call("GET", "/api/session")
            .header("x-portal-frame", "?");
        assert_eq!(world.send(call).await.status, 401);
        assert_eq!(tab.portal(&world).await.status, 200);

        let removed = world.send(browser.remove(&cards[1])).await;
        assert_eq!(removed.status, 200, "{}", removed.text());
        let out = world.send(browser.call("DELETE", "/api/session")).await;
        assert!(out.header("set-cookie").contains("portal-e=; "), "{out:?}");
        assert_eq!(browser.portal(&world).await.status, 401);
        assert_eq!(
            tab.portal(&world).await.status,
            200,
            "the tab is another session"
        );
    }
}

#[tokio::test]
async fn a_link_survives_a_frame_that_keeps_no_cookies() {
    let world = World::new().await;
    let merchant = world.secure_merchant();
    let (customer, _) = world.subscriber(merchant, 1).await;
    let token = world.link(merchant, &customer).await;
    let mut blocked = world.browser(merchant).in_frame();
    let answer = blocked.open(&world, &token).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "cookies_blocked")
    );
    assert!(answer.headers.get("set-cookie").is_none());
    let mut tab = world.browser(merchant);
    assert_eq!(tab.open(&world, &token).await.status, 200);

    // A browser that has shown once that it keeps cookies is not asked again.
    let browser = frame(&world, merchant).await;
    let call = framed(&browser.url.authority, "/").header("cookie", &browser.cookie_line());
    assert!(world.send(call).await.headers.get("set-cookie").is_none());
    let tab = Call::new("GET", "/").header("host", &browser.url.authority);
    assert!(world.send(tab).await.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn a_frame_can_be_made_for_one_page_and_one_language() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    for (wanted, page, locale) in [
        ("?", "", "en"),
        ("?path=%2Finvoices&locale=nl", "/invoices", "nl"),
        ("?path=/invoices/in_1", "/invoices/in_1", "en"),
        ("?path=//evil.test&locale=de", "", "de"),
        ("?path=https://evil.test/", "", "en"),
        ("?locale=xx", "", "en"),
    ] {
        let token = world.link(0, &customer).await;
        let mut browser = frame(&world, 0).await;
        let call = browser
            .call("POST", "/api/session")
            .json(json!({ "token": token }))
            .with("x-portal-frame", wanted);
        let answer = world.send(call).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("x-portal-page"), page, "{wanted}");
        assert_eq!(answer.json()["locale"]["tag"], locale, "{wanted}");
        browser.keep(&answer);
        let again = browser.portal(&world).await.json();
        assert_eq!(again["locale"]["tag"], locale, "{wanted}: it stays");
    }
}

#[tokio::test]
async fn the_look_is_the_page_arounds_and_stays_readable() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let wear = |appearance| {
        let call = browser.call("POST", "/api/appearance");
        world.send(call.json(json!({ "appearance": appearance })))
    };
    let answer =
        wear(json!({ "variables": { "colorPrimary": "#ffe600", "borderRadius": "12px" } })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let css = answer.json()["css"].as_str().unwrap().to_owned();
    assert!(
        css.contains("--color-brand: #ffe600") || css.contains("--color-brand:#ffe600"),
        "{css}"
    );
    for hostile in [
        json!({ "variables": { "colorPrimary": "red;}body{background:url(https://evil.test)" } }),
        json!({ "shared": { "font": "x\"};@import url(https://evil.test)" } }),
        json!({ "shared": { "radius": 8 }, "rules": {} }),
        json!({ "colorPrimary": "red" }),
        json!("body{}"),
    ] {
        let answer = wear(hostile.clone()).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, "invalid_request"),
            "{hostile}"
        );
    }
    // Pages have one Appearance object for all of Stripe's components, and pass it whole. It was refused for its rules.
    let mut whole = json!({
        "theme": "stripe",
        "labels": "floating",
        "variables": {
            "colorPrimary": "#FFE600", "borderRadius": "12px", "spacingUnit": "4px", "buttonPrimaryColorText": "#000000",
            "fontFamily": "Sohne, x\"};@import url(https://evil.test)",
        },
        "rules": { ".Input": { "color": "red;}body{background:url(https://evil.test)" } },
    });
    let answer = wear(whole.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        answer.json()["css"],
        css,
        "what has no place here changes nothing"
    );
    whole["variables"]["borderRadius"] = json!("wide");
    assert_eq!(wear(whole).await.status, 422);
    let stranger = world.browser(0).call("POST", "/api/appearance");
    let answer = world.send(stranger.json(json!({ "appearance": {} }))).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn a_frame_goes_on_in_a_tab_to_add_a_payment_method_and_for_nothing_else() {
    let world = World::new().await;
    let merchant = world.secure_merchant();
    let (customer, _) = world.subscriber(merchant, 1).await;
    let token = world.link(merchant, &customer).await;
    let mut browser = frame(&world, merchant).await;
    assert_eq!(browser.open(&world, &token).await.status, 200);
    let made = world.send(browser.call("POST", "/api/session/tab")).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let made = made.json();
    let (page, link) = made["url"].as_str().unwrap().split_once('#').unwrap();
    assert_eq!(page, "https://billing.acme.test/p/session");

    let late = world
        .send(browser.call("POST", "/api/session/tab"))
        .await
        .json();
    let mut tab = world.browser(merchant);
    let opened = tab.open(&world, link).await;
    assert_eq!(opened.header("x-portal-page"), "/add-payment-method");
    assert_eq!(opened.json()["session"]["customer"], customer.as_str());
    let listed = world.send(tab.call("GET", "/api/invoices")).await;
    assert_eq!(listed.code(), "out_of_flow");
    // It is no way to sessions without an end.
    let again = world.send(tab.call("POST", "/api/session/tab")).await;
    assert_eq!(again.status, 404, "{}", again.text());
    world.clock.set(world.clock.now() + 60);
    let (_, late) = late["url"].as_str().unwrap().split_once('#').unwrap();
    assert_eq!(
        world.browser(merchant).open(&world, late).await.code(),
        "link_expired"
    );
}

#[tokio::test]
async fn every_page_may_load_the_script_and_nothing_else() {
    let world = World::new().await;
    let host = world
        .account(world.secure_merchant())
        .public_url
        .authority
        .clone();
    let get = |path: &str| {
        let call = Call::new("GET", path).header("host", &host);
        world.send(call.header("origin", "https://shop.test"))
    };
    let script = get("/embed/v1.js").await;
    assert_eq!(script.status, 200);
    assert_eq!(
        script.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(
        script.header("cross-origin-resource-policy"),
        "cross-origin"
    );
    assert_eq!(script.header("access-control-allow-origin"), "*");
    assert_eq!(script.header("cache-control"), "public, max-age=600");
    assert!(script.headers.get("set-cookie").is_none());
    for path in [
        "/",
        "/assets/portal-1.js",
        "/favicon.svg",
        "/embed/none.js",
        "/api/session",
    ] {
        let answer = get(path).await;
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            "same-origin",
            "{path}"
        );
        assert!(
            answer.headers.get("access-control-allow-origin").is_none(),
            "{path}"
        );
    }
}

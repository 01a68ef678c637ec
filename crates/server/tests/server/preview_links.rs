//! Links to a draft: whoever has one sees the look that is being worked on, until it ends, and nothing else.

use serde_json::{Value, json};

use crate::support::{Answer, Call, World};

const BRANDING: &str = "/v1/portico/branding";
const LINKS: &str = "/v1/portico/branding/preview_links";
const DAY: i64 = 86_400;

/// The brand of the draft, which is in its style sheet and in no other.
const DRAFT: &str = "#a94a23";

struct Scene {
    world: World,
    merchant: usize,
}

impl Scene {
    async fn new() -> Self {
        Self::of(0).await
    }

    async fn of(merchant: usize) -> Self {
        let world = World::new().await;
        let scene = Self { world, merchant };
        scene.draft(DRAFT, json!({})).await;
        scene
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        let call = self.world.merchant_call(self.merchant, "POST", path);
        self.world.send(call.json(body)).await
    }

    async fn draft(&self, brand: &str, whose: Value) {
        let mut changes = whose;
        changes["modes"] = json!({ "light": { "brand": brand } });
        changes["shared"] = json!({ "layout": "top_bar" });
        changes["texts"] = json!({ "footer": "Footer of the draft" });
        let answer = self.post(&format!("{BRANDING}/draft"), changes).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    async fn link(&self, wish: Value) -> (String, String) {
        let answer = self.post(LINKS, wish).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let link = answer.json();
        let (page, token) = link["url"].as_str().unwrap().split_once('#').unwrap();
        let origin = &self.world.account(self.merchant).public_url.origin;
        assert_eq!(page, format!("{origin}/preview/session"));
        (link["id"].as_str().unwrap().to_owned(), token.to_owned())
    }

    /// Opens a link as the boot script does.
    async fn open(&self, token: &str) -> Answer {
        let browser = self.world.browser(self.merchant);
        let call = browser.call("POST", "/preview/api/session");
        self.world.send(call.json(json!({ "token": token }))).await
    }

    fn call(&self, path: &str, cookie: &str) -> Call {
        let browser = self.world.browser(self.merchant);
        let prefix = if browser.url.secure { "__Host-" } else { "" };
        let cookie = format!("{prefix}portal-preview={cookie}");
        browser.call("GET", path).header("cookie", &cookie)
    }

    async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.world.send(self.call(path, cookie)).await
    }

    /// Everything of the draft that a browser with this cookie is shown.
    async fn seen(&self, cookie: &str) -> Vec<&'static str> {
        let document = self.get("/preview/", cookie).await.text();
        let path = document.split("stylesheet\" href=\"").nth(1).unwrap();
        let path = path.split('"').next().unwrap().to_owned();
        let sheet = self.get(&path, cookie).await;
        assert_eq!(sheet.status, 200, "{path}");
        let session = self.get("/preview/api/session", cookie).await.text();
        let found = [
            ("layout", document.contains("data-layout=\"top_bar\"")),
            ("brand", sheet.text().contains(DRAFT)),
            ("words", session.contains("Footer of the draft")),
        ];
        found.into_iter().filter(|it| it.1).map(|it| it.0).collect()
    }
}

#[tokio::test]
async fn a_link_shows_the_draft_as_it_is_now() {
    let scene = Scene::new().await;
    let wish = json!({ "path": "/invoices", "locale": "nl" });
    let (_, token) = scene.link(wish).await;
    for _ in 0..2 {
        let opened = scene.open(&token).await;
        assert_eq!(opened.status, 200, "{}", opened.text());
        assert_eq!(
            opened.header("x-portal-page"),
            "/preview/invoices?locale=nl"
        );
        assert_eq!(opened.cookie().as_deref(), Some(token.as_str()));
        let cookie = opened.header("set-cookie");
        assert!(cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
    }
    assert_eq!(scene.seen(&token).await, ["layout", "brand", "words"]);
    // A frame shows what the page around it says, and who has opened no link what is published.
    let framed = scene.call("/preview/", &token);
    let framed = scene.world.send(framed.header("sec-fetch-dest", "iframe"));
    assert!(!framed.await.text().contains("top_bar"));
    assert!(scene.seen("").await.is_empty());
    // Nothing else of the portal heeds it.
    assert_eq!(scene.get("/api/session", &token).await.status, 401);
    assert!(!scene.get("/", &token).await.text().contains("top_bar"));

    scene.draft("#0f766e", json!({})).await;
    assert_eq!(scene.seen(&token).await, ["layout", "words"]);
    // Without a draft it is what is published.
    let call = scene
        .world
        .merchant_call(0, "DELETE", &format!("{BRANDING}/draft"));
    assert_eq!(scene.world.send(call).await.status, 200);
    assert!(scene.seen(&token).await.is_empty());
}

/// Bar: of the draft nothing is seen after the link has ended or was withdrawn, and it is said.
#[tokio::test]
async fn nothing_is_seen_when_it_is_over() {
    let scene = Scene::new().await;
    let (id, token) = scene.link(json!({})).await;
    let (_, short) = scene.link(json!({ "expires_in": 60 })).await;
    assert_eq!(scene.seen(&short).await.len(), 3);
    let clock = &scene.world.clock;
    clock.set(clock.now() + 60);
    for path in ["/preview/api/session", "/preview/api/login"] {
        assert_eq!(scene.get(path, &short).await.code(), "link_expired");
    }
    assert!(scene.seen(&short).await.is_empty());
    assert_eq!(scene.open(&short).await.code(), "link_expired");

    assert_eq!(scene.seen(&token).await.len(), 3);
    let call = scene
        .world
        .merchant_call(0, "DELETE", &format!("{LINKS}/{id}"));
    assert_eq!(scene.world.send(call).await.json()["deleted"], true);
    assert!(scene.seen(&token).await.is_empty());
    assert_eq!(scene.open(&token).await.code(), "link_expired");
    assert_eq!(
        scene.get("/preview/api/session", &token).await.code(),
        "link_expired"
    );
    // Withdrawn once is withdrawn.
    let call = scene
        .world
        .merchant_call(0, "DELETE", &format!("{LINKS}/{id}"));
    assert_eq!(scene.world.send(call).await.status, 404);
}

#[tokio::test]
async fn a_link_is_of_one_merchant() {
    let scene = Scene::new().await;
    let (id, token) = scene.link(json!({})).await;
    let browser = scene.world.browser(1);
    let call = browser.call("POST", "/preview/api/session");
    let opened = scene.world.send(call.json(json!({ "token": token }))).await;
    assert_eq!(opened.code(), "link_expired");
    let call = scene
        .world
        .merchant_call(1, "DELETE", &format!("{LINKS}/{id}"));
    assert_eq!(scene.world.send(call).await.status, 404);
    let list = scene.world.merchant_call(1, "GET", LINKS);
    assert_eq!(scene.world.send(list).await.json()["data"], json!([]));
    // No other site can have a browser open one.
    let call = scene.world.browser(0).call("POST", "/preview/api/session");
    let call = call
        .json(json!({ "token": token }))
        .with("sec-fetch-site", "cross-site");
    assert_eq!(scene.world.send(call).await.status, 403);
    for nonsense in ["pvl_x", "", &token.replace("pvl_", "pcs_")] {
        assert_eq!(scene.open(nonsense).await.code(), "link_expired");
    }
}

/// Bar: the token is in the answer that makes the link and in the cookie, and nowhere else.
#[tokio::test]
async fn the_token_is_nowhere() {
    let scene = Scene::new().await;
    let (_, token) = scene.link(json!({})).await;
    scene.open(&token).await;
    let list = scene.world.merchant_call(0, "GET", LINKS);
    assert!(!scene.world.send(list).await.text().contains(&token));
    let document = scene.get("/preview/", &token).await;
    assert!(!document.text().contains(&token));
    scene.world.app.store().close().await;
    let secret = &token[4..];
    let data = scene.world.folder.path().join("data");
    let mut read = 0;
    for entry in std::fs::read_dir(data).into_iter().flatten() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        read += bytes.len();
        let found = bytes
            .windows(secret.len())
            .any(|it| it == secret.as_bytes());
        assert!(!found);
    }
    println!("searched {read} bytes of {}", scene.world.store());
}

#[tokio::test]
async fn links_are_listed_and_bounded() {
    let scene = Scene::new().await;
    scene.link(json!({})).await;
    let now = scene.world.clock.now();
    let list = scene.world.merchant_call(0, "GET", LINKS);
    let list = scene.world.send(list).await.json();
    let link = &list["data"][0];
    assert_eq!(link["object"], "portico.branding_preview_link");
    assert_eq!(link["expires_at"], now + 7 * DAY);
    assert_eq!(
        (&link["path"], &link["locale"]),
        (&json!("/"), &json!(null))
    );
    assert!(link.get("url").is_none());
    for (wish, param) in [
        (json!({ "expires_in": 0 }), "expires_in"),
        (json!({ "expires_in": 30 * DAY + 1 }), "expires_in"),
        (json!({ "expires_in": "soon" }), "expires_in"),
        (json!({ "path": "//evil.test" }), "path"),
        (json!({ "path": "/p/session" }), "path"),
        (json!({ "locale": "tlh" }), "locale"),
        (json!({ "configuration": "bpc_none" }), "configuration"),
    ] {
        let answer = scene.post(LINKS, wish.clone()).await;
        assert!(matches!(answer.status, 400 | 404), "{wish}");
        assert_eq!(answer.json()["error"]["param"], param, "{wish}");
    }
    assert_eq!(scene.post(LINKS, json!({ "colour": 1 })).await.status, 400);
    for path in ["/login", "/subscriptions/sub_preview/update"] {
        scene
            .link(json!({ "path": path, "locale": "en-XA", "expires_in": 30 * DAY }))
            .await;
    }
}

#[tokio::test]
async fn a_link_is_to_the_draft_of_a_configuration_too() {
    let scene = Scene::new().await;
    let form = "features[invoice_history][enabled]=true&business_profile[headline]=Hello";
    let call = scene
        .world
        .merchant_call(0, "POST", "/v1/billing_portal/configurations");
    let made = scene.world.send(call.form(form)).await.json();
    let whose = json!({ "configuration": made["id"] });
    let (_, token) = scene.link(whose.clone()).await;
    assert!(scene.seen(&token).await.is_empty(), "it has no draft yet");
    scene.draft(DRAFT, whose.clone()).await;
    assert_eq!(scene.seen(&token).await.len(), 3);
    let session = scene.get("/preview/api/session", &token).await.json();
    assert_eq!(session["merchant"]["headline"], "Hello");
}

/// A document of one server names a sheet that another has not made.
#[tokio::test]
async fn another_server_makes_the_style_sheet_of_a_draft() {
    let scene = Scene::new().await;
    let (_, token) = scene.link(json!({})).await;
    let document = scene.get("/preview/", &token).await.text();
    let path = document.split("stylesheet\" href=\"").nth(1).unwrap();
    let path = path.split('"').next().unwrap();
    let (_, second) = scene.world.second().await;
    let without = scene.world.browser(0).call("GET", path).send(&second).await;
    assert_eq!(without.status, 404);
    let sheet = scene.call(path, &token).send(&second).await;
    assert_eq!(sheet.status, 200);
    assert!(sheet.text().contains(DRAFT));
}

#[tokio::test]
async fn on_https_the_cookie_is_the_hosts_own() {
    let world = World::new().await;
    let scene = Scene::of(world.secure_merchant()).await;
    let (_, token) = scene.link(json!({ "expires_in": 600 })).await;
    let opened = scene.open(&token).await;
    assert_eq!(
        opened.header("set-cookie"),
        format!(
            "__Host-portal-preview={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}",
            600 + DAY
        )
    );
    assert_eq!(scene.seen(&token).await.len(), 3);
}

//! What a configuration or a connected account has different from the account's look.

use serde_json::{Value, json};

use crate::support::{Browser, World};

const PATH: &str = "/v1/portico/branding";

struct Scene {
    world: World,
    customer: String,
    configuration: String,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let (customer, _) = world.subscriber(0, 1).await;
        let form =
            "features[invoice_history][enabled]=true&default_return_url=https://shop-0.test/";
        let call = world.merchant_call(0, "POST", "/v1/billing_portal/configurations");
        let made = world.send(call.form(form)).await;
        let configuration = made.json()["id"].as_str().expect(&made.text()).to_owned();
        Self {
            world,
            customer,
            configuration,
        }
    }

    async fn set(&self, changes: Value) -> Value {
        let call = self.world.merchant_call(0, "POST", PATH).json(changes);
        let answer = self.world.send(call).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    async fn different(&self, changes: Value) -> Value {
        let mut changes = changes;
        changes["configuration"] = json!(self.configuration);
        self.set(changes).await
    }

    async fn link(&self, form: &str) -> String {
        let call = self
            .world
            .merchant_call(0, "POST", "/v1/billing_portal/sessions");
        let customer = &self.customer;
        let made = self
            .world
            .send(call.form(&format!("customer={customer}&{form}")))
            .await;
        assert_eq!(made.status, 200, "{}", made.text());
        made.json()["url"].as_str().unwrap().to_owned()
    }

    /// The documents of a link: the one it leads to, and the next one.
    async fn documents(&self, link: &str) -> (Browser, [String; 2]) {
        let (page, token) = link.split_once('#').unwrap();
        let page = &page[page.find("/p/").unwrap()..];
        let mut browser = self.world.browser(0);
        let first = self.world.send(browser.call("GET", page)).await.text();
        assert_eq!(browser.open(&self.world, token).await.status, 200);
        let next = self.world.send(browser.call("GET", "/")).await.text();
        (browser, [first, next])
    }

    async fn css(&self, document: &str) -> String {
        let path = document.split("stylesheet\" href=\"").nth(1).unwrap();
        let path = path.split('"').next().unwrap();
        let sheet = self
            .world
            .send(self.world.browser(0).call("GET", path))
            .await;
        assert_eq!(sheet.status, 200, "{path}");
        sheet.text()
    }
}

fn brand(color: &str) -> Value {
    json!({ "modes": { "light": { "brand": color } } })
}

#[tokio::test]
async fn sessions_of_a_configuration_have_its_look_from_the_first_document_on() {
    let scene = Scene::new().await;
    scene
        .set(json!({ "modes": { "light": { "brand": "#0b5cad" } }, "shared": { "radius": 2 } }))
        .await;
    let configuration = format!("configuration={}", scene.configuration);
    let plain = scene.link(&configuration).await;
    assert!(plain.contains("/p/session#"), "{plain}");

    let logo = json!({ "light": pixel(), "dark": pixel() });
    let look = scene.different(json!({ "modes": { "light": { "brand": "#a94a23" } }, "shared": { "layout": "top_bar", "logo": logo } })).await;
    assert_eq!(look["configuration"], json!(scene.configuration));
    assert_eq!(
        look["overrides"]["modes"],
        json!({ "light": { "brand": "#a94a23" } })
    );
    assert_eq!(look["shared"]["radius"], 2, "the rest is the account's");
    let link = scene.link(&configuration).await;
    let (browser, documents) = scene.documents(&link).await;
    for document in &documents {
        assert!(document.contains("data-layout=\"top_bar\""), "{document}");
        let css = scene.css(document).await;
        assert!(css.contains("--color-brand: #a94a23") && css.contains("--radius-control: 2px"));
    }
    let merchant = browser.portal(&scene.world).await.json()["merchant"].clone();
    assert!(merchant["logo"].is_string() && merchant["logo_dark"].is_string());

    let (_, others) = scene.documents(&scene.link("").await).await;
    for document in &others {
        assert!(scene.css(document).await.contains("--color-brand: #0b5cad"));
    }
    // What the account changes is seen where nothing else is said.
    scene.set(json!({ "shared": { "radius": 9 } })).await;
    let (_, documents) = scene.documents(&scene.link(&configuration).await).await;
    let css = scene.css(&documents[0]).await;
    assert!(css.contains("--radius-control: 9px") && css.contains("#a94a23"));
    scene.different(json!({ "modes": { "light": { "brand": "" } }, "shared": { "layout": null, "logo": null } })).await;
    assert!(
        scene.link(&configuration).await.contains("/p/session#"),
        "nothing is different any more"
    );
}

fn pixel() -> String {
    use base64::Engine;
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z" fill="#123456"/></svg>"##;
    let encoded = base64::engine::general_purpose::STANDARD.encode(svg);
    format!("data:image/svg+xml;base64,{encoded}")
}

/// A platform's customers know the connected business: its colour in Stripe is theirs, unless the platform says otherwise.
#[tokio::test]
async fn a_connected_account_has_its_own_colour() {
    let scene = Scene::new().await;
    let key = scene.world.account(0).secret_key.expose().to_owned();
    let form = "business_profile[name]=Alder+Books&settings[branding][primary_color]=%23aa3377";
    let account = scene
        .world
        .engine
        .ask(&key, "POST", "/v1/accounts", form)
        .await;
    let account = account["id"].as_str().unwrap().to_owned();
    let behalf = format!("on_behalf_of={account}");
    let (_, documents) = scene.documents(&scene.link(&behalf).await).await;
    for document in &documents {
        assert!(scene.css(document).await.contains("--color-brand: #aa3377"));
    }
    let mut changes = brand("#225588");
    changes["account"] = json!(account);
    assert_eq!(scene.set(changes).await["account"], json!(account));
    scene.different(json!({ "shared": { "radius": 21 } })).await;
    let both = format!("{behalf}&configuration={}", scene.configuration);
    let (_, documents) = scene.documents(&scene.link(&both).await).await;
    for document in &documents {
        let css = scene.css(document).await;
        assert!(css.contains("--color-brand: #225588") && css.contains("--radius-control: 21px"));
    }
}

#[tokio::test]
async fn whose_look_it_is_must_be_there() {
    let scene = Scene::new().await;
    let refused = async |body: Value| {
        let answer = scene
            .world
            .send(scene.world.merchant_call(0, "POST", PATH).json(body))
            .await;
        (answer.status, answer.json()["error"]["param"].clone())
    };
    assert_eq!(
        refused(json!({ "configuration": "bpc_none" })).await,
        (404, json!("configuration"))
    );
    assert_eq!(
        refused(json!({ "account": "acct_none" })).await,
        (400, json!("account"))
    );
    let both = json!({ "account": "acct_none", "configuration": scene.configuration });
    assert_eq!(refused(both).await, (400, json!("account")));
    let foreign = format!("{PATH}?configuration={}", scene.configuration);
    let foreign = scene
        .world
        .send(scene.world.merchant_call(1, "GET", &foreign))
        .await;
    assert_eq!(foreign.status, 404);
    // A look that somebody makes up is the account's.
    for query in [
        "look=bpc_none",
        "look=..%2f..",
        "look=acct_1.bpc_2.bpc_3",
        "look",
    ] {
        let page = scene
            .world
            .browser(0)
            .call("GET", &format!("/p/session?{query}"));
        let (made_up, plain) = (
            scene.world.send(page).await,
            scene.world.browser(0).call("GET", "/p/session"),
        );
        assert_eq!(
            made_up.text(),
            scene.world.send(plain).await.text(),
            "{query}"
        );
    }
}

/// Another server learns of what is different here, also of a style sheet it has never made.
#[tokio::test]
async fn a_second_server_serves_the_style_sheet_of_a_configuration() {
    let scene = Scene::new().await;
    let look = scene.different(brand("#a94a23")).await;
    let path = look["stylesheet"].as_str().unwrap();
    assert!(path.contains("?look=bpc_"), "{path}");
    let (_, second) = scene.world.second().await;
    let sheet = scene.world.browser(0).call("GET", path).send(&second).await;
    assert_eq!(sheet.status, 200);
    assert!(sheet.text().contains("--color-brand: #a94a23"));
}

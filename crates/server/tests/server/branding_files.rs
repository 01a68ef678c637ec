//! Files and words of a look: SVG, pictures for each scheme, typefaces, the merchant's own texts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{Answer, World};

const PATH: &str = "/v1/portico/branding";

async fn set(world: &World, changes: Value) -> Answer {
    world
        .send(world.merchant_call(0, "POST", PATH).json(changes))
        .await
}

fn svg(color: &str) -> String {
    let text = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 20" onload="steal()"><script>steal()</script><path d="M0 0h80v20z" fill="{color}"/></svg>"##
    );
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(text))
}

fn font(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../public/fonts");
    let mut files = std::fs::read_dir(folder).unwrap().flatten();
    let found = files.find(|file| file.file_name().to_string_lossy().starts_with(name));
    let bytes = std::fs::read(found.unwrap().path()).unwrap();
    format!("data:font/woff2;base64,{}", STANDARD.encode(bytes))
}

#[tokio::test]
async fn a_logo_in_svg_loses_what_could_act_and_is_served_so_that_it_cannot() {
    let world = World::new().await;
    let answer = set(&world, json!({ "shared": { "logo": svg("#123456") } })).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let hash = answer.json()["shared"]["logo"]["light"]
        .as_str()
        .unwrap()
        .to_owned();
    let served = world
        .send(world.browser(0).call("GET", &format!("/media/{hash}")))
        .await;
    assert_eq!(served.header("content-type"), "image/svg+xml");
    let policy = served.header("content-security-policy").to_owned();
    assert!(
        policy.starts_with("default-src 'none'") && policy.contains("sandbox"),
        "{policy}"
    );
    assert!(served.text().contains("#123456") && !served.text().contains("steal"));
}

/// A logo alone does not change the style sheet, by which documents were told apart: a new logo was not seen before the
/// server was started anew.
#[tokio::test]
async fn another_logo_is_seen_in_the_next_document() {
    let world = World::new().await;
    for color in ["#111111", "#222222"] {
        let answer = set(&world, json!({ "shared": { "logo": svg(color) } })).await;
        let hash = answer.json()["shared"]["logo"]["light"]
            .as_str()
            .unwrap()
            .to_owned();
        let document = world.send(world.browser(0).call("GET", "/")).await.text();
        assert!(document.contains(&hash), "{color}");
    }
}

#[tokio::test]
async fn documents_name_the_pictures_of_both_schemes_and_the_layout() {
    let world = World::new().await;
    let plain = world.send(world.browser(0).call("GET", "/")).await.text();
    assert!(plain.contains("href=\"/favicon.svg\"") && plain.contains("data-layout=\"columns\""));
    let logo = json!({ "light": svg("#111111"), "dark": svg("#eeeeee") });
    let changes = json!({ "shared": { "logo": logo, "icon": svg("#333333"), "layout": "bare" } });
    let shared = set(&world, changes).await.json()["shared"].clone();
    let document = world.send(world.browser(0).call("GET", "/")).await.text();
    for hash in [
        &shared["logo"]["light"],
        &shared["logo"]["dark"],
        &shared["icon"]["light"],
    ] {
        assert!(document.contains(&format!("\"/media/{}\"", hash.as_str().unwrap())));
    }
    assert!(document.contains("data-layout=\"bare\""));
    assert!(!document.contains("favicon.svg"));
}

#[tokio::test]
async fn a_font_of_the_merchants_is_served_from_here() {
    let world = World::new().await;
    let changes = json!({ "shared": { "font": "own", "font_file": font("lora-latin-") } });
    let answer = set(&world, changes).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let look = answer.json();
    assert_eq!(look["shared"]["font_file"]["variable"], true);
    let hash = look["shared"]["font_file"]["regular"]
        .as_str()
        .unwrap()
        .to_owned();
    let file = world
        .send(world.browser(0).call("GET", &format!("/media/{hash}")))
        .await;
    assert_eq!(file.header("content-type"), "font/woff2");
    let sheet = look["stylesheet"].as_str().unwrap();
    let css = world.send(world.browser(0).call("GET", sheet)).await.text();
    assert!(css.contains(&format!("url(\"/media/{hash}\")")));

    let (regular, bold) = (font("figtree-latin-"), font("outfit-latin-"));
    let pair = json!({ "shared": { "font_file": { "regular": regular, "bold": bold } } });
    assert!(set(&world, pair).await.json()["shared"]["font_file"]["bold"].is_string());

    let wrong = [
        (json!({ "font_file": svg("#111111") }), "shared[font_file]"),
        (
            json!({ "font_file": "data:font/woff2;base64,AAAA" }),
            "shared[font_file]",
        ),
        (json!({ "logo": font("lora-latin-") }), "shared[logo]"),
        (json!({ "logo": hash }), "shared[logo]"),
        (
            json!({ "font_file": "https://fonts.test/a.woff2" }),
            "shared[font_file]",
        ),
        (json!({ "font_file": null }), "shared[font_file]"),
    ];
    for (shared, param) in wrong {
        let answer = set(&world, json!({ "shared": shared })).await;
        assert_eq!(
            (answer.status, &answer.json()["error"]["param"]),
            (400, &json!(param)),
            "{}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn customers_read_the_merchants_words_in_their_language() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let texts = json!({
        "headline": { "de": "Ihr Tarif bei uns" },
        "support": { "default": "Call +1 555 0100", "de": "Rufen Sie uns an: +49 30 555" },
        "footer": "Acme Ltd, 1 Main Street",
    });
    assert_eq!(set(&world, json!({ "texts": texts })).await.status, 200);
    let shown = async |locale: &str| {
        let call = world.merchant_call(0, "POST", "/v1/billing_portal/sessions");
        let made = world
            .send(call.form(&format!("customer={customer}&locale={locale}")))
            .await;
        let url = made.json()["url"].as_str().unwrap().to_owned();
        let mut browser = world.browser(0);
        browser
            .open(&world, url.split_once('#').unwrap().1)
            .await
            .json()["merchant"]
            .clone()
    };
    let german = shown("de").await;
    assert_eq!(german["headline"], "Ihr Tarif bei uns");
    assert_eq!(german["texts"]["support"], "Rufen Sie uns an: +49 30 555");
    let dutch = shown("nl").await;
    assert_eq!(dutch["headline"], Value::Null);
    assert_eq!(dutch["texts"]["support"], "Call +1 555 0100");
    assert_eq!(dutch["texts"]["footer"], "Acme Ltd, 1 Main Street");
    let wrong = set(&world, json!({ "texts": { "cancel": { "de": "x\ny" } } })).await;
    assert_eq!(wrong.json()["error"]["param"], "texts[cancel][de]");
}

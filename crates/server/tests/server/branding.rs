//! `/v1/portico/branding`.

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

fn png(width: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(64_u32.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes
}

fn data_url(kind: &str, bytes: &[u8]) -> String {
    format!("data:image/{kind};base64,{}", STANDARD.encode(bytes))
}

#[tokio::test]
async fn a_colour_changes_the_style_sheet_of_this_merchant_only() {
    let world = World::new().await;
    let before = world.send(world.browser(0).call("GET", "/")).await.text();
    let answer = set(
        &world,
        json!({ "modes": { "light": { "brand": "#ffe600" } } }),
    )
    .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["modes"]["light"]["brand"], "#ffe600");
    assert!(
        !answer.json()["adjustments"].as_array().unwrap().is_empty(),
        "yellow links cannot be read"
    );

    let document = world.send(world.browser(0).call("GET", "/")).await.text();
    assert_ne!(document, before);
    let sheet = answer.json()["stylesheet"].as_str().unwrap().to_owned();
    assert!(document.contains(&sheet));
    let css = world.send(world.browser(0).call("GET", &sheet)).await;
    assert_eq!(
        css.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert!(
        css.text().starts_with("body {") && css.text().contains("--color-brand:#ffe600")
            || css.text().contains("--color-brand: #ffe600")
    );
    assert_eq!(
        world
            .send(world.browser(1).call("GET", &sheet))
            .await
            .status,
        404
    );
    assert_eq!(
        world.send(world.browser(1).call("GET", "/")).await.text(),
        before
    );

    let old = before
        .split("stylesheet\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let kept = world.send(world.browser(0).call("GET", old)).await;
    assert_eq!(
        kept.status, 200,
        "open documents still get their style sheet"
    );
}

/// An editor shows each colour with its figures; a merchant should not have to believe that a look can be read.
#[tokio::test]
async fn every_colour_is_told_with_what_it_reaches() {
    let world = World::new().await;
    let look = json!({ "modes": { "light": { "brand": "#ffe600", "surface": "#ffffff" } } });
    let published = set(&world, look.clone()).await.json();
    let colors = published["colors"].as_array().unwrap();
    let find = |token: &str, contrast: &str| {
        let found = colors.iter().find(|color| {
            color["scheme"] == "light" && color["token"] == token && color["contrast"] == contrast
        });
        found.unwrap().clone()
    };
    assert_eq!(find("brand", "standard")["origin"], "given");
    assert_eq!(find("background", "standard")["origin"], "derived");
    let link = find("link", "standard");
    assert_eq!(
        (&link["origin"], &link["wanted"]),
        (&json!("corrected"), &json!("#ffe600"))
    );
    for (contrast, required) in [("standard", 4.5), ("more", 7.0)] {
        let link = find("link", contrast);
        let pairs = link["pairs"].as_array().unwrap();
        let papers: Vec<_> = pairs.iter().map(|pair| pair["token"].as_str()).collect();
        assert_eq!(
            papers,
            ["background", "surface", "surface-hover", "sunken"].map(Some)
        );
        for pair in pairs {
            assert_eq!(pair["required"], required);
            assert!(pair["ratio"].as_f64().unwrap() >= required, "{link}");
        }
    }
    // What was corrected stands in both lists, with the same figures.
    let adjustments = published["adjustments"].as_array().unwrap();
    let corrected = colors.iter().filter(|color| color["origin"] == "corrected");
    assert_eq!(adjustments.len(), corrected.clone().count());
    for (adjustment, color) in adjustments.iter().zip(corrected) {
        for name in ["token", "scheme", "contrast", "used", "wanted"] {
            assert_eq!(adjustment[name], color[name], "{adjustment}");
        }
        let ratios = color["pairs"].as_array().unwrap().iter();
        let least = ratios.filter_map(|pair| pair["ratio"].as_f64());
        assert_eq!(
            adjustment["ratio"].as_f64(),
            least.reduce(f64::min),
            "{color}"
        );
    }

    let read = world.send(world.merchant_call(0, "GET", PATH)).await.json();
    assert_eq!(read["colors"], published["colors"]);
    let call = world.merchant_call(0, "POST", &format!("{PATH}/draft"));
    let draft = world.send(call.json(look)).await.json();
    assert_eq!(draft["colors"], published["colors"]);
    // A list of a hundred versions, and an event, say what was set.
    let versions = world.merchant_call(0, "GET", &format!("{PATH}/versions"));
    let versions = world.send(versions).await.json();
    assert_eq!(versions["data"][0]["colors"], Value::Null);
    let events = world.send(world.merchant_call(0, "GET", "/v1/portico/events"));
    let event = events.await.json()["data"][0]["data"]["object"].clone();
    assert_eq!(event["object"], "portico.branding");
    assert_eq!(event["colors"], Value::Null);
}

#[tokio::test]
async fn the_style_sheet_is_what_its_hash_says_also_when_compressed() {
    use sha2::{Digest, Sha384};
    let world = World::new().await;
    let document = world.send(world.browser(0).call("GET", "/")).await.text();
    let sheet = document
        .split("stylesheet\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let integrity = document
        .split("integrity=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let plain = world.send(world.browser(0).call("GET", &sheet)).await;
    assert_eq!(
        integrity,
        format!("sha384-{}", STANDARD.encode(Sha384::digest(&plain.body)))
    );
    let call = world
        .browser(0)
        .call("GET", &sheet)
        .header("accept-encoding", "gzip, br");
    let small = world.send(call).await;
    assert_eq!(small.header("content-encoding"), "br");
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &small.body[..], &mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
}

#[tokio::test]
async fn settings_merge_and_survive_a_restart() {
    let world = World::new().await;
    let form = "modes[light][brand]=%23123456&shared[radius]=12&shared[button_style]=pill";
    let answer = world
        .send(world.merchant_call(0, "POST", PATH).form(form))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    set(&world, json!({ "shared": { "button_style": "" } })).await;
    let read = world.send(world.merchant_call(0, "GET", PATH)).await.json();
    assert_eq!(read["object"], "portico.branding");
    assert_eq!(read["modes"]["light"]["brand"], "#123456");
    assert_eq!(read["shared"]["radius"], 12);
    assert_eq!(read["shared"]["button_style"], "rounded");

    let stylesheet = read["stylesheet"].clone();
    world.app.store().close().await;
    let again = portico_server::app::App::start(&world.config, world.clock.clone())
        .await
        .unwrap();
    assert_eq!(
        json!(
            again
                .merchant("acct_0")
                .unwrap()
                .looks
                .account()
                .unwrap()
                .css_path()
        ),
        stylesheet
    );
}

#[tokio::test]
async fn what_is_no_setting_is_refused_with_its_name() {
    let world = World::new().await;
    let before = world.send(world.merchant_call(0, "GET", PATH)).await.json();
    let cases = [
        (json!({ "colour": "#fff" }), "colour"),
        (
            json!({ "modes": { "light": { "brand": "red;}" } } }),
            "modes[light][brand]",
        ),
        (
            json!({ "modes": { "light": { "brand": "url(https://evil.test)" } } }),
            "modes[light][brand]",
        ),
        (json!({ "shared": { "radius": 25 } }), "shared[radius]"),
        (
            json!({ "shared": { "font": "Comic Sans" } }),
            "shared[font]",
        ),
        (
            json!({ "shared": { "logo": "https://evil.test/logo.png" } }),
            "shared[logo]",
        ),
        (
            json!({ "shared": { "logo": "0".repeat(64) } }),
            "shared[logo]",
        ),
        (
            json!({ "shared": { "logo": data_url("png", b"<svg onload=alert(1)>") } }),
            "shared[logo]",
        ),
        (
            json!({ "shared": { "logo": data_url("svg+xml", b"<svg/>") } }),
            "shared[logo]",
        ),
        (
            json!({ "shared": { "logo": data_url("png", &png(100)) } }),
            "shared[logo]",
        ),
        (
            json!({ "shared": { "icon": { "dark": data_url("jpeg", &png(128)) } } }),
            "shared[icon][dark]",
        ),
        (
            json!({ "shared": { "icon": "data:image/png;base64,@@" } }),
            "shared[icon]",
        ),
        (
            json!({ "shared": { "logo": data_url("png", &[png(128), vec![0; 512 * 1024]].concat()) } }),
            "shared[logo]",
        ),
    ];
    for (changes, param) in cases {
        let answer = set(&world, changes).await;
        let error = &answer.json()["error"];
        assert_eq!(
            (answer.status, error["param"].as_str()),
            (400, Some(param)),
            "{}",
            answer.text()
        );
        assert_eq!(error["type"], "invalid_request_error");
    }
    for body in ["", "[]", "nonsense"] {
        let call = world
            .merchant_call(0, "POST", PATH)
            .json(json!({}))
            .bytes(body);
        assert_eq!(world.send(call).await.status, 400, "{body}");
    }
    assert_eq!(
        world.send(world.merchant_call(0, "GET", PATH)).await.json(),
        before
    );
}

#[tokio::test]
async fn a_logo_is_served_from_here_and_can_do_nothing() {
    let world = World::new().await;
    let bytes = png(256);
    let answer = set(
        &world,
        json!({ "shared": { "logo": data_url("png", &bytes) } }),
    )
    .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let hash = answer.json()["shared"]["logo"]["light"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/media/{hash}");
    let picture = world.send(world.browser(0).call("GET", &path)).await;
    assert_eq!(picture.body, bytes);
    assert_eq!(picture.header("content-type"), "image/png");
    assert_eq!(
        picture.header("content-security-policy"),
        "default-src 'none'; sandbox"
    );
    assert_eq!(picture.header("content-disposition"), "attachment");
    assert_eq!(
        world.send(world.browser(1).call("GET", &path)).await.status,
        404
    );
    assert!(
        world
            .send(world.browser(0).call("GET", "/"))
            .await
            .text()
            .contains(&path)
    );

    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    assert_eq!(
        browser.portal(&world).await.json()["merchant"]["logo"],
        path
    );
    let again = set(&world, json!({ "shared": { "icon": hash } })).await;
    assert_eq!(
        again.status, 200,
        "a known picture can be named by its hash"
    );
}

#[tokio::test]
async fn a_look_can_begin_with_a_preset() {
    let world = World::new().await;
    let path = "/v1/portico/branding/presets";
    let list = world.send(world.merchant_call(0, "GET", path)).await.json();
    let presets = list["data"].as_array().unwrap();
    assert!(presets.len() >= 12);

    let logo = data_url("png", &png(128));
    let changes =
        json!({ "modes": { "light": { "danger": "#a00000" } }, "shared": { "logo": logo } });
    assert_eq!(set(&world, changes).await.status, 200);
    for preset in presets {
        let answer = set(&world, json!({ "preset": preset["id"] })).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let look = answer.json();
        assert_eq!(
            look["modes"], preset["modes"],
            "what was there before is gone"
        );
        assert_eq!(look["shared"]["font"], preset["shared"]["font"]);
        assert!(
            look["shared"]["logo"]["light"].is_string(),
            "but for pictures"
        );
    }
    let changes = json!({ "preset": "clay", "modes": { "light": { "brand": "#0b5cad" } } });
    let look = set(&world, changes).await.json();
    assert_eq!(look["modes"]["light"]["brand"], "#0b5cad");
    assert_eq!(look["modes"]["dark"]["brand"], "#e58a5c");
    assert_eq!(look["shared"]["font"], "old_style");
    let refused = set(&world, json!({ "preset": "beige" })).await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["error"]["param"], "preset");
}

#[tokio::test]
async fn a_look_goes_to_a_design_tool_and_comes_back() {
    let world = World::new().await;
    let path = "/v1/portico/branding/tokens";
    let logo = data_url("png", &png(128));
    let before = set(
        &world,
        json!({ "preset": "folio", "shared": { "logo": logo } }),
    )
    .await;
    let mut before = before.json();
    let tokens = world.send(world.merchant_call(0, "GET", path)).await.json();
    assert_eq!(tokens["version"], "2025.10");
    assert_eq!(set(&world, json!({ "preset": "mint" })).await.status, 200);

    let send = |document: &Value| world.merchant_call(0, "POST", path).json(document.clone());
    let after = world.send(send(&tokens)).await;
    assert_eq!(after.status, 200, "{}", after.text());
    let mut after = after.json();
    assert_eq!(after["ignored"], json!([]));
    for look in [&mut before, &mut after] {
        for name in ["ignored", "version"] {
            look.as_object_mut().unwrap().remove(name);
        }
    }
    assert_eq!(after, before);

    let wrong = json!({ "color": { "brand": { "$type": "color", "$value": "plum" } } });
    let refused = world.send(send(&wrong)).await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["error"]["param"], "color.brand");
    // Fractions of colours have as many digits as card numbers, and some are valid ones.
    let brand = json!({ "colorSpace": "srgb", "components": [0.4242424242424242, 0.16, 0.36] });
    let foreign =
        json!({ "spacing": { "$value": "4px" }, "color": { "primary": { "$value": brand } } });
    let look = world.send(send(&foreign)).await.json();
    assert_eq!(look["modes"]["light"]["brand"], "#6c295c");
    assert_eq!(look["ignored"], json!(["spacing"]));
    assert!(look["shared"]["logo"]["light"].is_string(), "pictures stay");
}

#[tokio::test]
async fn a_look_is_taken_from_what_a_merchant_has_for_stripes_own_components() {
    let world = World::new().await;
    let path = "/v1/portico/branding/appearance";
    let logo = data_url("png", &png(128));
    let before = set(
        &world,
        json!({ "preset": "clay", "shared": { "logo": logo } }),
    )
    .await
    .json();
    let ours = world.send(world.merchant_call(0, "GET", path)).await.json();
    assert_eq!(ours["variables"]["colorPrimary"], "#a94a23");
    let send = |object: &Value| world.merchant_call(0, "POST", path).json(object.clone());
    let again = world.send(send(&ours)).await.json();
    assert_eq!(
        (&again["modes"], &again["shared"]),
        (&before["modes"], &before["shared"])
    );

    let theirs = json!({ "theme": "stripe", "variables": { "colorPrimary": "#0570de", "spacingUnit": "4px" } });
    let look = world.send(send(&theirs)).await.json();
    assert_eq!(look["modes"]["light"]["brand"], "#0570de");
    assert_eq!(
        look["modes"]["dark"],
        json!({}),
        "what it does not mention is derived"
    );
    assert_eq!(look["ignored"], json!(["variables.spacingUnit"]));
    assert!(look["shared"]["logo"]["light"].is_string(), "pictures stay");
    let refused = world
        .send(send(&json!({ "variables": { "colorPrimary": "plum" } })))
        .await;
    assert_eq!(refused.json()["error"]["param"], "variables[colorPrimary]");
}

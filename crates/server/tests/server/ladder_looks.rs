//! What a hostile merchant, or somebody who writes into the database, can do by a look: nothing.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use portico_server::media::{self, Use};
use portico_server::store::LookOf;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::dice::Dice;
use crate::support::{World, report, size};

const PATH: &str = "/v1/portico/branding";

/// What is tried, here and in a browser.
#[derive(Deserialize)]
struct Hostile {
    /// What would leave its place in a style sheet, load something or hide something, were it written there.
    values: Vec<String>,
    /// Where in the settings, as JSON pointers.
    places: Vec<String>,
    /// What runs or loads something in an SVG.
    vectors: Vec<String>,
    /// Pictures, with `VECTOR` where one of them goes.
    pictures: Vec<String>,
}

static HOSTILE: LazyLock<Hostile> =
    LazyLock::new(|| serde_json::from_str(include_str!("hostile.json")).unwrap());

fn some<'a>(dice: &mut Dice, of: &'a [String]) -> &'a str {
    &of[dice.below(of.len())]
}

/// A setting somewhere, most often hostile.
fn settings(dice: &mut Dice) -> Value {
    let mut settings = json!({});
    for _ in 0..=dice.below(3) {
        let mut value = match dice.below(4) {
            0 => format!("#{:06x}", dice.below(0x100_0000)),
            _ => some(dice, &HOSTILE.values).to_owned(),
        };
        if dice.below(3) == 0 {
            let at = dice.below(value.len() + 1);
            let at = (0..=at)
                .rev()
                .find(|at| value.is_char_boundary(*at))
                .unwrap();
            value.insert(
                at,
                dice.one(&[';', '}', '"', '\'', '\\', '\n', '/', '\0', '<', ')']),
            );
        }
        let mut place = &mut settings;
        for name in some(dice, &HOSTILE.places).split('/').skip(1) {
            // What is said of a part takes the place of what was said of the whole.
            if !place.is_object() {
                *place = json!({});
            }
            place = &mut place[name];
        }
        *place = json!(value);
    }
    settings
}

/// The theme in a style sheet, whose every line is of a closed grammar; `None`, or the line that is not.
fn outside_of_the_grammar(css: &str) -> Option<&str> {
    let theme = &css[css.find('\n')?..];
    let plain = |text: &str, more: &str| {
        let mut all = text.chars();
        all.all(|c| c.is_ascii_alphanumeric() || " .-,#\"%".contains(c) || more.contains(c))
    };
    theme.lines().map(str::trim).find(|line| {
        let is_rule = *line == "}"
            || line.is_empty()
            || *line == "@font-face {"
            || (line.starts_with(":root") || line.starts_with("@media (prefers-"))
                && line.ends_with(" {");
        let Some((name, value)) = line.strip_suffix(';').and_then(|it| it.split_once(": ")) else {
            return !is_rule;
        };
        let is_path = |value: &str| {
            let path = value
                .strip_prefix("url(\"/")
                .and_then(|it| it.strip_suffix("\") format(\"woff2\")"));
            path.is_some_and(|it| plain(it, "/_"))
        };
        match name {
            "src" => !is_path(value),
            "unicode-range" => !plain(value, "+"),
            _ => !plain(name, "") || !plain(value, ""),
        }
    })
}

#[tokio::test]
async fn ladder_row_11_hostile_settings() {
    let world = World::new().await;
    let mut dice = Dice::new(11);
    let (count, mut taken, mut wrong) = (size(300, 10_000), 0, Vec::new());
    for number in 0..count {
        let settings = settings(&mut dice);
        let told = format!("{settings}");
        if number % 2 == 0 {
            let call = world.merchant_call(0, "POST", PATH).json(settings);
            let answer = world.send(call).await;
            taken += usize::from(answer.status == 200);
            if answer.status >= 500 {
                wrong.push(format!("{}: {told}", answer.status));
            }
        } else {
            // Past the API, as somebody with the database would.
            let of = LookOf {
                merchant: "acct_0",
                scope: "",
            };
            let store = world.app.store();
            let before = store.look(of).await.unwrap().map_or(0, |row| row.version);
            let text = told.replace("\\u0000", "");
            let written = store.publish_look(of, before, &text, &[], None, 1);
            assert!(written.await.unwrap().is_some());
        }
        let look = world.send(world.merchant_call(0, "GET", PATH)).await;
        let look = if look.status == 200 {
            look.json()
        } else {
            Value::Null
        };
        let merchant = world.app.merchant("acct_0").unwrap();
        let (shown, _) = merchant.looks.refreshed(&world.app, "").await.unwrap();
        let sheet = world
            .send(world.browser(0).call("GET", &shown.css_path()))
            .await;
        let css = sheet.text();
        let document = world.send(world.browser(0).call("GET", "/")).await;
        let is_clean = sheet.status == 200 && document.status == 200;
        if !is_clean || css.contains("evil") || document.text().contains("evil") {
            wrong.push(format!("{told} gave {look}"));
        } else if let Some(line) = outside_of_the_grammar(&css) {
            wrong.push(format!("{told} gave {line}"));
        }
    }
    report(
        11,
        "hostile settings of a look, by the API and straight into the database",
        "0 outside the grammar, 0 5xx",
        &format!("{} of {count} ({taken} taken by the API)", wrong.len()),
        wrong.is_empty(),
    );
}

/// A picture with the vector in one of the places.
fn picture(vector: &str, place: &str) -> String {
    place.replace("VECTOR", vector)
}

/// What is left of what acts. Names of elements and attributes do not count where they are text.
fn acts(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let signs = [
        "evil",
        "hit()",
        "<script",
        ":script",
        "javascript",
        "<foreignobject",
        "<iframe",
        "<embed",
        "<object",
        "<handler",
        "<!entity",
        "<!doctype",
        "<?xml-stylesheet",
        "@import",
        " onload",
        " onclick",
        " onmouseover",
        " onbegin",
        " onend",
        " onfocus",
        "data:",
    ];
    signs.into_iter().find(|sign| lower.contains(sign))
}

#[tokio::test]
async fn ladder_row_11_hostile_pictures() {
    let world = World::new().await;
    let (mut count, mut taken, mut wrong, mut longest) = (0, 0, Vec::new(), Duration::ZERO);
    for vector in &HOSTILE.vectors {
        for place in &HOSTILE.pictures {
            count += 1;
            let svg = picture(vector, place);
            let url = format!("data:image/svg+xml;base64,{}", STANDARD.encode(&svg));
            let asked = Instant::now();
            let read = media::read(&url, Use::Picture);
            longest = longest.max(asked.elapsed());
            let Ok(file) = read else { continue };
            taken += 1;
            let call = world.merchant_call(0, "POST", PATH);
            let answer = world
                .send(call.json(json!({ "shared": { "logo": url } })))
                .await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let served = world
                .browser(0)
                .call("GET", &format!("/media/{}", file.hash));
            let served = world.send(served).await;
            let policy = served.header("content-security-policy");
            let is_shut = policy.starts_with("default-src 'none'")
                && policy.ends_with("sandbox")
                && served.header("x-content-type-options") == "nosniff"
                && served.header("content-disposition") == "attachment";
            if let Some(sign) = acts(&served.text()) {
                wrong.push(format!("{sign} in {} of {svg}", served.text()));
            } else if served.status != 200 || !is_shut {
                wrong.push(format!("{policy}: {svg}"));
            }
        }
    }
    for each in &wrong {
        println!("{each}");
    }
    report(
        11,
        "hostile pictures in SVG",
        "0 keep what acts, each read within 200 ms",
        &format!(
            "{} of {count} ({taken} taken), the longest {} ms",
            wrong.len(),
            longest.as_millis()
        ),
        wrong.is_empty() && longest < Duration::from_millis(200),
    );
}

/// Whatever is sent is answered: files are read without a panic.
#[test]
fn ladder_row_11_damaged_files() {
    let mut dice = Dice::new(211);
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../public/fonts");
    let font = std::fs::read_dir(folder).unwrap().flatten();
    let font = font.map(|it| it.path()).find(|it| {
        it.to_string_lossy()
            .ends_with("figtree-latin-4ba7d3d0.woff2")
    });
    let font = std::fs::read(font.unwrap()).unwrap();
    let count = size(2_000, 1_000_000);
    for number in 0..count {
        let (of, kind, mut bytes) = match number % 8 {
            // Only its head is read.
            0 => (
                Use::Font,
                "font/woff2",
                font[..font.len().min(2_000)].to_vec(),
            ),
            1 => (
                Use::Picture,
                "image/png",
                b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\0\0\0\x01\0".to_vec(),
            ),
            2 => (
                Use::Picture,
                "image/jpeg",
                b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x80\x01\0".to_vec(),
            ),
            _ => (
                Use::Picture,
                "image/svg+xml",
                picture(
                    some(&mut dice, &HOSTILE.vectors),
                    some(&mut dice, &HOSTILE.pictures),
                )
                .into_bytes(),
            ),
        };
        for _ in 0..=dice.below(6) {
            let at = dice.below(bytes.len());
            match dice.below(4) {
                0 => bytes[at] ^= 1 << dice.below(8),
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, dice.one(b"<>\"'&;/=\0 \xff")),
                _ => {
                    let (begin, end) = (at.min(bytes.len() / 2), at.max(bytes.len() / 2));
                    let part = bytes[begin..end].to_vec();
                    bytes.extend(part);
                    bytes.truncate(4_000);
                }
            }
        }
        let url = format!("data:{kind};base64,{}", STANDARD.encode(&bytes));
        if let Ok(file) = media::read(&url, of)
            && kind == "image/svg+xml"
        {
            let text = String::from_utf8(file.media.bytes).unwrap();
            assert_eq!(
                acts(&text).filter(|sign| !matches!(*sign, "evil" | "hit()")),
                None,
                "{text}"
            );
        }
    }
    report(
        11,
        "damaged pictures and fonts",
        "0 panics",
        &format!("0 of {count}"),
        true,
    );
}

//! What a hostile merchant, or somebody who writes into the database, can do by a look: nothing.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use portico_server::media::{self, Use};
use portico_server::store::LookOf;
use serde_json::{Value, json};

use crate::support::dice::Dice;
use crate::support::{World, report, size};

const PATH: &str = "/v1/portico/branding";

/// What would leave its place in a style sheet, load something or hide something, were it written there.
const VALUES: [&str; 24] = [
    "red;}body{display:none}",
    "#fff;background:url(https://evil.test/a)",
    "url(https://evil.test/b.png)",
    "image-set(\"https://evil.test/c.png\" 1x)",
    "attr(data-merchant type(<url>))",
    "if(style(--x:1):url(//evil.test/d))",
    "expression(alert(1))",
    "</style><script>alert(1)</script>",
    "var(--color-brand)",
    "\\75\\72\\6c(//evil.test/e)",
    "#12345",
    "#gggggg",
    "transparent",
    "rgba(0,0,0,0)",
    "999999px",
    "-8px",
    "calc(1px*9999)",
    "Inter;}@import 'https://evil.test/f.css'",
    "\"Inter\", url(//evil.test/g)",
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "https://evil.test/logo.svg",
    "../../../../etc/passwd",
    "\u{202e}evil",
];

const PLACES: [&str; 16] = [
    "/modes/light/brand",
    "/modes/dark/text",
    "/modes/light/background",
    "/modes/dark/surface",
    "/modes/light/panel",
    "/modes/dark/danger",
    "/shared/font",
    "/shared/radius",
    "/shared/density",
    "/shared/layout",
    "/shared/logo",
    "/shared/font_file",
    "/colorPrimary",
    "/variables/fontFamily",
    "/texts/footer",
    "/texts/headline/de",
];

/// A setting somewhere, most often hostile.
fn settings(dice: &mut Dice) -> Value {
    let mut settings = json!({});
    for _ in 0..=dice.below(3) {
        let mut value = match dice.below(4) {
            0 => format!("#{:06x}", dice.below(0x100_0000)),
            _ => dice.one(&VALUES).to_owned(),
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
        for name in dice.one(&PLACES).split('/').skip(1) {
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

/// What runs or loads something in an SVG.
const VECTORS: [&str; 40] = [
    "<script>hit()</script>",
    "<script href=\"https://evil.test/a.js\"/>",
    "<script xlink:href=\"data:text/javascript,hit()\"/>",
    "<SCRIPT>hit()</SCRIPT>",
    "<g onload=\"hit()\"/>",
    "<rect onclick=\"hit()\" width=\"9\" height=\"9\"/>",
    "<rect OnMouseOver=\"hit()\" width=\"9\" height=\"9\"/>",
    "<a href=\"javascript:hit()\"><rect width=\"9\" height=\"9\"/></a>",
    "<a xlink:href=\"java&#10;script:hit()\"><rect width=\"9\" height=\"9\"/></a>",
    "<animate attributeName=\"href\" values=\"javascript:hit()\" onbegin=\"hit()\"/>",
    "<set attributeName=\"onload\" to=\"hit()\"/>",
    "<animateTransform attributeName=\"transform\" onend=\"hit()\"/>",
    "<foreignObject><iframe xmlns=\"http://www.w3.org/1999/xhtml\" src=\"https://evil.test/b\"/></foreignObject>",
    "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\" onload=\"hit()\"/></foreignObject>",
    "<foreignObject><form xmlns=\"http://www.w3.org/1999/xhtml\" action=\"https://evil.test/c\"><input autofocus=\"\"/></form></foreignObject>",
    "<image href=\"https://evil.test/d.png\" width=\"9\" height=\"9\"/>",
    "<image xlink:href=\"//evil.test/e.svg\" width=\"9\" height=\"9\"/>",
    "<image href=\"data:image/svg+xml,&lt;svg onload='hit()'/&gt;\" width=\"9\" height=\"9\"/>",
    "<use href=\"https://evil.test/f.svg#x\"/>",
    "<use xlink:href=\"data:image/svg+xml;base64,PHN2Zy8+#x\"/>",
    "<feImage href=\"https://evil.test/g.png\"/>",
    "<filter id=\"f\"><feImage xlink:href=\"https://evil.test/h.png\"/></filter>",
    "<style>@import url(https://evil.test/i.css);</style>",
    "<style>rect{fill:url(https://evil.test/j.svg#a)}</style>",
    "<style>@font-face{font-family:x;src:url(https://evil.test/k.woff2)}</style>",
    "<style>*{background:image-set('https://evil.test/l.png' 1x)}</style>",
    "<rect style=\"fill:url(https://evil.test/m.svg#a)\" width=\"9\" height=\"9\"/>",
    "<rect fill=\"url(https://evil.test/n.svg#a)\" width=\"9\" height=\"9\"/>",
    "<rect filter=\"url('https://evil.test/o.svg#a')\" width=\"9\" height=\"9\"/>",
    "<rect mask=\"url(//evil.test/p.svg#a)\" width=\"9\" height=\"9\"/>",
    "<rect clip-path=\"url( https://evil.test/q.svg#a )\" width=\"9\" height=\"9\"/>",
    "<path d=\"M0 0h9v9z\" marker-end=\"url(https://evil.test/r.svg#a)\"/>",
    "<text><tspan onfocus=\"hit()\" tabindex=\"1\">a</tspan></text>",
    "<textPath href=\"https://evil.test/s.svg#a\"/>",
    "<handler xmlns:ev=\"http://www.w3.org/2001/xml-events\" ev:event=\"load\">hit()</handler>",
    "<iframe src=\"https://evil.test/t\"/>",
    "<embed src=\"https://evil.test/u\"/><object data=\"https://evil.test/v\"/>",
    "<metadata><script xmlns=\"http://www.w3.org/1999/xhtml\">hit()</script></metadata>",
    "<switch><foreignObject requiredExtensions=\"http://www.w3.org/1999/xhtml\"><p xmlns=\"http://www.w3.org/1999/xhtml\" onclick=\"hit()\"/></foreignObject></switch>",
    "<cursor id=\"c\" href=\"https://evil.test/w.cur\"/><rect style=\"cursor:url(https://evil.test/x.cur)\" width=\"9\" height=\"9\"/>",
];

/// A picture with the vector in one of five places.
fn picture(vector: &str, wrapping: usize) -> String {
    let spaces = "xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\"";
    let shape = "<path d=\"M0 0h9v9z\" fill=\"#123456\"/>";
    match wrapping {
        0 => format!("<svg {spaces}>{vector}{shape}</svg>"),
        1 => format!("<svg {spaces}><defs><g id=\"a\">{vector}</g></defs>{shape}</svg>"),
        2 => format!(
            "<?xml version=\"1.0\"?><?xml-stylesheet href=\"https://evil.test/y.css\"?><svg {spaces}>{shape}<svg>{vector}</svg></svg>"
        ),
        3 => format!(
            "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\"><svg {spaces} onload=\"hit()\">{shape}{vector}</svg>"
        ),
        _ => format!(
            "<svg:svg xmlns:svg=\"http://www.w3.org/2000/svg\" {spaces}>{vector}<svg:script>hit()</svg:script>{shape}</svg:svg>"
        ),
    }
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
    for vector in VECTORS {
        for wrapping in 0..5 {
            count += 1;
            let svg = picture(vector, wrapping);
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
                picture(dice.one(&VECTORS), dice.below(5)).into_bytes(),
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

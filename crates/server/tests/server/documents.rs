//! Documents, their policies, and the files they load.

use std::collections::BTreeSet;
use std::path::Path;

use contract::SetupMode;
use portico_server::config::Processor;
use portico_server::documents::{DOCUMENTS, Template};
use portico_server::locale::Catalogues;

use crate::support::{Answer, Call, World};

async fn get(world: &World, merchant: usize, path: &str) -> Answer {
    world.send(world.browser(merchant).call("GET", path)).await
}

#[tokio::test]
async fn the_template_is_filled_for_merchant_and_language() {
    let world = World::new().await;
    let call = world
        .browser(0)
        .call("GET", "/")
        .header("accept-language", "nl-BE, en;q=0.5");
    let document = world.send(call).await;
    let text = document.text();
    assert!(
        text.contains("<html lang=\"nl\" dir=\"ltr\" data-layout=\"columns\">"),
        "{text}"
    );
    assert!(text.contains("<title>Billing – Acme</title>"));
    assert!(text.contains("data-test-mode=\"true\" data-merchant=\"Acme\""));
    assert!(text.contains("<p>Laden</p>"));
    assert!(!text.contains("{{"));
    assert!(text.contains("data-program=\"portal\" data-js=\"/assets/portal-1.js\""));
    assert_eq!(document.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(document.header("cache-control"), "no-cache");
    assert_eq!(
        document.header("vary"),
        "Accept-Encoding, Accept-Language, Cookie, Sec-Fetch-Dest"
    );
}

#[tokio::test]
async fn in_arabic_a_document_is_read_from_the_right_and_names_keep_their_direction() {
    let world = World::new().await;
    let call = world.browser(0).call("GET", "/");
    let document = world.send(call.header("accept-language", "ar-EG")).await;
    let text = document.text();
    assert!(text.contains("<html lang=\"ar\" dir=\"rtl\""), "{text}");
    let title = "<title>\u{2068}Billing\u{2069} – \u{2068}Acme\u{2069}</title>";
    assert!(text.contains(title), "{text}");
    assert!(text.contains("data-merchant=\"Acme\""), "{text}");
}

#[tokio::test]
async fn a_link_for_one_language_opens_a_document_in_it() {
    // The words that a frame has without the app, such as why nothing came of a press, were in the browser's language
    // below a page in the one that was asked for.
    let world = World::new().await;
    for (path, tag) in [
        ("/p/session?locale=ar", "ar"),
        ("/p/session?path=%2Finvoices&locale=de", "de"),
        ("/p/session?locale=xx", "nl"),
        ("/p/session", "nl"),
        ("/?locale=ar", "nl"),
    ] {
        let call = world.browser(0).call("GET", path);
        let document = world.send(call.header("accept-language", "nl")).await;
        let lang = format!("<html lang=\"{tag}\"");
        assert!(document.text().contains(&lang), "{path}");
    }
}

#[tokio::test]
async fn each_document_runs_the_program_of_its_page() {
    let world = World::new().await;
    let check = async |path: &str, program: &str| {
        let document = get(&world, 0, path).await;
        let expected = format!("data-program=\"{program}\" data-js=\"/assets/{program}-1.js\"");
        assert!(document.text().contains(&expected), "{path}");
    };
    check("/p/session", "portal").await;
    check("/add-payment-method", "payment").await;
    check("/subscriptions/sub_1/cancel", "subscriptions").await;
    check("/subscriptions/sub_1/other", "portal").await;
}

#[tokio::test]
async fn policies_are_exactly_as_strict_as_measured() {
    let world = World::new().await;
    let home = get(&world, 0, "/").await;
    let engine = &world.engine.url;
    let boot = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
    let app = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {boot}; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types default"
    );
    assert_eq!(home.header("content-security-policy"), app);
    assert_eq!(
        home.header("integrity-policy"),
        "blocked-destinations=(script)"
    );
    assert_eq!(home.header("cross-origin-opener-policy"), "same-origin");
    for path in ["/p/session", "/nothing"] {
        assert_eq!(
            get(&world, 0, path).await.header("content-security-policy"),
            app
        );
    }

    let add = get(&world, 0, "/add-payment-method").await;
    let expected = app
        .replace(&format!("{boot};"), &format!("{boot} {engine};"))
        .replace(
            "connect-src 'self';",
            &format!("connect-src 'self' {engine}; frame-src {engine};"),
        );
    assert_eq!(add.header("content-security-policy"), expected);
    assert_eq!(add.header("integrity-policy"), "");
    assert_eq!(
        add.header("cross-origin-opener-policy"),
        "same-origin-allow-popups"
    );
    assert!(
        add.header("permissions-policy")
            .starts_with(&format!("payment=(self \"{engine}\"),"))
    );
    assert!(
        add.text()
            .contains(&format!("<script src=\"{engine}/v3/\" async></script>"))
    );
    assert!(!home.text().contains(engine.as_str()));
}

/// Bar: where methods are entered on the processor's page, no document names the processor to add one; where its form is
/// on ours, exactly one does, and names exactly the listed hosts. Authenticating a payment needs the script either way
/// (docs/adr/0017).
#[tokio::test]
async fn the_processor_is_named_where_it_is_needed() {
    let paths = DOCUMENTS
        .iter()
        .map(|(path, _)| path.replace("{id}", "x"))
        .chain(["/p/login/x".to_owned(), "/nothing".to_owned()]);
    let paths: Vec<String> = paths.collect();
    for (mode, expected) in [
        (SetupMode::Redirect, vec!["/invoices/x/authenticate"]),
        (
            SetupMode::Embedded,
            vec!["/add-payment-method", "/invoices/x/authenticate"],
        ),
    ] {
        let world = World::with_account(|account| {
            account.processor = Processor::stripe();
            account.add_payment_method = mode;
        })
        .await;
        let strict = get(&world, 0, "/").await;
        let policy = "content-security-policy";
        let mut naming = Vec::new();
        for path in &paths {
            let document = get(&world, 0, path).await;
            let hosts = hosts_named(document.header(policy));
            if hosts.is_empty() {
                assert_eq!(document.header(policy), strict.header(policy), "{path}");
                let names = ["permissions-policy", "integrity-policy"];
                for name in names {
                    assert_eq!(document.header(name), strict.header(name), "{path}");
                }
                assert!(!document.text().contains("stripe"), "{path}");
            } else {
                let listed = [
                    "https://*.js.stripe.com",
                    "https://api.stripe.com",
                    "https://hooks.stripe.com",
                    "https://js.stripe.com",
                ];
                assert_eq!(hosts, BTreeSet::from(listed), "{path}");
                let script = "<script src=\"https://js.stripe.com/v3/\" async></script>";
                assert!(document.text().contains(script), "{path}");
                naming.push(path.as_str());
            }
        }
        println!(
            "{mode:?}: {} of {} documents name it",
            naming.len(),
            paths.len()
        );
        assert_eq!(naming, expected, "{mode:?}");
    }
}

/// Every host of a policy.
fn hosts_named(policy: &str) -> BTreeSet<&str> {
    let words = policy.split([' ', ';']);
    words.filter(|word| word.contains("//")).collect()
}

#[tokio::test]
async fn nothing_here_is_a_page_with_status_404() {
    let world = World::new().await;
    for path in [
        "/nothing",
        "/index.html",
        "/manifest.json",
        "/locales/en.json",
        "/.secret",
        "/assets",
        "/../data/portico.db",
    ] {
        let answer = get(&world, 0, path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().starts_with("<!doctype html>"), "{path}");
    }
    assert_eq!(
        get(&world, 0, "/assets/..%2f..%2fdata%2fportico.db")
            .await
            .status,
        404
    );
    assert_eq!(get(&world, 0, "/assets/portal-1.js.br").await.status, 404);
}

#[tokio::test]
async fn files_are_compressed_cached_and_typed() {
    let world = World::new().await;
    let wasm = get(&world, 0, "/assets/portal-1_bg.wasm").await;
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert_eq!(
        wasm.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    let call = world
        .browser(0)
        .call("GET", "/assets/portal-1.js")
        .header("accept-encoding", "br");
    let small = world.send(call.clone()).await;
    assert_eq!(
        (small.header("content-encoding"), &small.body[..]),
        ("br", &b"compressed"[..])
    );
    assert_eq!(small.header("vary"), "Accept-Encoding");
    let again = world
        .send(call.header("if-none-match", small.header("etag")))
        .await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(
        get(&world, 0, "/robots.txt").await.header("cache-control"),
        "public, no-cache"
    );
    let head = world
        .send(
            world
                .browser(0)
                .call("HEAD", "/assets/portal-1.js")
                .without("content-type"),
        )
        .await;
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[tokio::test]
async fn the_first_screen_is_compressed() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let plain = browser.portal(&world).await;
    let call = browser
        .call("GET", "/api/session")
        .header("accept-encoding", "gzip, br");
    let small = world.send(call).await;
    assert_eq!(small.header("content-encoding"), "br");
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &small.body[..], &mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
}

#[tokio::test]
async fn readiness_turns_red_before_the_end() {
    let world = World::new().await;
    let ready = Call::new("GET", "/readyz").header("host", "m0.localhost:4242");
    assert_eq!(world.send(ready.clone()).await.status, 200);
    world.app.drain();
    assert_eq!(world.send(ready.clone()).await.text(), "draining");
    assert_eq!(get(&world, 0, "/healthz").await.status, 200);
    world.app.store().close().await;
    assert_eq!(world.send(ready).await.status, 503);
}

/// The real template with the real catalogues, so that neither names what the other does not have.
#[test]
fn the_projects_own_template_can_be_filled() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let catalogues = Catalogues::read(&root.join("public/locales")).unwrap();
    let template = std::fs::read_to_string(root.join("index.html")).unwrap();
    Template::parse("index.html", &template, &catalogues).unwrap();
}

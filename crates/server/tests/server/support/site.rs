//! A small built client with everything the server looks for.

use std::path::Path;

const INDEX: &str = r#"<!doctype html>
<html lang="{{lang}}" dir="{{dir}}" data-layout="{{layout}}"><head><link rel="icon" href="{{icon}}"><title>{{title}}</title><meta name="theme-color" content="{{theme_color}}">
<link rel="stylesheet" href="{{css}}" integrity="{{css_integrity}}">{{processor}}{{#preview}}<script src="{{preview}}" integrity="{{preview_integrity}}"></script>{{/preview}}<script data-program="{{program}}" data-js="{{js}}" data-base="{{base}}">boot()</script>{{#framed}}<script type="module" src="{{frame}}" integrity="{{frame_integrity}}"></script>{{/framed}}</head>
<body data-test-mode="{{test_mode}}" data-merchant="{{merchant}}"><img src="{{logo}}" alt="" data-dark="{{logo_dark}}"><p>{{t:document.loading}}</p></body></html>
"#;

const DASHBOARD: &str = r#"<!doctype html>
<html lang="{{lang}}" dir="{{dir}}"><head><title>{{title}}</title><link rel="stylesheet" href="{{css}}" integrity="{{css_integrity}}">
<script data-base="{{base}}" data-program="{{program}}" data-js="{{js}}">boot()</script></head><body></body></html>
"#;

const MANIFEST: &str = r#"{
  "programs": {
    "portal": {"js": {"path": "/assets/portal-1.js", "integrity": "sha384-x"},
               "wasm": {"path": "/assets/portal-1_bg.wasm", "integrity": "sha384-x"}, "words": ["many", "padding"]},
    "subscriptions": {"js": {"path": "/assets/subscriptions-1.js", "integrity": "sha384-x"},
               "wasm": {"path": "/assets/subscriptions-1_bg.wasm", "integrity": "sha384-x"}, "words": ["padding"]},
    "payment": {"js": {"path": "/assets/payment-1.js", "integrity": "sha384-x"},
               "wasm": {"path": "/assets/payment-1_bg.wasm", "integrity": "sha384-x"}, "words": ["padding"]},
    "invoices": {"js": {"path": "/assets/invoices-1.js", "integrity": "sha384-x"},
               "wasm": {"path": "/assets/invoices-1_bg.wasm", "integrity": "sha384-x"}, "words": ["padding"]},
    "account": {"js": {"path": "/assets/account-1.js", "integrity": "sha384-x"},
               "wasm": {"path": "/assets/account-1_bg.wasm", "integrity": "sha384-x"}, "words": ["padding"]},
    "login": {"js": {"path": "/assets/login-1.js", "integrity": "sha384-x"},
               "wasm": {"path": "/assets/login-1_bg.wasm", "integrity": "sha384-x"}, "words": ["padding"]},
    "dashboard": {"js": {"path": "/assets/dashboard-1.js", "integrity": "sha384-x"},
               "wasm": {"path": "/assets/dashboard-1_bg.wasm", "integrity": "sha384-x"}, "words": ["padding"]}
  },
  "css": {"path": "/assets/portal-1.css", "integrity": "sha384-x"},
  "dashboard_css": {"path": "/assets/dashboard-1.css", "integrity": "sha384-x"},
  "preview": {"path": "/assets/preview-1.js", "integrity": "sha384-preview"},
  "frame": {"path": "/assets/frame-1.js", "integrity": "sha384-frame"},
  "boot": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
  "build": "1"
}"#;

/// Writes it.
pub fn write(folder: &Path) {
    let file = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    };
    file("index.html", INDEX.as_bytes());
    file("dashboard.html", DASHBOARD.as_bytes());
    file("manifest.json", MANIFEST.as_bytes());
    file(
        "assets/portal-1.js",
        b"export const portal = 1;".repeat(50).as_slice(),
    );
    file("assets/portal-1.js.br", b"compressed");
    file("assets/portal-1_bg.wasm", b"\0asm\x01\0\0\0");
    file("assets/portal-1.css", b"body { color: var(--color-text); }");
    file(
        "assets/dashboard-1.css",
        b"nav { color: var(--color-text); }",
    );
    file("embed/v1.js", b"export const createPortal = 1;");
    file(
        "favicon.svg",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
    );
    file("robots.txt", b"User-agent: *\nDisallow: /\n");
    file(".secret", b"not for anybody");
    let languages = [
        ("en", "Loading"),
        ("nl", "Laden"),
        ("de", "Wird geladen"),
        ("ar", "يجري التحميل"),
    ];
    for (tag, loading) in languages {
        let words = format!(
            r#"{{"document": {{"loading": "{loading}", "title": "Billing", "preview_said": {}}}, "shell": {{"page_title": "{{page}} – {{merchant}}"}},
                "many": {{"one": "one", "other": "{{count}}"}}, "padding": "{}", {}}}"#,
            shipped(tag)["document"]["preview_said"],
            "word ".repeat(300),
            told_by_the_server(tag)
        );
        file(&format!("locales/{tag}.json"), words.as_bytes());
    }
}

/// The shipped words that the server says itself.
fn told_by_the_server(tag: &str) -> String {
    let shipped = shipped(tag);
    let groups = ["mail", "method"].map(|name| format!("\"{name}\": {}", shipped[name]));
    groups.join(", ")
}

fn shipped(tag: &str) -> serde_json::Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/locales");
    let text = std::fs::read_to_string(folder.join(format!("{tag}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

//! What the picker's documents and the engine's table of test methods have to agree on.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use sandbox::{Config, Sandbox};
use serde_json::Value;
use tower::ServiceExt as _;

async fn fetch(sandbox: &Sandbox, path: &str) -> String {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let response = sandbox.router().oneshot(request).await.expect("an answer");
    assert!(response.status().is_success(), "{path}");
    let bytes = to_bytes(response.into_body(), usize::MAX)
        .await
        .expect("a body");
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[tokio::test]
async fn every_offered_method_has_words_and_a_badge() {
    let data = std::env::temp_dir().join(format!("sandbox-browser-{}", std::process::id()));
    let config = Config {
        data: data.clone(),
        webhooks: Vec::new(),
        public_origin: "http://localhost:4243".to_owned(),
    };
    let sandbox = Sandbox::open(config).await.expect("a sandbox");
    let methods: Value =
        serde_json::from_str(&fetch(&sandbox, "/v3/test-methods").await).expect("JSON");
    let words = fetch(&sandbox, "/v3/lib/locales/en.js").await;
    let document = fetch(&sandbox, "/v3/frame").await;
    let _ = std::fs::remove_dir_all(data);

    let methods = methods["data"].as_array().expect("a list");
    assert!(methods.len() > 20);
    for method in methods {
        let outcome = method["outcome"].as_str().expect("an outcome");
        assert!(
            words.contains(&format!("\n    {outcome}: '")),
            "no words for {method}"
        );
        // What the picker leaves away of a label is told by the outcome.
        let label = method["label"].as_str().expect("a label");
        assert!(outcome != "succeeds" || !label.contains(','), "{method}");
        if let Some(brand) = method["brand"].as_str() {
            assert!(
                document.contains(&format!("<symbol id=\"{brand}\"")),
                "no badge for {method}"
            );
        }
    }
    let kinds: std::collections::HashSet<&str> = methods
        .iter()
        .filter_map(|method| method["kind"].as_str())
        .collect();
    assert_eq!(kinds.len(), 11, "{kinds:?}");
}

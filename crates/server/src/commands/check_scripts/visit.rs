//! One page in the browser: what it answered and what was executed.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha384};

use super::browser::Browser;
use super::compare::is_it;
use super::inventory::Script;
use crate::commands::Failure;

/// How long a page may take until everything that is listed was executed.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a page is watched after that, for what is not listed.
const AFTERWARDS: Duration = Duration::from_millis(500);

/// What a page did.
#[derive(Debug, Default)]
pub struct Seen {
    /// The status of the document.
    pub status: u16,
    /// Its headers, by names in lower case.
    pub headers: Vec<(String, String)>,
    /// The document.
    pub body: Vec<u8>,
    /// Every script that was executed, in this order.
    pub scripts: Vec<Executed>,
}

/// A script that was executed.
#[derive(Debug)]
pub struct Executed {
    /// Where it came from; the document's own address when it stood in it.
    pub url: String,
    /// `sha256-…` of its text, or of its bytes when it is WebAssembly.
    pub sha256: String,
    /// `sha384-…` of the same.
    pub sha384: String,
}

impl Executed {
    fn new(url: &str, bytes: &[u8]) -> Self {
        Self {
            url: url.to_owned(),
            sha256: format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes))),
            sha384: format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes))),
        }
    }

    /// As a person may be told of it.
    pub fn name(&self) -> &str {
        if self.url.is_empty() {
            "a script without an address"
        } else {
            &self.url
        }
    }
}

/// Opens a page and watches it. The inner error is the browser's reason not to open it.
///
/// # Errors
/// When the browser itself fails.
pub fn visit(
    browser: &mut Browser,
    url: &str,
    language: &str,
    listed: &[Script],
) -> Result<Result<Seen, String>, Failure> {
    let page = browser.open_page()?;
    for (method, params) in [
        ("Network.enable", json!({})),
        ("Network.setCacheDisabled", json!({ "cacheDisabled": true })),
        (
            "Network.setExtraHTTPHeaders",
            json!({ "headers": { "Accept-Language": language } }),
        ),
        ("Debugger.enable", json!({})),
        ("Page.enable", json!({})),
    ] {
        browser.call(&page, method, params)?;
    }
    let opened = browser.call(&page, "Page.navigate", json!({ "url": url }))?;
    if let Some(reason) = opened["errorText"].as_str() {
        return Ok(Err(reason.to_owned()));
    }
    let mut seen = Seen::default();
    let mut document = None;
    let mut body = None;
    let mut until = Instant::now() + PATIENCE;
    let mut is_complete = false;
    while let Some(event) = browser.event(&page, until)? {
        let params = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            // A page that repairs itself by loading once more counts as it was first.
            "Network.responseReceived"
                if params["type"] == "Document"
                    && params["frameId"] == opened["frameId"]
                    && document.is_none() =>
            {
                document = params["requestId"].as_str().map(str::to_owned);
                read_head(&params["response"], &mut seen);
            }
            "Network.loadingFinished"
                if params["requestId"].as_str() == document.as_deref() && document.is_some() =>
            {
                let request = json!({ "requestId": params["requestId"] });
                let answer = browser.call(&page, "Network.getResponseBody", request)?;
                let is_encoded = answer["base64Encoded"] == true;
                body = Some(bytes_of(&answer["body"], is_encoded)?);
            }
            "Debugger.scriptParsed" => {
                // What is gone with its page can be asked for no more; then it was executed, and by whom is not known.
                let asked = browser.call(
                    &page,
                    "Debugger.getScriptSource",
                    json!({ "scriptId": params["scriptId"] }),
                );
                let source = match asked {
                    Ok(source) if source["bytecode"].is_string() => {
                        bytes_of(&source["bytecode"], true)?
                    }
                    Ok(source) => bytes_of(&source["scriptSource"], false)?,
                    Err(_) => Vec::new(),
                };
                let url = params["url"].as_str().unwrap_or_default();
                seen.scripts.push(Executed::new(url, &source));
            }
            _ => {}
        }
        let has_all = listed
            .iter()
            .all(|script| seen.scripts.iter().any(|it| is_it(script, it)));
        if has_all && body.is_some() && !is_complete {
            is_complete = true;
            until = until.min(Instant::now() + AFTERWARDS);
        }
    }
    browser.close_page(page)?;
    seen.body = body.unwrap_or_default();
    Ok(Ok(seen))
}

fn read_head(response: &Value, seen: &mut Seen) {
    seen.status = response["status"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok())
        .unwrap_or_default();
    let headers = response["headers"].as_object().into_iter().flatten();
    seen.headers = headers
        .map(|(name, value)| {
            (
                name.to_ascii_lowercase(),
                value.as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect();
}

fn bytes_of(text: &Value, is_encoded: bool) -> Result<Vec<u8>, Failure> {
    let text = text.as_str().unwrap_or_default();
    Ok(if is_encoded {
        STANDARD.decode(text)?
    } else {
        text.as_bytes().to_vec()
    })
}

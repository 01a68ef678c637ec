//! What was seen against what was expected.

use axum::http::HeaderMap;

use super::Expected;
use super::inventory::Script;
use super::visit::{Executed, Seen};

/// Headers that are each answer's own, or say how it travelled, which is a proxy's affair.
const OF_ONE_ANSWER: [&str; 9] = [
    "alt-svc",
    "connection",
    "content-encoding",
    "content-length",
    "date",
    "etag",
    "request-id",
    "transfer-encoding",
    "vary",
];

/// Everything that differs, in sentences. Empty: nothing.
pub fn findings(expected: &Expected, seen: &Seen) -> Vec<String> {
    let mut findings = Vec::new();
    for executed in &seen.scripts {
        if !expected
            .scripts
            .iter()
            .any(|script| is_it(script, executed))
        {
            let name = executed.name();
            findings.push(format!(
                "{name} was executed and is not in the inventory ({})",
                executed.sha384
            ));
        }
    }
    for script in &expected.scripts {
        if !seen.scripts.iter().any(|executed| is_it(script, executed)) {
            let name = script
                .url
                .as_deref()
                .unwrap_or("the script in the document");
            findings.push(format!(
                "{name} is in the inventory and was not executed as it is there"
            ));
        }
    }
    findings.extend(headers(&expected.headers, &seen.headers));
    if seen.status != expected.status.as_u16() {
        findings.push(format!(
            "answers {} instead of {}",
            seen.status,
            expected.status.as_u16()
        ));
    }
    if seen.body != expected.body {
        findings.push("the document is not the one that this version serves".to_owned());
    }
    findings
}

/// Whether this is what was executed: by its hash, else by its address.
pub fn is_it(script: &Script, executed: &Executed) -> bool {
    match &script.integrity {
        Some(integrity) => *integrity == executed.sha256 || *integrity == executed.sha384,
        None => {
            script.url.as_deref() == Some(&executed.url)
                || script
                    .loads_from
                    .iter()
                    .any(|source| is_from(source, &executed.url))
        }
    }
}

/// Whether a source of the policy, an origin whose first label may be `*`, is where a script is from.
fn is_from(source: &str, url: &str) -> bool {
    let Some((scheme, host)) = source.split_once("://") else {
        return false;
    };
    let Some(rest) = url
        .strip_prefix(scheme)
        .and_then(|url| url.strip_prefix("://"))
    else {
        return false;
    };
    let from = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match host.strip_prefix('*') {
        Some(below) => from.ends_with(below),
        None => from == host,
    }
}

fn headers(expected: &HeaderMap, seen: &[(String, String)]) -> Vec<String> {
    let find = |name: &str| seen.iter().find(|(seen, _)| seen == name);
    let mut findings = Vec::new();
    for (name, value) in expected {
        let value = value.to_str().unwrap_or_default();
        match find(name.as_str()) {
            _ if OF_ONE_ANSWER.contains(&name.as_str()) => {}
            None => findings.push(format!("the header {name} is missing")),
            Some((_, found)) if found != value => {
                findings.push(format!(
                    "the header {name} is \"{found}\" instead of \"{value}\""
                ));
            }
            Some(_) => {}
        }
    }
    // A page that others may read is one that was opened up.
    let opened = seen
        .iter()
        .filter(|(name, _)| name.starts_with("access-control-"));
    findings.extend(opened.map(|(name, value)| format!("the header {name} is there: \"{value}\"")));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_an_origin() {
        let check =
            |source, url, expected| assert_eq!(is_from(source, url), expected, "{source} {url}");
        check(
            "https://js.stripe.com",
            "https://js.stripe.com/v3/fingerprinted/x.js",
            true,
        );
        check(
            "https://js.stripe.com",
            "https://js.stripe.com.evil.test/v3/",
            false,
        );
        check(
            "https://js.stripe.com",
            "https://evil.test/js.stripe.com/",
            false,
        );
        check("https://js.stripe.com", "http://js.stripe.com/v3/", false);
        check(
            "https://*.js.stripe.com",
            "https://m.js.stripe.com/x.js",
            true,
        );
        check(
            "https://*.js.stripe.com",
            "https://notjs.stripe.com/x.js",
            false,
        );
        check(
            "https://*.js.stripe.com",
            "https://js.stripe.com/x.js",
            false,
        );
    }

    #[test]
    fn headers_are_what_they_were_or_it_is_said() {
        let mut expected = HeaderMap::new();
        expected.insert("x-frame-options", "DENY".parse().unwrap());
        expected.insert("content-length", "3".parse().unwrap());
        let seen = |pairs: &[(&str, &str)]| {
            let pairs = pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            headers(&expected, &pairs.collect::<Vec<_>>())
        };
        assert!(seen(&[("x-frame-options", "DENY"), ("server", "caddy")]).is_empty());
        assert_eq!(seen(&[]), ["the header x-frame-options is missing"]);
        assert_eq!(
            seen(&[("x-frame-options", "SAMEORIGIN")]),
            ["the header x-frame-options is \"SAMEORIGIN\" instead of \"DENY\""]
        );
        let open = [
            ("x-frame-options", "DENY"),
            ("access-control-allow-origin", "*"),
        ];
        assert_eq!(
            seen(&open),
            ["the header access-control-allow-origin is there: \"*\""]
        );
    }
}

//! What reads what anybody may send, given anything.

use axum::http::{HeaderMap, HeaderValue, header};
use portico_server::form::{self, Node};
use portico_server::session::{cookie, token};
use portico_server::{idempotency, pan};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use stripe::webhook;

use crate::support::{report, size};

/// Holds something against many inputs, and reports it.
fn hold<S: Strategy>(
    figure: &str,
    inputs: &S,
    is_so: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let cases = size(20_000, 1_000_000);
    let mut runner = TestRunner::new(Config {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        ..Config::default()
    });
    let result = runner.run(inputs, is_so);
    if let Err(TestError::Fail(reason, input)) = &result {
        println!("{figure}: {reason}: {input:?}");
    }
    let bar = "0 panics, 0 misread";
    let measured = format!("{} of {cases}", usize::from(result.is_err()));
    report(24, figure, bar, &measured, result.is_ok());
}

/// Bytes, and bytes that look like what is meant.
fn bytes(letters: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let near = prop::collection::vec(prop::sample::select(letters.as_bytes()), 0..80);
    prop_oneof![prop::collection::vec(any::<u8>(), 0..80), near]
}

fn depth(node: &Node) -> usize {
    match node {
        Node::Text(_) => 0,
        Node::Map(parts) => 1 + parts.values().map(depth).max().unwrap_or(0),
    }
}

#[test]
fn ladder_row_24_forms() {
    hold("forms", &bytes("ab[]=&%+0129f"), |bytes| {
        let Ok(form) = form::parse(&bytes) else {
            return Ok(());
        };
        prop_assert!(depth(&form) <= 11, "too deep");
        for name in ["a", "b", "ab", ""] {
            let texts = form.texts(name).len();
            prop_assert!(form.get(name).map_or(0, |node| node.entries().len()) >= texts);
        }
        Ok(())
    });
}

#[test]
fn ladder_row_24_signatures() {
    let body = b"{}";
    hold("webhook signatures", &bytes("tv10=,9af -+"), |bytes| {
        let header = String::from_utf8_lossy(&bytes);
        let verified = webhook::verify(body, &header, &["whsec_x", ""], webhook::TOLERANCE, 0);
        prop_assert!(verified.is_err());
        Ok(())
    });
}

#[test]
fn ladder_row_24_cookies() {
    let token = token::mint(token::BROWSER);
    let lines = prop::collection::vec((bytes("portal=; ,_Host-\""), any::<bool>()), 0..4);
    hold("cookies", &lines, |lines| {
        let mut headers = HeaderMap::new();
        let mut given = 0;
        for (bytes, holds) in lines {
            let mut line = bytes;
            if holds {
                line.extend_from_slice(format!("; portal={token}").as_bytes());
            }
            if let Ok(value) = HeaderValue::from_bytes(&line) {
                given += usize::from(holds && value.to_str().is_ok());
                headers.append(header::COOKIE, value);
            }
        }
        let read = cookie::read(&headers, false);
        prop_assert!(read.is_none() || (given == 1 && read.as_ref() == Some(&token)));
        prop_assert!(cookie::read(&headers, true).is_none());
        prop_assert!(cookie::read_login(&headers, false).is_none());
        Ok(())
    });
}

#[test]
fn ladder_row_24_tokens() {
    let token = token::mint(token::LINK);
    let changes = (0..token.len(), any::<char>(), bytes("pcs_0aZ"));
    hold("tokens", &changes, |(at, other, bytes)| {
        let mut changed: Vec<char> = token.chars().collect();
        changed[at] = other;
        let changed: String = changed.into_iter().collect();
        let is_token = token::is_well_formed(&changed, token::LINK);
        prop_assert_eq!(is_token, changed == token);
        let any = String::from_utf8_lossy(&bytes);
        prop_assert!(!token::is_well_formed(&any, token::LINK));
        Ok(())
    });
}

#[test]
fn ladder_row_24_json_and_keys() {
    hold(
        "JSON bodies and idempotency keys",
        &bytes("{}[]\":,0123456789.-eE\\un "),
        |bytes| {
            if let Ok(json) = serde_json::from_slice(&bytes) {
                // Whatever is a card number for one is for the other, which takes a person's own numbers for less.
                prop_assert!(!pan::in_details(&json) || pan::in_json(&json));
            }
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                headers.append("idempotency-key", value);
            }
            if let Ok(Some(key)) = idempotency::key_of(&headers) {
                prop_assert!(key.bytes().all(|byte| byte.is_ascii_graphic()));
            }
            Ok(())
        },
    );
}

use serde_json::json;

use super::*;
use crate::form;
use crate::params::{METADATA, clear, req};

const TABLE: &[Param] = &[
    req("name", Kind::Text(5)),
    clear("note", Kind::Text(100)),
    opt("count", Kind::Integer(1, 100)),
    opt("flag", Kind::Boolean),
    opt("mode", Kind::Choice(&["a", "b", "c"])),
    opt(
        "tiers",
        Kind::List(&Kind::Object(&[req("up_to", Kind::UpTo)])),
    ),
    opt("end", Kind::TimestampOr(&["now"])),
    opt("price", Kind::Decimal),
    METADATA,
];

/// The checked values, or the error's message and param.
fn run(raw: &str) -> Result<Value, (String, String)> {
    form::pairs(raw.as_bytes())
        .and_then(|pairs| form::tree(&pairs))
        .and_then(|sent| check(TABLE, &sent))
        .map(Value::Object)
        .map_err(|error| {
            let inner = error.inner();
            let text = |name: &str| inner[name].as_str().unwrap_or_default().to_owned();
            (text("message"), text("param"))
        })
}

#[test]
fn sent_text_becomes_typed_values() {
    let values = run(
        "name=x&note=&count=7&flag=true&tiers[1][up_to]=inf&tiers[0][up_to]=3&end=now&metadata[k]=&expand[]=a",
    );
    let expected = json!({
        "name": "x", "note": null, "count": 7, "flag": true, "end": "now",
        "tiers": [{"up_to": 3}, {"up_to": null}], "metadata": {"k": ""}, "expand": ["a"],
    });
    assert_eq!(values, Ok(expected));
}

#[test]
fn errors_are_worded_as_stripe_words_them() {
    let cases = [
        ("name=x&foo=1", "Received unknown parameter: foo", "foo"),
        (
            "name=x&foo=1&bar=2",
            "Received unknown parameters: foo, bar",
            "foo",
        ),
        (
            "name=x&tiers[0][x]=1",
            "Received unknown parameter: tiers[0][x]",
            "tiers[0][x]",
        ),
        ("count=1", "Missing required param: name.", "name"),
        ("name=x&tiers[0]=1", "Invalid object", "tiers[0]"),
        ("name=x&count=1x", "Invalid integer: 1x", "count"),
        (
            "name=x&count=101",
            "This value must be less than or equal to 100 (it currently is '101').",
            "count",
        ),
        ("name=x&flag=yes", "Invalid boolean: yes", "flag"),
        (
            "name=x&mode=d",
            "Invalid mode: must be one of a, b, or c",
            "mode",
        ),
        (
            "name=toolong",
            "Invalid string: toolong; must be at most 5 characters",
            "name",
        ),
        ("name[a]=1", "Invalid string: {}", "name"),
        (
            "name=x&price=1.1234567890123",
            "Invalid decimal: 1.1234567890123",
            "price",
        ),
        ("name=x&tiers=1", "Invalid array", "tiers"),
    ];
    for (raw, message, param) in cases {
        assert_eq!(
            run(raw),
            Err((message.to_owned(), param.to_owned())),
            "{raw}"
        );
    }
    let (message, _) = run("name=").err().unwrap_or_default();
    assert!(message.starts_with("You passed an empty string for 'name'."));
}

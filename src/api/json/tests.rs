use super::*;

fn some(text: &str) -> Option<Json> {
    Some(Json::Text(text.to_owned()))
}

#[test]
fn values_are_read() {
    let check = |source, expected| assert_eq!(Json::parse(source), expected, "{source}");
    check(" null ", Some(Json::Null));
    check(
        "[true,false]",
        Some(Json::List(vec![Json::Bool(true), Json::Bool(false)])),
    );
    check("-9223372036854775808", Some(Json::Number(i64::MIN)));
    check("1.5", Some(Json::Null));
    check("{}", Some(Json::Object(vec![])));
    check(
        r#"{ "a" : [ ] }"#,
        Some(Json::Object(vec![("a".into(), Json::List(vec![]))])),
    );
    check(r#""a\"\\\/\n\u00e9\ud83d\ude00é""#, some("a\"\\/\né😀é"));
}

#[test]
fn what_is_cut_off_or_wrong_is_refused() {
    for source in [
        "",
        "{",
        "[1",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "\"a",
        "\"\\x\"",
        "\"\\ud83d\"",
        "\"\\ud83d\\u0041\"",
        "tru",
        "nul",
        "1 2",
        "\"a\nb\"",
        "--",
        "\u{e9}",
    ] {
        assert_eq!(Json::parse(source), None, "{source}");
    }
    assert_eq!(Json::parse(&"[".repeat(10_000)), None);
}

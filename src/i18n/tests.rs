//! The catalogues against each other, and the code against the catalogues.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::catalogue::{self, Message};

/// Plural categories each language needs. Source: Unicode CLDR 48, cardinal rules, as `Intl.PluralRules` has them.
const PLURALS: [(&str, &[&str]); 7] = [
    ("ar", &["zero", "one", "two", "few", "many", "other"]),
    ("de", &["one", "other"]),
    ("en", &["one", "other"]),
    ("fr", &["one", "many", "other"]),
    ("it", &["one", "many", "other"]),
    ("nl", &["one", "other"]),
    ("sv", &["one", "other"]),
];

/// Texts that are right although they are the English ones.
const SAME_AS_ENGLISH: &[&str] = &[
    "billing_information.name",
    "dashboard.audit_log.by",
    "dashboard.audit_log.designer",
    "dashboard.branding.color_accent",
    "dashboard.branding.color_background",
    "dashboard.branding.color_danger",
    "dashboard.branding.color_info",
    "dashboard.branding.color_text",
    "dashboard.branding.contrast",
    "dashboard.branding.density_compact",
    "dashboard.branding.layout",
    "dashboard.branding.logo",
    "dashboard.branding.pixels",
    "dashboard.branding.title",
    "dashboard.configuration.active",
    "dashboard.configuration.inactive",
    "dashboard.configuration.name",
    "dashboard.domains.name",
    "dashboard.domains.title",
    "dashboard.embed.html",
    "dashboard.embed.react",
    "dashboard.embed.vue",
    "dashboard.nav.branding",
    "dashboard.nav.domains",
    "dashboard.nav.name",
    "dashboard.nav.sessions",
    "dashboard.nav.webhooks",
    "dashboard.preview.page",
    "dashboard.preview.tablet",
    "dashboard.sessions.title",
    "dashboard.versions.one",
    "dashboard.versions.open",
    "dashboard.webhooks.title",
    "dashboard.webhooks.url",
    "details.district",
    "details.optional",
    "details.postcode",
    "details.province",
    "details.region",
    "details.tax_type",
    "invoice.date",
    "invoice.item",
    "invoice.status",
    "invoice.total",
    "invoice_search.status",
    "login.code",
    "method.sort_code",
    "price.per_unit",
    "price.recurring",
    "price.week",
    "shell.page_title",
    "subscriptions.discount_named",
    "subscriptions.times",
    "update.period",
    "update.times",
];

type Catalogue = BTreeMap<String, Message>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn english() -> Catalogue {
    read("en")
}

fn read(tag: &str) -> Catalogue {
    catalogue::read(&root().join(format!("public/locales/{tag}.json")))
}

fn others() -> impl Iterator<Item = (&'static str, Catalogue)> {
    let tags = PLURALS
        .iter()
        .map(|(tag, _)| *tag)
        .filter(|tag| *tag != "en");
    tags.map(|tag| (tag, read(tag)))
}

#[test]
fn every_shipped_catalogue_is_checked() {
    let shipped: BTreeSet<&str> = super::LANGUAGES.iter().map(|(tag, _)| *tag).collect();
    let checked: BTreeSet<&str> = PLURALS.iter().map(|(tag, _)| *tag).collect();
    assert_eq!(shipped, checked);
}

#[test]
fn every_language_has_the_same_messages() {
    let english = english();
    let expected: BTreeSet<&String> = english.keys().collect();
    for (tag, messages) in others() {
        assert_eq!(messages.keys().collect::<BTreeSet<_>>(), expected, "{tag}");
    }
}

/// Words that nothing says would be translated, and sent to every customer, for nobody.
#[test]
fn every_message_is_said_somewhere() {
    let mut code = String::new();
    for place in ["src", "crates/server/src", "index.html", "dashboard.html"] {
        gather(&root().join(place), &mut code);
    }
    let is_said = |key: &str| {
        code.contains(&format!("words.{}(", key.replace('.', "_")))
            || code.contains(&format!("{{{{t:{key}}}}}"))
            || code.contains(&format!("\"{key}\""))
    };
    let unsaid: Vec<String> = english().into_keys().filter(|key| !is_said(key)).collect();
    assert!(unsaid.is_empty(), "{unsaid:?}");
}

fn gather(place: &Path, text: &mut String) {
    if let Ok(entries) = fs::read_dir(place) {
        for entry in entries.flatten() {
            gather(&entry.path(), text);
        }
    } else if let Ok(file) = fs::read_to_string(place) {
        text.push_str(&file);
    }
}

#[test]
fn every_message_takes_the_same_placeholders() {
    let names = |text: &str| {
        catalogue::placeholders(text)
            .into_iter()
            .collect::<BTreeSet<_>>()
    };
    let english = english();
    for (tag, messages) in others() {
        for (key, message) in &messages {
            let expected = names(english[key].main_text());
            for text in texts(message) {
                let mut found = names(text);
                // "One day left" may leave the number out.
                if matches!(message, Message::Plural(_)) && expected.contains("count") {
                    found.insert("count".to_owned());
                }
                assert_eq!(found, expected, "{tag}: {key}");
            }
        }
    }
}

#[test]
fn every_plural_has_the_categories_of_its_language() {
    for (tag, categories) in PLURALS {
        let expected: BTreeSet<&str> = categories.iter().copied().collect();
        for (key, message) in read(tag) {
            if let Message::Plural(forms) = message {
                let found: BTreeSet<&str> = forms.keys().map(String::as_str).collect();
                assert_eq!(found, expected, "{tag}: {key}");
            }
        }
    }
}

#[test]
fn nothing_is_left_in_english() {
    let english = english();
    for (tag, messages) in others() {
        for (key, message) in &messages {
            let known = texts(&english[key]);
            let left = texts(message).into_iter().any(|text| known.contains(&text));
            assert!(
                !left || SAME_AS_ENGLISH.contains(&key.as_str()),
                "{tag}: {key}"
            );
        }
    }
}

#[test]
fn texts_are_written_with_care() {
    for (tag, _) in PLURALS {
        for (key, message) in read(tag) {
            for text in texts(&message) {
                assert_eq!(text.trim(), text, "{tag}: {key}");
                assert!(!text.is_empty() && !text.contains("..."), "{tag}: {key}");
                assert!(!text.contains("  ") && !text.contains('\''), "{tag}: {key}");
            }
        }
    }
}

#[test]
fn a_button_is_not_much_longer_than_in_english() {
    let english = english();
    let buttons = [
        "payment_methods.make_default",
        "payment_methods.remove",
        "payment_methods.keep",
        "way.retry",
    ];
    for (tag, messages) in others() {
        for key in buttons {
            let longest = english[key].main_text().chars().count() * 2 + 4;
            assert!(
                messages[key].main_text().chars().count() <= longest,
                "{tag}: {key}"
            );
        }
    }
}

#[test]
fn no_view_has_words_of_its_own() {
    let mut found = Vec::new();
    for path in rust_files(&root().join("src")) {
        let source = fs::read_to_string(&path).expect("source is readable");
        for body in views(&source) {
            let bare = bare_texts(body).into_iter();
            found.extend(bare.map(|text| format!("{}: {text:?}", path.display())));
        }
    }
    assert!(
        found.is_empty(),
        "put these into public/locales: {found:#?}"
    );
}

#[test]
fn bare_texts_are_recognised() {
    let check = |body, expected: &[&str]| assert_eq!(bare_texts(body), expected, "{body}");
    check(r#"<p class="text">"Hello there"</p>"#, &["Hello there"]);
    check(r#"<p>{"Hello"}</p>"#, &["Hello"]);
    check(r#"<p>{name} " said"</p>"#, &[" said"]);
    check(
        r#"<p class="text" data-tone="danger">{name}" "{other}</p>"#,
        &[],
    );
    check(
        r#"{move || busy.get().then_some("true")} {match x { _ => "auto" }}"#,
        &[],
    );
}

fn texts(message: &Message) -> Vec<&str> {
    match message {
        Message::Text(text) => vec![text],
        Message::Plural(forms) => forms.values().map(String::as_str).collect(),
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("src is readable");
    let paths = entries.flatten().map(|entry| entry.path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                return rust_files(&path);
            }
            let is_rust = path.extension().is_some_and(|extension| extension == "rs");
            Vec::from_iter(is_rust.then_some(path))
        })
        .collect()
}

/// What stands between the braces of each `view! { … }`.
fn views(source: &str) -> Vec<&str> {
    let starts = source
        .match_indices("view! {")
        .map(|(at, opening)| at + opening.len());
    starts
        .map(|start| &source[start..closing_brace(source, start)])
        .collect()
}

fn closing_brace(source: &str, start: usize) -> usize {
    let mut depth = 1;
    let mut is_text = false;
    let mut is_escaped = false;
    for (at, c) in source[start..].char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_text => is_escaped = true,
            '"' => is_text = !is_text,
            '{' if !is_text => depth += 1,
            '}' if !is_text => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return start + at;
        }
    }
    source.len()
}

/// Texts with two letters or more that stand where a customer would read them: after a tag or an expression, or alone
/// in braces. A text after `=` is an attribute, one after `(` an argument.
fn bare_texts(body: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = body;
    let mut before = String::new();
    while let Some((head, tail)) = rest.split_once('"') {
        before.push_str(head);
        let Some((text, after)) = tail.split_once('"') else {
            break;
        };
        let place = before.trim_end();
        let is_child = place.ends_with(['>', '}', '{']) && !place.ends_with("=>");
        if is_child && text.chars().filter(|c| c.is_alphabetic()).count() >= 2 {
            found.push(text);
        }
        before.push('_');
        rest = after;
    }
    found
}

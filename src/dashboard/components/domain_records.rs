//! What is to be set where a domain's names are managed, and what is not right there.

use leptos::prelude::*;
use serde_json::Value;
use stylers_macro::style_sheet;

use super::Copy;
use crate::{
    i18n::{Words, use_words},
    ui::{Alert, Tone},
};

/// The records of a `portico.domain`, below what is missing in them.
#[component]
pub fn DomainRecords(domain: Value) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/domain_records.css");
    let words = use_words();
    let list = |name: &str| domain[name].as_array().cloned().unwrap_or_default();
    let records = list("records");
    let missing = list("missing");
    let missing = (!missing.is_empty()).then(|| {
        let lines = missing
            .iter()
            .map(|it| view! { class=class, <p>{sentence(words, &records, it)}</p> })
            .collect_view();
        view! { class=class, <Alert tone=Tone::Warning>{lines}</Alert> }
    });
    let records = records
        .into_iter()
        .map(|record| view! { class=class, <Record record /> })
        .collect_view();

    view! { class=class,
        {missing}
        {records}
    }
}

/// A record to set at the merchant's provider of names.
#[component]
fn Record(record: Value) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/domain_records.css");
    let words = use_words();
    let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
    let (kind, name, value) = (text("type"), text("name"), text("value"));
    let line = move |term: String, text: String| {
        let (copied, label) = (StoredValue::new(text.clone()), words.dashboard_copy(&term));
        view! { class=class,
            <div class="line">
                <dt class="term">{term}</dt>
                <dd class="value">
                    <span class="text" dir="ltr">
                        {text}
                    </span>
                    <Copy text=Signal::derive(move || copied.get_value()) label />
                </dd>
            </div>
        }
    };

    view! { class=class,
        <div class="record">
            <p class="kind">{words.dashboard_domains_record(&kind)}</p>
            <dl class="lines">
                {line(words.dashboard_domains_name(), name)}
                {line(words.dashboard_domains_value(), value)}
            </dl>
        </div>
    }
}

/// What is not right with one of the records, which stand below.
fn sentence(words: Words, records: &[Value], missing: &Value) -> String {
    let code = missing["code"].as_str().unwrap_or_default();
    let (kind, what) = code.split_once('_').unwrap_or_default();
    let is_it = |record: &&Value| {
        let name = record["type"].as_str();
        name.is_some_and(|name| name.eq_ignore_ascii_case(kind))
    };
    let record = records.iter().find(is_it);
    let name = record.map_or("", |it| it["name"].as_str().unwrap_or_default());
    let found = missing["found"].as_str().unwrap_or_default();
    match (kind, what) {
        ("txt", "absent") => words.dashboard_domains_txt_absent(name),
        ("txt", "different") => words.dashboard_domains_txt_different(name, found),
        ("cname", "absent") => words.dashboard_domains_cname_absent(name),
        ("cname", "different") => words.dashboard_domains_cname_different(name, found),
        _ => words.dashboard_domains_unanswered(name),
    }
}

//! `/dashboard/domains`: hosts of the merchant's own.

use leptos::prelude::*;
use serde_json::Value;
use stylers_macro::style_sheet;

use crate::{
    dashboard::{
        components::{AskAbout, DomainRecords, Form, Heading, Listing, Row},
        desk::use_desk,
        rows::Rows,
        task::Task,
        when::when,
    },
    i18n::{Words, use_words},
    toasts::{Tone as Notice, use_toasts},
    ui::{
        Alert, Button, ButtonVariant, EmptyState, IconName, Section, TextField, Tone, Typing,
        focus, focus_control,
    },
};

const DOMAINS: &str = "/v1/portico/domains";

/// The hosts with their records, and the way to another one.
#[component]
pub fn Domains() -> impl IntoView {
    let (words, desk, toasts) = (use_words(), use_desk(), use_toasts());
    let rows = Rows::new(desk, DOMAINS);
    let adding = Task::new();
    let host = RwSignal::new(String::new());
    let asked = RwSignal::new(None::<Value>);
    let add = move |()| {
        adding.run(async move {
            let form = [("host".to_owned(), host.get_untracked().trim().to_owned())];
            match desk.post(DOMAINS, &form).await {
                Ok(added) => rows.add(added),
                Err(refusal) => {
                    focus_control("host");
                    return Err(refusal);
                }
            }
            host.set(String::new());
            toasts.show(Notice::Success, words.dashboard_domains_added());
            Ok(())
        });
    };
    let each = move |domain: Value| view! { class="", <Domain domain rows asked /> }.into_any();
    let empty = move || {
        view! { class="",
            <EmptyState
                icon=IconName::External
                title=words.dashboard_domains_none()
                text=words.dashboard_domains_none_text()
            />
        }
    };
    view! { class="",
        <Heading title=words.dashboard_domains_title() text=words.dashboard_domains_text() />
        <Section title=words.dashboard_domains_list()>
            <Listing rows name=words.dashboard_domains_list() empty each />
        </Section>
        <Section title=words.dashboard_domains_add_title()>
            <Form submit=words.dashboard_domains_add() task=adding fields=&["host"] on_submit=add>
                <TextField
                    id="host"
                    label=words.dashboard_domains_host()
                    hint=Signal::derive(move || Some(words.dashboard_domains_host_hint()))
                    value=host
                    error=adding.wrong(words, "host")
                    typing=Typing {
                        kind: "text",
                        autocomplete: "off",
                        inputmode: "url",
                    }
                />
            </Form>
        </Section>
        <AskAbout
            asked
            question=move |row| {
                words.dashboard_domains_ask(row["host"].as_str().unwrap_or_default())
            }
            consequence=words.dashboard_domains_consequence()
            answer=words.dashboard_remove()
            deed=move |row| rows.delete(row)
        />
    }
}

/// One host: its state, the records that it needs, and what can be done with it.
#[component]
fn Domain(domain: Value, rows: Rows, asked: RwSignal<Option<Value>>) -> impl IntoView {
    let class = style_sheet!("style/dashboard/pages/domains.css");
    let (words, desk) = (use_words(), use_desk());
    let changing = Task::new();
    let text = |name: &str| domain[name].as_str().unwrap_or_default().to_owned();
    let (host, status) = (text("host"), text("status"));
    let path = StoredValue::new(format!("{DOMAINS}/{}", text("id")));
    let place = format!("check-{}", text("id"));
    let stored_place = StoredValue::new(place.clone());
    let (is_active, is_primary) = (status == "active", domain["is_primary"] == true);
    let check = move |()| {
        changing.run(async move {
            let path = format!("{}/verify", path.get_value());
            let place = stored_place.get_value();
            rows.replace(desk.post(&path, &[]).await?);
            focus_again(place);
            Ok(())
        });
    };
    let make_primary = move |()| {
        changing.run(async move {
            let form = [("is_primary".to_owned(), "true".to_owned())];
            desk.post(&path.get_value(), &form).await?;
            // Another one is no longer it.
            rows.reload();
            Ok(())
        });
    };
    let row = domain.clone();
    let actions = move || {
        let row = row.clone();
        view! { class=class,
            <span class="check" id=place.clone()>
                <Button busy=changing.pending() on_click=check>
                    {words.dashboard_domains_check()}
                </Button>
            </span>
            {(is_active && !is_primary)
                .then(|| {
                    view! { class=class,
                        <Button busy=changing.pending() on_click=make_primary>
                            {words.dashboard_domains_primary()}
                        </Button>
                    }
                })}
            <Button variant=ButtonVariant::Quiet on_click=move |()| asked.set(Some(row.clone()))>
                {words.dashboard_remove()}
            </Button>
        }
    };
    let failure = move || {
        let refusal = changing.failure().get()?;
        Some(view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {refusal.words(words)}
            </Alert>
        })
    };

    view! { class=class,
        <Row title=host badge=state(words, &status) lines=lines(words, &domain) actions>
            {failure}
            <DomainRecords domain />
        </Row>
    }
}

/// Leads back to the button of a row that was drawn anew, unless somebody has gone elsewhere in the meantime.
fn focus_again(place: String) {
    request_animation_frame(move || {
        let active = document().active_element();
        let is_lost = active.is_none_or(|active| active.tag_name() == "BODY");
        let button = document().query_selector(&format!("#{place} button"));
        if is_lost {
            focus(button.ok().flatten());
        }
    });
}

fn state(words: Words, status: &str) -> (Tone, String) {
    match status {
        "active" => (Tone::Success, words.dashboard_domains_active()),
        "verified" => (Tone::Info, words.dashboard_domains_verified()),
        _ => (Tone::Warning, words.dashboard_domains_pending()),
    }
}

fn lines(words: Words, domain: &Value) -> Vec<String> {
    let primary = (domain["is_primary"] == true && domain["status"] == "active")
        .then(|| words.dashboard_domains_is_primary());
    let checked = when(words, &domain["checked_at"]);
    let checked = (!checked.is_empty()).then(|| words.dashboard_domains_checked(&checked));
    let failing = when(words, &domain["failing_since"]);
    let failing = (!failing.is_empty()).then(|| words.dashboard_domains_failing(&failing));
    [primary, checked, failing].into_iter().flatten().collect()
}

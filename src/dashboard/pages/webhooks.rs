//! `/dashboard/webhooks`: where events are told, and how that went.

use leptos::prelude::*;
use serde_json::Value;
use stylers_macro::style_sheet;

use crate::{
    dashboard::{
        components::{AskAbout, Copy, Deliveries, Form, Heading, Listing, Row},
        desk::use_desk,
        rows::Rows,
        task::Task,
    },
    i18n::use_words,
    toasts::{Tone as Notice, use_toasts},
    ui::{
        Alert, Button, ButtonVariant, Checkbox, EmptyState, IconName, Section, TextField, Tone,
        Typing, focus_control,
    },
};

const ENDPOINTS: &str = "/v1/portico/webhook_endpoints";

/// What can be told, as the API names it.
const TYPES: [&str; 5] = [
    "billing_portal.configuration.created",
    "billing_portal.configuration.updated",
    "billing_portal.session.created",
    "portico.session.revoked",
    "portico.branding.published",
];

/// The endpoints, and the events with their deliveries.
#[component]
pub fn Webhooks() -> impl IntoView {
    let words = use_words();

    view! { class="",
        <Heading title=words.dashboard_webhooks_title() text=words.dashboard_webhooks_text() />
        <Endpoints />
        <Deliveries />
    }
}

#[component]
fn Endpoints() -> impl IntoView {
    let (words, desk) = (use_words(), use_desk());
    let rows = Rows::new(desk, ENDPOINTS);
    let asked = RwSignal::new(None::<Value>);
    let each = move |endpoint: Value| {
        let title = endpoint["url"].as_str().unwrap_or_default().to_owned();
        let badge = match endpoint["status"].as_str() {
            Some("enabled") => (Tone::Success, words.dashboard_webhooks_enabled()),
            _ => (Tone::Neutral, words.dashboard_webhooks_disabled()),
        };
        let types = endpoint["enabled_events"].as_array().into_iter().flatten();
        let types: Vec<&str> = types.filter_map(Value::as_str).collect();
        let mut lines = vec![types.join(", ")];
        // It is registered at the billing system, and taken away there.
        let is_upstream = endpoint["upstream"] == true;
        if is_upstream {
            lines.push(words.dashboard_webhooks_upstream());
        }
        let actions = move || {
            let endpoint = endpoint.clone();
            (!is_upstream).then(|| {
                view! { class="",
                    <Button
                        variant=ButtonVariant::Quiet
                        on_click=move |()| asked.set(Some(endpoint.clone()))
                    >
                        {words.dashboard_remove()}
                    </Button>
                }
            })
        };
        view! { class="", <Row title badge lines actions /> }.into_any()
    };
    let empty = move || {
        view! { class="",
            <EmptyState
                icon=IconName::Info
                title=words.dashboard_webhooks_none()
                text=words.dashboard_webhooks_none_text()
            />
        }
    };
    view! { class="",
        <Section title=words.dashboard_webhooks_list()>
            <Listing rows name=words.dashboard_webhooks_list() empty each />
        </Section>
        <NewEndpoint rows />
        <AskAbout
            asked
            question=move |row| {
                words.dashboard_webhooks_ask(row["url"].as_str().unwrap_or_default())
            }
            consequence=words.dashboard_webhooks_consequence()
            answer=words.dashboard_remove()
            deed=move |row| rows.delete(row)
        />
    }
}

#[component]
fn NewEndpoint(rows: Rows) -> impl IntoView {
    let class = style_sheet!("style/dashboard/pages/webhooks.css");
    let (words, desk, toasts) = (use_words(), use_desk(), use_toasts());
    let adding = Task::new();
    let url = RwSignal::new(String::new());
    let secret = RwSignal::new(None::<String>);
    let wanted = TYPES.map(|name| (name, RwSignal::new(true)));
    let add = move |()| {
        adding.run(async move {
            let mut form = vec![("url".to_owned(), url.get_untracked().trim().to_owned())];
            let chosen = wanted.iter().filter(|(_, is_on)| is_on.get_untracked());
            form.extend(
                chosen.map(|(name, _)| ("enabled_events[]".to_owned(), (*name).to_owned())),
            );
            let mut added = match desk.post(ENDPOINTS, &form).await {
                Ok(added) => added,
                Err(refusal) => {
                    if refusal.param() == Some("url") {
                        focus_control("url");
                    }
                    return Err(refusal);
                }
            };
            // The list never says it again.
            let told = added.as_object_mut().and_then(|it| it.remove("secret"));
            secret.set(told.and_then(|it| it.as_str().map(str::to_owned)));
            rows.add(added);
            url.set(String::new());
            toasts.show(Notice::Success, words.dashboard_webhooks_added());
            Ok(())
        });
    };
    let choices = wanted
        .iter()
        .map(|(name, is_on)| {
            view! { class=class, <Checkbox label=(*name).to_owned() checked=*is_on /> }
        })
        .collect_view();
    let told = move || {
        let text = secret.get()?;
        let copied = text.clone();
        Some(view! { class=class,
            <Alert tone=Tone::Warning live=true>
                <p>{words.dashboard_webhooks_secret()}</p>
                <p class="secret" dir="ltr">
                    {text}
                </p>
                <Copy
                    text=Signal::derive(move || copied.clone())
                    label=words.dashboard_copy(&words.dashboard_webhooks_the_secret())
                />
            </Alert>
        })
    };

    let title = words.dashboard_webhooks_add_title();

    view! { class=class,
        <Section title>
            {told}
            <Form submit=words.dashboard_webhooks_add() task=adding fields=&["url"] on_submit=add>
                <TextField
                    id="url"
                    label=words.dashboard_webhooks_url()
                    hint=Signal::derive(move || Some(words.dashboard_webhooks_url_hint()))
                    value=url
                    error=adding.wrong(words, "url")
                    typing=Typing {
                        kind: "text",
                        autocomplete: "off",
                        inputmode: "url",
                    }
                />
                <fieldset class="types">
                    <legend class="legend">{words.dashboard_webhooks_types()}</legend>
                    {choices}
                </fieldset>
            </Form>
        </Section>
    }
}

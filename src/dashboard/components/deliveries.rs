//! What was told, to whom, and how that went.

use leptos::prelude::*;
use serde_json::Value;

use super::{Listing, Row};
use crate::{
    dashboard::{desk::use_desk, rows::Rows, task::Task, when::when},
    i18n::{Words, use_words},
    toasts::{Tone as Notice, use_toasts},
    ui::{Alert, Button, EmptyState, IconName, Section, Tone},
};

/// The events, and how each was told.
#[component]
pub fn Deliveries() -> impl IntoView {
    let (words, desk) = (use_words(), use_desk());
    let rows = Rows::new(desk, "/v1/portico/events?limit=10");
    let each = move |event: Value| view! { class="", <Event event rows /> }.into_any();
    let empty = move || {
        view! { class="",
            <EmptyState
                icon=IconName::Info
                title=words.dashboard_webhooks_no_events()
                text=words.dashboard_webhooks_no_events_text()
            />
        }
    };

    view! { class="",
        <Section title=words.dashboard_webhooks_events()>
            <Listing rows name=words.dashboard_webhooks_events() empty each />
        </Section>
    }
}

/// An event, and how it was told.
#[component]
fn Event(event: Value, rows: Rows) -> impl IntoView {
    let (words, desk, toasts) = (use_words(), use_desk(), use_toasts());
    let replaying = Task::new();
    let id = event["id"].as_str().unwrap_or_default().to_owned();
    let replay = move |()| {
        let path = format!("/v1/portico/events/{id}/replay");
        replaying.run(async move {
            rows.replace(desk.post(&path, &[]).await?);
            toasts.show(Notice::Success, words.dashboard_webhooks_replayed());
            Ok(())
        });
    };
    let ways = event["deliveries"].as_array().cloned().unwrap_or_default();
    let mut lines = vec![when(words, &event["created"])];
    if ways.is_empty() {
        lines.push(words.dashboard_webhooks_told_nobody());
    }
    lines.extend(ways.iter().map(|way| told(words, way)));
    let actions = move || {
        let replay = replay.clone();
        view! { class="",
            <Button busy=replaying.pending() on_click=replay>
                {words.dashboard_webhooks_replay()}
            </Button>
        }
    };
    let failure = move || {
        let refusal = replaying.failure().get()?;
        Some(view! { class="",
            <Alert tone=Tone::Danger live=true>
                {refusal.words(words)}
            </Alert>
        })
    };
    let title = event["type"].as_str().unwrap_or_default().to_owned();

    view! { class="",
        <Row title badge=state(words, &ways) lines actions>
            {failure}
        </Row>
    }
}

/// The worst that can be said of its ways.
fn state(words: Words, ways: &[Value]) -> Option<(Tone, String)> {
    let any = |status: &str| ways.iter().any(|way| way["status"] == status);
    match () {
        () if any("failed") => Some((Tone::Danger, words.dashboard_webhooks_failed())),
        () if any("pending") => Some((Tone::Warning, words.dashboard_webhooks_pending())),
        () if any("delivered") => Some((Tone::Success, words.dashboard_webhooks_delivered())),
        () => None,
    }
}

fn told(words: Words, way: &Value) -> String {
    let endpoint = way["webhook_endpoint"].as_str().unwrap_or_default();
    let attempts = way["attempts"].as_i64().unwrap_or_default();
    let answer = match &way["last_answer"] {
        Value::Null => words.dashboard_webhooks_no_answer(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    words.dashboard_webhooks_way(attempts, endpoint, &answer)
}

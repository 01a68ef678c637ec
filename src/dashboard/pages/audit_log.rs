//! `/dashboard/audit-log`: who changed what, what happened, and who is signed in.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    dashboard::{
        components::{AskAbout, Heading, Listing, Row},
        deeds::Deed,
        desk::use_desk,
        rows::Rows,
        when::when,
    },
    i18n::{Words, use_words},
    toasts::{Tone as Notice, use_toasts},
    ui::{Button, ButtonVariant, EmptyState, IconName, Section, Tone},
};

/// Three lists, newest first.
#[component]
pub fn AuditLog() -> impl IntoView {
    let words = use_words();

    view! { class="",
        <Heading title=words.dashboard_audit_log_title() text=words.dashboard_audit_log_text() />
        <Changes />
        <Events />
        <People />
    }
}

#[component]
fn Changes() -> impl IntoView {
    let (words, desk) = (use_words(), use_desk());
    let rows = Rows::new(desk, "/v1/portico/dashboard_changes?limit=20");
    let each = move |change: Value| {
        let text = |name: &str| change[name].as_str().unwrap_or_default();
        let path = text("path");
        let title = Deed::of(text("method"), path).words(words);
        let at = when(words, &change["created"]);
        let who = words.dashboard_audit_log_by(&person(words, &change), &at);
        view! { class="", <Row title lines=vec![who, path.to_owned()] /> }.into_any()
    };
    let empty = move || {
        nothing(
            words.dashboard_audit_log_no_changes(),
            words.dashboard_audit_log_no_changes_text(),
        )
    };

    view! { class="",
        <Section title=words.dashboard_audit_log_changes()>
            <Listing rows name=words.dashboard_audit_log_changes() empty each />
        </Section>
    }
}

#[component]
fn Events() -> impl IntoView {
    let (words, desk) = (use_words(), use_desk());
    let rows = Rows::new(desk, "/v1/portico/events?limit=20");
    let each = move |event: Value| {
        let kind = event["type"].as_str().unwrap_or_default();
        let subject = event["data"]["object"]["id"].as_str().unwrap_or_default();
        let at = when(words, &event["created"]);
        let lines = vec![at, format!("{kind} {subject}")];
        view! { class="", <Row title=happened(words, kind) lines /> }.into_any()
    };
    let empty = move || {
        nothing(
            words.dashboard_audit_log_no_events(),
            words.dashboard_audit_log_no_events_text(),
        )
    };

    view! { class="",
        <Section title=words.dashboard_audit_log_events()>
            <Listing rows name=words.dashboard_audit_log_events() empty each />
        </Section>
    }
}

#[component]
fn People() -> impl IntoView {
    let (words, desk, toasts) = (use_words(), use_desk(), use_toasts());
    let rows = Rows::new(desk, "/v1/portico/dashboard_sessions");
    let asked = RwSignal::new(None::<Value>);
    let each = move |session: Value| {
        let title = person(words, &session);
        let (badge, is_open) = match session["status"].as_str() {
            Some("active") => ((Tone::Success, words.dashboard_audit_log_active()), true),
            Some("pending") => ((Tone::Info, words.dashboard_audit_log_pending()), true),
            _ => ((Tone::Neutral, words.dashboard_audit_log_over()), false),
        };
        let made = when(words, &session["created"]);
        let seen = when(words, &session["last_seen_at"]);
        let seen = (!seen.is_empty()).then(|| words.dashboard_sessions_seen(&seen));
        let lines = [Some(words.dashboard_audit_log_made(&made)), seen];
        let lines = lines.into_iter().flatten().collect();
        let actions = move || {
            let session = session.clone();
            is_open.then(|| {
                view! { class="",
                    <Button
                        variant=ButtonVariant::Quiet
                        on_click=move |()| asked.set(Some(session.clone()))
                    >
                        {words.dashboard_sessions_end()}
                    </Button>
                }
            })
        };
        view! { class="", <Row title badge lines actions /> }.into_any()
    };
    let empty = move || {
        nothing(
            words.dashboard_audit_log_nobody(),
            words.dashboard_audit_log_nobody(),
        )
    };
    view! { class="",
        <Section title=words.dashboard_audit_log_people()>
            <Listing rows name=words.dashboard_audit_log_people() empty each />
        </Section>
        <AskAbout
            asked
            question=move |row| words.dashboard_audit_log_ask(&person(words, row))
            consequence=words.dashboard_audit_log_consequence()
            answer=words.dashboard_sessions_end()
            deed=move |row| async move {
                rows.revoke(row).await?;
                toasts.show(Notice::Success, words.dashboard_audit_log_ended());
                Ok(())
            }
        />
    }
}

fn nothing(title: String, text: String) -> impl IntoView {
    view! { class="", <EmptyState icon=IconName::Info title text /> }
}

/// Whoever it was: a name with what they may do, or that alone.
fn person(words: Words, of: &Value) -> String {
    let role = match of["role"].as_str() {
        Some("designer") => words.dashboard_audit_log_designer(),
        _ => words.dashboard_audit_log_merchant(),
    };
    match of["name"].as_str() {
        None | Some("") => role,
        Some(name) => format!("{name} ({role})"),
    }
}

fn happened(words: Words, kind: &str) -> String {
    match kind {
        "billing_portal.configuration.created" => words.dashboard_audit_log_configured(),
        "billing_portal.configuration.updated" => words.dashboard_audit_log_reconfigured(),
        "billing_portal.session.created" => words.dashboard_audit_log_session_created(),
        "portico.session.revoked" => words.dashboard_audit_log_session_revoked(),
        "portico.branding.published" => words.dashboard_audit_log_branding_published(),
        _ => kind.to_owned(),
    }
}

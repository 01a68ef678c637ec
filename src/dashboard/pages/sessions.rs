//! `/dashboard/sessions`: customers' sessions, and how to end them.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    dashboard::{
        components::{Confirm, Form, Heading, Listing, Row},
        desk::use_desk,
        rows::Rows,
        task::Task,
        when::when,
    },
    i18n::{Words, use_words},
    toasts::{Tone as Notice, use_toasts},
    ui::{Button, ButtonVariant, EmptyState, IconName, Section, TextField, Tone, Typing},
};

/// What is to be ended.
#[derive(Clone, PartialEq)]
enum Ending {
    /// One session, by its id, of a customer.
    One(String, String),
    /// Every session of a customer.
    All(String),
}

impl Ending {
    fn customer(&self) -> &str {
        match self {
            Self::One(_, customer) | Self::All(customer) => customer,
        }
    }
}

/// The list, all of it or that of one customer.
#[component]
pub fn Sessions() -> impl IntoView {
    let (words, desk, toasts) = (use_words(), use_desk(), use_toasts());
    let (wanted, shown) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let rows = Rows::new(desk, list_of(""));
    let (searching, ending) = (Task::new(), Task::new());
    let asked = RwSignal::new(None::<Ending>);
    let search = move |()| {
        let customer = wanted.get_untracked().trim().to_owned();
        rows.show(list_of(&customer));
        shown.set(customer);
    };
    let end = move |()| {
        let Some(wish) = asked.get_untracked() else {
            return;
        };
        ending.run(async move {
            let (path, form) = match &wish {
                Ending::One(id, _) => (format!("/v1/portico/sessions/{id}/revoke"), Vec::new()),
                Ending::All(customer) => (
                    "/v1/portico/sessions/revoke".to_owned(),
                    vec![("customer".to_owned(), customer.clone())],
                ),
            };
            let answer = desk.post(&path, &form).await?;
            match wish {
                Ending::One(..) => rows.replace(answer),
                Ending::All(_) => rows.reload(),
            }
            asked.set(None);
            toasts.show(Notice::Success, words.dashboard_sessions_ended());
            Ok(())
        });
    };
    let all = move || {
        let customer = Some(shown.get()).filter(|customer| !customer.is_empty())?;
        let label = words.dashboard_sessions_end_all(&customer);
        Some(view! { class="",
            <Button on_click=move |()| {
                asked.set(Some(Ending::All(customer.clone())))
            }>{label}</Button>
        })
    };
    let each = move |session: Value| {
        let text = |name: &str| session[name].as_str().unwrap_or_default().to_owned();
        let (id, customer, status) = (text("id"), text("customer"), text("status"));
        let is_open = matches!(status.as_str(), "active" | "pending");
        let name = customer.clone();
        let actions = move || {
            let wish = Ending::One(id.clone(), customer.clone());
            is_open.then(|| {
                view! { class="",
                    <Button
                        variant=ButtonVariant::Quiet
                        on_click=move |()| asked.set(Some(wish.clone()))
                    >
                        {words.dashboard_sessions_end()}
                    </Button>
                }
            })
        };
        view! { class="",
            <Row title=name badge=state(words, &status) lines=lines(words, &session) actions />
        }
        .into_any()
    };
    let empty = move || {
        view! { class="",
            <EmptyState
                icon=IconName::Lock
                title=words.dashboard_sessions_none()
                text=words.dashboard_sessions_none_text()
            />
        }
    };
    let question = move || match asked.get() {
        Some(Ending::All(customer)) => words.dashboard_sessions_ask_all(&customer),
        _ => words.dashboard_sessions_ask(),
    };
    let consequence = move || {
        let customer = asked.with(|asked| asked.as_ref().map(|wish| wish.customer().to_owned()));
        words.dashboard_sessions_consequence(&customer.unwrap_or_default())
    };

    view! { class="",
        <Heading title=words.dashboard_sessions_title() text=words.dashboard_sessions_text() />
        <Form submit=words.dashboard_sessions_show() task=searching on_submit=search>
            <TextField
                id="customer"
                label=words.dashboard_sessions_customer()
                hint=Signal::derive(move || Some(words.dashboard_sessions_customer_hint()))
                value=wanted
                error=Signal::derive(|| None::<String>)
                typing=Typing::text("off")
            />
        </Form>
        <Section title=words.dashboard_sessions_list() action=all>
            <Listing rows name=words.dashboard_sessions_list() empty each />
        </Section>
        <Confirm
            title=Signal::derive(question)
            text=Signal::derive(consequence)
            answer=words.dashboard_sessions_end()
            open=Signal::derive(move || asked.with(Option::is_some))
            task=ending
            on_confirm=end
            on_close=move |()| asked.set(None)
        />
    }
}

fn list_of(customer: &str) -> String {
    let mut path = "/v1/portico/sessions?limit=20".to_owned();
    if !customer.is_empty() {
        path.push_str("&customer=");
        path.push_str(&String::from(js_sys::encode_uri_component(customer)));
    }
    path
}

fn state(words: Words, status: &str) -> (Tone, String) {
    match status {
        "active" => (Tone::Success, words.dashboard_sessions_active()),
        "pending" => (Tone::Info, words.dashboard_sessions_pending()),
        "revoked" => (Tone::Neutral, words.dashboard_sessions_revoked()),
        _ => (Tone::Neutral, words.dashboard_sessions_expired()),
    }
}

fn lines(words: Words, session: &Value) -> Vec<String> {
    let made = when(words, &session["created"]);
    let begun = if session["via"] == "login" {
        words.dashboard_sessions_by_login(&made)
    } else {
        words.dashboard_sessions_by_link(&made)
    };
    let seen = when(words, &session["last_seen_at"]);
    let seen = (!seen.is_empty()).then(|| words.dashboard_sessions_seen(&seen));
    let is_over = matches!(session["status"].as_str(), Some("revoked" | "expired"));
    let ends = when(words, &session["expires_at"]);
    let ends = (!is_over).then(|| words.dashboard_sessions_until(&ends));
    [Some(begun), seen, ends].into_iter().flatten().collect()
}

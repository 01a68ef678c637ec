//! `/dashboard/embed`: whose pages may show the portal, and what to paste into them.

use leptos::prelude::*;
use serde_json::Value;
use stylers_macro::style_sheet;

use crate::{
    dashboard::{
        components::{AskAbout, Form, Heading, Listing, Row, Snippet},
        desk::use_desk,
        rows::Rows,
        snippets,
        task::Task,
    },
    i18n::use_words,
    toasts::{Tone as Notice, use_toasts},
    ui::{Button, ButtonVariant, EmptyState, IconName, Section, TextField, Typing, focus_control},
};

const ORIGINS: &str = "/v1/portico/embed_origins";

/// The origins, and the snippets with the merchant's own addresses.
#[component]
pub fn Embed() -> impl IntoView {
    let class = style_sheet!("style/dashboard/pages/embed.css");
    let words = use_words();
    let portal = use_desk().portal();

    view! { class=class,
        <Heading title=words.dashboard_embed_title() text=words.dashboard_embed_text() />
        <Origins />
        <Section title=words.dashboard_embed_snippets()>
            <p class="about">{words.dashboard_embed_snippets_text()}</p>
            <Snippet title=words.dashboard_embed_server() code=snippets::server(&portal) />
            <Snippet title=words.dashboard_embed_html() code=snippets::html(&portal) />
            <Snippet title=words.dashboard_embed_drawer() code=snippets::drawer(&portal) />
            <Snippet title=words.dashboard_embed_react() code=snippets::react(&portal) />
            <Snippet title=words.dashboard_embed_vue() code=snippets::vue(&portal) />
        </Section>
    }
}

#[component]
fn Origins() -> impl IntoView {
    let (words, desk, toasts) = (use_words(), use_desk(), use_toasts());
    let rows = Rows::new(desk, ORIGINS);
    let adding = Task::new();
    let origin = RwSignal::new(String::new());
    let asked = RwSignal::new(None::<Value>);
    let add = move |()| {
        adding.run(async move {
            let form = [(
                "origin".to_owned(),
                origin.get_untracked().trim().to_owned(),
            )];
            match desk.post(ORIGINS, &form).await {
                Ok(added) => rows.add(added),
                Err(refusal) => {
                    focus_control("origin");
                    return Err(refusal);
                }
            }
            origin.set(String::new());
            toasts.show(Notice::Success, words.dashboard_embed_added());
            Ok(())
        });
    };
    let each = move |row: Value| {
        let title = row["origin"].as_str().unwrap_or_default().to_owned();
        let actions = move || {
            let row = row.clone();
            view! { class="",
                <Button
                    variant=ButtonVariant::Quiet
                    on_click=move |()| asked.set(Some(row.clone()))
                >
                    {words.dashboard_remove()}
                </Button>
            }
        };
        view! { class="", <Row title actions /> }.into_any()
    };
    let empty = move || {
        view! { class="",
            <EmptyState
                icon=IconName::Lock
                title=words.dashboard_embed_none()
                text=words.dashboard_embed_none_text()
            />
        }
    };
    view! { class="",
        <Section title=words.dashboard_embed_origins()>
            <Listing rows name=words.dashboard_embed_origins() empty each />
        </Section>
        <Section title=words.dashboard_embed_add_title()>
            <Form submit=words.dashboard_embed_add() task=adding fields=&["origin"] on_submit=add>
                <TextField
                    id="origin"
                    label=words.dashboard_embed_origin()
                    hint=Signal::derive(move || Some(words.dashboard_embed_origin_hint()))
                    value=origin
                    error=adding.wrong(words, "origin")
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
                words.dashboard_embed_ask(row["origin"].as_str().unwrap_or_default())
            }
            consequence=words.dashboard_embed_consequence()
            answer=words.dashboard_remove()
            deed=move |row| rows.delete(row)
        />
    }
}

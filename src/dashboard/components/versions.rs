//! Looks that were published, and the way back to them.

use leptos::{prelude::*, task::spawn_local};
use serde_json::{Value, json};
use stylers_macro::style_sheet;

use crate::{
    dashboard::{desk::use_desk, editor::use_editor, task::Task},
    format::short_date,
    i18n::use_words,
    toasts::{self, use_toasts},
    ui::{Alert, Badge, Button, ButtonVariant, Dialog, DialogActions, Tone},
};

const VERSIONS: &str = "/v1/portico/branding/versions";

/// A button, and the dialog with the list.
#[component]
pub fn Versions() -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/versions.css");
    let (words, desk, editor, toasts) = (use_words(), use_desk(), use_editor(), use_toasts());
    let open = RwSignal::new(false);
    let versions = RwSignal::new(Vec::<Value>::new());
    let task = Task::new();
    let show = move |()| {
        task.clear();
        open.set(true);
        spawn_local(async move {
            match desk.get(&editor.whose().at(VERSIONS)).await {
                Ok(list) => versions.set(list["data"].as_array().cloned().unwrap_or_default()),
                Err(refusal) => task.run(async { Err(refusal) }),
            }
        });
    };
    let restore = move |version: i64| {
        task.run(async move {
            let path = format!("{VERSIONS}/{version}/restore");
            let shown = editor.post(&path, json!({})).await?;
            editor.published_now(&shown);
            open.set(false);
            toasts.show(toasts::Tone::Success, words.dashboard_branding_published());
            Ok(())
        });
    };
    let row = move |(place, version): (usize, Value)| {
        let number = version["version"].as_i64().unwrap_or_default();
        let day = short_date(words, version["published_at"].as_i64().unwrap_or_default());
        let name = words.dashboard_versions_one(&number.to_string(), &day);
        let action = if place == 0 {
            view! { class=class, <Badge tone=Tone::Success>{words.dashboard_versions_current()}</Badge> }.into_any()
        } else {
            view! { class=class,
                <Button
                    variant=ButtonVariant::Quiet
                    busy=task.pending()
                    on_click=move || restore(number)
                >
                    {words.dashboard_versions_restore()}
                    <span class="visually-hidden">" "{name.clone()}</span>
                </Button>
            }
            .into_any()
        };
        view! { class=class,
            <li class="row">
                <span>{words.dashboard_versions_one(&number.to_string(), &day)}</span>
                {action}
            </li>
        }
    };
    let problem = move || {
        let refusal = task.failure().get()?;
        Some(view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {refusal.words(words)}
            </Alert>
        })
    };

    view! { class=class,
        <Button on_click=show>{words.dashboard_versions_open()}</Button>
        <Dialog
            title=Signal::derive(move || words.dashboard_versions_title())
            open
            busy=task.pending()
            on_close=move || open.set(false)
        >
            <p class="text">{words.dashboard_versions_text()}</p>
            {problem}
            <ul class="rows">
                {move || versions.get().into_iter().enumerate().map(row).collect_view()}
            </ul>
            <DialogActions>
                <Button on_click=move || open.set(false)>{words.dashboard_share_close()}</Button>
            </DialogActions>
        </Dialog>
    }
}

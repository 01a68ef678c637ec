//! Links by which others see the draft.

use leptos::{prelude::*, task::spawn_local};
use serde_json::{Value, json};
use stylers_macro::style_sheet;

use super::{Segments, copy::Copy};
use crate::{
    dashboard::{desk::use_desk, editor::use_editor, task::Task},
    format::short_date,
    i18n::use_words,
    ui::{Alert, Button, ButtonVariant, Dialog, DialogActions, Tone},
};

const LINKS: &str = "/v1/portico/branding/preview_links";

/// Seconds.
const DAY: u32 = 86_400;

/// A button, and the dialog in which links are made, copied and withdrawn. A link shows what is stored, so that is done
/// first.
#[component]
pub fn Share() -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/share.css");
    let (words, desk, editor) = (use_words(), use_desk(), use_editor());
    let open = RwSignal::new(false);
    let lasts = RwSignal::new((7 * DAY).to_string());
    let made = RwSignal::new(None::<String>);
    let links = RwSignal::new(Vec::<Value>::new());
    let task = Task::new();
    let load = move || {
        spawn_local(async move {
            // Without the list a link can be made all the same.
            if let Ok(list) = desk.get(&editor.whose().at(LINKS)).await {
                links.set(list["data"].as_array().cloned().unwrap_or_default());
            }
        });
    };
    let show = move |()| {
        made.set(None);
        task.clear();
        open.set(true);
        load();
    };
    let make = move |()| {
        task.run(async move {
            if editor.is_unsaved().get_untracked() {
                editor.save(false).await?;
            }
            let seconds: u32 = lasts.get_untracked().parse().unwrap_or(DAY);
            let wish = json!({ "expires_in": seconds });
            let link = editor.post(LINKS, wish).await?;
            made.set(link["url"].as_str().map(str::to_owned));
            load();
            Ok(())
        });
    };
    let withdraw = move |id: String| {
        task.run(async move {
            desk.delete(&format!("{LINKS}/{id}")).await?;
            made.set(None);
            load();
            Ok(())
        });
    };
    let row = move |link: Value| {
        let id = link["id"].as_str().unwrap_or_default().to_owned();
        let day = short_date(words, link["expires_at"].as_i64().unwrap_or_default());
        view! { class=class,
            <li class="row">
                <span>{words.dashboard_share_until(&day)}</span>
                <Button variant=ButtonVariant::Quiet on_click=move || withdraw(id.clone())>
                    {words.dashboard_share_withdraw()}
                    <span class="visually-hidden">" "{words.dashboard_share_until(&day)}</span>
                </Button>
            </li>
        }
    };
    let fresh = move || {
        let url = made.get()?;
        Some(view! { class=class,
            <div class="fresh" role="status">
                <p class="url" dir="ltr">
                    {url.clone()}
                </p>
                <Copy text=Signal::derive(move || url.clone()) label=words.dashboard_share_copy() />
            </div>
        })
    };
    let problem = move || {
        let refusal = task.failure().get()?;
        let text = match refusal.status() {
            Some(409) => words.dashboard_branding_conflict(),
            _ => refusal.words(words),
        };
        Some(view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {text}
            </Alert>
        })
    };

    view! { class=class,
        <Button on_click=show>{words.dashboard_share_open()}</Button>
        <Dialog
            title=Signal::derive(move || words.dashboard_share_title())
            open
            busy=task.pending()
            on_close=move || open.set(false)
        >
            <div class="share">
                <p class="text">{words.dashboard_share_text()}</p>
                <Segments
                    legend=words.dashboard_share_lasts()
                    options=[1u32, 7, 30]
                        .map(|days| {
                            ((days * DAY).to_string(), words.dashboard_share_days(i64::from(days)))
                        })
                        .to_vec()
                    value=lasts
                    on_change=move |value| lasts.set(value)
                />
                {fresh}
                {problem}
                <ul class="rows">{move || links.get().into_iter().map(row).collect_view()}</ul>
            </div>
            <DialogActions>
                <Button on_click=move || open.set(false)>{words.dashboard_share_close()}</Button>
                <Button variant=ButtonVariant::Primary busy=task.pending() on_click=make>
                    {words.dashboard_share_make()}
                </Button>
            </DialogActions>
        </Dialog>
    }
}

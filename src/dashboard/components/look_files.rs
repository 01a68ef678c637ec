//! The pictures and the font of a look.

use leptos::prelude::*;
use serde_json::{Value, json};
use stylers_macro::style_sheet;
use theme::{Branding, MediaHash};
use web_sys::Event;

use crate::{
    dashboard::{
        editor::use_editor,
        file::{chosen, data_url},
        task::Task,
    },
    i18n::use_words,
    ui::{Alert, Button, ButtonVariant, Tone, unique_id},
};

/// Media types by the ends of names: browsers leave some files without a type.
const PICTURES: &[(&str, &str)] = &[
    (".svg", "image/svg+xml"),
    (".png", "image/png"),
    (".jpg", "image/jpeg"),
    (".jpeg", "image/jpeg"),
];
const FONTS: &[(&str, &str)] = &[(".woff2", "font/woff2")];

/// What is uploaded: each with what there is of it now.
#[component]
pub fn LookFiles() -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/look_files.css");
    let words = use_words();
    let logo = |look: &Branding| look.shared.logo.as_ref().map(|logo| logo.light.clone());
    let logo_dark = |look: &Branding| look.shared.logo.as_ref().and_then(|logo| logo.dark.clone());
    let icon = |look: &Branding| look.shared.icon.as_ref().map(|icon| icon.light.clone());
    let font = |look: &Branding| {
        look.shared
            .font_file
            .as_ref()
            .map(|font| font.regular.clone())
    };

    view! { class=class,
        <div class="look-files">
            <OneFile what="logo" label=words.dashboard_branding_logo() kinds=PICTURES read=logo />
            <OneFile
                what="logo.dark"
                label=words.dashboard_branding_logo_dark()
                kinds=PICTURES
                read=logo_dark
            />
            <OneFile what="icon" label=words.dashboard_branding_icon() kinds=PICTURES read=icon />
            <OneFile
                what="font_file"
                label=words.dashboard_branding_font_file()
                kinds=FONTS
                read=font
            />
            <p class="hint">{words.dashboard_branding_files_hint()}</p>
        </div>
    }
}

#[component]
fn OneFile(
    /// The setting below `shared`; after a point, a part of it.
    what: &'static str,
    /// What it is.
    label: String,
    /// What is taken.
    kinds: &'static [(&'static str, &'static str)],
    /// What there is now.
    read: fn(&Branding) -> Option<MediaHash>,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/look_files.css");
    let (words, editor) = (use_words(), use_editor());
    let task = Task::new();
    let unread = RwSignal::new(false);
    let now = Memo::new(move |_| editor.now().with(read));
    let id = unique_id("file");
    let choose = move |event: Event| {
        let Some(file) = chosen(&event) else { return };
        unread.set(false);
        task.run(async move {
            let name = file.name().to_ascii_lowercase();
            let kind = kinds.iter().find(|(end, _)| name.ends_with(end));
            let url = match kind {
                Some((_, media_type)) => data_url(&file, media_type).await,
                None => None,
            };
            match url {
                Some(url) => editor.upload(what, &sent(what, &url)).await,
                None => {
                    unread.set(true);
                    Ok(())
                }
            }
        });
    };
    let remove = move |()| editor.change(what, &json!({ "shared": sent(what, "") }));
    let accepted: Vec<&str> = kinds.iter().map(|(end, _)| *end).collect();
    let shown = {
        let label = label.clone();
        move || {
            let is_picture = kinds.len() > 1;
            let hash = now.get()?;
            let name = label.clone();
            let setting = what.split('.').next().unwrap_or(what);
            let is_followed = editor.own()["shared"][setting].is_null();
            // What is the account's is taken away there.
            let end = match is_followed {
                true => view! { class=class, <span class="there">{words.dashboard_branding_inherited()}</span> }
                .into_any(),
                false => view! { class=class,
                    <Button variant=ButtonVariant::Quiet on_click=remove>
                        {words.dashboard_branding_remove()}
                        <span class="visually-hidden">" "{name}</span>
                    </Button>
                }
                .into_any(),
            };
            Some(view! { class=class,
                <span class="now" data-dark=(what == "logo.dark").then_some("true")>
                    {is_picture
                        .then(|| {
                            view! { class=class,
                                <img class="picture" src=format!("/media/{hash}") alt="" />
                            }
                        })}
                    <span class="there">
                        {(!is_picture).then(|| words.dashboard_branding_font_own())}
                    </span>
                </span>
                {end}
            })
        }
    };
    let problem = move || {
        let refused = task.failure().get().map(|refusal| refusal.words(words));
        let text =
            refused.or_else(|| unread.get().then(|| words.dashboard_branding_wrong_file()))?;
        Some(view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {text}
            </Alert>
        })
    };

    view! { class=class,
        <div class="file">
            <label class="label" for=id.clone()>
                {label}
            </label>
            <div class="line">
                <input
                    class="input"
                    id=id
                    type="file"
                    accept=accepted.join(",")
                    aria-busy=move || task.pending().get().then_some("true")
                    on:change=choose
                />
                {shown}
            </div>
            {problem}
        </div>
    }
}

/// The change of `shared` by which a file is set, or taken away when there is none.
fn sent(what: &str, url: &str) -> Value {
    let value = if url.is_empty() {
        Value::Null
    } else {
        json!(url)
    };
    match what.split_once('.') {
        Some((name, part)) => json!({ name: { part: value } }),
        // The picture for dark pages stays what it is; without the first there is none.
        None if what == "font_file" || value.is_null() => json!({ what: value }),
        None => json!({ what: { "light": value } }),
    }
}

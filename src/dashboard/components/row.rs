//! One object of a list.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::ui::{Badge, Tone};

/// What the object is, what there is to know of it, and what can be done with it.
#[component]
pub fn Row(
    /// What it is called.
    #[prop(into)]
    title: String,
    /// Its state, in words, and what that means.
    #[prop(optional_no_strip, into)]
    badge: Option<(Tone, String)>,
    /// What else there is to know, a line each.
    #[prop(optional)]
    lines: Vec<String>,
    /// What can be done with it.
    #[prop(optional, into)]
    actions: ViewFn,
    /// What does not fit into a line.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/row.css");
    let badge = badge.map(|(tone, text)| view! { class=class, <Badge tone>{text}</Badge> });
    let lines = lines
        .into_iter()
        .filter(|line| !line.is_empty())
        .map(|line| view! { class=class, <p class="line">{line}</p> })
        .collect_view();

    view! { class=class,
        <li class="row">
            <div class="about">
                <p class="title">{title} {badge}</p>
                {lines}
            </div>
            <div class="actions">{move || actions.run()}</div>
            {children.map(|children| view! { class=class, <div class="rest">{children()}</div> })}
        </li>
    }
}

//! A choice of one among many. The browser's own list scrolls, types ahead and suits thumbs without our help.

use leptos::{ev::Event, html, prelude::*};
use stylers_macro::style_sheet;

use super::{Icon, IconName, field::descriptions};

/// What a browser knows a choice by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Names it in the page, so that a label can stand for it and focus can be led to it.
    pub id: String,
    /// HTML's `autocomplete`.
    pub autocomplete: &'static str,
}

/// How a list of choices looks while it is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SelectLook {
    /// Like a line of text, as wide as there is room.
    #[default]
    Field,
    /// Like a part of the text around it, on any surface: languages, each read in the language that its value names.
    Languages,
}

impl SelectLook {
    /// The value of `data-look`.
    fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Languages => "languages",
        }
    }
}

/// A list of choices without a label, which whoever shows it puts beside it.
#[component]
pub fn Select(
    /// What a browser knows it by, if it is one of a form's fields.
    #[prop(optional_no_strip)]
    named: Option<Named>,
    /// How it looks.
    #[prop(optional)]
    look: SelectLook,
    /// The choices, in order: value and words.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The value that is chosen now.
    #[prop(into)]
    value: Signal<String>,
    /// What is wrong with it, in words that stand beside it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// While true a choice is being applied.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// While true no choice can be applied.
    #[prop(optional, into)]
    unavailable: Signal<bool>,
    /// Called with the value that was chosen. A choice that is not taken over goes back to `value`.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    let class = style_sheet!("style/ui/select.css");
    let control = NodeRef::<html::Select>::new();
    let option = move |(own, words): (String, String)| {
        let is_chosen = value.with_untracked(|value| *value == own);
        let lang = (look == SelectLook::Languages).then(|| own.clone());
        view! { class=class,
            <option class="option" value=own lang=lang selected=is_chosen>
                {words}
            </option>
        }
    };
    let change = move |event: Event| on_change.run(event_target_value(&event));
    Effect::new(move || {
        if let (false, Some(control)) = (busy.get(), control.get()) {
            control.set_value(&value.get());
        }
    });
    let (id, autocomplete) = named.map(|it| (it.id, it.autocomplete)).unzip();
    let described = {
        let id = id.clone();
        move || descriptions(id.as_deref()?, error.get().is_some(), false)
    };

    view! { class=class,
        <span class="select" data-look=look.as_str() aria-busy=move || busy.get().then_some("true")>
            <select
                class="control"
                node_ref=control
                id=id.clone()
                name=id
                autocomplete=autocomplete
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=described
                aria-disabled=move || unavailable.get().then_some("true")
                on:change=change
            >
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
            <span class="arrow">
                <Icon name=IconName::ChevronDown />
            </span>
        </span>
    }
}

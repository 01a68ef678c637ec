//! A line of text.

use leptos::{ev::Event, prelude::*};
use stylers_macro::style_sheet;

use super::{Field, field::descriptions};

/// What a browser and a phone's keyboard need to know to help with typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typing {
    /// HTML's `type`: `text`, `email` or `tel`.
    pub kind: &'static str,
    /// HTML's `autocomplete`.
    pub autocomplete: &'static str,
    /// HTML's `inputmode`; empty leaves it to the type.
    pub inputmode: &'static str,
}

impl Typing {
    /// Plain text of which a browser may know this.
    pub const fn text(autocomplete: &'static str) -> Self {
        Self {
            kind: "text",
            autocomplete,
            inputmode: "",
        }
    }
}

/// A labelled line of text.
#[component]
pub fn TextField(
    /// Names it in the page, so that focus can be led to it.
    #[prop(into)]
    id: String,
    /// What to write.
    label: String,
    /// What is said beside the label, such as that it need not be filled in.
    #[prop(optional_no_strip)]
    note: Option<String>,
    /// What it looks like.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What is written.
    value: RwSignal<String>,
    /// What is wrong with it, in words.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// What helps with typing.
    typing: Typing,
) -> impl IntoView {
    let class = style_sheet!("style/ui/text_field.css");
    let write = move |event: Event| value.set(event_target_value(&event));
    let described = {
        let id = id.clone();
        move || descriptions(&id, error.get().is_some(), hint.get().is_some())
    };

    // Names and numbers are no words: a dictionary would spoil them.
    view! { class=class,
        <Field id=id.clone() label note hint error>
            <input
                class="control"
                id=id.clone()
                name=id
                type=typing.kind
                autocomplete=typing.autocomplete
                inputmode=(!typing.inputmode.is_empty()).then_some(typing.inputmode)
                autocapitalize=(typing.kind != "text").then_some("none")
                spellcheck="false"
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=described
                prop:value=value
                on:input=write
            />
        </Field>
    }
}

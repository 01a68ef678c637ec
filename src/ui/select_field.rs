//! A choice in a form.

use leptos::{attr, prelude::*};

use super::{
    Field,
    field::descriptions,
    select::{Options, Select},
};

/// A labelled choice of one among many.
#[component]
pub fn SelectField(
    /// Names it in the page, so that focus can be led to it.
    #[prop(into)]
    id: String,
    /// What to choose.
    label: String,
    /// The choices, in order: value and words. A value that is not among them is a choice of its own.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// What is chosen; empty for nothing.
    #[prop(into)]
    value: Signal<String>,
    /// What is wrong with it, in words.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// HTML's `autocomplete`.
    #[prop(optional)]
    autocomplete: &'static str,
    /// Called with the value that was chosen.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    // What was written before there was a list stays, until something else is chosen.
    let own = value.get_untracked();
    let options = Signal::derive(move || {
        let mut options = options.get();
        if !options.iter().any(|(known, _)| *known == own) {
            options.insert(0, (own.clone(), own.clone()));
        }
        options
    });
    let described = {
        let id = id.clone();
        move || descriptions(&id, error.get().is_some(), false)
    };
    let invalid = move || error.get().is_some().then_some("true");
    let attributes = vec![
        attr::id(id.clone()).into_any_attr(),
        attr::name(id.clone()).into_any_attr(),
        attr::autocomplete(autocomplete).into_any_attr(),
        attr::aria_invalid(invalid).into_any_attr(),
        attr::aria_describedby(described).into_any_attr(),
    ];

    view! { class="",
        <Field id label error>
            <Select attributes value on_change>
                {move || view! { class="", <Options list=options.get() value /> }}
            </Select>
        </Field>
    }
}

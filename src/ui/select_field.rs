//! A choice in a form. The browser's own list scrolls, types ahead and suits thumbs without our help.

use leptos::{ev::Event, html, prelude::*};
use stylers_macro::style_sheet;

use super::{Field, Icon, IconName, field::descriptions};

/// A labelled choice of one among many.
#[component]
pub fn SelectField(
    /// Names it in the page, so that focus can be led to it.
    #[prop(into)]
    id: String,
    /// What to choose.
    label: String,
    /// The choices, in order: value and words. A value that is not among them is a choice of its own.
    options: Vec<(String, String)>,
    /// What is chosen; empty for nothing.
    value: RwSignal<String>,
    /// What is wrong with it, in words.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// HTML's `autocomplete`.
    autocomplete: &'static str,
    /// Called after `value` has followed a choice.
    #[prop(optional, into)]
    on_change: Option<Callback<()>>,
) -> impl IntoView {
    let class = style_sheet!("style/ui/select_field.css");
    let control = NodeRef::<html::Select>::new();
    let mut options = options;
    let known = |value: &String| options.iter().any(|(known, _)| known == value);
    // What was written before there was a list stays, until something else is chosen.
    if let Some(own) = Some(value.get_untracked()).filter(|own| !known(own)) {
        options.insert(0, (own.clone(), own));
    }
    let option = move |(value, label): (String, String)| {
        view! { class=class,
            <option class="option" value=value>
                {label}
            </option>
        }
    };
    let change = move |event: Event| {
        value.set(event_target_value(&event));
        if let Some(callback) = on_change {
            callback.run(());
        }
    };
    // After the options are there, which the attribute of each could not wait for.
    Effect::new(move || {
        if let Some(control) = control.get() {
            control.set_value(&value.get());
        }
    });
    let described = {
        let id = id.clone();
        move || descriptions(&id, error.get().is_some(), false)
    };

    view! { class=class,
        <Field id=id.clone() label error>
            <span class="select-field">
                <select
                    class="control"
                    node_ref=control
                    id=id.clone()
                    name=id
                    autocomplete=autocomplete
                    aria-invalid=move || error.get().is_some().then_some("true")
                    aria-describedby=described
                    on:change=change
                >
                    {options.into_iter().map(option).collect_view()}
                </select>
                <span class="arrow">
                    <Icon name=IconName::ChevronDown />
                </span>
            </span>
        </Field>
    }
}

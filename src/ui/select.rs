//! The browser's own list of choices: it scrolls, types ahead and suits thumbs without our help.

use leptos::{ev::Event, html, prelude::*};
use stylers_macro::style_sheet;

use super::{Icon, IconName};

/// A choice among a few values.
#[component]
pub fn Select(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// A drawing before it, which stands for the label.
    icon: IconName,
    /// The choices, in order.
    options: Vec<SelectOption>,
    /// The value that is chosen now.
    #[prop(into)]
    value: Signal<String>,
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
    let option = move |SelectOption {
                           value: own,
                           label,
                           lang,
                       }: SelectOption| {
        let selected = {
            let own = own.clone();
            move || value.with(|value| *value == own)
        };
        view! { class=class,
            <option class="option" value=own lang=lang selected=selected>
                {label}
            </option>
        }
    };
    let change = move |event: Event| on_change.run(event_target_value(&event));
    let control = NodeRef::<html::Select>::new();
    Effect::new(move || {
        if let (false, Some(control)) = (busy.get(), control.get()) {
            control.set_value(&value.get());
        }
    });

    view! { class=class,
        <label class="select" aria-busy=move || busy.get().then_some("true")>
            <span class="visually-hidden">{label}</span>
            <Icon name=icon />
            <select
                class="control"
                node_ref=control
                aria-disabled=move || unavailable.get().then_some("true")
                on:change=change
            >
                {options.into_iter().map(option).collect_view()}
            </select>
            <span class="arrow">
                <Icon name=IconName::ChevronDown />
            </span>
        </label>
    }
}

/// One choice of a [`Select`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectOption {
    /// What is reported when it is chosen.
    pub value: String,
    /// What is read.
    pub label: String,
    /// The language of the label, as BCP 47 tag.
    pub lang: String,
}

//! A choice of one among many. The browser's own list scrolls, types ahead and suits thumbs without our help.

use leptos::{ev::Event, html, prelude::*, tachys::html::attribute::any_attribute::AnyAttribute};
use stylers_macro::style_sheet;

use super::{Icon, IconName};

/// How a list of choices looks while it is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SelectLook {
    /// Like a line of text, as wide as there is room.
    #[default]
    Field,
    /// Like a part of the text around it, on any surface.
    Inline,
}

impl SelectLook {
    /// The value of `data-look`.
    fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Inline => "inline",
        }
    }
}

/// A list of choices without a label, which whoever shows it puts beside it.
#[component]
pub fn Select(
    /// How it looks.
    #[prop(optional)]
    look: SelectLook,
    /// What else the control has. What only fields need is not downloaded where there is none.
    #[prop(optional)]
    attributes: Vec<AnyAttribute>,
    /// The value that is chosen now.
    #[prop(into)]
    value: Signal<String>,
    /// While true a choice is being applied.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Called with the value that was chosen. A choice that is not taken over goes back to `value`.
    #[prop(into)]
    on_change: Callback<String>,
    /// The choices, in order: [`Options`].
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/ui/select.css");
    let control = NodeRef::<html::Select>::new();
    let change = move |event: Event| on_change.run(event_target_value(&event));
    // After the options are there, which the attribute of each could not wait for.
    Effect::new(move || {
        if let (false, Some(control)) = (busy.get(), control.get()) {
            control.set_value(&value.get());
        }
    });

    view! { class=class,
        <span class="select" data-look=look.as_str() aria-busy=move || busy.get().then_some("true")>
            <select {..attributes} class="control" node_ref=control on:change=change>
                {children()}
            </select>
            <span class="arrow">
                <Icon name=IconName::ChevronDown />
            </span>
        </span>
    }
}

/// The choices of a [`Select`].
#[component]
pub fn Options(
    /// Value and words of each, in order.
    list: Vec<(String, String)>,
    /// The value that is chosen now.
    #[prop(into)]
    value: Signal<String>,
    /// Whether each is read in the language that its value names.
    #[prop(optional)]
    languages: bool,
) -> impl IntoView {
    let class = style_sheet!("style/ui/select.css");
    let option = move |(own, words): (String, String)| {
        let is_chosen = value.with_untracked(|value| *value == own);
        let lang = languages.then(|| own.clone());
        view! { class=class,
            <option class="option" value=own lang=lang selected=is_chosen>
                {words}
            </option>
        }
    };
    list.into_iter().map(option).collect_view()
}

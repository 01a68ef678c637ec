//! The controls of a configuration, each named by its place in the tables of [`crate::dashboard::configuration`].

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    dashboard::{
        configuration::{CHOICES, FLAGS, LISTS, OWN_REASONS, TEXTS},
        draft::{Draft, WORDS},
        task::Task,
    },
    i18n::Words,
    ui::{Checkbox, SelectField, TextField, Typing},
};

/// What every control needs: what is typed and ticked, and the saving, which may be refused.
#[derive(Clone, Copy)]
pub struct Controls {
    /// What is typed and ticked.
    pub draft: Draft,
    /// The saving.
    pub saving: Task,
    /// Words.
    pub words: Words,
}

impl Controls {
    /// A text of [`TEXTS`], with what it is for.
    pub fn text(self, place: usize, label: String, hint: String) -> impl IntoView {
        view! { class="",
            <TextField
                id=TEXTS[place]
                label
                hint=Signal::derive(move || Some(hint.clone()))
                value=self.draft.texts[place]
                error=self.saving.wrong(self.words, TEXTS[place])
                typing=Typing::text("off")
            />
        }
    }

    /// A switch of [`FLAGS`], with what it means.
    pub fn flag(self, place: usize, label: String, text: String) -> impl IntoView {
        let class = style_sheet!("style/dashboard/components/configuration_controls.css");
        view! { class=class,
            <div class="switch">
                <Checkbox label checked=self.draft.flags[place] />
                <p class="text">{text}</p>
                {problem(self, FLAGS[place])}
            </div>
        }
    }

    /// A choice of [`CHOICES`] among values and their words.
    pub fn choice<const N: usize>(
        self,
        place: usize,
        label: String,
        options: [(&str, String); N],
    ) -> impl IntoView {
        let options = options.map(|(value, text)| (value.to_owned(), text));
        let choice = self.draft.choices[place];
        view! { class="",
            <SelectField
                id=CHOICES[place]
                label
                options=Signal::derive(move || options.to_vec())
                value=choice
                error=self.saving.wrong(self.words, CHOICES[place])
                on_change=move |word| choice.set(word)
            />
        }
    }

    /// A list of [`LISTS`], to tick.
    pub fn list(self, place: usize, legend: String) -> impl IntoView {
        let class = style_sheet!("style/dashboard/components/configuration_controls.css");
        let ticks = self.draft.lists.with_value(|lists| lists[place].clone());
        let ticks = WORDS[place].iter().zip(ticks).map(|(word, is_on)| {
            view! { class=class, <Checkbox label=label_of(self.words, word) checked=is_on /> }
        });
        view! { class=class,
            <fieldset class="list">
                <legend class="legend">{legend}</legend>
                {ticks.collect_view()}
                {problem(self, LISTS[place])}
            </fieldset>
        }
    }

    /// The merchant's own reasons for cancelling, to tick.
    pub fn own_reasons(self) -> impl IntoView {
        let class = style_sheet!("style/dashboard/components/configuration_controls.css");
        let words = self.words;
        let reasons = self.draft.own_reasons.get_value();
        let nothing = reasons.is_empty().then(|| {
            view! { class=class, <p>{words.dashboard_configuration_no_own_reasons()}</p> }
        });
        let ticks = reasons.into_iter().map(|reason| {
            view! { class=class, <Checkbox label=reason.text checked=reason.is_on /> }
        });
        view! { class=class,
            <fieldset class="list">
                <legend class="legend">{words.dashboard_configuration_own_reasons()}</legend>
                <p class="about">{words.dashboard_configuration_own_reasons_text()}</p>
                {nothing}
                {ticks.collect_view()}
                {problem(self, OWN_REASONS)}
            </fieldset>
        }
    }
}

/// What is wrong with something that is no field of its own.
fn problem(controls: Controls, param: &'static str) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/configuration_controls.css");
    let wrong = controls.saving.wrong(controls.words, param);
    move || {
        let text = wrong.get()?;
        Some(view! { class=class,
            <p class="problem" id=param tabindex="-1">
                {text}
            </p>
        })
    }
}

fn label_of(words: Words, word: &str) -> String {
    match word {
        "name" => words.dashboard_configuration_name(),
        "email" => words.dashboard_configuration_email(),
        "address" => words.dashboard_configuration_address(),
        "shipping" => words.dashboard_configuration_shipping(),
        "phone" => words.dashboard_configuration_phone(),
        "tax_id" => words.dashboard_configuration_tax_id(),
        "too_expensive" => words.cancel_reason_too_expensive(),
        "missing_features" => words.cancel_reason_missing_features(),
        "switched_service" => words.cancel_reason_switched_service(),
        "unused" => words.cancel_reason_unused(),
        "customer_service" => words.cancel_reason_customer_service(),
        "too_complex" => words.cancel_reason_too_complex(),
        "low_quality" => words.cancel_reason_low_quality(),
        "other" => words.cancel_reason_other(),
        "price" => words.dashboard_configuration_plan(),
        "quantity" => words.dashboard_configuration_quantity(),
        "promotion_code" => words.dashboard_configuration_promotion_code(),
        "decreasing_item_amount" => words.dashboard_configuration_decreasing(),
        _ => words.dashboard_configuration_shortening(),
    }
}

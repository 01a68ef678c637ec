//! What is wrong with the fields of a form, in words beside them.

use contract::rules::details::{Problem, Wrong};
use leptos::prelude::*;

use super::AddressDraft;
use crate::{format::country, i18n::Words, ui::focus};

/// The problems of a form. They are kept as they are and put into words where they are shown, so that another language
/// changes the words and loses none.
#[derive(Clone, Copy)]
pub struct Problems(RwSignal<Vec<Wrong>>);

impl Problems {
    /// A form with nothing wrong.
    pub fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Shows what is wrong now, and leads to the first field of it in the page once it is there.
    pub fn show(self, wrong: Vec<Wrong>) {
        self.0.set(wrong);
        request_animation_frame(lead_to_first);
    }

    /// Nothing is wrong any more.
    pub fn clear(self) {
        self.0.set(Vec::new());
    }

    /// What is wrong with a field of an address, in words.
    pub fn at(self, words: Words, param: &str, draft: AddressDraft) -> Signal<Option<String>> {
        self.text(words, param, Some(draft.country))
    }

    /// What is wrong with a field, in words.
    pub fn of(self, words: Words, param: &str) -> Signal<Option<String>> {
        self.text(words, param, None)
    }

    fn text(
        self,
        words: Words,
        param: &str,
        country: Option<RwSignal<String>>,
    ) -> Signal<Option<String>> {
        let param = param.to_owned();
        let list = self.0;
        Signal::derive(move || {
            let problem = list.with(|list| {
                let found = list.iter().find(|wrong| wrong.param == param)?;
                Some(found.problem)
            })?;
            let code = country.map(|code| code.get()).unwrap_or_default();
            Some(in_words(words, problem, &code))
        })
    }
}

impl Default for Problems {
    fn default() -> Self {
        Self::new()
    }
}

fn in_words(words: Words, problem: Problem, code: &str) -> String {
    match problem {
        Problem::Required => words.details_wrong_required(),
        Problem::TooLong => words.details_wrong_too_long(),
        Problem::Email => words.details_wrong_email(),
        Problem::Phone => words.details_wrong_phone(),
        Problem::PostalCode => words.details_wrong_postal_code(&country(words, code)),
        Problem::Country => words.details_wrong_country(),
        Problem::TaxId => words.details_wrong_tax_id(),
        Problem::Taken => words.details_wrong_taken(),
        Problem::TooMany => words.details_wrong_too_many(),
        Problem::Refused => words.details_wrong_refused(),
    }
}

fn lead_to_first() {
    let first = document().query_selector("main [aria-invalid=true]");
    focus(first.ok().flatten());
}

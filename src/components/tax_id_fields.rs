//! Another tax id: its country, its type there, its number.

use contract::rules::tax_ids::{Kind, kinds, label};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::Problems;
use crate::{
    format::countries,
    i18n::use_words,
    ui::{Button, SelectField, TextField, Typing},
};

/// What is typed of a tax id.
#[derive(Clone, Copy)]
pub struct TaxIdDraft {
    /// ISO 3166 code.
    pub country: RwSignal<String>,
    /// Stripe's `type`.
    pub kind: RwSignal<String>,
    /// The number.
    pub value: RwSignal<String>,
}

impl TaxIdDraft {
    /// Nothing typed.
    pub fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            country: text(),
            kind: text(),
            value: text(),
        }
    }

    /// Begins anew with a country and its usual type.
    pub fn begin(self, country: &str) {
        self.country.set(country.to_owned());
        let usual = kinds(&self.country.read_untracked()).into_iter().next();
        self.kind
            .set(usual.map_or_else(String::new, |kind| kind.name.to_owned()));
    }
}

impl Default for TaxIdDraft {
    fn default() -> Self {
        Self::new()
    }
}

/// The fields, and the button that adds.
#[component]
pub fn TaxIdFields(
    /// What is typed.
    draft: TaxIdDraft,
    /// What is wrong.
    problems: Problems,
    /// While true it is being added.
    #[prop(into)]
    pending: Signal<bool>,
    /// While true nothing can be changed.
    #[prop(into)]
    unavailable: Signal<bool>,
    /// Called when it is to be added.
    #[prop(into)]
    on_add: Callback<()>,
) -> impl IntoView {
    let class = style_sheet!("style/components/tax_id_fields.css");
    let words = use_words();
    let country = draft.country;
    // The usual type goes without saying where there is no other.
    let kind = move || {
        let kinds = kinds(&country.get());
        (kinds.len() > 1).then(|| {
            let named = |kind: Kind| (kind.name.to_owned(), label(kind.name));
            let options: Vec<_> = kinds.into_iter().map(named).collect();
            view! { class=class,
                <SelectField
                    id="kind"
                    label=words.details_tax_type()
                    options
                    value=draft.kind
                    error=problems.of(words, "kind")
                    autocomplete="off"
                    on_change=move |kind| draft.kind.set(kind)
                />
            }
        })
    };
    let hint = Signal::derive(move || {
        let kinds = kinds(&country.get());
        let chosen = draft.kind.get();
        let kind = kinds.iter().find(|kind| kind.name == chosen)?;
        Some(words.details_tax_hint(kind.example))
    });

    view! { class=class,
        <div class="tax-id-fields">
            <SelectField
                id="tax-country"
                label=words.details_tax_country()
                options=countries(words)
                value=country
                autocomplete="off"
                on_change=move |country: String| draft.begin(&country)
            />
            {kind}
            <TextField
                id="value"
                label=words.details_tax_value()
                hint
                value=draft.value
                error=problems.of(words, "value")
                typing=Typing::text("off")
            />
            <div class="actions">
                <Button busy=pending unavailable on_click=on_add>
                    {words.details_tax_add()}
                </Button>
            </div>
        </div>
    }
}

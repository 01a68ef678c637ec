//! An address, asked for as its country writes it.

use contract::rules::address::{City, Form, Part, Postal, Region, form, states};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{AddressDraft, Problems};
use crate::{
    format::countries,
    i18n::{Words, use_words},
    ui::{SelectField, TextField, Typing},
};

/// The country, and below it the parts its addresses have, in the order it writes them.
#[component]
pub fn AddressFields(
    /// The parameter, which names the fields: `address`, `shipping[address]`.
    name: &'static str,
    /// What is typed.
    draft: AddressDraft,
    /// What is wrong.
    problems: Problems,
    /// Which of several addresses it is for a browser's memory: `billing` or `shipping`.
    purpose: Purpose,
) -> impl IntoView {
    let class = style_sheet!("style/components/address_fields.css");
    let words = use_words();
    let country = draft.country;
    let mut choices = vec![(String::new(), words.details_choose())];
    choices.extend(countries(words));
    // The same form again leaves the fields, and a person in one of them, alone.
    let shape = Memo::new(move |_| (form(&country.read()), country.get()));
    let parts = move || {
        let (form, country) = shape.get();
        let field = move |part: &Part| {
            let part = *part;
            draft.has(part).then(|| {
                let id = format!("{name}[{}]", part.as_str());
                let error = problems.at(words, &id, draft);
                let label = label(words, part, form);
                let value = draft.part(part);
                let choices = match part {
                    Part::State => states(&country),
                    _ => "",
                };
                let autocomplete = purpose.autocomplete(part);
                let field = if choices.is_empty() {
                    let note = (!form.requires(part)).then(|| words.details_optional());
                    let inputmode = match part {
                        Part::PostalCode if form.has_numeric_code() => "numeric",
                        _ => "",
                    };
                    let typing = Typing {
                        inputmode,
                        ..Typing::text(autocomplete)
                    };
                    view! { class=class, <TextField id label note value error typing /> }.into_any()
                } else {
                    let options = choice_of(words, choices);
                    let on_change = move |state| value.set(state);
                    view! { class=class, <SelectField id label options value error autocomplete on_change /> }
                        .into_any()
                };
                view! { class=class,
                    <div class="part" data-part=part.as_str()>
                        {field}
                    </div>
                }
            })
        };
        form.parts.iter().map(field).collect_view()
    };
    let id = format!("{name}[country]");
    let error = problems.at(words, &id, draft);

    view! { class=class,
        <div class="address-fields">
            <div class="part" data-part="country">
                <SelectField
                    id
                    label=words.details_country()
                    options=choices
                    value=country
                    error
                    autocomplete=purpose.country()
                    on_change=move |country| draft.change_country(country)
                />
            </div>
            {parts}
        </div>
    }
}

/// What an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Invoices.
    Billing,
    /// Goods.
    Shipping,
}

impl Purpose {
    /// HTML's name of a part, for what the browser remembers.
    fn autocomplete(self, part: Part) -> &'static str {
        match (self, part) {
            (Self::Billing, Part::Line1) => "billing address-line1",
            (Self::Billing, Part::Line2) => "billing address-line2",
            (Self::Billing, Part::City) => "billing address-level2",
            (Self::Billing, Part::State) => "billing address-level1",
            (Self::Billing, Part::PostalCode) => "billing postal-code",
            (Self::Shipping, Part::Line1) => "shipping address-line1",
            (Self::Shipping, Part::Line2) => "shipping address-line2",
            (Self::Shipping, Part::City) => "shipping address-level2",
            (Self::Shipping, Part::State) => "shipping address-level1",
            (Self::Shipping, Part::PostalCode) => "shipping postal-code",
        }
    }

    fn country(self) -> &'static str {
        match self {
            Self::Billing => "billing country",
            Self::Shipping => "shipping country",
        }
    }
}

/// The choices of a list, none of them chosen for the person.
fn choice_of(words: Words, lines: &str) -> Vec<(String, String)> {
    let none = (String::new(), words.details_choose());
    let all = lines.lines().filter_map(|line| line.split_once(' '));
    let all = all.map(|(code, name)| (code.to_owned(), name.to_owned()));
    std::iter::once(none).chain(all).collect()
}

/// What a part is called where the address is.
fn label(words: Words, part: Part, form: Form) -> String {
    match part {
        Part::Line1 => words.details_line1(),
        Part::Line2 => words.details_line2(),
        Part::City => match form.city {
            City::City => words.details_city(),
            City::Town => words.details_town(),
            City::Suburb => words.details_suburb(),
            City::District => words.details_district(),
        },
        Part::State => match form.region {
            Some(Region::State) => words.details_state(),
            Some(Region::Province) => words.details_province(),
            Some(Region::County) => words.details_county(),
            Some(Region::Prefecture) => words.details_prefecture(),
            Some(Region::Emirate) => words.details_emirate(),
            Some(Region::Department) => words.details_department(),
            Some(Region::Region) | None => words.details_region(),
        },
        Part::PostalCode => match form.postal {
            Some(Postal::Zip) => words.details_zip(),
            Some(Postal::Postcode) => words.details_postcode(),
            Some(Postal::Pin) => words.details_pin(),
            Some(Postal::Eircode) => words.details_eircode(),
            Some(Postal::Code) | None => words.details_postal_code(),
        },
    }
}

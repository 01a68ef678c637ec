//! The form of billing information.

use contract::CustomerField;
use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{AddressFields, DetailsDraft, Problems, Purpose};
use crate::{
    i18n::use_words,
    ui::{Checkbox, TextField, Typing},
};

/// What may be changed, and nothing else.
#[component]
pub fn DetailsFields(
    /// Which fields.
    allowed: Vec<CustomerField>,
    /// What is typed.
    draft: DetailsDraft,
    /// What is wrong.
    problems: Problems,
) -> impl IntoView {
    let class = style_sheet!("style/components/details_fields.css");
    let words = use_words();
    let may = move |field| allowed.contains(&field);
    let optional = || Some(words.details_optional());
    let name = may(CustomerField::Name).then(|| {
        view! { class=class,
            <TextField
                id="name"
                label=words.billing_information_name()
                note=optional()
                value=draft.name
                error=problems.of(words, "name")
                typing=Typing::text("billing name")
            />
        }
    });
    let email = may(CustomerField::Email).then(|| {
        let typing = Typing {
            kind: "email",
            autocomplete: "billing email",
            inputmode: "email",
        };
        view! { class=class,
            <TextField
                id="email"
                label=words.billing_information_email()
                value=draft.email
                error=problems.of(words, "email")
                typing
            />
        }
    });
    let phone = may(CustomerField::Phone).then(|| {
        view! { class=class,
            <TextField
                id="phone"
                label=words.billing_information_phone()
                note=optional()
                value=draft.phone
                error=problems.of(words, "phone")
                typing=telephone("billing tel")
            />
        }
    });
    let has_address = may(CustomerField::Address);
    let address = has_address.then(|| {
        view! { class=class,
            <fieldset class="group">
                <legend class="legend">{words.billing_information_address()}</legend>
                <AddressFields
                    name="address"
                    draft=draft.address
                    problems
                    purpose=Purpose::Billing
                />
            </fieldset>
        }
    });
    let elsewhere = move || {
        (!draft.is_same.get()).then(|| {
            view! { class=class,
                <TextField
                    id="shipping[name]"
                    label=words.details_recipient()
                    value=draft.recipient
                    error=problems.of(words, "shipping[name]")
                    typing=Typing::text("shipping name")
                />
                <AddressFields
                    name="shipping[address]"
                    draft=draft.shipping
                    problems
                    purpose=Purpose::Shipping
                />
            }
        })
    };
    let shipping = may(CustomerField::Shipping).then(|| {
        view! { class=class,
            <fieldset class="group">
                <legend class="legend">
                    {words.billing_information_shipping()}
                    <span class="note">" "{words.details_optional()}</span>
                </legend>
                <Checkbox label=words.details_same() checked=draft.is_same />
                {elsewhere}
                <TextField
                    id="shipping[phone]"
                    label=words.details_recipient_phone()
                    note=optional()
                    value=draft.recipient_phone
                    error=problems.of(words, "shipping[phone]")
                    typing=telephone("shipping tel")
                />
            </fieldset>
        }
    });

    view! { class=class, <div class="details-fields">{name} {email} {phone} {address} {shipping}</div> }
}

fn telephone(autocomplete: &'static str) -> Typing {
    Typing {
        kind: "tel",
        autocomplete,
        inputmode: "tel",
    }
}

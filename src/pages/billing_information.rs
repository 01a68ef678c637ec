//! `/billing-information`: what invoices say about the customer, to change.

mod editing;
mod tax_ids;

use contract::CustomerField;
use leptos::{ev::SubmitEvent, prelude::*};
use stylers_macro::style_sheet;

use self::{editing::Editing, tax_ids::TaxIds};
use crate::{
    components::DetailsFields,
    flow::{WayOut, way_out},
    i18n::use_words,
    kept::kept,
    layout::{Message, PageHeading},
    paths,
    session::use_session,
    ui::{Alert, Button, ButtonVariant, LinkButton, Tone},
};

/// The form of billing information, and the tax ids.
#[component]
pub fn BillingInformation() -> impl IntoView {
    let class = style_sheet!("style/pages/billing_information.css");
    let words = use_words();
    let session = use_session();
    let allowed = session
        .features()
        .with_untracked(|features| features.customer_update.clone());
    if allowed.is_empty() {
        return view! { class=class, <Refused /> }.into_any();
    }
    let editing = kept(|| Editing::new(session));
    editing.begin();
    let is_form = allowed.iter().any(|field| *field != CustomerField::TaxId);
    let tax_ids = allowed.contains(&CustomerField::TaxId);

    view! { class=class,
        <div class="billing-information">
            <PageHeading title=words.details_title() />
            {is_form.then(|| view! { class=class, <Details editing allowed /> })}
            {tax_ids.then(|| view! { class=class, <TaxIds editing /> })}
            {(!is_form)
                .then(|| {
                    view! { class=class,
                        <div class="actions">
                            <LinkButton href=paths::HOME>
                                {words.add_payment_method_back()}
                            </LinkButton>
                        </div>
                    }
                })}
        </div>
    }
    .into_any()
}

/// Everything but the tax ids, saved together.
#[component]
fn Details(editing: Editing, allowed: Vec<CustomerField>) -> impl IntoView {
    let class = style_sheet!("style/pages/billing_information.css");
    let words = use_words();
    let is_offline = use_session().is_offline();
    let failure = move || {
        let text = editing.error().get()?;
        Some(view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {text}
            </Alert>
        })
    };
    // Enter in a field saves, as everywhere; nothing leaves the document.
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !is_offline.get_untracked() {
            editing.save();
        }
    };

    view! { class=class,
        <form class="form" novalidate="true" on:submit=submit>
            <DetailsFields allowed draft=editing.draft() problems=editing.problems() />
            {failure}
            <div class="actions">
                <Button
                    variant=ButtonVariant::Primary
                    busy=editing.pending()
                    unavailable=is_offline
                    on_click=move || editing.save()
                >
                    {words.details_save()}
                </Button>
                <Leave text=words.details_cancel() />
                <input class="enter" type="submit" tabindex="-1" aria-hidden="true" value="" />
            </div>
        </form>
    }
}

/// The way out without saving.
#[component]
fn Leave(text: String) -> impl IntoView {
    let way = way_out(use_session(), text);
    way.map(|WayOut { href, text }| view! { class="", <LinkButton href>{text}</LinkButton> })
}

/// Nothing may be changed here.
#[component]
fn Refused() -> impl IntoView {
    let class = style_sheet!("style/pages/billing_information.css");
    let words = use_words();
    let actions = move || {
        view! { class=class,
            <LinkButton href=paths::HOME variant=ButtonVariant::Primary>
                {words.add_payment_method_back()}
            </LinkButton>
        }
    };

    view! { class=class,
        <Message title=words.details_title() actions=actions>
            <p>{words.errors_feature_disabled()}</p>
        </Message>
    }
}

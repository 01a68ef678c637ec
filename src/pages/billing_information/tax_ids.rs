//! The tax ids of the customer: each is added and removed by itself.

use contract::rules::tax_ids::MOST;
use leptos::{html, prelude::*};
use stylers_macro::style_sheet;
use wasm_bindgen::JsCast;

use super::Editing;
use crate::{
    components::{RemoveTaxId, TaxIdFields, TaxIdList},
    i18n::use_words,
    session::use_session,
    toasts::{Tone as ToastTone, use_toasts},
    ui::{Alert, Section, Tone, focus},
};

/// What is saved, and room for another one.
#[component]
pub fn TaxIds(editing: Editing) -> impl IntoView {
    let class = style_sheet!("style/pages/billing_information.css");
    let words = use_words();
    let session = use_session();
    let toasts = use_toasts();
    let heading = NodeRef::<html::H2>::new();
    let customer = session.customer();
    let tax_ids = Memo::new(move |_| customer.with(|customer| customer.tax_ids.clone()));
    let is_full = Memo::new(move |_| tax_ids.with(|all| all.len() >= MOST));
    let added = Callback::new(move |number: String| {
        toasts.show(ToastTone::Success, words.details_tax_added(&number));
    });
    let removed = Callback::new(move |number: String| {
        toasts.show(ToastTone::Success, words.details_tax_removed(&number));
        lead_to(heading);
    });
    let full = move || {
        let count = i64::try_from(MOST).unwrap_or_default();
        view! { class=class, <p class="full">{words.details_tax_full(count)}</p> }
    };
    let failure = move || {
        let text = editing.adding_error().get()?;
        Some(view! { class=class,
            <div class="failure">
                <Alert tone=Tone::Danger live=true>
                    {text}
                </Alert>
            </div>
        })
    };
    let fields = move || {
        view! { class=class,
            <TaxIdFields
                draft=editing.tax_id()
                problems=editing.tax_problems()
                pending=editing.adding()
                unavailable=session.is_offline()
                on_add=move || editing.add_tax_id(added)
            />
            {failure}
        }
    };

    view! { class=class,
        <Section title=words.details_tax_title() heading>
            <TaxIdList tax_ids on_remove=move |tax_id| editing.ask(tax_id) />
            {move || if is_full.get() { full().into_any() } else { fields().into_any() }}
        </Section>
        <RemoveTaxId
            subject=editing.removed()
            pending=editing.removing()
            error=editing.removing_error()
            on_confirm=move || editing.remove_tax_id(removed)
            on_close=move || editing.removed().set(None)
        />
    }
}

/// The row that leaves takes the focus with it, or leaves it to the button of another row; the heading of the list is
/// where to go on from.
fn lead_to(heading: NodeRef<html::H2>) {
    request_animation_frame(move || {
        if let Some(heading) = heading.try_get_untracked().flatten() {
            focus(Some(heading.unchecked_into()));
        }
    });
}

//! Tax ids, and the way to remove one.

use contract::{TaxId, rules::tax_ids::label};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::billing_information::verification;
use crate::{
    i18n::use_words,
    ui::{Alert, Badge, Button, ButtonVariant, Dialog, DialogActions, Tone},
};

/// The tax ids that are saved, each with how far its verification has come.
#[component]
pub fn TaxIdList(
    /// What is saved now.
    #[prop(into)]
    tax_ids: Signal<Vec<TaxId>>,
    /// Called with the one that is to go.
    #[prop(into)]
    on_remove: Callback<TaxId>,
) -> impl IntoView {
    let class = style_sheet!("style/components/tax_id_list.css");
    let words = use_words();
    let row = move |tax_id: TaxId| {
        let verified = verification(words, tax_id.verification.as_deref());
        let name = words.details_tax_remove_named(&tax_id.value);
        let (kind, value) = (label(&tax_id.kind), tax_id.value.clone());
        let remove = move || on_remove.run(tax_id.clone());
        view! { class=class,
            <li class="row">
                <span class="number">
                    <bdi>{value}</bdi>
                    <span class="kind">{kind}</span>
                    {verified.map(|(tone, text)| view! { class=class, <Badge tone>{text}</Badge> })}
                </span>
                <Button variant=ButtonVariant::Quiet on_click=remove>
                    <span aria-hidden="true">{words.details_tax_remove()}</span>
                    <span class="visually-hidden">{name}</span>
                </Button>
            </li>
        }
    };
    let rows = move || {
        let all = tax_ids.get();
        (!all.is_empty()).then(|| {
            view! { class=class, <ul class="tax-id-list">{all.into_iter().map(row).collect_view()}</ul> }
        })
    };

    view! { class=class, {rows} }
}

/// Asks before a tax id is removed.
#[component]
pub fn RemoveTaxId(
    /// The one in question; the dialog is open while there is one.
    #[prop(into)]
    subject: Signal<Option<TaxId>>,
    /// While true it is being removed.
    #[prop(into)]
    pending: Signal<bool>,
    /// Why the last attempt failed, in words.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Called when the answer is yes.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// Called when the answer is no.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let class = style_sheet!("style/components/tax_id_list.css");
    let words = use_words();
    let text = move || {
        let subject = subject.get()?;
        Some(words.details_tax_remove_text(&subject.value))
    };
    let failure = move || {
        let text = error.get()?;
        Some(view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {text}
            </Alert>
        })
    };

    view! { class=class,
        <Dialog
            title=Signal::derive(move || words.details_tax_remove_title())
            open=Signal::derive(move || subject.with(Option::is_some))
            busy=pending
            described_by=EXPLANATION
            on_close
        >
            <p id=EXPLANATION>{text}</p>
            {failure}
            <DialogActions>
                <Button autofocus=true unavailable=pending on_click=on_close>
                    {words.details_tax_keep()}
                </Button>
                <Button variant=ButtonVariant::Danger busy=pending on_click=on_confirm>
                    {words.details_tax_remove()}
                </Button>
            </DialogActions>
        </Dialog>
    }
}

/// There is one such dialog on a page.
const EXPLANATION: &str = "remove-tax-id-explanation";

//! The question before a payment method is removed, or the explanation why it cannot be.

use contract::{
    PaymentMethod, PaymentMethodId, Subscription,
    rules::removal::{self, Refusal, Removal},
};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{PaymentMethodIcon, PaymentMethodName};
use crate::{
    format::method_name,
    i18n::{Words, use_words},
    paths,
    ui::{Alert, Button, ButtonVariant, Dialog, DialogActions, LinkButton, Tone},
};

/// Asks before removing `subject`, and says what takes over. When a live subscription needs the method, it explains
/// that instead and leads to adding another one.
///
/// What it says follows the state: the answer may change while the dialog is open.
#[component]
pub fn RemoveDialog(
    /// The method in question; the dialog is open while there is one.
    #[prop(into)]
    subject: Signal<Option<PaymentMethod>>,
    /// What is saved now.
    #[prop(into)]
    methods: Signal<Vec<PaymentMethod>>,
    /// What may have to be paid with it.
    #[prop(into)]
    subscriptions: Signal<Vec<Subscription>>,
    /// The server's clock, Unix seconds.
    now: i64,
    /// While true the method is being removed.
    #[prop(into)]
    pending: Signal<bool>,
    /// While true nothing can be changed.
    #[prop(into)]
    unavailable: Signal<bool>,
    /// Why the last attempt failed or none can be made, in words.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Called when the answer is yes.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// Called when the answer is no.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let class = style_sheet!("style/components/remove_dialog.css");
    let words = use_words();
    let plan = Memo::new(move |_| {
        let subject = subject.get()?;
        Some(removal::plan(
            &subject.id,
            &methods.read(),
            &subscriptions.read(),
            now,
        ))
    });
    let is_held = Memo::new(move |_| {
        plan.with(|plan| matches!(plan, Some(Err(Refusal::OnlyChargeable { .. }))))
    });
    let title = move || {
        if is_held.get() {
            words.payment_methods_held_title()
        } else {
            words.payment_methods_remove_title()
        }
    };
    let method = move || {
        subject.get().map(|method| {
            view! { class=class,
                <p class="method">
                    <PaymentMethodIcon kind=method.kind.clone() />
                    <PaymentMethodName kind=method.kind />
                </p>
            }
        })
    };
    let sentences = move || {
        let text = match (subject.get()?, plan.get()?) {
            (_, Err(_)) => vec![words.payment_methods_held()],
            (method, Ok(plan)) => {
                methods.with(|methods| consequences(words, &method, &plan, methods))
            }
        };
        let sentence = move |text| view! { class=class, <p class="text">{text}</p> };
        Some(text.into_iter().map(sentence).collect_view())
    };
    let failure = move || {
        error.get().map(|text| {
            view! { class=class,
                <Alert tone=Tone::Danger live=true>
                    {text}
                </Alert>
            }
        })
    };
    let question = move || {
        view! { class=class,
            {failure}
            <DialogActions>
                <Button autofocus=true unavailable=pending on_click=on_close>
                    {words.payment_methods_keep()}
                </Button>
                <Button variant=ButtonVariant::Danger busy=pending unavailable on_click=on_confirm>
                    {words.payment_methods_remove()}
                </Button>
            </DialogActions>
        }
    };

    view! { class=class,
        <Dialog
            title=Signal::derive(title)
            open=Signal::derive(move || subject.with(Option::is_some))
            busy=pending
            described_by=EXPLANATION
            on_close
        >
            <div class="explanation" id=EXPLANATION>
                {method}
                {sentences}
            </div>
            <Show when=move || is_held.get() fallback=question>
                <DialogActions>
                    <Button on_click=on_close>{words.payment_methods_keep()}</Button>
                    <LinkButton
                        href=paths::ADD_PAYMENT_METHOD
                        variant=ButtonVariant::Primary
                        unavailable
                    >
                        {words.payment_methods_add_another()}
                    </LinkButton>
                </DialogActions>
            </Show>
        </Dialog>
    }
}

/// There is one such dialog on a page.
const EXPLANATION: &str = "remove-dialog-explanation";

/// What takes the method's place, in sentences; if nothing does, that it goes.
fn consequences(
    words: Words,
    method: &PaymentMethod,
    plan: &Removal,
    methods: &[PaymentMethod],
) -> Vec<String> {
    let name = |id: &PaymentMethodId| {
        let method = methods.iter().find(|method| method.id == *id)?;
        Some(method_name(words, &method.kind))
    };
    let new_default = plan.new_default.as_ref().and_then(name);
    let new_default = new_default.map(|name| words.payment_methods_remove_new_default(&name));
    let moved = i64::try_from(plan.moves.len()).unwrap_or(i64::MAX);
    let moves = (moved > 0).then(|| words.payment_methods_remove_moves(moved));
    let mut sentences: Vec<String> = new_default.into_iter().chain(moves).collect();
    if sentences.is_empty() {
        let name = method_name(words, &method.kind);
        sentences.push(words.payment_methods_remove_text(&name));
    }
    sentences
}

//! Why a subscription was cancelled. Nobody has to say.

use contract::{CancellationDetails, CancellationReason, FeedbackOption};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    i18n::{Words, use_words},
    ui::{Alert, Button, ButtonVariant, LinkButton, RadioGroup, TextArea, Tone},
};

/// The longest comment the form takes, in characters: more is not read. Stripe takes 5,000.
const COMMENT: u32 = 1_000;

/// What a customer has chosen and written. It belongs to the visit, not to the page that shows it: another language
/// builds the page anew.
#[derive(Clone, Copy)]
pub struct Answer {
    chosen: RwSignal<String>,
    comment: RwSignal<String>,
}

impl Answer {
    /// Nothing chosen, nothing written.
    pub fn new() -> Self {
        Self {
            chosen: RwSignal::new(String::new()),
            comment: RwSignal::new(String::new()),
        }
    }
}

impl Default for Answer {
    fn default() -> Self {
        Self::new()
    }
}

/// The reasons the merchant asks for, room for words of one's own with "Other reason", and a way past it all.
#[component]
pub fn CancelReasons(
    /// Stripe's reasons, in the merchant's order.
    reasons: Vec<CancellationReason>,
    /// The merchant's own.
    options: Vec<FeedbackOption>,
    /// What is chosen and written.
    answer: Answer,
    /// While true the answer is on its way.
    #[prop(into)]
    pending: Signal<bool>,
    /// Why it could not be sent, in words.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Where it leads to say nothing.
    #[prop(into)]
    skip: String,
    /// Called with the answer.
    #[prop(into)]
    on_answer: Callback<CancellationDetails>,
) -> impl IntoView {
    let class = style_sheet!("style/components/cancel_reasons.css");
    let words = use_words();
    let Answer { chosen, comment } = answer;
    let choices: Vec<(String, String)> = {
        let ours = reasons
            .iter()
            .map(|reason| (reason.as_str().to_owned(), reason_words(words, *reason)));
        let theirs = options
            .into_iter()
            .map(|option| (option.id, option.description));
        ours.chain(theirs).collect()
    };
    let is_other =
        Memo::new(move |_| chosen.with(|chosen| chosen == CancellationReason::Other.as_str()));
    let send = move || {
        let chosen = chosen.get_untracked();
        let feedback = reasons
            .iter()
            .copied()
            .find(|reason| reason.as_str() == chosen);
        let own = comment.with_untracked(|text| text.trim().to_owned());
        on_answer.run(CancellationDetails {
            feedback,
            comment: Some(own).filter(|text| is_other.get_untracked() && !text.is_empty()),
            feedback_option: feedback.is_none().then_some(chosen),
        });
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
        <div class="cancel-reasons">
            <RadioGroup
                legend=words.cancel_why()
                options=choices
                value=chosen
                on_change=move |value| chosen.set(value)
            />
            <Show when=move || is_other.get()>
                <TextArea label=words.cancel_comment() max=COMMENT value=comment />
            </Show>
            {failure}
            <div class="actions">
                <Button
                    variant=ButtonVariant::Primary
                    busy=pending
                    unavailable=Signal::derive(move || chosen.with(String::is_empty))
                    on_click=send
                >
                    {words.cancel_send()}
                </Button>
                <LinkButton href=skip>{words.cancel_skip()}</LinkButton>
            </div>
        </div>
    }
}

fn reason_words(words: Words, reason: CancellationReason) -> String {
    match reason {
        CancellationReason::CustomerService => words.cancel_reason_customer_service(),
        CancellationReason::LowQuality => words.cancel_reason_low_quality(),
        CancellationReason::MissingFeatures => words.cancel_reason_missing_features(),
        CancellationReason::Other => words.cancel_reason_other(),
        CancellationReason::SwitchedService => words.cancel_reason_switched_service(),
        CancellationReason::TooComplex => words.cancel_reason_too_complex(),
        CancellationReason::TooExpensive => words.cancel_reason_too_expensive(),
        CancellationReason::Unused => words.cancel_reason_unused(),
    }
}

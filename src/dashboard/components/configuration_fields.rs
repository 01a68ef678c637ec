//! What customers may do, to fill in.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::CatalogueFields;
use crate::{
    dashboard::{
        configuration::{CHOICES, FLAGS, LISTS, TEXTS},
        draft::{Draft, WORDS},
        task::Task,
    },
    i18n::{Words, use_words},
    ui::{Checkbox, Section, SelectField, TextField, Typing},
};

/// Every switch of a configuration, each with what it means.
#[component]
pub fn ConfigurationFields(
    /// What is typed and ticked.
    draft: Draft,
    /// The saving, which may be refused.
    saving: Task,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/configuration_fields.css");
    let words = use_words();
    let text = move |place: usize, label: String, hint: String| {
        view! { class=class,
            <TextField
                id=TEXTS[place]
                label
                hint=Signal::derive(move || Some(hint.clone()))
                value=draft.texts[place]
                error=saving.wrong(words, TEXTS[place])
                typing=Typing::text("off")
            />
        }
    };
    let flag = move |place: usize, label: String, text: String| {
        view! { class=class,
            <div class="switch">
                <Checkbox label checked=draft.flags[place] />
                <p class="text">{text}</p>
                {problem(saving, words, FLAGS[place])}
            </div>
        }
    };
    let choice = move |place: usize, label: String, options: Vec<(String, String)>| {
        view! { class=class,
            <SelectField
                id=CHOICES[place]
                label
                options=Signal::derive(move || options.clone())
                value=draft.choices[place]
                error=saving.wrong(words, CHOICES[place])
                on_change=move |word| draft.choices[place].set(word)
            />
        }
    };
    let list = move |place: usize, legend: String| {
        let ticks = draft.lists.with_value(|lists| lists[place].clone());
        let ticks = WORDS[place].iter().zip(ticks).map(|(word, is_on)| {
            view! { class=class, <Checkbox label=label_of(words, word) checked=is_on /> }
        });
        view! { class=class,
            <fieldset class="list">
                <legend class="legend">{legend}</legend>
                {ticks.collect_view()}
                {problem(saving, words, LISTS[place])}
            </fieldset>
        }
    };
    let proration = move |is_cancel: bool| {
        let mut options = vec![
            (
                "none".to_owned(),
                words.dashboard_configuration_proration_none(),
            ),
            (
                "create_prorations".to_owned(),
                words.dashboard_configuration_proration_create(),
            ),
        ];
        if !is_cancel {
            let always = words.dashboard_configuration_proration_always();
            options.push(("always_invoice".to_owned(), always));
        }
        options
    };
    let when_cancelled = vec![
        (
            "at_period_end".to_owned(),
            words.dashboard_configuration_at_period_end(),
        ),
        (
            "immediately".to_owned(),
            words.dashboard_configuration_immediately(),
        ),
    ];
    let trial = vec![
        (
            "end_trial".to_owned(),
            words.dashboard_configuration_end_trial(),
        ),
        (
            "continue_trial".to_owned(),
            words.dashboard_configuration_continue_trial(),
        ),
    ];
    let is_on = move |place: usize| draft.flags[place].get();
    let mode = draft.choices[0];
    let cancelling = move || {
        is_on(3).then(|| {
            let options = when_cancelled.clone();
            view! { class=class,
                {choice(0, words.dashboard_configuration_mode(), options)}
                {move || {
                    (mode.get() == "immediately")
                        .then(|| {
                            choice(1, words.dashboard_configuration_credit(), proration(true))
                        })
                }}
                {flag(
                    4,
                    words.dashboard_configuration_reason(),
                    words.dashboard_configuration_reason_text(),
                )}
                {move || is_on(4).then(|| list(1, words.dashboard_configuration_reasons()))}
                <TextField
                    id="retention_coupon"
                    label=words.dashboard_configuration_coupon()
                    hint=Signal::derive(move || Some(words.dashboard_configuration_coupon_hint()))
                    value=draft.coupon
                    error=saving.wrong(words, "retention_coupon")
                    typing=Typing::text("off")
                />
            }
        })
    };
    let updating = move || {
        is_on(5).then(|| {
            let trial = trial.clone();
            view! { class=class,
                {list(2, words.dashboard_configuration_updates())}
                {choice(2, words.dashboard_configuration_proration(), proration(false))}
                {list(3, words.dashboard_configuration_conditions())}
                {choice(3, words.dashboard_configuration_trial(), trial)}
                <CatalogueFields draft saving />
            }
        })
    };

    view! { class=class,
        <Section title=words.dashboard_configuration_business()>
            <div class="fields">
                {text(
                    0,
                    words.dashboard_configuration_headline(),
                    words.dashboard_configuration_headline_hint(),
                )}
                {text(
                    1,
                    words.dashboard_configuration_return_url(),
                    words.dashboard_configuration_return_url_hint(),
                )}
                {text(
                    2,
                    words.dashboard_configuration_terms(),
                    words.dashboard_configuration_link_hint(),
                )}
                {text(
                    3,
                    words.dashboard_configuration_privacy(),
                    words.dashboard_configuration_link_hint(),
                )}
            </div>
        </Section>
        <Section title=words.dashboard_configuration_customers()>
            <div class="fields">
                {flag(
                    0,
                    words.dashboard_configuration_customer_update(),
                    words.dashboard_configuration_customer_update_text(),
                )} {move || is_on(0).then(|| list(0, words.dashboard_configuration_details()))}
                {flag(
                    1,
                    words.dashboard_configuration_invoices(),
                    words.dashboard_configuration_invoices_text(),
                )}
                {flag(
                    2,
                    words.dashboard_configuration_methods(),
                    words.dashboard_configuration_methods_text(),
                )}
            </div>
        </Section>
        <Section title=words.dashboard_configuration_cancelling()>
            <div class="fields">
                {flag(
                    3,
                    words.dashboard_configuration_cancel(),
                    words.dashboard_configuration_cancel_text(),
                )} {cancelling}
            </div>
        </Section>
        <Section title=words.dashboard_configuration_updating()>
            <div class="fields">
                {flag(
                    5,
                    words.dashboard_configuration_update(),
                    words.dashboard_configuration_update_text(),
                )} {updating}
            </div>
        </Section>
    }
}

/// What is wrong with something that is no field of its own.
fn problem(saving: Task, words: Words, param: &'static str) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/configuration_fields.css");
    let wrong = saving.wrong(words, param);
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

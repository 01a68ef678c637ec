//! What customers may do, to fill in.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{CatalogueFields, configuration_controls::Controls};
use crate::{
    dashboard::{draft::Draft, task::Task},
    i18n::use_words,
    ui::{Section, TextField, Typing},
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
    let controls = Controls {
        draft,
        saving,
        words,
    };
    let is_on = move |place: usize| draft.flags[place].get();
    let customers = view! { class=class,
        <div class="fields">
            {controls
                .flag(
                    0,
                    words.dashboard_configuration_customer_update(),
                    words.dashboard_configuration_customer_update_text(),
                )}
            {move || {
                is_on(0).then(|| controls.list(0, words.dashboard_configuration_details()))
            }}
            {controls
                .flag(
                    1,
                    words.dashboard_configuration_invoices(),
                    words.dashboard_configuration_invoices_text(),
                )}
            {controls
                .flag(
                    2,
                    words.dashboard_configuration_methods(),
                    words.dashboard_configuration_methods_text(),
                )}
            {move || {
                is_on(2)
                    .then(|| {
                        controls
                            .text(
                                4,
                                words.dashboard_configuration_methods_configuration(),
                                words.dashboard_configuration_methods_configuration_hint(),
                            )
                    })
            }}
        </div>
    };
    let cancelling = view! { class=class,
        <div class="fields">
            {controls
                .flag(
                    3,
                    words.dashboard_configuration_cancel(),
                    words.dashboard_configuration_cancel_text(),
                )} {move || is_on(3).then(|| cancelling(controls))}
        </div>
    };
    let updating = view! { class=class,
        <div class="fields">
            {controls
                .flag(
                    5,
                    words.dashboard_configuration_update(),
                    words.dashboard_configuration_update_text(),
                )} {move || is_on(5).then(|| updating(controls))}
        </div>
    };

    view! { class=class,
        <Section title=words.dashboard_configuration_business()>
            <div class="fields">
                {controls
                    .text(
                        0,
                        words.dashboard_configuration_headline(),
                        words.dashboard_configuration_headline_hint(),
                    )}
                {controls
                    .text(
                        1,
                        words.dashboard_configuration_return_url(),
                        words.dashboard_configuration_return_url_hint(),
                    )}
                {controls
                    .text(
                        2,
                        words.dashboard_configuration_terms(),
                        words.dashboard_configuration_link_hint(),
                    )}
                {controls
                    .text(
                        3,
                        words.dashboard_configuration_privacy(),
                        words.dashboard_configuration_link_hint(),
                    )}
            </div>
        </Section>
        <Section title=words.dashboard_configuration_customers()>{customers}</Section>
        <Section title=words.dashboard_configuration_cancelling()>{cancelling}</Section>
        <Section title=words.dashboard_configuration_updating()>{updating}</Section>
    }
}

/// How customers cancel.
fn cancelling(controls: Controls) -> impl IntoView {
    let Controls {
        draft,
        saving,
        words,
    } = controls;
    let mode = [
        (
            "at_period_end",
            words.dashboard_configuration_at_period_end(),
        ),
        ("immediately", words.dashboard_configuration_immediately()),
    ];
    let credit = move || {
        let options = [
            ("none", words.dashboard_configuration_proration_none()),
            (
                "create_prorations",
                words.dashboard_configuration_proration_create(),
            ),
        ];
        let is_at_once = draft.choices[0].get() == "immediately";
        is_at_once.then(|| controls.choice(1, words.dashboard_configuration_credit(), options))
    };
    let reasons = move || {
        let is_asked = draft.flags[4].get();
        is_asked.then(|| {
            view! { class="",
                {controls.list(1, words.dashboard_configuration_reasons())}
                {controls.own_reasons()}
            }
        })
    };

    view! { class="",
        {controls.choice(0, words.dashboard_configuration_mode(), mode)}
        {credit}
        {controls
            .flag(
                4,
                words.dashboard_configuration_reason(),
                words.dashboard_configuration_reason_text(),
            )}
        {reasons}
        <TextField
            id="retention_coupon"
            label=words.dashboard_configuration_coupon()
            hint=Signal::derive(move || Some(words.dashboard_configuration_coupon_hint()))
            value=draft.coupon
            error=saving.wrong(words, "retention_coupon")
            typing=Typing::text("off")
        />
    }
}

/// How customers change their plan.
fn updating(controls: Controls) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/configuration_fields.css");
    let Controls {
        draft,
        saving,
        words,
    } = controls;
    let proration = [
        ("none", words.dashboard_configuration_proration_none()),
        (
            "create_prorations",
            words.dashboard_configuration_proration_create(),
        ),
        (
            "always_invoice",
            words.dashboard_configuration_proration_always(),
        ),
    ];
    let anchor = [
        (
            "unchanged",
            words.dashboard_configuration_anchor_unchanged(),
        ),
        ("now", words.dashboard_configuration_anchor_now()),
    ];
    let trial = [
        ("end_trial", words.dashboard_configuration_end_trial()),
        (
            "continue_trial",
            words.dashboard_configuration_continue_trial(),
        ),
    ];

    view! { class=class,
        {controls.list(2, words.dashboard_configuration_updates())}
        {controls.choice(2, words.dashboard_configuration_proration(), proration)}
        <div class="explained">
            {controls.choice(4, words.dashboard_configuration_anchor(), anchor)}
            <p class="about">{words.dashboard_configuration_anchor_text()}</p>
        </div>
        {controls.list(3, words.dashboard_configuration_conditions())}
        {controls.choice(3, words.dashboard_configuration_trial(), trial)}
        <CatalogueFields draft saving />
    }
}

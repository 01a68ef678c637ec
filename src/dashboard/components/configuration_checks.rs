//! What is wrong with a configuration.

use leptos::prelude::*;
use serde_json::Value;
use stylers_macro::style_sheet;

use crate::{
    dashboard::{
        catalogue::{MOST, Problem},
        draft::Draft,
    },
    i18n::{Words, use_words},
    ui::{Alert, Tone},
};

/// What is wrong with what is chosen now, and what the saved configuration lacks.
#[component]
pub fn ConfigurationChecks(
    /// What is chosen.
    draft: Draft,
    /// What the saved one lacks, as the API says it.
    warnings: RwSignal<Vec<Value>>,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/configuration_checks.css");
    let words = use_words();
    let problems = Memo::new(move |_| draft.problems());
    let wrong = move || {
        let all = problems.get();
        (!all.is_empty()).then(|| {
            let lines = all
                .iter()
                .map(|problem| view! { class=class, <p>{in_words(words, problem)}</p> })
                .collect_view();
            view! { class=class,
                <Alert tone=Tone::Danger live=true>
                    {lines}
                </Alert>
            }
        })
    };
    let lacking = move || {
        let all = warnings.get();
        (!all.is_empty()).then(|| {
            let lines = all.iter().map(|warning| {
                let text = |name: &str| warning[name].as_str().unwrap_or_default().to_owned();
                view! { class=class,
                    <p>
                        {text("message")} " " <a href=format!("#{}", text("param")) rel="external">
                            {words.dashboard_configuration_set()}
                        </a>
                    </p>
                }
            });
            let lines = lines.collect_view();
            view! { class=class, <Alert tone=Tone::Warning>{lines}</Alert> }
        })
    };
    let fine = move || {
        (problems.with(Vec::is_empty) && warnings.with(Vec::is_empty)).then(|| {
            view! { class=class, <Alert tone=Tone::Success>{words.dashboard_configuration_fine()}</Alert> }
        })
    };

    view! { class=class,
        <section
            class="checks"
            id="checks"
            tabindex="-1"
            aria-label=words.dashboard_configuration_checks()
        >
            {wrong}
            {lacking}
            {fine}
        </section>
    }
}

fn in_words(words: Words, problem: &Problem) -> String {
    match problem {
        Problem::Nothing => words.dashboard_configuration_problem_nothing(),
        Problem::TooMany => words.dashboard_configuration_problem_too_many(&MOST.to_string()),
        Problem::Twice(product) => words.dashboard_configuration_problem_twice(product),
        Problem::Quantity(product) => words.dashboard_configuration_problem_quantity(product),
    }
}

//! Every colour of a look, where it comes from, and the contrast it reaches.

use leptos::prelude::*;
use stylers_macro::style_sheet;
use theme::{ColorReport, Contrast, Origin, Scheme, Theme};

use super::Segments;
use crate::{
    i18n::{Words, use_words},
    ui::Disclosure,
};

/// The colours that are shown otherwise than they were chosen, and below them all others of a scheme.
#[component]
pub fn ContrastReport(
    /// The look, solved.
    theme: Signal<Theme>,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/contrast_report.css");
    let words = use_words();
    let shown = RwSignal::new("light".to_owned());
    let report = Memo::new(move |_| theme.with(Theme::report));
    let list = move |wanted: fn(&ColorReport) -> bool| {
        let shown = shown.get();
        let (scheme, contrast) = level(&shown);
        let fits = |color: &&ColorReport| {
            color.scheme == scheme && color.contrast == contrast && wanted(color)
        };
        report.with(|report| {
            report
                .iter()
                .filter(fits)
                .map(|color| view! { class=class, <Row color=color.clone() /> })
                .collect_view()
        })
    };
    let corrected = move || list(|color| color.wanted().is_some());
    let others = move || list(|color| color.wanted().is_none());
    let is_as_chosen = move || {
        let shown = shown.get();
        let (scheme, contrast) = level(&shown);
        report.with(|report| {
            let mut of = report
                .iter()
                .filter(|color| color.scheme == scheme && color.contrast == contrast);
            of.all(|color| color.wanted().is_none())
        })
    };
    let levels = [
        ("light", words.dashboard_preview_light()),
        ("dark", words.dashboard_preview_dark()),
        ("light-more", words.dashboard_contrast_light_more()),
        ("dark-more", words.dashboard_contrast_dark_more()),
    ];

    view! { class=class,
        <div class="contrast-report">
            <p class="promise">{words.dashboard_contrast_promise()}</p>
            <Segments
                legend=words.dashboard_contrast_level()
                quiet=true
                options=levels.map(|(value, words)| (value.to_owned(), words)).to_vec()
                value=shown
                on_change=move |value| shown.set(value)
            />
            <Show when=is_as_chosen>
                <p class="promise">{words.dashboard_contrast_as_chosen()}</p>
            </Show>
            <ul class="rows">{corrected}</ul>
            <Disclosure summary=words.dashboard_contrast_others()>
                <ul class="rows">{others}</ul>
            </Disclosure>
        </div>
    }
}

fn level(name: &str) -> (Scheme, Contrast) {
    match name {
        "dark" => (Scheme::Dark, Contrast::Standard),
        "light-more" => (Scheme::Light, Contrast::More),
        "dark-more" => (Scheme::Dark, Contrast::More),
        _ => (Scheme::Light, Contrast::Standard),
    }
}

#[component]
fn Row(color: ColorReport) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/contrast_report.css");
    let words = use_words();
    let origin = origin(words, &color);
    let pairs = color.pairs.iter().map(|pair| {
        let (ratio, required) = (
            format!("{:.2}", pair.ratio),
            format!("{:.1}", pair.required),
        );
        words.dashboard_contrast_pair(pair.other.name(), &ratio, &required)
    });
    let pairs = pairs
        .map(|text| view! { class=class, <li>{text}</li> })
        .collect_view();

    view! { class=class,
        <li class="row">
            <p class="head">
                <span class="token">{color.token.name()}</span>
                <span class="used">{color.used.to_string()}</span>
                <span class="origin">{origin}</span>
            </p>
            <ul class="pairs">{pairs}</ul>
        </li>
    }
}

fn origin(words: Words, color: &ColorReport) -> String {
    match color.origin {
        Origin::Given => words.dashboard_contrast_given(),
        Origin::Derived => words.dashboard_contrast_derived(),
        Origin::Corrected { wanted } => words.dashboard_contrast_instead(&wanted.to_string()),
    }
}

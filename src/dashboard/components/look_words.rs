//! The merchant's own words, for each language.

use leptos::{ev::Event, prelude::*};
use serde_json::json;
use stylers_macro::style_sheet;
use theme::{Place, Texts};

use crate::{
    dashboard::{
        editor::use_editor,
        history::{languages, text_in},
    },
    i18n::{LANGUAGES, Words, use_words},
    ui::{Field, SelectField, unique_id},
};

/// A language, and the four places in it.
#[component]
pub fn LookWords() -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/look_words.css");
    let (words, editor) = (use_words(), use_editor());
    let locale = RwSignal::new(Texts::DEFAULT.to_owned());
    let options = Signal::derive(move || {
        let mut options = vec![(
            Texts::DEFAULT.to_owned(),
            words.dashboard_branding_words_default(),
        )];
        options.extend(
            LANGUAGES
                .iter()
                .map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned())),
        );
        let others = languages(&editor.settings());
        for tag in others {
            if !options.iter().any(|(known, _)| *known == tag) {
                options.push((tag.clone(), tag));
            }
        }
        options
    });
    let field = move |place: Place| {
        let id = unique_id("words");
        let what = place.as_str();
        // What was typed and cannot be used stays until the text itself changes.
        let value = Memo::new(move |_| text_in(&editor.own(), place, &locale.get()).to_owned());
        let followed =
            Memo::new(move |_| text_in(&editor.inherited(), place, &locale.get()).to_owned());
        let hint = Signal::derive(move || {
            let is_followed = value.with(String::is_empty) && !followed.with(String::is_empty);
            is_followed.then(|| words.dashboard_branding_inherited())
        });
        let error = editor.wrong(what);
        let write = move |event: Event| {
            let changes = json!({ "texts": { what: { locale.get_untracked(): event_target_value(&event) } } });
            editor.change(what, &changes);
        };
        view! { class=class,
            <Field id=id.clone() label=label_of(words, place) hint error>
                <textarea
                    class="control"
                    id=id
                    rows=if place == Place::Headline { "1" } else { "3" }
                    maxlength=place.most().to_string()
                    dir="auto"
                    aria-invalid=move || error.get().is_some().then_some("true")
                    placeholder=followed
                    prop:value=value
                    on:change=write
                ></textarea>
            </Field>
        }
    };

    view! { class=class,
        <div class="look-words">
            <SelectField
                id=unique_id("language")
                label=words.dashboard_branding_words_in()
                options
                value=locale
                on_change=move |value| locale.set(value)
            />
            {Place::ALL.iter().copied().map(field).collect_view()}
        </div>
    }
}

fn label_of(words: Words, place: Place) -> String {
    match place {
        Place::Headline => words.dashboard_branding_words_headline(),
        Place::Support => words.dashboard_branding_words_support(),
        Place::Cancel => words.dashboard_branding_words_cancel(),
        Place::Footer => words.dashboard_branding_words_footer(),
    }
}

//! The branding editor's state, offered to its parts: the look as it is being worked on, and what is stored of it.

mod storing;

use js_sys::Date;
use leptos::prelude::*;
use serde_json::{Value, json};
use theme::{Branding, FieldError, Overrides};

use super::{
    desk::Desk,
    differences::{differences, following},
    history::History,
    kept::{keep, kept},
    whose::Whose,
};
use crate::api::dashboard::Refusal;

const BRANDING: &str = "/v1/portico/branding";
const DRAFT: &str = "/v1/portico/branding/draft";

/// The look that is being edited.
#[derive(Clone, Copy)]
pub struct Editor {
    desk: Desk,
    whose: StoredValue<Whose>,
    /// The account's look, which this one follows where nothing else is said; `None` where it is this one.
    base: RwSignal<Option<Branding>>,
    history: RwSignal<History>,
    /// What is stored as the draft, or what customers see where there is none.
    saved: RwSignal<Branding>,
    /// What customers see.
    published: RwSignal<Branding>,
    /// The draft's revision; 0 without one.
    revision: RwSignal<i64>,
    /// What is wrong with a setting, by what it was typed for.
    wrong: RwSignal<Option<(String, String)>>,
}

impl Editor {
    /// Reads what is stored, and takes up what this browser kept of an earlier visit.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn open(desk: Desk, whose: Whose) -> Result<Self, Refusal> {
        let published = desk.get(&whose.at(BRANDING)).await?;
        let draft = match published["draft_revision"].is_null() {
            true => None,
            false => Some(desk.get(&whose.at(DRAFT)).await?),
        };
        let base = match whose.is_account() {
            true => None,
            false => Some(settings_of(&desk.get(BRANDING).await?)),
        };
        let shown = settings_of(&published);
        let saved = draft.as_ref().map_or_else(|| shown.clone(), settings_of);
        let revision = draft.as_ref().map_or(0, |draft| number(draft, "revision"));
        let editor = Self {
            desk,
            whose: StoredValue::new(whose),
            base: RwSignal::new(base),
            history: RwSignal::new(History::new(saved.clone())),
            saved: RwSignal::new(saved),
            published: RwSignal::new(shown),
            revision: RwSignal::new(revision),
            wrong: RwSignal::new(None),
        };
        if let Some(kept) = editor.kept() {
            editor
                .history
                .update(|history| history.put("kept", kept, 0.0));
        }
        Ok(editor)
    }

    /// Whose look it is.
    pub fn whose(self) -> Whose {
        self.whose.get_value()
    }

    /// The settings that are this look's own, as JSON; of the account's look all of them.
    pub fn own(self) -> Value {
        self.base.with(|base| {
            self.history.with(|history| match base {
                Some(base) => json!(differences(history.now(), base)),
                None => json!(history.now()),
            })
        })
    }

    /// The settings that it follows where it has none of its own, as JSON; of the account's look nothing.
    pub fn inherited(self) -> Value {
        self.base
            .with(|base| base.as_ref().map_or(Value::Null, |base| json!(base)))
    }

    /// The look as it is now.
    pub fn now(self) -> Signal<Branding> {
        Signal::derive(move || self.history.with(|history| history.now().clone()))
    }

    /// The same as JSON, as [`Branding::merge`] takes it.
    pub fn settings(self) -> Value {
        self.history.with(|history| json!(history.now()))
    }

    /// What customers see.
    pub fn published(self) -> Signal<Branding> {
        self.published.into()
    }

    /// Whether there is something that is stored nowhere but in this browser.
    pub fn is_unsaved(self) -> Signal<bool> {
        Signal::derive(move || {
            let saved = self.saved.get();
            self.history.with(|history| *history.now() != saved)
        })
    }

    /// Whether customers would see something else if this were published.
    pub fn is_different(self) -> Signal<bool> {
        Signal::derive(move || {
            let published = self.published.get();
            self.history.with(|history| *history.now() != published)
        })
    }

    /// Whether there is a step to take back.
    pub fn can_undo(self) -> Signal<bool> {
        Signal::derive(move || self.history.with(History::can_undo))
    }

    /// Whether there is a step to take again.
    pub fn can_redo(self) -> Signal<bool> {
        Signal::derive(move || self.history.with(History::can_redo))
    }

    /// What is wrong with what was typed for a setting.
    pub fn wrong(self, what: impl Into<String>) -> Signal<Option<String>> {
        let what = what.into();
        Signal::derive(move || {
            let wrong = self.wrong.get();
            wrong.and_then(|(of, sentence)| (of == what).then_some(sentence))
        })
    }

    /// Changes some settings; `what` names them, for the steps and for what is wrong.
    pub fn change(self, what: &str, changes: &Value) {
        let changes = self.base.with_untracked(|base| match base {
            Some(base) => following(changes, base),
            None => changes.clone(),
        });
        let mut result = Ok(());
        self.history
            .update(|history| result = history.change(what, &changes, Date::now()));
        self.wrong.set(sentence_of(what, result.err()));
        self.keep();
    }

    /// Takes another look altogether. What it leaves to be derived is the account's, where it follows that one.
    pub fn put(self, what: &str, branding: Branding) {
        let branding = self.base.with_untracked(|base| match base {
            Some(base) => differences(&branding, base).apply(base),
            None => branding,
        });
        self.history
            .update(|history| history.put(what, branding, Date::now()));
        self.wrong.set(None);
        self.keep();
    }

    /// Takes a step back.
    pub fn undo(self) {
        self.history.update(History::undo);
        self.keep();
    }

    /// Takes it again.
    pub fn redo(self) {
        self.history.update(History::redo);
        self.keep();
    }

    /// Keeps what is stored nowhere else in this browser, so that a reload loses nothing.
    fn keep(self) {
        let saved = self.saved.get_untracked();
        let is_saved = self
            .history
            .with_untracked(|history| *history.now() == saved);
        let settings = (!is_saved).then(|| untrack(|| self.own()));
        self.whose
            .with_value(|whose| keep(self.desk, whose, settings.as_ref()));
    }

    fn kept(self) -> Option<Branding> {
        let settings = self.whose.with_value(|whose| kept(self.desk, whose))?;
        self.base.with_untracked(|base| match base {
            Some(base) => {
                let own = Overrides::default().merge(&settings).ok()?;
                Some(own.apply(base))
            }
            None => Branding::from_json(&settings).ok(),
        })
    }
}

/// The editor offered by the page.
pub fn use_editor() -> Editor {
    expect_context()
}

fn sentence_of(what: &str, errors: Option<Vec<FieldError>>) -> Option<(String, String)> {
    let first = errors?.into_iter().next()?;
    Some((what.to_owned(), first.message))
}

/// The settings of an answer, without what is told besides.
fn settings_of(object: &Value) -> Branding {
    let mut settings = json!({});
    for name in ["shared", "modes", "texts"] {
        if let Some(value) = object.get(name) {
            settings[name] = value.clone();
        }
    }
    Branding::from_json(&settings).unwrap_or_default()
}

fn number(object: &Value, name: &str) -> i64 {
    object[name].as_i64().unwrap_or_default()
}

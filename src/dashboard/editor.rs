//! The branding editor's state, offered to its parts: the look as it is being worked on, and what is stored of it.

use js_sys::Date;
use leptos::prelude::*;
use serde_json::{Value, json};
use theme::{Branding, FieldError};

use super::{
    desk::Desk,
    history::{History, complete},
};
use crate::api::dashboard::Refusal;

const BRANDING: &str = "/v1/portico/branding";
const DRAFT: &str = "/v1/portico/branding/draft";

/// The look that is being edited.
#[derive(Clone, Copy)]
pub struct Editor {
    desk: Desk,
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
    pub async fn open(desk: Desk) -> Result<Self, Refusal> {
        let published = desk.get(BRANDING).await?;
        let draft = match published["draft_revision"].is_null() {
            true => None,
            false => Some(desk.get(DRAFT).await?),
        };
        let shown = settings_of(&published);
        let saved = draft.as_ref().map_or_else(|| shown.clone(), settings_of);
        let revision = draft.as_ref().map_or(0, |draft| number(draft, "revision"));
        let editor = Self {
            desk,
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
        let mut result = Ok(());
        self.history
            .update(|history| result = history.change(what, changes, Date::now()));
        self.wrong.set(sentence_of(what, result.err()));
        self.keep();
    }

    /// Takes another look altogether.
    pub fn put(self, what: &str, branding: Branding) {
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

    /// Goes back to what customers see.
    pub fn reset(self) {
        self.put("reset", self.published.get_untracked());
    }

    /// Stores the draft. Somebody else's changes since it was read are not overwritten unless `anyway`.
    ///
    /// # Errors
    /// 409 when the draft was changed elsewhere; see [`Refusal`].
    pub async fn save(self, anyway: bool) -> Result<(), Refusal> {
        let meant = self.history.with_untracked(|history| history.now().clone());
        let mut body = complete(&meant);
        if !anyway {
            body["revision"] = json!(self.revision.get_untracked());
        }
        let draft = self.desk.post_json(DRAFT, &body).await?;
        self.take_draft(&draft);
        Ok(())
    }

    /// Stores a file with the draft and takes it up: `shared[name]`, or a part of it.
    ///
    /// # Errors
    /// The file is not what it should be; see [`Refusal`].
    pub async fn upload(self, what: &'static str, shared: &Value) -> Result<(), Refusal> {
        let body = json!({ "shared": shared });
        let draft = self.desk.post_json(DRAFT, &body).await?;
        let name = what.split('.').next().unwrap_or(what);
        let file = draft["shared"][name].clone();
        let mut other = self.history.with_untracked(|history| json!(history.now()));
        other["shared"][name] = file;
        if what == "font_file" {
            other["shared"]["font"] = json!("own");
        }
        self.saved.set(settings_of(&draft));
        self.revision.set(number(&draft, "revision"));
        if let Ok(branding) = Branding::from_json(&other) {
            self.put(what, branding);
        }
        Ok(())
    }

    /// Shows the look to customers.
    ///
    /// # Errors
    /// 409 when something else was stored or published meanwhile; see [`Refusal`].
    pub async fn publish(self, anyway: bool) -> Result<(), Refusal> {
        self.save(anyway).await?;
        let mut wish = json!({ "revision": self.revision.get_untracked() });
        if anyway {
            let now = self.desk.get(BRANDING).await?;
            wish["version"] = json!(number(&now, "version"));
        }
        let path = format!("{DRAFT}/publish");
        let published = self.desk.post_json(&path, &wish).await?;
        let shown = settings_of(&published);
        self.published.set(shown.clone());
        self.saved.set(shown);
        self.revision.set(0);
        self.keep();
        Ok(())
    }

    /// Takes up that customers see something else now. What is being worked on stays, unless it was what they saw.
    pub fn published_now(self, published: &Value) {
        let shown = settings_of(published);
        let was_same = !self.is_different().get_untracked();
        if self.saved.get_untracked() == self.published.get_untracked() {
            self.saved.set(shown.clone());
        }
        self.published.set(shown.clone());
        if was_same {
            self.put("restore", shown);
        }
        self.keep();
    }

    /// Takes what is stored now in the place of what is here.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn take_theirs(self) -> Result<(), Refusal> {
        let other = Self::open(self.desk).await?;
        let theirs = other.saved.get_untracked();
        self.published.set(other.published.get_untracked());
        self.revision.set(other.revision.get_untracked());
        self.saved.set(theirs.clone());
        self.put("theirs", theirs);
        Ok(())
    }

    fn take_draft(self, draft: &Value) {
        self.revision.set(number(draft, "revision"));
        self.saved.set(settings_of(draft));
        self.keep();
    }

    /// Keeps what is stored nowhere else in this browser, so that a reload loses nothing. Settings hold nobody's data.
    fn keep(self) {
        let Ok(Some(storage)) = window().local_storage() else {
            return;
        };
        let name = self.name();
        let now = self.history.with_untracked(|history| history.now().clone());
        // Storage that is full or shut off only costs the convenience.
        let _ = if now == self.saved.get_untracked() {
            storage.remove_item(&name)
        } else {
            storage.set_item(&name, &json!(now).to_string())
        };
    }

    fn kept(self) -> Option<Branding> {
        let storage = window().local_storage().ok()??;
        let text = storage.get_item(&self.name()).ok()??;
        let settings: Value = serde_json::from_str(&text).ok()?;
        Branding::from_json(&settings).ok()
    }

    fn name(self) -> String {
        format!("portico-look:{}", self.desk.account())
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

//! What the editor stores and publishes, and what it takes up of what others did.

use leptos::prelude::*;
use serde_json::{Value, json};
use theme::Branding;

use super::{BRANDING, DRAFT, Editor, number, settings_of};
use crate::{
    api::dashboard::Refusal,
    dashboard::{differences::changes, history::complete},
};

impl Editor {
    /// Stores the draft. Somebody else's changes since it was read are not overwritten unless `anyway`.
    ///
    /// # Errors
    /// 409 when the draft was changed elsewhere; see [`Refusal`].
    pub async fn save(self, anyway: bool) -> Result<(), Refusal> {
        let meant = self.history.with_untracked(|history| history.now().clone());
        let mut body = self.base.with_untracked(|base| match base {
            Some(base) => {
                let saved = (!anyway).then(|| self.saved.get_untracked());
                changes(&meant, base, saved.as_ref())
            }
            None => complete(&meant),
        });
        if !anyway {
            body["revision"] = json!(self.revision.get_untracked());
        }
        let draft = self.post(DRAFT, body).await?;
        self.take_draft(&draft);
        Ok(())
    }

    /// Stores a file with the draft and takes it up: `shared[name]`, or a part of it.
    ///
    /// # Errors
    /// The file is not what it should be; see [`Refusal`].
    pub async fn upload(self, what: &'static str, shared: &Value) -> Result<(), Refusal> {
        let body = json!({ "shared": shared });
        let draft = self.post(DRAFT, body).await?;
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
            let now = self.desk.get(&self.whose().at(BRANDING)).await?;
            wish["version"] = json!(number(&now, "version"));
        }
        let path = format!("{DRAFT}/publish");
        let published = self.post(&path, wish).await?;
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
        let other = Self::open(self.desk, self.whose()).await?;
        let theirs = other.saved.get_untracked();
        self.base.set(other.base.get_untracked());
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

    /// Changes something of this look.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn post(self, path: &str, mut body: Value) -> Result<Value, Refusal> {
        self.whose.with_value(|whose| whose.tell(&mut body));
        self.desk.post_json(path, &body).await
    }
}

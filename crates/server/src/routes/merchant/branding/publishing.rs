//! How a look is published.

use serde_json::{Value, json};

use super::answers;
use super::changes::{Files, check_references};
use super::settings::Settings;
use super::whose::Whose;
use crate::app::{App, Merchant};
use crate::events::{self, BRANDING_PUBLISHED, Cause};
use crate::looks::ACCOUNT;
use crate::store::LookRow;
use crate::stripe_error::StripeResult;

/// A look as it is shown now.
pub struct Current {
    /// Its newest version, if there is one.
    pub row: Option<LookRow>,
    /// Its settings.
    pub settings: Settings,
    /// The account's look, which it is different from.
    pub account: theme::Branding,
}

impl Current {
    /// Reads it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn read(app: &App, merchant: &Merchant, whose: &Whose) -> StripeResult<Self> {
        let (look, _) = merchant.looks.refreshed(app, ACCOUNT).await?;
        let row = app.store().look(whose.of(merchant)).await?;
        let stored = row.as_ref().map(|row| row.settings.as_str());
        Ok(Self {
            settings: Settings::read(whose, stored),
            row,
            account: look.branding.clone(),
        })
    }

    /// The number of the version; 0 when there is none.
    pub fn version(&self) -> i64 {
        self.row.as_ref().map_or(0, |row| row.version)
    }

    /// As it is answered.
    pub async fn answer(
        &self,
        app: &App,
        merchant: &Merchant,
        whose: &Whose,
    ) -> StripeResult<Value> {
        let (look, _) = merchant.looks.refreshed(app, whose.scope()).await?;
        let mut object = answers::published(
            merchant,
            whose,
            self.row.as_ref(),
            &self.settings,
            &self.account,
        );
        object["stylesheet"] = look.css_path().into();
        Ok(object)
    }

    /// Adds what follows from it and what is being worked on beside it: every colour, and the draft's revision, if there is
    /// a draft.
    ///
    /// # Errors
    /// The database's own.
    pub async fn complete(
        &self,
        app: &App,
        merchant: &Merchant,
        whose: &Whose,
        object: &mut Value,
    ) -> StripeResult<()> {
        let draft = app.store().look_draft(whose.of(merchant)).await?;
        object["colors"] = answers::colors(&self.settings.shown(&self.account));
        object["draft_revision"] = json!(draft.map(|row| row.revision));
        Ok(())
    }
}

/// Changes what is shown, tells of it, and answers what it is then.
///
/// # Errors
/// In Stripe's words, with the setting that is wrong.
pub async fn publish(
    app: &App,
    merchant: &Merchant,
    whose: &Whose,
    cause: &Cause,
    files: &Files,
    change: impl Fn(&Settings) -> StripeResult<Settings>,
) -> StripeResult<Value> {
    // Again when another request changed it in between: what is not mentioned stays as that one left it.
    loop {
        let current = Current::read(app, merchant, whose).await?;
        let settings = change(&current.settings)?;
        if replace(app, merchant, whose, &current, &settings, files, None).await? {
            return told(app, merchant, whose, cause).await;
        }
    }
}

/// Publishes settings in the place of those that are shown, and ends the draft they come from. `false` when there are
/// others in between.
///
/// # Errors
/// When a file is not there.
pub async fn replace(
    app: &App,
    merchant: &Merchant,
    whose: &Whose,
    current: &Current,
    settings: &Settings,
    files: &Files,
    draft: Option<i64>,
) -> StripeResult<bool> {
    let shown = settings.shown(&current.account);
    check_references(app, merchant, &shown.shared, files).await?;
    let (of, now) = (whose.of(merchant), app.clock().now());
    let (before, text) = (current.version(), settings.text()?);
    let store = app.store();
    let version = store.publish_look(of, before, &text, files, draft, now);
    Ok(version.await?.is_some())
}

/// Tells of what was published, and answers it.
///
/// # Errors
/// The database's own.
pub async fn told(
    app: &App,
    merchant: &Merchant,
    whose: &Whose,
    cause: &Cause,
) -> StripeResult<Value> {
    let current = Current::read(app, merchant, whose).await?;
    let mut object = current.answer(app, merchant, whose).await?;
    // An event is kept and sent out: it says what was set, and not all that follows from it.
    events::emit(app, merchant, cause, BRANDING_PUBLISHED, &object, None).await?;
    current.complete(app, merchant, whose, &mut object).await?;
    Ok(object)
}

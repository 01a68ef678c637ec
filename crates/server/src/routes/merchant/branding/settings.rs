//! Settings as they are stored: a whole look, or what differs from one.

use serde_json::{Value, json};
use theme::{Branding, Overrides, Preset};

use super::answers::refusal;
use super::whose::Whose;
use crate::stripe_error::{StripeError, StripeResult};

/// Settings as they are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settings {
    /// The account's.
    Whole(Box<Branding>),
    /// What a configuration or a connected account has different.
    Different(Overrides),
}

impl Settings {
    /// Reads what is stored; without it, or where it cannot be read, what there is to begin with: so a merchant gets out of
    /// that by publishing another look.
    pub fn read(whose: &Whose, stored: Option<&str>) -> Self {
        let text = stored.unwrap_or("{}");
        let read = if whose.is_account() {
            serde_json::from_str(text).map(Box::new).map(Self::Whole)
        } else {
            serde_json::from_str(text).map(Self::Different)
        };
        read.unwrap_or_else(|error| {
            tracing::error!(%error, "stored branding cannot be read");
            if whose.is_account() {
                Self::Whole(Box::default())
            } else {
                Self::Different(Overrides::default())
            }
        })
    }

    /// These with changes, or a preset's with changes.
    ///
    /// # Errors
    /// In Stripe's words, with the setting that is wrong.
    pub fn changed(&self, preset: Option<&Preset>, changes: &Value) -> StripeResult<Self> {
        let changed = match self {
            Self::Whole(before) => {
                let begun = preset.map(|preset| preset.instead_of(before));
                let changed = begun.as_ref().unwrap_or(before).merge(changes);
                changed.map(Box::new).map(Self::Whole)
            }
            Self::Different(before) => {
                let begun = preset.map(|preset| {
                    let before = Overrides::default();
                    before.merge(&json!(preset.branding()))
                });
                let begun = begun.transpose().map_err(refusal)?;
                begun
                    .as_ref()
                    .unwrap_or(before)
                    .merge(changes)
                    .map(Self::Different)
            }
        };
        changed.map_err(refusal)
    }

    /// What is stored.
    ///
    /// # Errors
    /// None that can be helped.
    pub fn text(&self) -> StripeResult<String> {
        let text = match self {
            Self::Whole(branding) => serde_json::to_string(branding),
            Self::Different(overrides) => serde_json::to_string(overrides),
        };
        text.map_err(|error| {
            tracing::error!(%error, "branding could not be written");
            StripeError::internal()
        })
    }

    /// The look that results where the account has this one.
    pub fn shown(&self, account: &Branding) -> Branding {
        match self {
            Self::Whole(branding) => (**branding).clone(),
            Self::Different(overrides) => overrides.apply(account),
        }
    }
}

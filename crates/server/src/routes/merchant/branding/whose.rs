//! Whose look a request is about: the account's, or what a configuration or a connected account has different from it.

use serde_json::Value;

use super::super::configurations::missing;
use crate::app::{App, Merchant};
use crate::looks::ACCOUNT;
use crate::rules::{Field, Rule, optional};
use crate::store::LookOf;
use crate::stripe_error::{StripeError, StripeResult};

/// The parameters that name it.
pub const WHOSE: &[Field] = &[
    optional("configuration", Rule::Text(5_000)),
    optional("account", Rule::Text(5_000)),
];

/// Whose look it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose(String);

impl Whose {
    /// Finds it.
    ///
    /// # Errors
    /// When there is no such configuration or connected account, or both are named.
    pub async fn named(
        app: &App,
        merchant: &Merchant,
        configuration: Option<&str>,
        connected: Option<&str>,
    ) -> StripeResult<Self> {
        let account = &merchant.account.id;
        match (configuration, connected) {
            (None, None) => Ok(Self(ACCOUNT.to_owned())),
            (Some(_), Some(_)) => Err(StripeError::invalid(
                "account",
                "You may only specify one of these parameters: configuration, account.",
            )),
            (Some(id), None) => {
                let found = app.store().configuration(account, Some(id)).await?;
                let found = found.ok_or_else(|| missing(id))?;
                Ok(Self(found.id))
            }
            (None, Some(id)) => match merchant.upstream.connected(id).await? {
                Some(_) if id.starts_with("acct_") => Ok(Self(id.to_owned())),
                _ => Err(StripeError::no_such("account", "account", id)),
            },
        }
    }

    /// As [`Whose::named`], by what a body says; that is taken out of it.
    ///
    /// # Errors
    /// As [`Whose::named`].
    pub async fn taken(app: &App, merchant: &Merchant, body: &mut Value) -> StripeResult<Self> {
        let configuration = take_text(body, "configuration");
        let connected = take_text(body, "account");
        Self::named(
            app,
            merchant,
            configuration.as_deref(),
            connected.as_deref(),
        )
        .await
    }

    /// Where the store keeps it.
    pub fn scope(&self) -> &str {
        &self.0
    }

    /// Whether it is the account's own.
    pub fn is_account(&self) -> bool {
        self.0 == ACCOUNT
    }

    /// The row of a merchant.
    pub fn of<'a>(&'a self, merchant: &'a Merchant) -> LookOf<'a> {
        LookOf {
            merchant: &merchant.account.id,
            scope: &self.0,
        }
    }

    /// Says in an answer whose it is.
    pub fn tell(&self, object: &mut Value) {
        if self.0.starts_with("bpc_") {
            object["configuration"] = self.0.as_str().into();
        } else if !self.is_account() {
            object["account"] = self.0.as_str().into();
        }
    }
}

/// Takes a text or a number out of a body.
pub fn take_text(body: &mut Value, name: &str) -> Option<String> {
    match body.as_object_mut()?.remove(name)? {
        Value::String(text) => Some(text).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Takes a whole number out of a body.
///
/// # Errors
/// When it is none.
pub fn take_number(body: &mut Value, name: &str) -> StripeResult<Option<i64>> {
    let text = take_text(body, name);
    let number = text.map(|text| text.parse::<i64>()).transpose();
    number.map_err(|_| StripeError::invalid(name, "Invalid integer."))
}

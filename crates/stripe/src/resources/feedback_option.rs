//! Reasons of the merchant's own for cancelling.

use serde::Deserialize;

use crate::client::{Call, Client};
use crate::error::Error;
use crate::params::Params;

/// `billing.feedback_option`.
#[derive(Clone, Debug, Deserialize)]
pub struct FeedbackOption {
    /// `fo_…`
    pub id: String,
    /// What customers are shown.
    #[serde(default)]
    pub description: Option<String>,
    /// `active` or `inactive`.
    #[serde(default)]
    pub status: Option<String>,
}

impl Client {
    /// One reason.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none.
    pub async fn feedback_option(&self, id: &str) -> Result<FeedbackOption, Error> {
        self.call(Call::get(
            "GET /v1/billing/feedback_options/{}",
            &[id],
            Params::new(),
        ))
        .await
    }
}

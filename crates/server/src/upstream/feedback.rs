//! Reasons of the merchant's own for cancelling.

use super::{Error, Upstream};

/// A reason as the merchant wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackOption {
    /// What customers are shown.
    pub description: String,
    /// Whether it is in use.
    pub is_active: bool,
}

impl Upstream {
    /// The reason with an id as it is now; `None` when there is none.
    ///
    /// # Errors
    /// Upstream's.
    pub async fn feedback_option(&self, id: &str) -> Result<Option<FeedbackOption>, Error> {
        match self.0.client.feedback_option(id).await.map_err(Error::from) {
            Ok(option) => Ok(Some((&option).into())),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The same as it was known some minutes ago.
    ///
    /// # Errors
    /// Upstream's.
    pub async fn known_feedback_option(&self, id: &str) -> Result<Option<FeedbackOption>, Error> {
        let found = self.0.catalogue.feedback_option(&self.0.client, id).await?;
        Ok(found.map(|option| (&*option).into()))
    }
}

impl From<&stripe::FeedbackOption> for FeedbackOption {
    fn from(option: &stripe::FeedbackOption) -> Self {
        Self {
            description: option.description.clone().unwrap_or_default(),
            is_active: option.status.as_deref() != Some("inactive"),
        }
    }
}

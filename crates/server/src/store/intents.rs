//! Changes on their way upstream, so that none is lost half done.

use super::{Result, Store};

/// What a change does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Removes a payment method.
    Remove,
    /// Makes a payment method the customer's default.
    MakeDefault,
    /// Cancels a subscription.
    Cancel,
    /// Lets a cancelled subscription go on.
    Renew,
    /// Changes price or quantity of a subscription.
    Update,
    /// Undoes a planned change of a subscription.
    CancelChange,
    /// Takes what the merchant offered for staying with a subscription.
    AcceptOffer,
    /// Changes billing information.
    UpdateDetails,
    /// Adds a tax id.
    AddTaxId,
    /// Removes a tax id.
    RemoveTaxId,
}

impl Action {
    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::MakeDefault => "make_default",
            Self::Cancel => "cancel",
            Self::Renew => "renew",
            Self::Update => "update",
            Self::CancelChange => "cancel_change",
            Self::AcceptOffer => "accept_offer",
            Self::UpdateDetails => "update_details",
            Self::AddTaxId => "add_tax_id",
            Self::RemoveTaxId => "remove_tax_id",
        }
    }
}

/// How a change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Carried out.
    Done,
    /// Refused by a rule or by upstream; nothing changed.
    Refused,
    /// Given up by the reconciler; reported in the log.
    Abandoned,
}

impl Outcome {
    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Abandoned => "abandoned",
        }
    }
}

/// A change that is about to begin.
#[derive(Clone, Copy, Debug)]
pub struct NewIntent<'a> {
    /// `pti_…`
    pub id: &'a str,
    /// The merchant.
    pub merchant: &'a str,
    /// The customer.
    pub customer: &'a str,
    /// What it does.
    pub action: Action,
    /// To which payment method, subscription or tax id; for billing information, which of its fields.
    pub object: &'a str,
}

/// A change that has not been closed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Intent {
    /// `pti_…`
    pub id: String,
    /// The merchant.
    pub merchant_id: String,
    /// The customer.
    pub customer_id: String,
    /// What it does, see [`Action::as_str`].
    pub action: String,
    /// See [`NewIntent::object`].
    pub object_id: String,
    /// When it began.
    pub created_at: i64,
}

impl Store {
    /// Notes a change before anything is sent.
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_intent(&self, intent: &NewIntent<'_>, now: i64) -> Result<()> {
        sqlx::query(
            "INSERT INTO intent (id, merchant_id, customer_id, action, object_id, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(intent.id)
        .bind(intent.merchant)
        .bind(intent.customer)
        .bind(intent.action.as_str())
        .bind(intent.object)
        .bind(now)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Notes how a change ended.
    ///
    /// # Errors
    /// The database's own.
    pub async fn close_intent(&self, id: &str, outcome: Outcome, now: i64) -> Result<()> {
        sqlx::query(
            "UPDATE intent SET outcome = $2, closed_at = $3 WHERE id = $1 AND outcome IS NULL",
        )
        .bind(id)
        .bind(outcome.as_str())
        .bind(now)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Whether a change is still open.
    ///
    /// # Errors
    /// The database's own.
    pub async fn intent_is_open(&self, id: &str) -> Result<bool> {
        let found = sqlx::query("SELECT 1 FROM intent WHERE id = $1 AND outcome IS NULL")
            .bind(id)
            .fetch_optional(&self.readers)
            .await?;
        Ok(found.is_some())
    }

    /// The newest open change of this kind to this object, if its outcome is not known.
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_intent_of(
        &self,
        merchant: &str,
        customer: &str,
        action: Action,
        object: &str,
    ) -> Result<Option<String>> {
        sqlx::query_scalar(
            "SELECT id FROM intent WHERE merchant_id = $1 AND customer_id = $2 AND object_id = $3
               AND action = $4 AND outcome IS NULL ORDER BY created_at DESC LIMIT 1",
        )
        .bind(merchant)
        .bind(customer)
        .bind(object)
        .bind(action.as_str())
        .fetch_optional(&self.readers)
        .await
    }

    /// Changes begun at or before `before` and not closed, oldest first, at most a hundred.
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_intents(&self, before: i64) -> Result<Vec<Intent>> {
        sqlx::query_as(
            "SELECT id, merchant_id, customer_id, action, object_id, created_at FROM intent
             WHERE outcome IS NULL AND created_at <= $1 ORDER BY created_at LIMIT 100",
        )
        .bind(before)
        .fetch_all(&self.readers)
        .await
    }
}

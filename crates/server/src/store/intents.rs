//! Changes on their way upstream, so that none is lost half done.

use super::activity::numbering;
use super::engine::run;
use super::{ActivityRow, Result, Store};

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
    /// Takes subscriptions' own methods away, so that the default is used.
    UseDefault,
    /// Pays an invoice.
    PayInvoice,
    /// Waits for the customer at the bank, so that an invoice is paid.
    Authenticate,
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
            Self::UseDefault => "use_default",
            Self::PayInvoice => "pay_invoice",
            Self::Authenticate => "authenticate",
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
    /// To which payment method, subscription, invoice or tax id; for billing information, which of its fields.
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
    /// Notes a change before anything is sent, with what its customer will be told once it is done, if anything: the
    /// session's public id and the JSON of [`crate::activity::Note`].
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_intent(
        &self,
        intent: &NewIntent<'_>,
        told: Option<(&str, &str)>,
        now: i64,
    ) -> Result<()> {
        let (session, note) = told.unzip();
        run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO intent (id, merchant_id, customer_id, action, object_id, created_at, session_id, note)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(intent.id)
            .bind(intent.merchant)
            .bind(intent.customer)
            .bind(intent.action.as_str())
            .bind(intent.object)
            .bind(now)
            .bind(session)
            .bind(note)
        )?;
        Ok(())
    }

    /// Notes how a change ended. One that is done is told to its customer from the same moment; `Some` is what is told
    /// since now. Closing it again changes and tells nothing.
    ///
    /// # Errors
    /// The database's own.
    pub async fn close_intent(
        &self,
        id: &str,
        outcome: Outcome,
        now: i64,
    ) -> Result<Option<ActivityRow>> {
        let mut transaction = self.writer.begin().await?;
        let closed: Option<(String, String)> = run!(
            transaction,
            fetch_optional,
            sqlx::query_as(
                "UPDATE intent SET outcome = $2, closed_at = $3 WHERE id = $1 AND outcome IS NULL
                 RETURNING merchant_id, customer_id",
            )
            .bind(id)
            .bind(outcome.as_str())
            .bind(now)
        )?;
        let mut told = None;
        if let (Some((merchant, customer)), Outcome::Done) = (closed, outcome) {
            transaction.alone(&numbering(&merchant, &customer)).await?;
            told = run!(
                transaction,
                fetch_optional,
                sqlx::query_as(
                    "INSERT INTO activity (id, merchant_id, customer_id, number, at, session_id, note)
                     SELECT id, merchant_id, customer_id,
                            (SELECT COALESCE(MAX(number), 0) + 1 FROM activity
                             WHERE activity.merchant_id = intent.merchant_id AND activity.customer_id = intent.customer_id),
                            $2, session_id, note FROM intent
                     WHERE id = $1 AND note IS NOT NULL AND session_id IS NOT NULL
                     RETURNING id, merchant_id, customer_id, at, session_id, note",
                )
                .bind(id)
                .bind(now)
            )?;
        }
        transaction.commit().await?;
        Ok(told)
    }

    /// Whether a change is still open.
    ///
    /// # Errors
    /// The database's own.
    pub async fn intent_is_open(&self, id: &str) -> Result<bool> {
        let found: Option<String> = run!(
            self.readers,
            fetch_optional,
            sqlx::query_scalar("SELECT id FROM intent WHERE id = $1 AND outcome IS NULL").bind(id)
        )?;
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
        run!(
            self.readers,
            fetch_optional,
            sqlx::query_scalar(
                "SELECT id FROM intent WHERE merchant_id = $1 AND customer_id = $2 AND object_id = $3
                   AND action = $4 AND outcome IS NULL ORDER BY created_at DESC LIMIT 1",
            )
            .bind(merchant)
            .bind(customer)
            .bind(object)
            .bind(action.as_str())
        )
    }

    /// Changes begun at or before `before` and not closed, oldest first, at most a hundred. Those that wait for a
    /// customer may do so for a day, and come last.
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_intents(&self, before: i64) -> Result<Vec<Intent>> {
        run!(
            self.readers,
            fetch_all,
            sqlx::query_as(
                "SELECT id, merchant_id, customer_id, action, object_id, created_at FROM intent
                 WHERE outcome IS NULL AND created_at <= $1
                 ORDER BY CASE WHEN action = $2 THEN 1 ELSE 0 END, created_at LIMIT 100",
            )
            .bind(before)
            .bind(Action::Authenticate.as_str())
        )
    }
}

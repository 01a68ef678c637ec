//! What happened in the portal, and its way to the merchant.

use super::engine::run;
use super::{Result, Store};

/// An event as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EventRow {
    /// `evt_…`
    pub id: String,
    /// The merchant.
    pub merchant_id: String,
    /// Stripe's `type`.
    #[sqlx(rename = "type")]
    pub kind: String,
    /// When it happened.
    pub created_at: i64,
    /// The event as it is sent, without `pending_webhooks`.
    pub body: String,
}

/// An event on its way to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DeliveryRow {
    /// The event.
    pub event_id: String,
    /// The endpoint.
    pub endpoint_id: String,
    /// The merchant.
    pub merchant_id: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next; `None` once it was taken or given up.
    pub next_at: Option<i64>,
    /// When it was taken.
    pub delivered_at: Option<i64>,
    /// How the last try ended.
    pub answer: Option<String>,
}

impl Store {
    /// Keeps an event and, with it, that it goes to these endpoints.
    ///
    /// # Errors
    /// The database's own.
    pub async fn insert_event(&self, event: &EventRow, endpoints: &[&str]) -> Result<()> {
        let mut transaction = self.writer.begin().await?;
        run!(transaction, execute, sqlx::query(
            "INSERT INTO event (id, merchant_id, type, created_at, body) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&event.id)
        .bind(&event.merchant_id)
        .bind(&event.kind)
        .bind(event.created_at)
        .bind(&event.body))?;
        for endpoint in endpoints {
            // One that was deleted meanwhile gets nothing.
            run!(transaction, execute, sqlx::query(
                "INSERT INTO delivery (event_id, endpoint_id, merchant_id, attempts, next_at)
                 SELECT $1, id, merchant_id, 0, $3 FROM webhook_endpoint WHERE merchant_id = $2 AND id = $4",
            )
            .bind(&event.id)
            .bind(&event.merchant_id)
            .bind(event.created_at)
            .bind(endpoint))?;
        }
        transaction.commit().await
    }

    /// Events of a merchant, newest first: at most one more than `limit`, so that the caller knows whether there are
    /// more.
    ///
    /// # Errors
    /// The database's own.
    pub async fn events(
        &self,
        merchant: &str,
        kind: Option<&str>,
        after: Option<&str>,
        limit: i64,
    ) -> Result<Vec<EventRow>> {
        run!(
            self.readers,
            fetch_all,
            sqlx::query_as(
                "SELECT id, merchant_id, type, created_at, body FROM event
             WHERE merchant_id = $1 AND ($2 IS NULL OR type = $2)
               AND ($3 IS NULL OR EXISTS (
                   SELECT 1 FROM event AS last WHERE last.merchant_id = $1 AND last.id = $3
                     AND (event.created_at < last.created_at
                          OR (event.created_at = last.created_at AND event.id < last.id))))
             ORDER BY created_at DESC, id DESC LIMIT $4",
            )
            .bind(merchant)
            .bind(kind)
            .bind(after)
            .bind(limit + 1)
        )
    }

    /// One event of a merchant.
    ///
    /// # Errors
    /// The database's own.
    pub async fn event(&self, merchant: &str, id: &str) -> Result<Option<EventRow>> {
        run!(self.readers, fetch_optional, sqlx::query_as(
            "SELECT id, merchant_id, type, created_at, body FROM event WHERE merchant_id = $1 AND id = $2",
        )
        .bind(merchant)
        .bind(id))
    }

    /// The ways of an event.
    ///
    /// # Errors
    /// The database's own.
    pub async fn deliveries(&self, merchant: &str, event: &str) -> Result<Vec<DeliveryRow>> {
        run!(self.readers, fetch_all, sqlx::query_as(
            "SELECT event_id, endpoint_id, merchant_id, attempts, next_at, delivered_at, answer FROM delivery
             WHERE merchant_id = $1 AND event_id = $2 ORDER BY endpoint_id",
        )
        .bind(merchant)
        .bind(event))
    }

    /// Deliveries to be tried now, those that have waited longest first: at most so many to one endpoint, and in all.
    ///
    /// # Errors
    /// The database's own.
    pub async fn due_deliveries(
        &self,
        now: i64,
        to_one: i64,
        in_all: i64,
    ) -> Result<Vec<DeliveryRow>> {
        run!(self.readers, fetch_all, sqlx::query_as(
            "SELECT event_id, endpoint_id, merchant_id, attempts, next_at, delivered_at, answer FROM (
                 SELECT delivery.*, ROW_NUMBER() OVER (PARTITION BY endpoint_id ORDER BY next_at, event_id) AS place
                 FROM delivery WHERE next_at <= $1) AS due
             WHERE place <= $2 ORDER BY next_at, event_id, endpoint_id LIMIT $3",
        )
        .bind(now)
        .bind(to_one)
        .bind(in_all))
    }

    /// Takes a delivery for one try; the next one is not before `next_at`. `false` when another process has it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn claim_delivery(&self, delivery: &DeliveryRow, next_at: i64) -> Result<bool> {
        let done = run!(
            self.writer,
            execute,
            sqlx::query(
                "UPDATE delivery SET next_at = $4, attempts = attempts + 1
             WHERE event_id = $1 AND endpoint_id = $2 AND attempts = $3 AND next_at IS NOT NULL",
            )
            .bind(&delivery.event_id)
            .bind(&delivery.endpoint_id)
            .bind(delivery.attempts)
            .bind(next_at)
        )?;
        Ok(done == 1)
    }

    /// Notes how a try ended: taken at `delivered_at`, or given up when `is_over`, or to be tried again as it was
    /// claimed for.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_delivery(
        &self,
        delivery: &DeliveryRow,
        delivered_at: Option<i64>,
        answer: &str,
        is_over: bool,
    ) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "UPDATE delivery
             SET delivered_at = $3, answer = $4, next_at = CASE WHEN $5 THEN NULL ELSE next_at END
             WHERE event_id = $1 AND endpoint_id = $2",
            )
            .bind(&delivery.event_id)
            .bind(&delivery.endpoint_id)
            .bind(delivered_at)
            .bind(answer)
            .bind(is_over)
        )?;
        Ok(())
    }

    /// Sends an event to an endpoint once more, from the first try on. `false` when there is no such event or endpoint.
    ///
    /// # Errors
    /// The database's own.
    pub async fn replay(
        &self,
        merchant: &str,
        event: &str,
        endpoint: &str,
        now: i64,
    ) -> Result<bool> {
        let done = run!(self.writer, execute, sqlx::query(
            "INSERT INTO delivery (event_id, endpoint_id, merchant_id, attempts, next_at)
             SELECT event.id, webhook_endpoint.id, $1, 0, $4 FROM event
             JOIN webhook_endpoint ON webhook_endpoint.merchant_id = event.merchant_id
             WHERE event.merchant_id = $1 AND event.id = $2 AND webhook_endpoint.id = $3
             ON CONFLICT (event_id, endpoint_id) DO UPDATE SET attempts = 0, next_at = excluded.next_at",
        )
        .bind(merchant)
        .bind(event)
        .bind(endpoint)
        .bind(now))?;
        Ok(done == 1)
    }
}

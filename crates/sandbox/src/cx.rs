//! The context of one request: its transaction, caller, parameters, and the stored objects of its account.

use std::sync::Arc;

use serde_json::Value;
use sqlx::Row as _;

use crate::auth::Caller;
use crate::db::Tx;
use crate::error::{ApiError, Result};
use crate::params::Params;
use crate::state::{AppState, News};

/// Handed to every handler.
pub(crate) struct Cx {
    pub(crate) state: AppState,
    pub(crate) tx: Tx,
    pub(crate) caller: Caller,
    pub(crate) request: RequestIdentity,
    /// The moment things happen at: real time, or a test clock's once [`Cx::enter_time_of`] was called.
    pub(crate) now: i64,
    path: Vec<String>,
    params: Arc<Params>,
    /// What to tell once the transaction is committed.
    pub(crate) news: News,
}

/// What an event says about the request that caused it.
#[derive(Debug, Clone)]
pub(crate) struct RequestIdentity {
    /// `req_…`; `None` when nobody asked.
    pub(crate) id: Option<String>,
    pub(crate) idempotency_key: Option<String>,
}

impl Cx {
    pub(crate) fn new(
        state: AppState,
        tx: Tx,
        caller: Caller,
        request: RequestIdentity,
        path: Vec<String>,
        params: Params,
    ) -> Self {
        Self {
            state,
            tx,
            caller,
            request,
            now: crate::clock::now(),
            path,
            params: Arc::new(params),
            news: News::default(),
        }
    }

    /// The checked parameters.
    pub(crate) fn params(&self) -> Arc<Params> {
        Arc::clone(&self.params)
    }

    /// The id in the path (`/v1/customers/{id}`), or its n-th one.
    pub(crate) fn path(&self, index: usize) -> String {
        self.path.get(index).cloned().unwrap_or_default()
    }

    /// A stored object of whatever kind.
    pub(crate) async fn find(&mut self, id: &str) -> Result<Option<Value>> {
        let row = sqlx::query("SELECT body FROM objects WHERE account = $1 AND id = $2")
            .bind(&self.caller.account)
            .bind(id)
            .fetch_optional(&mut *self.tx)
            .await?;
        row.map(|row| body(&row)).transpose()
    }

    /// The object the path names, deleted or not.
    ///
    /// # Errors
    /// 404 when this account has no such object.
    pub(crate) async fn named(&mut self, object: &str, id: &str) -> Result<Value> {
        self.find(id)
            .await?
            .filter(|found| found["object"] == object)
            .ok_or_else(|| ApiError::missing(object, id))
    }

    /// The object the path names, which must not be deleted.
    ///
    /// # Errors
    /// 404 when there is none, or it was deleted.
    pub(crate) async fn existing(&mut self, object: &str, id: &str) -> Result<Value> {
        let found = self.named(object, id).await?;
        if found["deleted"] == true {
            return Err(ApiError::missing(object, id));
        }
        Ok(found)
    }

    /// The object a parameter names, which must not be deleted.
    ///
    /// # Errors
    /// 400 when there is none.
    pub(crate) async fn referenced(
        &mut self,
        object: &str,
        id: &str,
        param: &str,
    ) -> Result<Value> {
        self.find(id)
            .await?
            .filter(|found| found["object"] == object && found["deleted"] != true)
            .ok_or_else(|| ApiError::missing_reference(object, id, param))
    }

    /// Stores a new object.
    pub(crate) async fn insert(&mut self, object: &Value) -> Result<()> {
        sqlx::query(
            "INSERT INTO objects (account, id, object, customer, created, body) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&self.caller.account)
        .bind(object["id"].as_str())
        .bind(object["object"].as_str())
        .bind(owner(object))
        .bind(object["created"].as_i64().unwrap_or(self.now))
        .bind(serde_json::to_string(object)?)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Stores an object's new state.
    pub(crate) async fn save(&mut self, object: &Value) -> Result<()> {
        sqlx::query("UPDATE objects SET body = $3, customer = $4 WHERE account = $1 AND id = $2")
            .bind(&self.caller.account)
            .bind(object["id"].as_str())
            .bind(serde_json::to_string(object)?)
            .bind(owner(object))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Leaves only the mark that an object existed, and returns what `DELETE` answers.
    pub(crate) async fn erase(&mut self, object: &Value) -> Result<Value> {
        let mark = serde_json::json!({
            "id": object["id"], "object": object["object"], "deleted": true,
        });
        self.save(&mark).await?;
        Ok(mark)
    }

    /// Every object of a kind that belongs to a customer, oldest first.
    pub(crate) async fn of_customer(&mut self, object: &str, customer: &str) -> Result<Vec<Value>> {
        let rows = sqlx::query(
            "SELECT body FROM objects WHERE account = $1 AND object = $2 AND customer = $3 ORDER BY created, seq",
        )
        .bind(&self.caller.account)
        .bind(object)
        .bind(customer)
        .fetch_all(&mut *self.tx)
        .await?;
        rows.iter().map(body).collect()
    }

    /// Lets time be that of the customer's test clock, when it has one.
    pub(crate) async fn enter_time_of(&mut self, customer: &Value) -> Result<()> {
        if let Some(clock) = customer["test_clock"].as_str()
            && let Some(clock) = self.find(clock).await?
            && let Some(frozen) = clock["frozen_time"].as_i64()
        {
            self.now = frozen;
        }
        Ok(())
    }
}

/// Whom an object is listed under: its customer, or for a payment its invoice.
fn owner(object: &Value) -> Option<&str> {
    let owner = if object["object"] == "invoice_payment" {
        "invoice"
    } else {
        "customer"
    };
    object[owner].as_str()
}

/// The stored JSON of a row whose first column is `body`.
pub(crate) fn body(row: &sqlx::sqlite::SqliteRow) -> Result<Value> {
    Ok(serde_json::from_str(row.try_get::<&str, _>(0)?)?)
}

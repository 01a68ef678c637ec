//! What happens a while later in real time: banks that answer, authorities that check. Test clocks have their own time
//! (`billing::advance`).

use std::time::Duration;

use sqlx::Row as _;

use crate::auth::Caller;
use crate::billing::{pending_update, settlement};
use crate::cx::{Cx, RequestIdentity};
use crate::error::Result;
use crate::params::Params;
use crate::resources::{checkout_sessions, tax_ids};
use crate::state::{AppState, WeakState};
use crate::value::text;

/// How long the worker rests after the database failed.
const REST: Duration = Duration::from_secs(5);

/// When something that failed is tried again, in seconds.
const LATER: i64 = 60;

/// Lets something become due: its object, at a moment of real time.
pub(crate) async fn put(cx: &mut Cx, id: &str, due: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO deferred (account, id, due) VALUES ($1, $2, $3)
         ON CONFLICT (account, id) DO UPDATE SET due = excluded.due",
    )
    .bind(&cx.caller.account)
    .bind(id)
    .bind(due)
    .execute(&mut *cx.tx)
    .await?;
    cx.news.deferred = true;
    Ok(())
}

/// Works in the background until the sandbox is closed.
pub(crate) fn start(state: &AppState) {
    let mut deferrals = state.deferrals();
    let state = state.downgrade();
    tokio::spawn(async move {
        loop {
            deferrals.borrow_and_update();
            let Some(pause) = round(&state).await else {
                return;
            };
            tokio::select! {
                biased;
                changed = deferrals.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(pause) => {}
            }
        }
    });
}

/// Does what is due and returns how long to sleep; `None` when the sandbox was closed.
async fn round(state: &WeakState) -> Option<Duration> {
    let state = state.upgrade()?;
    let now = crate::clock::now();
    Some(match perform_due(&state, now).await {
        Ok(Some(next)) => Duration::from_secs((next - now).max(1).unsigned_abs()),
        // Whatever is put off wakes the worker, so there is no need to look sooner.
        Ok(None) => Duration::from_secs(3_600),
        Err(_) => REST,
    })
}

/// Does everything that is due at `now` and returns when the next thing is.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn perform_due(state: &AppState, now: i64) -> Result<Option<i64>> {
    loop {
        let mut tx = state.db().read().await?;
        let first = sqlx::query("SELECT account, id, due FROM deferred ORDER BY due LIMIT 1")
            .fetch_optional(&mut *tx)
            .await?;
        tx.rollback().await?;
        let Some(first) = first else {
            return Ok(None);
        };
        let due: i64 = first.try_get("due")?;
        if due > now {
            return Ok(Some(due));
        }
        let (account, id): (String, String) = (first.try_get("account")?, first.try_get("id")?);
        if perform(state, account.clone(), id.clone()).await.is_err() {
            // The cause is in the log. What cannot be done now must not keep the rest waiting.
            postpone(state, &account, &id, now + LATER).await?;
        }
    }
}

async fn postpone(state: &AppState, account: &str, id: &str, due: i64) -> Result<()> {
    let mut tx = state.db().write().await?;
    sqlx::query("UPDATE deferred SET due = $3 WHERE account = $1 AND id = $2")
        .bind(account)
        .bind(id)
        .bind(due)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

async fn perform(state: &AppState, account: String, id: String) -> Result<()> {
    let mut tx = state.db().write().await?;
    sqlx::query("DELETE FROM deferred WHERE account = $1 AND id = $2")
        .bind(&account)
        .bind(&id)
        .execute(&mut *tx)
        .await?;
    let caller = Caller {
        account,
        publishable: false,
        publishable_key: String::new(),
        country: None,
    };
    let nobody = RequestIdentity {
        id: None,
        idempotency_key: None,
    };
    let mut cx = Cx::new(
        state.clone(),
        tx,
        caller,
        nobody,
        Vec::new(),
        Params::default(),
    );
    if let Some(object) = cx.find(&id).await? {
        match text(&object, "object") {
            "checkout.session" => checkout_sessions::lapse(&mut cx, object).await?,
            "invoice" => settlement::conclude(&mut cx, object).await?,
            "subscription" => pending_update::lapse(&mut cx, &object).await?,
            "tax_id" => tax_ids::verify(&mut cx, object).await?,
            _ => {}
        }
    }
    let news = cx.news;
    cx.tx.commit().await?;
    state.tell(news);
    Ok(())
}

#[cfg(test)]
mod tests;

//! Looking at domains' records again and again, one server at a time.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::{after, proof_of};
use crate::app::{App, Merchant};
use crate::store::{self, DomainRow};

/// How often other servers' domains are heard of.
const HEAR_EVERY: Duration = Duration::from_secs(2);

/// How often domains are looked for whose records are to be looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Domains looked at at a time.
const AT_ONCE: i64 = 8;

/// For how many seconds a domain is taken for a look: longer than one lasts, so that no other process looks as well.
const TAKEN: i64 = 30;

/// How often a look is written down once more because another one was faster.
const TRIES: usize = 3;

/// Keeps the hosts that are served for ever.
pub async fn keep_current(app: App) {
    let mut interval = tokio::time::interval(HEAR_EVERY);
    loop {
        interval.tick().await;
        if let Err(error) = app.hosts().reload(app.store()).await {
            tracing::error!(%error, "domains could not be read");
        }
    }
}

/// Looks at the records of domains for ever.
pub async fn keep_checking(app: App) {
    loop {
        tokio::select! {
            () = app.domain_news().notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        if let Err(error) = look_at_due(&app).await {
            tracing::error!(%error, "domains could not be looked at");
        }
    }
}

/// Looks at the records of every domain that is due.
///
/// # Errors
/// The database's own.
pub async fn look_at_due(app: &App) -> store::Result<()> {
    loop {
        let now = app.clock().now();
        let due = app.store().due_domains(now, AT_ONCE).await?;
        if due.is_empty() {
            return Ok(());
        }
        let mut looks = JoinSet::new();
        for row in due {
            if !app.store().claim_domain(&row, now + TAKEN).await? {
                continue;
            }
            // One of an account that is not served any more waits, as its other rows do.
            if let Some(merchant) = app.merchant(&row.merchant_id) {
                let app = app.clone();
                looks.spawn(async move { look(&app, &merchant, row, 1).await.map(drop) });
            }
        }
        while let Some(looked) = looks.join_next().await {
            // A task that panicked leaves its domain for the next time.
            looked.unwrap_or(Ok(()))?;
        }
    }
}

/// Looks at a domain's records now, and returns how it stands. `None` when it is gone.
///
/// # Errors
/// The database's own.
pub async fn check(
    app: &App,
    merchant: &Arc<Merchant>,
    row: DomainRow,
) -> store::Result<Option<DomainRow>> {
    look(app, merchant, row, TRIES).await
}

async fn look(
    app: &App,
    merchant: &Merchant,
    mut row: DomainRow,
    tries: usize,
) -> store::Result<Option<DomainRow>> {
    let target = app.target(&merchant.account);
    let proof = proof_of(&row.host);
    let seen = app.names().look(&row.host, &proof, &row.token, target);
    let seen = seen.await;
    for _ in 0..tries {
        let found = after(&row, &seen, app.clock().now());
        if app.store().settle_domain(&row, &found).await? {
            if found.status != row.status {
                tracing::info!(
                    domain = row.id,
                    from = row.status,
                    to = found.status,
                    "a domain's records changed"
                );
                app.hosts().reload(app.store()).await?;
            }
            return Ok(Some(found));
        }
        match app.store().domain(&row.merchant_id, &row.id).await? {
            Some(newer) => row = newer,
            None => return Ok(None),
        }
    }
    Ok(Some(row))
}

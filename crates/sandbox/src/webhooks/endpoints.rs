//! Endpoints made through the API: one worker each, started and ended as they come and go.

use std::collections::HashMap;

use serde_json::Value;
use sqlx::Row as _;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::target::Target;
use super::{Worker, client};
use crate::db::Db;
use crate::state::AppState;
use crate::value::text;

/// Watches over the endpoints until the sandbox is closed.
pub(super) struct Supervisor {
    db: Db,
    changes: watch::Receiver<u64>,
    /// Handed to the workers.
    announcements: watch::Receiver<u64>,
    running: HashMap<String, Running>,
    client: Option<reqwest::Client>,
}

struct Running {
    /// What the worker was started with; another state needs another worker.
    body: String,
    worker: JoinHandle<()>,
    /// Dropped to end the worker.
    stop: watch::Sender<()>,
}

impl Supervisor {
    pub(super) fn new(state: &AppState) -> Self {
        Self {
            db: state.db().clone(),
            changes: state.endpoints(),
            announcements: state.announcements(),
            running: HashMap::new(),
            client: None,
        }
    }

    pub(super) async fn run(mut self) {
        loop {
            self.changes.borrow_and_update();
            if let Err(error) = self.adjust().await {
                tracing::warn!(%error, "webhook endpoints are not looked at");
            }
            if self.changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Ends the workers of endpoints that changed or went, and starts those that are missing.
    async fn adjust(&mut self) -> Result<(), sqlx::Error> {
        let mut tx = self.db.read().await?;
        let rows = sqlx::query(
            "SELECT account, id, body FROM objects WHERE object = 'webhook_endpoint' \
             AND json_extract(body, '$.status') = 'enabled'",
        )
        .fetch_all(&mut *tx)
        .await?;
        tx.rollback().await?;
        let mut wanted = HashMap::new();
        for row in rows {
            let (account, id): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            wanted.insert(id, (account, row.try_get::<String, _>(2)?));
        }
        let ended: Vec<String> = self
            .running
            .iter()
            .filter(|(id, running)| {
                let now = wanted.get(*id);
                now.is_none_or(|(_, body)| *body != running.body)
            })
            .map(|(id, _)| id.clone())
            .collect();
        for id in ended {
            if let Some(Running { worker, stop, .. }) = self.running.remove(&id) {
                // The round it is in is finished and noted, so that its successor repeats nothing.
                drop(stop);
                let _ = worker.await;
            }
        }
        for (id, (account, body)) in wanted {
            if self.running.contains_key(&id) {
                continue;
            }
            let Some(target) = target(account, &id, &body) else {
                continue;
            };
            if self.client.is_none() {
                self.client = client();
            }
            let Some(client) = self.client.clone() else {
                continue;
            };
            let mut worker = Worker::new(&self.db, target, client, self.announcements.clone());
            worker.register().await?;
            let (stop, stopped) = watch::channel(());
            worker.stop = Some(stopped);
            let worker = tokio::spawn(worker.run());
            let running = Running { body, worker, stop };
            self.running.insert(id, running);
        }
        Ok(())
    }
}

fn target(account: String, id: &str, body: &str) -> Option<Target> {
    let endpoint: Value = serde_json::from_str(body).ok()?;
    let events = endpoint["enabled_events"].as_array()?;
    Some(Target {
        body: Some(body.to_owned()),
        account,
        key: id.to_owned(),
        url: text(&endpoint, "url").to_owned(),
        secret: text(&endpoint, "_secret").to_owned(),
        events: events
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    })
}

//! Lists of the merchant's API, read part by part.

use leptos::prelude::*;
use serde_json::Value;

use super::{desk::Desk, task::Task};
use crate::api::dashboard::Refusal;

/// What a list shows now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its first part is awaited.
    Waiting,
    /// Its first part did not come.
    Failed,
    /// There is nothing in it.
    Empty,
    /// There is something in it.
    Filled,
}

/// A list of objects that have an `id`, newest first, as far as it was read.
#[derive(Clone, Copy)]
pub struct Rows {
    desk: Desk,
    /// Path and query, without a place in the list.
    path: RwSignal<String>,
    all: RwSignal<Vec<Value>>,
    has_more: RwSignal<bool>,
    is_loaded: RwSignal<bool>,
    loading: Task,
}

impl Rows {
    /// The list at a path of the merchant's API; its first part is asked for at once.
    pub fn new(desk: Desk, path: impl Into<String>) -> Self {
        let rows = Self {
            desk,
            path: RwSignal::new(path.into()),
            all: RwSignal::new(Vec::new()),
            has_more: RwSignal::new(false),
            is_loaded: RwSignal::new(false),
            loading: Task::new(),
        };
        rows.reload();
        rows
    }

    /// Another list in the place of this one.
    pub fn show(self, path: String) {
        self.path.set(path);
        self.reload();
    }

    /// Reads it from the beginning. What is shown stays until the answer is there.
    pub fn reload(self) {
        self.read(None);
    }

    /// Reads the next part.
    pub fn more(self) {
        let last = self.all.with_untracked(|all| {
            let id = all.last()?["id"].as_str()?;
            Some(id.to_owned())
        });
        self.read(last);
    }

    fn read(self, after: Option<String>) {
        let mut path = self.path.get_untracked();
        if let Some(after) = &after {
            let joint = if path.contains('?') { '&' } else { '?' };
            path = format!("{path}{joint}starting_after={after}");
        }
        self.loading.run(async move {
            let answer = self.desk.get(&path).await?;
            let Some(data) = answer["data"].as_array().cloned() else {
                return Err(Refusal::Unreadable);
            };
            self.all.try_update(|all| {
                if after.is_none() {
                    all.clear();
                }
                all.extend(data);
            });
            self.has_more.try_set(answer["has_more"] == true);
            self.is_loaded.try_set(true);
            Ok(())
        });
    }

    /// An object as it is now.
    pub fn replace(self, object: Value) {
        self.all.try_update(|all| {
            if let Some(row) = all.iter_mut().find(|row| row["id"] == object["id"]) {
                *row = object;
            }
        });
    }

    /// One that was made just now.
    pub fn add(self, object: Value) {
        self.all.update(|all| {
            all.retain(|row| row["id"] != object["id"]);
            all.insert(0, object);
        });
    }

    /// Deletes an object, and takes it out of the list.
    ///
    /// # Errors
    /// The server's refusal; the list stays as it was.
    pub async fn delete(self, object: Value) -> Result<(), Refusal> {
        self.desk.delete(&self.path_of(&object)).await?;
        self.all
            .try_update(|all| all.retain(|row| row["id"] != object["id"]));
        Ok(())
    }

    /// Revokes an object, which stays in the list.
    ///
    /// # Errors
    /// The server's refusal.
    pub async fn revoke(self, object: Value) -> Result<(), Refusal> {
        let path = format!("{}/revoke", self.path_of(&object));
        self.replace(self.desk.post(&path, &[]).await?);
        Ok(())
    }

    fn path_of(self, object: &Value) -> String {
        let path = self.path.get_untracked();
        let base = path.split_once('?').map_or(&*path, |(base, _)| base);
        format!("{base}/{}", object["id"].as_str().unwrap_or_default())
    }

    /// What was read so far.
    pub fn all(self) -> Signal<Vec<Value>> {
        self.all.into()
    }

    /// Whether there is more to read.
    pub fn has_more(self) -> Signal<bool> {
        self.has_more.into()
    }

    /// Whether an answer is awaited.
    pub fn pending(self) -> Signal<bool> {
        self.loading.pending()
    }

    /// Why the last part did not come.
    pub fn failure(self) -> Signal<Option<Refusal>> {
        self.loading.failure()
    }

    /// What is shown now.
    pub fn standing(self) -> Memo<Standing> {
        Memo::new(move |_| {
            let is_empty = self.all.with(Vec::is_empty);
            let is_failed = self.failure().with(Option::is_some);
            match (self.is_loaded.get(), is_failed, is_empty) {
                (false, true, _) => Standing::Failed,
                (false, false, _) => Standing::Waiting,
                (true, _, true) => Standing::Empty,
                (true, _, false) => Standing::Filled,
            }
        })
    }
}

//! The origins whose pages may show a merchant's portal, as this server knows them.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::store::{self, Store};

/// How often the database is asked whether another server was told of other origins.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The list of one merchant. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Framers(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    origins: RwLock<Arc<[String]>>,
    /// When the database was last asked; never, to begin with.
    looked: Mutex<Option<Instant>>,
}

impl Framers {
    /// The origins, at most a moment old. While the database does not answer, they are those of before; nobody's, where
    /// it never did.
    pub async fn of(&self, store: &Store, merchant: &str) -> Arc<[String]> {
        if self.is_time()
            && let Err(error) = self.refresh(store, merchant).await
        {
            tracing::error!(%error, "the origins of frames could not be looked for");
        }
        self.0
            .origins
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Takes over what is stored.
    ///
    /// # Errors
    /// The database's own.
    pub async fn refresh(&self, store: &Store, merchant: &str) -> store::Result<()> {
        let rows = store.embed_origins(merchant).await?;
        let origins = rows.into_iter().map(|row| row.origin).collect();
        *self
            .0
            .origins
            .write()
            .unwrap_or_else(PoisonError::into_inner) = origins;
        Ok(())
    }

    fn is_time(&self) -> bool {
        let mut looked = self.0.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.is_some_and(|at| at.elapsed() < LOOK_EVERY) {
            return false;
        }
        *looked = Some(Instant::now());
        true
    }
}

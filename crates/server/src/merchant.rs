//! A merchant as the server serves it.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::app::{App, StartError};
use crate::assets::Asset;
use crate::config::Account;
use crate::embed::Framers;
use crate::look::{self, Look};
use crate::seal::Sealer;
use crate::store::{self, SessionRow};
use crate::upstream::{Forwarder, Upstream};

/// How often the database is asked whether another server was given another look. A document names its style sheet, and
/// whoever is asked for one it does not know looks at once.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// An account with its connection and its look. Clones share all of it.
#[derive(Clone)]
pub struct Merchant {
    /// The account.
    pub account: Arc<Account>,
    /// The billing system, for what customers do.
    pub upstream: Upstream,
    /// The billing system, for the merchant's own calls.
    pub forwarder: Forwarder,
    /// Seals stored answers.
    pub sealer: Arc<Sealer>,
    /// Whose pages may show the portal in a frame.
    pub framers: Framers,
    look: Arc<RwLock<Arc<Look>>>,
    /// Style sheets by path: the current one and those that open documents may still ask for.
    sheets: Arc<RwLock<Vec<Arc<Look>>>>,
    /// When the database was last asked for the look.
    looked: Arc<Mutex<Instant>>,
}

/// How many style sheets of a merchant are kept for documents that were loaded before branding changed.
const KEPT_SHEETS: usize = 16;

impl Merchant {
    /// Connects an account to its billing system. Nothing is sent yet.
    ///
    /// # Errors
    /// Says in a sentence what is wrong.
    pub(crate) fn connect(account: &Arc<Account>, look: Look) -> Result<Self, StartError> {
        let problem = |error: crate::upstream::Error| {
            StartError(format!("account \"{}\": upstream: {error}", account.id))
        };
        let look = Arc::new(look);
        Ok(Self {
            account: account.clone(),
            upstream: Upstream::connect(
                &account.upstream,
                account.secret_key.expose(),
                account.upstream_limits,
            )
            .map_err(problem)?,
            forwarder: Forwarder::connect(&account.upstream).map_err(problem)?,
            sealer: Arc::new(Sealer::new(account.secret_key.expose())),
            framers: Framers::default(),
            sheets: Arc::new(RwLock::new(vec![look.clone()])),
            look: Arc::new(RwLock::new(look)),
            looked: Arc::new(Mutex::new(Instant::now())),
        })
    }

    /// The merchant as a session shows it: with what is charged for the connected account it was opened on behalf of, if
    /// it was, and nothing else.
    pub fn for_session(self: &Arc<Self>, session: &SessionRow) -> Arc<Self> {
        let Some(account) = &session.on_behalf_of else {
            return Arc::clone(self);
        };
        Arc::new(self.on_behalf_of(account))
    }

    /// The merchant with what is charged for a connected account, and nothing else.
    pub fn on_behalf_of(&self, account: &str) -> Self {
        Self {
            upstream: self.upstream.on_behalf_of(account),
            ..self.clone()
        }
    }

    /// The current look.
    pub fn look(&self) -> Arc<Look> {
        self.look
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Shows another look from now on.
    pub fn set_look(&self, look: Look) {
        let look = Arc::new(look);
        let mut sheets = self.sheets.write().unwrap_or_else(PoisonError::into_inner);
        sheets.retain(|old| old.css_path != look.css_path);
        if sheets.len() >= KEPT_SHEETS {
            sheets.remove(0);
        }
        sheets.push(look.clone());
        *self.look.write().unwrap_or_else(PoisonError::into_inner) = look;
    }

    /// The style sheet served at a path.
    pub fn sheet(&self, path: &str) -> Option<Asset> {
        let sheets = self.sheets.read().unwrap_or_else(PoisonError::into_inner);
        sheets
            .iter()
            .find(|look| look.css_path == path)
            .map(|look| look.css.clone())
    }

    /// Takes over the look that another server was given, if it is time to ask for it again. What is shown meanwhile is
    /// the look of a moment ago.
    pub async fn keep_look(&self, app: &App) {
        {
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            if looked.elapsed() < LOOK_EVERY {
                return;
            }
            *looked = Instant::now();
        }
        if let Err(error) = self.refresh_look(app).await {
            tracing::error!(%error, "branding could not be looked for");
        }
    }

    /// Takes over the look that another server was given, and returns the settings as they are stored.
    ///
    /// # Errors
    /// The database's own.
    pub async fn refresh_look(&self, app: &App) -> store::Result<Option<String>> {
        let id = &self.account.id;
        let stored = app.store().branding(id).await?;
        let branding = look::branding_of(id, stored.as_deref());
        if branding != self.look().branding {
            let worker = app.clone();
            let made = tokio::task::spawn_blocking(move || Look::new(branding, &worker.dist().css));
            self.set_look(made.await.map_err(std::io::Error::other)?);
        }
        Ok(stored)
    }
}

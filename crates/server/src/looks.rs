//! The looks of a merchant: the account's, and those of configurations and connected accounts that have something
//! different. Each is made once and kept; the database is asked every few seconds whether another server was given another.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use theme::{Branding, Overrides};

use crate::app::App;
use crate::assets::Asset;
use crate::look::Look;
use crate::store::{self, LookOf, LookRow};

/// How often the database is asked whether another server was given another look. A document names its style sheet, and
/// whoever is asked for one it does not know looks at once.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How many looks besides the account's are kept, some hundred kilobytes each.
const MOST_LOOKS: usize = 128;

/// How many style sheets are kept for documents that were loaded before branding changed.
const KEPT_SHEETS: usize = MOST_LOOKS + 16;

/// The account's own.
pub const ACCOUNT: &str = "";

/// Between the scopes of a look that has several.
const JOINT: char = '.';

/// The looks of a merchant.
#[derive(Debug)]
pub struct Looks {
    merchant: String,
    shown: RwLock<HashMap<String, Shown>>,
    /// What is being worked on, by its scope.
    drafts: RwLock<HashMap<String, Arc<Look>>>,
    /// Style sheets: the current ones and those that open documents may still ask for.
    sheets: RwLock<Vec<Arc<Look>>>,
}

#[derive(Clone, Debug)]
struct Shown {
    look: Arc<Look>,
    /// When the database was last asked for it.
    looked: Instant,
}

impl Looks {
    /// The looks of a merchant, of which the account's is known.
    pub fn new(merchant: &str, look: Arc<Look>) -> Self {
        let shown = Shown {
            look: look.clone(),
            looked: Instant::now(),
        };
        Self {
            merchant: merchant.to_owned(),
            shown: RwLock::new(HashMap::from([(ACCOUNT.to_owned(), shown)])),
            drafts: RwLock::default(),
            sheets: RwLock::new(vec![look]),
        }
    }

    /// The account's look.
    pub fn account(&self) -> Option<Arc<Look>> {
        self.known(ACCOUNT).map(|shown| shown.look)
    }

    /// The look of some scopes, as it was a moment ago at most. With a database that fails it is the one that was known
    /// last, or the account's.
    pub async fn of(&self, app: &App, key: &str) -> Option<Arc<Look>> {
        let known = self.known(key);
        if let Some(known) = &known
            && known.looked.elapsed() < LOOK_EVERY
        {
            return Some(known.look.clone());
        }
        match self.refreshed(app, key).await {
            Ok((look, _)) => Some(look),
            Err(error) => {
                tracing::error!(%error, "branding could not be looked for");
                known.map(|known| known.look).or_else(|| self.account())
            }
        }
    }

    /// The look of some scopes as the database has it now, and the rows it is made of, the account's first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn refreshed(
        &self,
        app: &App,
        key: &str,
    ) -> store::Result<(Arc<Look>, Vec<Option<LookRow>>)> {
        let mut rows = Vec::new();
        let mut branding = Branding::default();
        let mut differs = Vec::new();
        let merchant = &self.merchant;
        for scope in [vec![ACCOUNT], scopes(key)].concat() {
            let row = app.store().look(LookOf { merchant, scope }).await?;
            if let Some(row) = &row {
                branding = with(merchant, &branding, scope, &row.settings);
                if !scope.is_empty() {
                    differs.push(scope);
                }
            }
            rows.push(row);
        }
        let known = self.known(key).map(|it| it.look);
        let real = differs.join(&JOINT.to_string());
        let look = match known {
            Some(look) if look.branding == branding => look,
            _ => self.made(app, real, branding).await?,
        };
        self.keep(key, look.clone());
        Ok((look, rows))
    }

    /// The look of a scope as it is being worked on now; as it is shown, where nobody works on it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn drafted(&self, app: &App, scope: &str) -> store::Result<Arc<Look>> {
        let (account, _) = self.refreshed(app, ACCOUNT).await?;
        let merchant = &self.merchant;
        let Some(row) = app.store().look_draft(LookOf { merchant, scope }).await? else {
            return Ok(self.refreshed(app, scope).await?.0);
        };
        let branding = with(merchant, &account.branding, scope, &row.settings);
        let known = self.known_draft(scope);
        if let Some(look) = known.filter(|look| look.branding == branding) {
            return Ok(look);
        }
        let look = self.made(app, scope.to_owned(), branding).await?;
        self.keep_draft(scope, &look);
        Ok(look)
    }

    fn known_draft(&self, scope: &str) -> Option<Arc<Look>> {
        let drafts = self.drafts.read().unwrap_or_else(PoisonError::into_inner);
        drafts.get(scope).cloned()
    }

    fn keep_draft(&self, scope: &str, look: &Arc<Look>) {
        self.keep_sheet(look);
        let mut drafts = self.drafts.write().unwrap_or_else(PoisonError::into_inner);
        if drafts.len() >= MOST_LOOKS {
            drafts.clear();
        }
        drafts.insert(scope.to_owned(), look.clone());
    }

    /// The style sheet served at a path.
    pub fn sheet(&self, path: &str) -> Option<Asset> {
        let sheets = self.sheets.read().unwrap_or_else(PoisonError::into_inner);
        let found = sheets.iter().find(|look| look.is_at(path));
        found.map(|look| look.css.clone())
    }

    async fn made(&self, app: &App, key: String, branding: Branding) -> store::Result<Arc<Look>> {
        // Whatever has nothing different has the account's style sheet.
        if let Some(account) = self.account()
            && account.branding == branding
        {
            return Ok(account);
        }
        let worker = app.clone();
        let made = move || Look::new(key, branding, &worker.dist().css);
        let made = tokio::task::spawn_blocking(made).await;
        Ok(Arc::new(made.map_err(std::io::Error::other)?))
    }

    fn known(&self, key: &str) -> Option<Shown> {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        shown.get(key).cloned()
    }

    fn keep_sheet(&self, look: &Arc<Look>) {
        let mut sheets = self.sheets.write().unwrap_or_else(PoisonError::into_inner);
        if !sheets.iter().any(|kept| Arc::ptr_eq(kept, look)) {
            if sheets.len() >= KEPT_SHEETS {
                sheets.remove(0);
            }
            sheets.push(look.clone());
        }
    }

    fn keep(&self, key: &str, look: Arc<Look>) {
        self.keep_sheet(&look);
        let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        if shown.len() > MOST_LOOKS && !shown.contains_key(key) {
            let others = shown.iter().filter(|(key, _)| !key.is_empty());
            // Anybody can make up a key. It is the account's look, and takes the place of another such one first.
            let oldest = others.min_by_key(|(_, it)| (!it.look.key.is_empty(), it.looked));
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                shown.remove(&oldest);
            }
        }
        let looked = Instant::now();
        shown.insert(key.to_owned(), Shown { look, looked });
    }
}

/// Stored settings are parsed again: what is served comes from typed values only.
pub fn with(merchant: &str, before: &Branding, scope: &str, settings: &str) -> Branding {
    let read = if scope.is_empty() {
        serde_json::from_str(settings)
    } else {
        serde_json::from_str::<Overrides>(settings).map(|it| it.apply(before))
    };
    read.unwrap_or_else(|error| {
        tracing::error!(merchant, scope, %error, "stored branding cannot be read, and is not shown");
        before.clone()
    })
}

/// The key of what a session shows: what its connected account has different, then its configuration.
pub fn key(connected: Option<&str>, configuration: Option<&str>) -> String {
    let scopes = connected.into_iter().chain(configuration);
    scopes.collect::<Vec<_>>().join(&JOINT.to_string())
}

/// The scopes of a key. One that somebody made up names none, or what is not there.
fn scopes(key: &str) -> Vec<&str> {
    let is_scope = |scope: &&str| scope.starts_with("bpc_") || scope.starts_with("acct_");
    key.split(JOINT).filter(is_scope).take(2).collect()
}

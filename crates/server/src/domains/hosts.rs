//! Which host is whose, in memory: requests are not kept waiting by the database to learn that.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::app::Merchant;
use crate::config::PublicUrl;
use crate::store::{self, ServedDomain, Store};

/// How often the database is asked about hosts that nobody knows: they are anybody's to make up.
const SEEK_EVERY: Duration = Duration::from_millis(250);

/// How long a request for a host that nobody knows waits for the database.
const SEEK: Duration = Duration::from_secs(2);

/// The hosts that are served.
#[derive(Default)]
pub struct Hosts {
    /// Those of the configuration, by what a browser sends as `Host`.
    own: HashMap<String, Arc<Merchant>>,
    /// The active domains.
    domains: RwLock<HashMap<String, Arc<Merchant>>>,
    /// Held while the database is asked.
    reading: Mutex<Reading>,
}

#[derive(Default)]
struct Reading {
    /// When it was last asked.
    begun: Option<Instant>,
    /// What it answered.
    known: Vec<ServedDomain>,
}

impl Hosts {
    /// The hosts of the configuration, and no domain yet.
    pub fn new(merchants: Vec<Arc<Merchant>>) -> Self {
        let by_host = merchants
            .into_iter()
            .map(|merchant| (merchant.here.authority.clone(), merchant));
        Self {
            own: by_host.collect(),
            ..Self::default()
        }
    }

    /// The merchants.
    pub fn merchants(&self) -> impl Iterator<Item = &Arc<Merchant>> {
        self.own.values()
    }

    /// The merchant of a host, as the host serves it.
    pub fn at(&self, authority: &str) -> Option<Arc<Merchant>> {
        let domains = self.domains.read().unwrap_or_else(PoisonError::into_inner);
        let found = self.own.get(authority).or_else(|| domains.get(authority));
        found.cloned()
    }

    /// Whether a host is served over https.
    pub fn serves(&self, host: &str) -> bool {
        let domains = self.domains.read().unwrap_or_else(PoisonError::into_inner);
        let mut own = self.merchants().map(|merchant| &merchant.here);
        domains.contains_key(host) || own.any(|url| url.secure && url.host() == host)
    }

    /// The merchant of a host that nobody knows: another server may have been told of it a moment ago. The database is asked
    /// for many at a time, and not all the time.
    pub async fn seek(&self, store: &Store, authority: &str) -> Option<Arc<Merchant>> {
        // What no domain can be called is not looked for.
        if authority.contains(':') || !authority.contains('.') {
            return None;
        }
        let seeking = async {
            let asked = Instant::now();
            let mut reading = self.reading.lock().await;
            let is_answered = reading.begun.is_some_and(|begun| begun >= asked);
            let is_recent = reading
                .begun
                .is_some_and(|begun| begun.elapsed() < SEEK_EVERY);
            if is_answered || is_recent {
                return;
            }
            if let Err(error) = self.read(&mut reading, store).await {
                tracing::error!(%error, "domains could not be read");
            }
        };
        // What it has found by then is what there is.
        let _ = tokio::time::timeout(SEEK, seeking).await;
        self.at(authority)
    }

    /// Takes over what the database says.
    ///
    /// # Errors
    /// The database's own; what was known stays.
    pub async fn reload(&self, store: &Store) -> store::Result<()> {
        let mut reading = self.reading.lock().await;
        self.read(&mut reading, store).await
    }

    async fn read(&self, reading: &mut Reading, store: &Store) -> store::Result<()> {
        reading.begun = Some(Instant::now());
        let served = store.served_domains().await?;
        if served == reading.known {
            return Ok(());
        }
        let by_id: HashMap<&str, &Arc<Merchant>> = self
            .merchants()
            .map(|merchant| (merchant.account.id.as_str(), merchant))
            .collect();
        let mut domains = HashMap::new();
        let mut homes: HashMap<&str, PublicUrl> = HashMap::new();
        for domain in &served {
            // One of an account that is not served any more is served to nobody either; a host of the configuration is
            // whose the configuration says.
            let Some(merchant) = by_id.get(domain.merchant_id.as_str()) else {
                continue;
            };
            let url = PublicUrl::of_host(&domain.host);
            if domain.is_primary {
                homes.insert(&domain.merchant_id, url.clone());
            }
            domains.insert(domain.host.clone(), Arc::new(merchant.at(url)));
        }
        *self.domains.write().unwrap_or_else(PoisonError::into_inner) = domains;
        for merchant in self.merchants() {
            let home = homes.remove(merchant.account.id.as_str());
            merchant.set_home(home.unwrap_or_else(|| merchant.account.public_url.clone()));
        }
        reading.known = served;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::token;

    /// Hosts that nobody knows are anybody's to make up: they must not become the database's work.
    #[tokio::test]
    async fn made_up_hosts_ask_the_database_a_few_times_a_second() {
        let folder = std::env::temp_dir().join(token::new_id("portico-hosts-"));
        let store = Store::open(None, &folder).await.unwrap();
        let hosts = Hosts::default();
        let (begun, mut asked, mut questions) = (Instant::now(), 0_u128, 0);
        let mut last = None;
        while begun.elapsed() < SEEK_EVERY * 3 {
            let (one, other) = (format!("h{asked}.test"), format!("x{asked}.test"));
            tokio::join!(hosts.seek(&store, &one), hosts.seek(&store, &other));
            asked += 2;
            let now = hosts.reading.lock().await.begun;
            questions += u128::from(now != last);
            last = now;
        }
        let most = 1 + begun.elapsed().as_millis() / SEEK_EVERY.as_millis();
        assert!((2..=most).contains(&questions), "{questions} of {asked}");
        // What cannot be a domain's name is not even looked for.
        let before = hosts.reading.lock().await.begun;
        let wait = Instant::now();
        while wait.elapsed() < SEEK_EVERY * 2 {
            for name in ["localhost", "a.test:8443", "[::1]", ""] {
                assert!(hosts.seek(&store, name).await.is_none());
            }
        }
        assert_eq!(hosts.reading.lock().await.begun, before);
        store.close().await;
        std::fs::remove_dir_all(folder).unwrap();
    }
}

//! What the handlers share: clock, store, accounts, the built client.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use theme::Branding;
use tokio::sync::Notify;

use crate::assets::Dist;
use crate::clock::Clock;
use crate::config::{Account, Config, Domains};
use crate::configuration::Settings;
use crate::documents::{Documents, Program, Template, Templates};
use crate::domains::{Hosts, Names};
use crate::invoices::pdf::Library;
use crate::limits::{Meters, Network};
use crate::locale::Catalogues;
use crate::locks::Locks;
use crate::look::Look;
use crate::looks;
use crate::mail::Mailer;
pub use crate::merchant::Merchant;
use crate::session::token;
use crate::store::{LookOf, Store};

/// The application. Clones share everything.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    clock: Clock,
    store: Store,
    dist: Dist,
    templates: Templates,
    dashboard_look: OnceLock<Look>,
    catalogues: Catalogues,
    documents: Documents,
    hosts: Hosts,
    domains: Domains,
    names: Names,
    locks: Locks,
    meters: Meters,
    mailer: Option<Arc<Mailer>>,
    library: Arc<Library>,
    login_news: Notify,
    event_news: Notify,
    domain_news: Notify,
    draining: AtomicBool,
}

/// Why the server cannot start.
#[derive(Debug)]
pub struct StartError(pub String);

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}

impl From<sqlx::Error> for StartError {
    fn from(error: sqlx::Error) -> Self {
        Self(format!("the database cannot be opened: {error}"))
    }
}

impl App {
    /// Opens the store, reads the built client and connects the accounts. Nothing is sent upstream.
    ///
    /// # Errors
    /// Says in a sentence what is missing.
    pub async fn start(config: &Config, clock: Clock) -> Result<Self, StartError> {
        let is_public = config.accounts.iter().any(|it| it.public_url.secure);
        if is_public && config.proxies.is_empty() {
            tracing::warn!("no trusted_proxies: requests are not limited by address");
        }
        let dist = Dist::read(&config.dist).map_err(StartError)?;
        let words = dist.manifest.programs.iter();
        let words = words.map(|(name, program)| (name.clone(), program.words.clone()));
        let catalogues = Catalogues::read(&config.dist.join("locales"))
            .map_err(StartError)?
            .with_programs(words);
        let templates = Templates::parse(&dist, &catalogues).map_err(StartError)?;
        let mailer = config.mail.as_ref().map(Mailer::new).transpose();
        let mailer = mailer.map_err(StartError)?.map(Arc::new);
        let library = Library::read(config.fonts.as_deref()).map_err(StartError)?;
        let store = open_store(config).await?;
        let mut merchants = Vec::new();
        let mut made: Vec<Look> = Vec::new();
        for account in &config.accounts {
            if account.default_configuration {
                let settings = serde_json::to_string(&Settings::dashboard_defaults(account))
                    .map_err(|error| StartError(error.to_string()))?;
                let id = token::new_id("bpc_");
                store
                    .seed_configuration(&account.id, &id, &settings, clock.now())
                    .await?;
            }
            let of = LookOf {
                merchant: &account.id,
                scope: looks::ACCOUNT,
            };
            let mut branding = Branding::default();
            if let Some(row) = store.look(of).await? {
                branding = looks::with(&account.id, &branding, of.scope, &row.settings);
            }
            // Accounts that look the same share the work of compressing their style sheet.
            let look = match made.iter().find(|look| look.branding == branding) {
                Some(look) => look.clone(),
                None => Look::new(String::new(), branding, &dist.css),
            };
            let merchant = Merchant::connect(account, look.clone())?;
            made.push(look);
            merchants.push(Arc::new(merchant));
        }
        let hosts = Hosts::new(merchants);
        hosts.reload(&store).await?;
        Ok(Self(Arc::new(Inner {
            clock,
            store,
            dist,
            templates,
            dashboard_look: OnceLock::new(),
            catalogues,
            documents: Documents::default(),
            hosts,
            names: Names::new(config.domains.nameserver),
            domains: config.domains.clone(),
            locks: Locks::default(),
            meters: Meters::new(config.limits, config.proxies.clone()),
            mailer,
            library: Arc::new(library),
            login_news: Notify::new(),
            event_news: Notify::new(),
            domain_news: Notify::new(),
            draining: AtomicBool::new(false),
        })))
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The built client.
    pub fn dist(&self) -> &Dist {
        &self.0.dist
    }

    /// The template of a program's documents.
    pub fn template(&self, program: Program) -> &Template {
        self.0.templates.of(program)
    }

    /// What the dashboard looks like: the portal's own look, whoever's it is.
    pub fn dashboard_look(&self) -> &Look {
        let css = &self.0.dist.dashboard_css;
        let make = || Look::new(String::new(), Branding::default(), css);
        self.0.dashboard_look.get_or_init(make)
    }

    /// The shipped languages.
    pub fn catalogues(&self) -> &Catalogues {
        &self.0.catalogues
    }

    /// The rendered documents.
    pub fn documents(&self) -> &Documents {
        &self.0.documents
    }

    /// Who waits for the customers' locks.
    pub fn locks(&self) -> &Locks {
        &self.0.locks
    }

    /// What has been asked of late.
    pub fn meters(&self) -> &Meters {
        &self.0.meters
    }

    /// The way out for mail, if there is one.
    pub fn mailer(&self) -> Option<Arc<Mailer>> {
        self.0.mailer.clone()
    }

    /// The fonts of invoices.
    pub fn library(&self) -> &Arc<Library> {
        &self.0.library
    }

    /// Told when somebody asks for a code by e-mail.
    pub fn login_news(&self) -> &Notify {
        &self.0.login_news
    }

    /// Told when something happened that merchants want to hear of.
    pub fn event_news(&self) -> &Notify {
        &self.0.event_news
    }

    /// Told when a merchant has added a domain.
    pub fn domain_news(&self) -> &Notify {
        &self.0.domain_news
    }

    /// Which host is whose.
    pub fn hosts(&self) -> &Hosts {
        &self.0.hosts
    }

    /// The way to the records of domains.
    pub fn names(&self) -> &Names {
        &self.0.names
    }

    /// Who may ask what only the machinery before us asks.
    pub fn internal(&self) -> &[Network] {
        &self.0.domains.internal
    }

    /// Where the domains of an account have to lead.
    pub fn target<'a>(&'a self, account: &'a Account) -> &'a str {
        let target = self.0.domains.target.as_deref();
        target.unwrap_or_else(|| account.public_url.host())
    }

    /// The merchant with an account id.
    pub fn merchant(&self, id: &str) -> Option<Arc<Merchant>> {
        let mut merchants = self.0.hosts.merchants();
        merchants
            .find(|merchant| merchant.account.id == id)
            .cloned()
    }

    /// Turns readiness red: the server is about to stop.
    pub fn drain(&self) {
        self.0.draining.store(true, Ordering::SeqCst);
    }

    /// Whether the server is about to stop.
    pub fn is_draining(&self) -> bool {
        self.0.draining.load(Ordering::SeqCst)
    }
}

async fn open_store(config: &Config) -> Result<Store, StartError> {
    let database = config.database.as_ref();
    let opened = Store::open(database, &config.data).await;
    opened.map_err(|error| match database {
        Some(database) => StartError(format!("the database {database} cannot be opened: {error}")),
        None => StartError::from(error),
    })
}

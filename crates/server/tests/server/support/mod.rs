//! A world to test in: the server, the embedded engine behind it, and browsers in front of it.

pub mod balancer;
pub mod broken;
pub mod browser;
pub mod call;
pub mod dice;
pub mod engine;
pub mod folder;
pub mod ladder;
pub mod listening;
pub mod names;
pub mod plans;
pub mod postgres;
pub mod program;
#[path = "../../../../stripe/tests/support/proxy.rs"]
pub mod proxy;
#[path = "../../../src/invoices/pdf/tests/reading.rs"]
pub mod reading;
pub mod site;
pub mod traffic;
pub mod visitor;

use std::sync::Arc;

use axum::Router;
use portico_server::app::App;
use portico_server::clock::Clock;
use portico_server::config::{Account, Config, Database, Domains, Mail};
use portico_server::limits::Limits;
use portico_server::{routes, upstream};

pub use browser::Browser;
pub use call::{Answer, Call};
use engine::Engine;
pub use folder::Folder;
pub use ladder::{report, size};
pub use names::Names;

/// The server with its merchants. Merchant 0 and 1 are on plain localhost, the last is on https.
pub struct World {
    /// The application.
    pub app: App,
    /// The server.
    pub router: Router,
    /// The billing system.
    pub engine: Engine,
    /// What the server takes for now. Stands still.
    pub clock: Clock,
    /// The accounts.
    pub accounts: Vec<Arc<Account>>,
    /// Where everything is stored.
    pub folder: Folder,
    /// What the server was started with.
    pub config: Config,
}

impl World {
    /// Two merchants on localhost and one on https.
    pub async fn new() -> Self {
        Self::with_merchants(2).await
    }

    /// One merchant whose configuration has no way back.
    pub async fn without_return_urls() -> Self {
        Self::build(1, Limits::NONE, |account| account.default_return_url = None).await
    }

    /// Two merchants on localhost and one on https, set up otherwise.
    pub async fn with_account(adjust: impl Fn(&mut Account)) -> Self {
        Self::build(2, Limits::NONE, adjust).await
    }

    /// One merchant on localhost and one on https, who send customers back to these origins only.
    pub async fn with_return_origins(origins: &[&str]) -> Self {
        Self::build(1, Limits::NONE, |account| {
            account.return_origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
        })
        .await
    }

    /// So many merchants on localhost and one on https.
    pub async fn with_merchants(count: usize) -> Self {
        Self::build(count, Limits::NONE, |_| {}).await
    }

    /// Two merchants on localhost and one on https, where one may ask only so often. Tests that ask thousands of times
    /// do so without limits.
    pub async fn with_limits(limits: Limits) -> Self {
        Self::build(2, limits, |_| {}).await
    }

    /// One merchant, and no mail server.
    pub async fn without_mail() -> Self {
        let mut world = Self::with_merchants(1).await;
        world.config.mail = None;
        world.config.data = world.folder.path().join("without-mail");
        world.app = App::start(&world.config, world.clock.clone())
            .await
            .unwrap();
        world.router = routes::router(world.app.clone());
        world
    }

    /// Two merchants on localhost and one on https, who can have domains: their records are asked of this name server.
    pub async fn with_names(names: &Names) -> Self {
        let mut world = Self::new().await;
        world.config.domains = Domains {
            target: Some("portal.portico.test".to_owned()),
            nameserver: Some(names.address),
            internal: vec!["10.1.0.0/16".parse().unwrap()],
        };
        let (app, router) = world.second().await;
        (world.app, world.router) = (app, router);
        world
    }

    /// One merchant on localhost and one on https, on a database that several servers share.
    pub async fn on(database: Option<Database>) -> Self {
        Self::build_on(database, 1, Limits::NONE, |_| {}).await
    }

    /// Another server of the same merchants on the same database.
    pub async fn second(&self) -> (App, Router) {
        let app = App::start(&self.config, self.clock.clone()).await.unwrap();
        (app.clone(), routes::router(app))
    }

    /// Another server of the same merchants on the same database, which finds the billing system at this URL and waits
    /// for it no longer than this.
    pub async fn behind(&self, upstream: &str, limits: upstream::Limits) -> (App, Router) {
        let mut config = self.config.clone();
        for account in &mut config.accounts {
            let account = Arc::make_mut(account);
            account.upstream = upstream.to_owned();
            account.upstream_limits = limits;
        }
        let app = App::start(&config, self.clock.clone()).await.unwrap();
        (app.clone(), routes::router(app))
    }

    async fn build(count: usize, limits: Limits, adjust: impl Fn(&mut Account)) -> Self {
        Self::build_on(postgres::chosen().await, count, limits, adjust).await
    }

    async fn build_on(
        database: Option<Database>,
        count: usize,
        limits: Limits,
        adjust: impl Fn(&mut Account),
    ) -> Self {
        let folder = Folder::new();
        site::write(&folder.path().join("dist"));
        let engine = Engine::start(&folder.path().join("engine")).await;
        let account = |number: usize, url: &str| {
            let id = format!("acct_{number}");
            let key = format!("sk_test_merchant{number}");
            let mut account = Account::test(&id, "Acme", &key, url, &engine.url).unwrap();
            account.default_return_url = Some("https://acme.test/account".to_owned());
            account.terms_of_service_url = Some("https://acme.test/terms".to_owned());
            account.privacy_policy_url = Some("https://acme.test/privacy".to_owned());
            account.upstream_limits.per_second = 100_000;
            account.webhook_secrets = vec!["whsec_old".into(), "whsec_new".into()];
            adjust(&mut account);
            account
        };
        let mut accounts: Vec<_> = (0..count)
            .map(|number| account(number, &format!("http://m{number}.localhost:4242")))
            .collect();
        accounts.push(account(count, "https://billing.acme.test"));
        Self::start(database, folder, engine, accounts, limits).await
    }

    async fn start(
        database: Option<Database>,
        folder: Folder,
        engine: Engine,
        accounts: Vec<Account>,
        limits: Limits,
    ) -> Self {
        let accounts: Vec<_> = accounts.into_iter().map(Arc::new).collect();
        let config = Config {
            address: [127, 0, 0, 1].into(),
            port: 4242,
            data: folder.path().join("data"),
            database,
            dist: folder.path().join("dist"),
            accounts: accounts.clone(),
            proxies: vec!["10.0.0.0/8".parse().unwrap()],
            domains: Domains::default(),
            limits,
            mail: Some(Mail::parse(&engine.mail, "billing@portico.test").unwrap()),
            fonts: None,
        };
        let clock = Clock::fixed(Clock::system().now());
        let app = App::start(&config, clock.clone()).await.unwrap();
        Self {
            router: routes::router(app.clone()),
            app,
            engine,
            clock,
            accounts,
            folder,
            config,
        }
    }

    /// What the server keeps its own in, as a figure names it.
    pub fn store(&self) -> &'static str {
        match self.config.database {
            Some(_) => "PostgreSQL",
            None => "SQLite",
        }
    }

    /// A merchant's account.
    pub fn account(&self, merchant: usize) -> &Account {
        &self.accounts[merchant]
    }

    /// The number of the merchant on https.
    pub fn secure_merchant(&self) -> usize {
        self.accounts.len() - 1
    }

    /// Changes the default configuration of a merchant.
    pub async fn configure(&self, merchant: usize, form: &str) -> Answer {
        let path = "/v1/billing_portal/configurations";
        // The newest is first in the list, and that is another one as soon as a test has made one in a later second.
        let default = format!("{path}?is_default=true");
        let list = self
            .send(self.merchant_call(merchant, "GET", &default))
            .await;
        let id = list.json()["data"][0]["id"].as_str().unwrap().to_owned();
        let call = self.merchant_call(merchant, "POST", &format!("{path}/{id}"));
        self.send(call.form(form)).await
    }

    /// A request of the merchant's server to its own host.
    pub fn merchant_call(&self, merchant: usize, method: &str, path: &str) -> Call {
        let account = self.account(merchant);
        Call::new(method, path)
            .header("host", &account.public_url.authority)
            .header(
                "authorization",
                &format!("Bearer {}", account.secret_key.expose()),
            )
    }

    /// Adds a domain, sets its records and waits for nothing: it is served. Returns its id.
    pub async fn serve_at(&self, merchant: usize, host: &str, names: &Names) -> String {
        let path = "/v1/portico/domains";
        let call = self.merchant_call(merchant, "POST", path);
        let added = self.send(call.form(&format!("host={host}"))).await;
        assert_eq!(added.status, 200, "{}", added.text());
        let added = added.json();
        for record in added["records"].as_array().unwrap() {
            let text = |name: &str| record[name].as_str().unwrap();
            names.set(text("name"), text("type"), &[text("value")]);
        }
        let id = added["id"].as_str().unwrap();
        let call = self.merchant_call(merchant, "POST", &format!("{path}/{id}/verify"));
        let verified = self.send(call.form("")).await.json();
        assert_eq!(verified["status"], "active", "{verified}");
        id.to_owned()
    }

    /// Sends a request to the server.
    pub async fn send(&self, call: Call) -> Answer {
        call.send(&self.router).await
    }

    /// A browser that has opened nothing yet.
    pub fn browser(&self, merchant: usize) -> Browser {
        Browser::new(&self.account(merchant).public_url)
    }

    /// A fresh link's token for a customer.
    pub async fn link(&self, merchant: usize, customer: &str) -> String {
        let call = self
            .merchant_call(merchant, "POST", "/v1/billing_portal/sessions")
            .form(&format!("customer={customer}"));
        let answer = self.send(call).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let url = answer.json()["url"].as_str().unwrap().to_owned();
        url.split_once('#').unwrap().1.to_owned()
    }

    /// A browser signed in as a customer.
    pub async fn sign_in(&self, merchant: usize, customer: &str) -> Browser {
        let token = self.link(merchant, customer).await;
        let mut browser = self.browser(merchant);
        let answer = browser.open(self, &token).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        browser
    }

    /// A customer with an active subscription and so many cards, the first being the default. Returns the customer and
    /// the cards.
    pub async fn subscriber(&self, merchant: usize, cards: usize) -> (String, Vec<String>) {
        self.engine
            .subscriber(self.account(merchant).secret_key.expose(), cards)
            .await
    }
}

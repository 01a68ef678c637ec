//! A customer between two servers: one that reaches the billing system as always, and one whose way there breaks.

use std::time::Duration;

use axum::Router;
use portico_server::{reconcile, upstream};
use serde_json::{Value, json};

use super::proxy::{Fault, LARGEST_ANSWER, Proxy};
use super::{Browser, Call, World};

/// How the way to the billing system breaks, or what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Nobody listens.
    Refuses,
    /// The name leads nowhere.
    HasNoName,
    /// What listens does not speak TLS.
    HasNoTls,
    /// A request meets one of these.
    Meets(&'static [Fault]),
}

/// All of them, by name.
pub const WAYS: [(&str, Way); 20] = [
    ("refuse", Way::Refuses),
    ("reset", Way::Meets(&[Fault::Reset, Fault::ResetAfter])),
    ("hang", Way::Meets(&[Fault::Hang])),
    ("slow", Way::Meets(&[Fault::Slow])),
    ("half an answer", Way::Meets(&[Fault::Half])),
    ("no TLS", Way::HasNoTls),
    ("429", Way::Meets(&[Fault::Status(429, "")])),
    ("409", Way::Meets(&[Fault::Status(409, "")])),
    ("500 before", Way::Meets(&[Fault::Status(500, "")])),
    ("500 after", Way::Meets(&[Fault::StatusAfter(500, "")])),
    ("503", Way::Meets(&[Fault::Status(503, "")])),
    ("wrong JSON", Way::Meets(&[Fault::WrongJson])),
    (
        "a field is missing",
        Way::Meets(&[
            Fault::Rename("id"),
            Fault::Rename("data"),
            Fault::Rename("status"),
            Fault::Rename("customer"),
            Fault::Rename("subscriptions"),
            Fault::Rename("invoice_settings"),
            Fault::Rename("default_payment_method"),
        ]),
    ),
    (
        "an unknown word",
        Way::Meets(&[
            Fault::Unheard("status"),
            Fault::Unheard("type"),
            Fault::Unheard("object"),
            Fault::Unheard("collection_method"),
        ]),
    ),
    ("huge", Way::Meets(&[Fault::Huge])),
    (
        "another clock",
        Way::Meets(&[Fault::Skewed(86_400), Fault::Skewed(-86_400)]),
    ),
    ("duplicate", Way::Meets(&[Fault::Duplicate])),
    ("stale", Way::Meets(&[Fault::Stale])),
    ("no name", Way::HasNoName),
    (
        "302",
        Way::Meets(&[Fault::Status(302, "location: http://127.0.0.1:1/v1/x\r\n")]),
    ),
];

/// What a customer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Remove,
    MakeDefault,
    Cancel,
    Renew,
    ChangeDetails,
    Pay,
    Add,
    /// What the guard refuses.
    RemoveLast,
}

/// All of them. Each finds what the one before it left.
pub const WISHES: [Wish; 8] = [
    Wish::Remove,
    Wish::Cancel,
    Wish::Pay,
    Wish::Add,
    Wish::RemoveLast,
    Wish::MakeDefault,
    Wish::Renew,
    Wish::ChangeDetails,
];

/// A wish that has not been sent yet.
pub struct Prepared {
    pub wish: Wish,
    pub call: Call,
    /// What it is about: a payment method, an invoice, a name.
    pub target: String,
    charges: usize,
    told: Option<String>,
}

/// What became of a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether it is so in the billing system.
    pub is_done: bool,
    /// How often its customer is told.
    pub told: usize,
    /// How often something was charged for it.
    pub charged: usize,
}

/// A customer with a subscription, signed in.
pub struct Broken {
    pub world: World,
    pub browser: Browser,
    pub proxy: Proxy,
    /// The server that meets the faults.
    pub router: Router,
    key: String,
    customer: String,
    subscription: String,
}

impl Broken {
    pub async fn new(way: Way) -> Self {
        let world = World::with_merchants(1).await;
        let key = world.account(0).secret_key.expose().to_owned();
        let (customer, _) = world.subscriber(0, 2).await;
        let form = "features[customer_update][enabled]=true&features[customer_update][allowed_updates][0]=name";
        assert_eq!(world.configure(0, form).await.status, 200);
        let browser = world.sign_in(0, &customer).await;
        let proxy = Proxy::start(world.engine.router()).await;
        let upstream = match way {
            Way::Refuses => "http://127.0.0.1:1".to_owned(),
            Way::HasNoName => "http://upstream.invalid".to_owned(),
            Way::HasNoTls => proxy.url().replace("http:", "https:"),
            Way::Meets(_) => proxy.url(),
        };
        let limits = upstream::Limits {
            // Long enough for an engine on a busy machine, and short enough to wait for.
            attempt: Duration::from_secs(1),
            answer: LARGEST_ANSWER,
            per_second: 100_000,
            ..upstream::Limits::default()
        };
        let (_, router) = world.behind(&upstream, limits).await;
        let mut broken = Self {
            world,
            browser,
            proxy,
            router,
            key,
            subscription: String::new(),
            customer,
        };
        let path = format!("/v1/subscriptions?customer={}", broken.customer);
        let found = broken.read(path).await;
        broken.subscription = text(&found["data"][0]["id"]);
        // What is read once and kept is not part of any wish.
        broken.screen().await;
        broken
    }

    async fn ask(&self, method: &str, path: &str, form: &str) -> Value {
        self.world.engine.ask(&self.key, method, path, form).await
    }

    async fn read(&self, path: String) -> Value {
        self.ask("GET", &path, "").await
    }

    /// The first screen as the broken server shows it.
    pub async fn screen(&self) -> super::Answer {
        let call = self.browser.call("GET", "/api/session");
        call.send(&self.router).await
    }

    /// The ids of the customer's payment methods.
    pub async fn methods(&self) -> Vec<String> {
        self.world.engine.methods(&self.key, &self.customer).await
    }

    async fn attach(&self) -> String {
        let engine = &self.world.engine;
        engine
            .attach(&self.key, &self.customer, "pm_card_visa")
            .await
    }

    /// Brings about what a wish needs.
    pub async fn prepare(&self, wish: Wish, number: usize) -> Prepared {
        let subscription = format!("/v1/subscriptions/{}", self.subscription);
        let call = |method: &str, path: String| self.browser.call(method, &path);
        let (call, target) = match wish {
            Wish::Remove => {
                let target = self.attach().await;
                (self.browser.remove(&target), target)
            }
            Wish::RemoveLast => {
                let methods = self.methods().await;
                for method in &methods[1..] {
                    let path = format!("/v1/payment_methods/{method}/detach");
                    self.ask("POST", &path, "").await;
                }
                (self.browser.remove(&methods[0]), methods[0].clone())
            }
            Wish::MakeDefault => {
                let target = self.attach().await;
                let path = format!("/api/payment-methods/{target}/default");
                (call("PUT", path), target)
            }
            Wish::Cancel | Wish::Renew => {
                let form = format!("cancel_at_period_end={}", wish == Wish::Renew);
                self.ask("POST", &subscription, &form).await;
                let what = if wish == Wish::Cancel {
                    "cancel"
                } else {
                    "renew"
                };
                let path = format!("/api/subscriptions/{}/{what}", self.subscription);
                (call("POST", path), String::new())
            }
            Wish::ChangeDetails => {
                let name = format!("Jane {number}");
                let path = "/api/customer".to_owned();
                (call("POST", path).json(json!({ "name": name })), name)
            }
            Wish::Pay => {
                let invoice = self.invoice().await;
                let method = self.methods().await.remove(0);
                let body = json!({ "payment_method": method });
                let path = format!("/api/invoices/{invoice}/pay");
                (call("POST", path).json(body), invoice)
            }
            Wish::Add => self.saved().await,
        };
        let told = self.activity().await;
        let charges = self.charges().await;
        Prepared {
            wish,
            call: call.header("idempotency-key", &format!("wish-{number}")),
            target,
            charges,
            told: told.first().map(|entry| text(&entry["id"])),
        }
    }

    async fn invoice(&self) -> String {
        let customer = format!("customer={}&currency=usd", self.customer);
        let item = format!("{customer}&amount=900");
        self.ask("POST", "/v1/invoiceitems", &item).await;
        let form = format!("{customer}&pending_invoice_items_behavior=include");
        let draft = self.ask("POST", "/v1/invoices", &form).await;
        let id = text(&draft["id"]);
        let path = format!("/v1/invoices/{id}/finalize");
        self.ask("POST", &path, "").await;
        id
    }

    /// A method that the processor's script has saved, and the request that keeps it.
    async fn saved(&self) -> (Call, String) {
        let call = self.browser.call("POST", "/api/payment-methods/setup");
        let started = self.world.send(call).await.json();
        let path = format!("/v1/setup_intents/{}/confirm", text(&started["id"]));
        let form = "payment_method=pm_card_mastercard";
        let confirmed = self.ask("POST", &path, form).await;
        let body = json!({ "setup_intent": started["id"] });
        let call = self.browser.call("POST", "/api/payment-methods").json(body);
        (call, text(&confirmed["payment_method"]))
    }

    async fn charges(&self) -> usize {
        let path = format!("/v1/charges?customer={}&limit=100", self.customer);
        let list = self.read(path).await;
        let list = list["data"].as_array().unwrap().iter();
        list.filter(|it| it["status"] == "succeeded").count()
    }

    async fn activity(&self) -> Vec<Value> {
        let call = self.browser.call("GET", "/api/activity");
        let page = self.world.send(call).await.json();
        page["data"].as_array().unwrap().clone()
    }

    /// What became of a wish by now.
    pub async fn standing(&self, wish: &Prepared) -> Standing {
        let customer = self.read(format!("/v1/customers/{}", self.customer)).await;
        let subscription = format!("/v1/subscriptions/{}", self.subscription);
        let ends = !self.read(subscription).await["cancel_at"].is_null();
        let target = &wish.target;
        let is_done = match wish.wish {
            Wish::Remove | Wish::RemoveLast => !self.methods().await.contains(target),
            Wish::MakeDefault | Wish::Add => {
                customer["invoice_settings"]["default_payment_method"] == **target
            }
            Wish::Cancel => ends,
            Wish::Renew => !ends,
            Wish::ChangeDetails => customer["name"] == **target,
            Wish::Pay => self.read(format!("/v1/invoices/{target}")).await["status"] == "paid",
        };
        let told = self.activity().await;
        let is_new = |entry: &&Value| Some(text(&entry["id"])) != wish.told;
        Standing {
            is_done,
            told: told.iter().take_while(is_new).count(),
            charged: self.charges().await - wish.charges,
        }
    }

    /// A minute later, another server looks at what was left open. Returns how many changes still are.
    pub async fn reconcile(&self) -> usize {
        let (app, clock) = (&self.world.app, &self.world.clock);
        let begun = clock.now();
        clock.set(begun + 61);
        reconcile::run(app, begun).await.unwrap();
        app.store().open_intents(begun).await.unwrap().len()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

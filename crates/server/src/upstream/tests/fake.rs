//! As much of Stripe as the upstream needs, with a log of what it was asked and a gate to hold answers back.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::sync::watch;

/// What exists, and how the fake behaves. Tests change it directly.
#[derive(Default)]
pub(super) struct World {
    pub(super) customers: BTreeMap<String, Customer>,
    /// Answers by `METHOD path`, before anything else is looked at.
    pub(super) answers: HashMap<String, (u16, Value)>,
    /// Whether `expand[]` is followed.
    pub(super) expands: bool,
    /// Everything is answered with this error.
    pub(super) failing: Option<u16>,
    /// `METHOD path?query body`, in order.
    pub(super) calls: Vec<String>,
    /// Idempotency keys, in order.
    pub(super) keys: Vec<String>,
}

#[derive(Clone, Default)]
pub(super) struct Customer {
    pub(super) deleted: bool,
    pub(super) default: Option<String>,
    /// Ids, oldest first.
    pub(super) methods: Vec<String>,
    pub(super) subscriptions: Vec<Value>,
    pub(super) invoices: Vec<Value>,
}

#[derive(Clone)]
pub(super) struct Fake {
    world: Arc<Mutex<World>>,
    /// Calls before this number are held back.
    gate: watch::Sender<usize>,
    arrived: watch::Sender<usize>,
    port: u16,
}

impl Fake {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let fake = Self {
            world: Arc::new(Mutex::new(World {
                expands: true,
                ..World::default()
            })),
            gate: watch::Sender::new(0),
            arrived: watch::Sender::new(0),
            port: listener.local_addr().unwrap().port(),
        };
        let router = Router::new().fallback(handle).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// A customer with these methods, the first of them default, and one subscription in euros.
    pub(super) fn customer(&self, id: &str, methods: &[&str]) {
        let customer = Customer {
            default: methods.first().map(|method| (*method).to_owned()),
            methods: methods.iter().map(|method| (*method).to_owned()).collect(),
            subscriptions: vec![subscription(&format!("sub_{id}"), "active", "eur", None)],
            ..Customer::default()
        };
        self.world().customers.insert(id.to_owned(), customer);
    }

    pub(super) fn calls(&self) -> usize {
        self.world().calls.len()
    }

    /// Calls that change something, in order.
    pub(super) fn changes(&self) -> Vec<String> {
        let world = self.world();
        let calls = world.calls.iter();
        calls
            .filter(|call| call.starts_with("POST"))
            .cloned()
            .collect()
    }

    /// Holds answers back, which are those of the moment the call arrived.
    pub(super) fn hold(&self) {
        self.gate.send_replace(usize::MAX);
    }

    /// Goes on holding back the calls that have arrived, and no others.
    pub(super) fn hold_earlier(&self) {
        self.gate.send_replace(self.calls());
    }

    pub(super) fn release(&self) {
        self.gate.send_replace(0);
    }

    /// Until so many calls have arrived since the start.
    pub(super) async fn arrived(&self, calls: usize) {
        let mut arrived = self.arrived.subscribe();
        arrived.wait_for(|count| *count >= calls).await.unwrap();
    }
}

async fn handle(State(fake): State<Fake>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let key = head.headers.get("idempotency-key");
    let key = key.map(|key| key.to_str().unwrap().to_owned());
    let (number, status, answer) = {
        let mut world = fake.world();
        let line = format!("{} {}", head.method, head.uri);
        world.calls.push(join(&line, &body));
        world.keys.extend(key);
        let (method, query) = (head.method.as_str(), head.uri.query().unwrap_or(""));
        let (status, answer) = world.answer(method, head.uri.path(), query, &body);
        (world.calls.len() - 1, status, answer)
    };
    fake.arrived.send_modify(|count| *count += 1);
    let mut gate = fake.gate.subscribe();
    gate.wait_for(|held| number >= *held).await.unwrap();
    let status = StatusCode::from_u16(status).unwrap();
    (status, [("request-id", "req_fake")], axum::Json(answer)).into_response()
}

fn join(line: &str, body: &Bytes) -> String {
    let body = std::str::from_utf8(body).unwrap();
    format!("{line} {body}").trim_end().to_owned()
}

impl World {
    fn answer(&mut self, method: &str, path: &str, query: &str, body: &[u8]) -> (u16, Value) {
        if let Some(status) = self.failing {
            return (status, json!({"error": {"type": "api_error"}}));
        }
        if let Some(answer) = self.answers.get(&format!("{method} {path}")) {
            return answer.clone();
        }
        let form = std::str::from_utf8(body).unwrap();
        let path: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
        let found = match (method, path.as_slice()) {
            ("GET", ["payment_methods"]) => self.list_methods(query),
            ("GET", ["customers", id]) => self.show_customer(id, query),
            ("GET", ["subscriptions"]) => self.owned(query, |it| it.subscriptions.clone()),
            ("GET", ["customers", _, "tax_ids"]) => Some(list(Vec::new())),
            ("GET", ["invoices"]) => self.owned(query, |it| it.invoices.clone()),
            ("GET", ["products"]) => Some(list(vec![
                json!({"id": "prod_1", "name": "Pro", "unit_label": "seat"}),
            ])),
            ("POST", ["customers", id]) => self.set_default(id, form),
            ("POST", ["subscriptions", id]) => Some(json!({"id": id, "status": "active"})),
            ("POST", ["payment_methods", id, "detach"]) => self.detach(id),
            _ => None,
        };
        let missing =
            json!({"error": {"type": "invalid_request_error", "code": "resource_missing"}});
        found.map_or((404, missing), |found| (200, found))
    }

    fn list_methods(&self, query: &str) -> Option<Value> {
        let id = field(query, "customer")?;
        let customer = self.customers.get(id)?;
        let owner = if self.expands && query.contains("data.customer") {
            self.show_customer(id, query)?
        } else {
            json!(id)
        };
        let methods = customer.methods.iter().enumerate().rev();
        let methods = methods.map(|(age, method)| {
            json!({
                "id": method, "type": "card", "created": age, "customer": owner,
                "card": {"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2099}
            })
        });
        Some(list(methods.collect()))
    }

    fn show_customer(&self, id: &str, query: &str) -> Option<Value> {
        let customer = self.customers.get(id)?;
        if customer.deleted {
            return Some(json!({"id": id, "object": "customer", "deleted": true}));
        }
        let mut shown = json!({
            "id": id, "object": "customer", "name": "Jo", "email": "jo@example.com", "preferred_locales": ["nl"],
            "invoice_settings": {"default_payment_method": customer.default}
        });
        if self.expands && query.contains("subscriptions") {
            shown["subscriptions"] = list(customer.subscriptions.clone());
            shown["tax_ids"] = list(vec![
                json!({"id": "txi_1", "type": "eu_vat", "value": "NL1"}),
            ]);
        }
        Some(shown)
    }

    fn owned(&self, query: &str, of: impl Fn(&Customer) -> Vec<Value>) -> Option<Value> {
        let mut entries = of(self.customers.get(field(query, "customer")?)?);
        if let Some(after) = field(query, "starting_after") {
            let at = entries.iter().position(|entry| entry["id"] == after)?;
            entries.drain(..=at);
        }
        let limit = field(query, "limit").and_then(|limit| limit.parse().ok());
        let has_more = limit.is_some_and(|limit: usize| entries.len() > limit);
        entries.truncate(limit.unwrap_or(usize::MAX));
        Some(json!({"object": "list", "data": entries, "has_more": has_more}))
    }

    fn set_default(&mut self, id: &str, form: &str) -> Option<Value> {
        let customer = self.customers.get_mut(id)?;
        let method = field(form, "invoice_settings[default_payment_method]")?;
        customer.methods.iter().find(|held| *held == method)?;
        customer.default = Some(method.to_owned());
        Some(json!({"id": id}))
    }

    fn detach(&mut self, id: &str) -> Option<Value> {
        let owner = self.customers.values_mut();
        let owner = owner
            .into_iter()
            .find(|it| it.methods.iter().any(|held| held == id))?;
        owner.methods.retain(|held| held != id);
        Some(json!({"id": id, "type": "card", "customer": null}))
    }
}

fn field<'a>(form: &'a str, name: &str) -> Option<&'a str> {
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .into_iter()
        .find(|(held, _)| *held == name)
        .map(|(_, value)| value)
}

pub(super) fn list(data: Vec<Value>) -> Value {
    json!({"object": "list", "data": data, "has_more": false})
}

pub(super) fn subscription(id: &str, status: &str, currency: &str, own: Option<&str>) -> Value {
    json!({
        "id": id, "status": status, "currency": currency, "default_payment_method": own, "created": 1,
        "items": list(vec![json!({
            "id": "si_1", "quantity": 1, "current_period_end": 99,
            "price": {"id": "price_1", "currency": currency, "unit_amount": 900, "product": "prod_1",
                "recurring": {"interval": "month", "interval_count": 1}}
        })])
    })
}

pub(super) fn invoice(id: &str, status: &str) -> Value {
    json!({
        "id": id, "status": status, "currency": "eur", "total": 900, "created": 1,
        "lines": list(vec![json!({"description": "1 × Old name (at €9.00 / month)", "price": {"product": "prod_1"}})])
    })
}

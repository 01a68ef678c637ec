//! The billing system behind the server, on a port of its own.

use std::path::Path;

use axum::Router;
use sandbox::{Config, Sandbox};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Answer, Call};

/// A running engine.
pub struct Engine {
    /// Where the server asks it.
    pub url: String,
    /// Where it takes mail.
    pub mail: String,
    router: Router,
    running: Option<Running>,
}

struct Running {
    stop: oneshot::Sender<()>,
    stopped: JoinHandle<std::io::Result<()>>,
}

impl Engine {
    /// Starts it on a free loopback port.
    pub async fn start(folder: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let sandbox = Sandbox::open(Config {
            data: folder.to_owned(),
            webhooks: Vec::new(),
            public_origin: url.clone(),
        })
        .await
        .unwrap();
        let outbox = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mail = format!("smtp://{}", outbox.local_addr().unwrap());
        sandbox.take_mail(outbox);
        let router = sandbox.router();
        let running = Some(Running::start(listener, router.clone()));
        Self {
            url,
            mail,
            router,
            running,
        }
    }

    /// What answers, for whoever stands in front of it.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Stops listening: the server finds nobody there. Requests of the tests still go through.
    pub async fn stop(&mut self) {
        let running = self.running.take().unwrap();
        running.stop.send(()).unwrap();
        running.stopped.await.unwrap().unwrap();
    }

    /// Listens again.
    pub async fn restart(&mut self) {
        let address = self.url.strip_prefix("http://").unwrap();
        let listener = TcpListener::bind(address).await.unwrap();
        self.running = Some(Running::start(listener, self.router.clone()));
    }

    /// A request with a merchant's key.
    pub async fn send(&self, key: &str, method: &str, path: &str, form: &str) -> Answer {
        let mut call = Call::new(method, path).header("authorization", &format!("Bearer {key}"));
        if method == "POST" {
            call = call.form(form);
        }
        call.send(&self.router).await
    }

    /// A request that must succeed.
    pub async fn ask(&self, key: &str, method: &str, path: &str, form: &str) -> Value {
        let answer = self.send(key, method, path, form).await;
        assert_eq!(
            answer.status,
            200,
            "{method} {path} {form}: {}",
            answer.text()
        );
        answer.json()
    }

    /// The mail it took, newest first.
    pub async fn outbox(&self) -> Vec<Value> {
        let answer = Call::new("GET", "/outbox.json").send(&self.router).await;
        answer.json().as_array().unwrap().clone()
    }

    /// A customer with an e-mail address and nothing else.
    pub async fn customer(&self, key: &str) -> String {
        let form = "name=Jane+Doe&email=jane@example.com";
        let customer = self.ask(key, "POST", "/v1/customers", form).await;
        customer["id"].as_str().unwrap().to_owned()
    }

    /// Gives a customer a test payment method, such as `pm_card_visa`.
    pub async fn attach(&self, key: &str, customer: &str, test_method: &str) -> String {
        let path = format!("/v1/payment_methods/{test_method}/attach");
        let method = self
            .ask(key, "POST", &path, &format!("customer={customer}"))
            .await;
        method["id"].as_str().unwrap().to_owned()
    }

    /// The ids of a customer's payment methods.
    pub async fn methods(&self, key: &str, customer: &str) -> Vec<String> {
        let path = format!("/v1/customers/{customer}/payment_methods?limit=100");
        let list = self.ask(key, "GET", &path, "").await;
        let list = list["data"].as_array().unwrap();
        list.iter()
            .map(|m| m["id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// See [`super::World::subscriber`].
    pub async fn subscriber(&self, key: &str, cards: usize) -> (String, Vec<String>) {
        let customer = self.customer(key).await;
        let mut methods = Vec::new();
        for _ in 0..cards {
            methods.push(self.attach(key, &customer, "pm_card_visa").await);
        }
        if let Some(first) = methods.first() {
            let form = format!("invoice_settings[default_payment_method]={first}");
            self.ask(key, "POST", &format!("/v1/customers/{customer}"), &form)
                .await;
        }
        let form =
            "currency=usd&unit_amount=1900&recurring[interval]=month&product_data[name]=Starter";
        let price = self.ask(key, "POST", "/v1/prices", form).await;
        let price = price["id"].as_str().unwrap();
        let form = format!("customer={customer}&items[0][price]={price}");
        let subscription = self.ask(key, "POST", "/v1/subscriptions", &form).await;
        assert_eq!(subscription["status"], "active");
        (customer, methods)
    }
}

impl Running {
    fn start(listener: TcpListener, router: Router) -> Self {
        let (stop, until) = oneshot::channel();
        let stopped = tokio::spawn(async move {
            axum::serve(listener, router)
                .with_graceful_shutdown(async {
                    // Dropped with the engine at the end of a test: the runtime ends it then.
                    if until.await.is_err() {
                        std::future::pending::<()>().await;
                    }
                })
                .await
        });
        Self { stop, stopped }
    }
}

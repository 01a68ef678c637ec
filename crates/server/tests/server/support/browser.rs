//! A browser on a merchant's portal: it keeps the cookie and knows whose session it shows.

use portico_server::config::PublicUrl;
use serde_json::{Value, json};

use super::{Answer, Call, World};

/// A browser.
#[derive(Clone, Debug)]
pub struct Browser {
    pub url: PublicUrl,
    /// Value of the session's cookie.
    pub cookie: Option<String>,
    /// Public id of the session.
    pub session: String,
    /// The version of the state it last saw.
    pub version: String,
    /// Whether it is a frame on a merchant's page.
    pub framed: bool,
    /// Value of the cookie by which a frame shows that it keeps any.
    pub probe: Option<String>,
}

impl Browser {
    /// A browser without a session.
    pub fn new(url: &PublicUrl) -> Self {
        Self {
            url: url.clone(),
            cookie: None,
            session: String::new(),
            version: String::new(),
            framed: false,
            probe: None,
        }
    }

    /// The same in a frame.
    pub fn in_frame(mut self) -> Self {
        self.framed = true;
        self
    }

    /// A request as our own page makes it.
    pub fn call(&self, method: &str, path: &str) -> Call {
        let mut call = Call::new(method, path).header("host", &self.url.authority);
        if self.framed {
            call = call.header("x-portal-frame", "?");
        }
        if self.cookie.is_some() || self.probe.is_some() {
            call = call.header("cookie", &self.cookie_line());
        }
        if !self.session.is_empty() {
            call = call.header("x-portal-session", &self.session);
        }
        if method != "GET" && method != "HEAD" {
            call = call.header("sec-fetch-site", "same-origin").json(json!({}));
        }
        call
    }

    /// The cookies as they are sent.
    pub fn cookie_line(&self) -> String {
        let prefix = if self.url.secure { "__Host-" } else { "" };
        let name = if self.framed { "portal-e" } else { "portal" };
        let session = self.cookie.iter().map(|value| (name, value));
        let probe = self.probe.iter().map(|value| ("portal-probe", value));
        let pairs = session.chain(probe);
        let pairs = pairs.map(|(name, value)| format!("{prefix}{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// Opens a link and keeps the session.
    pub async fn open(&mut self, world: &World, token: &str) -> Answer {
        let call = self
            .call("POST", "/api/session")
            .json(json!({ "token": token }));
        let answer = world.send(call).await;
        self.keep(&answer);
        answer
    }

    /// Keeps what an opened session gives.
    pub fn keep(&mut self, answer: &Answer) {
        if answer.status == 200 {
            let portal = answer.json();
            self.cookie = answer.cookie();
            self.session = portal["session"]["id"].as_str().unwrap().to_owned();
            self.version = portal["version"].as_str().unwrap().to_owned();
        }
    }

    /// Reads the first screen.
    pub async fn portal(&self, world: &World) -> Answer {
        world.send(self.call("GET", "/api/session")).await
    }

    /// The ids of the payment methods on the screen.
    pub async fn methods(&self, world: &World) -> Vec<String> {
        ids(&self.portal(world).await.json())
    }

    /// Asks to remove a method.
    pub fn remove(&self, method: &str) -> Call {
        self.call("DELETE", &format!("/api/payment-methods/{method}"))
    }
}

/// The ids of the payment methods of a state.
pub fn ids(state: &Value) -> Vec<String> {
    let methods = state["payment_methods"].as_array().unwrap();
    methods
        .iter()
        .map(|m| m["id"].as_str().unwrap().to_owned())
        .collect()
}

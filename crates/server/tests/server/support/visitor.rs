//! A browser on a merchant's login page: it keeps the cookie that the code is bound to.

use serde_json::{Value, json};

use super::{Answer, Browser, Call, World};

/// Somebody who asks for a code.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The browser; its session begins when the right code was entered.
    pub browser: Browser,
    /// The last part of the login link.
    pub page: String,
    /// Value of the cookie the code is bound to.
    pub cookie: Option<String>,
}

impl Visitor {
    /// A browser that has seen nothing yet.
    pub fn new(world: &World, merchant: usize, page: &str) -> Self {
        Self {
            browser: world.browser(merchant),
            page: page.to_owned(),
            cookie: None,
        }
    }

    fn call(&self, path: &str, body: Value) -> Call {
        let mut call = self.browser.call("POST", path).json(body);
        if let Some(cookie) = &self.cookie {
            let secure = self.browser.url.secure;
            let prefix = if secure { "__Host-" } else { "" };
            call = call.header("cookie", &format!("{prefix}portal-login={cookie}"));
        }
        call
    }

    /// The request for a code.
    pub fn asking(&self, email: &str) -> Call {
        let body = json!({ "page": self.page, "email": email, "locale": "en" });
        self.call("/api/login", body)
    }

    /// The request that enters a code.
    pub fn entering(&self, code: &str) -> Call {
        self.call("/api/login/code", json!({ "code": code }))
    }

    /// Asks, which must be answered as always, and keeps the cookie.
    pub async fn ask(&mut self, world: &World, email: &str) -> Answer {
        let answer = world.send(self.asking(email)).await;
        assert_eq!(answer.status, 202, "{}", answer.text());
        self.cookie = answer.cookie();
        answer
    }

    /// Enters a code and keeps the session when it was right.
    pub async fn enter(&mut self, world: &World, code: &str) -> Answer {
        let answer = world.send(self.entering(code)).await;
        if answer.status == 204 {
            self.browser.cookie = answer.cookie();
        }
        answer
    }
}

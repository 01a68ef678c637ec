//! Who is signed in, and to whose dashboard.

use contract::{Dashboard, Role};
use leptos::prelude::*;
use serde_json::Value;

use crate::api::dashboard::{self, Refusal};

/// What the server said of the session, offered to everything on the page, and the way to ask it for more.
#[derive(Clone, Copy)]
pub struct Desk {
    session: StoredValue<Dashboard>,
    is_over: RwSignal<bool>,
}

/// Offers it to everything below.
pub fn provide_desk(session: Dashboard) -> Desk {
    let desk = Desk {
        session: StoredValue::new(session),
        is_over: RwSignal::new(false),
    };
    provide_context(desk);
    desk
}

/// The one offered by [`provide_desk`].
pub fn use_desk() -> Desk {
    expect_context()
}

impl Desk {
    /// What may be done.
    pub fn role(self) -> Role {
        self.session.with_value(|session| session.role)
    }

    /// What whoever made the link calls the person.
    pub fn person(self) -> String {
        self.session.with_value(|session| session.name.clone())
    }

    /// Name of the business.
    pub fn merchant(self) -> String {
        self.session.with_value(|session| session.merchant.clone())
    }

    /// The account, `acct_…`.
    pub fn account(self) -> String {
        self.session.with_value(|session| session.account.clone())
    }

    /// Whether no real money moves.
    pub fn test_mode(self) -> bool {
        self.session.with_value(|session| session.test_mode)
    }

    /// Where the portal is for customers, without a path.
    pub fn portal(self) -> String {
        self.session.with_value(|session| session.portal.clone())
    }

    /// Whether the session ended while the page was open.
    pub fn is_over(self) -> Signal<bool> {
        self.is_over.into()
    }

    /// Asks the merchant's API.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn get(self, path: &str) -> Result<Value, Refusal> {
        self.heed(dashboard::get(&self.id(), path).await)
    }

    /// Asks it for a whole list, part by part; `path` has a query, and is without a place in the list.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn get_all(self, path: &str) -> Result<Vec<Value>, Refusal> {
        let mut all = Vec::new();
        let mut part = self.get(path).await?;
        loop {
            let Value::Array(data) = part["data"].take() else {
                return Err(Refusal::Unreadable);
            };
            let last = data.last().and_then(|last| last["id"].as_str());
            let next = last.map(|last| format!("{path}&starting_after={last}"));
            all.extend(data);
            if part["has_more"] != true {
                return Ok(all);
            }
            part = self.get(&next.ok_or(Refusal::Unreadable)?).await?;
        }
    }

    /// Asks it for a file.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn get_text(self, path: &str) -> Result<String, Refusal> {
        self.heed(dashboard::get_text(&self.id(), path).await)
    }

    /// Changes something by a form.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn post(self, path: &str, form: &[(String, String)]) -> Result<Value, Refusal> {
        self.heed(dashboard::post_form(&self.id(), path, form).await)
    }

    /// Changes something by JSON.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn post_json(self, path: &str, body: &Value) -> Result<Value, Refusal> {
        self.heed(dashboard::post_json(&self.id(), path, body).await)
    }

    /// Takes something away.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub async fn delete(self, path: &str) -> Result<Value, Refusal> {
        self.heed(dashboard::delete(&self.id(), path).await)
    }

    fn id(self) -> String {
        self.session
            .with_value(|session| session.session.as_str().to_owned())
    }

    fn heed<T>(self, answer: Result<T, Refusal>) -> Result<T, Refusal> {
        if matches!(answer, Err(Refusal::SignedOut)) {
            self.is_over.set(true);
        }
        answer
    }
}

//! Requests to the server's own routes, answered in this process.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use reqwest::Url;
use serde_json::Value;
use tower::ServiceExt;

use super::Failure;
use crate::app::App;
use crate::clock::Clock;
use crate::config::cli::Common;
use crate::config::{Account, Config};
use crate::routes;

/// The most that is read of an answer.
const LARGEST: usize = 16 * 1024 * 1024;

/// The application, opened beside the running server.
pub struct Local {
    /// The application.
    pub app: App,
    /// What it was told.
    pub config: Config,
    /// Whether it is the demo account on the embedded engine, which needs no setting up.
    pub is_demo: bool,
    /// The accounts that a command is about.
    pub accounts: Vec<Arc<Account>>,
    router: Router,
}

/// An answer.
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its body.
    pub body: Value,
}

impl Local {
    /// Opens it.
    ///
    /// # Errors
    /// Says which setting is wrong, or that there is no such account.
    pub async fn open(
        common: &Common,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Failure> {
        let config = common.arguments.config(variable)?;
        let all = config.accounts.iter();
        let accounts: Vec<_> = match &common.account {
            Some(id) => all.filter(|it| it.id == *id).cloned().collect(),
            None => all.cloned().collect(),
        };
        if accounts.is_empty() {
            let id = common.account.as_deref().unwrap_or_default();
            return Err(format!("there is no account \"{id}\" in the configuration").into());
        }
        let app = App::start(&config, Clock::system()).await?;
        Ok(Self {
            router: routes::router(app.clone()),
            app,
            is_demo: common.arguments.sandbox,
            accounts,
            config,
        })
    }

    /// The one account a command is about.
    ///
    /// # Errors
    /// When there are several, and none was named.
    pub fn account(&self) -> Result<&Account, Failure> {
        match self.accounts.as_slice() {
            [only] => Ok(only),
            _ => Err("there are several accounts: name one with --account".into()),
        }
    }

    /// Sends a request in the name of an account; a form makes it a `POST`.
    ///
    /// # Errors
    /// When it cannot be written, or its answer cannot be read.
    pub async fn ask(
        &self,
        account: &Account,
        path: &str,
        form: Option<&[(&str, String)]>,
    ) -> Result<Reply, Failure> {
        let request = Request::builder()
            .method(if form.is_some() { "POST" } else { "GET" })
            .uri(path)
            .header(header::HOST, &account.public_url.authority)
            .header(
                header::AUTHORIZATION,
                format!("Bearer {}", account.secret_key.expose()),
            );
        let request = match form {
            None => request.body(Body::empty())?,
            Some(pairs) => request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(encoded(pairs)))?,
        };
        let answer = self.router.clone().oneshot(request).await?;
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), LARGEST).await?;
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Ok(Reply { status, body })
    }

    /// The same, when anything but success is a failure.
    ///
    /// # Errors
    /// In the words of the answer.
    pub async fn get(
        &self,
        account: &Account,
        path: &str,
        form: Option<&[(&str, String)]>,
    ) -> Result<Value, Failure> {
        let reply = self.ask(account, path, form).await?;
        match reply.status.is_success() {
            true => Ok(reply.body),
            false => Err(reply.words().into()),
        }
    }

    /// A document as a browser with this language gets it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn document(
        &self,
        account: &Account,
        path: &str,
        language: &str,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), Failure> {
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, &account.public_url.authority)
            .header(header::ACCEPT_LANGUAGE, language)
            .body(Body::empty())?;
        let (head, body) = self.router.clone().oneshot(request).await?.into_parts();
        let body = to_bytes(body, LARGEST).await?;
        Ok((head.status, head.headers, body.to_vec()))
    }
}

impl Reply {
    /// Why it failed.
    pub fn words(&self) -> String {
        let said = self.body["error"]["message"].as_str();
        said.map_or_else(|| self.status.to_string(), str::to_owned)
    }
}

fn encoded(pairs: &[(&str, String)]) -> String {
    // The address stands for nothing: only its query is taken.
    let Ok(mut url) = Url::parse("http://localhost/") else {
        return String::new();
    };
    url.query_pairs_mut().extend_pairs(pairs);
    url.query().unwrap_or_default().to_owned()
}

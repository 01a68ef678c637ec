//! What a request of a preview is about.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use contract::{ErrorCode, Locale};

use crate::app::{App, Merchant};
use crate::configuration::{Configuration, Settings};
use crate::error::{ApiResult, Failure};
use crate::form;
use crate::look::Look;
use crate::preview::{Sample, State};
use crate::routes::preview::{Draft, drafted, language};
use crate::session::current::merchant_of;
use crate::{locale, portal};

/// What a request of a preview is about.
pub(super) struct Asked {
    pub(super) merchant: Arc<Merchant>,
    pub(super) sample: Sample,
    /// The page it is for.
    pub(super) page: String,
    /// Whose look it has, unless a link says it.
    look: String,
    pub(super) locale: Locale,
}

impl FromRequestParts<App> for Asked {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<Self> {
        let merchant = merchant_of(parts)?;
        let text = parts.uri.query();
        let query = form::parse(text.unwrap_or_default().as_bytes());
        let query = query.map_err(|_| Failure::not_found())?;
        let named = |name: &str| query.text(name).unwrap_or_default().to_owned();
        let (tag, wanted) = language(app, text, &parts.headers);
        let region = locale::region(&tag, &wanted, None);
        Ok(Self {
            merchant,
            sample: Sample {
                state: State::named(&named("state")),
                now: app.clock().now(),
            },
            page: named("page"),
            look: named("look"),
            locale: spoken(app, &tag, region.as_deref(), &parts.headers),
        })
    }
}

/// The words. What is said of a switch that is off is said of all changes: nothing is changed in a preview.
fn spoken(app: &App, tag: &str, region: Option<&str>, headers: &HeaderMap) -> Locale {
    let mut locale = app.catalogues().locale(tag, region, headers);
    if let Some(text) = app.catalogues().text(tag, "document.preview_said") {
        let key = "errors.feature_disabled".to_owned();
        locale.messages.insert(key, text.to_owned());
    }
    locale
}

impl Asked {
    /// # Errors
    /// In the state in which nothing can be loaded.
    pub(super) fn checked(self) -> ApiResult<Self> {
        match self.sample.state {
            State::Error => Err(unavailable()),
            _ => Ok(self),
        }
    }

    /// The business as the look that is to be seen shows it.
    pub(super) async fn merchant(
        &self,
        app: &App,
        headers: &HeaderMap,
    ) -> ApiResult<contract::Merchant> {
        let look = match drafted(app, &self.merchant, headers).await? {
            Draft::Seen(look) => Some(look),
            Draft::Over => return Err(Failure::link_expired()),
            Draft::None => self.merchant.looks.of(app, &self.look).await,
        };
        let look = look.ok_or_else(Failure::internal)?;
        let settings = self.settings(app, &look).await?;
        let account = &self.merchant.account;
        Ok(portal::merchant_info(
            account,
            &look,
            &settings,
            &self.locale.intl,
        ))
    }

    /// What the look's configuration says, else the account's default.
    async fn settings(&self, app: &App, look: &Look) -> ApiResult<Settings> {
        let scopes = look.key.split('.').chain(self.look.split('.'));
        let mut scopes = scopes.filter(|scope| scope.starts_with("bpc_"));
        let row = app
            .store()
            .configuration(&self.merchant.account.id, scopes.next())
            .await?;
        let configuration = row.map(Configuration::try_from).transpose()?;
        Ok(configuration.map_or_else(Settings::api_defaults, |it| it.settings))
    }
}

/// Why nothing can be loaded.
pub(super) fn unavailable() -> Failure {
    Failure::new(
        ErrorCode::UpstreamError,
        "In this state nothing can be loaded.",
    )
}

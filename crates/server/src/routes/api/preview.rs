//! `/preview/api`: what the customer API would answer for a customer who is made up. The script of a preview sends what
//! its pages ask for here; changes it does not send anywhere.

use std::sync::Arc;

use axum::extract::{Extension, FromRequestParts, RawQuery, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use contract::{
    Activity, CancelPreview, Catalogue, ErrorCode, Invoice, InvoiceDetail, InvoiceId, InvoiceList,
    Locale, LoginPage, OpenSession, Page, Party, Portal, Upcoming, UpdatePreview, UpdateRequest,
};
use jiff::tz::TimeZone;

use super::invoice_query::InvoiceQuery;
use super::{Id, id_in, not_found};
use crate::app::{App, Merchant};
use crate::configuration::{Configuration, Settings};
use crate::documents::PREVIEW;
use crate::error::{ApiResult, Failure};
use crate::form;
use crate::json::ApiJson;
use crate::look::Look;
use crate::preview::{Sample, State as SampleState};
use crate::routes::preview::{Draft, drafted, language, link_of};
use crate::session::current::merchant_of;
use crate::session::{cookie, token};
use crate::{locale, portal};

/// Where a link leads.
const PAGE: HeaderName = HeaderName::from_static("x-portal-page");

/// How long a browser remembers that it has opened a link that has ended, to say so.
const REMEMBERED: i64 = 86_400;

/// Its routes.
pub fn routes() -> Router<App> {
    let at = |path: &str| format!("{PREVIEW}/api{path}");
    Router::new()
        .route(&at("/session"), get(get_session).post(open_link))
        .route(&at("/login"), get(get_login_page))
        .route(&at("/invoices"), get(list_invoices))
        .route(&at("/invoices/{id}"), get(get_invoice))
        .route(&at("/upcoming"), get(list_upcoming))
        .route(&at("/activity"), get(list_activity))
        .route(&at("/subscriptions/{id}/cancel"), get(preview_cancel))
        .route(&at("/subscriptions/{id}/update"), get(get_catalogue))
        .route(
            &at("/subscriptions/{id}/update/preview"),
            post(preview_update),
        )
        .route(&at("/{*path}"), any(not_found))
        .route(&at(""), any(not_found))
}

/// What a request of a preview is about.
struct Asked {
    merchant: Arc<Merchant>,
    sample: Sample,
    /// The page it is for.
    page: String,
    /// Whose look it has, unless a link says it.
    look: String,
    locale: Locale,
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
                state: SampleState::named(&named("state")),
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
    fn checked(self) -> ApiResult<Self> {
        match self.sample.state {
            SampleState::Error => Err(unavailable()),
            _ => Ok(self),
        }
    }

    /// The business as the look that is to be seen shows it.
    async fn merchant(&self, app: &App, headers: &HeaderMap) -> ApiResult<contract::Merchant> {
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

fn unavailable() -> Failure {
    Failure::new(
        ErrorCode::UpstreamError,
        "In this state nothing can be loaded.",
    )
}

/// The first screen. In the state in which nothing can be loaded, the home page has nothing else to load.
async fn get_session(
    State(app): State<App>,
    asked: Asked,
    headers: HeaderMap,
) -> ApiResult<Json<Portal>> {
    let merchant = asked.merchant(&app, &headers).await?;
    match asked.sample.state {
        SampleState::Expired => return Err(Failure::session_expired()),
        SampleState::Error if !has_data_of_its_own(&asked.page) => {
            return Err(Failure {
                words: true,
                ..unavailable()
            });
        }
        _ => {}
    }
    let Asked {
        sample,
        page,
        locale,
        ..
    } = asked;
    Ok(Json(sample.portal(merchant, locale, &page)))
}

/// Whether a page asks for something beside the first screen, so that it can say itself that it did not come.
fn has_data_of_its_own(page: &str) -> bool {
    let is_of = |prefix: &str| page.starts_with(prefix);
    is_of("/invoices") || is_of("/subscriptions/") || is_of("/activity")
}

/// Opens a link to a draft. It may be opened as often as one likes, until it ends.
async fn open_link(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    ApiJson { value: body, .. }: ApiJson<OpenSession>,
) -> ApiResult<Response> {
    if !token::is_well_formed(&body.token, token::PREVIEW) {
        return Err(Failure::link_expired());
    }
    let link = link_of(&app, &merchant, &body.token).await?;
    let link = link.ok_or_else(Failure::link_expired)?;
    let language = link.locale.map(|tag| format!("?locale={tag}"));
    let page = format!("{PREVIEW}{}{}", link.path, language.unwrap_or_default());
    let page = HeaderValue::try_from(page).map_err(|_| Failure::internal())?;
    let seconds = link.expires_at - app.clock().now() + REMEMBERED;
    let cookie = cookie::set_preview(&body.token, merchant.here.secure, seconds);
    Ok(([(PAGE, page), (header::SET_COOKIE, cookie)], "{}").into_response())
}

/// The page on which customers sign in.
async fn get_login_page(
    State(app): State<App>,
    asked: Asked,
    headers: HeaderMap,
) -> ApiResult<Json<LoginPage>> {
    Ok(Json(LoginPage {
        merchant: asked.merchant(&app, &headers).await?,
        locale: asked.locale,
        test_mode: false,
    }))
}

/// Invoices, as they are looked for.
async fn list_invoices(asked: Asked, RawQuery(query): RawQuery) -> ApiResult<Json<InvoiceList>> {
    let Asked { sample, .. } = asked.checked()?;
    let query = InvoiceQuery::of(query)?;
    let all = sample.invoices();
    let first = all.last().map_or(sample.now, |invoice| invoice.created);
    let is_wanted = |invoice: &Invoice| {
        let (status, created) = (query.wanted.status, query.wanted.created);
        status.is_none_or(|status| invoice.status == status)
            && created.is_none_or(|(from, to)| (from..to).contains(&invoice.created))
            && (query.search.as_ref()).is_none_or(|search| search.finds(invoice))
    };
    let begin = match &query.starting_after {
        None => 0,
        Some(id) => {
            let at = all.iter().position(|invoice| invoice.id == *id);
            at.ok_or_else(Failure::not_found)? + 1
        }
    };
    let limit = query.limit as usize;
    let rest = all.into_iter().skip(begin).filter(is_wanted);
    let mut data: Vec<Invoice> = rest.take(limit + 1).collect();
    let has_more = data.len() > limit;
    data.truncate(limit);
    let last = data.last().map(|invoice| invoice.id.clone());
    Ok(Json(InvoiceList {
        next: last.filter(|_| has_more),
        data,
        first_year: year_of(first),
        is_complete: true,
    }))
}

fn year_of(at: i64) -> u16 {
    let day = jiff::Timestamp::from_second(at).map(|at| at.to_zoned(TimeZone::UTC));
    day.map_or(0, |day| u16::try_from(day.year()).unwrap_or_default())
}

/// One invoice in full.
async fn get_invoice(asked: Asked, id: Id) -> ApiResult<Json<InvoiceDetail>> {
    let Asked {
        merchant, sample, ..
    } = asked.checked()?;
    let writer = Party {
        name: Some(merchant.account.name.clone()),
        email: merchant.account.support_email.clone(),
        ..Party::default()
    };
    let detail = sample.detail(&InvoiceId::from(id_in(id)?), writer);
    detail.map(Json).ok_or_else(Failure::not_found)
}

/// What will be charged next.
async fn list_upcoming(asked: Asked) -> ApiResult<Json<Upcoming>> {
    Ok(Json(asked.checked()?.sample.upcoming()))
}

/// What was changed through the portal.
async fn list_activity(asked: Asked) -> ApiResult<Json<Page<Activity>>> {
    Ok(Json(asked.checked()?.sample.activity()))
}

/// What cancelling would mean.
async fn preview_cancel(asked: Asked, id: Id) -> ApiResult<Json<CancelPreview>> {
    let preview = asked.checked()?.sample.cancel(&id_in(id)?.into());
    preview.map(Json).ok_or_else(Failure::not_found)
}

/// What a subscription can be changed to.
async fn get_catalogue(asked: Asked, id: Id) -> ApiResult<Json<Catalogue>> {
    let catalogue = asked.checked()?.sample.catalogue(&id_in(id)?.into());
    catalogue.map(Json).ok_or_else(Failure::not_found)
}

/// What a change would cost: a question, although it is sent as a change is.
async fn preview_update(
    asked: Asked,
    id: Id,
    ApiJson { value: wish, .. }: ApiJson<UpdateRequest>,
) -> ApiResult<Json<UpdatePreview>> {
    let preview = asked.checked()?.sample.update(&id_in(id)?.into(), &wish);
    preview.map(Json).ok_or_else(Failure::not_found)
}

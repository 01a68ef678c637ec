//! `/preview/api`: what the customer API would answer for a customer who is made up. The script of a preview sends what
//! its pages ask for here; changes it does not send anywhere.

mod asked;

use std::sync::Arc;

use axum::extract::{Extension, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use contract::{
    Activity, CancelPreview, Catalogue, Invoice, InvoiceDetail, InvoiceId, InvoiceList, LoginPage,
    OpenSession, Page, Party, Portal, Upcoming, UpdatePreview, UpdateRequest,
};
use jiff::tz::TimeZone;

use super::invoice_query::InvoiceQuery;
use super::{Id, id_in, not_found};
use crate::app::{App, Merchant};
use crate::documents::PREVIEW;
use crate::error::{ApiResult, Failure};
use crate::json::ApiJson;
use crate::preview::State as SampleState;
use crate::routes::preview::link_of;
use crate::session::{cookie, token};

use asked::{Asked, unavailable};

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

//! `/api/login`: the page of a login link, asking for a code, entering it. There is no session yet.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::{AskForCode, EnterCode, LoginPage};

use crate::app::{App, Merchant};
use crate::configuration::Configuration;
use crate::error::{ApiResult, Failure};
use crate::json::ApiJson;
use crate::session::{Place, cookie, token};
use crate::{form, locale, login, looks, portal};

/// What the page shows: the business, and words in the language asked for with `locale`, else the browser's.
pub async fn get_login_page(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> ApiResult<Json<LoginPage>> {
    let query =
        form::parse(query.unwrap_or_default().as_bytes()).map_err(|_| Failure::not_found())?;
    let page = query.text("page").unwrap_or_default();
    let configuration = configuration_of(&app, &merchant, page).await;
    // There is no session that could have given the page that says so its words.
    let configuration = configuration.map_err(|failure| Failure {
        words: true,
        ..failure
    })?;
    let asked = query.text("locale").map(str::to_owned);
    let wanted: Vec<String> = asked
        .into_iter()
        .chain(locale::accepted(&headers))
        .collect();
    let tag = locale::negotiate(app.catalogues(), &wanted);
    let region = locale::region(&tag, &wanted, None);
    let locale = app.catalogues().locale(&tag, region.as_deref(), &headers);
    let key = looks::key(None, Some(&configuration.id));
    let look = merchant.looks.of(&app, &key).await;
    let look = look.ok_or_else(Failure::internal)?;
    let settings = &configuration.settings;
    Ok(Json(LoginPage {
        merchant: portal::merchant_info(&merchant.account, &look, settings, &locale.intl),
        locale,
        test_mode: merchant.account.test_mode,
    }))
}

/// Asks for a code. Whoever has the address, the same is done here and the same is answered.
pub async fn ask_for_code(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    headers: HeaderMap,
    ApiJson { value: body, .. }: ApiJson<AskForCode>,
) -> ApiResult<Response> {
    let configuration = configuration_of(&app, &merchant, &body.page).await?;
    let address = login::address(&body.email)
        .ok_or_else(|| Failure::invalid("email", "Not an e-mail address."))?;
    let tag = locale::negotiate(app.catalogues(), &[&body.locale]);
    let secure = merchant.here.secure;
    let browser = cookie::read_login(&headers, secure).unwrap_or_else(|| token::mint(token::LOGIN));
    login::ask(&app, &merchant, &configuration.id, &address, &tag, &browser).await?;
    let mut response = StatusCode::ACCEPTED.into_response();
    response
        .headers_mut()
        .insert(header::SET_COOKIE, cookie::set_login(&browser, secure));
    Ok(response)
}

/// Enters a code and begins the session.
pub async fn enter_code(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    headers: HeaderMap,
    ApiJson { value: body, .. }: ApiJson<EnterCode>,
) -> ApiResult<Response> {
    let chosen = body.locale.as_deref();
    let session = login::enter(&app, &merchant, &body.code, chosen, &headers).await?;
    let secure = merchant.here.secure;
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.append(
        header::SET_COOKIE,
        cookie::set(&session, secure, Place::Tab),
    );
    headers.append(header::SET_COOKIE, cookie::clear_login(secure));
    Ok(response)
}

/// The configuration of a link. Everybody may know which links there are: a missing one is said to be missing.
async fn configuration_of(app: &App, merchant: &Merchant, page: &str) -> ApiResult<Configuration> {
    login::page(app, merchant, page)
        .await?
        .ok_or_else(Failure::not_found)
}

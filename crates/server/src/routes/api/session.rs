//! `/api/session`: from a link to a session, the first screen, the language, and signing out.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::rules::flow;
use contract::{Completed, ErrorCode, Locale, OpenSession, Portal, SetLocale};

use crate::app::{App, Merchant};
use crate::embed::Wish;
use crate::error::{ApiResult, Failure};
use crate::flow::Flow;
use crate::json::{ApiJson, Nothing};
use crate::session::current::{self, BrowserSession};
use crate::session::{CurrentCustomer, Place, cookie, lifetimes, token};
use crate::store::{NewBrowser, SessionRow};
use crate::{locale, portal, upstream};

/// Where a link leads that is for one thing, or that a frame opens for one page: the boot script goes there before anything
/// is shown.
const PAGE: HeaderName = HeaderName::from_static("x-portal-page");

/// Trades a link's token for a session.
///
/// The token is used up only when everything else has gone well, and by exactly one of several who try.
pub async fn open_session(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    headers: HeaderMap,
    ApiJson { value: body, .. }: ApiJson<OpenSession>,
) -> ApiResult<Response> {
    let account = &merchant.account;
    if !token::is_well_formed(&body.token, token::LINK) {
        return Err(Failure::link_expired());
    }
    let secure = merchant.here.secure;
    let place = Place::of(&headers);
    if place == Place::Frame && !cookie::is_kept(&headers, secure) {
        // The link is not used up: it still works in a tab.
        return Err(Failure::new(
            ErrorCode::CookiesBlocked,
            "The browser keeps no cookies in this frame.",
        ));
    }
    let now = app.clock().now();
    let link_hash = token::hash(&body.token);
    let link = app
        .store()
        .usable_link(&account.id, &link_hash, now)
        .await?
        .ok_or_else(Failure::link_expired)?;

    let present = current::find(&app, &merchant, &headers).await?;
    if let Some(present) = present.filter(|s| s.customer_id != link.customer_id && !body.switch) {
        return Err(session_switch(&merchant, &present).await);
    }
    let changes = app.store().changes(&account.id, &link.customer_id).await?;
    merchant.upstream.heed(&link.customer_id, changes).await;
    let merchant = merchant.for_session(&link);
    let snapshot = match merchant.upstream.snapshot(&link.customer_id).await {
        Err(upstream::Error::NotFound) => return Err(Failure::link_expired()),
        snapshot => snapshot?,
    };

    let cookie_token = token::mint(token::BROWSER);
    let wanted = portal::wanted(&link, &snapshot.preferred_locales, &headers);
    let browser = NewBrowser {
        now,
        expires_at: now + lifetimes::ABSOLUTE,
        public_id: &token::new_id("ses_"),
        cookie_hash: &token::hash(&cookie_token),
        shown_locale: &locale::negotiate(app.catalogues(), &wanted),
    };
    let replaced = cookie::read(&headers, secure).map(|token| token::hash(&token));
    let mut session = app
        .store()
        .redeem(&account.id, &link_hash, &browser, replaced.as_deref())
        .await?
        .ok_or_else(Failure::link_expired)?;

    let wish = Wish::of(&headers);
    if let Some(tag) = wish.locale.filter(|tag| app.catalogues().has(tag)) {
        app.store()
            .choose_locale(&account.id, &session.id, &tag)
            .await?;
        session.chosen_locale = Some(tag);
    }
    let portal = portal::assemble(&app, &merchant, &session, &snapshot, &headers).await?;
    let page = portal.flow.as_ref().map(flow::page);
    let page = page.or(wish.page);
    let mut response = Json(portal).into_response();
    if let Some(page) = page.and_then(|page| HeaderValue::try_from(page).ok()) {
        response.headers_mut().insert(PAGE, page);
    }
    response.headers_mut().insert(
        header::SET_COOKIE,
        cookie::set(&cookie_token, secure, place),
    );
    Ok(response)
}

/// Opening somebody else's link must not silently turn this browser into somebody else.
async fn session_switch(merchant: &Merchant, present: &SessionRow) -> Failure {
    let known = merchant.upstream.snapshot(&present.customer_id).await;
    let email = known
        .ok()
        .and_then(|snapshot| snapshot.customer.email.clone());
    Failure {
        account: email.as_deref().map(|email| masked(email).into()),
        words: true,
        ..Failure::new(
            ErrorCode::SessionSwitch,
            "This browser is signed in to another customer.",
        )
    }
}

/// `jane@example.com` as `j•••@example.com`.
fn masked(email: &str) -> String {
    let (name, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first = name.chars().next().map(String::from).unwrap_or_default();
    format!("{first}•••@{domain}")
}

/// The first screen.
pub async fn get_session(
    State(app): State<App>,
    BrowserSession {
        merchant,
        mut session,
    }: BrowserSession,
    headers: HeaderMap,
) -> ApiResult<Json<Portal>> {
    let flow = Flow::of(&session)?;
    let (upstream, customer) = (&merchant.upstream, &session.customer_id);
    let read = match flow.as_ref().and_then(|flow| flow.invoice.as_ref()) {
        // Whether it is paid decides what the page is.
        Some(_) => upstream.fresh(customer).await,
        None => upstream.snapshot(customer).await,
    };
    let snapshot = match read {
        // The customer was deleted: nothing is left that this session could be for.
        Err(upstream::Error::NotFound) => {
            let now = app.clock().now();
            app.store()
                .revoke_session(&session.merchant_id, &session.id, now)
                .await?;
            return Err(Failure::session_expired());
        }
        snapshot => snapshot?,
    };
    if flow.is_some_and(|flow| flow.is_paid(&snapshot)) {
        let (store, now) = (app.store(), app.clock().now());
        let done = Completed::Done;
        store
            .complete_flow(&session.merchant_id, &session.id, done, now)
            .await?;
        session.flow_outcome = Some(done.as_str().to_owned());
    }
    let portal = portal::assemble(&app, &merchant, &session, &snapshot, &headers).await?;
    Ok(Json(portal))
}

/// Signs out: the session ends on the server, and the browser forgets what it kept.
pub async fn close_session(
    State(app): State<App>,
    customer: CurrentCustomer,
    request: HeaderMap,
    _: ApiJson<Nothing>,
) -> ApiResult<Response> {
    let session = &customer.session;
    app.store()
        .revoke_session(&session.merchant_id, &session.id, app.clock().now())
        .await?;
    let secure = customer.merchant.here.secure;
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::SET_COOKIE,
        cookie::clear(secure, Place::of(&request)),
    );
    headers.insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\", \"storage\""),
    );
    Ok(response)
}

/// Chooses a language for this session.
pub async fn set_locale(
    State(app): State<App>,
    customer: CurrentCustomer,
    headers: HeaderMap,
    ApiJson { value: body, .. }: ApiJson<SetLocale>,
) -> ApiResult<Json<Locale>> {
    if !app.catalogues().has(&body.locale) {
        return Err(Failure::invalid(
            "locale",
            "Not one of the shipped languages.",
        ));
    }
    let mut session = customer.session;
    app.store()
        .choose_locale(&session.merchant_id, &session.id, &body.locale)
        .await?;
    session.chosen_locale = Some(body.locale);
    let snapshot = customer
        .merchant
        .upstream
        .snapshot(&session.customer_id)
        .await;
    let locale = match snapshot {
        Ok(snapshot) => portal::locale_of(&app, &session, &snapshot, &headers),
        // A language can be chosen while the billing system is down.
        Err(_) => {
            let tag = session.chosen_locale.unwrap_or_default();
            app.catalogues().locale(&tag, None, &headers)
        }
    };
    Ok(Json(locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_all_but_the_first_letter() {
        assert_eq!(masked("jane@example.com"), "j•••@example.com");
        assert_eq!(masked("a@b@c.test"), "a•••@c.test");
        assert_eq!(masked("@x.test"), "•••@x.test");
    }
}

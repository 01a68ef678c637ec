//! The first screen: one answer with everything the home page shows.

use axum::http::HeaderMap;
use contract::{Locale, Merchant as MerchantInfo, Page, Portal, SessionInfo, Texts};
use theme::Place;

use crate::app::{App, Merchant};
use crate::config::Account;
use crate::config::url::check_return_url;
use crate::configuration::{Configuration, Settings};
use crate::error::{ApiResult, Failure};
use crate::features::{self, features_in};
use crate::flow::Flow;
use crate::locale;
use crate::look::Look;
use crate::store::SessionRow;
use crate::upstream::Snapshot;

/// Puts the first screen together for a session.
///
/// # Errors
/// When the session's configuration cannot be read.
pub async fn assemble(
    app: &App,
    merchant: &Merchant,
    session: &SessionRow,
    snapshot: &Snapshot,
    headers: &HeaderMap,
) -> ApiResult<Portal> {
    let configuration = configuration_of(app, session).await?;
    let account = &merchant.account;
    let flow = Flow::of(session)?;
    let mut features = features_in(&configuration, session);
    features::describe(&mut features, &merchant.upstream).await;
    let invoices = if features.invoice_history && flow.is_none() {
        snapshot.invoices.clone()
    } else {
        Page {
            data: Vec::new(),
            has_more: false,
        }
    };
    let settings = &configuration.settings;
    let mut state = snapshot.state.clone();
    if let Some(flow) = &flow {
        flow.reduce(&mut state);
    }
    let customer = snapshot.customer.clone();
    let locale = locale_of(app, session, snapshot, headers);
    let look = merchant.looks.of(app, &session.look()).await;
    let look = look.ok_or_else(Failure::internal)?;
    let info = merchant_info(account, &look, settings, &locale.intl);
    Ok(Portal {
        session: SessionInfo {
            id: session.public_id.clone().unwrap_or_default().into(),
            customer: session.customer_id.as_str().into(),
            expires_at: session.expires_at.unwrap_or_default(),
            test_mode: account.test_mode,
            add_payment_method: account.add_payment_method,
            return_url: way_back(account, session, &configuration),
            now: app.clock().now(),
        },
        locale,
        merchant: named(merchant, session, info).await,
        features: match &flow {
            Some(flow) => flow.features(features),
            None => features,
        },
        customer: match &flow {
            Some(flow) => flow.customer(customer),
            None => customer,
        },
        flow: flow.as_ref().map(Flow::shown),
        invoices,
        read_at: snapshot.stands_in.then_some(snapshot.fetched_at),
        state,
    })
}

/// The business of a session: the connected one it was opened on behalf of has a name of its own.
async fn named(merchant: &Merchant, session: &SessionRow, info: MerchantInfo) -> MerchantInfo {
    let Some(account) = &session.on_behalf_of else {
        return info;
    };
    match merchant.upstream.connected(account).await {
        Ok(Some(found)) => MerchantInfo {
            name: found.name.unwrap_or(info.name),
            ..info
        },
        _ => info,
    }
}

/// The business as customers of a language see it. A headline for the language comes before the configuration's, which is
/// the same in all of them.
pub fn merchant_info(
    account: &Account,
    look: &Look,
    settings: &Settings,
    tag: &str,
) -> MerchantInfo {
    let profile = &settings.business_profile;
    let or_account =
        |own: &Option<String>, fallback: &Option<String>| own.clone().or_else(|| fallback.clone());
    let text = |place| look.branding.texts.get(place, tag).map(str::to_owned);
    MerchantInfo {
        name: account.name.clone(),
        headline: text(Place::Headline).or_else(|| profile.headline.clone()),
        terms_of_service_url: or_account(
            &profile.terms_of_service_url,
            &account.terms_of_service_url,
        ),
        privacy_policy_url: or_account(&profile.privacy_policy_url, &account.privacy_policy_url),
        support_email: account.support_email.clone(),
        logo: look.logo.as_ref().map(|logo| logo.light.clone()),
        logo_dark: look.logo.as_ref().and_then(|logo| logo.dark.clone()),
        texts: Texts {
            support: text(Place::Support),
            cancel: text(Place::Cancel),
            footer: text(Place::Footer),
        },
    }
}

/// Where the customer came from: the session's URL, else the configuration's, else the account's. An origin that the
/// merchant has taken off the list since leads nowhere.
fn way_back(
    account: &Account,
    session: &SessionRow,
    configuration: &Configuration,
) -> Option<String> {
    let default = configuration.settings.return_url(account);
    let url = session.return_url.as_deref().or(default)?;
    check_return_url(url, &account.return_origins).ok()
}

/// The configuration a session was made with.
///
/// # Errors
/// The database's own.
pub async fn configuration_of(app: &App, session: &SessionRow) -> ApiResult<Configuration> {
    let row = app
        .store()
        .configuration(&session.merchant_id, Some(&session.configuration_id))
        .await?
        .ok_or_else(Failure::internal)?;
    Ok(Configuration::try_from(row)?)
}

/// The languages wanted for a session, best first: the customer's choice, the merchant's, the customer's preferred
/// ones, the browser's.
pub fn wanted(session: &SessionRow, preferred: &[String], headers: &HeaderMap) -> Vec<String> {
    let named = session.chosen_locale.iter().chain(&session.locale);
    named
        .chain(preferred)
        .cloned()
        .chain(locale::accepted(headers))
        .collect()
}

/// The language of a session with its words.
pub fn locale_of(
    app: &App,
    session: &SessionRow,
    snapshot: &Snapshot,
    headers: &HeaderMap,
) -> Locale {
    let wanted = wanted(session, &snapshot.preferred_locales, headers);
    let tag = locale::negotiate(app.catalogues(), &wanted);
    let address = snapshot.customer.address.as_ref();
    let country = address.and_then(|address| address.country.as_deref());
    let region = locale::region(&tag, &wanted, country);
    app.catalogues().locale(&tag, region.as_deref(), headers)
}

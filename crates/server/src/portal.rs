//! The first screen: one answer with everything the home page shows.

use axum::http::HeaderMap;
use contract::{Locale, Merchant as MerchantInfo, Page, Portal, SessionInfo};

use crate::app::{App, Merchant};
use crate::configuration::Configuration;
use crate::error::{ApiResult, Failure};
use crate::features::features_for;
use crate::locale;
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
    let profile = &configuration.settings.business_profile;
    let features = features_for(session, &configuration);
    let invoices = if features.invoice_history {
        snapshot.invoices.clone()
    } else {
        Page {
            data: Vec::new(),
            has_more: false,
        }
    };
    let or_account =
        |own: &Option<String>, fallback: &Option<String>| own.clone().or_else(|| fallback.clone());
    Ok(Portal {
        session: SessionInfo {
            id: session.public_id.clone().unwrap_or_default().into(),
            customer: session.customer_id.as_str().into(),
            expires_at: session.expires_at.unwrap_or_default(),
            test_mode: account.test_mode,
            return_url: or_account(
                &session.return_url,
                &configuration.settings.default_return_url,
            ),
            now: app.clock().now(),
        },
        locale: locale_of(app, session, snapshot, headers),
        merchant: MerchantInfo {
            name: account.name.clone(),
            headline: profile.headline.clone(),
            terms_of_service_url: or_account(
                &profile.terms_of_service_url,
                &account.terms_of_service_url,
            ),
            privacy_policy_url: or_account(
                &profile.privacy_policy_url,
                &account.privacy_policy_url,
            ),
            support_email: account.support_email.clone(),
            logo: merchant.look().logo.clone(),
        },
        features,
        customer: snapshot.customer.clone(),
        invoices,
        state: snapshot.state.clone(),
    })
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
    app.catalogues().locale(&tag, region.as_deref())
}

//! Entering a code.

use axum::http::HeaderMap;
use contract::ErrorCode;

use super::{LIFE, code_mac};
use crate::app::{App, Merchant};
use crate::error::{ApiResult, Failure};
use crate::locale;
use crate::secret::Secret;
use crate::session::{cookie, lifetimes, token};
use crate::store::{LoginRow, NewBrowser, NewLoginSession};
use crate::upstream;

/// Trades a code for a session and returns the token of its cookie. `chosen` is the language chosen on the page.
///
/// The billing system is asked only after the code has proven right: how it fares says nothing about an address.
///
/// # Errors
/// [`ErrorCode::CodeInvalid`] while it can be tried again, else [`ErrorCode::CodeExpired`].
pub async fn enter(
    app: &App,
    merchant: &Merchant,
    typed: &str,
    chosen: Option<&str>,
    headers: &HeaderMap,
) -> ApiResult<String> {
    let account = &merchant.account;
    let secure = merchant.here.secure;
    let code = digits(typed).ok_or_else(|| Failure::invalid("code", "Eight digits."))?;
    let browser = cookie::read_login(headers, secure).ok_or_else(expired)?;
    let now = app.clock().now();
    // The letter may have been late: the code itself says when it ends.
    let since = now - 2 * LIFE;
    let login = app
        .store()
        .login_of_browser(&account.id, &token::hash(&browser), since)
        .await?
        .ok_or_else(expired)?;
    let Some(expected) = &login.code_mac else {
        // The letter is still being written.
        return Err(if login.looked_up_at.is_none() {
            invalid()
        } else {
            expired()
        });
    };
    let may_try_again = app
        .store()
        .try_login(&login.id, now)
        .await?
        .ok_or_else(expired)?;
    let given = code_mac(merchant, &login.id, &code);
    let is_right = Secret::from(expected.as_str()).matches(&given);
    match &login.customer_id {
        Some(customer) if is_right => begin(app, merchant, &login, customer, chosen, headers).await,
        // A code that was told to nobody is right for nobody.
        _ if may_try_again => Err(invalid()),
        _ => Err(expired()),
    }
}

async fn begin(
    app: &App,
    merchant: &Merchant,
    login: &LoginRow,
    customer: &str,
    chosen: Option<&str>,
    headers: &HeaderMap,
) -> ApiResult<String> {
    let account = &merchant.account;
    let changes = app.store().changes(&account.id, customer).await?;
    merchant.upstream.heed(customer, changes).await;
    let preferred = match merchant.upstream.snapshot(customer).await {
        Ok(snapshot) => snapshot.preferred_locales.clone(),
        Err(upstream::Error::NotFound) => return Err(expired()),
        // The first screen says so itself.
        Err(_) => Vec::new(),
    };
    let chosen = chosen.filter(|tag| app.catalogues().has(tag));
    let wanted: Vec<String> = preferred
        .into_iter()
        .chain(locale::accepted(headers))
        .collect();
    let cookie_token = token::mint(token::BROWSER);
    let now = app.clock().now();
    let browser = NewBrowser {
        now,
        expires_at: now + lifetimes::ABSOLUTE,
        public_id: &token::new_id("ses_"),
        cookie_hash: &token::hash(&cookie_token),
        shown_locale: &locale::negotiate(app.catalogues(), &wanted),
    };
    let session = NewLoginSession {
        id: &token::new_id("bps_"),
        customer,
        link_hash: &token::hash(&token::mint(token::LINK)),
        chosen_locale: chosen,
        browser: &browser,
    };
    let replaced = cookie::read(headers, merchant.here.secure).map(|it| token::hash(&it));
    app.store()
        .redeem_login(&account.id, login, &session, replaced.as_deref())
        .await?
        .ok_or_else(expired)?;
    Ok(cookie_token)
}

/// The digits of a code; people paste spaces and hyphens with them.
fn digits(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .collect();
    (plain.len() == 8 && plain.bytes().all(|b| b.is_ascii_digit())).then_some(plain)
}

fn invalid() -> Failure {
    Failure::new(ErrorCode::CodeInvalid, "This is not the code.")
}

fn expired() -> Failure {
    Failure::new(
        ErrorCode::CodeExpired,
        "There is no code that this browser could enter. Ask for a new one.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_as_they_are_pasted() {
        for typed in ["12345678", " 1234 5678\n", "1234-5678", "1234\u{a0}5678"] {
            assert_eq!(digits(typed).as_deref(), Some("12345678"), "{typed:?}");
        }
        for typed in ["", "1234567", "123456789", "1234567a", "１２３４５６７８"] {
            assert_eq!(digits(typed), None, "{typed:?}");
        }
    }
}

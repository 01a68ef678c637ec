//! The login link: from an e-mail address to a session, without anybody learning whether the address is known.
//!
//! A request only writes down that it was made ([`ask`]). Everything that depends on the address is done out of band
//! ([`look_up`]): the customer is looked for, a code is made, and a letter is queued, for an unknown address as well,
//! where the code is told to nobody and the letter is dropped. So status, bytes and time of every answer are the same.
//! See `docs/adr/0020-the-login-link.md` for what is limited, and why.

mod enter;
mod work;

pub use enter::enter;
pub use work::{keep_looking_up, look_up};

use axum::http::HeaderMap;
use lettre::Address;

use crate::app::{App, Merchant};
use crate::config::PublicUrl;
use crate::configuration::Configuration;
use crate::session::{cookie, token};
use crate::store::{self, CodeLimits, NewLogin};

/// How long a code lives, seconds. Source: ASVS 5.0, 6.5.5, 10 minutes at most.
pub const LIFE: i64 = 10 * 60;

/// How many codes are given out: ten a day with five tries each leave one chance in two million to guess one.
pub const LIMITS: CodeLimits = CodeLimits {
    pause: 60,
    hourly: 5,
    daily: 10,
    merchant_hourly: 1_000,
};

/// The longest address. Source: RFC 5321, 4.5.3.1.3, without its angle brackets.
const LONGEST: usize = 254;

/// The configuration whose login link has this token, while it can be used.
///
/// # Errors
/// The database's own.
pub async fn page(
    app: &App,
    merchant: &Merchant,
    token: &str,
) -> store::Result<Option<Configuration>> {
    // Without a way out for mail nobody would ever get a code.
    if app.mailer().is_none() || !merchant.account.has_access() {
        return Ok(None);
    }
    let row = app.store().login_page(&merchant.account.id, token).await?;
    row.map(Configuration::try_from).transpose()
}

/// The login link of a configuration, on one of the merchant's hosts.
pub fn url(host: &PublicUrl, token: &str) -> String {
    format!("{}/p/login/{token}", host.origin)
}

/// Where a browser whose session is over can begin a new one: the login link of that session's configuration, else that
/// of the default one. `None` also when the database fails: the page can do without.
pub async fn url_for(app: &App, merchant: &Merchant, headers: &HeaderMap) -> Option<String> {
    app.mailer()?;
    let account = &merchant.account;
    let cookie = cookie::read(headers, merchant.here.secure);
    let hash = cookie.map(|token| token::hash(&token));
    let found = app.store().login_token(&account.id, hash.as_deref()).await;
    match found {
        Ok(found) => found.map(|token| url(&merchant.here, &token)),
        Err(error) => {
            tracing::error!(%error, "the database failed");
            None
        }
    }
}

/// An address as somebody types it; `None` when it is none.
pub fn address(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let is_one = typed.len() <= LONGEST && typed.parse::<Address>().is_ok();
    is_one.then(|| typed.to_owned())
}

/// Writes down that the browser with this cookie asks for a code.
///
/// # Errors
/// The database's own.
pub async fn ask(
    app: &App,
    merchant: &Merchant,
    configuration: &str,
    address: &str,
    locale: &str,
    browser: &str,
) -> store::Result<()> {
    let id = token::new_id("ptl_");
    let sealed = merchant
        .sealer
        .seal(padded(address).as_bytes(), &format!("login/{id}"));
    let login = NewLogin {
        id: &id,
        merchant: &merchant.account.id,
        configuration,
        browser_hash: &token::hash(browser),
        address_mac: &merchant
            .sealer
            .mac(&["login address", &address.to_lowercase()]),
        address: &sealed,
        locale,
        now: app.clock().now(),
    };
    app.store().insert_login(&login).await?;
    app.login_news().notify_one();
    Ok(())
}

/// Addresses are kept at one length, so that the length of what is sealed says nothing.
fn padded(address: &str) -> String {
    format!("{address:LONGEST$}")
}

/// The keyed hash under which a code is kept. It is one request's own: equal codes have different hashes.
fn code_mac(merchant: &Merchant, id: &str, code: &str) -> String {
    merchant.sealer.mac(&["login code", id, code])
}

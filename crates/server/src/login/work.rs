//! Looking up who asked for a code, out of band.

use std::sync::Arc;
use std::time::Duration;

use super::{LIFE, LIMITS, code_mac};
use crate::app::{App, Merchant};
use crate::mail::{self, Letter, Message};
use crate::session::token;
use crate::store::{self, NewCode, WaitingLogin};
use crate::upstream;

/// Requests looked up in one go.
const BATCH: i64 = 32;

/// How long a request rests before it is looked up, so that the work for one falls on whoever asks at that moment, and
/// says nothing about the request before it.
const REST: Duration = Duration::from_millis(200);

/// How often requests are looked for that could not be looked up, or that another process took.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Looks requests up for ever.
pub async fn keep_looking_up(app: App) {
    loop {
        let _ = tokio::time::timeout(LOOK_EVERY, app.login_news().notified()).await;
        tokio::time::sleep(REST).await;
        if let Err(error) = look_up(&app).await {
            tracing::error!(%error, "requests for a code could not be looked up");
        }
    }
}

/// Looks up everybody who asked for a code; returns how many were. Those that the billing system cannot answer now wait
/// for the next time.
///
/// # Errors
/// The database's own.
pub async fn look_up(app: &App) -> store::Result<usize> {
    let mut done = 0;
    loop {
        let waiting = app.store().waiting_logins(BATCH).await?;
        let mut settled = 0;
        for login in &waiting {
            if settle(app, login).await? {
                settled += 1;
            }
        }
        done += settled;
        if settled == 0 {
            return Ok(done);
        }
    }
}

/// Gives one request its code. `false` when it has to wait.
async fn settle(app: &App, login: &WaitingLogin) -> store::Result<bool> {
    let now = app.clock().now();
    let is_late = now >= login.created_at + LIFE;
    let merchant = app.merchant(&login.merchant_id);
    let opened = merchant.and_then(|merchant| {
        let context = format!("login/{}", login.id);
        let address = merchant.sealer.open(&login.address, &context)?;
        let address = String::from_utf8(address).ok()?.trim_end().to_owned();
        Some((merchant, address))
    });
    let Some((merchant, address)) = opened.filter(|_| !is_late) else {
        // Nobody waits for it any more, or the key it was sealed with was replaced.
        app.store().settle_login(login, None, &LIMITS, now).await?;
        return Ok(true);
    };
    let found = match merchant.upstream.customer_by_email(&address).await {
        Ok(found) => found,
        Err(upstream::Error::NotFound) => None,
        Err(error) => {
            tracing::warn!(%error, "a request for a code waits for the billing system");
            return Ok(false);
        }
    };
    give(app, &merchant, login, found, now).await?;
    Ok(true)
}

/// Makes a code and queues its letter: to the address as the billing system has it, or to nobody.
async fn give(
    app: &App,
    merchant: &Arc<Merchant>,
    login: &WaitingLogin,
    found: Option<upstream::Found>,
    now: i64,
) -> store::Result<()> {
    let code = new_code();
    let expires_at = now + LIFE;
    let given = NewCode {
        code_mac: &code_mac(merchant, &login.id, &code),
        expires_at,
        customer: found.as_ref().map(|found| found.id.as_str()),
    };
    if !app
        .store()
        .settle_login(login, Some(given), &LIMITS, now)
        .await?
    {
        return Ok(());
    }
    let message = Message::LoginCode { code, expires_at };
    let to = found.map(|found| found.email).unwrap_or_default();
    let letter = Letter::write(
        app.catalogues(),
        &merchant.account,
        &merchant.home(),
        &to,
        &login.locale,
        &message,
    );
    mail::queue(app, merchant, &letter, now, expires_at).await
}

/// Eight digits, each code as likely as any other.
fn new_code() -> String {
    const CODES: u32 = 100_000_000;
    // The numbers above the last whole multiple would make some codes likelier.
    const FAIR: u32 = u32::MAX - u32::MAX % CODES;
    loop {
        let number = u32::from_be_bytes(token::random());
        if number < FAIR {
            return format!("{:08}", number % CODES);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_eight_digits_and_every_digit_occurs_everywhere() {
        let mut seen = [[false; 10]; 8];
        for _ in 0..2_000 {
            let code = new_code();
            assert_eq!(code.len(), 8);
            for (place, digit) in code.bytes().enumerate() {
                seen[place][usize::from(digit - b'0')] = true;
            }
        }
        assert!(seen.iter().flatten().all(|seen| *seen));
    }
}

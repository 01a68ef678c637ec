//! Handing letters over to the mail server.

use std::sync::Arc;
use std::time::Duration;

use lettre::AsyncTransport;
use tokio::task::JoinSet;

use super::{Letter, Mailer};
use crate::app::App;
use crate::store::{self, MailRow};

/// Letters handed over at a time: a connection each.
const AT_ONCE: i64 = 8;

/// How often letters are looked for that another process wrote, or that are to be tried again.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// After how many seconds a letter is tried again the first time; each time it is four times as long.
const FIRST_PAUSE: i64 = 10;

/// How long a try may take.
const LONGEST: Duration = Duration::from_secs(60);

/// For how many seconds a letter is taken for a try: longer than that, so that no other process tries it as well.
const TAKEN: i64 = 90;

/// How often a letter is tried.
const TRIES: i64 = 7;

/// Hands letters over for ever.
pub async fn keep_delivering(app: App) {
    let Some(mailer) = app.mailer() else {
        return;
    };
    loop {
        tokio::select! {
            () = mailer.news.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        if let Err(error) = deliver(&app).await {
            tracing::error!(%error, "mail could not be looked for");
        }
    }
}

/// Hands over every letter that is due and returns how many the mail server took.
///
/// # Errors
/// The database's own. What the mail server does not take stays for the next time.
pub async fn deliver(app: &App) -> store::Result<usize> {
    let mut taken = 0;
    loop {
        let now = app.clock().now();
        let due = app.store().due_mail(now, AT_ONCE).await?;
        if due.is_empty() {
            return Ok(taken);
        }
        let mut tries = JoinSet::new();
        for mail in due {
            if app.store().claim_mail(&mail, now + TAKEN).await? {
                let app = app.clone();
                tries.spawn(async move { attempt(&app, &mail, now).await });
            }
        }
        while let Some(tried) = tries.join_next().await {
            // A task that panicked leaves its letter for the next time.
            taken += usize::from(tried.unwrap_or(Ok(false))?);
        }
    }
}

/// Tries one letter. `true` when the mail server took it.
async fn attempt(app: &App, mail: &MailRow, now: i64) -> store::Result<bool> {
    let merchant = app.merchant(&mail.merchant_id);
    let (Some(mailer), Some(merchant)) = (app.mailer(), merchant) else {
        // The account is not served any more, or mail is switched off: it waits until it is too old.
        if mail.expires_at <= now {
            return give_up(app, mail).await;
        }
        return try_again(app, mail, now).await;
    };
    let letter = Letter::open(&merchant.sealer, &mail.id, &mail.letter);
    let Some(letter) = letter.filter(|letter| !letter.to.is_empty()) else {
        return give_up(app, mail).await;
    };
    if mail.expires_at <= now {
        tracing::warn!(mail = mail.id, "a letter could not be sent in time");
        return give_up(app, mail).await;
    }
    let mime = match letter.mime(&merchant.account, &mailer.from, &mail.id, mail.created_at) {
        Ok(mime) => mime,
        Err(problem) => {
            tracing::warn!(mail = mail.id, problem, "a letter cannot be sent");
            return give_up(app, mail).await;
        }
    };
    let result = tokio::time::timeout(LONGEST, hand_over(&mailer, mime)).await;
    let (is_permanent, status) = match result {
        Ok(Ok(())) => {
            app.store().drop_mail(&mail.id).await?;
            return Ok(true);
        }
        // The server's own words may repeat the address: only the kind of failure is noted.
        Ok(Err(error)) => (
            error.is_permanent(),
            error.status().map(|status| status.to_string()),
        ),
        Err(_) => (false, None),
    };
    let is_last = is_permanent || mail.attempts + 1 >= TRIES;
    tracing::warn!(
        mail = mail.id,
        status,
        is_last,
        "the mail server did not take a letter"
    );
    if is_last {
        give_up(app, mail).await
    } else {
        try_again(app, mail, now).await
    }
}

async fn hand_over(
    mailer: &Arc<Mailer>,
    mime: lettre::Message,
) -> Result<(), lettre::transport::smtp::Error> {
    mailer.transport.send(mime).await.map(drop)
}

async fn give_up(app: &App, mail: &MailRow) -> store::Result<bool> {
    app.store().drop_mail(&mail.id).await?;
    Ok(false)
}

async fn try_again(app: &App, mail: &MailRow, now: i64) -> store::Result<bool> {
    let pause = FIRST_PAUSE << (2 * mail.attempts.clamp(0, TRIES));
    app.store().postpone_mail(mail, now + pause).await?;
    Ok(false)
}

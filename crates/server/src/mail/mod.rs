//! Mail to customers: written at once, handed over out of band.
//!
//! Whoever has something to tell calls [`send`]: the letter is worded in the reader's language and kept in the
//! database, sealed, in one insert. [`keep_delivering`] hands letters over to the mail server and tries again when that
//! fails, so no request waits for a mail server, and a restart loses nothing. A letter that was handed over the moment
//! the process died is handed over again, under the same `Message-ID`. Several processes share the work: whoever claims a
//! letter tries it.

mod deliver;
mod letter;
mod words;

use std::time::Duration;

use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, Tokio1Executor};
use tokio::sync::Notify;

use crate::app::{App, Merchant};
use crate::config;
use crate::session::token;
use crate::store::{self, MailRow};

pub use deliver::{deliver, keep_delivering};
pub use letter::Letter;
pub(crate) use words::name_of;

/// How long a mail server may take for one step.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a notice is worth sending, seconds. Source: RFC 5321, 4.5.4.1, gives up after four or five days; what a
/// customer did is no news by then.
const NOTICE_LIFE: i64 = 2 * 86_400;

/// What a customer is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// The code they asked for, with which they sign in.
    LoginCode {
        /// Eight digits.
        code: String,
        /// Until when it can be used, Unix seconds: it is not sent later.
        expires_at: i64,
    },
    /// Something happened in their account.
    Notice {
        /// One line.
        subject: String,
        /// What happened, and what to do when it was not them.
        paragraphs: Vec<String>,
    },
}

/// The way out.
#[derive(Debug)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
    news: Notify,
}

impl Mailer {
    /// Through the configured server. Nothing is sent yet.
    ///
    /// # Errors
    /// When the server's URL cannot be used.
    pub fn new(mail: &config::Mail) -> Result<Self, String> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(mail.smtp.expose())
            .map_err(|error| format!("[mail] smtp: {error}"))?;
        let transport = builder
            .timeout(Some(PATIENCE))
            .hello_name(ClientId::Domain(mail.from.domain().to_owned()))
            .build();
        Ok(Self {
            transport,
            from: mail.from.clone(),
            news: Notify::new(),
        })
    }
}

/// Tells a customer something by mail, in the language `tag` (one that is shipped). Without `[mail]` in the
/// configuration, nothing is told.
///
/// # Errors
/// The database's own.
pub async fn send(
    app: &App,
    merchant: &Merchant,
    to: &str,
    tag: &str,
    message: &Message,
) -> store::Result<()> {
    let letter = Letter::write(
        app.catalogues(),
        &merchant.account,
        &merchant.home(),
        to,
        tag,
        message,
    );
    let now = app.clock().now();
    let expires_at = match message {
        Message::LoginCode { expires_at, .. } => *expires_at,
        Message::Notice { .. } => now + NOTICE_LIFE,
    };
    queue(app, merchant, &letter, now, expires_at).await
}

/// Keeps a letter. One to nobody is kept as well, and dropped when its turn comes: see `login`.
pub(crate) async fn queue(
    app: &App,
    merchant: &Merchant,
    letter: &Letter,
    now: i64,
    expires_at: i64,
) -> store::Result<()> {
    let Some(mailer) = app.mailer() else {
        return Ok(());
    };
    let id = token::new_id("ptm_");
    let row = MailRow {
        letter: letter.seal(&merchant.sealer, &id),
        id,
        merchant_id: merchant.account.id.clone(),
        created_at: now,
        expires_at,
        next_at: now,
        attempts: 0,
    };
    app.store().queue_mail(&row).await?;
    mailer.news.notify_one();
    Ok(())
}

//! A letter: worded, sealed while it waits, and put into the form of the Internet.
//!
//! Plain text only. There is nothing in a letter that markup would make clearer, and what is not there need not be
//! escaped, blocked or shown differently by every reader.

use std::time::{Duration, SystemTime};

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::{Address, Message as Mime};
use serde::{Deserialize, Serialize};

use super::Message;
use super::words::{line, name_of};
use crate::config::{Account, PublicUrl};
use crate::locale::Catalogues;
use crate::seal::Sealer;

/// What is told to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Address of the reader; empty for a letter to nobody.
    pub to: String,
    /// One line. Never a code: subjects are shown on locked screens.
    pub subject: String,
    /// Paragraphs, with empty lines between them.
    pub text: String,
}

impl Letter {
    /// Words a message in a language. `home` is where the portal is.
    pub fn write(
        catalogues: &Catalogues,
        account: &Account,
        home: &PublicUrl,
        to: &str,
        tag: &str,
        message: &Message,
    ) -> Self {
        let name = name_of(&account.name);
        let word = |key: &str| {
            let text = catalogues.text(tag, key).unwrap_or_default();
            text.replace("{merchant}", &name)
        };
        let (subject, mut paragraphs) = match message {
            Message::LoginCode { code, .. } => (
                word("mail.code_subject"),
                vec![
                    word("mail.code_about"),
                    code.clone(),
                    word("mail.code_rules"),
                    word("mail.code_not_you"),
                ],
            ),
            Message::Notice {
                subject,
                paragraphs,
            } => (
                line(subject),
                paragraphs.iter().map(|text| line(text)).collect(),
            ),
        };
        if let Some(email) = &account.support_email {
            paragraphs.push(word("mail.support").replace("{email}", &line(email)));
        }
        paragraphs.push(format!("{name}\n{}", home.origin));
        Self {
            to: to.to_owned(),
            subject,
            text: paragraphs.join("\n\n"),
        }
    }

    /// Seals the letter for the row it is kept in.
    pub(super) fn seal(&self, sealer: &Sealer, id: &str) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        sealer.seal(&json, &format!("mail/{id}"))
    }

    /// Opens a kept letter.
    pub(super) fn open(sealer: &Sealer, id: &str, sealed: &str) -> Option<Self> {
        let json = sealer.open(sealed, &format!("mail/{id}"))?;
        serde_json::from_slice(&json).ok()
    }

    /// The letter as it is handed over: from `from` under the merchant's name, written at `at` (Unix seconds).
    ///
    /// # Errors
    /// When there is nobody to hand it over to: the address is none.
    pub fn mime(
        &self,
        account: &Account,
        from: &Address,
        id: &str,
        at: i64,
    ) -> Result<Mime, String> {
        let to: Address = self.to.parse().map_err(|_| "not an address".to_owned())?;
        let sender = Mailbox::new(Some(name_of(&account.name)), from.clone());
        let at = Duration::from_secs(u64::try_from(at).unwrap_or_default());
        let mut builder = Mime::builder()
            .from(sender)
            .to(Mailbox::new(None, to))
            .subject(self.subject.clone())
            .date(SystemTime::UNIX_EPOCH + at)
            .message_id(Some(format!("<{id}@{}>", from.domain())))
            // Keeps holiday notices from answering. Source: RFC 3834, 5.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .header(ContentType::TEXT_PLAIN);
        let support = account.support_email.as_deref();
        if let Some(support) = support.and_then(|email| email.parse().ok()) {
            builder = builder.reply_to(Mailbox::new(None, support));
        }
        builder
            .body(self.text.clone())
            .map_err(|error| error.to_string())
    }
}

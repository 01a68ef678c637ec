//! Notices by e-mail: what a customer should hear of when it was not them.
//!
//! A notice goes to the billing address, in the customer's language, and leads nowhere: it holds no link but the
//! portal's address and no token. A merchant may switch notices off (`notices = false`).

use std::sync::Arc;

use contract::{ActivityKind, PaymentMethodKind};

use crate::activity::Note;
use crate::app::{App, Merchant};
use crate::locale::{self, Catalogues};
use crate::mail::{self, Message, name_of};
use crate::store::ActivityRow;

/// Tells the customer of a change that was written down, if it is one to tell. Nobody waits for it: what is worded is
/// kept until the mail server takes it, but what could not be worded, because the process died in this moment or the
/// customer could not be read, is told on the page of recent activity alone.
pub fn tell(app: &App, merchant: &Arc<Merchant>, row: &ActivityRow) {
    let Ok(note) = serde_json::from_str::<Note>(&row.note) else {
        return;
    };
    if !merchant.account.notices || app.mailer().is_none() || keys(note.kind).is_none() {
        return;
    }
    let (app, merchant) = (app.clone(), merchant.clone());
    let customer = row.customer_id.clone();
    tokio::spawn(async move { send(&app, &merchant, &customer, &note).await });
}

async fn send(app: &App, merchant: &Merchant, customer: &str, note: &Note) {
    let snapshot = match merchant.upstream.snapshot(customer).await {
        Ok(snapshot) => snapshot,
        Err(error) => {
            tracing::warn!(?error, "a notice could not be addressed");
            return;
        }
    };
    let Some(to) = snapshot.customer.email.as_deref() else {
        return;
    };
    let preferred = snapshot.preferred_locales.iter().cloned();
    let wanted: Vec<String> = preferred.chain(note.locale.clone()).collect();
    let tag = locale::negotiate(app.catalogues(), &wanted);
    let Some(message) = message(app.catalogues(), &tag, &merchant.account.name, note) else {
        return;
    };
    if let Err(error) = mail::send(app, merchant, to, &tag, &message).await {
        tracing::error!(%error, "a notice could not be kept");
    }
}

/// The keys of subject and text for a kind of change; `None` for one that is not told by mail.
fn keys(kind: ActivityKind) -> Option<(&'static str, &'static str)> {
    match kind {
        ActivityKind::PaymentMethodAdded => {
            Some(("mail.notice_added_subject", "mail.notice_added"))
        }
        ActivityKind::PaymentMethodRemoved => {
            Some(("mail.notice_removed_subject", "mail.notice_removed"))
        }
        ActivityKind::SubscriptionCanceled => {
            Some(("mail.notice_canceled_subject", "mail.notice_canceled"))
        }
        ActivityKind::SubscriptionRenewed => {
            Some(("mail.notice_renewed_subject", "mail.notice_renewed"))
        }
        ActivityKind::SubscriptionUpdated => {
            Some(("mail.notice_updated_subject", "mail.notice_updated"))
        }
        ActivityKind::DefaultChanged
        | ActivityKind::DefaultUsed
        | ActivityKind::ChangeCanceled
        | ActivityKind::OfferAccepted
        | ActivityKind::BillingInformationUpdated
        | ActivityKind::InvoicePaid => None,
    }
}

/// A notice in words; `None` for a change that is not told by mail.
pub fn message(catalogues: &Catalogues, tag: &str, business: &str, note: &Note) -> Option<Message> {
    let (subject, text) = keys(note.kind)?;
    let business = name_of(business);
    let products = note.products.join(", ");
    let method = note.method.as_ref();
    let method = method.map(|method| method_name(catalogues, tag, method));
    let word = |key: &str| catalogues.text(tag, key).unwrap_or_default();
    let filled = |key: &str| {
        // One pass over the text: a product called "{merchant}" stays what it is called.
        fill(
            word(key),
            &[
                ("merchant", &business),
                ("products", &products),
                ("method", method.as_deref().unwrap_or_default()),
                ("origin", &note.origin()),
            ],
        )
    };
    let mut paragraphs = vec![filled(text)];
    if !note.origin().is_empty() {
        paragraphs.push(filled("mail.notice_origin"));
    }
    paragraphs.push(filled("mail.notice_not_you"));
    Some(Message::Notice {
        subject: filled(subject),
        paragraphs,
    })
}

/// `Visa •••• 4242`, `SEPA Direct Debit •••• 3000`, `PayPal`.
fn method_name(catalogues: &Catalogues, tag: &str, kind: &PaymentMethodKind) -> String {
    let word = |key: &str| {
        let text = catalogues.text(tag, &format!("method.{key}"));
        text.unwrap_or_default().to_owned()
    };
    let (name, last4) = match kind {
        PaymentMethodKind::Card(card) => {
            let brand = card_brand(&card.brand);
            let name = brand.map_or_else(|| word("card"), str::to_owned);
            (name, Some(&card.last4))
        }
        PaymentMethodKind::UsBankAccount { bank_name, last4 } => {
            let name = bank_name.clone();
            (name.unwrap_or_else(|| word("us_bank_account")), Some(last4))
        }
        PaymentMethodKind::SepaDebit { last4, .. } => (word("sepa_debit"), Some(last4)),
        PaymentMethodKind::BacsDebit { last4, .. } => (word("bacs_debit"), Some(last4)),
        PaymentMethodKind::AuBecsDebit { last4, .. } => (word("au_becs_debit"), Some(last4)),
        PaymentMethodKind::AcssDebit { bank_name, last4 } => {
            let name = bank_name.clone();
            (name.unwrap_or_else(|| word("acss_debit")), Some(last4))
        }
        PaymentMethodKind::Boleto => ("Boleto".to_owned(), None),
        PaymentMethodKind::AmazonPay => ("Amazon Pay".to_owned(), None),
        PaymentMethodKind::Cashapp { .. } => ("Cash App Pay".to_owned(), None),
        PaymentMethodKind::Link { .. } => ("Link".to_owned(), None),
        PaymentMethodKind::Paypal { .. } => ("PayPal".to_owned(), None),
        PaymentMethodKind::Other { name } => (name.replace('_', " "), None),
    };
    match last4 {
        Some(last4) => format!("{name} •••• {last4}"),
        None => name,
    }
}

fn card_brand(brand: &str) -> Option<&'static str> {
    Some(match brand {
        "amex" | "american_express" => "American Express",
        "cartes_bancaires" => "Cartes Bancaires",
        "diners" | "diners_club" => "Diners Club",
        "discover" => "Discover",
        "eftpos_au" | "eftpos_australia" => "eftpos Australia",
        "girocard" => "girocard",
        "interac" => "Interac",
        "jcb" => "JCB",
        "link" => "Link",
        "mastercard" => "Mastercard",
        "unionpay" | "union_pay" => "UnionPay",
        "visa" => "Visa",
        _ => return None,
    })
}

/// Puts the arguments in place of `{name}`.
fn fill(message: &str, arguments: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(message.len() + 32);
    let mut rest = message;
    while let Some(open) = rest.find('{') {
        text.push_str(&rest[..open]);
        rest = &rest[open..];
        let known = arguments.iter().find_map(|(name, value)| {
            let left = rest
                .strip_prefix('{')?
                .strip_prefix(name)?
                .strip_prefix('}')?;
            Some((left, value))
        });
        match known {
            Some((left, value)) => {
                text.push_str(value);
                rest = left;
            }
            None => {
                text.push('{');
                rest = &rest[1..];
            }
        }
    }
    text + rest
}

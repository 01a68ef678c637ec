//! What the billing system says: about the key, its webhooks, and what is sold.

use super::Verdict::{self, Bad, Good, Warning};
use super::texts;
use crate::commands::{Failure, Local};
use crate::config::Account;

/// Events by which Portico notices what happens elsewhere.
const NEEDED: [&str; 6] = [
    "customer.deleted",
    "customer.updated",
    "customer.subscription.updated",
    "invoice.paid",
    "payment_method.attached",
    "payment_method.detached",
];

/// Whether the key is the account's.
pub(super) async fn key(local: &Local, account: &Account) -> Result<Verdict, Failure> {
    let reply = local.ask(account, "/v1/account", None).await?;
    Ok(match reply.status.as_u16() {
        200 => {
            let found = reply.body["id"].as_str().unwrap_or_default();
            let mode = if account.test_mode { "test" } else { "live" };
            match found == account.id || local.is_demo {
                true => Good(format!("works, in {mode} mode")),
                false => Bad(
                    format!("is of the account {found}"),
                    format!("set `id = \"{found}\"`, or use that account's key"),
                ),
            }
        }
        // A restricted key may well do everything else.
        403 => Warning(
            "may not read its account".to_owned(),
            "a restricted key needs to read and write customers, subscriptions, payment methods, setup intents, invoices \
             and prices"
                .to_owned(),
        ),
        401 => Bad(
            reply.words(),
            "set `secret_key` to a key from the Developers page of the Dashboard".to_owned(),
        ),
        _ => Bad(
            format!("cannot be tried: {}", reply.words()),
            format!("is {} reachable from here?", account.upstream),
        ),
    })
}

/// Whether what happens at the billing system is told here.
pub(super) async fn webhook(local: &Local, account: &Account) -> Result<Verdict, Failure> {
    let wanted = format!("{}/webhooks/stripe", account.public_url.origin);
    if account.webhook_secrets.is_empty() {
        return Ok(Bad(
            "has no secret".to_owned(),
            format!(
                "make an endpoint for {wanted} in the Dashboard, and set `webhook_secrets` to its signing secret"
            ),
        ));
    }
    let path = "/v1/webhook_endpoints?limit=100";
    let reply = local.ask(account, path, None).await?;
    if !reply.status.is_success() {
        return Ok(Warning(
            format!("cannot be looked at: {}", reply.words()),
            format!("is there an endpoint for {wanted}?"),
        ));
    }
    let all = reply.body["data"].as_array().into_iter().flatten();
    let mut own = all.filter(|it| it["url"] == wanted.as_str());
    let Some(found) = own.next() else {
        return Ok(match local.is_demo {
            true => Good("is part of the sandbox".to_owned()),
            false => Bad(
                format!("no endpoint leads to {wanted}"),
                "make one in the Dashboard; until then changes made there show after a minute"
                    .to_owned(),
            ),
        });
    };
    if found["status"] != "enabled" {
        return Ok(Bad(
            "is disabled".to_owned(),
            "enable it in the Dashboard".to_owned(),
        ));
    }
    let told = texts(&found["enabled_events"]);
    let missing: Vec<_> = NEEDED
        .iter()
        .filter(|it| !told.contains(*it))
        .copied()
        .collect();
    Ok(match missing.is_empty() || told.contains("*") {
        true => Good("leads here".to_owned()),
        false => Warning(
            "leads here, and tells too little".to_owned(),
            format!("add {}", missing.join(", ")),
        ),
    })
}

/// Whether there is something to sell.
pub(super) async fn catalogue(local: &Local, account: &Account) -> Result<Verdict, Failure> {
    let path = "/v1/prices?active=true&type=recurring&limit=1";
    let reply = local.ask(account, path, None).await?;
    let has_prices = reply.body["data"]
        .as_array()
        .is_some_and(|all| !all.is_empty());
    Ok(match (reply.status.is_success(), has_prices) {
        (false, _) => Bad(
            format!("cannot be read: {}", reply.words()),
            "let the key read prices and products".to_owned(),
        ),
        (true, false) => Warning(
            "has no recurring price".to_owned(),
            "customers without subscriptions see their payment methods and invoices only"
                .to_owned(),
        ),
        (true, true) => Good("has recurring prices".to_owned()),
    })
}

//! `portico doctor`: what has to be right for customers to be served, and what to do where it is not.

use std::collections::BTreeSet;
use std::process::ExitCode;

use serde_json::Value;

use super::{Failure, Local, domain};
use crate::config::Account;
use crate::config::url::check_return_url;

/// Events by which Portico notices what happens elsewhere.
const NEEDED: [&str; 6] = [
    "customer.deleted",
    "customer.updated",
    "customer.subscription.updated",
    "invoice.paid",
    "payment_method.attached",
    "payment_method.detached",
];

/// What was found.
enum Verdict {
    Good(String),
    /// It works, and something is missing.
    Warning(String, String),
    /// It does not work: what, and what to do.
    Bad(String, String),
}

use Verdict::{Bad, Good, Warning};

/// Examines all accounts that are asked for. The program fails when one of them cannot serve customers.
///
/// # Errors
/// When nothing could be examined.
pub async fn examine(local: &Local) -> Result<ExitCode, Failure> {
    let mut is_well = true;
    for account in &local.accounts {
        println!(
            "{} ({}) {}",
            account.name, account.id, account.public_url.origin
        );
        let found = [
            ("key", key(local, account).await?),
            ("webhook", webhook(local, account).await?),
            ("catalogue", catalogue(local, account).await?),
            ("configuration", configuration(local, account).await?),
            ("database", database(local).await),
            ("mail", mail(local)),
            ("domain", domain(account).await),
        ];
        for (name, verdict) in found {
            let (sign, says, todo) = match &verdict {
                Good(says) => ("✓", says, None),
                Warning(says, todo) => ("!", says, Some(todo)),
                Bad(says, todo) => ("✗", says, Some(todo)),
            };
            println!("  {sign} {name:14} {says}");
            if let Some(todo) = todo {
                println!("    {:14} → {todo}", "");
            }
            is_well &= !matches!(verdict, Bad(..));
        }
    }
    Ok(ExitCode::from(u8::from(!is_well)))
}

async fn key(local: &Local, account: &Account) -> Result<Verdict, Failure> {
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

async fn webhook(local: &Local, account: &Account) -> Result<Verdict, Failure> {
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

async fn catalogue(local: &Local, account: &Account) -> Result<Verdict, Failure> {
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

async fn configuration(local: &Local, account: &Account) -> Result<Verdict, Failure> {
    let path = "/v1/billing_portal/configurations?is_default=true\
                &expand[]=data.features.subscription_update.products";
    let list = local.get(account, path, None).await?;
    let Some(found) = list["data"].get(0) else {
        return Ok(Bad(
            "there is no default one".to_owned(),
            "make one: POST /v1/billing_portal/configurations".to_owned(),
        ));
    };
    let id = found["id"].as_str().unwrap_or_default();
    let sold = &found["features"]["subscription_update"]["products"];
    for price in sold
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|it| texts(&it["prices"]))
    {
        let reply = local
            .ask(account, &format!("/v1/prices/{price}"), None)
            .await?;
        if reply.status.is_success() && reply.body["active"] == false {
            return Ok(Warning(
                format!("{id} sells {price}, which is archived"),
                "take it out of the configuration".to_owned(),
            ));
        }
        if reply.status.as_u16() == 404 {
            return Ok(Bad(
                format!("{id} sells {price}, which does not exist"),
                "take it out of the configuration".to_owned(),
            ));
        }
    }
    let path = format!("/v1/portico/configurations/{id}");
    let extension = local.get(account, &path, None).await?;
    let back = found["default_return_url"].as_str();
    if back.is_some_and(|url| check_return_url(url, &account.return_origins).is_err()) {
        return Ok(Bad(
            format!("{id} leads back to an origin that is not registered"),
            "add it to `return_origins`".to_owned(),
        ));
    }
    Ok(match extension["warnings"].get(0) {
        None => Good(format!("{id} is complete")),
        Some(warning) => Warning(
            warning["message"].as_str().unwrap_or_default().to_owned(),
            format!("set `{}`", warning["param"].as_str().unwrap_or_default()),
        ),
    })
}

async fn database(local: &Local) -> Verdict {
    let now = local.app.clock().now();
    match local.app.store().probe(now).await {
        Ok(()) => Good("reads and writes".to_owned()),
        Err(error) => Bad(
            format!("does not: {error}"),
            "is its disk full, or its folder another user's?".to_owned(),
        ),
    }
}

fn mail(local: &Local) -> Verdict {
    match &local.config.mail {
        Some(_) => Good("goes out".to_owned()),
        None => Warning(
            "cannot be sent: no login links, no notices".to_owned(),
            "set the [mail] table".to_owned(),
        ),
    }
}

async fn domain(account: &Account) -> Verdict {
    match domain::reach(&account.public_url.origin).await {
        Ok(()) => Good("is answered by Portico".to_owned()),
        Err(problem) => Bad(
            problem,
            "start `portico serve`; point the host's DNS at it, and its proxy at the port"
                .to_owned(),
        ),
    }
}

fn texts(list: &Value) -> BTreeSet<&str> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

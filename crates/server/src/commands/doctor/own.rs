//! What Portico has of its own: configurations, endpoints, the database, mail, and the host.

use super::Verdict::{self, Bad, Good, Warning};
use super::texts;
use crate::commands::{Failure, Local, domain as host};
use crate::config::Account;
use crate::config::url::check_return_url;
use crate::events::endpoint::Endpoint;

/// Whether the default configuration can be used.
pub(super) async fn configuration(local: &Local, account: &Account) -> Result<Verdict, Failure> {
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

/// Whether the database works.
pub(super) async fn database(local: &Local) -> Verdict {
    let now = local.app.clock().now();
    match local.app.store().probe(now).await {
        Ok(()) => Good("reads and writes".to_owned()),
        Err(error) => Bad(
            format!("does not: {error}"),
            "is its disk full, or its folder another user's?".to_owned(),
        ),
    }
}

/// Whether mail can be sent.
pub(super) fn mail(local: &Local) -> Verdict {
    match &local.config.mail {
        Some(_) => Good("goes out".to_owned()),
        None => Warning(
            "cannot be sent: no login links, no notices".to_owned(),
            "set the [mail] table".to_owned(),
        ),
    }
}

/// Whether customers get here.
pub(super) async fn domain(account: &Account) -> Verdict {
    match host::reach(&account.public_url.origin).await {
        Ok(()) => Good("is answered by Portico".to_owned()),
        Err(problem) => Bad(
            problem,
            "start `portico serve`; point the host's DNS at it, and its proxy at the port"
                .to_owned(),
        ),
    }
}

/// Whether the account's own domains lead here and are answered. Their records are looked at for it.
pub(super) async fn domains(local: &Local, account: &Account) -> Result<Verdict, Failure> {
    let path = "/v1/portico/domains";
    let list = local.get(account, path, None).await?;
    let ids = list["data"].as_array().into_iter().flatten();
    let (mut reached, mut warning) = (0, None);
    for id in ids.filter_map(|domain| domain["id"].as_str()) {
        let verify = format!("{path}/{id}/verify");
        let domain = local.get(account, &verify, Some(&[])).await?;
        let text = |name: &str| domain[name].as_str().unwrap_or_default();
        let host = text("host");
        if let Some(missing) = domain["missing"].get(0) {
            let todo = missing["message"].as_str().unwrap_or_default().to_owned();
            warning.get_or_insert(match text("status") {
                "active" => Warning(format!("{host} will not be served for long"), todo),
                _ => Warning(format!("{host} is not served"), todo),
            });
            continue;
        }
        if let Err(problem) = host::reach(text("url")).await {
            return Ok(Bad(
                format!("{host} {problem}"),
                "let the proxy before Portico get certificates on demand: deploy/Caddyfile.domains"
                    .to_owned(),
            ));
        }
        reached += 1;
    }
    Ok(warning.unwrap_or(match reached {
        0 => Good("there are none".to_owned()),
        count => Good(format!("are answered by Portico ({count})")),
    }))
}

/// Whether those who want to hear of events can be told.
pub(super) async fn events(local: &Local, account: &Account) -> Result<Verdict, Failure> {
    let Some(merchant) = local.app.merchant(&account.id) else {
        return Err(format!("there is no account \"{}\"", account.id).into());
    };
    let endpoints = local.app.store().endpoints(&account.id).await?;
    let all = endpoints.len();
    let readable = endpoints
        .into_iter()
        .filter_map(|row| Endpoint::open(&merchant, row));
    let readable = readable.count();
    Ok(match all - readable {
        0 => Good(format!("reach every endpoint ({all})")),
        sealed => Bad(
            format!(
                "do not reach {sealed} of {all} endpoints, whose secrets were kept with another secret key"
            ),
            "register them once more: POST /v1/portico/webhook_endpoints".to_owned(),
        ),
    })
}

//! The merchants' own domains: from the records of their names to hosts that are served (docs/adr/0030).
//!
//! A domain is added by its merchant, shown to be the merchant's by a TXT record, and served once it leads here. What its
//! records say is looked at out of band and kept in the database; requests are answered from [`Hosts`].

mod dns;
mod hosts;
pub mod name;
mod standing;
mod watch;

use serde_json::{Value, json};

pub use dns::Names;
pub use hosts::Hosts;
pub use standing::{GRACE, Status};
pub use watch::{check, keep_checking, keep_current, look_at_due};

use crate::app::{App, Merchant};
use crate::config::Account;
use crate::session::token;
use crate::store::DomainRow;
use standing::{Proof, Seen, Standing, Way};

/// The name below a host that says whose it is.
const PROOF: &str = "_portico-verify";

/// A domain that was just added and that nobody has looked at.
pub fn new(app: &App, merchant: &Merchant, host: String) -> DomainRow {
    let now = app.clock().now();
    let token = token::new_id("portico_");
    let unseen = Seen {
        proof: Proof::Absent,
        way: Way::Nowhere,
    };
    let missing = missing(&unseen, &host, &token, app.target(&merchant.account));
    DomainRow {
        id: token::new_id("dom_"),
        merchant_id: merchant.account.id.clone(),
        host,
        token,
        status: Status::default().as_str().to_owned(),
        is_primary: false,
        missing: written(&missing),
        created_at: now,
        verified_at: None,
        checked_at: None,
        failing_since: None,
        check_at: now,
    }
}

/// `portico.domain`, with the records that its merchant sets and what is missing.
pub fn object(row: &DomainRow, target: &str, account: &Account) -> Value {
    let missing: Vec<String> = serde_json::from_str(&row.missing).unwrap_or_default();
    json!({
        "id": row.id,
        "object": "portico.domain",
        "checked_at": row.checked_at,
        "created": row.created_at,
        "failing_since": row.failing_since,
        "host": row.host,
        "is_primary": row.is_primary,
        "livemode": !account.test_mode,
        "missing": missing,
        "records": [
            { "type": "CNAME", "name": row.host, "value": target },
            { "type": "TXT", "name": proof_of(&row.host), "value": row.token },
        ],
        "status": row.status,
        "url": format!("https://{}", row.host),
        "verified_at": row.verified_at,
    })
}

fn proof_of(host: &str) -> String {
    format!("{PROOF}.{host}")
}

/// The domain after its records were looked at.
fn after(row: &DomainRow, seen: &Seen, target: &str, now: i64) -> DomainRow {
    let standing = Standing {
        status: Status::from(row.status.as_str()),
        verified_at: row.verified_at,
        failing_since: row.failing_since,
    };
    let standing = standing.after(seen, now);
    DomainRow {
        status: standing.status.as_str().to_owned(),
        missing: written(&missing(seen, &row.host, &row.token, target)),
        verified_at: standing.verified_at,
        failing_since: standing.failing_since,
        checked_at: Some(now),
        check_at: now + standing.pause(now - row.created_at),
        ..row.clone()
    }
}

fn written(missing: &[String]) -> String {
    json!(missing).to_string()
}

/// What is not right, in words that say what to do.
fn missing(seen: &Seen, host: &str, token: &str, target: &str) -> Vec<String> {
    let name = proof_of(host);
    let proof = match &seen.proof {
        Proof::Right => None,
        Proof::Absent => Some(format!(
            "There is no TXT record at {name}. Set one with the value {token}."
        )),
        Proof::Other(other) => Some(format!(
            "The TXT record at {name} says \"{other}\". Set one with the value {token}."
        )),
        Proof::Unknown => Some(format!(
            "Nobody answers for the TXT record at {name}. Check the name servers of the domain."
        )),
    };
    let way = match &seen.way {
        Way::Here => None,
        Way::Nowhere => Some(format!(
            "{host} leads nowhere. Set a CNAME record with the value {target}."
        )),
        Way::Elsewhere(where_to) => Some(format!(
            "{host} leads to {where_to}. Set a CNAME record with the value {target}, and no other record beside it."
        )),
        Way::Unknown => Some(format!(
            "Nobody answers for the addresses of {host}. Check the name servers of the domain."
        )),
    };
    proof.into_iter().chain(way).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_to_set_and_where() {
        let said = |proof: Proof, way: Way| {
            let seen = Seen { proof, way };
            missing(&seen, "billing.acme.com", "portico_1", "portal.test").join("\n")
        };
        assert_eq!(said(Proof::Right, Way::Here), "");
        let nothing = said(Proof::Absent, Way::Nowhere);
        for part in [
            "_portico-verify.billing.acme.com",
            "portico_1",
            "portal.test",
        ] {
            assert!(nothing.contains(part), "{nothing}");
        }
        let wrong = said(
            Proof::Other("v=spf1".to_owned()),
            Way::Elsewhere("203.0.113.9".to_owned()),
        );
        assert!(wrong.contains("\"v=spf1\"") && wrong.contains("203.0.113.9"));
        let silent = said(Proof::Unknown, Way::Unknown);
        assert_eq!(silent.matches("Nobody answers").count(), 2);
    }
}

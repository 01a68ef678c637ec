//! The merchants' own domains: from the records of their names to hosts that are served (docs/adr/0030).
//!
//! A domain is added by its merchant, shown to be the merchant's by a TXT record, and served once it leads here. What its
//! records say is looked at out of band and kept in the database; requests are answered from [`Hosts`].

mod dns;
mod hosts;
mod missing;
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
use missing::{Missing, Wanted};
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
    DomainRow {
        id: token::new_id("dom_"),
        merchant_id: merchant.account.id.clone(),
        host,
        token,
        status: Status::default().as_str().to_owned(),
        is_primary: false,
        missing: json!(Missing::of(&unseen)).to_string(),
        created_at: now,
        verified_at: None,
        checked_at: None,
        failing_since: None,
        check_at: now,
    }
}

/// `portico.domain`, with the records that its merchant sets and what is missing.
pub fn object(row: &DomainRow, target: &str, account: &Account) -> Value {
    let missing: Vec<Missing> = serde_json::from_str(&row.missing).unwrap_or_default();
    let proof = proof_of(&row.host);
    let wanted = Wanted {
        host: &row.host,
        target,
        proof: &proof,
        token: &row.token,
    };
    let missing: Vec<Value> = missing.iter().map(|it| it.object(&wanted)).collect();
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
            { "type": "TXT", "name": proof, "value": row.token },
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
fn after(row: &DomainRow, seen: &Seen, now: i64) -> DomainRow {
    let standing = Standing {
        status: Status::from(row.status.as_str()),
        verified_at: row.verified_at,
        failing_since: row.failing_since,
    };
    let standing = standing.after(seen, now);
    DomainRow {
        status: standing.status.as_str().to_owned(),
        missing: json!(Missing::of(seen)).to_string(),
        verified_at: standing.verified_at,
        failing_since: standing.failing_since,
        checked_at: Some(now),
        check_at: now + standing.pause(now - row.created_at),
        ..row.clone()
    }
}

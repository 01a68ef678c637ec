//! `portico doctor`: what has to be right for customers to be served, and what to do where it is not.

mod own;
mod upstream;

use std::collections::BTreeSet;
use std::process::ExitCode;

use serde_json::Value;

use super::{Failure, Local};

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
            ("key", upstream::key(local, account).await?),
            ("webhook", upstream::webhook(local, account).await?),
            ("catalogue", upstream::catalogue(local, account).await?),
            ("configuration", own::configuration(local, account).await?),
            ("events", own::events(local, account).await?),
            ("database", own::database(local).await),
            ("mail", own::mail(local)),
            ("domain", own::domain(account).await),
            ("own domains", own::domains(local, account).await?),
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

fn texts(list: &Value) -> BTreeSet<&str> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

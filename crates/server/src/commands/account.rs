//! `portico account`.

use super::{Failure, Local};

/// Lists the accounts.
///
/// # Errors
/// The database's own.
pub async fn list(local: &Local) -> Result<(), Failure> {
    for account in &local.accounts {
        let mode = if account.test_mode { "test" } else { "live" };
        println!("{}  {} ({mode} mode)", account.id, account.name);
        println!("  portal         {}", account.public_url.origin);
        let domains = local.get(account, "/v1/portico/domains", None).await?;
        for it in domains["data"].as_array().into_iter().flatten() {
            let text = |name: &str| it[name].as_str().unwrap_or_default();
            let primary = if it["is_primary"] == true {
                " (primary)"
            } else {
                ""
            };
            println!(
                "  domain         {} {}{primary}",
                text("host"),
                text("status")
            );
        }
        println!("  billing system {}", account.upstream);
        let path = "/v1/billing_portal/configurations?limit=100";
        let list = local.get(account, path, None).await?;
        for it in list["data"].as_array().into_iter().flatten() {
            let text = |name: &str| it[name].as_str().unwrap_or_default();
            let is = |name: &str, word: &'static str| if it[name] == true { word } else { "" };
            let off = if it["active"] == false {
                " inactive"
            } else {
                ""
            };
            println!(
                "  configuration  {} {}{}{off}",
                text("id"),
                text("name"),
                is("is_default", "(default)")
            );
            if let Some(url) = it["login_page"]["url"].as_str() {
                println!("                 login link {url}");
            }
        }
    }
    Ok(())
}

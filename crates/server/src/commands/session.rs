//! `portico session`.

use jiff::Timestamp;
use serde_json::Value;

use super::{Failure, Local};

/// Prints a link.
///
/// # Errors
/// In the words of the API.
pub async fn create(local: &Local, wish: [(&str, Option<String>); 3]) -> Result<(), Failure> {
    let form: Vec<_> = wish
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    let path = "/v1/billing_portal/sessions";
    let made = local.get(local.account()?, path, Some(&form)).await?;
    println!("{}", made["url"].as_str().unwrap_or_default());
    Ok(())
}

/// Lists sessions.
///
/// # Errors
/// In the words of the API.
pub async fn list(local: &Local, customer: Option<&str>) -> Result<(), Failure> {
    let of = customer.map_or(String::new(), |id| format!("&customer={id}"));
    let path = format!("/v1/portico/sessions?limit=100{of}");
    let list = local.get(local.account()?, &path, None).await?;
    for it in list["data"].as_array().into_iter().flatten() {
        let text = |name: &str| it[name].as_str().unwrap_or_default();
        let (id, customer, status) = (text("id"), text("customer"), text("status"));
        println!(
            "{id}  {status:8}  {}  {customer}  {}",
            when(&it["created"]),
            text("via")
        );
    }
    Ok(())
}

/// Ends one session, or all of a customer.
///
/// # Errors
/// In the words of the API.
pub async fn revoke(
    local: &Local,
    id: Option<&str>,
    customer: Option<&str>,
) -> Result<(), Failure> {
    let account = local.account()?;
    if let Some(id) = id {
        let path = format!("/v1/portico/sessions/{id}/revoke");
        local.get(account, &path, Some(&[])).await?;
        println!("{id} is over");
        return Ok(());
    }
    let form = [("customer", customer.unwrap_or_default().to_owned())];
    let path = "/v1/portico/sessions/revoke";
    let done = local.get(account, path, Some(&form)).await?;
    println!("{} sessions are over", done["revoked"]);
    Ok(())
}

/// An instant, as people and spreadsheets read it.
pub fn when(seconds: &Value) -> String {
    let at = seconds
        .as_i64()
        .and_then(|it| Timestamp::from_second(it).ok());
    at.map_or_else(|| "–".to_owned(), |at| at.to_string())
}

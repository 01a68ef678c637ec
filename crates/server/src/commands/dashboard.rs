//! `portico dashboard-link`.

use super::{Failure, Local};

/// Prints a link.
///
/// # Errors
/// In the words of the API.
pub async fn link(local: &Local, role: String, name: Option<String>) -> Result<(), Failure> {
    let mut form = vec![("role", role)];
    form.extend(name.map(|name| ("name", name)));
    let path = "/v1/portico/dashboard_links";
    let made = local.get(local.account()?, path, Some(&form)).await?;
    println!("{}", made["url"].as_str().unwrap_or_default());
    Ok(())
}

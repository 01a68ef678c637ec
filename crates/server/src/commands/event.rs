//! `portico event`.

use super::session::when;
use super::{Failure, Local};

/// Lists events and how they were taken.
///
/// # Errors
/// In the words of the API.
pub async fn list(local: &Local) -> Result<(), Failure> {
    let path = "/v1/portico/events?limit=100";
    let list = local.get(local.account()?, path, None).await?;
    for it in list["data"].as_array().into_iter().flatten() {
        let text = |name: &str| it[name].as_str().unwrap_or_default();
        println!("{}  {}  {}", text("id"), when(&it["created"]), text("type"));
        for way in it["deliveries"].as_array().into_iter().flatten() {
            let text = |name: &str| way[name].as_str().unwrap_or("–");
            println!(
                "  {}  {}  tries {}  last answer {}",
                text("webhook_endpoint"),
                text("status"),
                way["attempts"],
                text("last_answer")
            );
        }
    }
    Ok(())
}

/// Has an event sent once more, by the server that runs.
///
/// # Errors
/// In the words of the API.
pub async fn replay(local: &Local, id: &str, endpoint: Option<&str>) -> Result<(), Failure> {
    let form: Vec<_> = endpoint
        .map(|endpoint| ("webhook_endpoint", endpoint.to_owned()))
        .into_iter()
        .collect();
    let path = format!("/v1/portico/events/{id}/replay");
    local.get(local.account()?, &path, Some(&form)).await?;
    println!("{id} is on its way");
    Ok(())
}

//! What `run` prints: a link for each demo customer, and how to make more.

use std::path::Path;

use serde_json::Value;

use super::DEMO_KEY;
use crate::{Result, http, project, shell::say};

/// One demo customer.
pub struct Customer {
    /// Stripe's id, `cus_…`.
    pub id: String,
    name: String,
    shows: String,
}

/// The demo customers, as the server noted them beside its data.
pub fn customers(data: &Path) -> Result<Vec<Customer>> {
    let file = data.join("demo.json");
    let noted: Value = serde_json::from_str(&project::read(&file)?).map_err(|error| {
        format!(
            "{} is not what the server writes: {error}.",
            project::shown(&file)
        )
    })?;
    let text = |customer: &Value, key: &str| customer[key].as_str().unwrap_or_default().to_owned();
    let customers = noted.as_array().map(Vec::as_slice).unwrap_or_default();
    Ok(customers
        .iter()
        .map(|customer| Customer {
            id: text(customer, "id"),
            name: text(customer, "name"),
            shows: text(customer, "shows"),
        })
        .collect())
}

/// Makes and prints a fresh link for each demo customer.
pub fn print(port: u16, data: &Path) -> Result {
    let customers = customers(data)?;
    for Customer { id, name, shows } in &customers {
        say(&format!("  {name}: {shows}\n    {}\n", link(port, id)?));
    }
    say(&format!(
        "  The dashboard, once within an hour:\n    {}\n",
        dashboard(port)?
    ));
    let example = customers
        .first()
        .map_or("cus_…", |customer| customer.id.as_str());
    say(&format!(
        "Each link opens once, within five minutes. Make another:

  curl http://localhost:{port}/v1/billing_portal/sessions -u {DEMO_KEY}: -d customer={example}

  // stripe-node, unchanged
  import Stripe from \"stripe\";
  const stripe = new Stripe(\"{DEMO_KEY}\", {{ host: \"localhost\", port: {port}, protocol: \"http\" }});
  const session = await stripe.billingPortal.sessions.create({{ customer: \"{example}\" }});
  console.log(session.url);
"
    ));
    Ok(())
}

/// A fresh link into the portal of `customer`.
pub fn link(port: u16, customer: &str) -> Result<String> {
    let path = "/v1/billing_portal/sessions";
    made(port, path, &format!("customer={customer}"))
}

/// A fresh link into the dashboard.
fn dashboard(port: u16) -> Result<String> {
    made(port, "/v1/portico/dashboard_links", "role=merchant")
}

fn made(port: u16, path: &str, form: &str) -> Result<String> {
    let answer = http::post_form(port, path, DEMO_KEY, form)
        .map_err(|error| format!("No link could be made for {form}: {error}."))?;
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    match (answer.status, body["url"].as_str()) {
        (200, Some(url)) => Ok(url.to_owned()),
        _ => Err(format!(
            "No link could be made for {form}: {} {}",
            answer.status, answer.body
        )),
    }
}

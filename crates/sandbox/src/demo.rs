//! Demo data: the customers of a believable merchant, made only through the public wire protocol.
//!
//! Fernhill Studio sells design-review software by the seat. Every customer is a story (`people`) told as requests
//! (`story`); those with a past live on a test clock that starts then and is advanced to today.

use std::collections::HashMap;

use serde_json::Value;

use crate::Sandbox;
use crate::error::Error;

mod calendar;
mod catalogue;
mod people;
mod story;
mod wire;

use people::{PEOPLE, Person};
use wire::Wire;

/// The metadata key that marks a finished demo customer; its value is the person's slug.
const MARK: &str = "fernhill_demo";

/// A customer of the demo data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoCustomer {
    /// `cus_…`.
    pub id: String,
    /// The customer's name.
    pub name: String,
    /// What this customer is there to show, in one sentence.
    pub shows: String,
}

/// Fills an account with the demo customers that it does not have yet, and lists all of them in a fixed order.
pub(crate) async fn seed(sandbox: &Sandbox, secret_key: &str) -> Result<Vec<DemoCustomer>, Error> {
    let wire = Wire::new(sandbox.router(), secret_key);
    let mut ids = marked(&wire).await?;
    if PEOPLE.iter().any(|person| !ids.contains_key(person.slug)) {
        let today = calendar::today();
        let prices = catalogue::create(&wire.for_story("catalogue", today)).await?;
        for person in PEOPLE {
            if !ids.contains_key(person.slug) {
                let id = story::tell(&wire.for_story(person.slug, today), person, &prices, today)
                    .await?;
                ids.insert(person.slug.to_owned(), id);
            }
        }
    }
    Ok(PEOPLE
        .iter()
        .filter_map(|person| listed(person, &ids))
        .collect())
}

fn listed(person: &Person, ids: &HashMap<String, String>) -> Option<DemoCustomer> {
    Some(DemoCustomer {
        id: ids.get(person.slug)?.clone(),
        name: person.name.to_owned(),
        shows: person.shows.to_owned(),
    })
}

/// Ids of the finished demo customers by slug. Those on a test clock are listed by their clock alone.
async fn marked(wire: &Wire) -> Result<HashMap<String, String>, Error> {
    let mut customers = all(wire, "/v1/customers?limit=100").await?;
    for clock in all(wire, "/v1/test_helpers/test_clocks?limit=100").await? {
        let clock = clock["id"].as_str().unwrap_or_default();
        let path = format!("/v1/customers?limit=100&test_clock={clock}");
        customers.extend(all(wire, &path).await?);
    }
    let found = customers.iter().filter_map(|customer| {
        let slug = customer["metadata"][MARK].as_str()?;
        Some((slug.to_owned(), customer["id"].as_str()?.to_owned()))
    });
    Ok(found.collect())
}

/// Every object of a list.
async fn all(wire: &Wire, path: &str) -> Result<Vec<Value>, Error> {
    let mut found = Vec::new();
    let mut after = String::new();
    loop {
        let mut page = wire.get(&format!("{path}{after}")).await?;
        if let Value::Array(objects) = page["data"].take() {
            found.extend(objects);
        }
        match found.last().and_then(|last| last["id"].as_str()) {
            Some(last) if page["has_more"] == Value::Bool(true) => {
                after = format!("&starting_after={last}");
            }
            _ => return Ok(found),
        }
    }
}

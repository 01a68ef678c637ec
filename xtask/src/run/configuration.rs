//! What the demo's merchant does once: says over the API what customers may do in the portal.

use std::collections::BTreeMap;

use serde_json::Value;

use super::DEMO_KEY;
use crate::{Result, http};

/// What is allowed beside the products.
const ALLOWED: &[(&str, &str)] = &[
    ("features[subscription_update][enabled]", "true"),
    (
        "features[subscription_update][default_allowed_updates][0]",
        "price",
    ),
    (
        "features[subscription_update][default_allowed_updates][1]",
        "quantity",
    ),
    (
        "features[subscription_update][default_allowed_updates][2]",
        "promotion_code",
    ),
    (
        "features[subscription_update][proration_behavior]",
        "always_invoice",
    ),
    (
        "features[subscription_update][schedule_at_period_end][conditions][0][type]",
        "decreasing_item_amount",
    ),
    (
        "features[subscription_update][schedule_at_period_end][conditions][1][type]",
        "shortening_interval",
    ),
    ("login_page[enabled]", "true"),
];

/// Allows customers to change their subscriptions and to sign in by e-mail, unless that was done before. Answers the
/// login link.
pub fn set_up(port: u16) -> Result<Option<String>> {
    let path = "/v1/billing_portal/configurations?is_default=true";
    let found = ask(http::get_as(port, path, DEMO_KEY))?;
    let configuration = &found["data"][0];
    let login = |it: &Value| it["login_page"]["url"].as_str().map(str::to_owned);
    if configuration["features"]["subscription_update"]["enabled"] == true {
        return Ok(login(configuration));
    }
    let prices = ask(http::get_as(
        port,
        "/v1/prices?active=true&limit=100",
        DEMO_KEY,
    ))?;
    let mut form: Vec<String> = ALLOWED
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    form.extend(products(&prices));
    let id = configuration["id"].as_str().unwrap_or_default();
    let path = format!("/v1/billing_portal/configurations/{id}");
    let set = ask(http::post_form(port, &path, DEMO_KEY, &form.join("&")))?;
    Ok(login(&set))
}

/// The parameters that put every recurring price on sale, but those by usage, which customers cannot change to.
fn products(prices: &Value) -> Vec<String> {
    let mut products: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for price in prices["data"].as_array().into_iter().flatten() {
        if price["recurring"]["usage_type"] == "licensed"
            && let (Some(product), Some(id)) = (price["product"].as_str(), price["id"].as_str())
        {
            products.entry(product).or_default().push(id);
        }
    }
    let mut form = Vec::new();
    for (number, (product, prices)) in products.iter().enumerate() {
        let place = format!("features[subscription_update][products][{number}]");
        form.push(format!("{place}[product]={product}"));
        for (number, price) in prices.iter().enumerate() {
            form.push(format!("{place}[prices][{number}]={price}"));
        }
    }
    form
}

fn ask(answer: std::io::Result<http::Answer>) -> Result<Value> {
    let answer = answer.map_err(|error| format!("The demo could not be set up: {error}."))?;
    match answer.status {
        200 => Ok(serde_json::from_str(&answer.body).unwrap_or_default()),
        status => Err(format!(
            "The demo could not be set up: {status} {}",
            answer.body
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_by_usage_are_not_on_sale() {
        let prices = serde_json::json!({ "data": [
            { "id": "price_2", "product": "prod_1", "recurring": { "usage_type": "licensed" } },
            { "id": "price_3", "product": "prod_1", "recurring": { "usage_type": "metered" } },
            { "id": "price_4", "product": "prod_2", "recurring": null },
        ]});
        let place = "features[subscription_update][products][0]";
        assert_eq!(
            products(&prices),
            [
                format!("{place}[product]=prod_1"),
                format!("{place}[prices][0]=price_2")
            ]
        );
    }
}

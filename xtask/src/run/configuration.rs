//! What the demo's merchant does once: says over the API what customers may do in the portal.

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

/// The plans among the demo's products, as their prices' lookup keys begin, in the order they are shown in. What else is
/// sold comes beside a plan.
const PLANS: [&str; 3] = ["starter_", "team_", "business_"];

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

/// The parameters that put the plans on sale.
fn products(prices: &Value) -> Vec<String> {
    let prices: Vec<&Value> = prices["data"].as_array().into_iter().flatten().collect();
    let mut form = Vec::new();
    for plan in PLANS {
        // Newest first, as they are listed; they are shown as they were made.
        let belongs = |price: &Value| {
            price["lookup_key"]
                .as_str()
                .is_some_and(|key| key.starts_with(plan))
        };
        let prices: Vec<&Value> = prices
            .iter()
            .rev()
            .copied()
            .filter(|price| belongs(price))
            .collect();
        let Some(product) = prices.first().and_then(|price| price["product"].as_str()) else {
            continue;
        };
        let place = format!("features[subscription_update][products][{}]", form.len());
        let mut sold = vec![format!("{place}[product]={product}")];
        for (number, price) in prices.iter().enumerate() {
            let id = price["id"].as_str().unwrap_or_default();
            sold.push(format!("{place}[prices][{number}]={id}"));
        }
        form.push(sold.join("&"));
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
    fn plans_are_on_sale_and_what_comes_beside_them_is_not() {
        let price = |id: &str, product: &str, key: &str| serde_json::json!({ "id": id, "product": product, "lookup_key": key });
        let prices = serde_json::json!({ "data": [
            price("price_5", "prod_3", "api_month_usd"),
            price("price_4", "prod_2", "team_month_eur"),
            price("price_3", "prod_2", "team_month_usd"),
            price("price_2", "prod_1", "starter_year_usd"),
            price("price_1", "prod_1", "starter_month_usd"),
        ]});
        let place = "features[subscription_update][products]";
        assert_eq!(
            products(&prices),
            [
                format!(
                    "{place}[0][product]=prod_1&{place}[0][prices][0]=price_1&{place}[0][prices][1]=price_2"
                ),
                format!(
                    "{place}[1][product]=prod_2&{place}[1][prices][0]=price_3&{place}[1][prices][1]=price_4"
                ),
            ]
        );
    }
}

//! `subscription_update_confirm`: the change that a customer is asked to agree to.

use contract::{FlowConfirm, Subscription};
use serde_json::{Value, json};

use super::check_redeemable;
use crate::app::Merchant;
use crate::configuration::{Configuration, SoldProduct};
use crate::flow::{Flow, FlowDiscount};
use crate::form::Node;
use crate::stripe_error::{StripeError, StripeResult};

const ITEMS: &str = "flow_data[subscription_update_confirm][items]";
const DISCOUNTS: &str = "flow_data[subscription_update_confirm][discounts]";

/// The change, if it is one that the configuration lets customers make. The subscription has one item.
///
/// # Errors
/// In Stripe's words: an unknown item, a price out of the catalogue, nothing that changes.
pub(super) async fn confirmed(
    details: &Node,
    merchant: &Merchant,
    subscription: &Subscription,
    configuration: &Configuration,
) -> StripeResult<FlowConfirm> {
    let items = details.get("items").map(Node::entries).unwrap_or_default();
    let item = match items[..] {
        [item] => item,
        [] => return Err(StripeError::missing(ITEMS)),
        _ => {
            let message = "Only one item may be specified.";
            return Err(StripeError::invalid(ITEMS, message));
        }
    };
    let id = item.text("id").unwrap_or_default();
    let Some(held) = subscription.items.iter().find(|held| held.id == id) else {
        let param = format!("{ITEMS}[0][id]");
        return Err(StripeError::no_such("subscription item", &param, id));
    };
    let price = item.text("price").unwrap_or(&held.price.id);
    let quantity = item.text("quantity").and_then(|text| text.parse().ok());
    let changes_price = price != held.price.id;
    let changes_quantity = quantity.is_some() && quantity != held.quantity;
    let update = &configuration.settings.features.subscription_update;
    let products = update.products();
    let allows = |what: &str| update.default_allowed_updates.iter().any(|it| it == what);
    let refuse = |name: &str, to: &str, because: &str| {
        Err(StripeError::invalid(
            &format!("{ITEMS}[0][{name}]"),
            format!("The item `{id}` cannot be updated to {to} because {because}."),
        ))
    };
    let bpc = &configuration.id;

    if changes_price {
        let to = format!("price `{price}`");
        if product_of(&products, price).is_none() {
            let because = format!(
                "the configuration `{bpc}` does not include the price in its `features[subscription_update][products]`"
            );
            return refuse("price", &to, &because);
        }
        if !allows("price") {
            return refuse("price", &to, &not_allowed(bpc, "price"));
        }
        let sold = merchant.upstream.sold_price(price).await?;
        let Some(sold) = sold.filter(|sold| sold.active) else {
            return Err(StripeError::no_such(
                "price",
                &format!("{ITEMS}[0][price]"),
                price,
            ));
        };
        if sold.price.currency != subscription.currency {
            let because = format!(
                "its currency `{}` does not match the subscription's `{}`",
                sold.price.currency, subscription.currency
            );
            return refuse("price", &to, &because);
        }
    }
    if let Some(wanted) = quantity.filter(|_| changes_quantity) {
        let to = format!("quantity `{wanted}`");
        if !allows("quantity") {
            return refuse("quantity", &to, &not_allowed(bpc, "quantity"));
        }
        if !fits(product_of(&products, price), wanted) {
            let because = format!(
                "the configuration `{bpc}` does not allow it in the `adjustable_quantity` of the price's product"
            );
            return refuse("quantity", &to, &because);
        }
    }
    if !changes_price && !changes_quantity {
        return Err(StripeError::invalid(
            ITEMS,
            "Cannot update the subscription because there are no changes to confirm.",
        ));
    }
    Ok(FlowConfirm {
        price: price.to_owned(),
        quantity,
    })
}

fn not_allowed(configuration: &str, what: &str) -> String {
    format!(
        "the configuration `{configuration}` does not include `{what}` in its \
         `features[subscription_update][default_allowed_updates]`"
    )
}

fn product_of<'a>(products: &'a [SoldProduct], price: &str) -> Option<&'a SoldProduct> {
    let mut products = products.iter();
    products.find(|product| product.prices.iter().any(|held| held == price))
}

fn fits(product: Option<&SoldProduct>, quantity: i64) -> bool {
    product.is_some_and(|product| {
        let bounds = product.adjustable_quantity;
        bounds.enabled
            && quantity >= bounds.minimum
            && bounds.maximum.is_none_or(|most| quantity <= most)
    })
}

/// The discount that comes with the change.
///
/// # Errors
/// In Stripe's words: several, neither or both kinds, one that cannot be redeemed.
pub(super) async fn discount(
    details: &Node,
    merchant: &Merchant,
    customer: &str,
) -> StripeResult<Option<FlowDiscount>> {
    let sent = details
        .get("discounts")
        .map(Node::entries)
        .unwrap_or_default();
    let sent = match sent[..] {
        [] => return Ok(None),
        [sent] => sent,
        _ => {
            let message = "Only one discount may be specified.";
            return Err(StripeError::invalid(DISCOUNTS, message));
        }
    };
    let (name, discount) = match (sent.text("coupon"), sent.text("promotion_code")) {
        (Some(id), None) => ("coupon", FlowDiscount::Coupon(id.to_owned())),
        (None, Some(id)) => ("promotion_code", FlowDiscount::PromotionCode(id.to_owned())),
        _ => {
            return Err(StripeError::invalid(
                &format!("{DISCOUNTS}[0]"),
                "You must specify exactly one of `coupon` or `promotion_code` for each discount.",
            ));
        }
    };
    let param = format!("{DISCOUNTS}[0][{name}]");
    check_redeemable(&discount, &param, merchant, customer).await?;
    Ok(Some(discount))
}

/// Stripe's `flow.subscription_update_confirm`.
pub(super) fn object(flow: &Flow, details: &Node) -> Value {
    let items: Vec<Value> = details
        .get("items")
        .map(Node::entries)
        .unwrap_or_default()
        .into_iter()
        .map(|item| {
            let mut shown = json!({ "id": item.text("id"), "price": item.text("price") });
            let quantity = item
                .text("quantity")
                .and_then(|text| text.parse::<i64>().ok());
            if let Some(quantity) = quantity {
                shown["quantity"] = quantity.into();
            }
            shown
        })
        .collect();
    let discounts = flow.discount.as_ref().map(|discount| match discount {
        FlowDiscount::Coupon(id) => json!([{ "coupon": id, "promotion_code": null }]),
        FlowDiscount::PromotionCode(id) => json!([{ "coupon": null, "promotion_code": id }]),
    });
    json!({ "subscription": flow.subscription, "items": items, "discounts": discounts })
}

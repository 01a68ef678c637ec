//! What a configuration must be beyond the form of its parameters.

use std::collections::BTreeSet;

use super::flow::refused_url;
use crate::app::Merchant;
use crate::config::url::check_return_url;
use crate::configuration::links::missing_links;
use crate::configuration::{Settings, SoldProduct};
use crate::form::Node;
use crate::rules::{self, Field};
use crate::stripe_error::{StripeError, StripeResult};

/// Checks a request by itself.
///
/// # Errors
/// In Stripe's words.
pub fn check(merchant: &Merchant, form: &Node, fields: &[Field]) -> StripeResult<()> {
    refuse_pausing(form)?;
    rules::check(form, fields)?;
    check_urls(merchant, form)
}

/// Checks the settings a request leads to.
///
/// # Errors
/// In Stripe's words.
pub async fn check_settings(
    merchant: &Merchant,
    form: &Node,
    settings: &Settings,
) -> StripeResult<()> {
    check_links(merchant, form, settings)?;
    check_coupon(merchant, form).await?;
    check_products(merchant, settings).await?;
    check_feedback_options(merchant, form).await
}

/// The coupon that is offered to customers who want to cancel must exist; an empty one takes the offer back.
async fn check_coupon(merchant: &Merchant, form: &Node) -> StripeResult<()> {
    match form.text("retention_coupon") {
        Some(coupon) if !coupon.is_empty() && !merchant.upstream.has_coupon(coupon).await? => {
            Err(StripeError::no_such("coupon", "retention_coupon", coupon))
        }
        _ => Ok(()),
    }
}

/// Source: the product's FAQ, "Will the Customer portal configuration API change?": the parameter is removed by
/// 1 August 2024, and passing it is an error from then on.
fn refuse_pausing(form: &Node) -> StripeResult<()> {
    let sent = form
        .get("features")
        .and_then(|it| it.get("subscription_pause"));
    if sent.is_none() {
        return Ok(());
    }
    Err(StripeError {
        code: Some("parameter_unknown"),
        ..StripeError::invalid(
            "features[subscription_pause]",
            "Received unknown parameter: features[subscription_pause]. It was removed on 1 August 2024: customers can \
             neither pause a subscription in the portal nor resume the collection of its payments. Remove the parameter; \
             to pause collection, set `pause_collection` of the subscription.",
        )
    })
}

/// Customers are sent to the account's registered origins only, and shown links that are https.
fn check_urls(merchant: &Merchant, form: &Node) -> StripeResult<()> {
    let check = |url: Option<&str>, param: &str, origins: &[String]| match url {
        Some(url) if !url.is_empty() => check_return_url(url, origins)
            .map(drop)
            .map_err(|refusal| refused_url(param, refusal)),
        _ => Ok(()),
    };
    let origins = &merchant.account.return_origins;
    let url = form.text("default_return_url");
    check(url, "default_return_url", origins)?;
    for name in ["privacy_policy_url", "terms_of_service_url"] {
        let profile = form.get("business_profile");
        let url = profile.and_then(|profile| profile.text(name));
        check(url, &format!("business_profile[{name}]"), &[])?;
    }
    Ok(())
}

/// Links that are demanded must be there, once the request is about what demands them, or about them.
fn check_links(merchant: &Merchant, form: &Node, settings: &Settings) -> StripeResult<()> {
    let feature = |name: &str| form.get("features").and_then(|it| it.get(name)).is_some();
    let is_about = feature("subscription_cancel")
        || feature("subscription_update")
        || form.get("business_profile").is_some()
        || form.get("default_return_url").is_some();
    if !is_about {
        return Ok(());
    }
    let missing = missing_links(settings, &merchant.account);
    match missing.iter().find(|link| link.is_demanded) {
        None => Ok(()),
        Some(link) => Err(StripeError {
            code: Some("parameter_missing"),
            ..StripeError::invalid(
                link.param,
                format!(
                    "Missing required param: {}. A configuration that lets customers cancel subscriptions and not update \
                     them needs a return URL, and links to the terms of service and the privacy policy.",
                    link.param
                ),
            )
        }),
    }
}

/// No product twice, and each price of its product, recurring, and the only one of its interval and currency there.
async fn check_products(merchant: &Merchant, settings: &Settings) -> StripeResult<()> {
    let products = settings.features.subscription_update.products();
    let mut seen = BTreeSet::new();
    for (place, product) in products.iter().enumerate() {
        let parent = format!("features[subscription_update][products][{place}]");
        if !seen.insert(&product.product) {
            return Err(StripeError::invalid(
                &format!("{parent}[product]"),
                format!(
                    "The product `{}` is listed more than once. Put all of its prices into one entry.",
                    product.product
                ),
            ));
        }
        check_quantity(product, &parent)?;
        check_prices(merchant, product, &parent).await?;
    }
    Ok(())
}

fn check_quantity(product: &SoldProduct, parent: &str) -> StripeResult<()> {
    let quantity = product.adjustable_quantity;
    if quantity.maximum.is_some_and(|most| most < quantity.minimum) {
        return Err(StripeError::invalid(
            &format!("{parent}[adjustable_quantity][maximum]"),
            "`maximum` must be at least `minimum`.",
        ));
    }
    Ok(())
}

async fn check_prices(
    merchant: &Merchant,
    product: &SoldProduct,
    parent: &str,
) -> StripeResult<()> {
    if product.prices.is_empty() {
        return Err(StripeError::missing(&format!("{parent}[prices]")));
    }
    let mut known = BTreeSet::new();
    for (number, id) in product.prices.iter().enumerate() {
        let param = format!("{parent}[prices][{number}]");
        let found = merchant.upstream.sold_price(id).await?;
        let Some(found) = found.filter(|found| found.product == product.product) else {
            return Err(StripeError::no_such("price", &param, id));
        };
        let Some(recurring) = &found.price.recurring else {
            return Err(StripeError::invalid(
                &param,
                format!("The price `{id}` must be recurring."),
            ));
        };
        let key = (
            format!("{:?}", recurring.interval),
            recurring.interval_count,
            found.price.currency.clone(),
        );
        if !known.insert(key) {
            return Err(StripeError::invalid(
                &param,
                "For each product, its price must have unique billing intervals.",
            ));
        }
    }
    Ok(())
}

/// Reasons of the merchant's own must exist, and be in use. Those that were taken before may be out of use since: they
/// are no longer offered.
async fn check_feedback_options(merchant: &Merchant, form: &Node) -> StripeResult<()> {
    let parent = "features[subscription_cancel][cancellation_reason][feedback_options]";
    let sent = ["features", "subscription_cancel", "cancellation_reason"]
        .iter()
        .try_fold(form, |node, name| node.get(name))
        .map(|node| node.texts("feedback_options"))
        .unwrap_or_default();
    for (number, id) in sent.iter().enumerate() {
        let param = format!("{parent}[{number}]");
        match merchant.upstream.feedback_option(id).await? {
            None => return Err(StripeError::no_such("feedback option", &param, id)),
            Some(option) if !option.is_active => {
                return Err(StripeError::invalid(
                    &param,
                    format!(
                        "Deactivated feedback options cannot be used in portal configurations ({id})."
                    ),
                ));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

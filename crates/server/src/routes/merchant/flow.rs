//! `flow_data`: checked in full, built later.

use crate::app::Merchant;
use crate::config::url::{UrlRefusal, check_return_url};
use crate::form::Node;
use crate::stripe_error::{StripeError, StripeResult};

/// What is valid but not built yet is refused before anything is done, so that no caller takes it for granted.
pub(super) fn check_flow(form: &Node, merchant: &Merchant) -> StripeResult<()> {
    if form.get("on_behalf_of").is_some() {
        return Err(StripeError::not_implemented(
            Some("on_behalf_of"),
            "Portico does not show a portal on behalf of another account yet.",
        ));
    }
    let Some(flow) = form.get("flow_data") else {
        return Ok(());
    };
    let kind = flow.text("type").unwrap_or_default();
    let needs_details = matches!(
        kind,
        "subscription_cancel" | "subscription_update" | "subscription_update_confirm"
    );
    if needs_details && flow.get(kind).is_none() {
        return Err(StripeError::missing(&format!("flow_data[{kind}]")));
    }
    for other in [
        "subscription_cancel",
        "subscription_update",
        "subscription_update_confirm",
    ] {
        if other != kind && flow.get(other).is_some() {
            return Err(StripeError::invalid(
                &format!("flow_data[{other}]"),
                format!("You may only pass `{other}` when `flow_data[type]` is `{other}`."),
            ));
        }
    }
    if let Some(Node::Map(items)) = flow.get(kind).and_then(|details| details.get("items"))
        && items.len() > 1
    {
        return Err(StripeError::invalid(
            "flow_data[subscription_update_confirm][items]",
            "Only one item may be specified.",
        ));
    }
    if let Some(after) = flow.get("after_completion") {
        check_after_completion(after, &merchant.account.return_origins)?;
    }
    Err(StripeError::not_implemented(
        Some("flow_data"),
        "This release of Portico has no flows yet. Leave `flow_data` out: the same link opens the whole portal.",
    ))
}

fn check_after_completion(after: &Node, origins: &[String]) -> StripeResult<()> {
    let param = "flow_data[after_completion][redirect][return_url]";
    let redirect = after.get("redirect").and_then(|r| r.text("return_url"));
    match (after.text("type"), redirect) {
        (Some("redirect"), None) => Err(StripeError::missing(
            "flow_data[after_completion][redirect]",
        )),
        (_, Some(url)) => check_return_url(url, origins)
            .map(drop)
            .map_err(|refusal| refused_url(param, refusal)),
        (_, None) => Ok(()),
    }
}

/// A URL customers will not be sent to.
pub(super) fn refused_url(param: &str, refusal: UrlRefusal) -> StripeError {
    let message = match refusal {
        UrlRefusal::Invalid => "Not a valid URL",
        UrlRefusal::Insecure => "Invalid URL: must use https (http is for localhost only)",
        UrlRefusal::Unregistered => {
            "Invalid URL: its origin is not one of the account's return origins"
        }
    };
    StripeError {
        code: Some("url_invalid"),
        ..StripeError::invalid(param, message)
    }
}

//! Making checkout sessions.

use serde_json::{Value, json};

use super::OBJECT;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::ids;
use crate::params::{Params, merge_metadata};
use crate::resources::setup_intents;

/// How long a session is open unless the merchant says otherwise, and at most, in seconds.
const LONGEST: i64 = 86_400;
/// How long it is open at least, in seconds.
const SHORTEST: i64 = 1_800;

/// What a session is made of, beside what was sent.
pub(super) struct Parts<'a> {
    /// `cs_test_…`.
    pub(super) id: &'a str,
    /// Unix seconds.
    pub(super) created: i64,
    /// Unix seconds.
    pub(super) expires_at: i64,
    /// Where the customer goes when the method is saved.
    pub(super) success_url: &'a str,
    /// Where the customer goes without saving one.
    pub(super) cancel_url: Option<&'a str>,
    /// What the page confirms.
    pub(super) intent: &'a Value,
}

/// An open session. Key and secret of its page are in the fragment of the address, so they reach no log.
///
/// # Errors
/// When there is no randomness.
pub(super) fn session(cx: &Cx, parts: &Parts<'_>) -> Result<Value> {
    let secret = format!("{}_secret_{}", parts.id, ids::random(32)?);
    let url = format!(
        "{}/v3/checkout#{}/{secret}",
        cx.state.config().public_origin,
        cx.caller.publishable_key
    );
    let params = cx.params();
    let mut session = json!({
        "id": parts.id,
        "object": OBJECT,
        "adaptive_pricing": null,
        "after_expiration": null,
        "allow_promotion_codes": null,
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount_subtotal": null,
        "amount_total": null,
        "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null },
        "billing_address_collection": null,
        "cancel_url": parts.cancel_url,
        "client_reference_id": params.text("client_reference_id"),
        "client_secret": null,
        "collected_information": null,
        "consent": null,
        "consent_collection": null,
        "created": parts.created,
        "currency": params.text("currency"),
        "currency_conversion": null,
        "custom_fields": [],
        "custom_text": {
            "after_submit": null, "shipping_address": null, "submit": null,
            "terms_of_service_acceptance": null,
        },
        "customer": parts.intent["customer"],
        "customer_account": null,
        "customer_creation": null,
        "customer_details": null,
        "customer_email": null,
        "discounts": null,
        "expires_at": parts.expires_at,
        "integration_identifier": null,
        "invoice": null,
        "invoice_creation": null,
        "livemode": false,
        "locale": params.text("locale"),
        "metadata": {},
        "mode": "setup",
        "origin_context": null,
        "payment_intent": null,
        "payment_link": null,
        "payment_method_collection": "always",
        "payment_method_configuration_details": null,
        "payment_method_options": parts.intent["payment_method_options"],
        "payment_method_types": parts.intent["payment_method_types"],
        "payment_status": "no_payment_required",
        "permissions": null,
        "recovered_from": null,
        "saved_payment_method_options": null,
        "setup_intent": parts.intent["id"],
        "shipping_address_collection": null,
        "shipping_cost": null,
        "shipping_options": [],
        "status": "open",
        "submit_type": null,
        "subscription": null,
        "success_url": parts.success_url,
        "total_details": null,
        "ui_mode": "hosted_page",
        "url": url,
        "wallet_options": null,
        "_secret": secret,
    });
    merge_metadata(params.get("metadata"), &mut session);
    Ok(session)
}

/// The setup intent that the page confirms.
///
/// # Errors
/// 400 for kinds that the account does not accept.
pub(super) fn intent_of(cx: &Cx, customer: &Value, params: &Params) -> Result<Value> {
    let mut payer = customer.clone();
    if let Some(currency) = params.text("currency") {
        payer["currency"] = currency.into();
    }
    let mut intent = setup_intents::blank(cx, &payer, params)?;
    if let Some(data) = params.get("setup_intent_data") {
        intent["description"] = data["description"].clone();
        merge_metadata(data.get("metadata"), &mut intent);
    }
    Ok(intent)
}

/// A parameter that must be a web address. `{CHECKOUT_SESSION_ID}` in it stands for the session's id.
///
/// # Errors
/// 400 when it is none.
pub(super) fn web_address<'a>(params: &'a Params, name: &str) -> Result<Option<&'a str>> {
    let Some(url) = params.text(name) else {
        return Ok(None);
    };
    let well_formed = reqwest::Url::parse(url)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
    if well_formed {
        return Ok(Some(url));
    }
    Err(
        ApiError::invalid("Invalid URL: An explicit scheme (such as https) must be provided.")
            .code("url_invalid")
            .param(name),
    )
}

/// A parameter that Stripe wants in this mode.
pub(super) fn missing(name: &str) -> ApiError {
    ApiError::invalid(format!("Missing required param: {name}."))
        .code("parameter_missing")
        .param(name)
}

/// When the session closes, Unix seconds.
///
/// # Errors
/// 400 when that is too soon or too late.
pub(super) fn expires_at(params: &Params, created: i64) -> Result<i64> {
    let Some(at) = params.int("expires_at") else {
        return Ok(created + LONGEST);
    };
    let refused = |how: &str| {
        let message =
            format!("The `expires_at` timestamp must be {how} from Checkout Session creation.");
        Err(ApiError::invalid(message).param("expires_at"))
    };
    match at - created {
        ..SHORTEST => refused("at least 30 minutes"),
        SHORTEST..=LONGEST => Ok(at),
        _ => refused("less than 24 hours"),
    }
}

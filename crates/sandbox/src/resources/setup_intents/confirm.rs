//! What confirming does: save, ask the customer, or refuse.

use serde_json::{Value, json};

use crate::billing::charge::declined;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::expand::{Wanted, present};
use crate::ids;
use crate::params::Params;
use crate::resources::checkout_sessions;
use crate::resources::payment_methods::adopt;
use crate::test_methods::{self, Setup};
use crate::value::text;

/// Confirms an intent that has a payment method.
///
/// # Errors
/// 400 without one; 402 when the issuer refuses it (the intent remembers why).
pub(super) async fn confirm(cx: &mut Cx, mut intent: Value, params: &Params) -> Result<Value> {
    let Some(method) = intent["payment_method"].as_str().map(str::to_owned) else {
        return Err(ApiError::invalid(
            "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the SetupIntent with a payment method and then confirm it again, or confirm it again directly with a payment method.",
        )
        .code("setup_intent_unexpected_state")
        .with("setup_intent", shown_in_error(&intent)));
    };
    let method = cx
        .referenced("payment_method", &method, "payment_method")
        .await?;
    intent["last_setup_error"] = Value::Null;
    intent["_mandate"] = params.get("mandate_data").cloned().unwrap_or_default();
    // A method that the customer already has was set up before.
    let setup = if method["customer"].is_null() {
        test_methods::named(text(&method, "_test")).map_or(Setup::Succeeds, |test| test.setup)
    } else {
        Setup::Succeeds
    };
    match setup {
        Setup::Succeeds => succeed(cx, intent, method).await,
        Setup::Authenticates => {
            intent["status"] = "requires_action".into();
            intent["next_action"] = json!({
                "type": "use_stripe_sdk",
                "use_stripe_sdk": {
                    "type": "three_d_secure_challenge",
                    "source": ids::long("payatt")?,
                    "directory_server_name": "visa",
                },
            });
            cx.save(&intent).await?;
            cx.emit("setup_intent.requires_action", &intent, None)
                .await?;
            Ok(intent)
        }
        Setup::Redirects => {
            intent["status"] = "requires_action".into();
            intent["next_action"] = redirect(cx, &intent, params)?;
            cx.save(&intent).await?;
            cx.emit("setup_intent.requires_action", &intent, None)
                .await?;
            Ok(intent)
        }
        Setup::Declines(decline) => {
            let error = declined(decline);
            let intent = fail(cx, intent, method.clone(), &error).await?;
            let method = present(cx, method, &Wanted::default()).await?;
            Err(error
                .with("setup_intent", shown_in_error(&intent))
                .with("payment_method", method))
        }
    }
}

/// Where the customer agrees: a page of the sandbox's that stands for the provider's. Key and secret are in the
/// fragment, so they reach no log.
///
/// # Errors
/// 400 when the caller did not say where the customer is to come back to.
fn redirect(cx: &Cx, intent: &Value, params: &Params) -> Result<Value> {
    let Some(back) = params.text("return_url") else {
        return Err(ApiError::invalid(
            "A `return_url` must be specified because this Setup Intent is configured to automatically accept the payment methods enabled in the Dashboard, some of which may require a full page redirect to succeed. If you do not want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
        )
        .param("return_url"));
    };
    if !back.starts_with("https://") && !back.starts_with("http://") {
        return Err(ApiError::invalid(
            "Invalid URL: An explicit scheme (such as https) must be provided.",
        )
        .code("url_invalid")
        .param("return_url"));
    }
    let url = format!(
        "{}/v3/authorize#{}/{}",
        cx.state.config().public_origin,
        cx.caller.publishable_key,
        text(intent, "client_secret")
    );
    Ok(json!({
        "type": "redirect_to_url",
        "redirect_to_url": { "return_url": back, "url": url },
    }))
}

/// What the customer told the bank.
pub(super) async fn authenticated(cx: &mut Cx, intent: Value, passed: bool) -> Result<Value> {
    let method = text(&intent, "payment_method").to_owned();
    let method = cx
        .referenced("payment_method", &method, "payment_method")
        .await?;
    if passed {
        return succeed(cx, intent, method).await;
    }
    let error = ApiError::invalid(
        "The latest attempt to set up the payment method has failed because authentication failed.",
    )
    .code("setup_intent_authentication_failure");
    fail(cx, intent, method, &error).await
}

async fn succeed(cx: &mut Cx, mut intent: Value, method: Value) -> Result<Value> {
    if let Some(mandate) = mandate(cx, &intent, &method)? {
        cx.insert(&mandate).await?;
        intent["mandate"] = mandate["id"].clone();
    }
    if let Some(customer) = intent["customer"].as_str().map(str::to_owned) {
        let customer = cx.referenced("customer", &customer, "customer").await?;
        adopt(cx, method, &customer).await?;
    }
    intent["status"] = "succeeded".into();
    intent["next_action"] = Value::Null;
    intent["last_setup_error"] = Value::Null;
    cx.save(&intent).await?;
    cx.emit("setup_intent.succeeded", &intent, None).await?;
    checkout_sessions::complete(cx, &intent).await?;
    Ok(intent)
}

async fn fail(cx: &mut Cx, mut intent: Value, method: Value, error: &ApiError) -> Result<Value> {
    let method = present(cx, method, &Wanted::default()).await?;
    let mut remembered = error.inner();
    remembered["payment_method"] = method;
    intent["last_setup_error"] = remembered;
    intent["status"] = "requires_payment_method".into();
    intent["payment_method"] = Value::Null;
    intent["next_action"] = Value::Null;
    cx.save(&intent).await?;
    cx.emit("setup_intent.setup_failed", &intent, None).await?;
    Ok(intent)
}

/// Bank debits rest on a mandate; cards do not.
fn mandate(cx: &Cx, intent: &Value, method: &Value) -> Result<Option<Value>> {
    let kind = text(method, "type");
    if !kind.ends_with("_debit") && kind != "us_bank_account" {
        return Ok(None);
    }
    let sent = &intent["_mandate"]["customer_acceptance"];
    let online = sent["type"] != "offline";
    let mut acceptance = json!({ "accepted_at": sent["accepted_at"].as_i64().unwrap_or(cx.now) });
    if online {
        acceptance["type"] = "online".into();
        acceptance["online"] = json!({
            "ip_address": sent["online"]["ip_address"], "user_agent": sent["online"]["user_agent"],
        });
    } else {
        acceptance["type"] = "offline".into();
        acceptance["offline"] = json!({});
    }
    let id = ids::long("mandate")?;
    Ok(Some(json!({
        "id": id,
        "object": "mandate",
        "customer_acceptance": acceptance,
        "livemode": false,
        "multi_use": {},
        "payment_method": method["id"],
        "payment_method_details": { "type": kind, kind: terms(cx, &id, intent, kind)? },
        "status": "active",
        "type": "multi_use",
    })))
}

/// What a mandate says for its kind of payment method.
fn terms(cx: &Cx, id: &str, intent: &Value, kind: &str) -> Result<Value> {
    let reference = ids::random(16)?.to_ascii_uppercase();
    // There is no page for it; the address shows the mandate to whoever has the key.
    let url = format!("{}/v1/mandates/{id}", cx.state.config().public_origin);
    Ok(match kind {
        "sepa_debit" => json!({ "reference": reference, "url": url }),
        "au_becs_debit" => json!({ "url": url }),
        "bacs_debit" => json!({
            "display_name": null, "network_status": "accepted", "reference": reference, "revocation_reason": null,
            "service_user_number": null, "url": url,
        }),
        "acss_debit" => {
            let agreed = &intent["payment_method_options"]["acss_debit"]["mandate_options"];
            let mut terms = json!({
                "interval_description": agreed["interval_description"],
                "payment_schedule": agreed["payment_schedule"].as_str().unwrap_or("combined"),
                "transaction_type": agreed["transaction_type"].as_str().unwrap_or("personal"),
            });
            if agreed["default_for"].is_array() {
                terms["default_for"] = agreed["default_for"].clone();
            }
            terms
        }
        _ => json!({}),
    })
}

/// The intent inside an error, without what only the engine knows.
fn shown_in_error(intent: &Value) -> Value {
    let mut intent = intent.clone();
    if let Some(members) = intent.as_object_mut() {
        members.retain(|name, _| !name.starts_with('_'));
    }
    intent
}

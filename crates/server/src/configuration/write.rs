//! Settings as a merchant sends them. Only what is sent changes.

use serde_json::{Value, json};

use super::parameters::PRODUCTS;
use super::{Settings, SubscriptionCancel, SubscriptionUpdate};
use crate::form::{Node, merge_metadata};
use crate::stripe_error::{StripeError, StripeResult};

/// The fewest of an adjustable quantity, when the merchant does not say.
const MINIMUM: i64 = 1;

/// Takes over what was sent. It has been held against [`super::parameters`].
///
/// # Errors
/// 400 in Stripe's words when parts of the settings contradict each other.
pub fn apply(form: &Node, settings: &mut Settings) -> StripeResult<()> {
    set_text(form, "default_return_url", &mut settings.default_return_url);
    set_text(form, "name", &mut settings.name);
    set_text(form, "retention_coupon", &mut settings.retention_coupon);
    if let Some(sent) = form.get("business_profile") {
        let profile = &mut settings.business_profile;
        set_text(sent, "headline", &mut profile.headline);
        set_text(sent, "privacy_policy_url", &mut profile.privacy_policy_url);
        set_text(
            sent,
            "terms_of_service_url",
            &mut profile.terms_of_service_url,
        );
    }
    if let Some(sent) = form.get("login_page") {
        set_flag(sent, "enabled", &mut settings.login_page_enabled);
    }
    merge_metadata(form, &mut settings.metadata);
    let Some(sent) = form.get("features") else {
        return Ok(());
    };
    let features = &mut settings.features;
    if let Some(sent) = sent.get("customer_update") {
        set_flag(sent, "enabled", &mut features.customer_update.enabled);
        let allowed = &mut features.customer_update.allowed_updates;
        set_list(sent, "allowed_updates", allowed);
    }
    if let Some(sent) = sent.get("invoice_history") {
        set_flag(sent, "enabled", &mut features.invoice_history.enabled);
    }
    if let Some(sent) = sent.get("payment_method_update") {
        let feature = &mut features.payment_method_update;
        set_flag(sent, "enabled", &mut feature.enabled);
        let name = "payment_method_configuration";
        set_text(sent, name, &mut feature.payment_method_configuration);
    }
    if let Some(sent) = sent.get("subscription_cancel") {
        apply_cancel(sent, &mut features.subscription_cancel)?;
    }
    if let Some(sent) = sent.get("subscription_update") {
        apply_update(sent, &mut features.subscription_update)?;
    }
    Ok(())
}

fn apply_cancel(sent: &Node, feature: &mut SubscriptionCancel) -> StripeResult<()> {
    set_flag(sent, "enabled", &mut feature.enabled);
    set_word(sent, "mode", &mut feature.mode);
    set_word(sent, "proration_behavior", &mut feature.proration_behavior);
    if let Some(reason) = sent.get("cancellation_reason") {
        set_flag(reason, "enabled", &mut feature.cancellation_reason.enabled);
        set_list(reason, "options", &mut feature.cancellation_reason.options);
        let own = &mut feature.cancellation_reason.feedback_options;
        set_list(reason, "feedback_options", own);
    }
    let param = "features[subscription_cancel][proration_behavior]";
    match (feature.mode.as_str(), feature.proration_behavior.as_str()) {
        (_, "always_invoice") => Err(StripeError::invalid(
            param,
            "`always_invoice` cannot be used when subscriptions are canceled.",
        )),
        ("at_period_end", "create_prorations") => Err(StripeError::invalid(
            param,
            "`create_prorations` can only be used when `mode` is `immediately`.",
        )),
        _ => Ok(()),
    }
}

fn apply_update(sent: &Node, feature: &mut SubscriptionUpdate) -> StripeResult<()> {
    set_flag(sent, "enabled", &mut feature.enabled);
    set_word(sent, "proration_behavior", &mut feature.proration_behavior);
    let trial = &mut feature.trial_update_behavior;
    set_word(sent, "trial_update_behavior", trial);
    if let Some(anchor) = sent.text("billing_cycle_anchor") {
        feature.billing_cycle_anchor = Some(anchor.to_owned());
    }
    let allowed = &mut feature.default_allowed_updates;
    set_list(sent, "default_allowed_updates", allowed);
    if let Some(conditions) = sent
        .get("schedule_at_period_end")
        .and_then(|it| it.get("conditions"))
    {
        let types = conditions.entries().into_iter();
        feature.schedule_at_period_end = types
            .filter_map(|condition| condition.text("type").map(str::to_owned))
            .collect();
    }
    if let Some(products) = sent.get("products") {
        feature.products = products.entries().into_iter().map(product).collect();
    }
    let parent = "features[subscription_update]";
    if feature.products.len() > PRODUCTS {
        return Err(StripeError::invalid(
            &format!("{parent}[products]"),
            format!("Array must contain at most {PRODUCTS} elements."),
        ));
    }
    if feature.enabled && feature.default_allowed_updates.is_empty() {
        return Err(StripeError::missing(&format!(
            "{parent}[default_allowed_updates]"
        )));
    }
    if feature.enabled && feature.products.is_empty() {
        return Err(StripeError::missing(&format!("{parent}[products]")));
    }
    Ok(())
}

/// One product as it is kept and shown. Its quantity is adjustable unless the merchant says otherwise.
fn product(sent: &Node) -> Value {
    let adjustable = sent.get("adjustable_quantity");
    let number = |name: &str| adjustable?.text(name)?.parse::<i64>().ok();
    let is_on = adjustable.is_none_or(|it| it.text("enabled") == Some("true"));
    json!({
        "adjustable_quantity": {
            "enabled": is_on,
            "maximum": number("maximum"),
            "minimum": number("minimum").unwrap_or(MINIMUM),
        },
        "prices": sent.texts("prices"),
        "product": sent.text("product"),
    })
}

/// The empty text clears.
fn set_text(form: &Node, name: &str, held: &mut Option<String>) {
    if let Some(text) = form.text(name) {
        *held = Some(text.to_owned()).filter(|text| !text.is_empty());
    }
}

fn set_word(form: &Node, name: &str, held: &mut String) {
    if let Some(text) = form.text(name) {
        text.clone_into(held);
    }
}

fn set_flag(form: &Node, name: &str, held: &mut bool) {
    if let Some(text) = form.text(name) {
        *held = text == "true";
    }
}

fn set_list(form: &Node, name: &str, held: &mut Vec<String>) {
    if form.get(name).is_some() {
        *held = form.texts(name).into_iter().map(str::to_owned).collect();
    }
}

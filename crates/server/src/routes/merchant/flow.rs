//! `flow_data`: what a link is made for. Checked in full before the link is, in Stripe's words where they are known.

mod confirm;
mod subject;

use contract::{AfterCompletion, FlowKind};
use serde_json::{Value, json};

use crate::app::Merchant;
use crate::config::url::{UrlRefusal, check_return_url};
use crate::configuration::Configuration;
use crate::features::features_of;
use crate::flow::{Flow, FlowDiscount};
use crate::form::Node;
use crate::stripe_error::{StripeError, StripeResult};
use crate::upstream::Redeemability;

use confirm::confirmed;
use subject::Subject;

/// A flow with the object that shows it to the merchant.
pub(super) struct MadeFlow {
    /// As it is stored.
    pub flow: Flow,
    /// Stripe's `flow`.
    pub object: Value,
}

/// What can be checked without asking anybody.
///
/// # Errors
/// Parameters that contradict each other, in Stripe's words.
pub(super) fn check_flow(form: &Node, merchant: &Merchant) -> StripeResult<()> {
    let Some(flow) = form.get("flow_data") else {
        return Ok(());
    };
    let kind = flow.text("type").unwrap_or_default();
    let detailed = [
        "subscription_cancel",
        "subscription_update",
        "subscription_update_confirm",
    ];
    if detailed.contains(&kind) && flow.get(kind).is_none() {
        return Err(StripeError::missing(&format!("flow_data[{kind}]")));
    }
    for other in detailed {
        if other != kind && flow.get(other).is_some() {
            return Err(StripeError::invalid(
                &format!("flow_data[{other}]"),
                format!("You may only pass `{other}` when `flow_data[type]` is `{other}`."),
            ));
        }
    }
    after_completion(flow, merchant).map(drop)
}

/// The flow that a link is made for, if it is made for one.
///
/// # Errors
/// What cannot be done is refused now, so that no customer is sent to it.
pub(super) async fn flow_of(
    form: &Node,
    merchant: &Merchant,
    customer: &str,
    configuration: &Configuration,
) -> StripeResult<Option<MadeFlow>> {
    let Some(sent) = form.get("flow_data") else {
        return Ok(None);
    };
    let kind = kind_of(sent).ok_or_else(StripeError::internal)?;
    let mut flow = Flow {
        kind,
        subscription: None,
        confirm: None,
        discount: None,
        offer: None,
        after_completion: after_completion(sent, merchant)?,
        completed: None,
        invoice: None,
    };
    let features = features_of(configuration);
    let details = sent.get(kind.as_str());
    match kind {
        FlowKind::CustomerUpdate if features.customer_update.is_empty() => {
            return Err(disabled(
                "The customer cannot be updated",
                "customer update",
            ));
        }
        FlowKind::PaymentMethodUpdate if !features.payment_method_update => {
            let what = "Payment methods cannot be updated";
            return Err(disabled(what, "payment method update"));
        }
        FlowKind::CustomerUpdate | FlowKind::PaymentMethodUpdate => {}
        FlowKind::SubscriptionCancel => {
            if features.subscription_cancel.is_none() {
                let what = "This subscription cannot be canceled";
                return Err(disabled(what, "subscription cancel"));
            }
            let subject = Subject::read(sent, kind, merchant, customer).await?;
            subject.check_cancel(&features)?;
            flow.offer = offer(details, merchant, customer).await?;
            flow.subscription = Some(subject.subscription().id.clone());
        }
        FlowKind::SubscriptionUpdate | FlowKind::SubscriptionUpdateConfirm => {
            if features.subscription_update.is_none() {
                let what = "This subscription cannot be updated";
                return Err(disabled(what, "subscription update"));
            }
            let subject = Subject::read(sent, kind, merchant, customer).await?;
            subject.check_update(&features)?;
            if let (FlowKind::SubscriptionUpdateConfirm, Some(details)) = (kind, details) {
                let subscription = subject.subscription();
                let change = confirmed(details, merchant, subscription, configuration).await?;
                flow.confirm = Some(change);
                flow.discount = confirm::discount(details, merchant, customer).await?;
            }
            flow.subscription = Some(subject.subscription().id.clone());
        }
    }
    let object = object(&flow, details);
    Ok(Some(MadeFlow { flow, object }))
}

fn kind_of(sent: &Node) -> Option<FlowKind> {
    let word = Value::from(sent.text("type")?);
    serde_json::from_value(word).ok()
}

/// Source for the words: Stripe's answer when subscriptions cannot be updated.
fn disabled(what: &str, feature: &str) -> StripeError {
    StripeError::invalid(
        "flow_data[type]",
        format!("{what} because the {feature} feature in the portal configuration is disabled."),
    )
}

fn after_completion(sent: &Node, merchant: &Merchant) -> StripeResult<AfterCompletion> {
    let nothing_said = AfterCompletion::HostedConfirmation {
        custom_message: None,
    };
    let Some(after) = sent.get("after_completion") else {
        return Ok(nothing_said);
    };
    let param = "flow_data[after_completion][redirect][return_url]";
    let redirect = after.get("redirect").and_then(|it| it.text("return_url"));
    // It is checked whatever the type is: a merchant who changes the type later has been told before.
    let redirect = redirect
        .map(|url| check_return_url(url, &merchant.account.return_origins))
        .transpose()
        .map_err(|refusal| refused_url(param, refusal))?;
    match (after.text("type"), redirect) {
        (Some("redirect"), Some(return_url)) => Ok(AfterCompletion::Redirect { return_url }),
        (Some("redirect"), None) => Err(StripeError::missing(
            "flow_data[after_completion][redirect]",
        )),
        (Some("portal_homepage"), _) => Ok(AfterCompletion::PortalHomepage),
        _ => Ok(AfterCompletion::HostedConfirmation {
            custom_message: after
                .get("hosted_confirmation")
                .and_then(|hosted| hosted.text("custom_message"))
                .map(str::to_owned),
        }),
    }
}

/// The coupon offered for staying.
async fn offer(
    details: Option<&Node>,
    merchant: &Merchant,
    customer: &str,
) -> StripeResult<Option<String>> {
    let retention = details.and_then(|details| details.get("retention"));
    let coupon = retention
        .and_then(|retention| retention.get("coupon_offer"))
        .and_then(|offer| offer.text("coupon"));
    let Some(coupon) = coupon else {
        return Ok(None);
    };
    let param = "flow_data[subscription_cancel][retention][coupon_offer][coupon]";
    let discount = FlowDiscount::Coupon(coupon.to_owned());
    check_redeemable(&discount, param, merchant, customer).await?;
    Ok(Some(coupon.to_owned()))
}

async fn check_redeemable(
    discount: &FlowDiscount,
    param: &str,
    merchant: &Merchant,
    customer: &str,
) -> StripeResult<()> {
    let (what, id) = match discount {
        FlowDiscount::Coupon(id) => ("coupon", id),
        FlowDiscount::PromotionCode(id) => ("promotion code", id),
    };
    match merchant.upstream.can_redeem(customer, discount).await? {
        Redeemability::Redeemable(_) => Ok(()),
        Redeemability::Missing => Err(StripeError::no_such(what, param, id)),
        Redeemability::Expired if what == "coupon" => Err(StripeError {
            code: Some("coupon_expired"),
            ..StripeError::invalid(param, format!("Coupon expired: {id}"))
        }),
        Redeemability::Expired => Err(StripeError {
            code: Some("promotion_code_expired"),
            ..StripeError::invalid(param, format!("The promotion code `{id}` is not active."))
        }),
    }
}

/// Stripe's `flow`: what was sent, with `null` for what was not.
fn object(flow: &Flow, details: Option<&Node>) -> Value {
    let (hosted, redirect) = match &flow.after_completion {
        AfterCompletion::HostedConfirmation {
            custom_message: Some(message),
        } => (json!({ "custom_message": message }), Value::Null),
        AfterCompletion::Redirect { return_url } => {
            (Value::Null, json!({ "return_url": return_url }))
        }
        _ => (Value::Null, Value::Null),
    };
    let kind = match &flow.after_completion {
        AfterCompletion::HostedConfirmation { .. } => "hosted_confirmation",
        AfterCompletion::PortalHomepage => "portal_homepage",
        AfterCompletion::Redirect { .. } => "redirect",
    };
    let retention = flow
        .offer
        .as_ref()
        .map(|coupon| json!({ "type": "coupon_offer", "coupon_offer": { "coupon": coupon } }));
    let only = |wanted: FlowKind, value: Value| {
        if flow.kind == wanted {
            value
        } else {
            Value::Null
        }
    };
    let confirmed = details.map_or(Value::Null, |details| confirm::object(flow, details));
    json!({
        "type": flow.kind.as_str(),
        "after_completion": { "type": kind, "hosted_confirmation": hosted, "redirect": redirect },
        "customer_update": only(FlowKind::CustomerUpdate, json!({})),
        "subscription_cancel": only(
            FlowKind::SubscriptionCancel,
            json!({ "subscription": flow.subscription, "retention": retention }),
        ),
        "subscription_update": only(
            FlowKind::SubscriptionUpdate,
            json!({ "subscription": flow.subscription }),
        ),
        "subscription_update_confirm": only(FlowKind::SubscriptionUpdateConfirm, confirmed),
    })
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

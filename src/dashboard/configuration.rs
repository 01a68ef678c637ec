//! What customers may do, between the API's object and its form. Pure, so that it is tested on the host.

use serde_json::Value;

use super::catalogue::Product;

/// Texts; empty for none.
pub const TEXTS: [&str; 5] = [
    "business_profile[headline]",
    "default_return_url",
    "business_profile[terms_of_service_url]",
    "business_profile[privacy_policy_url]",
    "features[payment_method_update][payment_method_configuration]",
];

/// What is on or off.
pub const FLAGS: [&str; 6] = [
    "features[customer_update][enabled]",
    "features[invoice_history][enabled]",
    "features[payment_method_update][enabled]",
    CANCEL,
    ASKED,
    UPDATE,
];

/// Whether customers may cancel.
pub const CANCEL: &str = "features[subscription_cancel][enabled]";
/// Whether they are asked why.
pub const ASKED: &str = "features[subscription_cancel][cancellation_reason][enabled]";
/// Whether customers may change their plan, which asks for a catalogue.
pub const UPDATE: &str = "features[subscription_update][enabled]";

/// One of a few words.
pub const CHOICES: [&str; 5] = [
    CANCEL_MODE,
    CANCEL_PRORATION,
    "features[subscription_update][proration_behavior]",
    "features[subscription_update][trial_update_behavior]",
    ANCHOR,
];

/// When a subscription ends that is cancelled.
pub const CANCEL_MODE: &str = "features[subscription_cancel][mode]";
/// Whether the rest of its period is credited then.
pub const CANCEL_PRORATION: &str = "features[subscription_cancel][proration_behavior]";
/// Whether the billing date moves with a change of plan.
pub const ANCHOR: &str = "features[subscription_update][billing_cycle_anchor]";

/// Several of a few words.
pub const LISTS: [&str; 4] = [
    "features[customer_update][allowed_updates]",
    "features[subscription_cancel][cancellation_reason][options]",
    "features[subscription_update][default_allowed_updates]",
    CONDITIONS,
];

/// Changes that wait for the period's end. Each is an object with a type.
pub const CONDITIONS: &str = "features[subscription_update][schedule_at_period_end][conditions]";

/// The merchant's own reasons for cancelling, by their ids.
pub const OWN_REASONS: &str =
    "features[subscription_cancel][cancellation_reason][feedback_options]";

/// What is offered.
pub const PRODUCTS: &str = "features[subscription_update][products]";

/// What is chosen, in the order of the tables above.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// See [`TEXTS`].
    pub texts: [String; 5],
    /// See [`FLAGS`].
    pub flags: [bool; 6],
    /// See [`CHOICES`].
    pub choices: [String; 5],
    /// See [`LISTS`].
    pub lists: [Vec<String>; 4],
    /// See [`OWN_REASONS`]; `None` leaves them as they are.
    pub own_reasons: Option<Vec<String>>,
}

impl Values {
    /// Reads the API's object.
    pub fn read(object: &Value) -> Self {
        let text = |param: &&str| at(object, param).as_str().unwrap_or_default().to_owned();
        let list = |param: &str| {
            let entries = at(object, param).as_array().into_iter().flatten();
            let words = entries.filter_map(|entry| entry["type"].as_str().or(entry.as_str()));
            words.map(str::to_owned).collect()
        };
        let choice = |param: &&str| match text(param) {
            // Nothing set means the same. Source: Stripe's description.
            word if *param == ANCHOR && word.is_empty() => "unchanged".to_owned(),
            word => word,
        };
        Self {
            texts: TEXTS.each_ref().map(text),
            flags: FLAGS.map(|param| *at(object, param) == true),
            choices: CHOICES.each_ref().map(choice),
            lists: LISTS.map(list),
            own_reasons: Some(list(OWN_REASONS)),
        }
    }

    /// All of it as the API's form takes it, with what is offered.
    pub fn form(&self, products: &[Product]) -> Vec<(String, String)> {
        let mut form = Vec::new();
        let mut put = |name: &str, value: &str| form.push((name.to_owned(), value.to_owned()));
        for (param, text) in TEXTS.iter().zip(&self.texts) {
            put(param, text.trim());
        }
        for (param, is_on) in FLAGS.iter().zip(self.flags) {
            put(param, if is_on { "true" } else { "false" });
        }
        let at_end = self.choices[0] != "immediately";
        for (param, word) in CHOICES.iter().zip(&self.choices) {
            // A subscription that goes on until its end has no rest.
            let is_moot = *param == CANCEL_PRORATION && at_end;
            put(param, if is_moot { "none" } else { word });
        }
        let own_reasons = self.own_reasons.iter();
        let own_reasons = own_reasons.map(|reasons| (&OWN_REASONS, reasons));
        for (param, words) in LISTS.iter().zip(&self.lists).chain(own_reasons) {
            if words.is_empty() {
                put(param, "");
            }
            for (place, word) in words.iter().enumerate() {
                match *param {
                    CONDITIONS => put(&format!("{param}[{place}][type]"), word),
                    _ => put(&format!("{param}[{place}]"), word),
                }
            }
        }
        if products.is_empty() {
            put(PRODUCTS, "");
        }
        for (place, product) in products.iter().enumerate() {
            let parent = format!("{PRODUCTS}[{place}]");
            put(&format!("{parent}[product]"), &product.id);
            for (number, price) in product.prices.iter().enumerate() {
                put(&format!("{parent}[prices][{number}]"), &price.id);
            }
            let quantity = format!("{parent}[adjustable_quantity]");
            let is_on = if product.is_adjustable {
                "true"
            } else {
                "false"
            };
            put(&format!("{quantity}[enabled]"), is_on);
            for (name, number) in [("minimum", &product.minimum), ("maximum", &product.maximum)] {
                if product.is_adjustable && !number.trim().is_empty() {
                    put(&format!("{quantity}[{name}]"), number.trim());
                }
            }
        }
        form
    }
}

/// What a parameter's name says of an object: `a[b]` is `b` of `a`.
fn at<'a>(object: &'a Value, param: &str) -> &'a Value {
    let mut names = param.split(['[', ']']).filter(|name| !name.is_empty());
    names
        .try_fold(object, |value, name| value.get(name))
        .unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests;

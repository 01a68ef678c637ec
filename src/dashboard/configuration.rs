//! What customers may do, between the API's object and its form. Pure, so that it is tested on the host.

use serde_json::Value;

use super::catalogue::Product;

/// Texts; empty for none.
pub const TEXTS: [&str; 4] = [
    "business_profile[headline]",
    "default_return_url",
    "business_profile[terms_of_service_url]",
    "business_profile[privacy_policy_url]",
];

/// What is on or off.
pub const FLAGS: [&str; 6] = [
    "features[customer_update][enabled]",
    "features[invoice_history][enabled]",
    "features[payment_method_update][enabled]",
    "features[subscription_cancel][enabled]",
    "features[subscription_cancel][cancellation_reason][enabled]",
    UPDATE,
];

/// Whether customers may change their plan, which asks for a catalogue.
pub const UPDATE: &str = "features[subscription_update][enabled]";

/// One of a few words.
pub const CHOICES: [&str; 4] = [
    CANCEL_MODE,
    CANCEL_PRORATION,
    "features[subscription_update][proration_behavior]",
    "features[subscription_update][trial_update_behavior]",
];

/// When a subscription ends that is cancelled.
pub const CANCEL_MODE: &str = "features[subscription_cancel][mode]";
/// Whether the rest of its period is credited then.
pub const CANCEL_PRORATION: &str = "features[subscription_cancel][proration_behavior]";

/// Several of a few words.
pub const LISTS: [&str; 4] = [
    "features[customer_update][allowed_updates]",
    "features[subscription_cancel][cancellation_reason][options]",
    "features[subscription_update][default_allowed_updates]",
    CONDITIONS,
];

/// Changes that wait for the period's end. Each is an object with a type.
pub const CONDITIONS: &str = "features[subscription_update][schedule_at_period_end][conditions]";

/// What is offered.
pub const PRODUCTS: &str = "features[subscription_update][products]";

/// What is chosen, in the order of the tables above.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// See [`TEXTS`].
    pub texts: [String; 4],
    /// See [`FLAGS`].
    pub flags: [bool; 6],
    /// See [`CHOICES`].
    pub choices: [String; 4],
    /// See [`LISTS`].
    pub lists: [Vec<String>; 4],
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
        Self {
            texts: TEXTS.each_ref().map(text),
            flags: FLAGS.map(|param| *at(object, param) == true),
            choices: CHOICES.each_ref().map(text),
            lists: LISTS.map(list),
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
        for (param, words) in LISTS.iter().zip(&self.lists) {
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
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dashboard::catalogue::Price;

    fn object() -> Value {
        json!({
            "business_profile": { "headline": "Fernhill", "privacy_policy_url": null, "terms_of_service_url": "https://a.test/terms" },
            "default_return_url": "https://a.test",
            "features": {
                "customer_update": { "enabled": true, "allowed_updates": ["email", "name"] },
                "invoice_history": { "enabled": false },
                "payment_method_update": { "enabled": true },
                "subscription_cancel": {
                    "enabled": true, "mode": "at_period_end", "proration_behavior": "none",
                    "cancellation_reason": { "enabled": true, "options": ["unused"] },
                },
                "subscription_update": {
                    "enabled": true, "default_allowed_updates": ["price"], "proration_behavior": "always_invoice",
                    "trial_update_behavior": "end_trial",
                    "schedule_at_period_end": { "conditions": [{ "type": "shortening_interval" }] },
                },
            },
        })
    }

    #[test]
    fn what_is_read_is_sent_again() {
        let values = Values::read(&object());
        assert_eq!(values.texts[0], "Fernhill");
        assert_eq!(values.texts[3], "", "null is none");
        assert_eq!(values.flags, [true, false, true, true, true, true]);
        assert_eq!(values.lists[3], ["shortening_interval"]);
        let product = Product {
            id: "prod_1".to_owned(),
            prices: vec![Price {
                id: "price_1".to_owned(),
                ..Price::default()
            }],
            is_adjustable: true,
            minimum: "1".to_owned(),
            maximum: " 9 ".to_owned(),
            ..Product::default()
        };
        let form = values.form(&[product]);
        let sent = |name: &str| {
            let found = form.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str())
        };
        let update = "features[subscription_update]";
        for (name, value) in [
            ("business_profile[privacy_policy_url]".to_owned(), ""),
            ("features[invoice_history][enabled]".to_owned(), "false"),
            (
                "features[customer_update][allowed_updates][1]".to_owned(),
                "name",
            ),
            (
                format!("{update}[schedule_at_period_end][conditions][0][type]"),
                "shortening_interval",
            ),
            (format!("{update}[products][0][product]"), "prod_1"),
            (format!("{update}[products][0][prices][0]"), "price_1"),
            (
                format!("{update}[products][0][adjustable_quantity][maximum]"),
                "9",
            ),
        ] {
            assert_eq!(sent(&name), Some(value), "{name}");
        }
    }

    /// An empty list is sent as an empty text: one that is left out would stay what it was.
    #[test]
    fn what_was_taken_away_is_said() {
        let mut values = Values::read(&object());
        values.lists = Default::default();
        let form = values.form(&[]);
        for param in LISTS.iter().chain(&[PRODUCTS]) {
            assert!(
                form.contains(&((*param).to_owned(), String::new())),
                "{param}"
            );
        }
    }

    /// The API refuses a credit for what is used until its end.
    #[test]
    fn nothing_is_credited_at_the_end_of_a_period() {
        let mut values = Values::read(&object());
        values.choices[1] = "create_prorations".to_owned();
        let credit = |values: &Values| {
            let form = values.form(&[]);
            let found = form.into_iter().find(|(name, _)| name == CANCEL_PRORATION);
            found.map(|(_, value)| value)
        };
        assert_eq!(credit(&values).as_deref(), Some("none"));
        values.choices[0] = "immediately".to_owned();
        assert_eq!(credit(&values).as_deref(), Some("create_prorations"));
    }
}

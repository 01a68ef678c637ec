//! Portal configurations: what a merchant lets customers do. The object is Stripe's `billing_portal.configuration`.

pub mod links;
pub mod parameters;
pub mod write;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::Merchant;
use crate::config::Account;
use crate::login;
use crate::store::ConfigurationRow;

/// A configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// `bpc_…`
    pub id: String,
    /// Whether sessions use it when none is named.
    pub is_default: bool,
    /// Whether sessions may use it.
    pub active: bool,
    /// When it was made, Unix seconds.
    pub created: i64,
    /// When it was last changed, Unix seconds.
    pub updated: i64,
    /// What a merchant can set.
    pub settings: Settings,
    /// Token of the login link, while it is switched on.
    pub login_token: Option<String>,
}

/// What a merchant can set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Words and links of the business.
    pub business_profile: BusinessProfile,
    /// The way back, unless a session has its own.
    pub default_return_url: Option<String>,
    /// The switches.
    pub features: Features,
    /// Whether customers can ask for a link by e-mail.
    pub login_page_enabled: bool,
    /// The merchant's own notes.
    pub metadata: BTreeMap<String, String>,
    /// Internal name, never shown to customers.
    pub name: Option<String>,
    /// The coupon offered to customers who want to cancel. Stripe's object has no such field: it is set and read under
    /// `/v1/portico/configurations`.
    #[serde(default)]
    pub retention_coupon: Option<String>,
}

/// Words and links of the business.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusinessProfile {
    /// At most 60 characters.
    pub headline: Option<String>,
    /// Privacy policy.
    pub privacy_policy_url: Option<String>,
    /// Terms of service.
    pub terms_of_service_url: Option<String>,
}

/// The switches of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Features {
    /// Billing information.
    pub customer_update: CustomerUpdate,
    /// Invoices.
    pub invoice_history: Switch,
    /// Payment methods.
    pub payment_method_update: PaymentMethodUpdate,
    /// Cancelling.
    pub subscription_cancel: SubscriptionCancel,
    /// Changing price or quantity.
    pub subscription_update: SubscriptionUpdate,
}

/// A feature that is on or off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    /// Whether it is on.
    pub enabled: bool,
}

/// Which billing information a customer may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerUpdate {
    /// Out of `address email name phone shipping tax_id`.
    pub allowed_updates: Vec<String>,
    /// Whether it is on.
    pub enabled: bool,
}

/// Whether payment methods can be managed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentMethodUpdate {
    /// Whether it is on.
    pub enabled: bool,
    /// `pmc_…`, or the account's default.
    pub payment_method_configuration: Option<String>,
}

/// How subscriptions are cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionCancel {
    /// Whether and which reasons are asked for.
    pub cancellation_reason: CancellationReason,
    /// Whether it is on.
    pub enabled: bool,
    /// `at_period_end` or `immediately`.
    pub mode: String,
    /// `none` or `create_prorations`.
    pub proration_behavior: String,
}

/// Which reasons for cancelling are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancellationReason {
    /// Whether it is on.
    pub enabled: bool,
    /// Stripe's eight reasons, or fewer.
    pub options: Vec<String>,
    /// Ids of the merchant's own reasons, `fo_…`.
    #[serde(default)]
    pub feedback_options: Vec<String>,
}

/// How subscriptions are changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionUpdate {
    /// `unchanged` or `now`.
    pub billing_cycle_anchor: Option<String>,
    /// Out of `price promotion_code quantity`.
    pub default_allowed_updates: Vec<String>,
    /// Whether it is on.
    pub enabled: bool,
    /// At most ten products with their prices; only shown when expanded.
    pub products: Vec<Value>,
    /// `none`, `create_prorations` or `always_invoice`.
    pub proration_behavior: String,
    /// Types of changes that wait for the period's end.
    pub schedule_at_period_end: Vec<String>,
    /// `end_trial` or `continue_trial`.
    pub trial_update_behavior: String,
}

/// One product of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SoldProduct {
    /// Whether and how far the quantity can be changed.
    pub adjustable_quantity: AdjustableQuantity,
    /// Ids of its prices.
    pub prices: Vec<String>,
    /// Its id.
    pub product: String,
}

/// Whether and how far a quantity can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct AdjustableQuantity {
    /// Whether it can be.
    pub enabled: bool,
    /// At most so many.
    pub maximum: Option<i64>,
    /// At least so many.
    pub minimum: i64,
}

impl SubscriptionUpdate {
    /// The catalogue.
    pub fn products(&self) -> Vec<SoldProduct> {
        let products = self.products.iter().cloned();
        products
            .filter_map(|product| serde_json::from_value(product).ok())
            .collect()
    }
}

impl Settings {
    /// The way back of sessions without one: the configuration's, else the account's.
    pub fn return_url<'a>(&'a self, account: &'a Account) -> Option<&'a str> {
        let own = self.default_return_url.as_deref();
        own.or(account.default_return_url.as_deref())
    }

    /// What an account starts with. Source: Stripe, "Configure the portal", the Dashboard's defaults of April 2026.
    pub fn dashboard_defaults(account: &Account) -> Self {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        Self {
            business_profile: BusinessProfile {
                headline: None,
                privacy_policy_url: account.privacy_policy_url.clone(),
                terms_of_service_url: account.terms_of_service_url.clone(),
            },
            default_return_url: account.default_return_url.clone(),
            features: Features {
                customer_update: CustomerUpdate {
                    allowed_updates: words(&["name", "email", "address", "phone"]),
                    enabled: true,
                },
                invoice_history: Switch { enabled: true },
                payment_method_update: PaymentMethodUpdate {
                    enabled: true,
                    payment_method_configuration: None,
                },
                subscription_cancel: SubscriptionCancel {
                    cancellation_reason: CancellationReason {
                        enabled: true,
                        options: words(&[
                            "too_expensive",
                            "missing_features",
                            "switched_service",
                            "unused",
                            "other",
                        ]),
                        feedback_options: Vec::new(),
                    },
                    enabled: true,
                    mode: "at_period_end".to_owned(),
                    proration_behavior: "none".to_owned(),
                },
                subscription_update: SubscriptionUpdate {
                    billing_cycle_anchor: Some("unchanged".to_owned()),
                    default_allowed_updates: Vec::new(),
                    enabled: false,
                    products: Vec::new(),
                    proration_behavior: "none".to_owned(),
                    schedule_at_period_end: Vec::new(),
                    trial_update_behavior: "end_trial".to_owned(),
                },
            },
            login_page_enabled: false,
            metadata: BTreeMap::new(),
            name: None,
            retention_coupon: None,
        }
    }
}

impl Settings {
    /// What a configuration made through the API has where nothing is sent. Source: the defaults in Stripe's example
    /// objects.
    pub fn api_defaults() -> Self {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        Self {
            business_profile: BusinessProfile::default(),
            default_return_url: None,
            features: Features {
                customer_update: CustomerUpdate {
                    allowed_updates: Vec::new(),
                    enabled: false,
                },
                invoice_history: Switch { enabled: false },
                payment_method_update: PaymentMethodUpdate {
                    enabled: false,
                    payment_method_configuration: None,
                },
                subscription_cancel: SubscriptionCancel {
                    cancellation_reason: CancellationReason {
                        enabled: false,
                        options: words(&[
                            "too_expensive",
                            "missing_features",
                            "switched_service",
                            "unused",
                            "other",
                        ]),
                        feedback_options: Vec::new(),
                    },
                    enabled: false,
                    mode: "at_period_end".to_owned(),
                    proration_behavior: "none".to_owned(),
                },
                subscription_update: SubscriptionUpdate {
                    billing_cycle_anchor: Some("unchanged".to_owned()),
                    default_allowed_updates: Vec::new(),
                    enabled: false,
                    products: Vec::new(),
                    proration_behavior: "none".to_owned(),
                    schedule_at_period_end: Vec::new(),
                    trial_update_behavior: "end_trial".to_owned(),
                },
            },
            login_page_enabled: false,
            metadata: BTreeMap::new(),
            name: None,
            retention_coupon: None,
        }
    }
}

impl TryFrom<ConfigurationRow> for Configuration {
    type Error = sqlx::Error;

    fn try_from(row: ConfigurationRow) -> Result<Self, sqlx::Error> {
        let settings = serde_json::from_str(&row.settings)
            .map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        Ok(Self {
            id: row.id,
            is_default: row.is_default,
            active: row.active,
            created: row.created_at,
            updated: row.updated_at,
            settings,
            login_token: row.login_token,
        })
    }
}

impl Configuration {
    /// What it says beyond Stripe's object.
    pub fn extension(&self, account: &Account) -> Value {
        json!({
            "id": self.id,
            "object": "portico.configuration",
            "livemode": !account.test_mode,
            "retention_coupon": self.settings.retention_coupon,
            "warnings": links::missing_links(&self.settings, account),
        })
    }

    /// The object as Stripe writes it.
    pub fn object(&self, merchant: &Merchant, with_products: bool) -> Value {
        let settings = &self.settings;
        let token = self.login_token.as_deref();
        let login_url = token.map(|token| login::url(&merchant.home(), token));
        let update = &settings.features.subscription_update;
        let conditions: Vec<Value> = update
            .schedule_at_period_end
            .iter()
            .map(|kind| json!({ "type": kind }))
            .collect();
        let mut subscription_update = json!({
            "billing_cycle_anchor": update.billing_cycle_anchor,
            "default_allowed_updates": update.default_allowed_updates,
            "enabled": update.enabled,
            "proration_behavior": update.proration_behavior,
            "schedule_at_period_end": { "conditions": conditions },
            "trial_update_behavior": update.trial_update_behavior,
        });
        if with_products {
            subscription_update["products"] = json!(update.products);
        }
        json!({
            "id": self.id,
            "object": "billing_portal.configuration",
            "active": self.active,
            "application": null,
            "business_profile": settings.business_profile,
            "created": self.created,
            "default_return_url": settings.default_return_url,
            "features": {
                "customer_update": settings.features.customer_update,
                "invoice_history": settings.features.invoice_history,
                "payment_method_update": settings.features.payment_method_update,
                "subscription_cancel": settings.features.subscription_cancel,
                "subscription_update": subscription_update,
            },
            "is_default": self.is_default,
            "livemode": !merchant.account.test_mode,
            "login_page": { "enabled": login_url.is_some(), "url": login_url },
            "metadata": settings.metadata,
            "name": settings.name,
            "updated": self.updated,
        })
    }
}

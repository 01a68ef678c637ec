//! One merchant account.

use contract::SetupMode;

use super::{ConfigError, PublicUrl};
use crate::secret::Secret;
use crate::upstream::Limits;

/// A merchant's account: whose keys, whose host, which billing system.
#[derive(Clone, Debug)]
pub struct Account {
    /// Stripe's account id, `acct_…`. Everything stored is keyed by it.
    pub id: String,
    /// Business name shown to customers.
    pub name: String,
    /// `sk_…` or `rk_…`; authenticates the merchant to us and us to the billing system.
    pub secret_key: Secret,
    /// `pk_…`, for the processor's browser script.
    pub publishable_key: String,
    /// The origin customers see. Links, cookies and origin checks come from here, never from a request.
    pub public_url: PublicUrl,
    /// Base URL of the billing system, without a trailing slash.
    pub upstream: String,
    /// How long the billing system is waited for, and how often it is asked. Stripe bears 25 calls to one endpoint in
    /// any second; one's own may bear more.
    pub upstream_limits: Limits,
    /// The processor's browser script.
    pub processor: Processor,
    /// Where customers enter a new payment method: on the processor's page, or in its form on ours.
    pub add_payment_method: SetupMode,
    /// Secrets of the webhook endpoint, `whsec_…`; two while one is being replaced.
    pub webhook_secrets: Vec<Secret>,
    /// Origins a `return_url` may lead to. Empty: any https origin (the merchant's key vouches for it).
    pub return_origins: Vec<String>,
    /// The way back, unless the session or its configuration has its own.
    pub default_return_url: Option<String>,
    /// Where customers ask for help.
    pub support_email: Option<String>,
    /// Terms of service, unless the configuration has its own.
    pub terms_of_service_url: Option<String>,
    /// Privacy policy, unless the configuration has its own.
    pub privacy_policy_url: Option<String>,
    /// ISO 3166 code of the account's country, upper case.
    pub country: Option<String>,
    /// Whether customers are told of some changes by e-mail.
    pub notices: bool,
    /// Whether the account is in test mode.
    pub test_mode: bool,
    /// Whether the account pays for billing, and so may open the portal in live mode. In test mode everybody may.
    pub billing_access: bool,
    /// Whether the account starts with a default configuration, set as Stripe's Dashboard sets it. Otherwise the first
    /// one made through the API becomes the default.
    pub default_configuration: bool,
}

/// The processor's browser script and what the add-card document must allow for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Processor {
    /// URL of the script.
    pub script: String,
    /// Sources for `script-src`.
    pub script_src: Vec<String>,
    /// Sources for `frame-src`.
    pub frame_src: Vec<String>,
    /// Sources for `connect-src`.
    pub connect_src: Vec<String>,
    /// Whether the script runs under enforced Trusted Types. Otherwise violations are only reported.
    pub trusted_types: bool,
}

impl Processor {
    /// Stripe.js. Source: docs.stripe.com/security/guide, "Content Security Policy".
    ///
    /// It is not known to run under enforced Trusted Types, so they only report there.
    pub fn stripe() -> Self {
        let list = |sources: &[&str]| sources.iter().map(|s| (*s).to_owned()).collect();
        Self {
            script: "https://js.stripe.com/v3/".to_owned(),
            script_src: list(&["https://js.stripe.com", "https://*.js.stripe.com"]),
            frame_src: list(&[
                "https://js.stripe.com",
                "https://*.js.stripe.com",
                "https://hooks.stripe.com",
            ]),
            connect_src: list(&["https://api.stripe.com"]),
            trusted_types: false,
        }
    }

    /// A script of the same shape served by `origin`, such as the embedded engine's.
    pub fn at(origin: &str) -> Self {
        Self {
            script: format!("{origin}/v3/"),
            script_src: vec![origin.to_owned()],
            frame_src: vec![origin.to_owned()],
            connect_src: vec![origin.to_owned()],
            trusted_types: true,
        }
    }
}

impl Account {
    /// Whether customers can be let in. Source: the product's FAQ, "Accessing our Billing customer portal": only who pays
    /// for Billing has access, and everybody can try the portal in test mode.
    pub fn has_access(&self) -> bool {
        self.test_mode || self.billing_access
    }

    /// An account in test mode with the given key, host and billing system, and nothing else set.
    ///
    /// # Errors
    /// When `public_url` is not an origin.
    pub fn test(
        id: &str,
        name: &str,
        key: &str,
        public_url: &str,
        upstream: &str,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            id: id.to_owned(),
            name: name.to_owned(),
            secret_key: Secret::from(key),
            publishable_key: publishable_key(key),
            public_url: PublicUrl::parse(public_url).map_err(ConfigError)?,
            upstream: upstream.trim_end_matches('/').to_owned(),
            upstream_limits: Limits::default(),
            processor: Processor::at(upstream.trim_end_matches('/')),
            add_payment_method: SetupMode::Embedded,
            webhook_secrets: Vec::new(),
            return_origins: Vec::new(),
            default_return_url: None,
            support_email: None,
            terms_of_service_url: None,
            privacy_policy_url: None,
            country: None,
            notices: true,
            test_mode: true,
            billing_access: true,
            default_configuration: true,
        })
    }
}

/// The publishable key that belongs to a secret key of the embedded engine: `sk_test_x` → `pk_test_x`.
fn publishable_key(secret_key: &str) -> String {
    secret_key
        .strip_prefix("sk_")
        .map_or_else(String::new, |rest| format!("pk_{rest}"))
}

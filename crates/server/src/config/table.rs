//! One `[[account]]` table of the configuration file.

use contract::SetupMode;
use serde::Deserialize;

use super::account::{Account, Processor};
use super::environment::resolve;
use super::url::{PublicUrl, check_return_url};
use crate::secret::Secret;
use crate::upstream::Limits;

/// One `[[account]]` table as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountTable {
    pub(super) id: String,
    name: String,
    secret_key: String,
    publishable_key: String,
    public_url: String,
    upstream: Option<String>,
    upstream_per_second: Option<usize>,
    processor: Option<ProcessorTable>,
    #[serde(default)]
    add_payment_method: SetupMode,
    #[serde(default)]
    webhook_secrets: Vec<String>,
    #[serde(default)]
    return_origins: Vec<String>,
    default_return_url: Option<String>,
    support_email: Option<String>,
    terms_of_service_url: Option<String>,
    privacy_policy_url: Option<String>,
    country: Option<String>,
    notices: Option<bool>,
    test_mode: Option<bool>,
    billing_access: Option<bool>,
    default_configuration: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProcessorTable {
    script: String,
    script_src: Vec<String>,
    frame_src: Vec<String>,
    connect_src: Vec<String>,
    #[serde(default)]
    trusted_types: bool,
}

/// Reads one account. `variable` looks up environment variables.
///
/// # Errors
/// The first setting that is wrong, by name.
pub(super) fn read_account(
    table: AccountTable,
    variable: &impl Fn(&str) -> Option<String>,
) -> Result<Account, String> {
    let text = |name: &str, written: String| resolve(name, written, variable);
    let maybe = |name: &str, written: Option<String>| {
        written.map(|written| text(name, written)).transpose()
    };
    let secret_key = text("secret_key", table.secret_key)?;
    let publishable_key = text("publishable_key", table.publishable_key)?;
    let key_is_live = key_mode(&secret_key)?;
    let public_url = text("public_url", table.public_url)?;
    let public_url = PublicUrl::parse(&public_url).map_err(|p| format!("public_url: {p}"))?;
    if key_is_live && !public_url.secure {
        return Err("public_url: a live key needs https".to_owned());
    }
    let expected = if key_is_live { "pk_live_" } else { "pk_test_" };
    if !publishable_key.starts_with(expected) {
        return Err(format!(
            "publishable_key: must start with {expected}, like the secret key's mode"
        ));
    }
    if table.test_mode.is_some_and(|test| test == key_is_live) {
        return Err("test_mode: does not fit the secret key".to_owned());
    }
    let upstream =
        maybe("upstream", table.upstream)?.unwrap_or_else(|| "https://api.stripe.com".to_owned());
    let upstream = PublicUrl::parse(&upstream)
        .map_err(|p| format!("upstream: {p}"))?
        .origin;
    let mut webhook_secrets = Vec::new();
    for secret in table.webhook_secrets {
        webhook_secrets.push(Secret::from(text("webhook_secrets", secret)?));
    }
    let mut return_origins = Vec::new();
    for origin in table.return_origins {
        let origin = text("return_origins", origin)?;
        let parsed = PublicUrl::parse(&origin).map_err(|p| format!("return_origins: {p}"))?;
        return_origins.push(parsed.origin);
    }
    let page = |name: &str, url: Option<String>| {
        maybe(name, url)?
            .map(|url| {
                check_return_url(&url, &[])
                    .map_err(|_| format!("{name}: \"{url}\" is not an https URL"))
            })
            .transpose()
    };
    let processor = match table.processor {
        Some(table) => read_processor(table)?,
        None => Processor::stripe(),
    };
    let mut upstream_limits = Limits::default();
    if let Some(per_second) = table.upstream_per_second {
        upstream_limits.per_second = per_second;
    }
    Ok(Account {
        id: id_of(text("id", table.id)?)?,
        name: text("name", table.name)?,
        secret_key: Secret::from(secret_key),
        publishable_key,
        public_url,
        upstream,
        upstream_limits,
        processor,
        add_payment_method: table.add_payment_method,
        webhook_secrets,
        return_origins,
        default_return_url: page("default_return_url", table.default_return_url)?,
        support_email: maybe("support_email", table.support_email)?,
        terms_of_service_url: page("terms_of_service_url", table.terms_of_service_url)?,
        privacy_policy_url: page("privacy_policy_url", table.privacy_policy_url)?,
        country: country_of(maybe("country", table.country)?)?,
        notices: table.notices.unwrap_or(true),
        test_mode: !key_is_live,
        billing_access: table.billing_access.unwrap_or(true),
        default_configuration: table.default_configuration.unwrap_or(true),
    })
}

fn id_of(id: String) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let good = id.starts_with("acct_") && id.len() > 5 && id.chars().all(plain);
    good.then_some(id)
        .ok_or_else(|| "id: must be Stripe's account id, acct_…".to_owned())
}

fn country_of(country: Option<String>) -> Result<Option<String>, String> {
    country
        .map(|code| {
            let two_letters = code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic());
            two_letters
                .then(|| code.to_ascii_uppercase())
                .ok_or_else(|| "country: must be an ISO 3166 code of two letters".to_owned())
        })
        .transpose()
}

/// Whether a secret key is live.
fn key_mode(key: &str) -> Result<bool, String> {
    let rest = key.strip_prefix("sk_").or_else(|| key.strip_prefix("rk_"));
    match rest {
        Some(rest) if rest.starts_with("live_") => Ok(true),
        Some(rest) if rest.starts_with("test_") => Ok(false),
        _ => Err("secret_key: must start with sk_live_, sk_test_, rk_live_ or rk_test_".to_owned()),
    }
}

/// Sources go into a header, so each must be a plain origin, `*.` allowed as the first label.
fn read_processor(table: ProcessorTable) -> Result<Processor, String> {
    let sources = |name: &str, list: Vec<String>| -> Result<Vec<String>, String> {
        for source in &list {
            PublicUrl::parse(&source.replacen("://*.", "://", 1))
                .map_err(|problem| format!("processor.{name}: {problem}"))?;
        }
        Ok(list)
    };
    let script = check_return_url(&table.script, &[])
        .map_err(|_| "processor.script: must be an https URL".to_owned())?;
    Ok(Processor {
        script,
        script_src: sources("script_src", table.script_src)?,
        frame_src: sources("frame_src", table.frame_src)?,
        connect_src: sources("connect_src", table.connect_src)?,
        trusted_types: table.trusted_types,
    })
}

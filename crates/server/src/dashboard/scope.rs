//! What a role may ask for of the merchant's API. What is not in the table does not exist for the dashboard: a session of
//! it is not worth the key.

use axum::http::Method;
use contract::Role::{self, Designer, Merchant};

/// Routes by who may ask for them; `*` is one part of a path, `**` all the rest.
const TABLE: &[(Role, &str, &str)] = &[
    (Designer, "GET", "/v1/portico/branding"),
    (Designer, "POST", "/v1/portico/branding"),
    (Designer, "GET", "/v1/portico/branding/**"),
    (Designer, "POST", "/v1/portico/branding/**"),
    (Designer, "DELETE", "/v1/portico/branding/**"),
    (Designer, "GET", "/v1/billing_portal/configurations"),
    (Merchant, "GET", "/v1/billing_portal/configurations/*"),
    (Merchant, "POST", "/v1/billing_portal/configurations"),
    (Merchant, "POST", "/v1/billing_portal/configurations/*"),
    (Merchant, "GET", "/v1/billing/feedback_options"),
    (Merchant, "GET", "/v1/portico/configurations/*"),
    (Merchant, "POST", "/v1/portico/configurations/*"),
    (Merchant, "GET", "/v1/products"),
    (Merchant, "GET", "/v1/prices"),
    (Merchant, "GET", "/v1/coupons"),
    (Merchant, "GET", "/v1/portico/sessions"),
    (Merchant, "POST", "/v1/portico/sessions/**"),
    (Merchant, "GET", "/v1/portico/dashboard_sessions"),
    (Merchant, "POST", "/v1/portico/dashboard_sessions/*/revoke"),
    (Merchant, "GET", "/v1/portico/dashboard_changes"),
    (Merchant, "GET", "/v1/portico/subscriptions"),
    (Merchant, "GET", "/v1/portico/subscriptions.csv"),
    (Merchant, "GET", "/v1/portico/events"),
    (Merchant, "GET", "/v1/portico/events/*"),
    (Merchant, "POST", "/v1/portico/events/*/replay"),
    (Merchant, "GET", "/v1/portico/webhook_endpoints"),
    (Merchant, "POST", "/v1/portico/webhook_endpoints"),
    (Merchant, "DELETE", "/v1/portico/webhook_endpoints/*"),
    (Merchant, "GET", "/v1/portico/domains"),
    (Merchant, "POST", "/v1/portico/domains"),
    (Merchant, "GET", "/v1/portico/domains/*"),
    (Merchant, "POST", "/v1/portico/domains/**"),
    (Merchant, "DELETE", "/v1/portico/domains/*"),
    (Merchant, "GET", "/v1/portico/embed_origins"),
    (Merchant, "POST", "/v1/portico/embed_origins"),
    (Merchant, "DELETE", "/v1/portico/embed_origins/*"),
];

/// Whether a role may ask for a path of the merchant's API.
pub fn may(role: Role, method: &Method, path: &str) -> bool {
    // A part that is read in one way here and in another one there could lead anywhere.
    if path.contains(['%', '\\']) || path.contains("//") || path.contains("/.") {
        return false;
    }
    TABLE.iter().any(|(who, wanted, pattern)| {
        (role == Merchant || role == *who) && method == *wanted && fits(pattern, path)
    })
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some("**"), Some(part)) => return !part.is_empty(),
            (Some("*"), Some(part)) if !part.is_empty() => {}
            (Some(wanted), Some(part)) if wanted == part => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(role: Role, method: &Method, path: &str, expected: bool) {
        assert_eq!(
            may(role, method, path),
            expected,
            "{role:?} {method} {path}"
        );
    }

    #[test]
    fn a_designer_has_branding_and_nothing_else() {
        let all = Method::GET;
        check(Designer, &all, "/v1/portico/branding", true);
        check(Designer, &all, "/v1/portico/branding/draft", true);
        check(
            Designer,
            &Method::POST,
            "/v1/portico/branding/draft/publish",
            true,
        );
        check(Designer, &all, "/v1/portico/sessions", false);
        check(
            Designer,
            &Method::POST,
            "/v1/billing_portal/configurations",
            false,
        );
        check(Designer, &all, "/v1/portico/brandings", false);
    }

    #[test]
    fn nobody_has_what_the_key_has() {
        for role in Role::ALL {
            check(role, &Method::POST, "/v1/billing_portal/sessions", false);
            check(role, &Method::POST, "/v1/portico/dashboard_links", false);
            check(role, &Method::GET, "/v1/customers", false);
            check(role, &Method::POST, "/v1/refunds", false);
            check(role, &Method::DELETE, "/v1/products", false);
        }
    }

    #[test]
    fn no_path_leads_around_the_table() {
        for path in [
            "/v1/portico/branding/../sessions",
            "/v1/portico/branding/%2e%2e/sessions",
            "/v1/portico/branding//x",
            "/v1/portico/branding/",
            "/v1/portico/branding/.",
            "/v1/portico/branding\\draft",
        ] {
            check(Designer, &Method::GET, path, false);
            check(Merchant, &Method::GET, path, false);
        }
    }
}

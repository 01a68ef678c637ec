//! Addresses of the dashboard. The last part is the name of the page's file.

/// What signing in leads to.
pub const HOME: &str = "/dashboard";
/// What the portal looks like.
pub const BRANDING: &str = "/dashboard/branding";
/// What customers may do: the default configuration.
pub const CONFIGURATION: &str = "/dashboard/configuration";
/// The link that customers sign in by.
pub const LOGIN_LINK: &str = "/dashboard/login-link";
/// Customers' sessions.
pub const SESSIONS: &str = "/dashboard/sessions";
/// Subscriptions whose payments are not collected.
pub const SUBSCRIPTIONS: &str = "/dashboard/subscriptions";
/// What happened, and who changed what.
pub const AUDIT_LOG: &str = "/dashboard/audit-log";
/// Where events are told.
pub const WEBHOOKS: &str = "/dashboard/webhooks";
/// Hosts of the merchant's own.
pub const DOMAINS: &str = "/dashboard/domains";
/// The portal inside the merchant's pages.
pub const EMBED: &str = "/dashboard/embed";

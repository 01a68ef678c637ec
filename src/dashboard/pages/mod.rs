//! The pages of the dashboard; the name of a file is the last part of its address.

mod audit_log;
mod branding;
mod configuration;
mod domains;
mod embed;
mod login_link;
mod not_found;
mod sessions;
mod subscriptions;
mod webhooks;

pub use audit_log::AuditLog;
pub use branding::Branding;
pub use configuration::Configuration;
pub use domains::Domains;
pub use embed::Embed;
pub use login_link::LoginLink;
pub use not_found::NotFound;
pub use sessions::Sessions;
pub use subscriptions::Subscriptions;
pub use webhooks::Webhooks;

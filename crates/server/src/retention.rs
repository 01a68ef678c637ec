//! Which coupon is offered to a customer who wants to cancel. Offering and taking it: [`crate::subscriptions`].

use crate::configuration::Configuration;

/// The coupon for staying: the one that the merchant gave to this session
/// (`flow_data[subscription_cancel][retention][coupon_offer][coupon]`), else the configuration's, else none.
pub fn coupon_of(session: Option<&str>, configuration: &Configuration) -> Option<String> {
    session
        .or(configuration.settings.retention_coupon.as_deref())
        .map(str::to_owned)
}

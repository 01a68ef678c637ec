//! The API's resources, one file each.

use axum::Router;

use crate::endpoint::{Endpoint, routes};
use crate::state::AppState;

pub(crate) mod account;
mod balance_transactions;
mod charges;
pub(crate) mod checkout_sessions;
mod connected_accounts;
mod coupons;
mod credit_notes;
pub(crate) mod customers;
mod events;
mod feedback_options;
mod invoice_items;
mod invoices;
mod mandates;
mod meters;
mod payment_intents;
pub(crate) mod payment_methods;
pub(crate) mod prices;
mod products;
mod promotion_codes;
pub(crate) mod setup_intents;
mod subscription_items;
mod subscription_schedules;
mod subscriptions;
pub(crate) mod tax_ids;
mod tax_rates;
mod test_clocks;
mod webhook_endpoints;

const ALL: [&[Endpoint]; 27] = [
    account::ENDPOINTS,
    balance_transactions::ENDPOINTS,
    charges::ENDPOINTS,
    checkout_sessions::ENDPOINTS,
    connected_accounts::ENDPOINTS,
    coupons::ENDPOINTS,
    credit_notes::ENDPOINTS,
    customers::ENDPOINTS,
    events::ENDPOINTS,
    feedback_options::ENDPOINTS,
    invoice_items::ENDPOINTS,
    invoices::ENDPOINTS,
    mandates::ENDPOINTS,
    meters::ENDPOINTS,
    payment_intents::ENDPOINTS,
    payment_methods::ENDPOINTS,
    prices::ENDPOINTS,
    products::ENDPOINTS,
    promotion_codes::ENDPOINTS,
    setup_intents::ENDPOINTS,
    subscription_items::ENDPOINTS,
    subscription_schedules::ENDPOINTS,
    subscriptions::ENDPOINTS,
    tax_ids::ENDPOINTS,
    tax_rates::ENDPOINTS,
    test_clocks::ENDPOINTS,
    webhook_endpoints::ENDPOINTS,
];

/// Routes of every resource.
pub(crate) fn router() -> Router<AppState> {
    ALL.into_iter().fold(Router::new(), |router, endpoints| {
        router.merge(routes(endpoints))
    })
}

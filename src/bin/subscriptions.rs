//! The pages that change a subscription.

fn main() {
    portico::app::start(portico::routes::subscriptions);
}

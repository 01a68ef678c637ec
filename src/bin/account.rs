//! The customer's own pages: billing information, what was changed, signing in.

fn main() {
    portico::app::start(portico::routes::account);
}

//! The customer's own pages: billing information, and what was changed.

fn main() {
    portico::app::start(portico::routes::account);
}

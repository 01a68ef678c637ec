//! The customer portal.

fn main() {
    portico::app::start();
}

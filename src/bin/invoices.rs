//! The pages of invoices.

fn main() {
    portico::app::start(portico::routes::invoices);
}

//! The customer portal: its home page.

fn main() {
    portico::app::start(portico::routes::portal);
}

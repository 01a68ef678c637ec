//! The pages that may run the processor's script.

fn main() {
    portico::app::start(portico::routes::payment);
}

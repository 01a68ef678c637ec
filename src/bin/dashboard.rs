//! The dashboard of merchants and designers.

fn main() {
    portico::dashboard::start();
}

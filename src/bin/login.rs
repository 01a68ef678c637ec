//! The page of a login link. It knows no session.

fn main() {
    portico::app::start_login();
}

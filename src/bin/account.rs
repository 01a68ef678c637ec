//! The customer's own pages: billing information, what was changed, signing in.

use portico::{app, paths, routes};

fn main() {
    // Where one signs in there is no session to begin with.
    match paths::login_page() {
        Some(page) => app::start_login(page),
        None => app::start(routes::account),
    }
}

//! Signing in with an address and a code: the page of a login link. There is no session to begin with.

fn main() {
    portico::app::start_login(portico::paths::login_page());
}

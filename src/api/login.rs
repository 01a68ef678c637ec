use contract::LoginPage;
use gloo_net::http::Method;

use super::{
    Failure,
    client::{self, Change},
    write,
};
use crate::session::Session;

/// Changes the page of a login link to a language.
///
/// # Errors
/// `not_found` once the link is switched off.
pub async fn speak(session: Session, page: &str, locale: &str) -> Result<(), Failure> {
    let path = format!("/api/login?page={page}&locale={locale}");
    let page: LoginPage = client::read(Some(session), path).await?;
    session.words().set_locale(page.locale);
    Ok(())
}

/// Asks for a code by e-mail. Whether the address is known is not said.
///
/// # Errors
/// `invalid_request` when it is no address, `rate_limited`.
pub async fn ask_for_code(
    session: Session,
    page: &str,
    email: &str,
    locale: &str,
) -> Result<(), Failure> {
    let body = write::ask_for_code(page, email, locale);
    post(session, "/api/login", body).await
}

/// Enters the code. When it is right, this browser has a session.
///
/// # Errors
/// `code_invalid` while it can be tried again, else `code_expired`; `rate_limited`.
pub async fn enter_code(session: Session, code: &str, locale: Option<&str>) -> Result<(), Failure> {
    let body = write::enter_code(code, locale);
    post(session, "/api/login/code", body).await
}

/// Neither has a session to read again when the answer is lost: the customer tries again.
async fn post(session: Session, path: &str, body: String) -> Result<(), Failure> {
    let change = Change {
        method: Method::POST,
        path,
        body,
        intent: None,
        version: None,
    };
    client::write_plainly(session, change).await
}

use contract::{Locale, Portal};
use gloo_net::http::Method;

use super::{
    Failure,
    client::{self, Change},
    write,
};
use crate::session::{Ended, Phase, Session};

pub(super) const SESSION: &str = "/api/session";

/// Trades a link's token for a session. `switch` confirms leaving the session of another customer.
///
/// # Errors
/// `link_expired`, or `session_switch` while a switch is not confirmed.
pub async fn open_session(
    session: Session,
    token: String,
    switch: bool,
) -> Result<Portal, Failure> {
    let body = write::open_session(&token, switch);
    let change = Change {
        method: Method::POST,
        path: SESSION,
        body,
        intent: None,
        version: None,
    };
    client::write_plainly(session, change).await
}

/// Everything the home page shows, as it is now.
///
/// # Errors
/// `session_expired`.
pub fn get_session() -> impl Future<Output = Result<Portal, Failure>> {
    client::read(None, SESSION.to_owned())
}

/// Reads the session again and shows how things are. It finds out, too, whether the server can be reached.
///
/// # Errors
/// `session_expired`, or the server cannot be reached.
pub async fn refresh(session: Session) -> Result<(), Failure> {
    client::reread(session).await
}

/// Goes on with the session that was opened in another tab since this one ended. Another customer's is not taken over:
/// what is on the page is none of theirs. Answers with the new session.
///
/// # Errors
/// `session_expired` while there is none.
pub async fn resume(session: Session) -> Result<Option<Portal>, Failure> {
    let portal = get_session().await?;
    if session.is_of(&portal.session.customer) {
        session.begin(portal.clone());
        return Ok(Some(portal));
    }
    session.end(Phase::Ended(Ended::Changed));
    Ok(None)
}

/// Ends the session in this browser.
///
/// # Errors
/// The server could not be reached; the session may still be open.
pub async fn sign_out(session: Session) -> Result<(), Failure> {
    let change = Change {
        method: Method::DELETE,
        path: SESSION,
        body: write::nothing(),
        intent: None,
        version: None,
    };
    client::write::<()>(session, change).await?;
    session.end(Phase::Ended(Ended::SignedOut));
    Ok(())
}

/// Chooses the language of this session and changes the page to it.
///
/// # Errors
/// `invalid_request` for a language that is not shipped.
pub async fn set_locale(session: Session, tag: &str) -> Result<Locale, Failure> {
    let change = Change {
        method: Method::PUT,
        path: "/api/session/locale",
        body: write::set_locale(tag),
        intent: None,
        version: None,
    };
    let locale: Locale = client::write(session, change).await?;
    session.words().set_locale(locale.clone());
    Ok(locale)
}

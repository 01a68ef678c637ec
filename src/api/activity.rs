use contract::{Activity, Page, Upcoming};

use super::{Failure, client};
use crate::session::Session;

/// What was changed through the portal, after `starting_after` or from the newest on.
///
/// # Errors
/// `not_found` when there is no such change any more.
pub async fn list_activity(
    session: Session,
    starting_after: Option<&str>,
) -> Result<Page<Activity>, Failure> {
    let mut path = "/api/activity".to_owned();
    if let Some(id) = starting_after {
        path.push_str(&format!("?starting_after={id}"));
    }
    client::read(Some(session), path).await
}

/// What will be charged next.
///
/// # Errors
/// The billing system does not answer.
pub async fn list_upcoming(session: Session) -> Result<Upcoming, Failure> {
    client::read(Some(session), "/api/upcoming".to_owned()).await
}

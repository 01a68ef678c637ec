//! How long things live, in seconds.

/// A link that nobody used. Source: Stripe, "New portal sessions expire after a 5 minute period".
pub const LINK: i64 = 5 * 60;

/// A link into the dashboard that nobody used: it is handed to a person, not to a browser.
pub const DASHBOARD_LINK: i64 = 60 * 60;

/// A link by which a frame goes on in a tab: it is opened at once.
pub const TAB_LINK: i64 = 60;

/// A session without activity.
///
/// Activity is written down at most once a minute ([`NOTE_EVERY`]), so a session ends between 59 and 60 minutes after
/// the last request, never later.
pub const IDLE: i64 = 60 * 60;

/// A session whatever happens.
pub const ABSOLUTE: i64 = 8 * 60 * 60;

/// Where a session stands, customers' or of the dashboard: `revoked`, `expired`, `active`, or `pending` while its link waits.
pub fn status(now: i64, times: &Times) -> &'static str {
    let is_idle = times.last_seen_at.is_some_and(|seen| now >= seen + IDLE);
    if times.is_revoked {
        "revoked"
    } else if now >= times.ends_at || is_idle {
        "expired"
    } else if times.is_redeemed {
        "active"
    } else {
        "pending"
    }
}

/// What decides that.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// Whether it was ended early.
    pub is_revoked: bool,
    /// Whether its link was used.
    pub is_redeemed: bool,
    /// The end of the session, or of a link that nobody used.
    pub ends_at: i64,
    /// Last activity.
    pub last_seen_at: Option<i64>,
}

/// Activity younger than this is not written down again: it spares a write per request.
pub const NOTE_EVERY: i64 = 60;

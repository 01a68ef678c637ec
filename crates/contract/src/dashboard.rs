//! The dashboard's own requests and answers, `/dashboard/api/session`. Everything else it asks for is the merchant's API.

use serde::{Deserialize, Serialize};

use crate::{Locale, SessionId};

/// What somebody may do in the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Branding, and nothing else.
    Designer,
    /// All of it.
    Merchant,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 2] = [Self::Designer, Self::Merchant];

    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Designer => "designer",
            Self::Merchant => "merchant",
        }
    }
}

/// Body of `POST /dashboard/api/session`: trades the link's token for a cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenDashboard {
    /// The token of the link, `pds_…`, from the URL's fragment.
    pub token: String,
}

/// Answer of `POST /dashboard/api/session` and `GET /dashboard/api/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dashboard {
    /// Public name of the session, sent as `X-Portal-Session` with every request.
    pub session: SessionId,
    /// What may be done in it.
    pub role: Role,
    /// What whoever made the link calls the person.
    pub name: String,
    /// End whatever happens, Unix seconds.
    pub expires_at: i64,
    /// The server's clock, Unix seconds.
    pub now: i64,
    /// The words, in the browser's language.
    pub locale: Locale,
    /// The account, `acct_…`.
    pub account: String,
    /// Name of the business.
    pub merchant: String,
    /// Whether no real money moves.
    pub test_mode: bool,
    /// Where the portal is for customers, without a path.
    pub portal: String,
}

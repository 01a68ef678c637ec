//! What was changed from the dashboard, in words.

use crate::i18n::Words;

/// What a request to the merchant's API did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A look was published.
    Published,
    /// A draft was kept.
    Drafted,
    /// A draft was thrown away.
    Discarded,
    /// An earlier look was shown again.
    Restored,
    /// A configuration was made.
    Configured,
    /// A configuration was changed.
    Reconfigured,
    /// A customer's session was ended.
    EndedSession,
    /// All sessions of a customer were ended.
    EndedSessions,
    /// Somebody was signed out of the dashboard.
    SignedOut,
    /// An event was told again.
    Replayed,
    /// An endpoint was added.
    AddedEndpoint,
    /// An endpoint was removed.
    RemovedEndpoint,
    /// A domain was added.
    AddedDomain,
    /// A domain's records were looked at.
    CheckedDomain,
    /// A domain was changed.
    ChangedDomain,
    /// A domain was removed.
    RemovedDomain,
    /// An origin was added.
    AddedOrigin,
    /// An origin was removed.
    RemovedOrigin,
    /// Something that came after this release.
    Other,
}

impl Deed {
    /// What a method did at a path; `path` begins with `/v1/`.
    pub fn of(method: &str, path: &str) -> Self {
        let path = path.strip_prefix("/v1/").unwrap_or(path);
        let parts: Vec<&str> = path.split('/').collect();
        match (method, parts.as_slice()) {
            ("POST", ["portico", "branding", "draft", "publish"]) => Self::Published,
            ("POST", ["portico", "branding", "draft"]) => Self::Drafted,
            ("DELETE", ["portico", "branding", "draft"]) => Self::Discarded,
            ("POST", ["portico", "branding", "versions", _, "restore"]) => Self::Restored,
            ("POST", ["portico", "branding", ..]) => Self::Published,
            ("POST", ["billing_portal", "configurations"]) => Self::Configured,
            ("POST", ["billing_portal" | "portico", "configurations", _]) => Self::Reconfigured,
            ("POST", ["portico", "sessions", "revoke"]) => Self::EndedSessions,
            ("POST", ["portico", "sessions", _, "revoke"]) => Self::EndedSession,
            ("POST", ["portico", "dashboard_sessions", _, "revoke"]) => Self::SignedOut,
            ("POST", ["portico", "events", _, "replay"]) => Self::Replayed,
            ("POST", ["portico", "webhook_endpoints"]) => Self::AddedEndpoint,
            ("DELETE", ["portico", "webhook_endpoints", _]) => Self::RemovedEndpoint,
            ("POST", ["portico", "domains"]) => Self::AddedDomain,
            ("POST", ["portico", "domains", _, "verify"]) => Self::CheckedDomain,
            ("POST", ["portico", "domains", _]) => Self::ChangedDomain,
            ("DELETE", ["portico", "domains", _]) => Self::RemovedDomain,
            ("POST", ["portico", "embed_origins"]) => Self::AddedOrigin,
            ("DELETE", ["portico", "embed_origins", _]) => Self::RemovedOrigin,
            _ => Self::Other,
        }
    }

    /// In words.
    pub fn words(self, words: Words) -> String {
        match self {
            Self::Published => words.dashboard_deeds_published(),
            Self::Drafted => words.dashboard_deeds_drafted(),
            Self::Discarded => words.dashboard_deeds_discarded(),
            Self::Restored => words.dashboard_deeds_restored(),
            Self::Configured => words.dashboard_deeds_configured(),
            Self::Reconfigured => words.dashboard_deeds_reconfigured(),
            Self::EndedSession => words.dashboard_deeds_ended_session(),
            Self::EndedSessions => words.dashboard_deeds_ended_sessions(),
            Self::SignedOut => words.dashboard_deeds_signed_out(),
            Self::Replayed => words.dashboard_deeds_replayed(),
            Self::AddedEndpoint => words.dashboard_deeds_added_endpoint(),
            Self::RemovedEndpoint => words.dashboard_deeds_removed_endpoint(),
            Self::AddedDomain => words.dashboard_deeds_added_domain(),
            Self::CheckedDomain => words.dashboard_deeds_checked_domain(),
            Self::ChangedDomain => words.dashboard_deeds_changed_domain(),
            Self::RemovedDomain => words.dashboard_deeds_removed_domain(),
            Self::AddedOrigin => words.dashboard_deeds_added_origin(),
            Self::RemovedOrigin => words.dashboard_deeds_removed_origin(),
            Self::Other => words.dashboard_deeds_other(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of what a role may change: `crates/server/src/dashboard/scope.rs`.
    #[test]
    fn everything_that_may_be_changed_has_words() {
        for (method, path, deed) in [
            ("POST", "/v1/portico/branding", Deed::Published),
            ("POST", "/v1/portico/branding/draft", Deed::Drafted),
            (
                "POST",
                "/v1/portico/branding/draft/publish",
                Deed::Published,
            ),
            ("DELETE", "/v1/portico/branding/draft", Deed::Discarded),
            (
                "POST",
                "/v1/portico/branding/versions/3/restore",
                Deed::Restored,
            ),
            ("POST", "/v1/portico/branding/tokens", Deed::Published),
            (
                "POST",
                "/v1/billing_portal/configurations",
                Deed::Configured,
            ),
            (
                "POST",
                "/v1/billing_portal/configurations/bpc_1",
                Deed::Reconfigured,
            ),
            (
                "POST",
                "/v1/portico/configurations/bpc_1",
                Deed::Reconfigured,
            ),
            ("POST", "/v1/portico/sessions/revoke", Deed::EndedSessions),
            (
                "POST",
                "/v1/portico/sessions/bps_1/revoke",
                Deed::EndedSession,
            ),
            (
                "POST",
                "/v1/portico/dashboard_sessions/das_1/revoke",
                Deed::SignedOut,
            ),
            ("POST", "/v1/portico/events/evt_1/replay", Deed::Replayed),
            ("POST", "/v1/portico/webhook_endpoints", Deed::AddedEndpoint),
            (
                "DELETE",
                "/v1/portico/webhook_endpoints/we_1",
                Deed::RemovedEndpoint,
            ),
            ("POST", "/v1/portico/domains", Deed::AddedDomain),
            ("POST", "/v1/portico/domains/dom_1", Deed::ChangedDomain),
            (
                "POST",
                "/v1/portico/domains/dom_1/verify",
                Deed::CheckedDomain,
            ),
            ("DELETE", "/v1/portico/domains/dom_1", Deed::RemovedDomain),
            ("POST", "/v1/portico/embed_origins", Deed::AddedOrigin),
            (
                "DELETE",
                "/v1/portico/embed_origins/emo_1",
                Deed::RemovedOrigin,
            ),
            ("POST", "/v1/portico/what_comes_later", Deed::Other),
            (
                "DELETE",
                "/v1/portico/branding/versions/3/restore",
                Deed::Other,
            ),
        ] {
            assert_eq!(Deed::of(method, path), deed, "{method} {path}");
        }
    }
}

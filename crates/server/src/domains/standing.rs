//! How a domain stands, by what its records say: pure, so that every way from one state to another can be tested.

/// For how many seconds an active domain stays so without its records: a mistake in a zone is not noticed on a Friday
/// evening, and every customer with a link would find nothing.
pub const GRACE: i64 = 3 * DAY;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// How far a domain has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Nobody has shown that it is the merchant's.
    #[default]
    Pending,
    /// Its TXT record says that it is the merchant's, and it leads elsewhere.
    Verified,
    /// It is served.
    Active,
}

impl Status {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Verified => "verified",
            Self::Active => "active",
        }
    }
}

impl From<&str> for Status {
    fn from(text: &str) -> Self {
        match text {
            "active" => Self::Active,
            "verified" => Self::Verified,
            _ => Self::Pending,
        }
    }
}

/// What the TXT record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// What it must say.
    Right,
    /// There is none.
    Absent,
    /// Something else, shortened.
    Other(String),
    /// Nobody answered.
    Unknown,
}

/// Where the host leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Here.
    Here,
    /// It has neither an alias nor an address.
    Nowhere,
    /// To this alias, or to these addresses.
    Elsewhere(String),
    /// Nobody answered.
    Unknown,
}

/// What was seen of a domain's records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its TXT record.
    pub proof: Proof,
    /// Its alias and addresses.
    pub way: Way,
}

/// How a domain stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// How far it has come.
    pub status: Status,
    /// When its TXT record was first seen.
    pub verified_at: Option<i64>,
    /// Since when an active one is not what it was.
    pub failing_since: Option<i64>,
}

impl Standing {
    /// How it stands after its records were looked at. Whoever does not answer says nothing: what was known stays.
    pub fn after(self, seen: &Seen, now: i64) -> Self {
        let reached = match (&seen.proof, &seen.way) {
            (Proof::Unknown, _) | (Proof::Right, Way::Unknown)
                if self.status != Status::Pending =>
            {
                return self;
            }
            (Proof::Right, Way::Here) => Status::Active,
            (Proof::Right, _) => Status::Verified,
            _ => Status::Pending,
        };
        let proven = (reached != Status::Pending).then_some(now);
        let verified_at = self.verified_at.or(proven);
        if self.status == Status::Active && reached != Status::Active {
            let since = self.failing_since.unwrap_or(now);
            if now - since < GRACE {
                return Self {
                    status: Status::Active,
                    verified_at,
                    failing_since: Some(since),
                };
            }
        }
        Self {
            status: reached,
            verified_at,
            failing_since: None,
        }
    }

    /// After how many seconds its records are looked at again. `age` is how long ago it was added: who has just set a
    /// record waits for it, and who has not in a week may ask.
    pub fn pause(self, age: i64) -> i64 {
        match (self.status, self.failing_since) {
            (Status::Active, None) => DAY,
            (Status::Active, Some(_)) => HOUR,
            _ if age < HOUR => 60,
            _ if age < DAY => 10 * 60,
            _ if age < 7 * DAY => HOUR,
            _ => DAY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000_000;

    fn seen(proof: Proof, way: Way) -> Seen {
        Seen { proof, way }
    }

    fn elsewhere() -> Way {
        Way::Elsewhere("203.0.113.9".to_owned())
    }

    #[test]
    fn from_added_to_served() {
        let added = Standing::default();
        let nothing = added.after(&seen(Proof::Absent, Way::Nowhere), NOW);
        assert_eq!(nothing, added);
        // Whoever points a host here has not shown that it is this merchant's.
        let pointed = added.after(&seen(Proof::Absent, Way::Here), NOW);
        assert_eq!(pointed, added);
        let proven = added.after(&seen(Proof::Right, Way::Nowhere), NOW);
        assert_eq!(
            (proven.status, proven.verified_at),
            (Status::Verified, Some(NOW))
        );
        let served = proven.after(&seen(Proof::Right, Way::Here), NOW + 60);
        assert_eq!(
            (served.status, served.verified_at),
            (Status::Active, Some(NOW))
        );
        let both = added.after(&seen(Proof::Right, Way::Here), NOW);
        assert_eq!(both.status, Status::Active);
        for wrong in [Proof::Other("x".to_owned()), Proof::Unknown] {
            let after = added.after(&seen(wrong, Way::Here), NOW);
            assert_eq!(after, added);
        }
        let lost = proven.after(&seen(Proof::Absent, Way::Nowhere), NOW);
        assert_eq!(lost.status, Status::Pending);
    }

    #[test]
    fn one_that_is_served_is_not_lost_by_a_mistake() {
        let served = Standing {
            status: Status::Active,
            verified_at: Some(NOW),
            failing_since: None,
        };
        for (bad, becomes) in [
            (seen(Proof::Right, elsewhere()), Status::Verified),
            (seen(Proof::Right, Way::Nowhere), Status::Verified),
            (seen(Proof::Absent, Way::Here), Status::Pending),
            (
                seen(Proof::Other("x".to_owned()), Way::Here),
                Status::Pending,
            ),
            (seen(Proof::Absent, Way::Unknown), Status::Pending),
        ] {
            let failing = served.after(&bad, NOW);
            assert_eq!(failing.status, Status::Active, "{bad:?}");
            assert_eq!(failing.failing_since, Some(NOW), "{bad:?}");
            let later = failing.after(&bad, NOW + GRACE - 1);
            assert_eq!(later, failing, "{bad:?}");
            let mended = later.after(&seen(Proof::Right, Way::Here), NOW + GRACE - 1);
            assert_eq!(mended, served, "{bad:?}");
            let lost = later.after(&bad, NOW + GRACE);
            assert_eq!(lost.status, becomes, "{bad:?}");
            assert_eq!(lost.failing_since, None, "{bad:?}");
        }
    }

    /// A name server of ours that is down for a weekend is no reason to serve nobody on Monday.
    #[test]
    fn no_answer_is_no_news() {
        let failing = Standing {
            status: Status::Active,
            verified_at: Some(NOW),
            failing_since: Some(NOW),
        };
        for unknown in [
            seen(Proof::Unknown, Way::Unknown),
            seen(Proof::Unknown, elsewhere()),
            seen(Proof::Right, Way::Unknown),
        ] {
            for status in [Status::Verified, Status::Active] {
                let before = Standing { status, ..failing };
                let after = before.after(&unknown, NOW + 10 * GRACE);
                assert_eq!(after, before, "{unknown:?}");
            }
        }
        let proven = Standing::default().after(&seen(Proof::Right, Way::Unknown), NOW);
        assert_eq!(proven.status, Status::Verified);
    }

    #[test]
    fn what_is_new_is_looked_at_often() {
        let pause = |status, failing_since, age| {
            Standing {
                status,
                verified_at: None,
                failing_since,
            }
            .pause(age)
        };
        assert_eq!(pause(Status::Pending, None, 0), 60);
        assert_eq!(pause(Status::Verified, None, HOUR), 600);
        assert_eq!(pause(Status::Pending, None, DAY), HOUR);
        assert_eq!(pause(Status::Pending, None, 7 * DAY), DAY);
        assert_eq!(pause(Status::Active, None, 0), DAY);
        assert_eq!(pause(Status::Active, Some(NOW), 90 * DAY), HOUR);
    }
}

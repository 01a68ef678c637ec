//! The customers of Fernhill Studio, and what happened to each.

mod companies;
mod persons;

/// A demo customer.
pub(super) struct Person {
    /// Marks the customer in its metadata.
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) phone: &'static str,
    pub(super) address: Address,
    /// The language of the portal, as a `preferred_locales` entry.
    pub(super) locale: &'static str,
    /// One sentence for the list that is printed.
    pub(super) shows: &'static str,
    /// When the story begins, on a test clock; `None` is now, in real time.
    pub(super) since: Option<Since>,
    /// More parameters of the customer.
    pub(super) with: &'static [(&'static str, &'static str)],
    /// Type and value of a tax id.
    pub(super) tax_id: Option<(&'static str, &'static str)>,
    pub(super) story: &'static [Step],
}

/// So many months and days ago. Months are what is billed by, so the last renewal is `days` old.
pub(super) struct Since {
    pub(super) months: i32,
    pub(super) days: i64,
}

const fn ago(months: i32, days: i64) -> Option<Since> {
    Some(Since { months, days })
}

/// A postal address; empty parts are not sent.
pub(super) struct Address {
    pub(super) line1: &'static str,
    pub(super) city: &'static str,
    pub(super) state: &'static str,
    pub(super) postal_code: &'static str,
    pub(super) country: &'static str,
}

/// One thing that happens.
pub(super) enum Step {
    /// The method is saved and becomes the default.
    PayWith(&'static str),
    /// The method is saved beside the default one.
    AlsoSave(&'static str),
    /// A subscription to these prices and quantities begins; more parameters follow.
    Subscribe(
        &'static [(&'static str, u32)],
        &'static [(&'static str, &'static str)],
    ),
    /// So much is used of what a meter counts.
    Use(&'static str, u32),
    /// The latest subscription changes.
    Change(&'static [(&'static str, &'static str)]),
    /// So much of the newest paid invoice goes back: to the payment method, and to the balance.
    GiveBack(&'static str, &'static str),
    /// Time passes on the customer's clock.
    Months(i32),
    /// The same in days: renewals fall on whole months, and some things happen between two of them.
    Days(i64),
    /// The customer's clock arrives at today.
    Today,
}

/// Everybody, in the order of the printed list.
pub(super) const PEOPLE: &[&Person] = &[
    &persons::ONE_CARD,
    &persons::TWO_CARDS,
    &companies::LONG_HISTORY,
    &persons::PAST_DUE,
    &persons::TRIALING,
    &persons::SEPA,
    &persons::YEN,
    &persons::NO_SUBSCRIPTION,
    &companies::GERMAN_COMPANY,
    &persons::EXPIRED_CARD,
    &persons::PAUSED,
    &companies::PAYS_BY_INVOICE,
    &persons::PENDING_CANCEL,
];

#[cfg(test)]
mod tests {
    use super::PEOPLE;
    use std::collections::HashSet;

    #[test]
    fn everybody_is_told_apart_and_nobody_is_reachable() {
        let slugs: HashSet<&str> = PEOPLE.iter().map(|person| person.slug).collect();
        assert_eq!(slugs.len(), PEOPLE.len());
        for person in PEOPLE {
            assert!(person.email.ends_with("@example.com"), "{}", person.name);
            assert!(person.shows.ends_with('.'), "{}", person.name);
        }
    }
}

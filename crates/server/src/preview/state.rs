//! How things are with a made-up customer.

/// How things are with a made-up customer, or with the page that shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum State {
    /// A subscription that is paid, two payment methods, a year of invoices.
    #[default]
    Default,
    /// Nothing yet.
    Empty,
    /// The latest payment failed.
    PastDue,
    /// In the free trial.
    Trialing,
    /// Cancelled, and running until the end of the period.
    Canceling,
    /// The merchant has paused payments.
    Paused,
    /// Much of everything, with long names.
    Many,
    /// A subscription and nothing to charge it to.
    NoMethod,
    /// What the page shows cannot be loaded.
    Error,
    /// The session is over.
    Expired,
    /// A dialog is open; the preview's script opens it.
    Dialog,
    /// Nothing has arrived yet; the preview's script sees to that.
    Loading,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Default,
        Self::Empty,
        Self::PastDue,
        Self::Trialing,
        Self::Canceling,
        Self::Paused,
        Self::Many,
        Self::NoMethod,
        Self::Error,
        Self::Expired,
        Self::Dialog,
        Self::Loading,
    ];

    /// Its name in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Empty => "empty",
            Self::PastDue => "past_due",
            Self::Trialing => "trialing",
            Self::Canceling => "canceling",
            Self::Paused => "paused",
            Self::Many => "many",
            Self::NoMethod => "no_method",
            Self::Error => "error",
            Self::Expired => "expired",
            Self::Dialog => "dialog",
            Self::Loading => "loading",
        }
    }

    /// The one of this name; the usual one where there is none.
    pub fn named(name: &str) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|state| state.as_str() == name).unwrap_or_default()
    }
}

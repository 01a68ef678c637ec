//! The browser's session: whose portal this is, what the customer may do and has, and whether it still holds.

mod answers;
mod connection;
mod phase;

pub use connection::Connection;
pub(crate) use phase::phase_after;
pub use phase::{Ended, Phase};

use contract::{
    Customer, CustomerId, Features, Flow, Invoice, Merchant, Page, PaymentMethod, SessionId,
    SetupMode, Subscription,
};
use leptos::prelude::*;

use self::connection::Reach;
use crate::i18n::Words;

/// What the portal knows, offered to every component. Reading is for all, writing for `api` alone.
#[derive(Clone, Copy)]
pub struct Session {
    words: Words,
    phase: RwSignal<Phase>,
    id: RwSignal<Option<SessionId>>,
    customer_id: StoredValue<Option<CustomerId>>,
    test_mode: RwSignal<bool>,
    setup_mode: RwSignal<SetupMode>,
    return_url: RwSignal<Option<String>>,
    login_url: RwSignal<Option<String>>,
    merchant: RwSignal<Merchant>,
    features: RwSignal<Features>,
    flow: RwSignal<Option<Flow>>,
    customer: RwSignal<Customer>,
    invoices: RwSignal<Page<Invoice>>,
    payment_methods: RwSignal<Vec<PaymentMethod>>,
    subscriptions: RwSignal<Vec<Subscription>>,
    version: RwSignal<String>,
    reach: Reach,
    is_outdated: RwSignal<bool>,
    read_at: RwSignal<Option<i64>>,
    /// Seconds the server's clock is ahead of the browser's.
    clock_offset: StoredValue<i64>,
}

/// Offers a session that is not known yet. `merchant` is what the document says before the first answer.
pub fn provide_session(words: Words, merchant: Merchant) -> Session {
    let session = Session {
        words,
        phase: RwSignal::new(Phase::Checking),
        id: RwSignal::new(None),
        customer_id: StoredValue::new(None),
        test_mode: RwSignal::new(false),
        setup_mode: RwSignal::new(SetupMode::default()),
        return_url: RwSignal::new(None),
        login_url: RwSignal::new(None),
        merchant: RwSignal::new(merchant),
        features: RwSignal::new(Features::default()),
        flow: RwSignal::new(None),
        customer: RwSignal::new(Customer::default()),
        invoices: RwSignal::new(no_invoices()),
        payment_methods: RwSignal::new(Vec::new()),
        subscriptions: RwSignal::new(Vec::new()),
        version: RwSignal::new(String::new()),
        reach: Reach::new(),
        is_outdated: RwSignal::new(false),
        read_at: RwSignal::new(None),
        clock_offset: StoredValue::new(0),
    };
    provide_context(session);
    session
}

/// The session offered by [`provide_session`].
pub fn use_session() -> Session {
    expect_context()
}

fn no_invoices() -> Page<Invoice> {
    Page {
        data: Vec::new(),
        has_more: false,
    }
}

impl Session {
    /// Where it stands.
    pub fn phase(self) -> Signal<Phase> {
        self.phase.into()
    }

    /// Whether a portal was shown in this visit. It stays on the page when the session ends, so that nothing typed is
    /// lost; after signing out or switching it does not.
    pub fn was_opened(self) -> Signal<bool> {
        Signal::derive(move || self.id.with(Option::is_some))
    }

    /// The words that came with it.
    pub fn words(self) -> Words {
        self.words
    }

    /// Whose portal this is.
    pub fn merchant(self) -> Signal<Merchant> {
        self.merchant.into()
    }

    /// What the customer may do.
    pub fn features(self) -> Signal<Features> {
        self.features.into()
    }

    /// The one thing this session is for, if it is not for the whole portal.
    pub fn flow(self) -> Signal<Option<Flow>> {
        self.flow.into()
    }

    /// Billing information.
    pub fn customer(self) -> Signal<Customer> {
        self.customer.into()
    }

    /// The newest invoices.
    pub fn invoices(self) -> Signal<Page<Invoice>> {
        self.invoices.into()
    }

    /// Saved payment methods, default first.
    pub fn payment_methods(self) -> Signal<Vec<PaymentMethod>> {
        self.payment_methods.into()
    }

    /// Subscriptions, live ones first.
    pub fn subscriptions(self) -> Signal<Vec<Subscription>> {
        self.subscriptions.into()
    }

    /// Names the state of methods and subscriptions.
    pub fn version(self) -> Signal<String> {
        self.version.into()
    }

    /// Whether the account is in test mode.
    pub fn test_mode(self) -> Signal<bool> {
        self.test_mode.into()
    }

    /// Where a payment method is entered.
    pub fn setup_mode(self) -> Signal<SetupMode> {
        self.setup_mode.into()
    }

    /// The way back to the merchant. It outlives the session.
    pub fn return_url(self) -> Signal<Option<String>> {
        self.return_url.into()
    }

    /// The login link, once the session is over and there is one.
    pub fn login_url(self) -> Signal<Option<String>> {
        self.login_url.into()
    }

    /// Whether the server can be reached.
    pub fn connection(self) -> Signal<Connection> {
        self.reach.connection()
    }

    /// Whether nothing can be changed now, because the server cannot be reached.
    pub fn is_offline(self) -> Signal<bool> {
        self.reach.is_offline()
    }

    /// Whether the server speaks a newer version than this app, which has to be loaded anew.
    pub fn is_outdated(self) -> Signal<bool> {
        self.is_outdated.into()
    }

    /// When what is shown was read, Unix seconds by the browser's clock, where the billing system does not answer now.
    pub fn read_at(self) -> Signal<Option<i64>> {
        self.read_at.into()
    }

    /// Unix seconds by the server's clock.
    pub fn now(self) -> i64 {
        browser_now() + self.clock_offset.get_value()
    }

    /// The session's public name, if it was opened.
    pub(crate) fn id(self) -> Option<SessionId> {
        self.id.get_untracked()
    }

    /// Whether that is the customer it was opened for.
    pub(crate) fn is_of(self, customer: &CustomerId) -> bool {
        self.customer_id
            .with_value(|own| own.as_ref() == Some(customer))
    }

    /// The version to send with a change.
    pub(crate) fn current_version(self) -> String {
        self.version.get_untracked()
    }
}

fn browser_now() -> i64 {
    (js_sys::Date::now() / 1000.0) as i64
}

//! What the server's answers make of the session.

use contract::{Changed, Customer, Merchant, Portal};
use leptos::prelude::*;

use super::{Ended, Phase, Session, browser_now, no_invoices, phase};
use crate::api::Failure;

impl Session {
    /// What an action answered.
    pub fn apply(self, changed: Changed) {
        let is_same = |version: &String| *version == changed.version;
        // The same version is the same state: what did not change is not drawn again.
        if !self.version.with_untracked(is_same) {
            self.set_state(changed);
        }
    }

    /// What a change of billing information answered.
    pub(crate) fn set_customer(self, customer: Customer) {
        self.customer.set(customer);
    }

    fn set_state(self, changed: Changed) {
        self.payment_methods.set(changed.payment_methods);
        self.subscriptions.set(changed.subscriptions);
        self.version.set(changed.version);
    }

    /// An answer came, whatever it says. `version` is its [`contract::APP_MIN_HEADER`].
    pub(crate) fn answered(self, version: Option<&str>) {
        self.reach.answered();
        if contract::is_outdated(version) {
            self.is_outdated.set(true);
        }
    }

    /// The first answer, or one after a new link was opened in another tab.
    pub(crate) fn begin(self, portal: Portal) {
        self.clock_offset
            .set_value(portal.session.now - browser_now());
        self.note_reading(portal.read_at);
        self.words.set_locale(portal.locale);
        self.merchant.set(portal.merchant);
        self.features.set(portal.features);
        self.flow.set(portal.flow);
        self.customer.set(portal.customer);
        self.invoices.set(portal.invoices);
        // Another customer's state may have the same version.
        self.set_state(portal.state);
        self.test_mode.set(portal.session.test_mode);
        self.setup_mode.set(portal.session.add_payment_method);
        self.return_url.set(portal.session.return_url);
        self.customer_id.set_value(Some(portal.session.customer));
        self.id.set(Some(portal.session.id));
        self.reach.answered();
        self.phase.set(Phase::SignedIn);
    }

    /// The same session, read again.
    pub(crate) fn refresh(self, portal: Portal) {
        self.note_reading(portal.read_at);
        self.customer.set(portal.customer);
        self.invoices.set(portal.invoices);
        self.features.set(portal.features);
        self.flow.set(portal.flow);
        self.apply(portal.state);
    }

    fn note_reading(self, at: Option<i64>) {
        let at = at.map(|at| at - self.clock_offset.get_value());
        if self.read_at.get_untracked() != at {
            self.read_at.set(at);
        }
    }

    /// It is over. After signing out or a switch nothing of the customer stays in memory; an expired session keeps
    /// what is on the page, so that the customer can go on where it stopped.
    pub(crate) fn end(self, phase: Phase) {
        if matches!(phase, Phase::Ended(Ended::SignedOut | Ended::Changed)) {
            self.id.set(None);
            self.customer.set(Customer::default());
            self.invoices.set(no_invoices());
            self.payment_methods.set(Vec::new());
            self.subscriptions.set(Vec::new());
            self.version.set(String::new());
        }
        self.phase.set(phase);
    }

    /// What a failed request means for the session.
    pub(crate) fn observe(self, failure: &Failure) {
        self.reach.observe(failure);
        if let Failure::Refused { error, .. } = failure {
            if let Some(state) = &error.state {
                self.apply((**state).clone());
            }
            if let Some(customer) = &error.customer {
                self.set_customer((**customer).clone());
            }
        }
        if let Some(ended) = phase::ended_by(failure) {
            self.lead_to_login(failure);
            self.end(Phase::Ended(ended));
        }
    }

    /// Remembers where a new session can be begun.
    pub(crate) fn lead_to_login(self, failure: &Failure) {
        if let Failure::Refused { error, .. } = failure {
            self.login_url.set(error.login_url.clone());
        }
    }

    /// A page without a session: whose it is, and whether anything is real.
    pub(crate) fn visit(self, merchant: Merchant, test_mode: bool) {
        self.merchant.set(merchant);
        self.test_mode.set(test_mode);
    }
}

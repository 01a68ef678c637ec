//! The portal's preview: what the customer API answers for a customer who is made up. Everything here is calculated from
//! a state and a time; no customer, no session and no billing system is asked for anything.

mod history;
mod holdings;
mod invoices;
mod plans;
mod state;
mod terms;

use contract::{
    Address, CancelMode, CancellationReason, Changed, Completed, Customer, CustomerField, Features,
    Flow, FlowKind, Page, Portal, SessionInfo, SetupMode, SubscriptionCancel, SubscriptionUpdate,
    TaxId,
};

pub use state::State;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// The mean month, near enough for data that is made up.
const MONTH: i64 = 2_629_746;

/// Invoices on the first screen.
const NEWEST: usize = 5;

const CURRENCY: &str = "eur";

/// A made-up customer.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// How things are with the customer.
    pub state: State,
    /// Now, Unix seconds; all dates are around it.
    pub now: i64,
}

impl Sample {
    /// The first screen. `path` is the page it is for: the confirmation of something that is done belongs to a session
    /// that was for that alone.
    pub fn portal(
        self,
        merchant: contract::Merchant,
        locale: contract::Locale,
        path: &str,
    ) -> Portal {
        let mut invoices = self.invoices();
        let has_more = invoices.len() > NEWEST;
        invoices.truncate(NEWEST);
        Portal {
            session: SessionInfo {
                id: "ses_preview".into(),
                customer: "cus_preview".into(),
                expires_at: self.now + 8 * HOUR,
                // A preview says itself what it is.
                test_mode: false,
                // The form on our page is the processor's, whose script no preview runs.
                add_payment_method: SetupMode::Redirect,
                return_url: Some("https://example.com/account".to_owned()),
                now: self.now,
            },
            locale,
            merchant,
            features: features(),
            flow: (path == contract::rules::flow::DONE).then(done),
            customer: self.customer(),
            invoices: Page {
                data: invoices,
                has_more,
            },
            read_at: None,
            state: self.changed(),
        }
    }

    /// Payment methods and subscriptions.
    pub fn changed(self) -> Changed {
        Changed {
            version: "preview".to_owned(),
            payment_methods: self.methods(),
            subscriptions: self.subscriptions(),
        }
    }

    fn customer(self) -> Customer {
        let some = |text: &str| Some(text.to_owned());
        let customer = Customer {
            name: some("Robin Example"),
            email: some("robin@example.com"),
            currency: some(CURRENCY),
            version: "preview".to_owned(),
            ..Customer::default()
        };
        if self.state == State::Empty {
            return customer;
        }
        let name = match self.state {
            State::Many => some(
                "Example & Daughters International Trading, Consulting and Event Management Group Ltd.",
            ),
            _ => customer.name.clone(),
        };
        Customer {
            name,
            phone: some("+31 20 555 0123"),
            address: Some(Address {
                line1: some("Prinsengracht 100"),
                line2: None,
                city: some("Amsterdam"),
                state: None,
                postal_code: some("1015 EA"),
                country: some("NL"),
            }),
            tax_ids: vec![TaxId {
                id: "txi_preview".to_owned(),
                kind: "eu_vat".to_owned(),
                value: "NL123456789B01".to_owned(),
                verification: some("verified"),
            }],
            ..customer
        }
    }
}

/// Everything that a configuration can let customers do.
fn features() -> Features {
    use CustomerField::{Address, Email, Name, Phone, Shipping, TaxId};
    Features {
        payment_method_update: true,
        invoice_history: true,
        customer_update: vec![Address, Email, Name, Phone, Shipping, TaxId],
        subscription_cancel: Some(SubscriptionCancel {
            mode: CancelMode::AtPeriodEnd,
            reasons: vec![
                CancellationReason::TooExpensive,
                CancellationReason::MissingFeatures,
                CancellationReason::SwitchedService,
                CancellationReason::Unused,
                CancellationReason::Other,
            ],
            feedback_options: Vec::new(),
        }),
        subscription_update: Some(SubscriptionUpdate {
            price: true,
            quantity: true,
            promotion_code: true,
        }),
    }
}

/// A flow that is done.
fn done() -> Flow {
    Flow {
        kind: FlowKind::SubscriptionUpdate,
        subscription: Some(holdings::FIRST.into()),
        confirm: None,
        after_completion: contract::AfterCompletion::HostedConfirmation {
            custom_message: None,
        },
        completed: Some(Completed::Done),
    }
}

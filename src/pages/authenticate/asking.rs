//! One visit to the page: the bank asks, the portal looks whether the payment has arrived.

use std::time::Duration;

use contract::{ErrorCode, InvoiceId, PaymentAuthentication, rules::flow::Action};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{self, Failure},
    flow, paths,
    processor::{self, Refusal},
    session::Session,
    time,
};

/// Where a visit stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The question is on its way.
    Loading,
    /// The bank asks.
    Asking,
    /// The bank agreed; whether the payment has arrived is looked at.
    Checking,
    /// It could not be asked, and why. It may another time.
    Held(String),
    /// Nothing more can be done here, and why.
    Over(String),
}

/// How often, and after how long, a payment is looked for that the bank has agreed to.
const LOOKS: u32 = 6;
const BETWEEN: Duration = Duration::from_millis(800);

/// One visit. It lives as long as the page, and what arrives later finds nobody.
#[derive(Clone, Copy)]
pub struct Asking {
    session: Session,
    id: StoredValue<InvoiceId>,
    stage: RwSignal<Stage>,
}

impl Asking {
    /// A visit that has not begun.
    pub fn new(session: Session, id: InvoiceId) -> Self {
        Self {
            session,
            id: StoredValue::new(id),
            stage: RwSignal::new(Stage::Loading),
        }
    }

    /// Where it stands.
    pub fn stage(self) -> Signal<Stage> {
        self.stage.into()
    }

    /// Asks the bank. A customer who comes back from its page goes on where they left.
    pub fn start(self) {
        let returned = paths::parameter("redirect_status");
        let id = self.id.get_value();
        if returned.is_some() {
            // The payment's secret is among the parameters; it stays in no history.
            paths::rewrite(&paths::authenticate(&id));
        }
        let authentication = self.ask_for_it();
        spawn_local(async move {
            match (returned.as_deref(), authentication.await) {
                (Some("succeeded" | "processing"), _) => self.check(&id).await,
                (Some(_), _) => self.over(self.session.words().authenticate_failed()),
                (None, Ok(authentication)) => self.ask(&id, &authentication).await,
                (None, Err(failure)) => self.hold(&failure),
            }
        });
    }

    fn ask_for_it(self) -> impl Future<Output = Result<PaymentAuthentication, Failure>> + use<> {
        let id = self.id.get_value();
        api::payment_authentication(self.session, &id)
    }

    async fn ask(self, id: &InvoiceId, authentication: &PaymentAuthentication) {
        let words = self.session.words();
        self.stage.try_set(Stage::Asking);
        match processor::authenticate(authentication, words).await {
            Ok(()) => self.check(id).await,
            Err(Refusal::NoForm) => {
                self.stage
                    .try_set(Stage::Held(words.authenticate_no_form()));
            }
            Err(Refusal::NotAuthenticated) => self.over(words.authenticate_failed()),
            Err(Refusal::Declined(Some(said)) | Refusal::Invalid(Some(said))) => self.over(said),
            Err(_) => self.over(words.authenticate_failed()),
        }
    }

    /// Looks until the payment waits for nothing any more. The answer that says so is made of what the billing system
    /// holds now, and so is the home page after it.
    async fn check(self, id: &InvoiceId) {
        self.stage.try_set(Stage::Checking);
        for _ in 0..LOOKS {
            match self.ask_for_it().await {
                Ok(_) => time::pause(BETWEEN).await,
                Err(failure) if is_done(&failure) => {
                    let home = paths::home_after_paying(id);
                    return paths::replace(&flow::after(self.session, Action::Authenticate, home));
                }
                Err(failure) => return self.hold(&failure),
            }
        }
        let words = self.session.words();
        self.over(words.authenticate_slow());
    }

    fn hold(self, failure: &Failure) {
        let words = self.session.words();
        match failure.code() {
            Some(ErrorCode::StateChanged) => self.over(words.authenticate_nothing()),
            Some(ErrorCode::NotFound) => self.over(words.invoice_missing()),
            Some(ErrorCode::FeatureDisabled) => self.over(failure.words(words)),
            _ => {
                self.stage.try_set(Stage::Held(failure.words(words)));
            }
        }
    }

    fn over(self, text: String) {
        self.stage.try_set(Stage::Over(text));
    }
}

fn is_done(failure: &Failure) -> bool {
    failure.code() == Some(ErrorCode::StateChanged)
}

//! One visit to the page: the bank asks, the portal looks whether the payment has arrived.

use std::time::Duration;

use contract::{ErrorCode, InvoiceId, PaymentAuthentication, rules::flow::Action};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{self, Failure},
    flow,
    i18n::Words,
    paths,
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
    Held(Why),
    /// Nothing more can be done here, and why.
    Over(Why),
}

/// Why the payment is not made. It is put into words when it is shown, in the language of then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The processor's script did not come.
    NoForm,
    /// The bank was not convinced.
    NotAuthenticated,
    /// What the bank says itself.
    Said(String),
    /// The payment is late.
    Slow,
    /// The server says so.
    Failed(Failure),
}

impl Why {
    /// The sentence.
    pub fn words(&self, words: Words) -> String {
        match self {
            Self::NoForm => words.authenticate_no_form(),
            Self::NotAuthenticated => words.authenticate_failed(),
            Self::Said(text) => text.clone(),
            Self::Slow => words.authenticate_slow(),
            Self::Failed(failure) => match failure.code() {
                Some(ErrorCode::StateChanged) => words.authenticate_nothing(),
                Some(ErrorCode::NotFound) => words.invoice_missing(),
                _ => failure.words(words),
            },
        }
    }
}

/// How often, and after how long, a payment is looked for that the bank has agreed to.
const LOOKS: u32 = 6;
const BETWEEN: Duration = Duration::from_millis(800);

/// One visit. It is begun outside of what another language builds anew, so that the bank is asked once.
#[derive(Clone, Copy)]
pub struct Asking {
    session: Session,
    stage: RwSignal<Stage>,
}

impl Asking {
    /// A visit, which begins by asking.
    pub fn begin(session: Session, id: InvoiceId) -> Self {
        let this = Self {
            session,
            stage: RwSignal::new(Stage::Loading),
        };
        this.start(id);
        this
    }

    /// Where it stands.
    pub fn stage(self) -> Signal<Stage> {
        self.stage.into()
    }

    /// Asks the bank. A customer who comes back from its page goes on where they left.
    fn start(self, id: InvoiceId) {
        let returned = paths::parameter("redirect_status");
        if returned.is_some() {
            // The payment's secret is among the parameters; it stays in no history.
            paths::rewrite(&paths::authenticate(&id));
        }
        spawn_local(async move {
            match (returned.as_deref(), self.ask_for_it(&id).await) {
                (Some("succeeded" | "processing"), _) => self.check(&id).await,
                (Some(_), _) => self.over(Why::NotAuthenticated),
                (None, Ok(authentication)) => self.ask(&id, &authentication).await,
                (None, Err(failure)) => self.fail(failure),
            }
        });
    }

    async fn ask_for_it(self, id: &InvoiceId) -> Result<PaymentAuthentication, Failure> {
        api::payment_authentication(self.session, id).await
    }

    async fn ask(self, id: &InvoiceId, authentication: &PaymentAuthentication) {
        let words = self.session.words();
        self.stage.try_set(Stage::Asking);
        match processor::authenticate(authentication, words).await {
            Ok(()) => self.check(id).await,
            Err(Refusal::NoForm) => {
                self.stage.try_set(Stage::Held(Why::NoForm));
            }
            Err(Refusal::NotAuthenticated) => self.over(Why::NotAuthenticated),
            Err(Refusal::Declined(Some(said)) | Refusal::Invalid(Some(said))) => {
                self.over(Why::Said(said))
            }
            Err(_) => self.over(Why::NotAuthenticated),
        }
    }

    /// Looks until the payment waits for nothing any more. The answer that says so is made of what the billing system
    /// holds now, and so is the home page after it.
    async fn check(self, id: &InvoiceId) {
        self.stage.try_set(Stage::Checking);
        for _ in 0..LOOKS {
            match self.ask_for_it(id).await {
                Ok(_) => time::pause(BETWEEN).await,
                Err(failure) if is_done(&failure) => {
                    let home = paths::home_after_paying(id);
                    return paths::replace(&flow::after(self.session, Action::Authenticate, home));
                }
                Err(failure) => return self.fail(failure),
            }
        }
        self.over(Why::Slow);
    }

    fn fail(self, failure: Failure) {
        let is_final = matches!(
            failure.code(),
            Some(ErrorCode::StateChanged | ErrorCode::NotFound | ErrorCode::FeatureDisabled)
        );
        let why = Why::Failed(failure);
        let stage = if is_final { Stage::Over } else { Stage::Held };
        self.stage.try_set(stage(why));
    }

    fn over(self, why: Why) {
        self.stage.try_set(Stage::Over(why));
    }
}

fn is_done(failure: &Failure) -> bool {
    failure.code() == Some(ErrorCode::StateChanged)
}

//! One visit to an invoice: it comes, it is paid.

use contract::{ErrorCode, InvoiceDetail, InvoiceId, InvoiceStatus, PaymentMethodId};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{self, Failure, Intent},
    i18n::Words,
    layout::focus_heading,
    paths,
    session::Session,
    task::Task,
};

/// Where a visit stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The invoice is on its way.
    Loading,
    /// It did not come, and why.
    Failed(Failure),
    /// Here it is.
    Shown(Box<InvoiceDetail>),
}

/// One visit.
#[derive(Clone, Copy)]
pub struct Paying {
    session: Session,
    id: StoredValue<InvoiceId>,
    stage: RwSignal<Stage>,
    chosen: RwSignal<Option<PaymentMethodId>>,
    was_paid: RwSignal<bool>,
    task: Task,
    intent: StoredValue<Intent>,
}

impl Paying {
    /// A visit whose invoice is on its way.
    pub fn begin(session: Session, id: InvoiceId) -> Self {
        let begun = Self {
            session,
            id: StoredValue::new(id),
            stage: RwSignal::new(Stage::Loading),
            chosen: RwSignal::new(None),
            was_paid: RwSignal::new(false),
            task: Task::new(),
            intent: StoredValue::new(Intent::new()),
        };
        begun.load();
        begun
    }

    /// Where it stands.
    pub fn stage(self) -> Signal<Stage> {
        self.stage.into()
    }

    /// What it will be paid with.
    pub fn chosen(self) -> RwSignal<Option<PaymentMethodId>> {
        self.chosen
    }

    /// Whether it was paid on this visit.
    pub fn was_paid(self) -> Signal<bool> {
        self.was_paid.into()
    }

    /// Whether the bank is asked.
    pub fn pending(self) -> Signal<bool> {
        self.task.pending()
    }

    /// Why the last attempt failed, in words.
    pub fn error(self) -> Signal<Option<String>> {
        let (words, failure) = (self.session.words(), self.task.failure());
        Signal::derive(move || Some(failed(words, &failure.get()?)))
    }

    /// Reads the invoice.
    pub fn load(self) {
        self.stage.set(Stage::Loading);
        let id = self.id.get_value();
        spawn_local(async move {
            let stage = match api::get_invoice(self.session, &id).await {
                Ok(invoice) => Stage::Shown(Box::new(invoice)),
                Err(failure) => Stage::Failed(failure),
            };
            self.stage.try_set(stage);
        });
    }

    /// Pays with a method.
    pub fn pay(self, method: PaymentMethodId) {
        let id = self.id.get_value();
        self.task.run(async move {
            let key = self.intent.try_get_value().unwrap_or_default();
            let paid = api::pay_invoice(self.session, &id, &method, &key).await;
            let failure = match paid {
                Ok(invoice) => {
                    self.show(invoice);
                    return Ok(());
                }
                Err(failure) => failure,
            };
            match failure.code() {
                Some(ErrorCode::AuthenticationRequired) => {
                    paths::open(&paths::authenticate(&id));
                    return Ok(());
                }
                // Paid elsewhere meanwhile: how it is now says more than any sentence.
                Some(ErrorCode::StateChanged) => self.reload(&id).await,
                _ => {}
            }
            // What the server has refused it would refuse again under the same key.
            if matches!(failure, Failure::Refused { .. }) {
                self.intent
                    .try_update_value(|intent| *intent = Intent::new());
            }
            Err(failure)
        });
    }

    async fn reload(self, id: &InvoiceId) {
        if let Ok(invoice) = api::get_invoice(self.session, id).await {
            self.show(invoice);
        }
    }

    fn show(self, invoice: InvoiceDetail) {
        self.was_paid
            .try_set(invoice.invoice.status == InvoiceStatus::Paid);
        self.stage.try_set(Stage::Shown(Box::new(invoice)));
        request_animation_frame(focus_heading);
    }
}

/// Why a payment failed, as exactly as the bank says.
fn failed(words: Words, failure: &Failure) -> String {
    let Failure::Refused { error, .. } = failure else {
        return failure.words(words);
    };
    match (error.code, error.decline_code.as_deref()) {
        (ErrorCode::PaymentFailed, Some("insufficient_funds")) => words.invoice_declined_funds(),
        (ErrorCode::PaymentFailed, Some("expired_card")) => words.invoice_declined_expired(),
        (ErrorCode::PaymentFailed, _) => words.invoice_declined(),
        _ => failure.words(words),
    }
}

//! One visit to the page where the method is entered on the processor's page: the customer leaves, comes back, and the
//! portal keeps the method.

use contract::{AddPaymentMethod, ErrorCode, Setup};
use leptos::{prelude::*, task::spawn_local};

use super::adding::after_adding;
use crate::{
    api::{self, Failure, Intent},
    i18n::Words,
    paths,
    session::Session,
    ui::Tone,
};

/// Where a visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The customer may leave for the processor's page.
    Ready,
    /// That page is on its way.
    Leaving,
    /// The customer is back with a method, which could not be kept yet.
    Back,
    /// The portal keeps the method.
    Saving,
    /// The bank takes its time. Nothing more can be done here.
    Processing,
}

/// One visit. It lives as long as the page, and what arrives later finds nobody.
#[derive(Clone, Copy)]
pub struct Checkout {
    session: Session,
    words: Words,
    stage: RwSignal<Stage>,
    said: RwSignal<Option<(Tone, String)>>,
    /// The checkout session the customer came back from, `cs_…`.
    returned: StoredValue<Option<String>>,
    intent: StoredValue<Intent>,
}

impl Checkout {
    /// A visit. A customer who comes back from the processor's page goes on where they left.
    pub fn new(session: Session) -> Self {
        let visit = Self {
            session,
            words: session.words(),
            stage: RwSignal::new(Stage::Ready),
            said: RwSignal::new(None),
            returned: StoredValue::new(None),
            intent: StoredValue::new(Intent::new()),
        };
        if let Some(back) = paths::parameter(paths::CHECKOUT) {
            // It counts once: opening the address again is to begin anew.
            paths::rewrite(paths::ADD_PAYMENT_METHOD);
            visit.come_back(back);
        }
        visit
    }

    /// Where it stands.
    pub fn stage(self) -> Signal<Stage> {
        self.stage.into()
    }

    /// What became of it last, in words.
    pub fn said(self) -> Signal<Option<(Tone, String)>> {
        self.said.into()
    }

    /// Leaves for the processor's page, or tries again to keep what was saved there.
    pub fn submit(self) {
        match self.stage.get_untracked() {
            Stage::Ready => self.leave(),
            Stage::Back => self.save(),
            Stage::Leaving | Stage::Saving | Stage::Processing => {}
        }
    }

    fn come_back(self, back: String) {
        if back == paths::CANCELED {
            self.said
                .set(Some((Tone::Info, self.words.add_payment_method_canceled())));
        } else {
            self.returned.set_value(Some(back));
            self.save();
        }
    }

    fn leave(self) {
        self.said.set(None);
        self.stage.set(Stage::Leaving);
        let key = self.intent.get_value();
        spawn_local(async move {
            match api::setup_payment_method(self.session, &key).await {
                Ok(Setup::Redirect(page)) => paths::open(&page.redirect_url),
                // The account shows the form here since this document was loaded.
                Ok(Setup::Embedded(_)) => paths::reload(),
                Err(failure) => {
                    self.begin_anew_after(&failure);
                    self.fail(failure.words(self.words), Stage::Ready);
                }
            }
        });
    }

    fn save(self) {
        let Some(session) = self.returned.get_value() else {
            return self.stage.set(Stage::Ready);
        };
        self.said.set(None);
        self.stage.set(Stage::Saving);
        let key = self.intent.get_value();
        spawn_local(async move {
            let saved = AddPaymentMethod::CheckoutSession(session);
            match api::add_payment_method(self.session, &saved, &key).await {
                Ok(changed) => paths::replace(&after_adding(self.session, &changed)),
                Err(failure) => self.not_kept(&failure),
            }
        });
    }

    fn not_kept(self, failure: &Failure) {
        self.begin_anew_after(failure);
        match failure.code() {
            // An old address: the method is among the others.
            Some(ErrorCode::SetupUsed) => paths::replace(paths::HOME),
            Some(ErrorCode::SetupProcessing) => {
                let text = self.words.add_payment_method_processing();
                self.said.try_set(Some((Tone::Info, text)));
                self.stage.try_set(Stage::Processing);
            }
            Some(ErrorCode::SetupIncomplete | ErrorCode::NotFound) => {
                self.fail(self.words.add_payment_method_not_finished(), Stage::Ready);
            }
            Some(ErrorCode::CardDeclined) => {
                self.fail(self.words.add_payment_method_declined(), Stage::Ready);
            }
            _ => self.fail(failure.words(self.words), Stage::Back),
        }
    }

    /// What the server has refused it would refuse again under the same key.
    fn begin_anew_after(self, failure: &Failure) {
        if matches!(failure, Failure::Refused { .. }) {
            self.intent
                .try_update_value(|intent| *intent = Intent::new());
        }
    }

    fn fail(self, text: String, stage: Stage) {
        self.said.try_set(Some((Tone::Danger, text)));
        self.stage.try_set(stage);
    }
}

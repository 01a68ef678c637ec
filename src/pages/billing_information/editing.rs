//! One visit to the page: what was typed, what is wrong with it, and what it was typed on.

mod tax_ids;

use contract::{
    Customer, DetailsUpdate, ErrorCode, TaxId,
    rules::{details, flow::Action},
};
use leptos::prelude::*;

use crate::{
    api::{self, Failure, Intent},
    components::{DetailsDraft, Problems, TaxIdDraft},
    flow, paths,
    session::Session,
    task::Task,
};

/// One visit. It is begun outside of what another language builds anew, so that nothing typed is lost.
#[derive(Clone, Copy)]
pub struct Editing {
    session: Session,
    /// The billing information that the form was filled with: what differs from it was typed.
    base: StoredValue<Option<Customer>>,
    draft: DetailsDraft,
    problems: Problems,
    saving: Task,
    /// What was sent last, and the key it was sent under: the same again is the same intent.
    sent: StoredValue<(DetailsUpdate, Intent)>,
    tax_id: TaxIdDraft,
    tax_problems: Problems,
    adding: Task,
    removing: Task,
    removed: RwSignal<Option<TaxId>>,
    is_watching: StoredValue<bool>,
}

impl Editing {
    /// A visit that has not begun.
    pub fn new(session: Session) -> Self {
        Self {
            session,
            base: StoredValue::new(None),
            draft: DetailsDraft::new(),
            problems: Problems::new(),
            saving: Task::new(),
            sent: StoredValue::new((DetailsUpdate::default(), Intent::new())),
            tax_id: TaxIdDraft::new(),
            tax_problems: Problems::new(),
            adding: Task::new(),
            removing: Task::new(),
            removed: RwSignal::new(None),
            is_watching: StoredValue::new(false),
        }
    }

    /// Fills the form, once the customer is known. Built anew, the page finds it as it was.
    pub fn begin(self) {
        if self.base.with_value(Option::is_some) {
            return;
        }
        let customer = self.session.customer().get_untracked();
        self.draft.fill(&customer);
        let address = customer.address.as_ref();
        let country = address.and_then(|address| address.country.as_deref());
        self.tax_id.begin(country.unwrap_or("US"));
        self.base.set_value(Some(customer));
        self.watch();
    }

    /// What is typed.
    pub fn draft(self) -> DetailsDraft {
        self.draft
    }

    /// What is wrong with it.
    pub fn problems(self) -> Problems {
        self.problems
    }

    /// Whether it is being saved.
    pub fn pending(self) -> Signal<bool> {
        self.saving.pending()
    }

    /// Why it could not be saved, in words, unless a field says so.
    pub fn error(self) -> Signal<Option<String>> {
        self.words_of(self.saving)
    }

    /// Saves what differs and goes home.
    pub fn save(self) {
        let Some(base) = self.base.get_value() else {
            return;
        };
        if self.saving.is_pending() {
            return;
        }
        let update = self.update(&base);
        let wrong = details::check(&update);
        if !wrong.is_empty() {
            // A problem must not hide in fields that are not shown.
            let is_hidden = self.draft.is_same.get_untracked()
                && wrong.iter().any(|it| it.param.starts_with("shipping["));
            if is_hidden {
                self.draft.part_ways();
            }
            self.saving.clear();
            self.problems.show(wrong);
            return;
        }
        self.problems.clear();
        // There is nothing to save; a flow wants to hear that, too.
        if update == DetailsUpdate::default() && !flow::is_on(self.session) {
            paths::open(paths::HOME);
            return;
        }
        self.saving.run(async move {
            let intent = self.intent(&update);
            match api::update_details(self.session, &update, base.version.clone(), &intent).await {
                Ok(_) => self.leave(),
                Err(failure) => return self.failed(failure, &base, self.problems),
            }
            Ok(())
        });
    }

    fn update(self, base: &Customer) -> DetailsUpdate {
        let allowed = self.session.features().get_untracked().customer_update;
        self.draft.update(&allowed, base)
    }

    /// The same change again is the same intent, another one is not.
    fn intent(self, update: &DetailsUpdate) -> Intent {
        let known = self.sent.try_get_value();
        match known.filter(|(sent, _)| sent == update) {
            Some((_, intent)) => intent,
            None => {
                let intent = Intent::new();
                self.sent.try_set_value((update.clone(), intent.clone()));
                intent
            }
        }
    }

    /// Shows a failure where it belongs: at its field, or above the buttons. What was typed stays.
    fn failed(self, failure: Failure, base: &Customer, problems: Problems) -> Result<(), Failure> {
        if let Failure::Refused { error, .. } = &failure {
            // What the server has refused it would refuse again under the same key.
            self.sent
                .try_set_value((DetailsUpdate::default(), Intent::new()));
            if let (Some(param), Some(problem)) = (&error.param, error.problem) {
                problems.show(vec![details::Wrong {
                    param: param.clone(),
                    problem,
                }]);
                return Ok(());
            }
        }
        let is_lost = matches!(failure, Failure::Unconfirmed);
        if is_lost || failure.code() == Some(ErrorCode::StateChanged) {
            let now = self.session.customer().get_untracked();
            self.draft.adopt(base, &now);
            let is_saved = self.update(&now) == DetailsUpdate::default();
            self.base.try_set_value(Some(now));
            // The answer got lost, and the change was made.
            if is_saved && self.draft_was_sent() && is_lost {
                self.leave();
                return Ok(());
            }
        }
        Err(failure)
    }

    /// Home, which says that it was saved; in a flow wherever that leads.
    fn leave(self) {
        let home = paths::home_after_saving();
        paths::open(&flow::after(self.session, Action::UpdateCustomer, home));
    }

    fn draft_was_sent(self) -> bool {
        self.sent
            .try_with_value(|(sent, _)| *sent != DetailsUpdate::default())
            .unwrap_or_default()
    }

    fn words_of(self, task: Task) -> Signal<Option<String>> {
        let (words, failure) = (self.session.words(), task.failure());
        Signal::derive(move || {
            let failure = failure.get()?;
            Some(match failure.code() {
                Some(ErrorCode::StateChanged) => words.details_conflict(),
                _ => failure.words(words),
            })
        })
    }
}

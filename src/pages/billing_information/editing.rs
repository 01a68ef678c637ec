//! One visit to the page: what was typed, what is wrong with it, and what it was typed on.

use std::time::Duration;

use contract::{
    AddTaxId, Customer, DetailsUpdate, ErrorCode, TaxId,
    rules::{details, flow::Action},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{self, Failure, Intent},
    components::{DetailsDraft, Problems, TaxIdDraft},
    flow, paths,
    session::Session,
    task::Task,
    time,
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

    /// What is typed of another tax id.
    pub fn tax_id(self) -> TaxIdDraft {
        self.tax_id
    }

    /// What is wrong with it.
    pub fn tax_problems(self) -> Problems {
        self.tax_problems
    }

    /// Whether it is being added.
    pub fn adding(self) -> Signal<bool> {
        self.adding.pending()
    }

    /// Why it could not be added, in words, unless a field says so.
    pub fn adding_error(self) -> Signal<Option<String>> {
        self.words_of(self.adding)
    }

    /// Adds the tax id that is typed; `done` is told its number.
    pub fn add_tax_id(self, done: Callback<String>) {
        let added = AddTaxId {
            kind: self.tax_id.kind.get_untracked(),
            value: self.tax_id.value.get_untracked().trim().to_owned(),
        };
        if added.value.is_empty() {
            self.tax_problems.show(vec![details::Wrong {
                param: "value".into(),
                problem: details::Problem::Required,
            }]);
            return;
        }
        self.tax_problems.clear();
        self.adding.run(async move {
            match api::add_tax_id(self.session, &added, &Intent::new()).await {
                Ok(customer) => self.adopt(customer),
                Err(failure) => {
                    let base = self.base.try_get_value().flatten().unwrap_or_default();
                    return self.failed(failure, &base, self.tax_problems);
                }
            }
            self.tax_id.value.set(String::new());
            self.watch();
            done.run(added.value);
            Ok(())
        });
    }

    /// The tax id that is to be removed, if the customer is asked about one.
    pub fn removed(self) -> RwSignal<Option<TaxId>> {
        self.removed
    }

    /// Whether it is being removed.
    pub fn removing(self) -> Signal<bool> {
        self.removing.pending()
    }

    /// Why it could not be removed, in words.
    pub fn removing_error(self) -> Signal<Option<String>> {
        self.words_of(self.removing)
    }

    /// Asks about a tax id.
    pub fn ask(self, tax_id: TaxId) {
        self.removing.clear();
        self.removed.set(Some(tax_id));
    }

    /// Removes the tax id that was asked about; `done` is told its number.
    pub fn remove_tax_id(self, done: Callback<String>) {
        let Some(tax_id) = self.removed.get_untracked() else {
            return;
        };
        self.removing.run(async move {
            match api::remove_tax_id(self.session, &tax_id.id, &Intent::new()).await {
                Ok(customer) => self.adopt(customer),
                // Another tab was faster: the question has answered itself.
                Err(failure) if failure.code() == Some(ErrorCode::NotFound) => {
                    let _ = api::refresh(self.session).await;
                }
                Err(failure) => return Err(failure),
            }
            self.removed.set(None);
            done.run(tax_id.value);
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

    /// A change of tax ids was made here: what is typed above stays as it is.
    fn adopt(self, now: Customer) {
        if let Some(base) = self.base.try_get_value().flatten() {
            self.draft.adopt(&base, &now);
        }
        self.base.try_set_value(Some(now));
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

    /// While a tax id is being verified, asks now and then whether it is: authorities take seconds or days, so after a
    /// while it is left to the next visit.
    fn watch(self) {
        if self.is_watching.get_value() {
            return;
        }
        self.is_watching.set_value(true);
        let is_pending = move || {
            let customer = self.session.customer();
            customer.with_untracked(|customer| {
                let mut all = customer.tax_ids.iter();
                all.any(|tax_id| tax_id.verification.as_deref() == Some("pending"))
            })
        };
        spawn_local(async move {
            for seconds in [4, 4, 8, 16, 32] {
                if !is_pending() {
                    break;
                }
                time::pause(Duration::from_secs(seconds)).await;
                if is_pending() && api::refresh(self.session).await.is_err() {
                    break;
                }
            }
            self.is_watching.try_set_value(false);
        });
    }
}

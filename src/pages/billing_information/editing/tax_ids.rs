//! The tax ids of a visit: each is added and removed by itself.

use std::time::Duration;

use contract::{AddTaxId, Customer, ErrorCode, TaxId, rules::details};
use leptos::{prelude::*, task::spawn_local};

use super::Editing;
use crate::{
    api::{self, Intent},
    components::{Problems, TaxIdDraft},
    time,
};

impl Editing {
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

    /// A change of tax ids was made here: what is typed above stays as it is.
    fn adopt(self, now: Customer) {
        if let Some(base) = self.base.try_get_value().flatten() {
            self.draft.adopt(&base, &now);
        }
        self.base.try_set_value(Some(now));
    }

    /// While a tax id is being verified, asks now and then whether it is: authorities take seconds or days, so after a
    /// while it is left to the next visit.
    pub(super) fn watch(self) {
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

//! Changes to billing information: one at a time per customer, decided on what upstream says now, and written down
//! before they begin. What was typed is not written down; it goes upstream and nowhere else.

use std::sync::Arc;

use contract::rules::details::{self, Problem, Wrong};
use contract::rules::tax_ids;
use contract::{ActivityKind, AddTaxId, Customer, CustomerField, DetailsUpdate, ErrorCode};

use crate::activity::{self, Note};
use crate::app::{App, Merchant};
use crate::error::{ApiResult, Failure};
use crate::locks::Held;
use crate::session::{Actor, token};
use crate::store::{Action, NewIntent, Outcome};
use crate::upstream::DetailsError;

/// A change of billing information that a customer asked for.
#[derive(Clone)]
pub struct Change {
    /// The application.
    pub app: App,
    /// The merchant.
    pub merchant: Arc<Merchant>,
    /// The customer.
    pub customer: String,
    /// From where it was asked for.
    pub actor: Actor,
    /// The version of the billing information it was decided on, if the tab said so.
    pub version: Option<String>,
    /// For upstream: the same for a repeated request.
    pub key: String,
}

impl Change {
    /// Changes name, e-mail, phone and addresses. Which of them may change was checked before.
    ///
    /// # Errors
    /// 422 with the first field that is wrong, 409 `state_changed`, or upstream's.
    pub async fn update(self, held: Arc<Held>, update: DetailsUpdate) -> ApiResult<Customer> {
        let update = details::tidy(update);
        if let Some(wrong) = details::check(&update).into_iter().next() {
            return Err(Failure::wrong(wrong));
        }
        let fields: Vec<_> = details::fields(&update)
            .into_iter()
            .map(CustomerField::as_str)
            .collect();
        let customer = self.current().await?;
        self.check_version(&customer)?;
        let intent = self
            .open_intent(&held, Action::UpdateDetails, &fields.join(" "))
            .await?;
        let upstream = &self.merchant.upstream;
        let result = upstream.update_details(&self.customer, update, &self.key);
        let result = result.await;
        self.close_intent(&intent, result).await
    }

    /// Adds a tax id.
    ///
    /// # Errors
    /// 422 when the number or its type is wrong, or there are enough; 409 `state_changed`; or upstream's.
    pub async fn add_tax_id(self, held: Arc<Held>, added: AddTaxId) -> ApiResult<Customer> {
        let value = added.value.trim();
        let wrong = |param: &str, problem| {
            Err(Failure::wrong(Wrong {
                param: param.to_owned(),
                problem,
            }))
        };
        if !tax_ids::is_known(&added.kind) {
            return wrong("kind", Problem::Refused);
        }
        if value.is_empty() {
            return wrong("value", Problem::Required);
        }
        if value.chars().count() > tax_ids::VALUE_MAX {
            return wrong("value", Problem::TooLong);
        }
        let customer = self.current().await?;
        self.check_version(&customer)?;
        if customer.tax_ids.len() >= tax_ids::MOST {
            return wrong("value", Problem::TooMany);
        }
        let is_same = |held: &contract::TaxId| held.kind == added.kind && held.value == value;
        if customer.tax_ids.iter().any(is_same) {
            return wrong("value", Problem::Taken);
        }
        let intent = self
            .open_intent(&held, Action::AddTaxId, &added.kind)
            .await?;
        let upstream = &self.merchant.upstream;
        let result = upstream.add_tax_id(&self.customer, &added.kind, value, &self.key);
        let result = result.await;
        self.close_intent(&intent, result).await
    }

    /// Removes a tax id.
    ///
    /// # Errors
    /// 404 when the customer has none of that id, 409 `state_changed`, or upstream's.
    pub async fn remove_tax_id(self, held: Arc<Held>, id: String) -> ApiResult<Customer> {
        let customer = self.current().await?;
        if !customer.tax_ids.iter().any(|held| held.id == id) {
            return self.removed_before(&id, customer).await;
        }
        self.check_version(&customer)?;
        let intent = self.open_intent(&held, Action::RemoveTaxId, &id).await?;
        let upstream = &self.merchant.upstream;
        let result = upstream.remove_tax_id(&self.customer, &id, &self.key);
        let result = result.await;
        self.close_intent(&intent, result).await
    }

    /// The tax id is gone. If our own removal was on its way and its answer got lost, that was it.
    async fn removed_before(&self, id: &str, customer: Customer) -> ApiResult<Customer> {
        let store = self.app.store();
        let merchant = &self.merchant.account.id;
        let open = store
            .open_intent_of(merchant, &self.customer, Action::RemoveTaxId, id)
            .await?;
        let intent = open.ok_or_else(Failure::not_found)?;
        activity::close(&self.app, &self.merchant, &intent, Outcome::Done).await?;
        Ok(customer)
    }

    /// The billing information as it is now.
    async fn current(&self) -> ApiResult<Customer> {
        let snapshot = self.merchant.upstream.fresh(&self.customer).await?;
        Ok(snapshot.customer.clone())
    }

    fn check_version(&self, customer: &Customer) -> ApiResult<()> {
        match &self.version {
            Some(version) if *version != customer.version => Err(Failure {
                customer: Some(Box::new(customer.clone())),
                ..Failure::new(
                    ErrorCode::StateChanged,
                    "The billing information changed since it was read.",
                )
            }),
            _ => Ok(()),
        }
    }

    /// Nothing is sent upstream before this is on disk.
    async fn open_intent(&self, held: &Held, action: Action, object: &str) -> ApiResult<String> {
        let id = token::new_id("pti_");
        let intent = NewIntent {
            id: &id,
            merchant: &self.merchant.account.id,
            customer: &self.customer,
            action,
            object,
        };
        let note = Note::new(ActivityKind::BillingInformationUpdated, &self.actor);
        activity::open(&self.app, held, &intent, &self.actor, &note).await?;
        Ok(id)
    }

    /// An unknown outcome leaves the intent open: [`crate::reconcile`] looks at it again.
    async fn close_intent(
        &self,
        id: &str,
        result: Result<Customer, DetailsError>,
    ) -> ApiResult<Customer> {
        let outcome = match &result {
            Ok(_) => Some(Outcome::Done),
            Err(DetailsError::Other(error)) if error.leaves_open() => None,
            Err(_) => Some(Outcome::Refused),
        };
        if let Some(outcome) = outcome
            && let Err(error) = activity::close(&self.app, &self.merchant, id, outcome).await
        {
            // The change stands; the reconciler will find nothing left to do and close it.
            tracing::error!(%error, "an intent could not be closed");
        }
        result.map_err(|error| match error {
            DetailsError::Field(wrong) => Failure::wrong(wrong),
            DetailsError::Other(error) => error.into(),
        })
    }
}

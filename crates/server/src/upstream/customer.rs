//! Changes to billing information, each with an idempotency key derived from the customer's intent.

use contract::rules::details::{Problem, Wrong};
use contract::{Address, Customer, DetailsUpdate, Shipping};
use stripe::resources::CustomerChange;

use super::changes::step;
use super::{Error, Upstream};

/// Why a change to billing information was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DetailsError {
    /// Upstream does not take what a field holds. Nothing has changed.
    Field(Wrong),
    /// Anything else.
    Other(Error),
}

impl From<Error> for DetailsError {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl Upstream {
    /// Changes billing information; the change is tidy and keeps the rules.
    ///
    /// # Errors
    /// [`DetailsError::Field`] when upstream knows better than the rules.
    pub async fn update_details(
        &self,
        customer: &str,
        update: DetailsUpdate,
        idempotency_key: &str,
    ) -> Result<Customer, DetailsError> {
        let shown = serde_json::to_string(&update).unwrap_or_default();
        let key = step(idempotency_key, customer, &["details", &shown]);
        let change = CustomerChange {
            name: update.name,
            email: update.email,
            phone: update.phone,
            address: update.address.map(address),
            shipping: update.shipping.map(shipping),
        };
        let client = &self.0.client;
        let done = client.update_customer(customer, &change, &key).await;
        self.details_after(customer, done.map(drop), Problem::Refused)
            .await
    }

    /// Gives the customer a tax id.
    ///
    /// # Errors
    /// [`DetailsError::Field`] when upstream does not take the number.
    pub async fn add_tax_id(
        &self,
        customer: &str,
        kind: &str,
        value: &str,
        idempotency_key: &str,
    ) -> Result<Customer, DetailsError> {
        let key = step(idempotency_key, customer, &["tax id", kind, value]);
        let client = &self.0.client;
        let done = client.create_tax_id(customer, kind, value, &key).await;
        self.details_after(customer, done.map(drop), Problem::TaxId)
            .await
    }

    /// Takes a tax id away.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the customer has none of that id.
    pub async fn remove_tax_id(
        &self,
        customer: &str,
        id: &str,
        idempotency_key: &str,
    ) -> Result<Customer, DetailsError> {
        let key = step(idempotency_key, customer, &["remove tax id", id]);
        let client = &self.0.client;
        let done = client.delete_tax_id(customer, id, &key).await;
        self.details_after(customer, done, Problem::Refused).await
    }

    /// What a change leaves behind: nothing known of before, and on success the customer after it.
    async fn details_after(
        &self,
        customer: &str,
        done: Result<(), stripe::Error>,
        problem: Problem,
    ) -> Result<Customer, DetailsError> {
        self.invalidate(customer).await;
        if let Err(error) = done {
            return Err(refused(error, problem));
        }
        let after = self.fresh(customer).await.map_err(Error::after_change)?;
        Ok(after.customer.clone())
    }
}

/// A refusal that names a parameter is about what a field holds.
fn refused(error: stripe::Error, problem: Problem) -> DetailsError {
    let stripe::Error::Api(api) = &error else {
        return DetailsError::Other(error.into());
    };
    let is_taken = api.code.as_deref() == Some("resource_already_exists");
    match &api.param {
        Some(param) if api.status == 400 && !api.is_missing() => DetailsError::Field(Wrong {
            param: param.clone(),
            problem: if is_taken { Problem::Taken } else { problem },
        }),
        _ if api.code.as_deref() == Some("tax_id_invalid") => DetailsError::Field(Wrong {
            param: "value".to_owned(),
            problem,
        }),
        _ => DetailsError::Other(error.into()),
    }
}

fn address(address: Address) -> stripe::Address {
    stripe::Address {
        line1: address.line1,
        line2: address.line2,
        city: address.city,
        state: address.state,
        postal_code: address.postal_code,
        country: address.country,
    }
}

fn shipping(shipping: Shipping) -> stripe::Shipping {
    stripe::Shipping {
        name: shipping.name,
        phone: shipping.phone,
        address: shipping.address.map(address),
    }
}

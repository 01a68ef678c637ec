//! Changes to a customer's billing information.

use super::customer::{Address, Customer, Shipping, TaxId};
use crate::client::{Call, Client};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::params::Params;

/// What changes; what is absent stays. An empty text clears, and so does an address without parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerChange {
    /// Name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Billing address, as a whole.
    pub address: Option<Address>,
    /// Where goods are sent, as a whole.
    pub shipping: Option<Shipping>,
}

impl CustomerChange {
    fn params(&self) -> Params {
        let params = Params::new()
            .with_some("name", self.name.as_deref())
            .with_some("email", self.email.as_deref())
            .with_some("phone", self.phone.as_deref());
        let params = match &self.address {
            Some(address) if *address == Address::default() => params.with("address", ""),
            Some(address) => params.with("address", whole(address)),
            None => params,
        };
        match &self.shipping {
            Some(shipping) if *shipping == Shipping::default() => params.with("shipping", ""),
            Some(shipping) => {
                let address = shipping.address.clone().unwrap_or_default();
                let shipping = Params::new()
                    .with("name", shipping.name.as_deref().unwrap_or_default())
                    .with("phone", shipping.phone.as_deref().unwrap_or_default())
                    .with("address", whole(&address));
                params.with("shipping", shipping)
            }
            None => params,
        }
    }
}

/// Every part is sent: one that is left out would stay as it was.
fn whole(address: &Address) -> Params {
    let part = |text: &Option<String>| text.clone().unwrap_or_default();
    Params::new()
        .with("line1", part(&address.line1))
        .with("line2", part(&address.line2))
        .with("city", part(&address.city))
        .with("state", part(&address.state))
        .with("postal_code", part(&address.postal_code))
        .with("country", part(&address.country))
}

impl Client {
    /// Changes billing information.
    ///
    /// # Errors
    /// [`Error::Api`] with the parameter that is not taken.
    pub async fn update_customer(
        &self,
        id: &str,
        change: &CustomerChange,
        key: &IdempotencyKey,
    ) -> Result<Customer, Error> {
        let params = change.params();
        self.call(Call::post("POST /v1/customers/{}", &[id], params, key))
            .await
    }

    /// Gives a customer a tax id. `kind` is Stripe's `type`.
    ///
    /// # Errors
    /// [`Error::Api`] with `tax_id_invalid` when the number cannot be one of that type.
    pub async fn create_tax_id(
        &self,
        customer: &str,
        kind: &str,
        value: &str,
        key: &IdempotencyKey,
    ) -> Result<TaxId, Error> {
        let params = Params::new().with("type", kind).with("value", value);
        let endpoint = "POST /v1/customers/{}/tax_ids";
        self.call(Call::post(endpoint, &[customer], params, key))
            .await
    }

    /// Takes a tax id away.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when the customer has none of that id.
    pub async fn delete_tax_id(
        &self,
        customer: &str,
        id: &str,
        key: &IdempotencyKey,
    ) -> Result<(), Error> {
        #[derive(serde::Deserialize)]
        struct Mark {}
        let endpoint = "DELETE /v1/customers/{}/tax_ids/{}";
        self.call::<Mark>(Call::delete(endpoint, &[customer, id], Params::new(), key))
            .await
            .map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_is_not_sent_and_what_is_empty_clears() {
        let change = CustomerChange {
            name: Some("Jo & Co".into()),
            phone: Some(String::new()),
            address: Some(Address::default()),
            shipping: Some(Shipping {
                name: Some("Jo".into()),
                phone: None,
                address: Some(Address {
                    line1: Some("1 Main St".into()),
                    country: Some("US".into()),
                    ..Address::default()
                }),
            }),
            email: None,
        };
        assert_eq!(
            change.params().encode(),
            "name=Jo%20%26%20Co&phone=&address=&shipping[name]=Jo&shipping[phone]=\
             &shipping[address][line1]=1%20Main%20St&shipping[address][line2]=&shipping[address][city]=\
             &shipping[address][state]=&shipping[address][postal_code]=&shipping[address][country]=US"
        );
        assert_eq!(CustomerChange::default().params().encode(), "");
    }
}

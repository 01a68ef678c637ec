//! Charges, refunds and credit notes: the history of an invoice's money.

use serde::Deserialize;

use super::list::{List, or_default};
use super::open_enum::open_enum;
use super::payment_method::PaymentMethod;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::params::Params;

/// Entries that are read of each list.
const MOST: u32 = 100;

open_enum! {
    /// How a charge stands.
    ChargeStatus {
        /// The money is there.
        Succeeded = "succeeded",
        /// The bank takes its time.
        Pending = "pending",
        /// It was refused.
        Failed = "failed",
    }
}

/// One time money was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Charge {
    /// When, Unix seconds.
    #[serde(default)]
    pub created: i64,
    /// How much, minor units.
    #[serde(default)]
    pub amount: i64,
    /// How it stands.
    pub status: ChargeStatus,
    /// How it was paid: the same fields as of a payment method, without an id.
    #[serde(default, deserialize_with = "details")]
    pub payment_method_details: Option<PaymentMethod>,
}

/// Details are a payment method without identity.
fn details<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<PaymentMethod>, D::Error> {
    let found = Option::<serde_json::Value>::deserialize(deserializer)?;
    Ok(found.and_then(|mut found| {
        found.as_object_mut()?.insert("id".into(), "".into());
        serde_json::from_value(found).ok()
    }))
}

open_enum! {
    /// How a refund stands.
    RefundStatus {
        /// The money went back.
        Succeeded = "succeeded",
        /// The bank takes its time.
        Pending = "pending",
        /// It did not arrive.
        Failed = "failed",
        /// It was taken back.
        Canceled = "canceled",
        /// The customer has to do something to receive it.
        RequiresAction = "requires_action",
    }
}

/// Money given back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Refund {
    /// When, Unix seconds.
    #[serde(default)]
    pub created: i64,
    /// How much, minor units.
    #[serde(default)]
    pub amount: i64,
    /// How it stands.
    pub status: Option<RefundStatus>,
}

/// A correction of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CreditNote {
    /// Number printed on it.
    pub number: Option<String>,
    /// When, Unix seconds.
    #[serde(default)]
    pub created: i64,
    /// How much, minor units.
    #[serde(default)]
    pub amount: i64,
    /// `issued` or `void`.
    pub status: Option<String>,
    /// What of it was settled elsewhere.
    #[serde(default, deserialize_with = "or_default")]
    pub out_of_band_amount: i64,
    /// What of it was given back as refunds.
    #[serde(default, deserialize_with = "or_default")]
    pub refunds: Vec<CreditNoteRefund>,
}

/// A refund of a credit note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct CreditNoteRefund {
    /// Minor units.
    #[serde(default)]
    pub amount_refunded: i64,
}

impl CreditNote {
    /// What of it went to the customer's balance or off the invoice.
    pub fn credited(&self) -> i64 {
        let refunded: i64 = self.refunds.iter().map(|it| it.amount_refunded).sum();
        self.amount - self.out_of_band_amount - refunded
    }
}

impl Client {
    /// Charges of a payment intent, newest first.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn charges(&self, payment_intent: &str) -> Result<List<Charge>, Error> {
        let params = of("payment_intent", payment_intent);
        self.call(Call::get("GET /v1/charges", &[], params)).await
    }

    /// Refunds of a payment intent, newest first.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn refunds(&self, payment_intent: &str) -> Result<List<Refund>, Error> {
        let params = of("payment_intent", payment_intent);
        self.call(Call::get("GET /v1/refunds", &[], params)).await
    }

    /// Credit notes of an invoice, newest first.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn credit_notes(&self, invoice: &str) -> Result<List<CreditNote>, Error> {
        let params = of("invoice", invoice);
        self.call(Call::get("GET /v1/credit_notes", &[], params))
            .await
    }
}

fn of(name: &str, id: &str) -> Params {
    Params::new().with(name, id).with("limit", MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_charge_was_paid_is_read_like_a_payment_method() {
        let text = r#"{"created":5,"amount":100,"status":"succeeded",
            "payment_method_details":{"type":"card","card":{"brand":"visa","last4":"4242"}}}"#;
        let charge: Charge = serde_json::from_str(text).expect("a charge");
        let card = charge.payment_method_details.and_then(|it| it.card);
        assert_eq!(card.and_then(|it| it.last4).as_deref(), Some("4242"));
        let odd = r#"{"status":"failed","payment_method_details":{"card":5}}"#;
        let charge: Charge = serde_json::from_str(odd).expect("a charge");
        assert_eq!(charge.payment_method_details, None);
    }

    #[test]
    fn what_a_credit_note_refunds_is_no_credit() {
        let text =
            r#"{"amount":900,"out_of_band_amount":null,"refunds":[{"amount_refunded":400}]}"#;
        let note: CreditNote = serde_json::from_str(text).expect("a credit note");
        assert_eq!(note.credited(), 500);
    }
}

//! Previews of invoices: upstream's own calculation of what a change would cost.

use serde::Deserialize;

use super::full_invoice::TaxAmount;
use super::list::{List, or_default};
use super::subscription_change::SubscriptionChange;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::params::{Params, Value};

/// An invoice that is foretold. Amounts are minor units.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PreviewInvoice {
    /// Three-letter ISO code, lower case.
    pub currency: String,
    /// When it would be made, Unix seconds.
    #[serde(default)]
    pub created: i64,
    /// Its lines; a preview has all of them.
    #[serde(default, deserialize_with = "or_default")]
    pub lines: List<PreviewLine>,
    /// Sum of the lines.
    #[serde(default)]
    pub subtotal: i64,
    /// After discounts and taxes.
    #[serde(default)]
    pub total: i64,
    /// What is charged.
    #[serde(default)]
    pub amount_due: i64,
    /// Until when it is to be paid, Unix seconds: of sent invoices.
    #[serde(default)]
    pub due_date: Option<i64>,
    /// What each discount takes off.
    #[serde(default, deserialize_with = "or_default")]
    pub total_discount_amounts: Vec<Amount>,
    /// Taxes, since API version 2025-03.
    #[serde(default, deserialize_with = "or_default")]
    total_taxes: Vec<TaxAmount>,
    /// Taxes before that.
    #[serde(default, deserialize_with = "or_default")]
    total_tax_amounts: Vec<TaxAmount>,
}

impl PreviewInvoice {
    /// What all discounts take off.
    pub fn discount(&self) -> i64 {
        let amounts = self.total_discount_amounts.iter();
        amounts.map(|discount| discount.amount).sum()
    }

    /// Its taxes one by one, wherever the API version keeps them.
    pub fn taxes(&self) -> &[TaxAmount] {
        if self.total_taxes.is_empty() {
            &self.total_tax_amounts
        } else {
            &self.total_taxes
        }
    }

    /// Taxes on top: what the total holds beyond lines and discounts, wherever the API version lists them.
    pub fn tax(&self) -> i64 {
        self.total - self.subtotal + self.discount()
    }
}

/// An amount in a list of amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Amount {
    /// Minor units.
    pub amount: i64,
}

/// A line of a preview.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "WireLine")]
pub struct PreviewLine {
    /// Upstream's words.
    pub description: Option<String>,
    /// Minor units.
    pub amount: i64,
    /// How many.
    pub quantity: Option<i64>,
    /// Whether it is for a part of a period, wherever the API version says so.
    pub proration: bool,
    /// The time it is about.
    pub period: Period,
    /// Id of the subscription's item it is for, `si_…`, wherever the API version names it.
    pub subscription_item: Option<String>,
}

/// A span of time, Unix seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Period {
    /// Its begin.
    pub start: i64,
    /// Its end.
    pub end: i64,
}

#[derive(Deserialize)]
struct WireLine {
    description: Option<String>,
    #[serde(default)]
    amount: i64,
    quantity: Option<i64>,
    /// Up to API version 2025-02.
    #[serde(default)]
    proration: bool,
    /// Since API version 2025-03.
    parent: Option<Parent>,
    #[serde(default, deserialize_with = "or_default")]
    period: Period,
    /// Up to API version 2025-02.
    subscription_item: Option<String>,
}

#[derive(Deserialize)]
struct Parent {
    invoice_item_details: Option<Details>,
    subscription_item_details: Option<Details>,
}

#[derive(Deserialize)]
struct Details {
    #[serde(default)]
    proration: bool,
    subscription_item: Option<String>,
}

impl From<WireLine> for PreviewLine {
    fn from(line: WireLine) -> Self {
        let details: Vec<Details> = line.parent.map_or_else(Vec::new, |parent| {
            let parts = [
                parent.invoice_item_details,
                parent.subscription_item_details,
            ];
            parts.into_iter().flatten().collect()
        });
        let in_parent = details.iter().any(|details| details.proration);
        let item = details.into_iter().find_map(|it| it.subscription_item);
        Self {
            description: line.description,
            amount: line.amount,
            quantity: line.quantity,
            proration: line.proration || in_parent,
            period: line.period,
            subscription_item: item.or(line.subscription_item),
        }
    }
}

impl Client {
    /// The invoice a subscription makes next if nothing is changed, with what was used so far.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none to come.
    pub async fn preview_next(&self, subscription: &str) -> Result<PreviewInvoice, Error> {
        self.preview(subscription, Params::new(), None, false).await
    }

    /// What ending a subscription now would bill, with prorations: negative where unused time is credited.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when it would bill nothing.
    pub async fn preview_cancel(&self, subscription: &str) -> Result<PreviewInvoice, Error> {
        let details = Params::new()
            .with("cancel_now", true)
            .with("proration_behavior", "create_prorations");
        self.preview(subscription, details, None, false).await
    }

    /// What the last invoice bills when a subscription ends with its period, such as usage.
    ///
    /// # Errors
    /// As [`Client::preview_cancel`].
    pub async fn preview_cancel_at_period_end(
        &self,
        subscription: &str,
    ) -> Result<PreviewInvoice, Error> {
        let details = Params::new().with("cancel_at_period_end", true);
        self.preview(subscription, details, None, false).await
    }

    /// The next invoice after a change; the one the change makes at once, if it makes one. `recurring` leaves out what
    /// is billed only once.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none to come.
    pub async fn preview_change(
        &self,
        subscription: &str,
        change: &SubscriptionChange<'_>,
        recurring: bool,
    ) -> Result<PreviewInvoice, Error> {
        let discounts = change.discounts();
        self.preview(subscription, change.details(), discounts, recurring)
            .await
    }

    async fn preview(
        &self,
        subscription: &str,
        details: Params,
        discounts: Option<Value>,
        recurring: bool,
    ) -> Result<PreviewInvoice, Error> {
        let params = Params::new()
            .with("subscription", subscription)
            .with("subscription_details", details)
            .with_some("discounts", discounts)
            .with_some("preview_mode", recurring.then_some("recurring"));
        // It changes nothing, so no repetition has to be recognised.
        let key = IdempotencyKey::random();
        let endpoint = "POST /v1/invoices/create_preview";
        self.call(Call::post(endpoint, &[], params, &key)).await
    }
}

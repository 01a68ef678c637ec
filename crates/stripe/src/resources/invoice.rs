//! Invoices.

use serde::Deserialize;

use super::list::{Expandable, Identified, List, id_of, or_default};
use super::open_enum::open_enum;
use super::preview::Period;
use super::product::Product;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::params::Params;

open_enum! {
    /// Where an invoice stands.
    InvoiceStatus {
        /// Not final yet; never shown to a customer.
        Draft = "draft",
        /// To be paid.
        Open = "open",
        /// Paid.
        Paid = "paid",
        /// Given up.
        Uncollectible = "uncollectible",
        /// Declared void.
        Void = "void",
    }
}

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Invoice {
    /// `in_…`.
    pub id: String,
    /// Number printed on it.
    pub number: Option<String>,
    /// When it was created, Unix seconds.
    #[serde(default)]
    pub created: i64,
    /// Its lines; the first ten.
    #[serde(default, deserialize_with = "or_default")]
    pub lines: List<InvoiceLine>,
    /// Total in minor units.
    #[serde(default)]
    pub total: i64,
    /// What is still to be paid, minor units.
    #[serde(default)]
    pub amount_remaining: i64,
    /// Three-letter ISO code, lower case.
    pub currency: String,
    /// Where it stands. Absent on drafts of older upstreams.
    pub status: Option<InvoiceStatus>,
    /// The connected account it is charged for, `acct_…`.
    #[serde(default, deserialize_with = "id_of")]
    pub on_behalf_of: Option<String>,
    /// Stripe's page for it.
    pub hosted_invoice_url: Option<String>,
    /// The PDF.
    pub invoice_pdf: Option<String>,
    /// Id of the subscription it is for, up to API version 2025-02; see [`Invoice::subscription_id`].
    #[serde(default, deserialize_with = "id_of")]
    subscription: Option<String>,
    /// What it is for, since API version 2025-03.
    parent: Option<Parent>,
}

/// What an invoice is for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Parent {
    subscription_details: Option<OfSubscription>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct OfSubscription {
    #[serde(default, deserialize_with = "id_of")]
    subscription: Option<String>,
}

impl Invoice {
    /// Id of the subscription it is for, wherever the API version keeps it.
    pub fn subscription_id(&self) -> Option<&str> {
        self.parent
            .as_ref()
            .and_then(|parent| {
                parent
                    .subscription_details
                    .as_ref()?
                    .subscription
                    .as_deref()
            })
            .or(self.subscription.as_deref())
    }
}

/// A line of an invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "WireLine")]
pub struct InvoiceLine {
    /// `il_…`.
    pub id: String,
    /// Upstream's words for it, such as `1 × Pro (at €20.00 / month)`.
    pub description: Option<String>,
    /// Id of the product, wherever the API version keeps it.
    pub product: Option<String>,
    /// Minor units.
    pub amount: i64,
    /// How many.
    pub quantity: Option<i64>,
    /// Price of one in minor units, a decimal number, wherever the API version keeps it.
    pub unit_amount_decimal: Option<String>,
    /// Whether it is for a part of a period, wherever the API version says so.
    pub proration: bool,
    /// The time it is about.
    pub period: Period,
}

impl Identified for InvoiceLine {
    fn id(&self) -> &str {
        &self.id
    }
}

#[derive(Deserialize)]
struct WireLine {
    #[serde(default)]
    id: String,
    description: Option<String>,
    #[serde(default)]
    amount: i64,
    quantity: Option<i64>,
    /// Up to API version 2025-02.
    #[serde(default)]
    proration: bool,
    /// Since API version 2025-03.
    parent: Option<LineParent>,
    #[serde(default, deserialize_with = "or_default")]
    period: Period,
    /// Since API version 2025-03.
    pricing: Option<Pricing>,
    price: Option<Priced>,
    plan: Option<Priced>,
}

#[derive(Deserialize)]
struct LineParent {
    invoice_item_details: Option<LineDetails>,
    subscription_item_details: Option<LineDetails>,
}

#[derive(Deserialize)]
struct LineDetails {
    #[serde(default)]
    proration: bool,
}

#[derive(Deserialize)]
struct Pricing {
    price_details: Option<Priced>,
    unit_amount_decimal: Option<String>,
}

#[derive(Deserialize)]
struct Priced {
    product: Option<Expandable<Product>>,
    unit_amount_decimal: Option<String>,
}

impl From<WireLine> for InvoiceLine {
    fn from(line: WireLine) -> Self {
        let (newer, unit) = match line.pricing {
            Some(pricing) => (pricing.price_details, pricing.unit_amount_decimal),
            None => (None, None),
        };
        let priced = newer.or(line.price).or(line.plan);
        let parent = line.parent.is_some_and(|parent| {
            let parts = [
                parent.invoice_item_details,
                parent.subscription_item_details,
            ];
            parts.into_iter().flatten().any(|details| details.proration)
        });
        Self {
            id: line.id,
            description: line.description,
            amount: line.amount,
            quantity: line.quantity,
            proration: line.proration || parent,
            period: line.period,
            unit_amount_decimal: unit.or_else(|| priced.as_ref()?.unit_amount_decimal.clone()),
            product: priced
                .and_then(|priced| priced.product)
                .map(|product| product.id().to_owned()),
        }
    }
}

/// Which invoices are listed; all of a customer's by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct InvoiceFilter {
    /// Only those that stand so.
    pub status: Option<String>,
    /// Only those created in this span, its end not included. Unix seconds.
    pub created: Option<(i64, i64)>,
}

impl Client {
    /// A page of a customer's invoices, newest first. `limit` is at most 100.
    ///
    /// # Errors
    /// [`Error::Api`] when `starting_after` names no invoice of the account.
    pub async fn invoices(
        &self,
        customer: &str,
        filter: &InvoiceFilter,
        limit: u32,
        starting_after: Option<&str>,
    ) -> Result<List<Invoice>, Error> {
        let created = filter.created.map(|(start, end)| {
            Params::new()
                .with("gte", start.to_string())
                .with("lt", end.to_string())
        });
        let params = Params::new()
            .with("customer", customer)
            .with_some("created", created)
            .with("limit", limit)
            .with_some("starting_after", starting_after)
            .with_some("status", filter.status.as_deref());
        self.call(Call::get("GET /v1/invoices", &[], params)).await
    }

    /// One invoice's customer, to tell whether it may be shown.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none for this key.
    pub async fn invoice_owner(&self, id: &str) -> Result<Option<String>, Error> {
        #[derive(Deserialize)]
        struct Owned {
            #[serde(default, deserialize_with = "super::list::id_of")]
            customer: Option<String>,
        }
        let owned: Owned = self
            .call(Call::get("GET /v1/invoices/{}", &[id], Params::new()))
            .await?;
        Ok(owned.customer)
    }
}

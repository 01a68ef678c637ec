//! Changing price or quantity of a subscription: `/api/subscriptions/{id}/update` and its preview.

use serde::{Deserialize, Serialize};

use crate::{InvoiceTax, PaymentMethodId, Price};

/// What a subscription can be changed to. Answer of `GET /api/subscriptions/{id}/update`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Catalogue {
    /// At most ten, in the configuration's order. The product the customer has is among them even when it is not sold
    /// any more, with the price the customer has and no other.
    pub products: Vec<CatalogueProduct>,
}

/// One product with the prices the subscription can change to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CatalogueProduct {
    /// Stripe's id, `prod_…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// What one of it is called, such as `seat`.
    pub unit_label: Option<String>,
    /// Its prices in the subscription's currency, at most one per interval.
    pub prices: Vec<Price>,
    /// The bounds of the quantity; `None` when it cannot be changed.
    pub quantity: Option<QuantityRange>,
}

/// Bounds of a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuantityRange {
    /// At least so many.
    pub minimum: i64,
    /// At most so many; `None` for no limit.
    pub maximum: Option<i64>,
}

/// A change that is wished for. Body of `POST /api/subscriptions/{id}/update/preview`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdateRequest {
    /// Id of a price of the catalogue; the one there is, when only the quantity changes.
    pub price: String,
    /// How many; as many as there are, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// A promotion code as the customer typed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promotion_code: Option<String>,
}

/// A change that is agreed to. Body of `POST /api/subscriptions/{id}/update`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConfirmUpdate {
    /// The change, as it was previewed.
    #[serde(flatten)]
    pub update: UpdateRequest,
    /// [`UpdatePreview::fingerprint`] of what the customer saw.
    pub fingerprint: String,
}

/// What a change costs, and when. All amounts are upstream's own calculation, in minor units of `currency`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpdatePreview {
    /// Three-letter ISO code, lower case.
    pub currency: String,
    /// When the change takes effect.
    pub takes_effect: TakesEffect,
    /// The same as an instant, Unix seconds.
    pub effective_at: i64,
    /// Name of the product after the change.
    pub product_name: String,
    /// What one of it is called, such as `seat`.
    pub unit_label: Option<String>,
    /// The price after the change.
    pub price: Price,
    /// How many after the change; absent when usage decides.
    pub quantity: Option<i64>,
    /// What a whole period costs after the change, discounts and taxes included; its interval is the price's.
    pub recurring_total: i64,
    /// What is invoiced at once; `None` when nothing is. Without prorations its lines are the whole of it.
    pub now: Option<Statement>,
    /// The next invoice after that; `None` when there is none to come.
    pub next: Option<Statement>,
    /// Whether the trial ends with the change, so that the first period is charged at once.
    pub ends_trial: bool,
    /// The promotion code that was taken, as the merchant writes it.
    pub promotion_code: Option<String>,
    /// The method that is charged; `None` when there is none.
    pub payment_method: Option<PaymentMethodId>,
    /// Names exactly this change and these amounts. The confirmation carries it.
    pub fingerprint: String,
}

/// When a change takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TakesEffect {
    /// As soon as it is confirmed and paid.
    Now,
    /// When the current period ends. Until then it can be undone.
    PeriodEnd,
}

/// An invoice that is foretold. `subtotal - discount + tax = total`, `total + balance = due`, the last never below zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statement {
    /// When it is charged, Unix seconds.
    pub date: i64,
    /// Its lines, at most a hundred.
    pub lines: Vec<StatementLine>,
    /// Sum of the lines.
    pub subtotal: i64,
    /// What discounts take off, not negative.
    pub discount: i64,
    /// Taxes that come on top.
    pub tax: i64,
    /// All taxes one by one, those that the lines contain, too.
    #[serde(default)]
    pub taxes: Vec<InvoiceTax>,
    /// The invoice's total; negative when more is credited than charged.
    pub total: i64,
    /// What is settled with the customer's balance: negative when credit is used, positive when the total is a credit
    /// that is kept or an earlier debt is collected.
    pub balance: i64,
    /// What the payment method is charged.
    pub due: i64,
}

/// A line of a foretold invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StatementLine {
    /// Upstream's words for it, such as `Unused time on Team after 3 Nov 2026`.
    pub description: String,
    /// Minor units; negative for a credit.
    pub amount: i64,
    /// How many it is about.
    pub quantity: Option<i64>,
    /// Whether it is for a part of a period.
    pub proration: bool,
    /// Begin of the time it is about, Unix seconds.
    pub period_start: i64,
    /// End of the time it is about, Unix seconds.
    pub period_end: i64,
}

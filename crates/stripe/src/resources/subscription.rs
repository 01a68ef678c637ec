//! Subscriptions.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::discount::Discount;
use super::list::{Expandable, Identified, List, id_of, or_default};
use super::open_enum::open_enum;
use super::price::{Plan, Price};
use super::schedule::SubscriptionSchedule;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::params::Params;

open_enum! {
    /// Where a subscription stands.
    SubscriptionStatus {
        /// Paid and running.
        Active = "active",
        /// Ended.
        Canceled = "canceled",
        /// The first payment has not succeeded yet.
        Incomplete = "incomplete",
        /// The first payment never succeeded.
        IncompleteExpired = "incomplete_expired",
        /// The latest payment failed.
        PastDue = "past_due",
        /// The trial ended without a payment method.
        Paused = "paused",
        /// In its trial.
        Trialing = "trialing",
        /// Retries are exhausted.
        Unpaid = "unpaid",
    }
}

open_enum! {
    /// How invoices are collected.
    CollectionMethod {
        /// From a saved payment method.
        ChargeAutomatically = "charge_automatically",
        /// By an e-mailed invoice.
        SendInvoice = "send_invoice",
    }
}

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Subscription {
    /// `sub_…`.
    pub id: String,
    /// Where it stands.
    pub status: SubscriptionStatus,
    /// Id of its customer.
    #[serde(default, deserialize_with = "id_of")]
    pub customer: Option<String>,
    /// The connected account it is charged for, `acct_…`.
    #[serde(default, deserialize_with = "id_of")]
    pub on_behalf_of: Option<String>,
    /// Three-letter ISO code, lower case. Older upstreams leave it to the prices.
    pub currency: Option<String>,
    /// How invoices are collected.
    pub collection_method: Option<CollectionMethod>,
    /// What is subscribed to.
    #[serde(default)]
    pub items: List<SubscriptionItem>,
    /// End of the period, Unix seconds: here up to API version 2025-02, on the items since.
    pub current_period_end: Option<i64>,
    /// When it will end, Unix seconds.
    pub cancel_at: Option<i64>,
    /// Whether it ends with the period.
    #[serde(default)]
    pub cancel_at_period_end: bool,
    /// End of the trial, Unix seconds.
    pub trial_end: Option<i64>,
    /// Set while the merchant has paused collection.
    pub pause_collection: Option<PauseCollection>,
    /// Id of its own method.
    #[serde(default, deserialize_with = "id_of")]
    pub default_payment_method: Option<String>,
    /// The schedule that decides about it; expanded in [`Client::subscriptions_in_detail`].
    pub schedule: Option<Expandable<SubscriptionSchedule>>,
    /// Its discounts; expanded in [`Client::subscriptions_in_detail`].
    #[serde(default, deserialize_with = "or_default")]
    pub discounts: Vec<Expandable<Discount>>,
    /// Notes, the merchant's and ours.
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: BTreeMap<String, String>,
    /// A change that waits for its payment. Until then everything stays as it is.
    pub pending_update: Option<PendingUpdate>,
    /// Id of its newest invoice, which is the one a waiting change depends on.
    #[serde(default, deserialize_with = "id_of")]
    pub latest_invoice: Option<String>,
    /// When it was created, Unix seconds.
    #[serde(default)]
    pub created: i64,
}

impl Identified for Subscription {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Subscription {
    /// The end of the latest period, wherever the API version keeps it.
    pub fn period_end(&self) -> Option<i64> {
        let items = self.items.data.iter();
        items
            .filter_map(|item| item.current_period_end)
            .max()
            .or(self.current_period_end)
    }
}

/// One price of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "WireItem")]
pub struct SubscriptionItem {
    /// `si_…`.
    pub id: String,
    /// The price, or the plan of an older upstream.
    pub price: Option<Price>,
    /// How many; absent when usage decides.
    pub quantity: Option<i64>,
    /// End of its period, Unix seconds.
    pub current_period_end: Option<i64>,
}

impl Identified for SubscriptionItem {
    fn id(&self) -> &str {
        &self.id
    }
}

#[derive(Deserialize)]
struct WireItem {
    id: String,
    price: Option<Price>,
    plan: Option<Plan>,
    quantity: Option<i64>,
    current_period_end: Option<i64>,
}

impl From<WireItem> for SubscriptionItem {
    fn from(item: WireItem) -> Self {
        Self {
            id: item.id,
            price: item.price.or_else(|| item.plan.map(Price::from)),
            quantity: item.quantity,
            current_period_end: item.current_period_end,
        }
    }
}

/// A change that waits for its payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct PendingUpdate {
    /// When it lapses, Unix seconds.
    #[serde(default)]
    pub expires_at: i64,
}

/// Collection paused by the merchant.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PauseCollection {
    /// `keep_as_draft`, `mark_uncollectible` or `void`.
    pub behavior: String,
    /// When it resumes by itself, Unix seconds.
    pub resumes_at: Option<i64>,
}

impl Client {
    /// The subscriptions of a customer, newest first, up to 1,000. `status` is Stripe's filter, such as `all`; without
    /// one, those that have not been canceled.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn subscriptions(
        &self,
        customer: &str,
        status: Option<&str>,
    ) -> Result<List<Subscription>, Error> {
        let params = Params::new()
            .with("customer", customer)
            .with_some("status", status);
        self.list_all("GET /v1/subscriptions", &[], &params, 1_000)
            .await
    }

    /// A page of the account's subscriptions as upstream writes them, with their customers, newest first: at most `limit`
    /// (1 to 100), after the one with the id `after`. Those that are canceled are not among them.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn subscriptions_page(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<List<serde_json::Value>, Error> {
        let params = Params::new()
            .with("limit", limit)
            .with_some("starting_after", after)
            .expand(&["data.customer"]);
        self.call(Call::get("GET /v1/subscriptions", &[], params))
            .await
    }

    /// The same subscriptions with their schedules and discounts, which are too deep to be carried by their customer.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn subscriptions_in_detail(
        &self,
        customer: &str,
    ) -> Result<List<Subscription>, Error> {
        let params = Params::new()
            .with("customer", customer)
            .expand(&["data.schedule", "data.discounts.source.coupon"]);
        self.list_all("GET /v1/subscriptions", &[], &params, 1_000)
            .await
    }

    /// All items of a subscription, up to 1,000. Answers about the subscription itself hold the first ten or twenty.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn subscription_items(
        &self,
        subscription: &str,
    ) -> Result<List<SubscriptionItem>, Error> {
        let params = Params::new().with("subscription", subscription);
        self.list_all("GET /v1/subscription_items", &[], &params, 1_000)
            .await
    }

    /// Gives a subscription a method of its own, or with `None` takes it away so that the customer's default is used.
    ///
    /// # Errors
    /// [`Error::Api`] when the method is not attached to the customer.
    pub async fn set_subscription_default(
        &self,
        id: &str,
        payment_method: Option<&str>,
        key: &IdempotencyKey,
    ) -> Result<Subscription, Error> {
        let params = Params::new().with("default_payment_method", payment_method.unwrap_or(""));
        self.call(Call::post("POST /v1/subscriptions/{}", &[id], params, key))
            .await
    }
}

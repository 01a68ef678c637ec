//! Subscription schedules: changes that wait for a date.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::list::{Expandable, Identified, ids_of, or_default};
use super::open_enum::open_enum;
use super::price::Price;
use super::redeemable::Redeem;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::params::Params;

open_enum! {
    /// Where a schedule stands.
    ScheduleStatus {
        /// Its first phase is still to come.
        NotStarted = "not_started",
        /// In one of its phases.
        Active = "active",
        /// Its last phase is over.
        Completed = "completed",
        /// It let go of the subscription.
        Released = "released",
        /// Given up, and the subscription with it.
        Canceled = "canceled",
    }
}

/// A schedule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SubscriptionSchedule {
    /// `sub_sched_…`.
    pub id: String,
    /// Where it stands.
    pub status: ScheduleStatus,
    /// The phase it is in.
    pub current_phase: Option<CurrentPhase>,
    /// All phases, one after the other.
    #[serde(default, deserialize_with = "or_default")]
    pub phases: Vec<Phase>,
    /// `release`, `cancel`, …: what happens after the last phase.
    pub end_behavior: Option<String>,
    /// Notes of whoever made it.
    #[serde(default, deserialize_with = "or_default")]
    pub metadata: BTreeMap<String, String>,
}

impl Identified for SubscriptionSchedule {
    fn id(&self) -> &str {
        &self.id
    }
}

impl SubscriptionSchedule {
    /// Whether it still decides about its subscription.
    pub fn is_running(&self) -> bool {
        matches!(
            self.status,
            ScheduleStatus::Active | ScheduleStatus::NotStarted
        )
    }

    /// When the current phase ends, Unix seconds, while it runs.
    pub fn phase_end(&self) -> Option<i64> {
        let phase = self.current_phase.as_ref()?;
        self.is_running().then_some(phase.end_date)
    }

    /// The phase after the current one.
    pub fn next_phase(&self) -> Option<&Phase> {
        let end = self.phase_end()?;
        self.phases.iter().find(|phase| phase.start_date >= end)
    }
}

/// The phase a schedule is in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CurrentPhase {
    /// Unix seconds.
    pub start_date: i64,
    /// Unix seconds.
    pub end_date: i64,
}

/// A phase.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Phase {
    /// Unix seconds.
    pub start_date: i64,
    /// Unix seconds; absent when the last phase has no end.
    pub end_date: Option<i64>,
    /// What is subscribed to in it.
    #[serde(default, deserialize_with = "or_default")]
    pub items: Vec<PhaseItem>,
    /// Ids of the rates that items without rates of their own are taxed with, `txr_…`.
    #[serde(default, deserialize_with = "ids_of")]
    pub default_tax_rates: Vec<String>,
}

/// One price of a phase.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PhaseItem {
    /// The price, as a rule its id only.
    pub price: Option<Expandable<Price>>,
    /// How many; absent when usage decides.
    pub quantity: Option<i64>,
    /// Ids of the rates it is taxed with, `txr_…`.
    #[serde(default, deserialize_with = "ids_of")]
    pub tax_rates: Vec<String>,
}

impl PhaseItem {
    /// Id of the price.
    pub fn price_id(&self) -> Option<&str> {
        self.price.as_ref().map(Expandable::id)
    }
}

/// One phase as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPhase {
    /// When it begins, Unix seconds; the current phase keeps its begin.
    pub start_date: i64,
    /// When it ends, Unix seconds; `None` lets it last one interval of its price.
    pub end_date: Option<i64>,
    /// What is subscribed to.
    pub items: Vec<NewPhaseItem>,
    /// Rates that items without rates of their own are taxed with, `txr_…`: a phase that names none takes them away.
    pub default_tax_rates: Vec<String>,
    /// Discounts the subscription has and keeps, `di_…`: a phase that names none takes them away.
    pub discounts: Vec<String>,
    /// What is redeemed for a new discount when it begins.
    pub redeem: Option<Redeem>,
}

/// One price of a phase as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPhaseItem {
    /// Id of the price.
    pub price: String,
    /// How many; `None` when usage decides.
    pub quantity: Option<i64>,
    /// Rates it is taxed with, `txr_…`; without any it is taxed as its phase is.
    pub tax_rates: Vec<String>,
}

impl NewPhaseItem {
    fn params(&self) -> Params {
        let quantity = self.quantity.map(|quantity| quantity.to_string());
        Params::new()
            .with("price", self.price.as_str())
            .with_some("quantity", quantity)
            .with("tax_rates", &texts(&self.tax_rates)[..])
    }
}

fn texts(ids: &[String]) -> Vec<&str> {
    ids.iter().map(String::as_str).collect()
}

impl Client {
    /// Puts a subscription under a schedule whose only phase is the period it is in.
    ///
    /// # Errors
    /// [`Error::Api`] when it has a schedule already, or has ended.
    pub async fn create_schedule(
        &self,
        subscription: &str,
        key: &IdempotencyKey,
    ) -> Result<SubscriptionSchedule, Error> {
        let params = Params::new().with("from_subscription", subscription);
        let endpoint = "POST /v1/subscription_schedules";
        self.call(Call::post(endpoint, &[], params, key)).await
    }

    /// Replaces the phases of a schedule. It lets go of the subscription after the last one, and nothing is prorated
    /// on the way.
    ///
    /// # Errors
    /// [`Error::Api`] when a price does not fit, or the schedule has ended.
    pub async fn set_phases(
        &self,
        schedule: &str,
        phases: &[NewPhase],
        metadata: &[(&str, &str)],
        key: &IdempotencyKey,
    ) -> Result<SubscriptionSchedule, Error> {
        let phases: Vec<Params> = phases
            .iter()
            .map(|phase| {
                let items: Vec<Params> = phase.items.iter().map(NewPhaseItem::params).collect();
                let end = phase.end_date.map(|end| end.to_string());
                let kept = phase.discounts.iter();
                let kept = kept.map(|id| Params::new().with("discount", id.as_str()));
                let new = phase.redeem.iter().map(Redeem::params);
                let discounts: Vec<Params> = kept.chain(new).collect();
                Params::new()
                    .with("start_date", phase.start_date.to_string())
                    .with_some("end_date", end)
                    .with("items", &items[..])
                    .with("discounts", &discounts[..])
                    .with("default_tax_rates", &texts(&phase.default_tax_rates)[..])
                    .with("proration_behavior", "none")
            })
            .collect();
        let notes = metadata.iter().fold(Params::new(), |notes, (name, value)| {
            notes.with(name, *value)
        });
        let params = Params::new()
            .with("end_behavior", "release")
            .with("phases", &phases[..])
            .with("metadata", notes);
        let endpoint = "POST /v1/subscription_schedules/{}";
        self.call(Call::post(endpoint, &[schedule], params, key))
            .await
    }

    /// Lets go of the subscription, which stays what it is.
    ///
    /// # Errors
    /// [`Error::Api`] when the schedule has ended.
    pub async fn release_schedule(
        &self,
        schedule: &str,
        key: &IdempotencyKey,
    ) -> Result<SubscriptionSchedule, Error> {
        let endpoint = "POST /v1/subscription_schedules/{}/release";
        self.call(Call::post(endpoint, &[schedule], Params::new(), key))
            .await
    }
}

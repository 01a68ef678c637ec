//! Changing price and quantity of subscriptions. Each call carries a key derived from the customer's intent.

use contract::{Changed, InvoiceId, SubscriptionId};
use stripe::resources::{NewPhase, NewPhaseItem, Redeem, SubscriptionChange};

use super::changes::step;
use super::{Error, OURS, Upstream};

/// Longest promotion code, in bytes. Source: Stripe's description, `code`.
const LONGEST_CODE: usize = 500;

/// A change as upstream is asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Id of the price afterwards.
    pub price: String,
    /// The quantity afterwards.
    pub quantity: i64,
    /// `none`, `create_prorations` or `always_invoice`.
    pub proration_behavior: String,
    /// The instant prorations are calculated for, Unix seconds. Without one it is upstream's now.
    pub proration_date: Option<i64>,
    /// Whether a new period begins with the change.
    pub anchor_now: bool,
    /// Whether the trial ends with the change.
    pub ends_trial: bool,
    /// The discount that comes with it.
    pub redeemed: Option<Redeemed>,
}

/// A coupon or promotion code that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redeemed {
    /// Which.
    pub redeem: Redeem,
    /// A promotion code as the merchant writes it.
    pub code: Option<String>,
    /// Whether its discount is spent with the next invoice.
    pub is_for_once: bool,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Updated {
    /// It is carried out, or planned.
    Done(Box<Changed>),
    /// It could not be paid. Everything is as before.
    Declined {
        /// Stripe's `decline_code`.
        decline_code: Option<String>,
    },
    /// It is carried out as soon as this invoice is paid. Until then everything is as before.
    Waiting {
        /// The invoice.
        invoice: InvoiceId,
        /// Whether the bank wants the customer to authenticate the payment; otherwise it takes its time.
        authenticates: bool,
    },
}

impl Update {
    /// The parameters that a change and its preview have in common.
    pub(super) fn change<'a>(
        &'a self,
        item: &'a str,
        kept: &'a [&'a str],
    ) -> SubscriptionChange<'a> {
        SubscriptionChange {
            item,
            price: &self.price,
            quantity: Some(self.quantity),
            proration_behavior: &self.proration_behavior,
            proration_date: self.proration_date,
            anchor_now: self.anchor_now,
            ends_trial: self.ends_trial,
            discounts: kept,
            drops_discounts: false,
            redeem: self.redeemed.as_ref().map(|redeemed| &redeemed.redeem),
        }
    }
}

impl Upstream {
    /// The active promotion code that is typed like this.
    ///
    /// # Errors
    /// [`Error::PromotionCode`] when there is none.
    pub async fn promotion_code(&self, code: &str) -> Result<Redeemed, Error> {
        // Without a code upstream would list any.
        let typed = code.trim();
        if typed.is_empty() || typed.len() > LONGEST_CODE {
            return Err(Error::PromotionCode);
        }
        let found = self.0.client.promotion_code(typed).await?;
        let found = found.filter(|found| found.code.eq_ignore_ascii_case(typed));
        let found = found.ok_or(Error::PromotionCode)?;
        Ok(Redeemed {
            redeem: Redeem::PromotionCode(found.id),
            code: Some(found.code),
            is_for_once: found.is_for_once,
        })
    }

    /// Changes a subscription now. What has to be paid for it is charged first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the customer's, [`Error::PromotionCode`].
    pub async fn update(
        &self,
        customer: &str,
        id: &SubscriptionId,
        update: &Update,
        intent: &str,
    ) -> Result<Updated, Error> {
        let asked = self.ask_for(customer, id, update, intent).await;
        let waiting = match asked {
            Ok(None) => {
                let state = self.after(customer, Ok(())).await?;
                return Ok(Updated::Done(Box::new(state)));
            }
            Ok(Some(invoice)) => self.why_waiting(customer, invoice, intent).await,
            Err(error) => Err(error),
        };
        self.invalidate(customer).await;
        waiting
    }

    /// The invoice that the change waits for, if it waits.
    async fn ask_for(
        &self,
        customer: &str,
        id: &SubscriptionId,
        update: &Update,
        intent: &str,
    ) -> Result<Option<String>, Error> {
        let found = self.own_subscription(customer, id).await?;
        self.let_go(customer, &found, intent).await?;
        let [item] = &found.items.data[..] else {
            return Err(Error::NotFound);
        };
        let kept = kept(&found);
        let change = update.change(&item.id, &kept);
        let key = step(intent, customer, &["update", id.as_str()]);
        let client = &self.0.client;
        let changed = client.change_subscription(&found.id, &change, &key).await;
        let changed = changed.map_err(|error| of_code(error, update))?;
        Ok(changed.pending_update.and(changed.latest_invoice.clone()))
    }

    /// A change that was declined is given up with its invoice, so that nothing is left to be paid by mistake.
    async fn why_waiting(
        &self,
        customer: &str,
        invoice: String,
        intent: &str,
    ) -> Result<Updated, Error> {
        let client = &self.0.client;
        let attempt = client.payment_attempt(&invoice).await;
        let attempt = attempt.map_err(|error| Error::from(error).after_change())?;
        if attempt.requires_action || attempt.is_processing {
            return Ok(Updated::Waiting {
                invoice: InvoiceId::from(invoice),
                authenticates: attempt.requires_action,
            });
        }
        let key = step(intent, customer, &["void", &invoice]);
        // If this fails, upstream gives it up by itself within a day.
        if let Err(error) = client.void_invoice(&invoice, &key).await {
            tracing::warn!(%error, "the invoice of a declined change stays open");
        }
        Ok(Updated::Declined {
            decline_code: attempt.decline_code,
        })
    }

    /// Plans a change for the end of the period, in a schedule that customers may undo.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the customer's.
    pub async fn plan_update(
        &self,
        customer: &str,
        id: &SubscriptionId,
        update: &Update,
        intent: &str,
    ) -> Result<Updated, Error> {
        let planned = self.plan(customer, id, update, intent).await;
        let state = self.after(customer, planned).await?;
        Ok(Updated::Done(Box::new(state)))
    }

    async fn plan(
        &self,
        customer: &str,
        id: &SubscriptionId,
        update: &Update,
        intent: &str,
    ) -> Result<(), Error> {
        let found = self.own_subscription(customer, id).await?;
        self.let_go(customer, &found, intent).await?;
        let client = &self.0.client;
        let key = step(intent, customer, &["schedule", id.as_str()]);
        let schedule = client.create_schedule(&found.id, &key).await?;
        let Some(current) = schedule.phases.first() else {
            return Err(Error::Rejected { request_id: None });
        };
        let end = schedule.phase_end().or(current.end_date);
        let kept: Vec<String> = kept(&found).into_iter().map(str::to_owned).collect();
        let held = current.items.iter().filter_map(|item| {
            Some(NewPhaseItem {
                price: item.price_id()?.to_owned(),
                quantity: item.quantity,
                tax_rates: item.tax_rates.clone(),
            })
        });
        let now = NewPhase {
            start_date: current.start_date,
            end_date: end,
            items: held.collect(),
            default_tax_rates: current.default_tax_rates.clone(),
            discounts: kept.clone(),
            redeem: None,
        };
        let own_rates = now.items.first().map(|item| item.tax_rates.clone());
        let next = NewPhase {
            start_date: end.unwrap_or(current.start_date),
            end_date: None,
            items: vec![NewPhaseItem {
                price: update.price.clone(),
                quantity: Some(update.quantity),
                tax_rates: own_rates.unwrap_or_default(),
            }],
            default_tax_rates: current.default_tax_rates.clone(),
            discounts: kept,
            redeem: update
                .redeemed
                .as_ref()
                .map(|redeemed| redeemed.redeem.clone()),
        };
        let key = step(intent, customer, &["phases", id.as_str()]);
        let set = client
            .set_phases(&schedule.id, &[now, next], &[(OURS, "update")], &key)
            .await;
        if let Err(error) = set {
            // A schedule that plans nothing would only be in the way.
            let key = step(intent, customer, &["release", &schedule.id]);
            if let Err(error) = client.release_schedule(&schedule.id, &key).await {
                tracing::warn!(%error, "a schedule that plans nothing stays");
            }
            return Err(of_code(error, update));
        }
        Ok(())
    }
}

/// Ids of the discounts a subscription has.
pub(super) fn kept(found: &stripe::Subscription) -> Vec<&str> {
    found.discounts.iter().map(stripe::Expandable::id).collect()
}

/// A code that cannot be redeemed here is told from a change that is refused.
pub(super) fn of_code(error: stripe::Error, update: &Update) -> Error {
    if let stripe::Error::Api(refused) = &error
        && update.redeemed.is_some()
        && is_about_discounts(refused)
    {
        return Error::PromotionCode;
    }
    error.into()
}

fn is_about_discounts(refused: &stripe::ApiError) -> bool {
    let is = |text: &Option<String>, words: &[&str]| {
        let text = text.as_deref().unwrap_or_default();
        words.iter().any(|word| text.contains(word))
    };
    matches!(refused.status, 400 | 402 | 404)
        && (is(&refused.param, &["discounts", "promotion_code", "coupon"])
            || is(&refused.code, &["promotion_code", "coupon"]))
}

//! Changing price and quantity of a subscription: what it can be changed to, what that costs, and the change itself.

mod plan;
mod refusal;

use std::sync::Arc;

use contract::rules::actions;
use contract::rules::change::{self, Wish};
use contract::{
    ActivityKind, Catalogue, Changed, ConfirmUpdate, ErrorCode, Subscription, SubscriptionItem,
    UpdatePreview, UpdateRequest,
};

use self::plan::Planned;
use self::refusal::{not_offered, not_taken};
use crate::activity::Note;
use crate::configuration::SubscriptionUpdate;
use crate::error::{ApiResult, Failure};
use crate::fingerprint::{Agreed, digest};
use crate::locks::Held;
use crate::payment;
use crate::sold;
use crate::store::{Action, Outcome};
use crate::subscriptions::{Change, allowed};
use crate::upstream::{self, Snapshot, Updated};

impl Change {
    /// What the subscription can be changed to.
    ///
    /// # Errors
    /// 404, 409 `action_not_allowed`, or upstream's.
    pub async fn catalogue(self) -> ApiResult<Catalogue> {
        let snapshot = self.merchant.upstream.fresh(&self.customer).await?;
        let subscription = self.updatable(&snapshot)?;
        Ok(self.sold(subscription).await?)
    }

    /// What a change would cost, by upstream's calculation.
    ///
    /// # Errors
    /// 404, 409 `action_not_allowed`, 403 or 422 when it is not offered, 422 `promotion_code_invalid`, or upstream's.
    pub async fn preview_update(self, request: UpdateRequest) -> ApiResult<UpdatePreview> {
        let snapshot = self.merchant.upstream.fresh(&self.customer).await?;
        let mut planned = self.plan(&snapshot, &request, None).await?;
        let agreed = Agreed {
            proration_date: planned.proration_date,
            digest: digest(&planned.preview),
        };
        let now = self.app.clock().now();
        planned.preview.fingerprint = agreed.seal(&self.merchant.sealer, &self.subject(), now);
        Ok(planned.preview)
    }

    /// Carries out, or plans, a change that was previewed.
    ///
    /// # Errors
    /// As [`Change::preview_update`]; 409 `state_changed`, 409 `preview_outdated`, 402 `payment_failed`,
    /// 402 `authentication_required`.
    pub async fn update(self, held: Arc<Held>, confirmed: ConfirmUpdate) -> ApiResult<Changed> {
        let snapshot = self.merchant.upstream.fresh(&self.customer).await?;
        let refused = match self.updatable(&snapshot) {
            Err(failure) => failure,
            Ok(_) => match self.agreed(&snapshot, &confirmed).await {
                Err(failure) => failure,
                Ok(planned) => return self.carry_out_update(&held, planned).await,
            },
        };
        self.updated_before(&snapshot, &confirmed.update, refused)
            .await
    }

    async fn carry_out_update(&self, held: &Held, planned: Planned) -> ApiResult<Changed> {
        let Planned {
            update,
            waits,
            preview,
            ..
        } = planned;
        let note = Note::new(ActivityKind::SubscriptionUpdated, &self.actor)
            .about_product(&preview.product_name)
            .effective(waits.then_some(preview.effective_at));
        let intent = self.open_intent(held, Action::Update, &note).await?;
        let (customer, id) = (self.customer.as_str(), &self.subscription);
        let upstream = &self.merchant.upstream;
        let result = if waits {
            upstream.plan_update(customer, id, &update, &intent).await
        } else {
            upstream.update(customer, id, &update, &intent).await
        };
        let (outcome, answer) = match result {
            Ok(Updated::Done(state)) => (Outcome::Done, Ok(*state)),
            Ok(Updated::Waiting {
                invoice,
                authenticates: true,
            }) => {
                let waiting = payment::Waiting {
                    app: &self.app,
                    merchant: &self.merchant,
                    customer,
                    invoice: &invoice,
                };
                waiting.begin(&self.actor, &note).await;
                let refused = payment::authentication_required(invoice);
                (Outcome::Refused, Err(refused))
            }
            // The bank takes its time: nothing has changed yet, and nothing went wrong.
            Ok(Updated::Waiting { .. }) => {
                let state = upstream
                    .fresh(customer)
                    .await
                    .map(|found| found.state.clone());
                (Outcome::Done, state.map_err(Failure::from))
            }
            Ok(Updated::Declined { decline_code }) => {
                (Outcome::Refused, Err(payment::declined(decline_code)))
            }
            Err(error) if error.leaves_open() => {
                // An unknown outcome leaves the intent open: `reconcile` looks at it again.
                return Err(error.into());
            }
            Err(error) => (Outcome::Refused, Err(error.into())),
        };
        self.close(&intent, outcome).await;
        answer
    }

    /// The change as the customer agreed to it.
    async fn agreed(&self, snapshot: &Snapshot, confirmed: &ConfirmUpdate) -> ApiResult<Planned> {
        let outdated = || {
            Failure::with_state(
                ErrorCode::PreviewOutdated,
                "The amounts are no longer those that were agreed to.",
                snapshot.state.clone(),
            )
        };
        // What does not fit is told before what is too old.
        let subscription = self.updatable(snapshot)?;
        let catalogue = self.sold(subscription).await?;
        self.wish(subscription, &catalogue, &confirmed.update)?;
        self.check_version(&snapshot.state)?;
        let now = self.app.clock().now();
        let sealer = &self.merchant.sealer;
        let agreed = Agreed::open(sealer, &self.subject(), &confirmed.fingerprint, now);
        let agreed = agreed.ok_or_else(outdated)?;
        let planned = self
            .plan(snapshot, &confirmed.update, Some(agreed.proration_date))
            .await?;
        if digest(&planned.preview) != agreed.digest
            || planned.proration_date != agreed.proration_date
        {
            return Err(outdated());
        }
        if planned.preview.payment_method.is_none() && due_now(&planned.preview) > 0 {
            return Err(Failure::with_state(
                ErrorCode::PaymentMethodRequired,
                "There is no payment method the change can be charged to.",
                snapshot.state.clone(),
            ));
        }
        Ok(planned)
    }

    /// The subscription is like this already. If our own change was on its way and its answer got lost, that was it.
    async fn updated_before(
        &self,
        snapshot: &Snapshot,
        wanted: &UpdateRequest,
        refused: Failure,
    ) -> ApiResult<Changed> {
        let is_so = self
            .find(snapshot)
            .is_ok_and(|found| is_like(found, wanted));
        if !is_so {
            return Err(refused);
        }
        self.done_before(Action::Update, snapshot, refused).await
    }

    /// The subscription, if it may be changed.
    fn updatable<'a>(&self, snapshot: &'a Snapshot) -> ApiResult<&'a Subscription> {
        let subscription = self.find(snapshot)?;
        let method = actions::charged_method(subscription, &snapshot.state.payment_methods);
        let ruled = actions::update(subscription, method, &self.features());
        allowed(ruled, snapshot)?;
        Ok(subscription)
    }

    fn wish<'a>(
        &self,
        subscription: &Subscription,
        catalogue: &'a Catalogue,
        request: &UpdateRequest,
    ) -> ApiResult<Wish<'a>> {
        let item = only_item(subscription)?;
        let allowed = self.features().subscription_update;
        let allowed = allowed.ok_or_else(|| not_offered("price"))?;
        change::check(item, allowed, catalogue, request).map_err(not_taken)
    }

    async fn sold(&self, subscription: &Subscription) -> Result<Catalogue, upstream::Error> {
        sold::catalogue(&self.merchant.upstream, self.settings(), subscription).await
    }

    fn settings(&self) -> &SubscriptionUpdate {
        &self.configuration.settings.features.subscription_update
    }

    /// Whose fingerprint it is.
    fn subject(&self) -> String {
        format!("{} {}", self.customer, self.subscription)
    }
}

/// Whether a subscription is what a change wanted, or will be.
fn is_like(found: &Subscription, wanted: &UpdateRequest) -> bool {
    let is = |price: &str, quantity: Option<i64>| {
        price == wanted.price
            && wanted
                .quantity
                .is_none_or(|wanted| quantity == Some(wanted))
    };
    let items = found.items.iter();
    let planned = found.schedule.iter().flat_map(|schedule| &schedule.items);
    items
        .map(|item| (&item.price.id, item.quantity))
        .chain(planned.map(|item| (&item.price.id, item.quantity)))
        .any(|(price, quantity)| is(price, quantity))
}

fn due_now(preview: &UpdatePreview) -> i64 {
    preview.now.as_ref().map_or(0, |now| now.due)
}

fn only_item(subscription: &Subscription) -> ApiResult<&SubscriptionItem> {
    subscription.items.first().ok_or_else(Failure::not_found)
}

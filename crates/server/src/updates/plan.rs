//! What a change becomes under a configuration: what upstream is asked for, whether it waits, and what it costs.

use contract::rules::actions;
use contract::rules::change::{self, Conditions, Term, Wish};
use contract::rules::flow;
use contract::{
    Catalogue, Price, SubscriptionItem, SubscriptionStatus, TakesEffect, UpdatePreview,
    UpdateRequest,
};

use super::only_item;
use crate::error::ApiResult;
use crate::flow::{Flow, FlowDiscount};
use crate::session::scope::out_of_flow;
use crate::subscriptions::Change;
use crate::upstream::{self, Redeemability, Snapshot, Update};

/// A change that was held against the rules, with what upstream is asked for.
pub(super) struct Planned {
    /// What upstream is asked for.
    pub(super) update: Update,
    /// Whether it waits for the end of the period.
    pub(super) waits: bool,
    /// What it costs, without a fingerprint.
    pub(super) preview: UpdatePreview,
    /// The instant prorations were calculated for, Unix seconds.
    pub(super) proration_date: Option<i64>,
}

impl Change {
    /// Holds a request against the rules and asks upstream what it costs. `agreed` is the instant that was agreed to.
    pub(super) async fn plan(
        &self,
        snapshot: &Snapshot,
        request: &UpdateRequest,
        agreed: Option<Option<i64>>,
    ) -> ApiResult<Planned> {
        if !self.is_agreed(request) {
            return Err(out_of_flow());
        }
        let subscription = self.updatable(snapshot)?;
        let item = only_item(subscription)?;
        let catalogue = self.sold(subscription).await?;
        let wish = self.wish(subscription, &catalogue, request)?;
        let settings = self.settings();
        let upstream = &self.merchant.upstream;
        let redeemed = match (request.promotion_code.as_deref(), self.given()) {
            (Some(code), _) => Some(upstream.promotion_code(code).await?),
            (None, Some(discount)) => match upstream.can_redeem(&self.customer, discount).await? {
                Redeemability::Redeemable(redeemed) => Some(redeemed),
                _ => return Err(upstream::Error::PromotionCode.into()),
            },
            (None, None) => None,
        };
        let is_trial = subscription.status == SubscriptionStatus::Trialing;
        let update = Update {
            price: wish.price.id.clone(),
            quantity: wish.quantity,
            proration_behavior: settings.proration_behavior.clone(),
            proration_date: agreed.flatten(),
            anchor_now: settings.billing_cycle_anchor.as_deref() == Some("now") && !is_trial,
            ends_trial: is_trial && settings.trial_update_behavior != "continue_trial",
            redeemed,
        };
        let waits = self
            .waits(snapshot, item, &catalogue, &wish, &update)
            .await?;
        let (customer, balance) = (&self.customer, snapshot.customer.balance);
        let foretold = upstream
            .foretell(customer, &self.subscription, &update, waits, balance)
            .await?;
        let method = actions::charged_method(subscription, &snapshot.state.payment_methods);
        let update = Update {
            proration_date: foretold.proration_date,
            ..update
        };
        let preview = UpdatePreview {
            currency: subscription.currency.clone(),
            takes_effect: if waits {
                TakesEffect::PeriodEnd
            } else {
                TakesEffect::Now
            },
            effective_at: foretold
                .effective_at
                .unwrap_or_else(|| self.app.clock().now()),
            product_name: wish.product.name.clone(),
            unit_label: wish.product.unit_label.clone(),
            price: wish.price.clone(),
            quantity: Some(wish.quantity),
            recurring_total: foretold.recurring_total,
            now: foretold.now,
            next: foretold.next,
            ends_trial: update.ends_trial,
            promotion_code: update
                .redeemed
                .as_ref()
                .and_then(|redeemed| redeemed.code.clone()),
            payment_method: method.map(|method| method.id.clone()),
            fingerprint: String::new(),
        };
        Ok(Planned {
            proration_date: foretold.proration_date,
            update,
            waits,
            preview,
        })
    }

    /// Whether the merchant leaves this change to the customer.
    fn is_agreed(&self, request: &UpdateRequest) -> bool {
        let flow = self.flow.as_ref().map(Flow::shown);
        flow.is_none_or(|flow| flow::is_agreed(&flow, request))
    }

    /// The discount that the merchant gives with the change.
    fn given(&self) -> Option<&FlowDiscount> {
        self.flow.as_ref()?.discount.as_ref()
    }

    async fn waits(
        &self,
        snapshot: &Snapshot,
        item: &SubscriptionItem,
        catalogue: &Catalogue,
        wish: &Wish<'_>,
        update: &Update,
    ) -> ApiResult<bool> {
        let subscription = self.find(snapshot)?;
        let is_on = |kind: &str| {
            self.settings()
                .schedule_at_period_end
                .iter()
                .any(|it| it == kind)
        };
        let conditions = Conditions {
            decreasing_item_amount: is_on("decreasing_item_amount"),
            shortening_interval: is_on("shortening_interval"),
        };
        let held = item.quantity.unwrap_or(1);
        let held_product = change::find(catalogue, &item.price.id);
        let held_product = held_product.map_or("", |(product, _)| product.id.as_str());
        let (Some(old), Some(new)) = (&item.price.recurring, &wish.price.recurring) else {
            return Ok(false);
        };
        if conditions == Conditions::default() {
            return Ok(false);
        }
        let term = |product, recurring, amount| Term {
            product,
            recurring,
            amount,
        };
        let before = self.amount(&item.price, held, update, snapshot).await?;
        let after = self
            .amount(wish.price, wish.quantity, update, snapshot)
            .await?;
        Ok(change::waits(
            conditions,
            subscription.status,
            term(held_product, old, before),
            term(&wish.product.id, new, after),
        ))
    }

    /// What a period of a price costs; of tiers only upstream knows.
    async fn amount(
        &self,
        price: &Price,
        quantity: i64,
        update: &Update,
        snapshot: &Snapshot,
    ) -> ApiResult<i128> {
        if let Some(amount) = change::amount(price, quantity) {
            return Ok(amount);
        }
        let update = Update {
            price: price.id.clone(),
            quantity,
            redeemed: None,
            ..update.clone()
        };
        let (customer, id) = (&self.customer, &self.subscription);
        let balance = snapshot.customer.balance;
        let upstream = &self.merchant.upstream;
        let foretold = upstream
            .foretell(customer, id, &update, false, balance)
            .await?;
        Ok(change::minor_units(foretold.recurring_subtotal))
    }
}

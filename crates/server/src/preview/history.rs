//! What a made-up customer did, and what comes next.

use contract::{
    Activity, ActivityKind, Page, PaymentMethodKind, Subscription, SubscriptionStatus, Upcoming,
    UpcomingCharge, Usage, Via,
};

use super::holdings::visa;
use super::invoices::tax;
use super::plans::TEAM;
use super::{DAY, HOUR, Sample, State};

/// What was used so far, and what it costs in minor units.
const USED: (i64, i64) = (12_400, 4_960);

impl Sample {
    /// What was changed through the portal, newest first.
    pub fn activity(self) -> Page<Activity> {
        use ActivityKind::{
            BillingInformationUpdated, DefaultChanged, InvoicePaid, PaymentMethodAdded,
            SubscriptionUpdated,
        };
        let done = [
            (2 * HOUR, BillingInformationUpdated, None),
            (9 * DAY, DefaultChanged, Some(visa())),
            (9 * DAY + HOUR, PaymentMethodAdded, Some(visa())),
            (40 * DAY, SubscriptionUpdated, None),
            (71 * DAY, InvoicePaid, None),
        ];
        let all = done.into_iter().enumerate();
        let data = all.map(|(number, (ago, kind, method))| self.did(number, ago, kind, method));
        let data = match self.state {
            State::Empty => Vec::new(),
            _ => data.collect(),
        };
        Page {
            data,
            has_more: false,
        }
    }

    fn did(
        self,
        number: usize,
        ago: i64,
        kind: ActivityKind,
        method: Option<PaymentMethodKind>,
    ) -> Activity {
        let is_about_a_plan = kind == ActivityKind::SubscriptionUpdated;
        let by_code = number % 2 == 1;
        Activity {
            id: format!("pti_preview_{number}"),
            at: self.now - ago,
            kind,
            products: is_about_a_plan
                .then(|| TEAM.name.to_owned())
                .into_iter()
                .collect(),
            method,
            effective_at: None,
            session: format!("ses_preview_{number}").into(),
            is_this_session: number == 0,
            via: if by_code { Via::Login } else { Via::Link },
            browser: Some("Firefox".to_owned()),
            system: Some("Windows".to_owned()),
            // Kept for documentation, nobody's. Source: RFC 5737.
            network: Some("203.0.113.0/24".to_owned()),
        }
    }

    /// What will be charged next.
    pub fn upcoming(self) -> Upcoming {
        let subscriptions = self.subscriptions();
        let mut charges: Vec<_> = subscriptions.iter().filter_map(next_charge).collect();
        charges.sort_by_key(|charge| charge.at);
        Upcoming { charges }
    }
}

fn next_charge(subscription: &Subscription) -> Option<UpcomingCharge> {
    let goes_on = matches!(
        subscription.status,
        SubscriptionStatus::Active | SubscriptionStatus::Trialing | SubscriptionStatus::PastDue
    );
    let is_held = subscription.cancel_at.is_some() || subscription.pause_collection.is_some();
    if !goes_on || is_held {
        return None;
    }
    let mut usage = Vec::new();
    let mut subtotal = 0;
    for item in &subscription.items {
        match (item.price.unit_amount, item.quantity) {
            (Some(amount), Some(quantity)) => subtotal += amount * quantity,
            _ => {
                let (quantity, amount) = USED;
                subtotal += amount;
                usage.push(Usage {
                    item: item.id.clone(),
                    quantity: Some(quantity),
                    amount,
                });
            }
        }
    }
    let off = subscription
        .discounts
        .iter()
        .filter_map(|it| it.percent_off);
    let off: i64 = off.map(|part| subtotal * i64::from(part) / 10_000).sum();
    let net = subtotal - off;
    Some(UpcomingCharge {
        subscription: subscription.id.clone(),
        at: subscription.current_period_end?,
        amount: net + tax(net),
        currency: subscription.currency.clone(),
        due_at: None,
        usage,
    })
}

//! What a made-up customer is told before changing or cancelling a subscription.

use contract::{
    CancelMode, CancelPreview, Catalogue, Interval, InvoiceStatus, Price, Statement, StatementLine,
    Subscription, SubscriptionId, SubscriptionStatus, TakesEffect, UpdatePreview, UpdateRequest,
};

use super::holdings::LEFT;
use super::invoices::{tax, taxes};
use super::plans::{self, Plan};
use super::{MONTH, Sample};

/// Hundredths that any promotion code takes off.
const OFF: i64 = 10;

impl Sample {
    /// What cancelling would mean; `None` when the customer has no such subscription.
    pub fn cancel(self, id: &SubscriptionId) -> Option<CancelPreview> {
        let subscription = self.found(id)?;
        let invoices = self.invoices().into_iter();
        let is_open = |status| status == InvoiceStatus::Open;
        Some(CancelPreview {
            mode: CancelMode::AtPeriodEnd,
            ends_at: subscription.current_period_end?,
            currency: subscription.currency,
            credit: 0,
            due: 0,
            open_invoices: invoices
                .filter(|it| is_open(it.status) && it.subscription.as_ref() == Some(id))
                .collect(),
            offer: None,
        })
    }

    /// What it can be changed to; `None` when the customer has no such subscription.
    pub fn catalogue(self, id: &SubscriptionId) -> Option<Catalogue> {
        self.found(id).map(|_| plans::catalogue())
    }

    /// What a change would cost; `None` when there is no such subscription or price.
    pub fn update(self, id: &SubscriptionId, wish: &UpdateRequest) -> Option<UpdatePreview> {
        let subscription = self.found(id)?;
        let present = subscription.items.first()?;
        let (plan, price) = Plan::with_price(&wish.price)?;
        // The price is what is charged whole; a plan without seats is had once.
        let wanted = wish.quantity.or(present.quantity).unwrap_or(1);
        let quantity = plan.unit.map_or(1, |_| wanted.clamp(1, 50));
        let each = price.unit_amount.unwrap_or_default() * quantity;
        let before = present.price.unit_amount.unwrap_or_default() * present.quantity.unwrap_or(1);
        let code = wish.promotion_code.clone();
        let off = if code.is_some() { OFF } else { 0 };
        let period = period_of(&price);
        let same_period = period == period_of(&present.price);
        let begins = if same_period {
            self.now + LEFT
        } else {
            self.now + period
        };
        let next = statement(
            begins,
            vec![line(plan.name, each, quantity, begins, period)],
            off,
        );
        let is_trial = subscription.status == SubscriptionStatus::Trialing;
        let now = (!is_trial).then(|| {
            let unused = format!("Unused time on {}", present.product_name);
            let back = part(before, &present.price);
            let credit = StatementLine {
                proration: true,
                ..line(
                    &unused,
                    -back,
                    present.quantity.unwrap_or(1),
                    self.now,
                    LEFT,
                )
            };
            let charge = if same_period {
                let rest = format!("Remaining time on {}", plan.name);
                StatementLine {
                    proration: true,
                    ..line(&rest, part(each, &price), quantity, self.now, LEFT)
                }
            } else {
                line(plan.name, each, quantity, self.now, period)
            };
            statement(self.now, vec![credit, charge], off)
        });
        let net = each - each * off / 100;
        let methods = self.methods();
        Some(UpdatePreview {
            currency: subscription.currency,
            takes_effect: TakesEffect::Now,
            effective_at: self.now,
            product_name: plan.name.to_owned(),
            unit_label: plan.unit.map(str::to_owned),
            price,
            quantity: Some(quantity),
            recurring_total: net + tax(net),
            now,
            next: Some(next),
            ends_trial: false,
            promotion_code: code.map(|code| code.trim().to_uppercase()),
            payment_method: methods.first().map(|method| method.id.clone()),
            fingerprint: "preview".to_owned(),
        })
    }

    fn found(self, id: &SubscriptionId) -> Option<Subscription> {
        let mut subscriptions = self.subscriptions().into_iter();
        subscriptions.find(|subscription| subscription.id == *id)
    }
}

/// Seconds that a price is for.
fn period_of(price: &Price) -> i64 {
    match price.recurring.as_ref().map(|it| it.interval) {
        Some(Interval::Year) => 12 * MONTH,
        _ => MONTH,
    }
}

/// What an amount for a whole period is for the rest of it.
fn part(amount: i64, price: &Price) -> i64 {
    amount * LEFT / period_of(price)
}

fn line(name: &str, amount: i64, quantity: i64, begin: i64, seconds: i64) -> StatementLine {
    StatementLine {
        description: name.to_owned(),
        amount,
        quantity: Some(quantity),
        proration: false,
        period_start: begin,
        period_end: begin + seconds,
    }
}

fn statement(date: i64, lines: Vec<StatementLine>, off: i64) -> Statement {
    let subtotal: i64 = lines.iter().map(|line| line.amount).sum();
    let discount = subtotal.max(0) * off / 100;
    let net = subtotal - discount;
    let total = net + tax(net);
    Statement {
        date,
        lines,
        subtotal,
        discount,
        tax: tax(net),
        taxes: taxes(net),
        total,
        // What is too much is kept for later invoices.
        balance: (-total).max(0),
        due: total.max(0),
    }
}

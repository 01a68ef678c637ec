//! What a made-up customer has: payment methods and subscriptions.

use contract::{
    Card, CollectionMethod, Discount, Interval, PauseCollection, PaymentMethod, PaymentMethodKind,
    Price, Recurring, Schedule, ScheduledItem, Subscription, SubscriptionItem, SubscriptionStatus,
    UsageType,
};

use super::plans::{Plan, STARTER, TEAM};
use super::{CURRENCY, DAY, MONTH, Sample, State};

/// Of every customer who has a subscription.
pub(super) const FIRST: &str = "sub_preview";

/// How long the first subscription's period goes on.
pub(super) const LEFT: i64 = 12 * DAY;

/// How many the first subscription is for.
pub(super) const SEATS: i64 = 3;

const LONG_NAME: &str =
    "Unlimited projects, priority support and advanced reporting for regional teams";

impl Sample {
    /// Saved payment methods, the default first.
    pub(super) fn methods(self) -> Vec<PaymentMethod> {
        let kinds = match self.state {
            State::Empty | State::NoMethod => Vec::new(),
            State::Many => vec![
                visa(),
                card("mastercard", "4444", 2, Some("apple_pay")),
                sepa(),
                card("amex", "0005", 3, None),
                PaymentMethodKind::UsBankAccount {
                    bank_name: Some("First National Savings and Loan Association".to_owned()),
                    last4: "6789".to_owned(),
                },
                PaymentMethodKind::Paypal {
                    email: Some("accounts-payable.international@example.com".to_owned()),
                },
            ],
            _ => vec![visa(), sepa()],
        };
        let kinds = kinds.into_iter().enumerate();
        let methods = kinds.map(|(number, kind)| PaymentMethod {
            id: format!("pm_preview_{number}").into(),
            kind,
            is_default: number == 0,
            created: self.now - (number as i64 + 1) * 3 * MONTH,
        });
        methods.collect()
    }

    /// Subscriptions, live ones first.
    pub(super) fn subscriptions(self) -> Vec<Subscription> {
        let first = self.first();
        match self.state {
            State::Empty => Vec::new(),
            State::PastDue => vec![Subscription {
                status: SubscriptionStatus::PastDue,
                open_invoice: self.invoices().first().map(|invoice| invoice.id.clone()),
                ..first
            }],
            State::Trialing => vec![Subscription {
                status: SubscriptionStatus::Trialing,
                trial_end: first.current_period_end,
                created: self.now - 2 * DAY,
                ..first
            }],
            State::Canceling => vec![Subscription {
                cancel_at: first.current_period_end,
                ..first
            }],
            State::Paused => vec![Subscription {
                pause_collection: Some(PauseCollection {
                    behavior: "void".to_owned(),
                    resumes_at: Some(self.now + 2 * MONTH),
                }),
                ..first
            }],
            State::Many => self.many(),
            _ => vec![first],
        }
    }

    fn first(self) -> Subscription {
        self.subscription(FIRST, vec![TEAM.item(Interval::Month, SEATS)])
    }

    fn subscription(self, id: &str, items: Vec<SubscriptionItem>) -> Subscription {
        Subscription {
            id: id.into(),
            status: SubscriptionStatus::Active,
            currency: CURRENCY.to_owned(),
            collection_method: CollectionMethod::ChargeAutomatically,
            items,
            current_period_end: Some(self.now + LEFT),
            cancel_at: None,
            trial_end: None,
            pause_collection: None,
            default_payment_method: None,
            schedule: None,
            discounts: Vec::new(),
            open_invoice: None,
            created: self.now - 14 * MONTH,
        }
    }

    fn many(self) -> Vec<Subscription> {
        let long = SubscriptionItem {
            product_name: LONG_NAME.to_owned(),
            ..TEAM.item(Interval::Year, 12)
        };
        let discount = Discount {
            name: Some("Welcome".to_owned()),
            percent_off: Some(1_000),
            amount_off: None,
            ends_at: Some(self.now + 5 * MONTH),
        };
        let to_starter = Schedule {
            changes_at: self.now + LEFT,
            is_ours: true,
            items: vec![scheduled(STARTER)],
        };
        vec![
            Subscription {
                discounts: vec![discount],
                ..self.first()
            },
            Subscription {
                default_payment_method: Some("pm_preview_2".into()),
                current_period_end: Some(self.now + 7 * MONTH),
                ..self.subscription("sub_preview_long", vec![long])
            },
            self.subscription("sub_preview_usage", vec![usage()]),
            Subscription {
                schedule: Some(to_starter),
                ..self.subscription("sub_preview_planned", vec![TEAM.item(Interval::Month, 1)])
            },
            Subscription {
                status: SubscriptionStatus::Canceled,
                current_period_end: Some(self.now - 4 * MONTH),
                cancel_at: Some(self.now - 4 * MONTH),
                ..self.subscription("sub_preview_ended", vec![STARTER.item(Interval::Month, 1)])
            },
        ]
    }
}

fn scheduled(plan: Plan) -> ScheduledItem {
    ScheduledItem {
        product_name: plan.name.to_owned(),
        unit_label: plan.unit.map(str::to_owned),
        price: plan.price(Interval::Month),
        quantity: Some(1),
    }
}

fn usage() -> SubscriptionItem {
    SubscriptionItem {
        id: "si_preview_usage".to_owned(),
        product_name: "Messages".to_owned(),
        unit_label: Some("message".to_owned()),
        price: Price {
            id: "price_preview_usage".to_owned(),
            currency: CURRENCY.to_owned(),
            unit_amount: None,
            unit_amount_decimal: Some("0.4".to_owned()),
            tiered: false,
            recurring: Some(Recurring {
                interval: Interval::Month,
                interval_count: 1,
                usage_type: UsageType::Metered,
            }),
        },
        quantity: None,
    }
}

pub(super) fn visa() -> PaymentMethodKind {
    card("visa", "4242", 4, None)
}

fn card(brand: &str, last4: &str, years: u16, wallet: Option<&str>) -> PaymentMethodKind {
    PaymentMethodKind::Card(Card {
        brand: brand.to_owned(),
        last4: last4.to_owned(),
        exp_month: 12,
        // Of a time in which this release will be replaced.
        exp_year: 2030 + years,
        funding: "credit".to_owned(),
        wallet: wallet.map(str::to_owned),
    })
}

fn sepa() -> PaymentMethodKind {
    PaymentMethodKind::SepaDebit {
        last4: "3000".to_owned(),
        country: Some("NL".to_owned()),
    }
}

//! The guard over random customers, against statements that know nothing of how it decides.

use std::collections::BTreeSet;

use contract::rules::payment_methods::is_chargeable;
use contract::rules::removal::{Refusal, Removal, plan};
use contract::{
    Card, CollectionMethod, PaymentMethod, PaymentMethodId, PaymentMethodKind, Subscription,
    SubscriptionId, SubscriptionStatus,
};
use proptest::prelude::*;

/// 21 November 2026, noon.
const NOW: i64 = 1_795_262_400;

#[derive(Clone, Debug)]
struct Customer {
    methods: Vec<PaymentMethod>,
    subscriptions: Vec<Subscription>,
}

fn card(exp_month: u8, exp_year: u16) -> PaymentMethodKind {
    PaymentMethodKind::Card(Card {
        brand: "visa".into(),
        last4: "4242".into(),
        exp_month,
        exp_year,
        funding: "credit".into(),
        wallet: None,
    })
}

fn kind() -> impl Strategy<Value = PaymentMethodKind> {
    let last4 = || "6789".to_owned();
    prop_oneof![
        3 => Just(card(12, 2030)),
        1 => Just(card(11, 2026)),
        2 => Just(card(10, 2026)),
        2 => Just(PaymentMethodKind::SepaDebit { last4: last4(), country: None }),
        1 => Just(PaymentMethodKind::UsBankAccount { bank_name: None, last4: last4() }),
        1 => Just(PaymentMethodKind::AcssDebit { bank_name: None, last4: last4() }),
        1 => Just(PaymentMethodKind::BacsDebit { last4: last4(), sort_code: None }),
        1 => Just(PaymentMethodKind::Boleto),
        1 => Just(PaymentMethodKind::Other { name: "kr_card".into() }),
    ]
}

fn method(number: usize, kind: PaymentMethodKind, created: i64) -> PaymentMethod {
    PaymentMethod {
        id: format!("pm_{number}").into(),
        kind,
        is_default: false,
        created,
    }
}

fn subscription(
    number: usize,
    status: SubscriptionStatus,
    currency: &str,
    own: Option<PaymentMethodId>,
) -> Subscription {
    Subscription {
        id: format!("sub_{number}").into(),
        status,
        currency: currency.into(),
        collection_method: CollectionMethod::ChargeAutomatically,
        items: Vec::new(),
        current_period_end: None,
        cancel_at: None,
        trial_end: None,
        pause_collection: None,
        default_payment_method: own,
        schedule: None,
        discounts: Vec::new(),
        open_invoice: None,
        created: 0,
    }
}

fn status() -> impl Strategy<Value = SubscriptionStatus> {
    use SubscriptionStatus::*;
    prop::sample::select(vec![
        Active,
        Active,
        Active,
        Trialing,
        PastDue,
        Unpaid,
        Paused,
        Canceled,
        Incomplete,
        IncompleteExpired,
    ])
}

fn customer() -> impl Strategy<Value = Customer> {
    let methods = prop::collection::vec((kind(), 0..3_i64), 1..6);
    let currency = prop::sample::select(vec!["eur", "eur", "usd", "gbp", "brl", "jpy"]);
    // An own method by its number; one past the end is a method that is gone.
    let subscriptions =
        prop::collection::vec((status(), currency, prop::option::of(0..7_usize)), 0..5);
    (
        methods,
        subscriptions,
        prop::option::weighted(0.9, 0..5_usize),
    )
        .prop_map(|(methods, subscriptions, default)| {
            let mut methods: Vec<_> = methods
                .into_iter()
                .enumerate()
                .map(|(number, (kind, created))| method(number, kind, created))
                .collect();
            if let Some(default) = default {
                let at = default % methods.len();
                methods[at].is_default = true;
            }
            let subscriptions = subscriptions
                .into_iter()
                .enumerate()
                .map(|(number, (status, currency, own))| {
                    let own = own.map(|own| format!("pm_{own}").into());
                    subscription(number, status, currency, own)
                })
                .collect();
            Customer {
                methods,
                subscriptions,
            }
        })
}

impl Customer {
    fn method(&self, id: &PaymentMethodId) -> Option<&PaymentMethod> {
        self.methods.iter().find(|method| method.id == *id)
    }

    /// The method the billing system would charge: the subscription's own, else the customer's default.
    fn charged(&self, subscription: &Subscription) -> Option<&PaymentMethod> {
        match &subscription.default_payment_method {
            Some(own) => self.method(own),
            None => self.methods.iter().find(|method| method.is_default),
        }
    }

    fn is_served(&self, subscription: &Subscription) -> bool {
        self.charged(subscription)
            .is_some_and(|method| is_chargeable(method, &subscription.currency, NOW))
    }

    fn live(&self) -> impl Iterator<Item = &Subscription> {
        self.subscriptions
            .iter()
            .filter(|subscription| subscription.status.is_live())
    }

    /// The methods this subscription can be charged with.
    fn able(&self, subscription: &Subscription) -> BTreeSet<&PaymentMethodId> {
        self.methods
            .iter()
            .filter(|method| is_chargeable(method, &subscription.currency, NOW))
            .map(|method| &method.id)
            .collect()
    }

    /// Carries a removal out, as the server does: default, moves, detach.
    fn apply(&self, removed: &PaymentMethodId, removal: &Removal) -> Self {
        let mut after = self.clone();
        if let Some(default) = &removal.new_default {
            for method in &mut after.methods {
                method.is_default = method.id == *default;
            }
        }
        for (id, target) in &removal.moves {
            for subscription in &mut after.subscriptions {
                if subscription.id == *id {
                    subscription.default_payment_method.clone_from(target);
                }
            }
        }
        after.methods.retain(|method| method.id != *removed);
        after
    }
}

/// The rule in other words: a live subscription has no method but this one, or can be charged with no other.
fn needs(customer: &Customer, subscription: &Subscription, method: &PaymentMethodId) -> bool {
    customer.able(subscription) == BTreeSet::from([method]) || customer.methods.len() == 1
}

fn check(
    customer: &Customer,
    removed: &PaymentMethodId,
) -> Result<Option<Customer>, TestCaseError> {
    let decision = plan(removed, &customer.methods, &customer.subscriptions, NOW);
    let needed_by: Vec<&SubscriptionId> = customer
        .live()
        .filter(|subscription| needs(customer, subscription, removed))
        .map(|subscription| &subscription.id)
        .collect();
    let removal = match decision {
        Err(refusal) => {
            let first = needed_by.first().copied().cloned();
            let justified = first.map(|subscription| Refusal::OnlyChargeable { subscription });
            prop_assert_eq!(Some(refusal), justified, "refused without a reason");
            return Ok(None);
        }
        Ok(removal) => removal,
    };
    prop_assert!(
        needed_by.is_empty(),
        "{:?} lose their only method",
        needed_by
    );

    let after = customer.apply(removed, &removal);
    let was_default = customer
        .method(removed)
        .is_some_and(|method| method.is_default);
    prop_assert_eq!(
        removal.new_default.is_some(),
        was_default && !after.methods.is_empty()
    );
    for id in removal
        .new_default
        .iter()
        .chain(removal.moves.iter().filter_map(|(_, to)| to.as_ref()))
    {
        prop_assert!(after.method(id).is_some(), "{id} does not remain");
    }
    let moved: BTreeSet<_> = removal.moves.iter().map(|(id, _)| id).collect();
    prop_assert_eq!(moved.len(), removal.moves.len(), "moved twice");

    prop_assert!(after.live().next().is_none() || !after.methods.is_empty());
    for before in customer.live() {
        let now = after
            .live()
            .find(|subscription| subscription.id == before.id)
            .expect("removing a method ends no subscription");
        prop_assert_ne!(now.default_payment_method.as_ref(), Some(removed));
        if customer.is_served(before) {
            prop_assert!(
                after.is_served(now),
                "{} can no longer be charged",
                before.id
            );
        }
        let touched = customer
            .charged(before)
            .is_some_and(|method| method.id == *removed);
        if touched {
            prop_assert_eq!(after.is_served(now), !after.able(now).is_empty());
        } else {
            prop_assert!(
                !moved.contains(&before.id),
                "{} was moved for nothing",
                before.id
            );
        }
    }
    for ended in customer
        .subscriptions
        .iter()
        .filter(|s| !s.status.is_live())
    {
        prop_assert!(
            !moved.contains(&ended.id),
            "an ended subscription was moved"
        );
    }
    Ok(Some(after))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_removal_leaves_every_live_subscription_as_chargeable_as_it_was(customer in customer(), pick in any::<prop::sample::Index>()) {
        let removed = pick.get(&customer.methods).id.clone();
        check(&customer, &removed)?;
    }

    #[test]
    fn no_order_of_removals_reaches_zero(customer in customer(), order in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let chargeable: Vec<bool> = customer.live().map(|s| !customer.able(s).is_empty()).collect();
        let mut now = customer.clone();
        // Twice: what was refused first may not become allowed by trying again.
        for number in order.iter().chain(&order) {
            let id = PaymentMethodId::from(format!("pm_{number}"));
            if now.method(&id).is_some() {
                now = check(&now, &id)?.unwrap_or(now);
            }
        }
        prop_assert!(now.live().next().is_none() || !now.methods.is_empty());
        for (subscription, was) in now.live().zip(chargeable) {
            prop_assert_eq!(!now.able(subscription).is_empty(), was);
        }
    }

    /// The order in which upstream lists things changes neither the answer nor the heir.
    #[test]
    fn the_decision_does_not_depend_on_the_order_of_the_lists(customer in customer(), pick in any::<prop::sample::Index>()) {
        let removed = pick.get(&customer.methods).id.clone();
        let mut turned = customer.clone();
        turned.methods.reverse();
        prop_assert_eq!(
            plan(&removed, &customer.methods, &customer.subscriptions, NOW),
            plan(&removed, &turned.methods, &turned.subscriptions, NOW)
        );
    }
}

fn one_card_and_one_subscription(status: SubscriptionStatus) -> Customer {
    let mut only = method(0, card(12, 2030), 0);
    only.is_default = true;
    Customer {
        methods: vec![only],
        subscriptions: vec![subscription(0, status, "eur", None)],
    }
}

#[test]
fn the_only_card_stays_while_a_subscription_lives_and_goes_once_it_ended() {
    use SubscriptionStatus::*;
    let id = PaymentMethodId::from("pm_0");
    for (status, held) in [
        (Active, true),
        (Trialing, true),
        (PastDue, true),
        (Unpaid, true),
        (Paused, true),
        (Canceled, false),
        (Incomplete, false),
        (IncompleteExpired, false),
    ] {
        let customer = one_card_and_one_subscription(status);
        let decision = plan(&id, &customer.methods, &customer.subscriptions, NOW);
        assert_eq!(decision.is_err(), held, "{status:?}");
    }
}

#[test]
fn the_only_method_stays_even_when_it_cannot_be_charged() {
    let mut customer = one_card_and_one_subscription(SubscriptionStatus::Active);
    customer.methods[0].kind = card(1, 2020);
    let decision = plan(
        &"pm_0".into(),
        &customer.methods,
        &customer.subscriptions,
        NOW,
    );
    let subscription = SubscriptionId::from("sub_0");
    assert_eq!(decision, Err(Refusal::OnlyChargeable { subscription }));
}

#[test]
fn a_second_card_frees_the_first_and_inherits_from_it() {
    let mut customer = one_card_and_one_subscription(SubscriptionStatus::Active);
    customer.methods.push(method(1, card(5, 2031), 1));
    customer.subscriptions.push(subscription(
        1,
        SubscriptionStatus::PastDue,
        "usd",
        Some("pm_0".into()),
    ));
    let removal = plan(
        &"pm_0".into(),
        &customer.methods,
        &customer.subscriptions,
        NOW,
    )
    .expect("free");
    assert_eq!(removal.new_default, Some("pm_1".into()));
    assert_eq!(
        removal.moves,
        [("sub_1".into(), None)],
        "it follows the new default"
    );
}

#[test]
fn the_heir_is_the_method_that_serves_most_subscriptions_though_another_is_newer() {
    let mut customer = one_card_and_one_subscription(SubscriptionStatus::Active);
    let sepa = PaymentMethodKind::SepaDebit {
        last4: "3000".into(),
        country: None,
    };
    customer.methods.push(method(1, card(12, 2030), 1));
    customer.methods.push(method(2, sepa, 2));
    customer
        .subscriptions
        .push(subscription(1, SubscriptionStatus::Active, "usd", None));
    let removal = plan(
        &"pm_0".into(),
        &customer.methods,
        &customer.subscriptions,
        NOW,
    )
    .expect("free");
    assert_eq!(
        removal,
        Removal {
            new_default: Some("pm_1".into()),
            moves: Vec::new()
        }
    );
}

#[test]
fn a_subscription_the_new_default_cannot_be_charged_for_gets_a_method_of_its_own() {
    let mut customer = one_card_and_one_subscription(SubscriptionStatus::Active);
    let sepa = PaymentMethodKind::SepaDebit {
        last4: "3000".into(),
        country: None,
    };
    let bank = PaymentMethodKind::UsBankAccount {
        bank_name: None,
        last4: "6789".into(),
    };
    customer.methods.push(method(1, sepa, 2));
    customer.methods.push(method(2, bank, 1));
    customer
        .subscriptions
        .push(subscription(1, SubscriptionStatus::Active, "usd", None));
    let removal = plan(
        &"pm_0".into(),
        &customer.methods,
        &customer.subscriptions,
        NOW,
    )
    .expect("free");
    assert_eq!(
        removal.new_default,
        Some("pm_1".into()),
        "the newest of two equals"
    );
    assert_eq!(removal.moves, [("sub_1".into(), Some("pm_2".into()))]);
}

#[test]
fn a_method_in_another_currency_does_not_free_the_only_chargeable_one() {
    let mut customer = one_card_and_one_subscription(SubscriptionStatus::Active);
    let bank = PaymentMethodKind::UsBankAccount {
        bank_name: None,
        last4: "6789".into(),
    };
    customer.methods.push(method(1, bank, 1));
    let refused = plan(
        &"pm_0".into(),
        &customer.methods,
        &customer.subscriptions,
        NOW,
    );
    assert!(matches!(refused, Err(Refusal::OnlyChargeable { .. })));
    let other = plan(
        &"pm_1".into(),
        &customer.methods,
        &customer.subscriptions,
        NOW,
    );
    assert_eq!(other, Ok(Removal::default()));
}

#[test]
fn a_method_the_customer_does_not_have_is_unknown() {
    let customer = one_card_and_one_subscription(SubscriptionStatus::Active);
    let decision = plan(
        &"pm_9".into(),
        &customer.methods,
        &customer.subscriptions,
        NOW,
    );
    assert_eq!(decision, Err(Refusal::Unknown));
}

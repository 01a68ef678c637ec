//! Which actions a subscription has, in a matrix of switches, statuses and kinds, held against the rules as a person
//! would say them.

use contract::rules::actions::{self, Reason};
use contract::{
    CancelMode, CollectionMethod, Features, Interval, PaymentMethod, PaymentMethodKind, Price,
    Recurring, Schedule, Subscription, SubscriptionCancel, SubscriptionItem, SubscriptionStatus,
    SubscriptionUpdate, UsageType,
};

const STATUSES: [SubscriptionStatus; 8] = [
    SubscriptionStatus::Active,
    SubscriptionStatus::Canceled,
    SubscriptionStatus::Incomplete,
    SubscriptionStatus::IncompleteExpired,
    SubscriptionStatus::PastDue,
    SubscriptionStatus::Paused,
    SubscriptionStatus::Trialing,
    SubscriptionStatus::Unpaid,
];

/// What a subscription is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Plain,
    Several,
    Metered,
    /// Several items, one of them metered.
    Mixed,
    Sent,
    Unmanaged,
}

const KINDS: [Kind; 6] = [
    Kind::Plain,
    Kind::Several,
    Kind::Metered,
    Kind::Mixed,
    Kind::Sent,
    Kind::Unmanaged,
];

/// What will happen to it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Future {
    GoesOn,
    Ends,
    OurChange,
    TheirChange,
}

const FUTURES: [Future; 4] = [
    Future::GoesOn,
    Future::Ends,
    Future::OurChange,
    Future::TheirChange,
];

fn item(usage_type: UsageType) -> SubscriptionItem {
    SubscriptionItem {
        id: "si_1".into(),
        product_name: "Team".into(),
        unit_label: None,
        price: Price {
            id: "price_1".into(),
            currency: "usd".into(),
            unit_amount: Some(1_900),
            unit_amount_decimal: None,
            tiered: false,
            recurring: Some(Recurring {
                interval: Interval::Month,
                interval_count: 1,
                usage_type,
            }),
        },
        quantity: Some(1),
    }
}

fn subscription(status: SubscriptionStatus, kind: Kind, future: Future) -> Subscription {
    use UsageType::{Licensed, Metered};
    let items = match kind {
        Kind::Several => vec![item(Licensed), item(Licensed)],
        Kind::Mixed => vec![item(Licensed), item(Metered)],
        Kind::Metered => vec![item(Metered)],
        _ => vec![item(Licensed)],
    };
    let is_planned = matches!(future, Future::OurChange | Future::TheirChange);
    Subscription {
        id: "sub_1".into(),
        status,
        currency: "usd".into(),
        collection_method: match kind {
            Kind::Sent => CollectionMethod::SendInvoice,
            _ => CollectionMethod::ChargeAutomatically,
        },
        items,
        current_period_end: Some(200),
        cancel_at: (future == Future::Ends).then_some(200),
        trial_end: None,
        pause_collection: None,
        default_payment_method: None,
        schedule: is_planned.then(|| Schedule {
            changes_at: 200,
            is_ours: future == Future::OurChange,
            items: Vec::new(),
        }),
        discounts: Vec::new(),
        open_invoice: None,
        created: 0,
    }
}

fn method(id: &str, kind: PaymentMethodKind, is_default: bool) -> PaymentMethod {
    PaymentMethod {
        id: id.into(),
        kind,
        is_default,
        created: 0,
    }
}

fn unmanaged() -> PaymentMethodKind {
    PaymentMethodKind::Other {
        name: "kr_card".into(),
    }
}

fn features(may_cancel: bool, may_update: bool) -> Features {
    Features {
        subscription_cancel: may_cancel.then(|| SubscriptionCancel {
            mode: CancelMode::AtPeriodEnd,
            reasons: Vec::new(),
            feedback_options: Vec::new(),
        }),
        subscription_update: may_update.then_some(SubscriptionUpdate {
            price: true,
            quantity: false,
            promotion_code: false,
        }),
        ..Features::default()
    }
}

/// Two switches, eight statuses, six kinds, four futures: every combination.
#[test]
fn every_switch_status_kind_and_future() {
    let mut cases = 0;
    let mut allowed = [0; 4];
    for (may_cancel, may_update) in [(false, false), (true, false), (false, true), (true, true)] {
        let features = features(may_cancel, may_update);
        for status in STATUSES {
            for kind in KINDS {
                for future in FUTURES {
                    let subscription = subscription(status, kind, future);
                    let method = match kind {
                        Kind::Unmanaged => method("pm_1", unmanaged(), true),
                        _ => method("pm_1", PaymentMethodKind::Boleto, true),
                    };
                    let case = format!("{may_cancel} {may_update} {status:?} {kind:?} {future:?}");

                    let over = ["canceled", "incomplete_expired"].contains(&status.as_str());
                    let runs = !over && status.as_str() != "incomplete";
                    let goes_on = runs && future == Future::GoesOn;
                    let expected = [
                        may_update && goes_on && kind == Kind::Plain,
                        may_cancel && goes_on,
                        may_cancel && runs && future == Future::Ends,
                        may_update && !over && future == Future::OurChange,
                    ];
                    let found = [
                        actions::update(&subscription, Some(&method), &features),
                        actions::cancel(&subscription, &features),
                        actions::renew(&subscription, &features),
                        actions::cancel_change(&subscription, &features),
                    ];
                    assert_eq!(found.map(|it| it.is_ok()), expected, "{case}: {found:?}");
                    for (count, found) in allowed.iter_mut().zip(found) {
                        *count += u32::from(found.is_ok());
                    }
                    // Never two ways at once: either it can be cancelled or that can be taken back.
                    assert!(!(found[1].is_ok() && found[2].is_ok()), "{case}");
                    cases += 1;
                }
            }
        }
    }
    assert_eq!(cases, 4 * 8 * 6 * 4);
    assert!(allowed.iter().all(|count| *count > 0), "{allowed:?}");
}

#[test]
fn each_refusal_has_its_reason() {
    use SubscriptionStatus::{Active, Canceled, Incomplete};
    let all = features(true, true);
    let none = features(false, false);
    let card = method("pm_1", PaymentMethodKind::Boleto, true);
    let update = |status, kind, future, features: &Features| {
        actions::update(&subscription(status, kind, future), Some(&card), features)
    };
    let cases = [
        (Active, Kind::Plain, Future::GoesOn, &none, Reason::Disabled),
        (Canceled, Kind::Plain, Future::GoesOn, &all, Reason::Ended),
        (
            Incomplete,
            Kind::Plain,
            Future::GoesOn,
            &all,
            Reason::Incomplete,
        ),
        (
            Active,
            Kind::Plain,
            Future::OurChange,
            &all,
            Reason::Scheduled,
        ),
        (Active, Kind::Plain, Future::Ends, &all, Reason::Ending),
        (
            Active,
            Kind::Several,
            Future::GoesOn,
            &all,
            Reason::SeveralProducts,
        ),
        (
            Active,
            Kind::Metered,
            Future::GoesOn,
            &all,
            Reason::UsageBased,
        ),
        (
            Active,
            Kind::Mixed,
            Future::GoesOn,
            &all,
            Reason::UsageBased,
        ),
        (
            Active,
            Kind::Sent,
            Future::GoesOn,
            &all,
            Reason::SentInvoice,
        ),
    ];
    for (status, kind, future, features, reason) in cases {
        assert_eq!(update(status, kind, future, features), Err(reason));
    }
    let plain = subscription(Active, Kind::Plain, Future::GoesOn);
    let other = method("pm_1", unmanaged(), true);
    assert_eq!(
        actions::update(&plain, Some(&other), &all),
        Err(Reason::PaymentMethod)
    );
    assert_eq!(actions::update(&plain, None, &all), Ok(()));
    assert_eq!(actions::renew(&plain, &all), Err(Reason::NotEnding));
    assert_eq!(
        actions::cancel_change(&plain, &all),
        Err(Reason::NothingScheduled)
    );
    let theirs = subscription(Active, Kind::Plain, Future::TheirChange);
    assert_eq!(
        actions::cancel_change(&theirs, &all),
        Err(Reason::Scheduled)
    );
}

#[test]
fn a_promotion_code_alone_is_no_update() {
    let features = Features {
        subscription_update: Some(SubscriptionUpdate {
            price: false,
            quantity: false,
            promotion_code: true,
        }),
        ..Features::default()
    };
    let plain = subscription(SubscriptionStatus::Active, Kind::Plain, Future::GoesOn);
    assert_eq!(
        actions::update(&plain, None, &features),
        Err(Reason::Disabled)
    );
}

#[test]
fn a_subscription_is_charged_to_its_own_method_else_to_the_default() {
    let methods = [
        method("pm_1", PaymentMethodKind::Boleto, true),
        method("pm_2", unmanaged(), false),
    ];
    let mut plain = subscription(SubscriptionStatus::Active, Kind::Plain, Future::GoesOn);
    let charged = |subscription: &Subscription| {
        actions::charged_method(subscription, &methods).map(|method| method.id.clone())
    };
    assert_eq!(charged(&plain), Some("pm_1".into()));
    plain.default_payment_method = Some("pm_2".into());
    assert_eq!(charged(&plain), Some("pm_2".into()));
    plain.default_payment_method = Some("pm_3".into());
    assert_eq!(charged(&plain), None);
}

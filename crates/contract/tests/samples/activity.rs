//! What was done, and what comes next.

use contract::{Activity, ActivityKind, Page, Upcoming, UpcomingCharge, Usage, Via};

super::every!(KINDS: ActivityKind {
    PaymentMethodAdded, PaymentMethodRemoved, DefaultChanged, DefaultUsed, SubscriptionCanceled, SubscriptionRenewed,
    SubscriptionUpdated, ChangeCanceled, OfferAccepted, BillingInformationUpdated, InvoicePaid,
});
super::every!(VIAS: Via { Link, Login });

pub fn activity() -> Page<Activity> {
    let full = Activity {
        id: "pti_1".into(),
        at: 1_795_262_400,
        kind: ActivityKind::SubscriptionCanceled,
        products: vec!["Team".into(), "Extra seats".into()],
        method: Some(super::billing::payment_methods().remove(0).kind),
        effective_at: Some(1_797_000_000),
        session: "ses_1".into(),
        is_this_session: true,
        via: Via::Login,
        browser: Some("Firefox".into()),
        system: Some("Windows".into()),
        network: Some("203.0.113.0/24".into()),
    };
    let bare = Activity {
        id: "pti_0".into(),
        kind: ActivityKind::BillingInformationUpdated,
        products: Vec::new(),
        method: None,
        effective_at: None,
        is_this_session: false,
        via: Via::Link,
        browser: None,
        system: None,
        network: None,
        ..full.clone()
    };
    Page {
        data: vec![full, bare],
        has_more: true,
    }
}

pub fn upcoming() -> Upcoming {
    let full = UpcomingCharge {
        subscription: "sub_1".into(),
        at: 1_797_000_000,
        amount: 4_350,
        currency: "eur".into(),
        due_at: Some(1_799_592_000),
        usage: vec![
            Usage {
                item: "si_1".into(),
                quantity: Some(12_400),
                amount: 4_960,
            },
            Usage {
                item: "si_2".into(),
                quantity: None,
                amount: 0,
            },
        ],
    };
    let bare = UpcomingCharge {
        subscription: "sub_2".into(),
        due_at: None,
        usage: Vec::new(),
        ..full.clone()
    };
    Upcoming {
        charges: vec![full, bare],
    }
}

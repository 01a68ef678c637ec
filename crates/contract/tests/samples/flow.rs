//! Flows.

use contract::{AfterCompletion, Completed, Flow, FlowConfirm, FlowKind};

super::every!(KINDS: FlowKind {
    CustomerUpdate, PaymentMethodUpdate, SubscriptionCancel, SubscriptionUpdate, SubscriptionUpdateConfirm,
});
super::every!(COMPLETED: Completed { Done, OfferAccepted });

pub fn confirm() -> Flow {
    Flow {
        kind: FlowKind::SubscriptionUpdateConfirm,
        subscription: Some("sub_1".into()),
        confirm: Some(FlowConfirm {
            price: "price_1".into(),
            quantity: Some(3),
        }),
        after_completion: AfterCompletion::Redirect {
            return_url: "https://shop.example/thanks".into(),
        },
        completed: None,
    }
}

/// Each kind, and each thing that may follow.
pub fn flows() -> Vec<Flow> {
    let of = |kind, after_completion| Flow {
        kind,
        subscription: None,
        confirm: None,
        after_completion,
        completed: None,
    };
    let hosted = |custom_message| AfterCompletion::HostedConfirmation { custom_message };
    vec![
        confirm(),
        of(FlowKind::CustomerUpdate, hosted(None)),
        of(
            FlowKind::PaymentMethodUpdate,
            hosted(Some("Thank you!\nSee you.".into())),
        ),
        Flow {
            subscription: Some("sub_1".into()),
            completed: Some(Completed::OfferAccepted),
            ..of(
                FlowKind::SubscriptionCancel,
                AfterCompletion::PortalHomepage,
            )
        },
        Flow {
            subscription: Some("sub_1".into()),
            completed: Some(Completed::Done),
            ..of(
                FlowKind::SubscriptionUpdate,
                AfterCompletion::PortalHomepage,
            )
        },
    ]
}

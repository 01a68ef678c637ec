//! What each flow allows, as a table that a person can read, and what follows from it.

use contract::rules::flow::{Action, DONE, allows, completes, has_page, is_agreed, is_over, page};
use contract::{AfterCompletion, Completed, Flow, FlowConfirm, FlowKind, UpdateRequest};

const KINDS: [FlowKind; 5] = [
    FlowKind::CustomerUpdate,
    FlowKind::PaymentMethodUpdate,
    FlowKind::SubscriptionCancel,
    FlowKind::SubscriptionUpdate,
    FlowKind::SubscriptionUpdateConfirm,
];

/// For each action: which flows allow it before they are done, in the order of [`KINDS`]; whether it has to be about
/// the flow's own subscription; and which flows allow it afterwards. `x` is yes.
const TABLE: [(Action, &str, bool, &str); 18] = [
    (Action::ChooseLanguage, "xxxxx", false, "xxxxx"),
    (Action::SignOut, "xxxxx", false, "xxxxx"),
    (Action::PreparePaymentMethod, ".x.xx", false, "....."),
    (Action::AddPaymentMethod, ".x.xx", false, "....."),
    (Action::ManagePaymentMethods, ".....", false, "....."),
    (Action::PreviewCancel, "..x..", true, "....."),
    (Action::CancelSubscription, "..x..", true, "....."),
    (Action::ExplainCancellation, ".....", true, "..x.."),
    (Action::AcceptOffer, "..x..", true, "....."),
    (Action::RenewSubscription, ".....", true, "....."),
    (Action::PreviewUpdate, "...xx", true, "....."),
    (Action::UpdateSubscription, "...xx", true, "....."),
    (Action::CancelChange, ".....", true, "....."),
    (Action::Authenticate, "...xx", false, "....."),
    (Action::UpdateCustomer, "x....", false, "....."),
    (Action::ManageTaxIds, "x....", false, "....."),
    (Action::Invoices, ".....", false, "....."),
    (Action::Other, ".....", false, "....."),
];

fn flow(kind: FlowKind, completed: Option<Completed>) -> Flow {
    let is_about_nothing = matches!(
        kind,
        FlowKind::CustomerUpdate | FlowKind::PaymentMethodUpdate
    );
    Flow {
        kind,
        subscription: (!is_about_nothing).then(|| "sub_own".into()),
        confirm: (kind == FlowKind::SubscriptionUpdateConfirm).then(|| FlowConfirm {
            price: "price_1".into(),
            quantity: Some(2),
        }),
        after_completion: AfterCompletion::HostedConfirmation {
            custom_message: None,
        },
        completed,
    }
}

#[test]
fn the_table_holds() {
    let mut cases = 0;
    for (action, before, has_subject, after) in TABLE {
        for (place, kind) in KINDS.into_iter().enumerate() {
            for (completed, row) in [(None, before), (Some(Completed::Done), after)] {
                let expected = row.as_bytes()[place] == b'x';
                let flow = flow(kind, completed);
                for about in [None, Some("sub_own"), Some("sub_other")] {
                    let subject = about.map(Into::into);
                    let fits = !has_subject || about == Some("sub_own");
                    assert_eq!(
                        allows(&flow, action, subject.as_ref()),
                        expected && fits,
                        "{action:?} in {kind:?}, {completed:?}, about {about:?}"
                    );
                    cases += 1;
                }
            }
        }
    }
    assert_eq!(cases, 18 * 5 * 2 * 3);
}

/// A customer who took the offer has cancelled nothing, so there is nothing to explain.
#[test]
fn who_took_the_offer_is_not_asked_why() {
    let flow = flow(FlowKind::SubscriptionCancel, Some(Completed::OfferAccepted));
    let own = "sub_own".into();
    for (action, ..) in &TABLE[2..] {
        assert!(!allows(&flow, *action, Some(&own)), "{action:?}");
    }
}

/// What completes a flow is allowed in it, and each flow can be completed.
#[test]
fn every_flow_has_an_end() {
    let own = "sub_own".into();
    for kind in KINDS {
        let flow = flow(kind, None);
        let ends: Vec<Action> = TABLE
            .iter()
            .map(|row| row.0)
            .filter(|action| completes(&flow, *action).is_some())
            .collect();
        assert!(!ends.is_empty(), "{kind:?}");
        for action in ends {
            assert!(allows(&flow, action, Some(&own)), "{action:?} in {kind:?}");
        }
    }
    let update = flow(FlowKind::SubscriptionUpdate, None);
    assert_eq!(completes(&update, Action::AddPaymentMethod), None);
    let cancel = flow(FlowKind::SubscriptionCancel, None);
    assert_eq!(
        completes(&cancel, Action::AcceptOffer),
        Some(Completed::OfferAccepted)
    );
}

#[test]
fn a_flow_has_one_page_and_then_another() {
    let pages = [
        "/billing-information",
        "/add-payment-method",
        "/subscriptions/sub_own/cancel",
        "/subscriptions/sub_own/update",
        "/subscriptions/sub_own/update",
    ];
    for (kind, expected) in KINDS.into_iter().zip(pages) {
        let open = flow(kind, None);
        assert_eq!(page(&open), expected);
        assert!(has_page(&open, expected));
        let done = flow(kind, Some(Completed::Done));
        assert_eq!(page(&done), DONE);
        assert!(has_page(&done, DONE) && !has_page(&done, expected));
        for path in [
            "/",
            DONE,
            "/subscriptions/sub_other/update",
            "/invoices/in_1",
            "",
        ] {
            assert!(!has_page(&open, path), "{kind:?} {path}");
        }
        let pays = matches!(
            kind,
            FlowKind::SubscriptionUpdate | FlowKind::SubscriptionUpdateConfirm
        );
        assert_eq!(has_page(&open, "/invoices/in_1/authenticate"), pays);
    }
}

#[test]
fn only_what_the_merchant_chose_is_agreed_to() {
    let request = |price: &str, quantity, code: Option<&str>| UpdateRequest {
        price: price.into(),
        quantity,
        promotion_code: code.map(Into::into),
    };
    let given = flow(FlowKind::SubscriptionUpdateConfirm, None);
    assert!(is_agreed(&given, &request("price_1", Some(2), None)));
    for other in [
        request("price_2", Some(2), None),
        request("price_1", Some(1), None),
        request("price_1", None, None),
        request("price_1", Some(2), Some("FREE")),
    ] {
        assert!(!is_agreed(&given, &other), "{other:?}");
    }
    let free = flow(FlowKind::SubscriptionUpdate, None);
    assert!(is_agreed(&free, &request("price_9", None, Some("FREE"))));
}

#[test]
fn the_portal_opens_only_when_that_was_promised_and_the_flow_is_done() {
    for kind in KINDS {
        for completed in [None, Some(Completed::Done), Some(Completed::OfferAccepted)] {
            let hosted = flow(kind, completed);
            assert!(!is_over(&hosted));
            let home = Flow {
                after_completion: AfterCompletion::PortalHomepage,
                ..hosted
            };
            assert_eq!(is_over(&home), completed.is_some());
        }
    }
}

//! What the session of a flow allows, and which pages it has.
//!
//! A session without a flow allows everything that the configuration does; one with a flow allows what the flow needs
//! and nothing else, and once the flow is done next to nothing.

use crate::{
    AfterCompletion, Completed, Flow, FlowKind, SubscriptionId, UpdateRequest, flow::FlowConfirm,
};

/// What a request is about, apart from reading the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Choosing a language.
    ChooseLanguage,
    /// Signing out.
    SignOut,
    /// Starting to add a payment method.
    PreparePaymentMethod,
    /// Adding a payment method.
    AddPaymentMethod,
    /// Making a payment method the default, or removing one.
    ManagePaymentMethods,
    /// Asking what cancelling a subscription would mean.
    PreviewCancel,
    /// Cancelling a subscription.
    CancelSubscription,
    /// Saying why one was cancelled.
    ExplainCancellation,
    /// Taking the offer that is made before cancelling.
    AcceptOffer,
    /// Letting a cancelled subscription go on.
    RenewSubscription,
    /// Asking what price or quantity may become, and what that would cost.
    PreviewUpdate,
    /// Changing price or quantity.
    UpdateSubscription,
    /// Undoing a planned change.
    CancelChange,
    /// Authenticating the payment that a change waits for.
    Authenticate,
    /// Changing billing information, tax ids apart.
    UpdateCustomer,
    /// Adding or removing tax ids.
    ManageTaxIds,
    /// Reading or paying invoices.
    Invoices,
    /// Anything else, now and in later releases.
    Other,
}

/// The page of a flow that is done.
pub const DONE: &str = "/done";

const ADD_PAYMENT_METHOD: &str = "/add-payment-method";

/// Whether a flow's session may do this. `about` is the subscription it is done to, where it is done to one.
pub fn allows(flow: &Flow, action: Action, about: Option<&SubscriptionId>) -> bool {
    use FlowKind::{
        CustomerUpdate, PaymentMethodUpdate, SubscriptionCancel, SubscriptionUpdate,
        SubscriptionUpdateConfirm,
    };
    if matches!(action, Action::ChooseLanguage | Action::SignOut) {
        return true;
    }
    let is_its_own = about.is_some() && about == flow.subscription.as_ref();
    // Why is asked after the cancellation.
    if action == Action::ExplainCancellation {
        let is_cancelled = flow.completed == Some(Completed::Done);
        return flow.kind == SubscriptionCancel && is_cancelled && is_its_own;
    }
    if flow.completed.is_some() {
        return false;
    }
    match flow.kind {
        CustomerUpdate => matches!(action, Action::UpdateCustomer | Action::ManageTaxIds),
        PaymentMethodUpdate => is_adding(action),
        SubscriptionCancel => {
            is_its_own
                && matches!(
                    action,
                    Action::PreviewCancel | Action::CancelSubscription | Action::AcceptOffer
                )
        }
        SubscriptionUpdate | SubscriptionUpdateConfirm => match action {
            Action::PreviewUpdate | Action::UpdateSubscription => is_its_own,
            // What a change costs has to be paid, if need be with another method and with the bank's agreement.
            Action::Authenticate => true,
            action => is_adding(action),
        },
    }
}

fn is_adding(action: Action) -> bool {
    matches!(
        action,
        Action::PreparePaymentMethod | Action::AddPaymentMethod
    )
}

/// Whether a flow is done with this, and how.
pub fn completes(flow: &Flow, action: Action) -> Option<Completed> {
    match (flow.kind, action) {
        (FlowKind::CustomerUpdate, Action::UpdateCustomer)
        | (FlowKind::PaymentMethodUpdate, Action::AddPaymentMethod)
        | (FlowKind::SubscriptionCancel, Action::CancelSubscription)
        | (
            FlowKind::SubscriptionUpdate | FlowKind::SubscriptionUpdateConfirm,
            Action::UpdateSubscription,
        ) => Some(Completed::Done),
        (FlowKind::SubscriptionCancel, Action::AcceptOffer) => Some(Completed::OfferAccepted),
        _ => None,
    }
}

/// Whether a change is the one that the merchant has chosen, or the flow leaves the choice to the customer.
pub fn is_agreed(flow: &Flow, update: &UpdateRequest) -> bool {
    match &flow.confirm {
        None => true,
        Some(FlowConfirm { price, quantity }) => {
            update.price == *price
                && update.quantity == *quantity
                && update.promotion_code.is_none()
        }
    }
}

/// The address of the page that a flow is on now.
pub fn page(flow: &Flow) -> String {
    if flow.completed.is_some() {
        return DONE.to_owned();
    }
    let of_subscription = |action: &str| {
        let id = flow
            .subscription
            .as_ref()
            .map_or("", SubscriptionId::as_str);
        format!("/subscriptions/{id}/{action}")
    };
    match flow.kind {
        FlowKind::CustomerUpdate => "/billing-information".to_owned(),
        FlowKind::PaymentMethodUpdate => ADD_PAYMENT_METHOD.to_owned(),
        FlowKind::SubscriptionCancel => of_subscription("cancel"),
        FlowKind::SubscriptionUpdate | FlowKind::SubscriptionUpdateConfirm => {
            of_subscription("update")
        }
    }
}

/// Whether an address is one of the flow's pages.
pub fn has_page(flow: &Flow, path: &str) -> bool {
    let is_detour = || {
        path == ADD_PAYMENT_METHOD
            || (path.starts_with("/invoices/") && path.ends_with("/authenticate"))
    };
    path == page(flow) || (allows(flow, Action::Authenticate, None) && is_detour())
}

/// Whether the flow no longer limits its session: it is done, and the whole portal opens.
pub fn is_over(flow: &Flow) -> bool {
    flow.completed.is_some() && flow.after_completion == AfterCompletion::PortalHomepage
}

//! Every page on one screen.
//!
//! Each address is a document of its own, with its own policy and status, reached and left by a full load. So the page
//! is chosen once. A router that changes pages inside a document would add 26 kB to the download and have nothing to do.
//!
//! The pages are spread over several programs (`src/main.rs`, `src/bin/`), each of which links only the pages of its
//! own function here. Which document runs which is the server's to say: `documents::DOCUMENTS`.

use contract::{InvoiceId, SubscriptionId, rules::flow};
use leptos::prelude::*;

use crate::{
    layout::{SessionGuard, Shell},
    pages::{
        Activity, AddPaymentMethod, Authenticate, BillingInformation, CancelSubscription, Done,
        Home, Invoice, Invoices, NotFound, UpdateSubscription,
    },
    paths,
};

/// The pages of one program: what it shows at a path.
pub type Routes = fn(&str) -> AnyView;

/// The frame, the guard, and the page of the current address.
#[component]
pub fn Frame(
    /// The pages there are.
    routes: Routes,
) -> impl IntoView {
    let path = paths::here();

    view! { class="",
        <Shell>
            <SessionGuard>{routes(&path)}</SessionGuard>
        </Shell>
    }
}

/// `src/main.rs`
pub fn portal(path: &str) -> AnyView {
    match path {
        // A link that opened no session stays in the address; the guard says why.
        paths::HOME | paths::SESSION => view! { class="", <Home /> }.into_any(),
        _ => nothing(),
    }
}

/// `src/bin/subscriptions.rs`
pub fn subscriptions(path: &str) -> AnyView {
    if path == flow::DONE {
        return view! { class="", <Done /> }.into_any();
    }
    match of_subscription(path) {
        Some((id, "cancel")) => view! { class="", <CancelSubscription id /> }.into_any(),
        Some((id, "update")) => view! { class="", <UpdateSubscription id /> }.into_any(),
        _ => nothing(),
    }
}

/// `src/bin/payment.rs`
pub fn payment(path: &str) -> AnyView {
    match path {
        paths::ADD_PAYMENT_METHOD => view! { class="", <AddPaymentMethod /> }.into_any(),
        path => match of_invoice(path) {
            Some((id, "authenticate")) => view! { class="", <Authenticate id /> }.into_any(),
            _ => nothing(),
        },
    }
}

/// `src/bin/invoices.rs`
pub fn invoices(path: &str) -> AnyView {
    if path == paths::INVOICES {
        return view! { class="", <Invoices /> }.into_any();
    }
    match of_invoice(path) {
        Some((id, "")) => view! { class="", <Invoice id /> }.into_any(),
        _ => nothing(),
    }
}

/// `src/bin/account.rs`
pub fn account(path: &str) -> AnyView {
    match path {
        paths::ACTIVITY => view! { class="", <Activity /> }.into_any(),
        paths::BILLING_INFORMATION => view! { class="", <BillingInformation /> }.into_any(),
        _ => nothing(),
    }
}

fn nothing() -> AnyView {
    view! { class="", <NotFound /> }.into_any()
}

/// `/subscriptions/{id}/{action}`
fn of_subscription(path: &str) -> Option<(SubscriptionId, &str)> {
    let (id, action) = path.strip_prefix("/subscriptions/")?.split_once('/')?;
    (!id.is_empty()).then(|| (id.into(), action))
}

/// `/invoices/{id}` and `/invoices/{id}/{action}`
fn of_invoice(path: &str) -> Option<(InvoiceId, &str)> {
    let rest = path.strip_prefix("/invoices/")?;
    let (id, action) = match rest.split_once('/') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (rest, ""),
    };
    (!id.is_empty()).then(|| (id.into(), action))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_subscription_and_what_to_do_with_it() {
        let check = |path, expected: Option<(&str, &str)>| {
            let expected = expected.map(|(id, action)| (id.into(), action));
            assert_eq!(of_subscription(path), expected, "{path}");
        };
        check("/subscriptions/sub_1/cancel", Some(("sub_1", "cancel")));
        check("/subscriptions/sub_1/", Some(("sub_1", "")));
        check("/subscriptions//cancel", None);
        check("/subscriptions/sub_1", None);
        check("/other", None);
    }

    #[test]
    fn an_address_names_an_invoice_and_what_to_do_with_it() {
        let check = |path, expected: Option<(&str, &str)>| {
            let expected = expected.map(|(id, action)| (id.into(), action));
            assert_eq!(of_invoice(path), expected, "{path}");
        };
        check("/invoices/in_1", Some(("in_1", "")));
        check(
            "/invoices/in_1/authenticate",
            Some(("in_1", "authenticate")),
        );
        check("/invoices/in_1/", None);
        check("/invoices/", None);
        check("/invoices//authenticate", None);
        check("/invoices", None);
    }
}

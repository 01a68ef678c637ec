//! Every address of the portal. File name, page and path share a name.

use contract::{InvoiceId, PaymentMethodId, SubscriptionId};
use leptos::prelude::window;
use wasm_bindgen::JsValue;

use crate::boot;

/// The home page.
pub const HOME: &str = "/";

/// A document of its own, one of two that may load the processor's script: reach it by a link with
/// `rel="external"` or by [`open`], never by the router, or its Content-Security-Policy would be the wrong one.
pub const ADD_PAYMENT_METHOD: &str = "/add-payment-method";

/// The parameter of [`ADD_PAYMENT_METHOD`] with which the processor's page leads back: the checkout session, or
/// [`CANCELED`].
pub const CHECKOUT: &str = "checkout";

/// The value of [`CHECKOUT`] when nothing was added.
pub const CANCELED: &str = "canceled";

/// The page that changes billing information.
pub const BILLING_INFORMATION: &str = "/billing-information";

/// The page that asks before a subscription is cancelled.
pub fn cancel_subscription(subscription: &SubscriptionId) -> String {
    format!("/subscriptions/{subscription}/cancel")
}

/// All invoices.
pub const INVOICES: &str = "/invoices";

/// The page of an invoice.
pub fn invoice(invoice: &InvoiceId) -> String {
    format!("{INVOICES}/{invoice}")
}

/// The page on which a payment of an invoice is authenticated: like [`ADD_PAYMENT_METHOD`] a document of its own.
pub fn authenticate(invoice: &InvoiceId) -> String {
    format!("{INVOICES}/{invoice}/authenticate")
}

/// The file of an invoice. The session it is asked for is named, so that no tab gets what another one's customer may
/// see.
pub fn invoice_pdf(invoice: &InvoiceId, session: &str) -> String {
    format!("/api/invoices/{invoice}/pdf?session={session}")
}

/// The file of the list. `query` is as in [`invoice_query`].
pub fn invoices_csv(query: &str, session: &str) -> String {
    format!("/api/invoices.csv?{query}&session={session}")
}

/// Which invoices are shown, as the query of an address. Parts are escaped already.
pub fn invoice_query(search: &str, status: &str, year: &str) -> String {
    format!("search={search}&status={status}&year={year}")
}

/// The page that lists what was changed through the portal.
pub const ACTIVITY: &str = "/activity";
/// The page that changes a subscription.
pub fn update_subscription(subscription: &SubscriptionId) -> String {
    format!("/subscriptions/{subscription}/update")
}

/// Where a portal link leads; its token sits in the fragment.
pub const SESSION: &str = "/p/session";

/// Where a login link leads; the rest of the path names its page.
pub const LOGIN: &str = "/p/login/";

/// The path of the current address.
pub fn here() -> String {
    boot::here()
}

/// The page of the login link that the current address is.
pub fn login_page() -> String {
    here().strip_prefix(LOGIN).unwrap_or_default().to_owned()
}

/// The parameter of [`LOGIN`] with an address to begin with. The customer may change it.
pub const PREFILLED_EMAIL: &str = "prefilled_email";

/// The value of a parameter of the current address; `None` when it has none of that name.
pub fn parameter(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    search
        .trim_start_matches('?')
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
        // A plus sign stays one: an address with one in it is common, one with a space there is not.
        .and_then(|value| js_sys::decode_uri_component(value).ok())
        .map(String::from)
}

/// The parameter of [`HOME`] that names a payment method just added.
pub const ADDED: &str = "added";

/// The parameter of [`HOME`] that names an invoice just paid.
pub const PAID: &str = "paid";

/// The home page, which is to say that a payment went through.
pub fn home_after_paying(invoice: &InvoiceId) -> String {
    format!("{HOME}?{PAID}={invoice}")
}

/// The parameter of [`HOME`] that says that billing information was saved.
pub const SAVED: &str = "saved";

/// The home page, which is to say that billing information was saved.
pub fn home_after_saving() -> String {
    format!("{HOME}?{SAVED}=details")
}

/// The home page, which is to say that this payment method was added.
pub fn home_after_adding(method: &PaymentMethodId) -> String {
    format!("{HOME}?{ADDED}={method}")
}

/// The parameter of [`HOME`] that names a subscription just changed, or for which a change was planned.
pub const UPDATED: &str = "updated";

/// The parameter of [`HOME`] that names a subscription whose change waits for the bank.
pub const UPDATING: &str = "updating";

/// The home page, which is to say what became of a change of this subscription; see [`UPDATED`] and [`UPDATING`].
pub fn home_after_updating(subscription: &SubscriptionId, outcome: &str) -> String {
    format!("{HOME}?{outcome}={subscription}")
}

/// Leaves for another document of this origin, with a full load and an entry in the history.
pub fn open(path: &str) {
    // Assigning fails only for an address that cannot be parsed, and ours can.
    let _ = window().location().assign(&boot::url(path));
}

/// Like [`open`], but going back does not return here.
pub fn replace(path: &str) {
    let _ = window().location().replace(&boot::url(path));
}

/// Changes the address of the current document, without loading anything or an entry in the history.
pub fn rewrite(path: &str) {
    if let Ok(history) = window().history() {
        // It fails only for another origin's address.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&boot::url(path)));
    }
}

/// Changes the address of the current document with an entry in the history, without loading anything.
pub fn push(path: &str) {
    if let Ok(history) = window().history() {
        // It fails only for another origin's address.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&boot::url(path)));
    }
}

/// Loads the current document anew.
pub fn reload() {
    let _ = window().location().reload();
}

/// The absolute address of a path, for the processor to return to.
pub fn absolute(path: &str) -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!("{origin}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_home_names_the_added_method() {
        assert_eq!(home_after_adding(&"pm_1".into()), "/?added=pm_1");
    }

    #[test]
    fn an_invoice_has_addresses_of_its_own() {
        let id = "in_1".into();
        assert_eq!(invoice(&id), "/invoices/in_1");
        assert_eq!(authenticate(&id), "/invoices/in_1/authenticate");
        assert_eq!(
            invoice_pdf(&id, "ses_1"),
            "/api/invoices/in_1/pdf?session=ses_1"
        );
        assert_eq!(home_after_paying(&id), "/?paid=in_1");
    }

    #[test]
    fn a_subscription_has_addresses_of_its_own() {
        assert_eq!(
            cancel_subscription(&"sub_1".into()),
            "/subscriptions/sub_1/cancel"
        );
        assert_eq!(invoice(&"in_1".into()), "/invoices/in_1");
        assert_eq!(
            update_subscription(&"sub_1".into()),
            "/subscriptions/sub_1/update"
        );
        assert_eq!(
            home_after_updating(&"sub_1".into(), UPDATED),
            "/?updated=sub_1"
        );
    }
}

//! What is read here is what serde reads: the contract's golden file decides.

use std::{collections::BTreeSet, fmt::Debug};

use serde::de::DeserializeOwned;
use serde_json::Value;

use contract::{
    Activity, ActivityKind, Address, CancelMode, CancelPreview, CancellationReason, Catalogue,
    Changed, CollectionMethod, Completed, Customer, CustomerField, Direction, ErrorCode,
    ErrorEnvelope, Features, Flow, FlowKind, Interval, Invoice, InvoiceDetail, InvoiceEventKind,
    InvoiceList, InvoicePaid, InvoiceStatus, Locale, LoginPage, OfferDuration, Page,
    PaymentAuthentication, PaymentMethod, PaymentProgress, Portal, RetentionOffer, Setup,
    SetupMode, Shipping, Subscription, SubscriptionStatus, TakesEffect, Upcoming, UpdatePreview,
    UsageType, Via,
    rules::{actions::Reason, details::Problem},
};

use super::*;

/// Bodies the client only writes.
const WRITTEN: [&str; 13] = [
    "add_payment_method",
    "add_tax_id",
    "ask_for_code",
    "cancellation_details",
    "cancellation_details_of_nothing",
    "confirm_update",
    "details_update",
    "details_update_of_nothing",
    "enter_code",
    "open_session",
    "pay_invoice",
    "set_locale",
    "update_request",
];

struct Golden {
    values: Value,
    left: BTreeSet<String>,
}

impl Golden {
    fn open() -> Self {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/crates/contract/tests/golden.json"
        );
        let text = std::fs::read_to_string(path).expect("the golden file is readable");
        let values: Value = serde_json::from_str(&text).expect("the golden file is JSON");
        let names = values.as_object().expect("an object of samples").keys();
        let left = names
            .filter(|name| !WRITTEN.contains(&name.as_str()))
            .cloned()
            .collect();
        Self { values, left }
    }

    /// Reads a sample both ways, then with a field nobody knows, then without each of its fields.
    fn check<T: Read + DeserializeOwned + PartialEq + Debug>(&mut self, name: &str) {
        assert!(self.left.remove(name), "{name} is not in the golden file");
        let sample = self.values[name].clone();
        same::<T>(name, &sample).unwrap_or_else(|| panic!("{name} is not read"));
        let Value::Object(fields) = &sample else {
            return;
        };
        let mut longer = fields.clone();
        longer.insert(
            "from_the_future".into(),
            serde_json::json!({ "a": [1.5, "b"] }),
        );
        assert!(same::<T>(name, &Value::Object(longer)).is_some());
        for field in fields.keys() {
            let mut shorter = fields.clone();
            shorter.remove(field);
            same::<T>(&format!("{name} without {field}"), &Value::Object(shorter));
        }
    }
}

/// Both readers agree, be it that neither can read it.
fn same<T: Read + DeserializeOwned + PartialEq + Debug>(name: &str, sample: &Value) -> Option<T> {
    let text = sample.to_string();
    let expected: Option<T> = serde_json::from_str(&text).ok();
    let json = Json::parse(&text).expect("samples are JSON");
    assert_eq!(T::read(&json), expected, "{name}");
    expected
}

#[test]
fn every_type_is_read_as_serde_reads_it() {
    let mut golden = Golden::open();
    golden.check::<Page<Activity>>("activity");
    golden.check::<Vec<ActivityKind>>("activity_kinds");
    golden.check::<Address>("address_without_anything");
    golden.check::<Vec<CancelMode>>("cancel_modes");
    golden.check::<CancelPreview>("cancel_preview");
    golden.check::<Vec<CancellationReason>>("cancellation_reasons");
    golden.check::<Catalogue>("catalogue");
    golden.check::<Changed>("changed");
    golden.check::<Vec<CollectionMethod>>("collection_methods");
    golden.check::<Customer>("customer");
    golden.check::<Customer>("customer_without_anything");
    golden.check::<Vec<CustomerField>>("customer_fields");
    golden.check::<Vec<Direction>>("directions");
    golden.check::<Vec<ErrorCode>>("error_codes");
    golden.check::<ErrorEnvelope>("error_in_full");
    golden.check::<ErrorEnvelope>("error_in_short");
    golden.check::<Features>("features");
    golden.check::<Features>("features_of_nothing");
    golden.check::<Vec<FlowKind>>("flow_kinds");
    golden.check::<Vec<Completed>>("completed");
    golden.check::<Vec<Flow>>("flows");
    golden.check::<Vec<Interval>>("intervals");
    golden.check::<Vec<InvoiceStatus>>("invoice_statuses");
    golden.check::<Vec<Invoice>>("invoices");
    golden.check::<InvoiceDetail>("invoice_detail");
    golden.check::<InvoiceDetail>("invoice_detail_of_little");
    golden.check::<Vec<InvoiceEventKind>>("invoice_event_kinds");
    golden.check::<InvoiceList>("invoice_list");
    golden.check::<InvoiceList>("invoice_list_of_nothing");
    golden.check::<InvoicePaid>("invoice_paid");
    golden.check::<Locale>("locale");
    golden.check::<Vec<OfferDuration>>("offer_durations");
    golden.check::<LoginPage>("login_page");
    golden.check::<PaymentAuthentication>("payment_authentication");
    golden.check::<Vec<PaymentProgress>>("payment_progress");
    golden.check::<Vec<PaymentMethod>>("payment_method_kinds");
    golden.check::<Portal>("portal");
    golden.check::<Portal>("portal_of_a_new_customer");
    golden.check::<Vec<Problem>>("problems");
    golden.check::<Vec<Reason>>("reasons");
    golden.check::<Vec<Option<RetentionOffer>>>("retention_offers");
    golden.check::<Vec<Setup>>("setups");
    golden.check::<Vec<SetupMode>>("setup_modes");
    golden.check::<Shipping>("shipping_without_anything");
    golden.check::<Vec<SubscriptionStatus>>("subscription_statuses");
    golden.check::<Vec<Subscription>>("subscriptions");
    golden.check::<Vec<TakesEffect>>("takes_effect");
    golden.check::<Upcoming>("upcoming");
    golden.check::<Upcoming>("upcoming_nothing");
    golden.check::<UpdatePreview>("update_preview");
    golden.check::<UpdatePreview>("update_preview_of_little");
    golden.check::<Vec<UsageType>>("usage_types");
    golden.check::<Vec<Via>>("vias");
    assert!(golden.left.is_empty(), "read these too: {:?}", golden.left);
}

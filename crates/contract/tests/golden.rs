//! The wire form of every type, pinned in `golden.json`: a client and a server of different builds meet here.
//!
//! After a change that is meant: `UPDATE=1 cargo test -p contract --test golden`.

mod samples;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::Path;

use contract::{ErrorCode, OpenSession};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The wire forms by name.
#[derive(Default)]
struct Book {
    pinned: BTreeMap<String, Value>,
    written: BTreeMap<String, Value>,
}

impl Book {
    fn open() -> Self {
        let text = std::fs::read_to_string(path()).unwrap_or_default();
        Self {
            pinned: serde_json::from_str(&text).unwrap_or_default(),
            written: BTreeMap::new(),
        }
    }

    /// Writes a value down, and reads the pinned form as that value.
    fn pin<T: Serialize + DeserializeOwned + PartialEq + Debug>(&mut self, name: &str, value: &T) {
        let written = serde_json::to_value(value).expect("every type serialises");
        if let Some(pinned) = self.pinned.get(name)
            && std::env::var_os("UPDATE").is_none()
        {
            let read: T = serde_json::from_value(pinned.clone())
                .unwrap_or_else(|error| panic!("{name} cannot be read: {error}"));
            assert_eq!(read, *value, "{name} is read as something else");
        }
        assert!(
            self.written.insert(name.to_owned(), written).is_none(),
            "{name} twice"
        );
    }

    fn close(self) {
        let text = serde_json::to_string_pretty(&self.written).expect("JSON") + "\n";
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path(), &text).expect("the golden file can be written");
            return;
        }
        for (name, written) in &self.written {
            assert_eq!(
                Some(written),
                self.pinned.get(name),
                "{name} differs from golden.json"
            );
        }
        let names = |book: &BTreeMap<String, Value>| book.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(names(&self.written), names(&self.pinned));
    }
}

fn path() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden.json"))
}

#[test]
fn every_type_keeps_its_wire_form() {
    let mut book = Book::open();
    book.pin("open_session", &samples::portal::open_session());
    book.pin("portal", &samples::portal::portal());
    book.pin(
        "portal_of_a_new_customer",
        &samples::portal::portal_of_a_new_customer(),
    );
    book.pin("changed", &samples::portal::changed());
    book.pin("locale", &samples::portal::locale());
    book.pin("directions", &samples::portal::DIRECTIONS.to_vec());
    book.pin("set_locale", &samples::portal::set_locale());
    book.pin("setups", &samples::portal::setups());
    book.pin("setup_modes", &samples::portal::SETUP_MODES.to_vec());
    book.pin("add_payment_method", &samples::portal::add_payment_method());
    book.pin("payment_method_kinds", &samples::billing::payment_methods());
    book.pin("subscriptions", &samples::billing::subscriptions());
    book.pin(
        "subscription_statuses",
        &samples::billing::STATUSES.to_vec(),
    );
    book.pin("intervals", &samples::billing::INTERVALS.to_vec());
    book.pin("usage_types", &samples::billing::USAGE_TYPES.to_vec());
    book.pin(
        "collection_methods",
        &samples::billing::COLLECTION_METHODS.to_vec(),
    );
    book.pin("customer", &samples::billing::customer());
    book.pin("customer_without_anything", &contract::Customer::default());
    book.pin("address_without_anything", &contract::Address::default());
    book.pin("shipping_without_anything", &contract::Shipping::default());
    book.pin("invoices", &samples::billing::invoices());
    book.pin(
        "invoice_statuses",
        &samples::billing::INVOICE_STATUSES.to_vec(),
    );
    book.pin("invoice_list", &samples::invoicing::list());
    book.pin(
        "invoice_list_of_nothing",
        &samples::invoicing::list_of_nothing(),
    );
    book.pin("invoice_detail", &samples::invoicing::detail());
    book.pin(
        "invoice_detail_of_little",
        &samples::invoicing::detail_of_little(),
    );
    book.pin(
        "invoice_event_kinds",
        &samples::invoicing::INVOICE_EVENT_KINDS.to_vec(),
    );
    book.pin(
        "payment_progress",
        &samples::invoicing::PAYMENT_PROGRESS.to_vec(),
    );
    book.pin("pay_invoice", &samples::invoicing::pay());
    book.pin("invoice_paid", &samples::invoicing::paid());
    book.pin(
        "payment_authentication",
        &samples::invoicing::authentication(),
    );
    book.pin("features", &samples::changing::features());
    book.pin("features_of_nothing", &contract::Features::default());
    book.pin("cancel_modes", &samples::changing::CANCEL_MODES.to_vec());
    book.pin(
        "cancellation_reasons",
        &samples::changing::CANCELLATION_REASONS.to_vec(),
    );
    book.pin(
        "customer_fields",
        &samples::changing::CUSTOMER_FIELDS.to_vec(),
    );
    book.pin("cancel_preview", &samples::changing::cancel_preview());
    book.pin(
        "cancellation_details",
        &samples::changing::cancellation_details(),
    );
    book.pin(
        "cancellation_details_of_nothing",
        &contract::CancellationDetails::default(),
    );
    book.pin("catalogue", &samples::changing::catalogue());
    book.pin("update_request", &samples::changing::update_request());
    book.pin("confirm_update", &samples::changing::confirm_update());
    book.pin("takes_effect", &samples::changing::TAKES_EFFECT.to_vec());
    book.pin("update_preview", &samples::changing::update_preview());
    book.pin(
        "update_preview_of_little",
        &samples::changing::update_preview_of_little(),
    );
    book.pin(
        "offer_durations",
        &samples::changing::OFFER_DURATIONS.to_vec(),
    );
    book.pin("retention_offers", &samples::changing::retention_offers());
    book.pin("details_update", &samples::billing::details_update());
    book.pin(
        "details_update_of_nothing",
        &contract::DetailsUpdate::default(),
    );
    book.pin("add_tax_id", &samples::billing::add_tax_id());
    book.pin("problems", &samples::error::PROBLEMS.to_vec());
    book.pin("activity", &samples::activity::activity());
    book.pin("activity_kinds", &samples::activity::KINDS.to_vec());
    book.pin("vias", &samples::activity::VIAS.to_vec());
    book.pin("upcoming", &samples::activity::upcoming());
    book.pin("upcoming_nothing", &contract::Upcoming::default());
    book.pin("login_page", &samples::login::page());
    book.pin("ask_for_code", &samples::login::ask());
    book.pin("enter_code", &samples::login::enter());
    book.pin("flow_kinds", &samples::flow::KINDS.to_vec());
    book.pin("completed", &samples::flow::COMPLETED.to_vec());
    book.pin("flows", &samples::flow::flows());
    book.pin("reasons", &samples::error::REASONS.to_vec());
    book.pin("error_codes", &samples::error::CODES.to_vec());
    book.pin("error_in_full", &samples::error::in_full());
    book.pin("error_in_short", &samples::error::in_short());
    book.close();
}

#[test]
fn wire_names_in_code_are_those_of_the_wire() {
    for status in samples::billing::STATUSES {
        assert_eq!(json!(status), json!(status.as_str()));
    }
    for status in samples::billing::INVOICE_STATUSES {
        assert_eq!(json!(status), json!(status.as_str()));
    }
    for kind in samples::invoicing::INVOICE_EVENT_KINDS {
        assert_eq!(json!(kind), json!(kind.as_str()));
    }
    for reason in samples::changing::CANCELLATION_REASONS {
        assert_eq!(json!(reason), json!(reason.as_str()));
    }
    for field in samples::changing::CUSTOMER_FIELDS {
        assert_eq!(json!(field), json!(field.as_str()));
    }
    for kind in samples::flow::KINDS {
        assert_eq!(json!(kind), json!(kind.as_str()));
    }
    for completed in samples::flow::COMPLETED {
        assert_eq!(json!(completed), json!(completed.as_str()));
    }
    for reason in samples::error::REASONS {
        assert_eq!(json!(reason), json!(reason.as_str()));
    }
    for part in [
        contract::rules::address::Part::Line1,
        contract::rules::address::Part::PostalCode,
    ] {
        assert!(
            json!(contract::Address::default())
                .get(part.as_str())
                .is_some()
        );
    }
    for direction in samples::portal::DIRECTIONS {
        assert_eq!(json!(direction), json!(direction.as_str()));
    }
    for method in samples::billing::payment_methods() {
        let wire = json!(method.kind);
        let name = if wire["type"] == "other" {
            &wire["name"]
        } else {
            &wire["type"]
        };
        assert_eq!(*name, json!(method.kind.as_str()));
    }
}

/// A code tells a client what to do and its status tells everything in between: the two must not drift apart.
#[test]
fn every_error_has_its_status() {
    let statuses: Vec<(ErrorCode, u16)> = samples::error::CODES
        .iter()
        .map(|code| (*code, code.status()))
        .collect();
    assert_eq!(
        statuses,
        [
            (ErrorCode::LinkExpired, 410),
            (ErrorCode::SessionSwitch, 409),
            (ErrorCode::SessionExpired, 401),
            (ErrorCode::SessionChanged, 409),
            (ErrorCode::ForbiddenOrigin, 403),
            (ErrorCode::FeatureDisabled, 403),
            (ErrorCode::OutOfFlow, 403),
            (ErrorCode::CookiesBlocked, 403),
            (ErrorCode::NotFound, 404),
            (ErrorCode::StateChanged, 409),
            (ErrorCode::PaymentMethodRequired, 409),
            (ErrorCode::SetupIncomplete, 409),
            (ErrorCode::SetupProcessing, 409),
            (ErrorCode::SetupUsed, 409),
            (ErrorCode::CardDeclined, 402),
            (ErrorCode::ActionNotAllowed, 409),
            (ErrorCode::PaymentFailed, 402),
            (ErrorCode::AuthenticationRequired, 402),
            (ErrorCode::PreviewOutdated, 409),
            (ErrorCode::PromotionCodeInvalid, 422),
            (ErrorCode::CodeInvalid, 422),
            (ErrorCode::CodeExpired, 410),
            (ErrorCode::CardNumberRefused, 422),
            (ErrorCode::InvalidRequest, 422),
            (ErrorCode::UnsupportedMediaType, 415),
            (ErrorCode::RateLimited, 429),
            (ErrorCode::UpstreamError, 502),
            (ErrorCode::UpstreamUnavailable, 503),
            (ErrorCode::Internal, 500),
        ]
    );
}

#[test]
fn a_link_is_opened_without_saying_switch() {
    let body: OpenSession = serde_json::from_value(json!({ "token": "pcs_1" })).expect("a body");
    assert!(!body.switch);
    assert!(serde_json::from_value::<OpenSession>(json!({ "switch": true })).is_err());
}

/// A newer server may say more: an older client reads what it knows.
#[test]
fn names_of_a_later_release_are_passed_over() {
    let mut later = serde_json::to_value(samples::portal::portal()).expect("JSON");
    later["announcement"] = json!("new");
    later["session"]["device"] = json!({ "name": "phone" });
    later["payment_methods"][0]["kind"]["network"] = json!("visa");
    let read: contract::Portal = serde_json::from_value(later).expect("a portal");
    assert_eq!(read, samples::portal::portal());
}

#[test]
fn words_nobody_knows_are_errors_and_not_guesses() {
    for (name, value) in [
        ("status", json!("sleeping")),
        ("currency", json!(5)),
        ("created", json!("today")),
    ] {
        let mut subscription =
            serde_json::to_value(&samples::billing::subscriptions()[0]).expect("JSON");
        subscription[name] = value;
        assert!(
            serde_json::from_value::<contract::Subscription>(subscription).is_err(),
            "{name}"
        );
    }
    assert!(serde_json::from_value::<ErrorCode>(json!("teapot")).is_err());
}

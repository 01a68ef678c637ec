//! Making payment methods: from a test name, a test token, or the test details of a bank account.

use serde_json::{Value, json};

use super::iban::valid_iban;
use super::{BILLING_DETAILS, merge_billing_details};
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::ids;
use crate::params::{ID, Kind, METADATA, Param, Params, merge_metadata, opt, req};
use crate::test_methods::{self, TestMethod, allowed_in, blank_billing_details, details, kind};

const ANYTHING: Kind = Kind::Object(&[]);
const KIND_NAMES: Kind = Kind::Choice(&[
    "acss_debit",
    "amazon_pay",
    "au_becs_debit",
    "bacs_debit",
    "boleto",
    "card",
    "cashapp",
    "link",
    "paypal",
    "sepa_debit",
    "us_bank_account",
]);
const CARD: Kind = Kind::Object(&[opt("token", ID)]);
const ACSS: Kind = Kind::Object(&[
    req("account_number", ID),
    req("institution_number", ID),
    req("transit_number", ID),
]);
const BACS: Kind = Kind::Object(&[opt("account_number", ID), opt("sort_code", ID)]);
const BECS: Kind = Kind::Object(&[req("account_number", ID), req("bsb_number", ID)]);
const BOLETO: Kind = Kind::Object(&[req("tax_id", ID)]);
const SEPA: Kind = Kind::Object(&[req("iban", ID)]);
const US_BANK: Kind = Kind::Object(&[
    opt(
        "account_holder_type",
        Kind::Choice(&["company", "individual"]),
    ),
    opt("account_number", ID),
    opt("account_type", Kind::Choice(&["checking", "savings"])),
    opt("routing_number", ID),
]);

macro_rules! method_params {
    ($($more:expr),* $(,)?) => {
        &[
            opt("acss_debit", ACSS),
            opt("allow_redisplay", Kind::Choice(&["always", "limited", "unspecified"])),
            opt("amazon_pay", ANYTHING),
            opt("au_becs_debit", BECS),
            opt("bacs_debit", BACS),
            opt("billing_details", BILLING_DETAILS),
            opt("boleto", BOLETO),
            opt("cashapp", ANYTHING),
            opt("link", ANYTHING),
            METADATA,
            opt("paypal", ANYTHING),
            opt("sepa_debit", SEPA),
            opt("us_bank_account", US_BANK),
            opt("card", CARD),
            $($more),*
        ]
    };
}

/// `POST /v1/payment_methods`.
pub(super) const CREATE: &[Param] = method_params![
    opt("type", KIND_NAMES),
    opt("customer", Kind::Unbuilt),
    opt("payment_method", ID),
];
/// `payment_method_data`.
pub(crate) const METHOD_DATA: &[Param] = method_params![req("type", KIND_NAMES)];

/// The API object of a test method.
pub(super) fn object(method: &TestMethod, id: &str, now: i64) -> Value {
    json!({
        "id": id,
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": blank_billing_details(),
        method.kind: details(method, now),
        "created": now,
        "customer": null,
        "customer_account": null,
        "livemode": false,
        "metadata": {},
        "type": method.kind,
        "_test": method.id,
    })
}

/// The payment method of an id, or a fresh one of a test name. `None` when there is neither.
pub(crate) async fn materialize(cx: &mut Cx, id: &str) -> Result<Option<Value>> {
    if let Some(method) = test_methods::named(id) {
        refuse_foreign_kind(cx, method.kind)?;
        let fresh = object(method, &ids::long("pm")?, cx.now);
        cx.insert(&fresh).await?;
        return Ok(Some(fresh));
    }
    let found = cx.find(id).await?;
    Ok(found.filter(|found| found["object"] == "payment_method"))
}

/// A new payment method of sent details. `prefix` is where they were sent, for errors.
///
/// # Errors
/// 400 when the kind is not available or its details are not those of a test account.
pub(crate) async fn from_data(cx: &mut Cx, data: &Params, prefix: &str) -> Result<Value> {
    let path = |name: &str| match prefix {
        "" => name.to_owned(),
        prefix => match name.split_once('[') {
            Some((first, rest)) => format!("{prefix}[{first}][{rest}"),
            None => format!("{prefix}[{name}]"),
        },
    };
    let kind = data.text("type").ok_or_else(|| {
        let path = path("type");
        ApiError::invalid(format!("Missing required param: {path}."))
            .code("parameter_missing")
            .param(path)
    })?;
    refuse_foreign_kind(cx, kind)?;
    let own = data.get(kind).cloned().unwrap_or_default();
    let sent = |name: &str| own[name].as_str().unwrap_or_default();
    let refused = |name: &str, what: &str| {
        ApiError::invalid(format!(
            "{what} See https://stripe.com/docs/testing for the ones that can be used in test mode."
        ))
        .param(path(&format!("{kind}[{name}]")))
    };
    let name = match kind {
        "card" => {
            let token = sent("token");
            let method = test_methods::token(token).or_else(|| test_methods::named(token));
            method
                .filter(|method| method.kind == "card")
                .ok_or_else(|| refused("token", &format!("No such token: '{token}'.")))?
                .id
        }
        "sepa_debit" => match valid_iban(sent("iban")).as_deref() {
            Some("DE62370400440532013001" | "AT861904300235473202") => {
                "pm_sepaDebit_insufficientFunds"
            }
            Some(_) => "pm_sepaDebit",
            None => {
                return Err(refused("iban", "The IBAN you provided is invalid.")
                    .code("invalid_bank_account_iban"));
            }
        },
        "us_bank_account" => match sent("account_number") {
            "" | "000123456789" => "pm_usBankAccount",
            "000222222227" => "pm_usBankAccount_insufficientFunds",
            "000111111113" => "pm_usBankAccount_accountClosed",
            _ => {
                return Err(refused(
                    "account_number",
                    "The account number is not a test account.",
                ));
            }
        },
        "acss_debit" if !["000123456789", "900123456789"].contains(&sent("account_number")) => {
            return Err(refused(
                "account_number",
                "The account number is not a test account.",
            ));
        }
        "au_becs_debit" if sent("account_number") != "000123456" => {
            return Err(refused(
                "account_number",
                "The account number is not a test account.",
            ));
        }
        "bacs_debit" if !["", "00012345"].contains(&sent("account_number")) => {
            return Err(refused(
                "account_number",
                "The account number is not a test account.",
            ));
        }
        "acss_debit" => "pm_acssDebit",
        "amazon_pay" => "pm_amazonPay",
        "au_becs_debit" => "pm_auBecsDebit",
        "bacs_debit" => "pm_bacsDebit",
        "boleto" => "pm_boleto",
        "cashapp" => "pm_cashapp",
        "link" => "pm_link",
        _ => "pm_paypal",
    };
    let Some(test) = test_methods::named(name) else {
        return Err(ApiError::internal("a kind without a test method"));
    };
    let mut method = object(test, &ids::long("pm")?, cx.now);
    data.copy(&["allow_redisplay"], &mut method);
    if let Some(iban) = valid_iban(sent("iban")) {
        method["sepa_debit"]["country"] = iban[..2].into();
        method["sepa_debit"]["last4"] = iban[iban.len() - 4..].into();
    }
    if kind == "boleto" {
        method["boleto"]["tax_id"] = own["tax_id"].clone();
    }
    if let Some(details) = data.get("billing_details") {
        merge_billing_details(details, &mut method);
    }
    merge_metadata(data.get("metadata"), &mut method);
    cx.insert(&method).await?;
    Ok(method)
}

/// # Errors
/// 400 when businesses of the account's country cannot accept the kind.
fn refuse_foreign_kind(cx: &Cx, name: &str) -> Result<()> {
    let country = cx.caller.country.as_deref();
    if kind(name).is_some_and(|kind| allowed_in(kind, country)) {
        return Ok(());
    }
    Err(ApiError::invalid(format!(
        "The payment method type provided: {name} is invalid. Please ensure the provided type is activated in your dashboard (https://dashboard.stripe.com/account/payments/settings) and your account is enabled for any preview features that you are trying to use. See https://stripe.com/docs/payments/payment-methods/integration-options for supported payment method, currency, and country combinations."
    ))
    .code("payment_method_unactivated")
    .param("type"))
}

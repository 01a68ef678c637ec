//! The table itself.

use super::{Charge, Decline, Expiry, Setup, TestMethod};

/// A card that works.
const fn card(
    id: &'static str,
    label: &'static str,
    brand: &'static str,
    last4: &'static str,
) -> TestMethod {
    TestMethod {
        id,
        kind: "card",
        label,
        setup: Setup::Succeeds,
        charge: Charge::Succeeds,
        brand: Some(brand),
        last4: Some(last4),
        funding: "credit",
        country: "US",
        expiry: Expiry::Far,
        offered: true,
    }
}

/// A Visa card that is refused as soon as it is to be saved.
const fn declined(
    id: &'static str,
    label: &'static str,
    last4: &'static str,
    decline: Decline,
) -> TestMethod {
    TestMethod {
        setup: Setup::Declines(decline),
        charge: Charge::Declines(decline),
        ..card(id, label, "visa", last4)
    }
}

/// A Visa card that can be saved, and whose payments are refused. The picker offers one such card, which is enough there.
const fn declined_later(id: &'static str, decline: Decline) -> TestMethod {
    TestMethod {
        charge: Charge::Declines(decline),
        offered: false,
        ..card(id, "Visa, payments are declined", "visa", "0341")
    }
}

/// Something that is no card and works.
const fn other(
    id: &'static str,
    kind: &'static str,
    label: &'static str,
    country: &'static str,
    last4: Option<&'static str>,
) -> TestMethod {
    TestMethod {
        kind,
        brand: None,
        last4,
        country,
        ..card(id, label, "", "")
    }
}

/// The customer agrees on a page of the provider's before it is saved.
const fn redirecting(method: TestMethod) -> TestMethod {
    TestMethod {
        setup: Setup::Redirects,
        ..method
    }
}

/// Every named method, in the order the picker shows them.
pub(super) const TABLE: &[TestMethod] = &[
    card("pm_card_visa", "Visa", "visa", "4242"),
    card("pm_card_mastercard", "Mastercard", "mastercard", "4444"),
    card("pm_card_amex", "American Express", "amex", "8431"),
    TestMethod {
        funding: "debit",
        ..card("pm_card_visa_debit", "Visa debit", "visa", "5556")
    },
    TestMethod {
        funding: "debit",
        ..card(
            "pm_card_mastercard_debit",
            "Mastercard debit",
            "mastercard",
            "3222",
        )
    },
    TestMethod {
        funding: "prepaid",
        ..card(
            "pm_card_mastercard_prepaid",
            "Mastercard prepaid",
            "mastercard",
            "5100",
        )
    },
    card("pm_card_discover", "Discover", "discover", "9424"),
    card("pm_card_diners", "Diners Club", "diners", "0004"),
    card("pm_card_jcb", "JCB", "jcb", "0505"),
    card("pm_card_unionpay", "UnionPay", "unionpay", "0005"),
    // The sandbox's own: a portal has to tell of expiry.
    TestMethod {
        expiry: Expiry::Soon,
        ..card(
            "pm_card_expiresSoon",
            "Visa that expires soon",
            "visa",
            "1111",
        )
    },
    TestMethod {
        expiry: Expiry::Past,
        charge: Charge::Declines(Decline::ExpiredCard),
        offered: false,
        ..card("pm_card_expired", "Visa that has expired", "visa", "0069")
    },
    TestMethod {
        setup: Setup::Authenticates,
        charge: Charge::Authenticates,
        ..card(
            "pm_card_authenticationRequired",
            "Visa, always authenticates",
            "visa",
            "3184",
        )
    },
    TestMethod {
        setup: Setup::Authenticates,
        ..card(
            "pm_card_authenticationRequiredOnSetup",
            "Visa, authenticates once",
            "visa",
            "3155",
        )
    },
    TestMethod {
        setup: Setup::Authenticates,
        charge: Charge::Declines(Decline::InsufficientFunds),
        ..card(
            "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
            "Visa, authenticates, then insufficient funds",
            "visa",
            "3178",
        )
    },
    TestMethod {
        charge: Charge::Declines(Decline::Generic),
        ..card(
            "pm_card_chargeCustomerFail",
            "Visa, payments are declined",
            "visa",
            "0341",
        )
    },
    // The sandbox's own: Stripe has one card that can be saved and is declined later, and its reason is the generic one.
    declined_later(
        "pm_card_chargeCustomerFailInsufficientFunds",
        Decline::InsufficientFunds,
    ),
    declined_later(
        "pm_card_chargeCustomerFailExpiredCard",
        Decline::ExpiredCard,
    ),
    declined_later("pm_card_chargeCustomerFailLostCard", Decline::LostCard),
    declined_later("pm_card_chargeCustomerFailStolenCard", Decline::StolenCard),
    declined(
        "pm_card_chargeDeclined",
        "Visa, declined",
        "0002",
        Decline::Generic,
    ),
    declined(
        "pm_card_chargeDeclinedInsufficientFunds",
        "Visa, insufficient funds",
        "9995",
        Decline::InsufficientFunds,
    ),
    declined(
        "pm_card_chargeDeclinedLostCard",
        "Visa, lost",
        "9987",
        Decline::LostCard,
    ),
    declined(
        "pm_card_chargeDeclinedStolenCard",
        "Visa, stolen",
        "9979",
        Decline::StolenCard,
    ),
    declined(
        "pm_card_chargeDeclinedExpiredCard",
        "Visa, expired",
        "0069",
        Decline::ExpiredCard,
    ),
    declined(
        "pm_card_chargeDeclinedIncorrectCvc",
        "Visa, wrong security code",
        "0127",
        Decline::IncorrectCvc,
    ),
    declined(
        "pm_card_chargeDeclinedProcessingError",
        "Visa, processing error",
        "0119",
        Decline::ProcessingError,
    ),
    declined(
        "pm_card_chargeDeclinedFraudulent",
        "Visa, suspected fraud",
        "0019",
        Decline::Fraudulent,
    ),
    other(
        "pm_usBankAccount",
        "us_bank_account",
        "US bank account",
        "US",
        Some("6789"),
    ),
    TestMethod {
        charge: Charge::Declines(Decline::DebitUnpaid),
        ..other(
            "pm_usBankAccount_insufficientFunds",
            "us_bank_account",
            "US bank account, debits fail",
            "US",
            Some("2222"),
        )
    },
    TestMethod {
        charge: Charge::Declines(Decline::AccountClosed),
        offered: false,
        ..other(
            "pm_usBankAccount_accountClosed",
            "us_bank_account",
            "US bank account, closed",
            "US",
            Some("1113"),
        )
    },
    other(
        "pm_sepaDebit",
        "sepa_debit",
        "SEPA Direct Debit",
        "DE",
        Some("3000"),
    ),
    // The sandbox's own: Stripe has an IBAN for this, not a name.
    TestMethod {
        charge: Charge::Declines(Decline::DebitUnpaid),
        ..other(
            "pm_sepaDebit_insufficientFunds",
            "sepa_debit",
            "SEPA Direct Debit, debits fail",
            "DE",
            Some("3002"),
        )
    },
    other(
        "pm_bacsDebit",
        "bacs_debit",
        "Bacs Direct Debit",
        "GB",
        Some("2345"),
    ),
    other(
        "pm_auBecsDebit",
        "au_becs_debit",
        "BECS Direct Debit",
        "AU",
        Some("3456"),
    ),
    other(
        "pm_acssDebit",
        "acss_debit",
        "Pre-authorised debit (Canada)",
        "CA",
        Some("6789"),
    ),
    other("pm_link", "link", "Link", "US", None),
    redirecting(other("pm_paypal", "paypal", "PayPal", "FR", None)),
    other("pm_cashapp", "cashapp", "Cash App Pay", "US", None),
    redirecting(other(
        "pm_amazonPay",
        "amazon_pay",
        "Amazon Pay",
        "US",
        None,
    )),
    other("pm_boleto", "boleto", "Boleto", "BR", None),
];

/// Tokens whose names do not follow from the method's.
pub(super) const TOKENS: [(&str, &str); 4] = [
    (
        "tok_threeDSecure2Required",
        "pm_card_authenticationRequired",
    ),
    ("tok_threeDSecureRequired", "pm_card_authenticationRequired"),
    ("tok_visa_chargeDeclined", "pm_card_chargeDeclined"),
    (
        "tok_chargeDeclinedFraudulent",
        "pm_card_chargeDeclinedFraudulent",
    ),
];

//! Customers, payment methods, subscriptions, invoices.

use contract::{
    AddTaxId, Address, Card, CollectionMethod, Customer, DetailsUpdate, Interval, Invoice,
    InvoiceStatus, PauseCollection, PaymentMethod, PaymentMethodKind, Price, Recurring, Shipping,
    Subscription, SubscriptionItem, SubscriptionStatus, TaxId, UsageType,
};

super::every!(STATUSES: SubscriptionStatus {
    Active, Canceled, Incomplete, IncompleteExpired, PastDue, Paused, Trialing, Unpaid,
});
super::every!(INTERVALS: Interval { Day, Week, Month, Year });
super::every!(USAGE_TYPES: UsageType { Licensed, Metered });
super::every!(COLLECTION_METHODS: CollectionMethod { ChargeAutomatically, SendInvoice });
super::every!(INVOICE_STATUSES: InvoiceStatus { Open, Paid, Uncollectible, Void });

/// One method of every kind, with and without what may be unknown. The first is the default.
pub fn payment_methods() -> Vec<PaymentMethod> {
    use PaymentMethodKind::*;
    let some = |text: &str| Some(text.to_owned());
    let last4 = || "6789".to_owned();
    let card = |wallet| {
        Card(contract::Card {
            brand: "visa".into(),
            last4: "4242".into(),
            exp_month: 12,
            exp_year: 2030,
            funding: "credit".into(),
            wallet,
        })
    };
    [
        card(None),
        card(some("apple_pay")),
        UsBankAccount {
            bank_name: some("Test Bank"),
            last4: last4(),
        },
        UsBankAccount {
            bank_name: None,
            last4: last4(),
        },
        SepaDebit {
            last4: "3000".into(),
            country: some("DE"),
        },
        SepaDebit {
            last4: "3000".into(),
            country: None,
        },
        BacsDebit {
            last4: last4(),
            sort_code: some("108800"),
        },
        BacsDebit {
            last4: last4(),
            sort_code: None,
        },
        AuBecsDebit {
            last4: last4(),
            bsb_number: some("000000"),
        },
        AuBecsDebit {
            last4: last4(),
            bsb_number: None,
        },
        AcssDebit {
            bank_name: some("Test Bank"),
            last4: last4(),
        },
        AcssDebit {
            bank_name: None,
            last4: last4(),
        },
        Boleto,
        AmazonPay,
        Cashapp {
            cashtag: some("$jenny"),
        },
        Cashapp { cashtag: None },
        Link {
            email: some("jenny@example.com"),
        },
        Link { email: None },
        Paypal {
            email: some("jenny@example.com"),
        },
        Paypal { email: None },
        Other {
            name: "kr_card".into(),
        },
    ]
    .into_iter()
    .enumerate()
    .map(|(number, kind)| PaymentMethod {
        id: format!("pm_{number}").into(),
        kind: listed(kind),
        is_default: number == 0,
        created: 1_795_000_000 - number as i64,
    })
    .collect()
}

/// Does not compile for a kind that is not in the list above.
fn listed(kind: PaymentMethodKind) -> PaymentMethodKind {
    use PaymentMethodKind::*;
    match kind {
        Card(self::Card { .. })
        | UsBankAccount { .. }
        | SepaDebit { .. }
        | BacsDebit { .. }
        | AuBecsDebit { .. }
        | AcssDebit { .. }
        | Boleto
        | AmazonPay
        | Cashapp { .. }
        | Link { .. }
        | Paypal { .. }
        | Other { .. } => kind,
    }
}

/// One with everything set, and one with nothing that may be missing.
pub fn prices() -> Vec<Price> {
    let full = Price {
        id: "price_1".into(),
        currency: "eur".into(),
        unit_amount: Some(1_999),
        unit_amount_decimal: Some("1999.5".into()),
        tiered: true,
        recurring: Some(Recurring {
            interval: Interval::Month,
            interval_count: 3,
            usage_type: UsageType::Licensed,
        }),
    };
    let bare = Price {
        id: "price_2".into(),
        currency: "jpy".into(),
        unit_amount: None,
        unit_amount_decimal: None,
        tiered: false,
        recurring: None,
    };
    vec![full, bare]
}

/// One with everything set, and one with nothing that may be missing.
pub fn subscriptions() -> Vec<Subscription> {
    let full = Subscription {
        id: "sub_1".into(),
        status: SubscriptionStatus::Trialing,
        currency: "eur".into(),
        collection_method: CollectionMethod::ChargeAutomatically,
        items: vec![SubscriptionItem {
            id: "si_1".into(),
            product_name: "Team plan".into(),
            unit_label: Some("seat".into()),
            price: prices().remove(0),
            quantity: Some(5),
        }],
        current_period_end: Some(1_797_000_000),
        cancel_at: Some(1_797_000_000),
        trial_end: Some(1_796_000_000),
        pause_collection: Some(PauseCollection {
            behavior: "keep_as_draft".into(),
            resumes_at: Some(1_799_000_000),
        }),
        default_payment_method: Some("pm_1".into()),
        schedule: Some(super::changing::schedule()),
        discounts: super::changing::discounts(),
        open_invoice: Some("in_2".into()),
        created: 1_790_000_000,
    };
    let bare = Subscription {
        id: "sub_2".into(),
        status: SubscriptionStatus::Active,
        currency: "jpy".into(),
        collection_method: CollectionMethod::SendInvoice,
        items: vec![SubscriptionItem {
            id: "si_2".into(),
            product_name: "Requests".into(),
            unit_label: None,
            price: prices().remove(1),
            quantity: None,
        }],
        current_period_end: None,
        cancel_at: None,
        trial_end: None,
        pause_collection: None,
        default_payment_method: None,
        schedule: None,
        discounts: Vec::new(),
        open_invoice: None,
        created: 1_780_000_000,
    };
    vec![full, bare]
}

pub fn customer() -> Customer {
    let address = Address {
        line1: Some("Torstraße 1".into()),
        line2: Some("2. Stock".into()),
        city: Some("Berlin".into()),
        state: Some("BE".into()),
        postal_code: Some("10119".into()),
        country: Some("DE".into()),
    };
    Customer {
        name: Some("Beispiel GmbH".into()),
        email: Some("rechnung@example.com".into()),
        phone: Some("+49 30 123456".into()),
        address: Some(address.clone()),
        shipping: Some(Shipping {
            name: Some("Lager".into()),
            phone: Some("+49 30 654321".into()),
            address: Some(address),
        }),
        tax_ids: vec![TaxId {
            id: "txi_1".into(),
            kind: "eu_vat".into(),
            value: "DE123456789".into(),
            verification: Some("verified".into()),
        }],
        balance: -500,
        currency: Some("eur".into()),
        version: "0f1e2d3c4b5a6978".into(),
    }
}

/// One with everything set, and one with nothing that may be missing.
pub fn invoices() -> Vec<Invoice> {
    let full = Invoice {
        id: "in_2".into(),
        number: Some("ACME-0002".into()),
        created: 1_794_000_000,
        description: vec!["Team plan".into(), "Support".into()],
        total: 9_995,
        amount_remaining: 9_995,
        currency: "eur".into(),
        status: InvoiceStatus::Open,
        subscription: Some("sub_1".into()),
        hosted_invoice_url: Some("https://billing.example/i/2".into()),
        invoice_pdf: Some("https://billing.example/i/2.pdf".into()),
    };
    let bare = Invoice {
        id: "in_1".into(),
        number: None,
        created: 1_791_000_000,
        description: Vec::new(),
        total: 0,
        amount_remaining: 0,
        status: InvoiceStatus::Paid,
        subscription: None,
        hosted_invoice_url: None,
        invoice_pdf: None,
        ..full.clone()
    };
    vec![full, bare]
}

/// With everything that may change.
pub fn details_update() -> DetailsUpdate {
    let customer = customer();
    DetailsUpdate {
        name: customer.name,
        email: customer.email,
        phone: Some(String::new()),
        address: customer.address,
        shipping: customer.shipping,
    }
}

pub fn add_tax_id() -> AddTaxId {
    AddTaxId {
        kind: "eu_vat".into(),
        value: "DE123456789".into(),
    }
}

//! The list of invoices, one invoice in full, and its payment.

use contract::{
    InvoiceDetail, InvoiceDiscount, InvoiceEvent, InvoiceEventKind, InvoiceLine, InvoiceList,
    InvoicePaid, InvoiceTax, Party, PayInvoice, PaymentAuthentication, PaymentProgress,
};

use super::{billing, portal};

super::every!(INVOICE_EVENT_KINDS: InvoiceEventKind {
    Payment, PaymentPending, PaymentFailed, Refund, RefundPending, RefundFailed, Credit,
});
super::every!(PAYMENT_PROGRESS: PaymentProgress { Idle, Processing, RequiresAction });

pub fn list() -> InvoiceList {
    InvoiceList {
        data: billing::invoices(),
        next: Some("in_1".into()),
        first_year: 2024,
        is_complete: true,
    }
}

pub fn list_of_nothing() -> InvoiceList {
    InvoiceList {
        data: Vec::new(),
        next: None,
        first_year: 2026,
        is_complete: false,
    }
}

/// One with everything set.
pub fn detail() -> InvoiceDetail {
    let some = |text: &str| Some(text.to_owned());
    let customer = billing::customer();
    InvoiceDetail {
        invoice: billing::invoices().remove(0),
        merchant: Party {
            name: some("Acme"),
            email: some("help@acme.example"),
            phone: some("+1 555 0100"),
            address: customer.address.clone(),
            tax_ids: vec!["US12".into()],
        },
        customer: Party {
            name: customer.name,
            email: customer.email,
            phone: customer.phone,
            address: customer.address,
            tax_ids: vec!["DE123456789".into()],
        },
        due_date: Some(1_795_000_000),
        paid_at: Some(1_794_500_000),
        lines: vec![
            InvoiceLine {
                description: "Team plan".into(),
                quantity: Some(3),
                unit_amount_decimal: some("2900.5"),
                amount: 8_702,
                period_start: 1_794_000_000,
                period_end: 1_796_592_000,
            },
            InvoiceLine {
                description: "Set-up".into(),
                quantity: None,
                unit_amount_decimal: None,
                amount: -100,
                period_start: 1_794_000_000,
                period_end: 1_794_000_000,
            },
        ],
        subtotal: 8_602,
        discounts: vec![
            InvoiceDiscount {
                name: some("Welcome"),
                percent_off: Some(1_050),
                amount: 903,
            },
            InvoiceDiscount {
                name: None,
                percent_off: None,
                amount: 1,
            },
        ],
        taxes: vec![
            InvoiceTax {
                name: some("VAT"),
                percentage: some("19"),
                inclusive: false,
                amount: 1_463,
            },
            InvoiceTax {
                name: None,
                percentage: None,
                inclusive: true,
                amount: 5,
            },
        ],
        balance_applied: 500,
        amount_paid: 0,
        payment: PaymentProgress::RequiresAction,
        memo: some("Thank you"),
        footer: some("Acme Inc."),
        history: vec![
            InvoiceEvent {
                at: 1_794_100_000,
                kind: InvoiceEventKind::Refund,
                amount: 100,
                method: Some(billing::payment_methods().remove(0).kind),
                number: None,
            },
            InvoiceEvent {
                at: 1_794_000_100,
                kind: InvoiceEventKind::Credit,
                amount: 5,
                method: None,
                number: some("ACME-0002-CN-01"),
            },
        ],
    }
}

/// One with nothing that may be missing.
pub fn detail_of_little() -> InvoiceDetail {
    InvoiceDetail {
        invoice: billing::invoices().remove(1),
        merchant: Party::default(),
        customer: Party::default(),
        due_date: None,
        paid_at: None,
        lines: Vec::new(),
        subtotal: 0,
        discounts: Vec::new(),
        taxes: Vec::new(),
        balance_applied: 0,
        amount_paid: 0,
        payment: PaymentProgress::Idle,
        memo: None,
        footer: None,
        history: Vec::new(),
    }
}

pub fn pay() -> PayInvoice {
    PayInvoice {
        payment_method: "pm_1".into(),
    }
}

pub fn paid() -> InvoicePaid {
    InvoicePaid {
        invoice: detail(),
        state: portal::changed(),
    }
}

pub fn authentication() -> PaymentAuthentication {
    PaymentAuthentication {
        client_secret: "pi_1_secret_2".into(),
        publishable_key: "pk_test_1".into(),
    }
}

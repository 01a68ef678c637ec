//! Cancelling and updating subscriptions.

use contract::{
    CancelMode, CancelPreview, CancellationDetails, CancellationReason, Catalogue,
    CatalogueProduct, ConfirmUpdate, CustomerField, Discount, Features, FeedbackOption,
    OfferDuration, QuantityRange, RetentionOffer, Schedule, ScheduledItem, Statement,
    StatementLine, SubscriptionCancel, SubscriptionUpdate, TakesEffect, UpdatePreview,
    UpdateRequest,
};

super::every!(CANCEL_MODES: CancelMode { AtPeriodEnd, Immediately });
super::every!(CANCELLATION_REASONS: CancellationReason {
    CustomerService, LowQuality, MissingFeatures, Other, SwitchedService, TooComplex, TooExpensive, Unused,
});
super::every!(CUSTOMER_FIELDS: CustomerField { Address, Email, Name, Phone, Shipping, TaxId });
super::every!(OFFER_DURATIONS: OfferDuration { Once, Repeating, Forever });
super::every!(TAKES_EFFECT: TakesEffect { Now, PeriodEnd });

pub fn features() -> Features {
    Features {
        payment_method_update: true,
        invoice_history: true,
        customer_update: vec![CustomerField::Name, CustomerField::TaxId],
        subscription_cancel: Some(SubscriptionCancel {
            mode: CancelMode::AtPeriodEnd,
            reasons: vec![CancellationReason::Unused, CancellationReason::Other],
            feedback_options: vec![FeedbackOption {
                id: "fo_1".into(),
                description: "My studio closed".into(),
            }],
        }),
        subscription_update: Some(SubscriptionUpdate {
            price: true,
            quantity: true,
            promotion_code: false,
        }),
    }
}

pub fn schedule() -> Schedule {
    let [full, bare] = <[_; 2]>::try_from(super::billing::prices()).expect("two prices");
    Schedule {
        changes_at: 1_797_000_000,
        is_ours: true,
        items: vec![
            ScheduledItem {
                product_name: "Starter".into(),
                unit_label: Some("seat".into()),
                price: full,
                quantity: Some(2),
            },
            ScheduledItem {
                product_name: "Requests".into(),
                unit_label: None,
                price: bare,
                quantity: None,
            },
        ],
    }
}

/// A part of the price for some time, and an amount for good.
pub fn discounts() -> Vec<Discount> {
    vec![
        Discount {
            name: Some("Welcome".into()),
            percent_off: Some(1_250),
            amount_off: None,
            ends_at: Some(1_799_000_000),
        },
        Discount {
            name: None,
            percent_off: None,
            amount_off: Some(500),
            ends_at: None,
        },
    ]
}

pub fn cancel_preview() -> CancelPreview {
    CancelPreview {
        mode: CancelMode::Immediately,
        ends_at: 1_795_262_400,
        currency: "eur".into(),
        credit: 1_250,
        due: 300,
        open_invoices: super::billing::invoices(),
        offer: Some(RetentionOffer {
            name: Some("Stay".into()),
            percent_off: Some(3_000),
            amount_off: None,
            duration: OfferDuration::Repeating,
            months: Some(3),
        }),
    }
}

/// An amount for the next invoice, or nothing at all.
pub fn retention_offers() -> Vec<Option<RetentionOffer>> {
    let bare = RetentionOffer {
        name: None,
        percent_off: None,
        amount_off: Some(500),
        duration: OfferDuration::Once,
        months: None,
    };
    vec![Some(bare), None]
}

pub fn cancellation_details() -> CancellationDetails {
    CancellationDetails {
        feedback: Some(CancellationReason::Other),
        comment: Some("We moved in with a partner.".into()),
        feedback_option: Some("fo_1".into()),
    }
}

pub fn catalogue() -> Catalogue {
    let full = CatalogueProduct {
        id: "prod_1".into(),
        name: "Team".into(),
        description: Some("Unlimited projects.".into()),
        unit_label: Some("seat".into()),
        prices: super::billing::prices(),
        quantity: Some(QuantityRange {
            minimum: 1,
            maximum: Some(50),
        }),
    };
    let endless = CatalogueProduct {
        quantity: Some(QuantityRange {
            minimum: 0,
            maximum: None,
        }),
        ..full.clone()
    };
    let bare = CatalogueProduct {
        id: "prod_2".into(),
        name: "Starter".into(),
        description: None,
        unit_label: None,
        prices: Vec::new(),
        quantity: None,
    };
    Catalogue {
        products: vec![full, endless, bare],
    }
}

pub fn update_request() -> UpdateRequest {
    UpdateRequest {
        price: "price_1".into(),
        quantity: Some(3),
        promotion_code: Some("WELCOME".into()),
    }
}

pub fn confirm_update() -> ConfirmUpdate {
    ConfirmUpdate {
        update: update_request(),
        fingerprint: "5f0c".into(),
    }
}

fn statement() -> Statement {
    let line = StatementLine {
        description: "Unused time on Starter after 20 Nov 2026".into(),
        amount: -600,
        quantity: Some(1),
        proration: true,
        period_start: 1_795_262_400,
        period_end: 1_797_000_000,
    };
    let charge = StatementLine {
        description: "Remaining time on 3 × Team after 20 Nov 2026".into(),
        amount: 4_350,
        quantity: None,
        proration: false,
        ..line.clone()
    };
    Statement {
        date: 1_795_262_400,
        lines: vec![line, charge],
        subtotal: 3_750,
        discount: 375,
        tax: 641,
        taxes: vec![contract::InvoiceTax {
            name: Some("VAT".into()),
            percentage: Some("19".into()),
            inclusive: false,
            amount: 641,
        }],
        total: 4_016,
        balance: -16,
        due: 4_000,
    }
}

pub fn update_preview() -> UpdatePreview {
    UpdatePreview {
        currency: "eur".into(),
        takes_effect: TakesEffect::Now,
        effective_at: 1_795_262_400,
        product_name: "Team".into(),
        unit_label: Some("seat".into()),
        price: super::billing::prices().remove(0),
        quantity: Some(3),
        recurring_total: 8_700,
        now: Some(statement()),
        next: Some(statement()),
        ends_trial: true,
        promotion_code: Some("WELCOME".into()),
        payment_method: Some("pm_1".into()),
        fingerprint: "5f0c".into(),
    }
}

pub fn update_preview_of_little() -> UpdatePreview {
    UpdatePreview {
        takes_effect: TakesEffect::PeriodEnd,
        unit_label: None,
        price: super::billing::prices().remove(1),
        quantity: None,
        now: None,
        next: None,
        ends_trial: false,
        promotion_code: None,
        payment_method: None,
        ..update_preview()
    }
}

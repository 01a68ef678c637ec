//! One invoice in full.

use contract::{
    Invoice, InvoiceDetail, InvoiceDiscount, InvoiceEvent, InvoiceEventKind, InvoiceLine,
    InvoiceStatus, InvoiceTax, Party, PaymentProgress,
};
use stripe::{
    Account, Charge, ChargeStatus, CreditNote, Expandable, FullInvoice, PaymentIntentStatus,
    Refund, RefundStatus,
};

use super::invoice::bare;
use super::{address, method, status};
use crate::upstream::invoice::waits;

/// What else is printed.
#[derive(Clone)]
pub(in crate::upstream) struct Printed<'a> {
    pub(in crate::upstream) charges: &'a [Charge],
    pub(in crate::upstream) refunds: &'a [Refund],
    pub(in crate::upstream) credit_notes: &'a [CreditNote],
    pub(in crate::upstream) taxes: Vec<InvoiceTax>,
    pub(in crate::upstream) account: &'a Account,
}

/// The invoice; `row` is what the list says of it.
pub(in crate::upstream) fn detail(
    found: FullInvoice,
    row: Invoice,
    printed: Printed<'_>,
) -> InvoiceDetail {
    let history = history(&printed);
    let ending = found.ending_balance.unwrap_or(found.starting_balance);
    InvoiceDetail {
        merchant: merchant(&found, printed.account),
        due_date: found.due_date,
        paid_at: found.status_transitions.paid_at,
        lines: found.invoice.lines.data.iter().map(line).collect(),
        subtotal: found.subtotal,
        discounts: discounts(&found),
        taxes: printed.taxes,
        // What a total below zero adds to the balance takes nothing off it.
        balance_applied: if row.total > 0 {
            ending - found.starting_balance
        } else {
            0
        },
        amount_paid: found.amount_paid,
        payment: progress(&found),
        history,
        invoice: row,
        memo: filled(found.description),
        footer: filled(found.footer),
        customer: Party {
            name: filled(found.customer_name),
            email: filled(found.customer_email),
            phone: filled(found.customer_phone),
            address: found.customer_address.map(address),
            tax_ids: found
                .customer_tax_ids
                .into_iter()
                .filter_map(|tax_id| filled(tax_id.value))
                .collect(),
        },
    }
}

/// Where the payment stands.
pub(in crate::upstream) fn progress(found: &FullInvoice) -> PaymentProgress {
    let is_open = status(&found.invoice) == Some(InvoiceStatus::Open);
    match found.payment_intent().filter(|_| is_open) {
        Some(intent) if waits(intent) => PaymentProgress::RequiresAction,
        Some(intent) if intent.status == PaymentIntentStatus::Processing => {
            PaymentProgress::Processing
        }
        _ => PaymentProgress::Idle,
    }
}

fn merchant(found: &FullInvoice, account: &Account) -> Party {
    let profile = &account.business_profile;
    let own_name = || filled(profile.name.clone());
    Party {
        name: filled(found.account_name.clone()).or_else(own_name),
        email: filled(profile.support_email.clone()),
        phone: filled(profile.support_phone.clone()),
        address: profile.support_address.clone().map(address),
        tax_ids: found
            .account_tax_ids
            .iter()
            .filter_map(Expandable::object)
            .map(|tax_id| tax_id.value.clone())
            .filter(|value| !value.is_empty())
            .collect(),
    }
}

fn line(line: &stripe::InvoiceLine) -> InvoiceLine {
    let words = line.description.as_deref().unwrap_or_default();
    InvoiceLine {
        description: bare(words).to_owned(),
        quantity: line.quantity,
        // A proration's price is that of a whole period, and would seem not to fit its amount.
        unit_amount_decimal: line.unit_amount_decimal.clone().filter(|_| !line.proration),
        amount: line.amount,
        period_start: line.period.start,
        period_end: line.period.end.max(line.period.start),
    }
}

fn discounts(found: &FullInvoice) -> Vec<InvoiceDiscount> {
    let taken = found.total_discount_amounts.iter();
    taken
        .filter(|taken| taken.amount != 0)
        .map(|taken| {
            let discount = taken.discount.as_ref().and_then(Expandable::object);
            let coupon = discount.and_then(|discount| discount.coupon.as_ref()?.object());
            InvoiceDiscount {
                name: coupon.and_then(|coupon| filled(coupon.name.clone())),
                percent_off: coupon.and_then(|coupon| coupon.percent_off),
                amount: taken.amount,
            }
        })
        .collect()
}

/// Payments and what was given back, newest first.
fn history(printed: &Printed<'_>) -> Vec<InvoiceEvent> {
    let charges = printed.charges.iter().filter_map(|charge| {
        let details = charge.payment_method_details.as_ref();
        Some(InvoiceEvent {
            at: charge.created,
            kind: match charge.status {
                ChargeStatus::Succeeded => InvoiceEventKind::Payment,
                ChargeStatus::Pending => InvoiceEventKind::PaymentPending,
                ChargeStatus::Failed => InvoiceEventKind::PaymentFailed,
                ChargeStatus::Other(_) => return None,
            },
            amount: charge.amount,
            method: details.map(method::kind),
            number: None,
        })
    });
    let refunds = printed.refunds.iter().filter_map(|refund| {
        Some(InvoiceEvent {
            at: refund.created,
            kind: match refund.status.as_ref()? {
                RefundStatus::Succeeded => InvoiceEventKind::Refund,
                RefundStatus::Pending | RefundStatus::RequiresAction => {
                    InvoiceEventKind::RefundPending
                }
                RefundStatus::Failed => InvoiceEventKind::RefundFailed,
                RefundStatus::Canceled | RefundStatus::Other(_) => return None,
            },
            amount: refund.amount,
            method: None,
            number: None,
        })
    });
    let notes = printed.credit_notes.iter().filter_map(|note| {
        let credited = note.credited();
        let counts = credited > 0 && note.status.as_deref() != Some("void");
        counts.then(|| InvoiceEvent {
            at: note.created,
            kind: InvoiceEventKind::Credit,
            amount: credited,
            method: None,
            number: note.number.clone(),
        })
    });
    let mut all: Vec<InvoiceEvent> = refunds.chain(notes).chain(charges).collect();
    // Stable: of one second, what was given back stands above what it was given back of.
    all.sort_by_key(|event| std::cmp::Reverse(event.at));
    all
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

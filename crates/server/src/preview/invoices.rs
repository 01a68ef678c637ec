//! Invoices of a made-up customer.

use contract::{
    Invoice, InvoiceDetail, InvoiceEvent, InvoiceEventKind, InvoiceId, InvoiceLine, InvoiceStatus,
    InvoiceTax, Party, PaymentProgress,
};

use super::holdings::{FIRST, LEFT, SEATS, visa};
use super::plans::TEAM;
use super::{CURRENCY, DAY, MONTH, Sample, State};

/// Hundredths that go to the state.
const TAX: i64 = 21;

impl Sample {
    /// All invoices, newest first.
    pub fn invoices(self) -> Vec<Invoice> {
        let count = match self.state {
            State::Empty => 0,
            State::Trialing => 1,
            State::Many => 60,
            _ => 14,
        };
        (0..count)
            .map(|number| self.invoice(count, number))
            .collect()
    }

    /// `number` counts from the newest of `count` down.
    fn invoice(self, count: i64, number: i64) -> Invoice {
        let lines = self.lines(number);
        let subtotal: i64 = lines.iter().map(|line| line.amount).sum();
        let status = match (self.state, number) {
            (State::PastDue, 0) => InvoiceStatus::Open,
            (State::Many, 0 | 2) => InvoiceStatus::Open,
            (State::Many, 5) => InvoiceStatus::Void,
            (State::Many, 9) => InvoiceStatus::Uncollectible,
            _ => InvoiceStatus::Paid,
        };
        let total = subtotal + tax(subtotal);
        let is_open = status == InvoiceStatus::Open;
        Invoice {
            id: format!("in_preview_{number}").into(),
            number: Some(format!("PREVIEW-{:04}", count - number)),
            created: self.issued(number),
            description: lines.into_iter().map(|line| line.description).collect(),
            total,
            amount_remaining: if is_open { total } else { 0 },
            currency: CURRENCY.to_owned(),
            status,
            subscription: Some(FIRST.into()),
            hosted_invoice_url: None,
            invoice_pdf: None,
        }
    }

    fn issued(self, number: i64) -> i64 {
        let last = match self.state {
            State::Trialing => self.now - 2 * DAY,
            _ => self.now + LEFT - MONTH,
        };
        last - number * MONTH
    }

    fn lines(self, number: i64) -> Vec<InvoiceLine> {
        let begin = self.issued(number);
        let plan = InvoiceLine {
            description: TEAM.name.to_owned(),
            quantity: Some(SEATS),
            unit_amount_decimal: Some(TEAM.monthly.to_string()),
            amount: match self.state {
                State::Trialing => 0,
                _ => SEATS * TEAM.monthly,
            },
            period_start: begin,
            period_end: begin + MONTH,
        };
        if self.state != State::Many {
            return vec![plan];
        }
        let messages = 1_200 + number * 370;
        let usage = InvoiceLine {
            description: "Messages".to_owned(),
            quantity: Some(messages),
            unit_amount_decimal: Some("0.4".to_owned()),
            amount: messages * 4 / 10,
            ..plan.clone()
        };
        let set_up = InvoiceLine {
            description: "Set-up and training on site, travel expenses included".to_owned(),
            quantity: None,
            unit_amount_decimal: None,
            amount: 45_000,
            period_end: begin,
            ..plan.clone()
        };
        let mut lines = vec![plan, usage];
        if number % 12 == 1 {
            lines.push(set_up);
        }
        lines
    }

    /// One invoice in full; `None` when the customer has none of this id. `merchant` wrote it.
    pub fn detail(self, id: &InvoiceId, merchant: Party) -> Option<InvoiceDetail> {
        let all = self.invoices();
        let at = all.iter().position(|invoice| invoice.id == *id)?;
        let invoice = all.into_iter().nth(at)?;
        let lines = self.lines(i64::try_from(at).ok()?);
        let subtotal: i64 = lines.iter().map(|line| line.amount).sum();
        let customer = self.customer();
        let is_paid = invoice.status == InvoiceStatus::Paid;
        let paid_at = invoice.created + DAY / 24;
        let event = InvoiceEvent {
            at: paid_at,
            kind: match invoice.status {
                InvoiceStatus::Open => InvoiceEventKind::PaymentFailed,
                _ => InvoiceEventKind::Payment,
            },
            amount: invoice.total,
            method: Some(visa()),
            number: None,
        };
        let happened = invoice.total > 0
            && matches!(invoice.status, InvoiceStatus::Open | InvoiceStatus::Paid);
        Some(InvoiceDetail {
            merchant,
            customer: Party {
                name: customer.name,
                email: customer.email,
                phone: customer.phone,
                address: customer.address,
                tax_ids: customer.tax_ids.into_iter().map(|it| it.value).collect(),
            },
            due_date: None,
            paid_at: is_paid.then_some(paid_at),
            lines,
            subtotal,
            discounts: Vec::new(),
            taxes: taxes(subtotal),
            balance_applied: 0,
            amount_paid: if is_paid { invoice.total } else { 0 },
            payment: PaymentProgress::Idle,
            memo: None,
            footer: None,
            history: happened.then_some(event).into_iter().collect(),
            invoice,
        })
    }
}

/// What goes to the state of an amount.
pub(super) fn tax(amount: i64) -> i64 {
    amount * TAX / 100
}

/// The same as it is listed.
pub(super) fn taxes(amount: i64) -> Vec<InvoiceTax> {
    let tax = InvoiceTax {
        name: Some("VAT".to_owned()),
        percentage: Some(TAX.to_string()),
        inclusive: false,
        amount: tax(amount),
    };
    vec![tax]
}

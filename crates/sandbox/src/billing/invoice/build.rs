//! The invoice object of a bill. A preview and the real draft are made by the same function.

use serde_json::{Value, json};

use super::Bill;
use crate::billing::books::Books;
use crate::billing::lines::INHERITS;
use crate::billing::statement::{self, Statement};
use crate::billing::tax::Liability;
use crate::cx::Cx;
use crate::error::Result;
use crate::resources::account;
use crate::value::{int, text};

/// How long a renewal's invoice stays a draft, in seconds, as in Stripe.
pub(super) const DRAFT_FOR: i64 = 3_600;

/// Makes the draft of a bill at this moment; stores nothing.
pub(crate) async fn build(cx: &mut Cx, bill: Bill<'_>, books: &Books, id: &str) -> Result<Value> {
    let Bill {
        subscription,
        customer,
        reason,
        period,
        mut lines,
    } = bill;
    let default_rates = books.default_rates(subscription);
    for line in &mut lines {
        line["invoice"] = id.into();
        tax_by_default(line, &default_rates);
    }
    let currency = text(subscription, "currency");
    let discounts = books.discounts(subscription, cx.now);
    let liability = Liability::of(customer);
    let statement = statement::compose(lines, &discounts, liability, currency);
    let mut invoice = json!({
        "id": id,
        "object": "invoice",
        "account_country": account::country(cx),
        "account_name": account::NAME,
        "account_tax_ids": null,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_shipping": 0,
        "application": null,
        "attempt_count": 0,
        "attempted": false,
        "auto_advance": true,
        "automatic_tax": { "disabled_reason": null, "enabled": false, "liability": null, "provider": null, "status": null },
        "automatically_finalizes_at": cx.now + DRAFT_FOR,
        "billing_reason": reason,
        "collection_method": subscription["collection_method"],
        "created": cx.now,
        "currency": currency,
        "custom_fields": customer["invoice_settings"]["custom_fields"],
        "customer": customer["id"],
        "customer_account": null,
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": customer["shipping"],
        "customer_tax_exempt": customer["tax_exempt"],
        "customer_tax_ids": tax_ids(cx, text(customer, "id")).await?,
        "default_payment_method": null,
        "default_source": null,
        "default_tax_rates": subscription["default_tax_rates"],
        "description": null,
        "due_date": subscription["days_until_due"].as_i64().map(|days| cx.now + days * 86_400),
        "effective_at": null,
        "ending_balance": null,
        "footer": customer["invoice_settings"]["footer"],
        "from_invoice": null,
        "hosted_invoice_url": null,
        "invoice_pdf": null,
        "issuer": { "type": "self" },
        "last_finalization_error": null,
        "latest_revision": null,
        "livemode": false,
        "metadata": {},
        "next_payment_attempt": null,
        "number": null,
        "on_behalf_of": subscription["on_behalf_of"],
        "parent": {
            "quote_details": null,
            "subscription_details": { "metadata": subscription["metadata"], "subscription": subscription["id"] },
            "type": "subscription_details",
        },
        "payment_settings": { "default_mandate": null, "payment_method_options": null, "payment_method_types": null },
        "period_end": period.1,
        "period_start": period.0,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": null,
        "rendering": null,
        "shipping_cost": null,
        "shipping_details": null,
        "starting_balance": int(customer, "balance"),
        "statement_descriptor": null,
        "status": "draft",
        "status_transitions": {
            "finalized_at": null, "marked_uncollectible_at": null, "paid_at": null, "voided_at": null,
        },
        "test_clock": customer["test_clock"],
        "total_pretax_credit_amounts": [],
        "webhooks_delivered_at": cx.now,
    });
    set_sums(&mut invoice, statement);
    Ok(invoice)
}

/// A line that says nothing of taxes has those of its invoice.
pub(super) fn tax_by_default(line: &mut Value, rates: &Value) {
    if line["_tax_rates"].is_null() {
        line["_tax_rates"] = rates.clone();
        line[INHERITS] = true.into();
    }
}

/// Writes what an invoice comes to into it.
pub(super) fn set_sums(invoice: &mut Value, statement: Statement) {
    let due = (statement.total + int(invoice, "starting_balance")).max(0);
    let taken = statement.discounts.iter();
    invoice["discounts"] = taken.clone().map(|(id, _)| id.clone()).collect();
    invoice["total_discount_amounts"] = taken
        .map(|(discount, amount)| json!({ "amount": amount, "discount": discount }))
        .collect();
    for (name, amount) in [
        ("amount_due", due),
        ("amount_remaining", due),
        ("subtotal", statement.subtotal),
        ("subtotal_excluding_tax", statement.subtotal_excluding_tax),
        ("total", statement.total),
        ("total_excluding_tax", statement.total_excluding_tax),
    ] {
        invoice[name] = amount.into();
    }
    invoice["total_taxes"] = statement.taxes.into();
    invoice["_lines"] = statement.lines.into();
}

async fn tax_ids(cx: &mut Cx, customer: &str) -> Result<Vec<Value>> {
    let held = cx.of_customer("tax_id", customer).await?;
    Ok(held
        .iter()
        .filter(|tax_id| tax_id["deleted"] != true)
        .map(|tax_id| json!({ "type": tax_id["type"], "value": tax_id["value"] }))
        .collect())
}

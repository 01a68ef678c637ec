//! Invoices: drafted, finalized, paid.

use serde_json::{Value, json};

use super::discount;
use super::lifecycle;
use crate::cx::Cx;
use crate::error::Result;
use crate::ids;
use crate::resources::account;
use crate::value::{int, text};

/// How long a renewal's invoice stays a draft, in seconds, as in Stripe.
pub(crate) const DRAFT_FOR: i64 = 3_600;

/// What an invoice is made of.
pub(crate) struct Bill<'a> {
    pub(crate) subscription: &'a Value,
    pub(crate) customer: &'a Value,
    /// `billing_reason`.
    pub(crate) reason: &'static str,
    /// The period the invoice is about (its lines may be about the next one).
    pub(crate) period: (i64, i64),
    pub(crate) lines: Vec<Value>,
}

/// Stores a draft and announces it.
pub(crate) async fn draft(cx: &mut Cx, bill: Bill<'_>) -> Result<Value> {
    let Bill {
        subscription,
        customer,
        reason,
        period,
        mut lines,
    } = bill;
    let id = ids::long("in")?;
    let subtotal: i64 = lines.iter().map(|line| int(line, "amount")).sum();
    let discounts = discount::taken_off(cx, subscription, subtotal).await?;
    for line in &mut lines {
        line["invoice"] = id.clone().into();
    }
    for (discount, amount) in &discounts {
        spread(&mut lines, &discount["id"], *amount, subtotal);
    }
    let off: i64 = discounts.iter().map(|(_, amount)| amount).sum();
    let total = subtotal - off;
    let balance = int(customer, "balance");
    let due = (total + balance).max(0);
    let taken: Vec<Value> = discounts
        .iter()
        .map(|(discount, amount)| json!({ "amount": amount, "discount": discount["id"] }))
        .collect();
    let invoice = json!({
        "id": id,
        "object": "invoice",
        "account_country": account::country(cx),
        "account_name": account::NAME,
        "account_tax_ids": null,
        "amount_due": due,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": due,
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
        "currency": subscription["currency"],
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
        "default_tax_rates": [],
        "description": null,
        "discounts": discounts.iter().map(|(discount, _)| &discount["id"]).collect::<Vec<_>>(),
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
        "on_behalf_of": null,
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
        "starting_balance": balance,
        "statement_descriptor": null,
        "status": "draft",
        "status_transitions": {
            "finalized_at": null, "marked_uncollectible_at": null, "paid_at": null, "voided_at": null,
        },
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "test_clock": customer["test_clock"],
        "total": total,
        "total_discount_amounts": taken,
        "total_excluding_tax": total,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "webhooks_delivered_at": cx.now,
        "_lines": lines,
    });
    cx.insert(&invoice).await?;
    cx.emit("invoice.created", &invoice, None).await?;
    Ok(invoice)
}

/// Shares a discount among the lines by their amounts; the last one takes what rounding leaves.
fn spread(lines: &mut [Value], discount: &Value, amount: i64, subtotal: i64) {
    let mut left = amount;
    let last = lines.len().saturating_sub(1);
    for (index, line) in lines.iter_mut().enumerate() {
        let share = if index == last || subtotal == 0 {
            left
        } else {
            let exact = i128::from(amount) * i128::from(int(line, "amount")) / i128::from(subtotal);
            i64::try_from(exact).unwrap_or_default()
        };
        left -= share;
        if let Some(amounts) = line["discount_amounts"].as_array_mut() {
            amounts.push(json!({ "amount": share, "discount": discount }));
        }
    }
}

async fn tax_ids(cx: &mut Cx, customer: &str) -> Result<Vec<Value>> {
    let held = cx.of_customer("tax_id", customer).await?;
    Ok(held
        .iter()
        .filter(|tax_id| tax_id["deleted"] != true)
        .map(|tax_id| json!({ "type": tax_id["type"], "value": tax_id["value"] }))
        .collect())
}

/// Gives a draft its number and makes it due. An invoice over nothing is paid at once.
pub(crate) async fn finalize(cx: &mut Cx, invoice: &mut Value) -> Result<()> {
    let before = cx
        .find(text(invoice, "customer"))
        .await?
        .unwrap_or_default();
    let mut customer = before.clone();
    let sequence = int(&customer, "next_invoice_sequence").max(1);
    let prefix = text(&customer, "invoice_prefix");
    invoice["number"] = format!("{prefix}-{sequence:04}").into();
    customer["next_invoice_sequence"] = (sequence + 1).into();
    let ending = (int(invoice, "starting_balance") + int(invoice, "total")).min(0);
    invoice["ending_balance"] = ending.into();
    customer["balance"] = ending.into();
    if customer["currency"].is_null() {
        customer["currency"] = invoice["currency"].clone();
    }
    if before["deleted"] != true {
        cx.save(&customer).await?;
        if before["balance"] != customer["balance"] || before["currency"] != customer["currency"] {
            cx.emit("customer.updated", &customer, Some(&before))
                .await?;
        }
    }
    invoice["status"] = "open".into();
    invoice["effective_at"] = cx.now.into();
    invoice["automatically_finalizes_at"] = Value::Null;
    invoice["status_transitions"]["finalized_at"] = cx.now.into();
    cx.save(invoice).await?;
    cx.emit("invoice.finalized", invoice, None).await?;
    if int(invoice, "amount_due") == 0 {
        paid(cx, invoice, None).await?;
    } else {
        super::intent::prepare(cx, invoice).await?;
        if invoice["collection_method"] == "send_invoice" {
            cx.emit("invoice.sent", invoice, None).await?;
        }
    }
    Ok(())
}

/// Marks an invoice paid, and lets its subscription know.
pub(crate) async fn paid(cx: &mut Cx, invoice: &mut Value, method: Option<&Value>) -> Result<()> {
    invoice["status"] = "paid".into();
    invoice["attempted"] = true.into();
    invoice["amount_paid"] = invoice["amount_due"].clone();
    invoice["amount_remaining"] = 0.into();
    invoice["auto_advance"] = false.into();
    invoice["next_payment_attempt"] = Value::Null;
    invoice["status_transitions"]["paid_at"] = cx.now.into();
    cx.save(invoice).await?;
    cx.emit("invoice.paid", invoice, None).await?;
    cx.emit("invoice.payment_succeeded", invoice, None).await?;
    lifecycle::invoice_paid(cx, invoice, method).await
}

/// Gives an invoice up: `void` or `uncollectible`, for collection that is paused.
pub(crate) async fn give_up(cx: &mut Cx, invoice: &mut Value, status: &str) -> Result<()> {
    let (moment, event) = match status {
        "void" => ("voided_at", "invoice.voided"),
        _ => ("marked_uncollectible_at", "invoice.marked_uncollectible"),
    };
    invoice["status"] = status.into();
    invoice["auto_advance"] = false.into();
    invoice["next_payment_attempt"] = Value::Null;
    invoice["status_transitions"][moment] = cx.now.into();
    cx.save(invoice).await?;
    cx.emit(event, invoice, None).await
}

/// The subscription an invoice is of.
pub(crate) fn subscription_of(invoice: &Value) -> &str {
    text(&invoice["parent"]["subscription_details"], "subscription")
}

//! Invoices.

use contract::{Invoice, InvoiceId, InvoiceStatus, SubscriptionId};

use crate::upstream::catalogue::Products;

/// Whether a customer may see it: not a draft, and not in a state this release cannot name.
pub(in crate::upstream) fn is_visible(invoice: &stripe::Invoice) -> bool {
    status(invoice).is_some()
}

/// The invoices a customer may see, in the order they came.
pub(in crate::upstream) fn invoices(
    found: &[stripe::Invoice],
    products: &Products,
) -> Vec<Invoice> {
    found
        .iter()
        .filter_map(|invoice| {
            Some(Invoice {
                id: InvoiceId::from(invoice.id.as_str()),
                number: invoice.number.clone(),
                created: invoice.created,
                description: description(&invoice.lines.data, products),
                total: invoice.total,
                amount_remaining: invoice.amount_remaining,
                currency: invoice.currency.clone(),
                status: status(invoice)?,
                subscription: invoice.subscription_id().map(SubscriptionId::from),
                hosted_invoice_url: invoice.hosted_invoice_url.clone(),
                invoice_pdf: invoice.invoice_pdf.clone(),
            })
        })
        .collect()
}

/// Where it stands; `None` for drafts and states this release cannot name.
pub(in crate::upstream) fn status(invoice: &stripe::Invoice) -> Option<InvoiceStatus> {
    match invoice.status.as_ref()? {
        stripe::InvoiceStatus::Open => Some(InvoiceStatus::Open),
        stripe::InvoiceStatus::Paid => Some(InvoiceStatus::Paid),
        stripe::InvoiceStatus::Uncollectible => Some(InvoiceStatus::Uncollectible),
        stripe::InvoiceStatus::Void => Some(InvoiceStatus::Void),
        stripe::InvoiceStatus::Draft | stripe::InvoiceStatus::Other(_) => None,
    }
}

/// What the lines are about: the products' names, else upstream's words. Each once, in order.
fn description(lines: &[stripe::InvoiceLine], products: &Products) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in lines {
        let product = line.product.as_ref().and_then(|id| products.get(id));
        let name = product
            .and_then(|product| product.name.as_deref())
            .or_else(|| line.description.as_deref().map(bare))
            .unwrap_or_default();
        if !name.is_empty() && !names.iter().any(|held| held == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// `1 × Pro (at €20.00 / month)` without quantity and price, which the row shows elsewhere or not at all.
pub(super) fn bare(description: &str) -> &str {
    let text = match description.split_once(" × ") {
        Some((count, rest)) if count.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => description,
    };
    match text.rsplit_once(" (at ") {
        Some((name, rest)) if rest.ends_with(')') => name,
        _ => text,
    }
}

//! Invoice items: credits and charges that wait for the next invoice.

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::error::Result;
use crate::ids;
use crate::value::text;

/// Stores an invoice item for every line of a subscription's change.
pub(crate) async fn store(cx: &mut Cx, subscription: &Value, lines: &[Value]) -> Result<()> {
    for line in lines {
        let id = ids::long("ii")?;
        let mut line = line.clone();
        let details = line["parent"]["subscription_item_details"].clone();
        line["parent"]["subscription_item_details"]["invoice_item"] = id.clone().into();
        let credited = match &details["proration_details"]["credited_items"] {
            Value::Null => Value::Null,
            lines => {
                json!({ "invoice_line_item_details": lines, "type": "invoice_line_item_details" })
            }
        };
        let item = json!({
            "id": id,
            "object": "invoiceitem",
            "amount": line["amount"],
            "currency": line["currency"],
            "customer": subscription["customer"],
            "customer_account": null,
            "date": cx.now,
            "description": line["description"],
            "discountable": line["discountable"],
            "discounts": [],
            "invoice": null,
            "livemode": false,
            "metadata": {},
            "net_amount": line["amount"],
            "parent": {
                "subscription_details": {
                    "subscription": subscription["id"],
                    "subscription_item": details["subscription_item"],
                },
                "type": "subscription_details",
            },
            "period": line["period"],
            "pricing": line["pricing"],
            "proration": details["proration"],
            "proration_details": { "credited_items": credited, "discount_amounts": [] },
            "quantity": line["quantity"],
            "quantity_decimal": line["quantity_decimal"],
            "tax_rates": ids_of(&line["_tax_rates"]),
            "test_clock": subscription["test_clock"],
            "_line": line,
        });
        cx.insert(&item).await?;
        cx.emit("invoiceitem.created", &item, None).await?;
    }
    Ok(())
}

fn ids_of(rates: &Value) -> Vec<&Value> {
    let rates = rates.as_array().into_iter().flatten();
    rates.map(|rate| &rate["id"]).collect()
}

/// The lines that wait for the next invoice of a subscription, oldest first.
pub(crate) async fn lines(cx: &mut Cx, subscription: &Value) -> Result<Vec<Value>> {
    let items = cx
        .of_customer("invoiceitem", text(subscription, "customer"))
        .await?;
    Ok(items
        .into_iter()
        .filter(|item| item["deleted"] != true && item["invoice"].is_null())
        .filter(|item| item["parent"]["subscription_details"]["subscription"] == subscription["id"])
        .map(|mut item| item["_line"].take())
        .collect())
}

/// Notes on the items of an invoice's lines that they stand on it.
pub(crate) async fn billed(cx: &mut Cx, invoice: &Value) -> Result<()> {
    let lines = invoice["_lines"].as_array().cloned().unwrap_or_default();
    for line in lines {
        let id = text(&line["parent"]["subscription_item_details"], "invoice_item");
        if let Some(mut item) = cx.find(id).await? {
            item["invoice"] = invoice["id"].clone();
            cx.save(&item).await?;
        }
    }
    Ok(())
}

//! The customer's balance: credit (negative) or debt (positive) that the next invoice takes in.

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::error::Result;
use crate::ids;
use crate::value::{int, text};

/// Moves the balance by an amount and keeps the transaction. `customer` becomes its new state; nothing happens when the
/// amount is 0.
pub(crate) async fn shift(
    cx: &mut Cx,
    customer: &mut Value,
    amount: i64,
    with: &Value,
) -> Result<Value> {
    if amount == 0 {
        return Ok(Value::Null);
    }
    let ending = int(customer, "balance") + amount;
    customer["balance"] = ending.into();
    let currency = match with["currency"].as_str() {
        Some(currency) => currency,
        None => text(customer, "currency"),
    };
    let transaction = json!({
        "id": ids::long("cbtxn")?,
        "object": "customer_balance_transaction",
        "amount": amount,
        "checkout_session": null,
        "created": cx.now,
        "credit_note": null,
        "currency": currency,
        "customer": customer["id"],
        "customer_account": null,
        "description": with["description"],
        "ending_balance": ending,
        "invoice": with["invoice"],
        "livemode": false,
        "metadata": {},
        "type": with["type"],
    });
    cx.insert(&transaction).await?;
    Ok(transaction)
}

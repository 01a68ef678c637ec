//! What a charge shows of the method it was made with: less than the method itself, and what happened between the banks.

use serde_json::{Value, json};

use crate::cx::{Cx, body};
use crate::error::Result;
use crate::value::text;

/// What a method shows of itself and its charges do not.
const NOT_SHOWN: [&str; 7] = [
    "display_brand",
    "financial_connections_account",
    "generated_from",
    "networks",
    "status_details",
    "three_d_secure_usage",
    "email",
];

/// `payment_method_details` of a charge, below the kind.
pub(super) async fn of(cx: &mut Cx, method: &Value) -> Result<Value> {
    let kind = text(method, "type");
    let mut details = method[kind].clone();
    if let Some(members) = details.as_object_mut() {
        members.retain(|name, _| !NOT_SHOWN.contains(&name.as_str()));
    }
    let more = match kind {
        "card" => json!({
            "amount_authorized": null, "authorization_code": null, "electronic_commerce_indicator": null,
            "installments": null, "mandate": null, "network": details["brand"], "network_transaction_id": null,
            "three_d_secure": null, "transaction_link_id": null,
        }),
        "sepa_debit" | "bacs_debit" => json!({ "mandate": mandate(cx, method).await? }),
        "us_bank_account" => json!({ "payment_reference": null }),
        "link" => json!({ "country": null }),
        "paypal" => {
            json!({ "payer_name": null, "seller_protection": null, "transaction_id": null })
        }
        "cashapp" | "amazon_pay" => json!({ "transaction_id": null }),
        _ => json!({}),
    };
    for (name, value) in more.as_object().into_iter().flatten() {
        details[name] = value.clone();
    }
    Ok(details)
}

/// The id of the mandate a method's debits rest on; null when it was saved without a setup intent.
async fn mandate(cx: &mut Cx, method: &Value) -> Result<Value> {
    let row = sqlx::query(
        "SELECT body FROM objects WHERE account = $1 AND object = 'mandate' \
         AND json_extract(body, '$.payment_method') = $2 ORDER BY seq DESC LIMIT 1",
    )
    .bind(&cx.caller.account)
    .bind(text(method, "id"))
    .fetch_optional(&mut *cx.tx)
    .await?;
    Ok(match row {
        Some(row) => body(&row)?["id"].clone(),
        None => Value::Null,
    })
}

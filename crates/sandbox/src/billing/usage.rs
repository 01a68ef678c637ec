//! What was used of what is billed by use. Source: Stripe, "Usage-based billing": a period's usage is billed with the
//! invoice that begins the next one, or with the last one.

use serde_json::Value;
use sqlx::Row as _;

use crate::cx::Cx;
use crate::error::Result;
use crate::value::{int, text};

/// `object` of a meter.
pub(crate) const METER: &str = "billing.meter";
/// `object` of an event that reports usage.
pub(crate) const EVENT: &str = "billing.meter_event";

/// The usage of an item in its current period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Used {
    pub(crate) quantity: i64,
    pub(crate) period: (i64, i64),
}

/// Whether use decides the quantity of a price.
pub(crate) fn is_metered(price: &Value) -> bool {
    price["recurring"]["usage_type"] == "metered"
}

/// What a subscription's item of a metered price used in its current period.
pub(super) async fn of_item(
    cx: &mut Cx,
    subscription: &Value,
    item: &Value,
    price: &Value,
) -> Result<Used> {
    let period = (
        int(item, "current_period_start"),
        int(item, "current_period_end"),
    );
    let meter = cx.find(text(&price["recurring"], "meter")).await?;
    let quantity = match meter {
        Some(meter) => counted(cx, &meter, text(subscription, "customer"), period).await?,
        None => 0,
    };
    Ok(Used { quantity, period })
}

/// What a meter counted for a customer from a moment on, and before another.
pub(crate) async fn counted(
    cx: &mut Cx,
    meter: &Value,
    customer: &str,
    (start, end): (i64, i64),
) -> Result<i64> {
    let of_all = "SELECT COALESCE(SUM(json_extract(body, '$._value')), 0) FROM objects
         WHERE account = $1 AND object = $2 AND customer = $3 AND json_extract(body, '$.event_name') = $4
           AND json_extract(body, '$.timestamp') >= $5 AND json_extract(body, '$.timestamp') < $6";
    let of_last = "SELECT json_extract(body, '$._value') FROM objects
         WHERE account = $1 AND object = $2 AND customer = $3 AND json_extract(body, '$.event_name') = $4
           AND json_extract(body, '$.timestamp') >= $5 AND json_extract(body, '$.timestamp') < $6
         ORDER BY json_extract(body, '$.timestamp') DESC, seq DESC LIMIT 1";
    let is_last = meter["default_aggregation"]["formula"] == "last";
    let row = sqlx::query(if is_last { of_last } else { of_all })
        .bind(&cx.caller.account)
        .bind(EVENT)
        .bind(customer)
        .bind(text(meter, "event_name"))
        .bind(start)
        .bind(end)
        .fetch_optional(&mut *cx.tx)
        .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or(0))
}

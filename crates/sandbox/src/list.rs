//! Cursor lists: newest first, `limit`, `starting_after`, `ending_before`, filters.

use serde_json::{Value, json};
use sqlx::{QueryBuilder, Row as _, Sqlite};

use crate::cx::{Cx, body};
use crate::error::{ApiError, Result};
use crate::params::Params;

/// Objects a page holds when no limit was sent.
const DEFAULT_LIMIT: i64 = 10;

/// What a list endpoint selects; built by its handler, narrowed by the common parameters.
#[derive(Debug)]
pub(crate) struct Query {
    object: &'static str,
    customer: Option<String>,
    conditions: Vec<Condition>,
}

#[derive(Debug)]
struct Condition {
    before: &'static str,
    bound: Option<Value>,
    after: &'static str,
}

impl Query {
    /// All objects of a kind.
    pub(crate) fn of(object: &'static str) -> Self {
        Self {
            object,
            customer: None,
            conditions: vec![Condition {
                before: "json_extract(body, '$.deleted') IS NULL",
                bound: None,
                after: "",
            }],
        }
    }

    /// Only those of a customer, when one is given.
    pub(crate) fn customer(mut self, customer: Option<&str>) -> Self {
        self.customer = customer.map(str::to_owned);
        self
    }

    /// Only where an SQL condition without values holds.
    pub(crate) fn such_that(mut self, condition: &'static str) -> Self {
        self.conditions.push(Condition {
            before: condition,
            bound: None,
            after: "",
        });
        self
    }

    /// Only where `before ? after` holds for a sent value; does nothing when it was not sent.
    pub(crate) fn matching(
        mut self,
        before: &'static str,
        value: Option<&Value>,
        after: &'static str,
    ) -> Self {
        if let Some(value) = value.filter(|value| !value.is_null()) {
            self.conditions.push(Condition {
                before,
                bound: Some(value.clone()),
                after,
            });
        }
        self
    }

    fn created(mut self, range: Option<&Value>) -> Self {
        let bounds = [
            ("gt", "created > "),
            ("gte", "created >= "),
            ("lt", "created < "),
            ("lte", "created <= "),
        ];
        match range {
            Some(Value::Object(range)) => {
                for (name, condition) in bounds {
                    self = self.matching(condition, range.get(name), "");
                }
                self
            }
            exact => self.matching("created = ", exact, ""),
        }
    }
}

/// One page of a list.
///
/// # Errors
/// 400 when a cursor names no object of the kind, or both cursors were sent.
pub(crate) async fn page(cx: &mut Cx, query: Query, url: &str) -> Result<Value> {
    let params = cx.params();
    let query = query.created(params.get("created"));
    let limit = params.int("limit").unwrap_or(DEFAULT_LIMIT);
    let cursor = cursor(cx, &params, &query).await?;
    let backwards = matches!(cursor, Some((_, _, true)));

    let mut sql = QueryBuilder::<Sqlite>::new("SELECT body FROM objects WHERE account = ");
    sql.push_bind(cx.caller.account.clone());
    sql.push(" AND object = ").push_bind(query.object);
    if let Some(customer) = query.customer {
        sql.push(" AND customer = ").push_bind(customer);
    }
    for condition in query.conditions {
        sql.push(" AND ").push(condition.before);
        match condition.bound {
            Some(Value::String(text)) => drop(sql.push_bind(text)),
            Some(Value::Bool(flag)) => drop(sql.push_bind(flag)),
            Some(Value::Number(number)) => drop(sql.push_bind(number.as_i64())),
            Some(other) => drop(sql.push_bind(other.to_string())),
            None => {}
        }
        sql.push(condition.after);
    }
    if let Some((created, seq, _)) = cursor {
        sql.push(if backwards {
            " AND (created, seq) > ("
        } else {
            " AND (created, seq) < ("
        });
        sql.push_bind(created).push(", ").push_bind(seq).push(")");
    }
    let order = if backwards {
        "created, seq"
    } else {
        "created DESC, seq DESC"
    };
    sql.push(" ORDER BY ").push(order);
    sql.push(" LIMIT ").push_bind(limit + 1);

    let rows = sql.build().fetch_all(&mut *cx.tx).await?;
    let mut objects = rows.iter().map(body).collect::<Result<Vec<_>>>()?;
    let limit = usize::try_from(limit).unwrap_or_default();
    let has_more = objects.len() > limit;
    objects.truncate(limit);
    if backwards {
        objects.reverse();
    }
    Ok(json!({ "object": "list", "data": objects, "has_more": has_more, "url": url }))
}

/// One page of objects that are stored inside another, in their own order.
///
/// # Errors
/// 400 when a cursor names none of them.
pub(crate) fn page_of(params: &Params, objects: Vec<Value>, url: &str) -> Result<Value> {
    let limit = params.int("limit").unwrap_or(DEFAULT_LIMIT);
    let limit = usize::try_from(limit).unwrap_or_default();
    let total = objects.len();
    let at = |param: &str| match params.text(param) {
        Some(id) => objects
            .iter()
            .position(|object| object["id"] == id)
            .map(Some)
            .ok_or_else(|| ApiError::missing_reference("line_item", id, param)),
        None => Ok(None),
    };
    let (start, end) = match (at("starting_after")?, at("ending_before")?) {
        (Some(after), _) => (after + 1, total.min(after + 1 + limit)),
        (None, Some(before)) => (before.saturating_sub(limit), before),
        (None, None) => (0, total.min(limit)),
    };
    let backwards = params.contains_key("ending_before");
    let has_more = if backwards { start > 0 } else { end < total };
    let data = objects.get(start..end).unwrap_or_default();
    Ok(json!({ "object": "list", "data": data, "has_more": has_more, "url": url }))
}

/// A list that is shown whole.
pub(crate) fn whole(objects: Vec<Value>, url: &str) -> Value {
    json!({ "object": "list", "data": objects, "has_more": false, "url": url })
}

/// The position of the cursor and whether the list runs backwards from it.
async fn cursor(cx: &mut Cx, params: &Params, query: &Query) -> Result<Option<(i64, i64, bool)>> {
    let (id, param) = match (params.text("starting_after"), params.text("ending_before")) {
        (Some(_), Some(_)) => {
            return Err(ApiError::invalid(
                "You cannot use both `starting_after` and `ending_before` at the same time. Please use only one of them.",
            )
            .param("starting_after"));
        }
        (Some(id), None) => (id, "starting_after"),
        (None, Some(id)) => (id, "ending_before"),
        (None, None) => return Ok(None),
    };
    let row = sqlx::query(
        "SELECT created, seq FROM objects WHERE account = $1 AND id = $2 AND object = $3",
    )
    .bind(&cx.caller.account)
    .bind(id)
    .bind(query.object)
    .fetch_optional(&mut *cx.tx)
    .await?
    .ok_or_else(|| ApiError::missing_reference(query.object, id, param))?;
    Ok(Some((
        row.try_get(0)?,
        row.try_get(1)?,
        param == "ending_before",
    )))
}

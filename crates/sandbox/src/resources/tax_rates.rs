//! `/v1/tax_rates`. Percentage and kind of a rate never change; a merchant archives it and makes another.

use serde_json::{Value, json};

use crate::billing::tax;
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::list::{Query, page};
use crate::params::{
    CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, NONE, Param, STARTING_AFTER, clear,
    merge_metadata, opt, req,
};
use crate::value::text;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/tax_rates", CREATE, create),
    endpoint!(GET "/v1/tax_rates", LIST, list),
    endpoint!(GET "/v1/tax_rates/{id}", NONE, retrieve),
    endpoint!(POST "/v1/tax_rates/{id}", UPDATE, update),
];

/// `tax_rates` and `default_tax_rates` wherever they are sent.
pub(crate) const TAX_RATES: Kind = Kind::List(&ID);

const TAX_TYPE: Param = clear(
    "tax_type",
    Kind::Choice(&[
        "amusement_tax",
        "communications_tax",
        "gst",
        "hst",
        "igst",
        "jct",
        "lease_tax",
        "pst",
        "qst",
        "retail_delivery_fee",
        "rst",
        "sales_tax",
        "service_tax",
        "vat",
    ]),
);
const ACTIVE: Param = opt("active", Kind::Boolean);
const COUNTRY: Param = clear("country", Kind::Country);
const DESCRIPTION: Param = clear("description", Kind::Text(5_000));
const JURISDICTION: Param = clear("jurisdiction", Kind::Text(50));
const STATE: Param = clear("state", Kind::Text(3));
const CREATE: &[Param] = &[
    ACTIVE,
    COUNTRY,
    DESCRIPTION,
    req("display_name", Kind::Text(50)),
    req("inclusive", Kind::Boolean),
    JURISDICTION,
    METADATA,
    req("percentage", Kind::Percent),
    STATE,
    TAX_TYPE,
];
const UPDATE: &[Param] = &[
    ACTIVE,
    COUNTRY,
    DESCRIPTION,
    opt("display_name", Kind::Text(50)),
    JURISDICTION,
    METADATA,
    STATE,
    TAX_TYPE,
];
const LIST: &[Param] = &[
    ACTIVE,
    CREATED,
    ENDING_BEFORE,
    opt("inclusive", Kind::Boolean),
    LIMIT,
    STARTING_AFTER,
];
/// What can be said when a rate is made and later.
const FREE: [&str; 7] = [
    "active",
    "country",
    "description",
    "display_name",
    "jurisdiction",
    "state",
    "tax_type",
];
/// Most rates of one thing that is taxed.
const MOST: usize = 10;

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let percentage = params.get("percentage").cloned().unwrap_or_default();
    if tax::parts(&percentage).is_none() {
        return Err(ApiError::invalid(format!(
            "Invalid decimal: {percentage}; must contain at maximum 4 decimal places."
        ))
        .code("parameter_invalid_decimal")
        .param("percentage"));
    }
    let mut rate = json!({
        "id": ids::long("txr")?,
        "object": "tax_rate",
        "active": true,
        "country": null,
        "created": cx.now,
        "description": null,
        "display_name": null,
        "effective_percentage": null,
        "flat_amount": null,
        "inclusive": params.get("inclusive"),
        "jurisdiction": null,
        "jurisdiction_level": null,
        "livemode": false,
        "metadata": {},
        "percentage": percentage,
        "rate_type": "percentage",
        "state": null,
        "tax_type": null,
    });
    params.copy(&FREE, &mut rate);
    merge_metadata(params.get("metadata"), &mut rate);
    cx.insert(&rate).await?;
    cx.emit("tax_rate.created", &rate, None).await?;
    Ok(rate)
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let before = retrieve(cx).await?;
    let params = cx.params();
    let mut rate = before.clone();
    params.copy(&FREE, &mut rate);
    merge_metadata(params.get("metadata"), &mut rate);
    cx.save(&rate).await?;
    cx.emit("tax_rate.updated", &rate, Some(&before)).await?;
    Ok(rate)
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let query = Query::of("tax_rate")
        .matching(
            "json_extract(body, '$.active') = ",
            params.get("active"),
            "",
        )
        .matching(
            "json_extract(body, '$.inclusive') = ",
            params.get("inclusive"),
            "",
        );
    page(cx, query, "/v1/tax_rates").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("tax_rate", &id).await
}

/// The ids of the rates that were sent, none when they were cleared. Archived ones stay where they are `held`.
///
/// # Errors
/// 400 when one does not exist or is archived, or there are too many.
pub(in crate::resources) async fn chosen(
    cx: &mut Cx,
    sent: &Value,
    held: &Value,
    path: &str,
) -> Result<Value> {
    let sent = sent.as_array().cloned().unwrap_or_default();
    if sent.len() > MOST {
        return Err(
            ApiError::invalid(format!("You can apply at most {MOST} tax rates.")).param(path),
        );
    }
    for (index, id) in sent.iter().enumerate() {
        let param = format!("{path}[{index}]");
        let id = id.as_str().unwrap_or_default();
        let rate = cx.referenced("tax_rate", id, &param).await?;
        let held = held.as_array().into_iter().flatten();
        if rate["active"] != true && held.into_iter().all(|held| held != id) {
            return Err(ApiError::invalid(format!(
                "The tax rate {} cannot be added because it is archived.",
                text(&rate, "id")
            ))
            .param(param));
        }
    }
    Ok(sent.into())
}

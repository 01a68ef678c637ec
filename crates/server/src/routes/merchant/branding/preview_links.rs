//! `/v1/portico/branding/preview_links`: links by which people without an account see a draft.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::super::objects::list;
use super::changes::read_changes;
use super::whose::{Whose, take_number, take_text};
use super::whose_in;
use crate::app::{App, Merchant};
use crate::documents::{PREVIEW, PREVIEW_LOGIN, PREVIEW_SESSION, is_page};
use crate::locale::PSEUDO;
use crate::session::token;
use crate::store::PreviewLinkRow;
use crate::stripe_error::{StripeError, StripeResult};

/// The most open links of an account.
const MOST: i64 = 100;

const DAY: i64 = 86_400;

/// Seconds for which a link is good unless it is said, and the most that can be said.
const USUAL: i64 = 7 * DAY;
const LONGEST: i64 = 30 * DAY;

/// The open links, newest first. Where they lead is not among what they say: of their tokens there are only hashes.
pub async fn list_links(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let whose = whose_in(&app, &merchant, query).await?;
    let now = app.clock().now();
    let rows = app.store().preview_links(whose.of(&merchant), now).await?;
    let links = rows.iter().map(|row| object(&merchant, &whose, row));
    let url = "/v1/portico/branding/preview_links";
    Ok(Json(list(links.collect(), false, url)))
}

/// Makes a link. Whoever has it sees the draft as it is then, until the link ends: in the look of made-up pages, and
/// nothing else.
pub async fn create_link(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Json<Value>> {
    let mut wish = read_changes(request).await?;
    let whose = Whose::taken(&app, &merchant, &mut wish).await?;
    let seconds = take_number(&mut wish, "expires_in")?.unwrap_or(USUAL);
    let path = take_text(&mut wish, "path").unwrap_or_else(|| "/".to_owned());
    let locale = take_text(&mut wish, "locale");
    let unknown = wish.as_object().into_iter().flatten();
    let unknown: Vec<String> = unknown.map(|(name, _)| name.clone()).collect();
    if !unknown.is_empty() {
        return Err(StripeError::unknown_parameters(&unknown));
    }
    if !(1..=LONGEST).contains(&seconds) {
        let sentence = format!("Must be between 1 and {LONGEST} seconds.");
        return Err(StripeError::invalid("expires_in", sentence));
    }
    if !is_page(&path) && path != PREVIEW_LOGIN {
        return Err(StripeError::invalid(
            "path",
            "Must be a page of the portal.",
        ));
    }
    let is_known = |tag: &String| tag == PSEUDO || app.catalogues().has(tag);
    if !locale.as_ref().is_none_or(is_known) {
        return Err(StripeError::invalid(
            "locale",
            "Must be a shipped language.",
        ));
    }
    let now = app.clock().now();
    let row = PreviewLinkRow {
        id: token::new_id("pvw_"),
        scope: whose.scope().to_owned(),
        path,
        locale,
        created_at: now,
        expires_at: now + seconds,
    };
    let token = token::mint(token::PREVIEW);
    let (store, account) = (app.store(), &merchant.account.id);
    let hash = token::hash(&token);
    if !store
        .insert_preview_link(account, &hash, &row, MOST)
        .await?
    {
        let sentence = format!("You have reached the maximum of {MOST} preview links.");
        return Err(StripeError::request(sentence));
    }
    let mut object = object(&merchant, &whose, &row);
    let origin = &merchant.home().origin;
    object["url"] = format!("{origin}{PREVIEW}{PREVIEW_SESSION}#{token}").into();
    Ok(Json(object))
}

/// Withdraws a link: from then on it shows nothing of the draft.
pub async fn delete_link(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
) -> StripeResult<Json<Value>> {
    let account = &merchant.account.id;
    if !app.store().remove_preview_link(account, &id).await? {
        return Err(StripeError {
            status: StatusCode::NOT_FOUND,
            ..StripeError::no_such("preview link", "id", &id)
        });
    }
    let object = "portico.branding_preview_link";
    Ok(Json(json!({ "id": id, "object": object, "deleted": true })))
}

fn object(merchant: &Merchant, whose: &Whose, row: &PreviewLinkRow) -> Value {
    let mut object = json!({
        "id": row.id,
        "object": "portico.branding_preview_link",
        "created": row.created_at,
        "expires_at": row.expires_at,
        "livemode": !merchant.account.test_mode,
        "locale": row.locale,
        "path": row.path,
    });
    whose.tell(&mut object);
    object
}

//! `/v1/portico/branding/draft`: a look that is being worked on, which nobody sees yet.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, RawQuery, Request, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::answers;
use super::changes::{check_references, read_changes, take_files};
use super::presets::take_preset;
use super::publishing::{Current, replace, told};
use super::settings::Settings;
use super::whose::{Whose, take_number};
use super::whose_in;
use crate::app::{App, Merchant};
use crate::events::Cause;
use crate::store::DraftRow;
use crate::stripe_error::{StripeError, StripeResult};

/// The draft; 404 when there is none.
pub async fn get_draft(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let whose = whose_in(&app, &merchant, query).await?;
    let row = found(&app, &merchant, &whose).await?;
    shown(&app, &merchant, &whose, &row).await
}

/// Changes the draft as [`super::set_branding`] changes what is shown; without a draft it begins with that. With
/// `revision` it is changed only if it still has it.
pub async fn set_draft(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Json<Value>> {
    let mut changes = read_changes(request).await?;
    let whose = Whose::taken(&app, &merchant, &mut changes).await?;
    let expected = take_number(&mut changes, "revision")?;
    let preset = take_preset(&mut changes)?;
    let files = take_files(&mut changes)?;
    loop {
        let current = Current::read(&app, &merchant, &whose).await?;
        let before = app.store().look_draft(whose.of(&merchant)).await?;
        let revision = before.as_ref().map_or(0, |row| row.revision);
        if expected.is_some_and(|expected| expected != revision) {
            return Err(changed_meanwhile("The draft was changed in the meantime."));
        }
        let begun = match &before {
            Some(row) => Settings::read(&whose, Some(&row.settings)),
            None => current.settings.clone(),
        };
        let settings = begun.changed(preset, &changes)?;
        let branding = settings.shown(&current.account);
        check_references(&app, &merchant, &branding.shared, &files).await?;
        let now = app.clock().now();
        let draft = DraftRow {
            // A number that no earlier draft had.
            revision: (revision + 1).max(now),
            based_on: before.map_or(current.version(), |row| row.based_on),
            settings: settings.text()?,
            updated_at: now,
        };
        let of = whose.of(&merchant);
        if app.store().keep_draft(of, revision, &draft, &files).await? {
            return shown(&app, &merchant, &whose, &draft).await;
        }
    }
}

/// Throws the draft away.
pub async fn delete_draft(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let whose = whose_in(&app, &merchant, query).await?;
    if !app.store().discard_draft(whose.of(&merchant)).await? {
        return Err(none());
    }
    let mut object = json!({ "object": "portico.branding_draft", "deleted": true });
    whose.tell(&mut object);
    Ok(Json(object))
}

/// Shows the draft to customers, and ends it. Refused when something else was published since it was begun, unless
/// `version` says that it is known which.
pub async fn publish_draft(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Json<Value>> {
    let cause = Cause::of(&request);
    let mut wish = read_changes(request).await?;
    let whose = Whose::taken(&app, &merchant, &mut wish).await?;
    let revision = take_number(&mut wish, "revision")?;
    let version = take_number(&mut wish, "version")?;
    let unknown: Vec<String> = wish
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect();
    if !unknown.is_empty() {
        return Err(StripeError::unknown_parameters(&unknown));
    }
    let row = found(&app, &merchant, &whose).await?;
    if revision.is_some_and(|revision| revision != row.revision) {
        return Err(changed_meanwhile("The draft was changed in the meantime."));
    }
    let current = Current::read(&app, &merchant, &whose).await?;
    let meant = version.unwrap_or(row.based_on);
    let now = current.version();
    if meant != now {
        let sentence = format!(
            "Version {now} was published since the draft was begun. To replace it, send version={now}."
        );
        return Err(changed_meanwhile(&sentence));
    }
    let settings = Settings::read(&whose, Some(&row.settings));
    let (nothing, draft) = (Vec::new(), Some(row.revision));
    if !replace(
        &app, &merchant, &whose, &current, &settings, &nothing, draft,
    )
    .await?
    {
        return Err(changed_meanwhile("The look was changed in the meantime."));
    }
    Ok(Json(told(&app, &merchant, &whose, &cause).await?))
}

async fn found(app: &App, merchant: &Merchant, whose: &Whose) -> StripeResult<DraftRow> {
    let row = app.store().look_draft(whose.of(merchant)).await?;
    row.ok_or_else(none)
}

async fn shown(
    app: &App,
    merchant: &Merchant,
    whose: &Whose,
    row: &DraftRow,
) -> StripeResult<Json<Value>> {
    let current = Current::read(app, merchant, whose).await?;
    let settings = Settings::read(whose, Some(&row.settings));
    let mut object = answers::draft(merchant, whose, row, &settings, &current.account);
    object["colors"] = answers::colors(&settings.shown(&current.account));
    Ok(Json(object))
}

fn none() -> StripeError {
    StripeError {
        status: StatusCode::NOT_FOUND,
        code: Some("resource_missing"),
        ..StripeError::request("There is no draft.")
    }
}

fn changed_meanwhile(sentence: &str) -> StripeError {
    StripeError {
        status: StatusCode::CONFLICT,
        ..StripeError::request(sentence)
    }
}

//! Looks as they are answered.

use axum::http::StatusCode;
use serde_json::{Value, json};
use theme::{Branding, Contrast, FieldError, Scheme, Theme};

use super::settings::Settings;
use super::whose::Whose;
use crate::app::Merchant;
use crate::store::{DraftRow, LookRow};
use crate::stripe_error::StripeError;

/// A look that is shown: its settings, and what was adjusted to keep every text readable.
pub fn published(
    merchant: &Merchant,
    whose: &Whose,
    row: Option<&LookRow>,
    settings: &Settings,
    account: &Branding,
) -> Value {
    let mut object = described(merchant, whose, settings, account);
    object["object"] = json!("portico.branding");
    object["version"] = json!(row.map_or(0, |row| row.version));
    object["published_at"] = json!(row.map(|row| row.published_at));
    object
}

/// A look that is being worked on.
pub fn draft(
    merchant: &Merchant,
    whose: &Whose,
    row: &DraftRow,
    settings: &Settings,
    account: &Branding,
) -> Value {
    let mut object = described(merchant, whose, settings, account);
    object["object"] = json!("portico.branding_draft");
    object["revision"] = json!(row.revision);
    object["based_on"] = json!(row.based_on);
    object["updated_at"] = json!(row.updated_at);
    object
}

fn described(merchant: &Merchant, whose: &Whose, settings: &Settings, account: &Branding) -> Value {
    let shown = settings.shown(account);
    let report: Vec<Value> = Theme::new(&shown)
        .report()
        .iter()
        .map(|adjustment| {
            json!({
                "token": adjustment.token.name(),
                "scheme": match adjustment.scheme {
                    Scheme::Light => "light",
                    Scheme::Dark => "dark",
                },
                "contrast": match adjustment.contrast {
                    Contrast::Standard => "standard",
                    Contrast::More => "more",
                },
                "wanted": adjustment.wanted.to_string(),
                "used": adjustment.used.to_string(),
                "ratio": adjustment.ratio,
            })
        })
        .collect();
    let mut object = json!(shown);
    if let Settings::Different(overrides) = settings {
        object["overrides"] = json!(overrides);
    }
    whose.tell(&mut object);
    object["livemode"] = json!(!merchant.account.test_mode);
    object["adjustments"] = json!(report);
    object
}

/// The first of the errors; Stripe's envelope has room for one.
pub fn refusal(errors: Vec<FieldError>) -> StripeError {
    match errors.into_iter().next() {
        Some(error) => StripeError {
            status: StatusCode::BAD_REQUEST,
            ..StripeError::invalid(&error.param, error.message)
        },
        None => StripeError::internal(),
    }
}

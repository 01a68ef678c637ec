//! Looks as they are answered.

use axum::http::StatusCode;
use serde_json::{Value, json};
use theme::{Branding, ColorReport, Contrast, FieldError, Origin, Scheme, Theme};

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
    let report = Theme::new(&shown).report();
    let adjustments = report.iter().filter(|told| told.wanted().is_some());
    let mut object = json!(shown);
    if let Settings::Different(overrides) = settings {
        object["overrides"] = json!(overrides);
    }
    whose.tell(&mut object);
    object["livemode"] = json!(!merchant.account.test_mode);
    object["adjustments"] = adjustments.map(adjustment).collect();
    object
}

fn adjustment(told: &ColorReport) -> Value {
    let mut object = named(told);
    object["wanted"] = json!(told.wanted());
    object["ratio"] = json!(told.ratio().map(shown_ratio));
    object
}

/// Every colour that is shown: where it comes from, and what it reaches beside each one that it is used with.
pub fn colors(shown: &Branding) -> Value {
    let color = |told: &ColorReport| {
        let mut object = named(told);
        object["origin"] = json!(match told.origin {
            Origin::Given => "given",
            Origin::Derived => "derived",
            Origin::Corrected { .. } => "corrected",
        });
        if let Some(wanted) = told.wanted() {
            object["wanted"] = json!(wanted);
        }
        let pairs = told.pairs.iter().map(|pair| {
            json!({
                "token": pair.other.name(),
                "ratio": shown_ratio(pair.ratio),
                "required": pair.required,
            })
        });
        object["pairs"] = pairs.collect();
        object
    };
    Theme::new(shown).report().iter().map(color).collect()
}

/// Which colour it is, and what it is.
fn named(told: &ColorReport) -> Value {
    json!({
        "token": told.token.name(),
        "scheme": match told.scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        },
        "contrast": match told.contrast {
            Contrast::Standard => "standard",
            Contrast::More => "more",
        },
        "used": told.used,
    })
}

/// Two decimals, cut off: what is reached is never told as more than it is.
fn shown_ratio(ratio: f64) -> f64 {
    (ratio * 100.0).floor() / 100.0
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

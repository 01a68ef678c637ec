//! Single values: text that becomes a number, a truth, a word.

use serde_json::{Value, json};

use super::super::Kind;
use crate::error::{ApiError, Result};

pub(super) fn scalar(kind: Kind, text: &str, path: &str) -> Result<Value> {
    let invalid = |what: &str| {
        let shown: String = text.chars().take(100).collect();
        ApiError::invalid(format!("Invalid {what}: {shown}")).param(path)
    };
    let integer = || {
        text.trim()
            .parse::<i64>()
            .map_err(|_| invalid("integer").code("parameter_invalid_integer"))
    };
    match kind {
        Kind::Text(most) => {
            if text.chars().count() > most {
                let shown: String = text.chars().take(100).collect();
                return Err(ApiError::invalid(format!(
                    "Invalid string: {shown}; must be at most {most} characters"
                ))
                .param(path));
            }
            Ok(text.into())
        }
        Kind::Integer(least, most) => bounded(integer()?, least, most, path),
        Kind::Timestamp | Kind::Range => bounded(integer()?, 0, i64::MAX >> 8, path),
        Kind::TimestampOr(words) if words.contains(&text) => Ok(text.into()),
        Kind::TimestampOr(_) => bounded(integer()?, 0, i64::MAX >> 8, path),
        Kind::UpTo if text == "inf" => Ok(Value::Null),
        Kind::UpTo => bounded(integer()?, 1, 999_999_999_999, path),
        Kind::Boolean => match text {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            _ => Err(invalid("boolean")),
        },
        Kind::Percent => match text.parse::<f64>() {
            Ok(number) if (0.0..=100.0).contains(&number) => Ok(json!(number)),
            _ => Err(invalid("number")),
        },
        Kind::Decimal => {
            if crate::billing::decimal::parse(text).is_none() {
                return Err(invalid("decimal").code("parameter_invalid_decimal"));
            }
            Ok(text.into())
        }
        Kind::Choice(words) => {
            if words.contains(&text) {
                return Ok(text.into());
            }
            let name = path;
            let words = either(words);
            Err(ApiError::invalid(format!("Invalid {name}: must be {words}")).param(path))
        }
        Kind::Currency => Ok(currency(text, path)?.into()),
        Kind::Country => {
            if text.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                return Err(ApiError::invalid(format!(
                    "Country '{text}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'. A full list of country codes is available at https://stripe.com/docs/radar/rules/reference"
                ))
                .code("country_code_invalid")
                .param(path));
            }
            Ok(text.to_ascii_uppercase().into())
        }
        Kind::Email => {
            let well_formed = text.chars().count() <= 512
                && !text.contains(char::is_whitespace)
                && text.split_once('@').is_some_and(|(local, domain)| {
                    !local.is_empty() && !domain.is_empty() && !domain.contains('@')
                });
            if well_formed {
                return Ok(text.into());
            }
            Err(invalid("email address").code("email_invalid"))
        }
        Kind::Unbuilt | Kind::Metadata | Kind::Object(_) | Kind::List(_) | Kind::ByCurrency(_) => {
            Err(ApiError::invalid("Invalid object").param(path))
        }
    }
}

fn bounded(number: i64, least: i64, most: i64, path: &str) -> Result<Value> {
    let bound = |word: &str, bound: i64| {
        ApiError::invalid(format!(
            "This value must be {word} than or equal to {bound} (it currently is '{number}')."
        ))
        .code("parameter_invalid_integer")
        .param(path)
    };
    if number < least {
        return Err(bound("greater", least));
    }
    if number > most {
        return Err(bound("less", most));
    }
    Ok(number.into())
}

pub(super) fn currency(text: &str, path: &str) -> Result<String> {
    let lower = text.to_ascii_lowercase();
    if lower.len() == 3 && lower.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Ok(lower);
    }
    Err(ApiError::invalid(format!("Invalid currency: {lower}.")).param(path))
}

/// `one of a, b, or c`, `a or b`, `a`.
fn either(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first, second] => format!("{first} or {second}"),
        [rest @ .., last] => format!("one of {}, or {last}", rest.join(", ")),
    }
}

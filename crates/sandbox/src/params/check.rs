//! Turns sent text into typed values by a table.

use serde_json::{Map, Value};

use super::{Kind, Param, opt};
use crate::error::{ApiError, Result};
use crate::form::Node;

mod scalar;

use scalar::{currency, scalar};

/// Longest metadata key, value, and number of entries.
const METADATA_LIMITS: (usize, usize, usize) = (40, 500, 50);
const RANGE: &[Param] = &[
    opt("gt", Kind::Timestamp),
    opt("gte", Kind::Timestamp),
    opt("lt", Kind::Timestamp),
    opt("lte", Kind::Timestamp),
];
const EXPAND: Param = opt("expand", Kind::List(&Kind::Text(500)));

/// Checks what was sent to an endpoint against its table; `expand` is always allowed.
///
/// # Errors
/// 400 in Stripe's words: unknown, missing or malformed parameters.
pub(crate) fn check(table: &[Param], sent: &[(String, Node)]) -> Result<Map<String, Value>> {
    let mut table = table.to_vec();
    table.push(EXPAND);
    object(&table, sent, "")
}

fn object(table: &[Param], sent: &[(String, Node)], path: &str) -> Result<Map<String, Value>> {
    let unknown: Vec<String> = sent
        .iter()
        .filter(|(name, _)| !table.iter().any(|param| param.name == name))
        .map(|(name, _)| join(path, name))
        .collect();
    if let Some(first) = unknown.first() {
        let noun = if unknown.len() == 1 {
            "parameter"
        } else {
            "parameters"
        };
        let names = unknown.join(", ");
        return Err(
            ApiError::invalid(format!("Received unknown {noun}: {names}"))
                .code("parameter_unknown")
                .param(first),
        );
    }
    let mut values = Map::new();
    for param in table {
        let path = join(path, param.name);
        match sent.iter().find(|(name, _)| name == param.name) {
            Some((_, Node::Text(text)))
                if text.is_empty() && !matches!(param.kind, Kind::Unbuilt) =>
            {
                if !param.clearable {
                    return Err(empty(&path));
                }
                values.insert(param.name.to_owned(), Value::Null);
            }
            Some((_, node)) => {
                values.insert(param.name.to_owned(), value(param.kind, node, &path)?);
            }
            None if param.required => {
                return Err(
                    ApiError::invalid(format!("Missing required param: {path}."))
                        .code("parameter_missing")
                        .param(path),
                );
            }
            None => {}
        }
    }
    Ok(values)
}

fn value(kind: Kind, node: &Node, path: &str) -> Result<Value> {
    match (kind, node) {
        (Kind::Unbuilt, _) => Err(unbuilt(path)),
        (Kind::Object(table), Node::Parts(parts)) => Ok(object(table, parts, path)?.into()),
        (Kind::List(inner), Node::Parts(parts)) => list(*inner, parts, path),
        (Kind::Metadata, Node::Parts(parts)) => metadata(parts, path),
        (Kind::Range, Node::Parts(parts)) => Ok(object(RANGE, parts, path)?.into()),
        (Kind::ByCurrency(table), Node::Parts(parts)) => {
            let mut values = Map::new();
            for (name, node) in parts {
                let path = join(path, name);
                let currency = currency(name, &path)?;
                let part = value(Kind::Object(table), node, &path)?;
                values.insert(currency, part);
            }
            Ok(values.into())
        }
        (Kind::Object(_) | Kind::ByCurrency(_) | Kind::Metadata, Node::Text(_)) => {
            Err(ApiError::invalid("Invalid object").param(path))
        }
        (Kind::List(_), Node::Text(_)) => Err(ApiError::invalid("Invalid array").param(path)),
        (_, Node::Parts(_)) => {
            let kind = kind_name(kind);
            Err(ApiError::invalid(format!("Invalid {kind}: {{}}")).param(path))
        }
        (kind, Node::Text(text)) => scalar(kind, text, path),
    }
}

fn list(inner: Kind, parts: &[(String, Node)], path: &str) -> Result<Value> {
    let mut numbered = Vec::with_capacity(parts.len());
    for (name, node) in parts {
        let index: usize = name
            .parse()
            .map_err(|_| ApiError::invalid("Invalid array").param(path))?;
        numbered.push((index, node));
    }
    numbered.sort_by_key(|(index, _)| *index);
    numbered
        .into_iter()
        .map(|(index, node)| {
            let path = join(path, &index.to_string());
            if *node == Node::Text(String::new()) {
                return Err(empty(&path));
            }
            value(inner, node, &path)
        })
        .collect::<Result<Vec<_>>>()
        .map(Value::Array)
}

fn metadata(parts: &[(String, Node)], path: &str) -> Result<Value> {
    let (longest_key, longest_value, most) = METADATA_LIMITS;
    let mut values = Map::new();
    for (key, node) in parts {
        let path = join(path, key);
        let Node::Text(text) = node else {
            return Err(ApiError::invalid(
                "Metadata values must be strings, but you passed in a hash instead.",
            )
            .param(path));
        };
        if key.chars().count() > longest_key {
            return Err(ApiError::invalid(format!(
                "Metadata keys can have up to {longest_key} characters, but you passed in a key that is {} characters.",
                key.chars().count()
            ))
            .param(path));
        }
        if text.chars().count() > longest_value {
            return Err(ApiError::invalid(format!(
                "Metadata values can have up to {longest_value} characters, but you passed in a value that is {} characters.",
                text.chars().count()
            ))
            .param(path));
        }
        values.insert(key.clone(), text.clone().into());
    }
    if values.len() > most {
        return Err(
            ApiError::invalid(format!("You can only have up to {most} metadata keys.")).param(path),
        );
    }
    Ok(values.into())
}

fn empty(path: &str) -> ApiError {
    ApiError::invalid(format!(
        "You passed an empty string for '{path}'. We assume empty values are an attempt to unset a parameter; however '{path}' cannot be unset. You should remove '{path}' from your request or supply a non-empty value."
    ))
    .code("parameter_invalid_empty")
    .param(path)
}

/// A parameter of Stripe's that the sandbox does not have.
pub(crate) fn unbuilt(path: &str) -> ApiError {
    ApiError::invalid(format!(
        "The sandbox does not support the parameter {path}; remove it from your request."
    ))
    .code("parameter_unsupported")
    .param(path)
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}[{name}]")
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer(..) | Kind::UpTo => "integer",
        Kind::Boolean => "boolean",
        Kind::Timestamp | Kind::TimestampOr(_) => "timestamp",
        Kind::Percent | Kind::Decimal => "decimal",
        _ => "string",
    }
}

#[cfg(test)]
mod tests;

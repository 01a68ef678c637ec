//! Parameters and objects of `/v1` as JSON schemas.

use serde_json::{Map, Value, json};

use crate::rules::{Field, Rule};

/// Parameters of a form.
pub fn of_fields(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.to_owned(), of_rule(&field.rule)))
        .collect();
    let required: Vec<&str> = fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    })
}

/// A parameter of the query.
pub fn of_query(field: &Field) -> Value {
    let is_deep = is_deep(&field.rule);
    json!({
        "name": if is_deep { format!("{}[]", field.name) } else { field.name.to_owned() },
        "in": "query",
        "required": field.required,
        "schema": of_rule(&field.rule),
    })
}

/// How a form writes what has parts: `features[invoice_history][enabled]=true`.
pub fn encoding(fields: &[Field]) -> Value {
    let deep = fields.iter().filter(|field| is_deep(&field.rule));
    let style = json!({ "style": "deepObject", "explode": true });
    let encoding: Map<String, Value> = deep
        .map(|field| (field.name.to_owned(), style.clone()))
        .collect();
    Value::Object(encoding)
}

fn is_deep(rule: &Rule) -> bool {
    matches!(
        rule,
        Rule::Object(_)
            | Rule::List(_)
            | Rule::EmptyOrList(_)
            | Rule::Expansion(_)
            | Rule::Metadata
    )
}

fn of_rule(rule: &Rule) -> Value {
    let empty = json!({ "const": "" });
    match rule {
        Rule::Text(most) => json!({ "type": "string", "minLength": 1, "maxLength": most }),
        Rule::Emptyable(most) => json!({ "type": "string", "maxLength": most }),
        Rule::Choice(words) => json!({ "type": "string", "enum": words }),
        Rule::EmptyOrChoice(words) => {
            json!({ "anyOf": [{ "type": "string", "enum": words }, empty] })
        }
        Rule::Bool => json!({ "type": "boolean" }),
        Rule::Integer(least, most) => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Rule::Object(fields) => of_fields(fields),
        Rule::Expansion(names) => {
            json!({ "type": "array", "items": { "type": "string", "enum": names } })
        }
        Rule::List(rule) => json!({ "type": "array", "items": of_rule(rule) }),
        Rule::EmptyOrList(rule) => {
            json!({ "anyOf": [{ "type": "array", "items": of_rule(rule) }, empty] })
        }
        Rule::Metadata => json!({
            "anyOf": [
                { "type": "object", "additionalProperties": { "type": "string", "maxLength": 500 } },
                empty,
            ],
        }),
    }
}

/// An object by its `object`; what else is in it is Stripe's, or in the guides.
pub fn of_object(object: &str) -> Value {
    json!({
        "type": "object",
        "properties": { "object": { "const": object }, "livemode": { "type": "boolean" } },
        "required": ["object"],
    })
}

/// A page of objects.
pub fn of_list(object: &str) -> Value {
    json!({
        "type": "object",
        "properties": {
            "object": { "const": "list" },
            "url": { "type": "string" },
            "has_more": { "type": "boolean" },
            "data": { "type": "array", "items": of_object(object) },
        },
        "required": ["object", "url", "has_more", "data"],
    })
}

/// Stripe's envelope of an error.
pub fn stripe_error() -> Value {
    json!({
        "type": "object",
        "properties": {
            "error": {
                "type": "object",
                "properties": {
                    "type": {
                        "type": "string",
                        "enum": ["api_error", "card_error", "idempotency_error", "invalid_request_error"],
                    },
                    "message": { "type": "string" },
                    "code": { "type": "string" },
                    "param": { "type": "string" },
                },
                "required": ["type", "message"],
            },
        },
        "required": ["error"],
    })
}

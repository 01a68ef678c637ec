//! Parameters of Stripe's API as data, and the errors in Stripe's words when a request does not fit.

use crate::form::Node;
use crate::stripe_error::StripeError;

/// What a parameter may be.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// A text of at most so many characters, not empty.
    Text(usize),
    /// A text that may be empty, which clears the value.
    Emptyable(usize),
    /// One of these.
    Choice(&'static [&'static str]),
    /// One of these, or empty.
    EmptyOrChoice(&'static [&'static str]),
    /// `true` or `false`.
    Bool,
    /// A whole number within these bounds.
    Integer(i64, i64),
    /// These parameters and no others.
    Object(&'static [Field]),
    /// A list.
    List(&'static Rule),
    /// Names of what is to be expanded, out of these.
    Expansion(&'static [&'static str]),
    /// A list, or empty, which clears it.
    EmptyOrList(&'static Rule),
    /// Any names with texts of at most 500 characters, or empty, which clears them.
    Metadata,
}

/// A named parameter.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it may be.
    pub rule: Rule,
    /// Whether it must be there.
    pub required: bool,
}

/// A parameter that may be left out.
pub const fn optional(name: &'static str, rule: Rule) -> Field {
    Field {
        name,
        rule,
        required: false,
    }
}

/// A parameter that must be there.
pub const fn required(name: &'static str, rule: Rule) -> Field {
    Field {
        name,
        rule,
        required: true,
    }
}

/// Checks a whole request.
///
/// # Errors
/// The first problem, unknown parameters before all others.
pub fn check(form: &Node, fields: &[Field]) -> Result<(), StripeError> {
    let mut unknown = Vec::new();
    find_unknown(form, fields, "", &mut unknown);
    if !unknown.is_empty() {
        return Err(StripeError::unknown_parameters(&unknown));
    }
    check_object(form, fields, "")
}

fn path_of(parent: &str, name: &str) -> String {
    if parent.is_empty() {
        name.to_owned()
    } else {
        format!("{parent}[{name}]")
    }
}

fn find_unknown(node: &Node, fields: &[Field], parent: &str, unknown: &mut Vec<String>) {
    let Node::Map(map) = node else { return };
    for (name, below) in map {
        let path = path_of(parent, name);
        match fields.iter().find(|field| field.name == name) {
            None => unknown.push(path),
            Some(field) => match field.rule {
                Rule::Object(fields) => find_unknown(below, fields, &path, unknown),
                Rule::List(Rule::Object(fields)) | Rule::EmptyOrList(Rule::Object(fields)) => {
                    if let Node::Map(entries) = below {
                        for (place, entry) in entries {
                            find_unknown(entry, fields, &path_of(&path, place), unknown);
                        }
                    }
                }
                _ => {}
            },
        }
    }
}

fn check_object(node: &Node, fields: &[Field], parent: &str) -> Result<(), StripeError> {
    for field in fields {
        let path = path_of(parent, field.name);
        match node.get(field.name) {
            Some(below) => check_value(below, &field.rule, &path)?,
            None if field.required => return Err(StripeError::missing(&path)),
            None => {}
        }
    }
    Ok(())
}

fn check_value(node: &Node, rule: &Rule, path: &str) -> Result<(), StripeError> {
    let invalid = |message: String| Err(StripeError::invalid(path, message));
    match (rule, node) {
        (Rule::Object(fields), Node::Map(_)) => check_object(node, fields, path),
        (Rule::Object(_), Node::Text(_)) => invalid("Invalid object".to_owned()),
        (Rule::EmptyOrList(_) | Rule::Metadata, Node::Text(text)) if text.is_empty() => Ok(()),
        (Rule::Metadata, Node::Map(entries)) => {
            for (name, entry) in entries {
                check_value(entry, &Rule::Emptyable(500), &path_of(path, name))?;
            }
            Ok(())
        }
        (Rule::Metadata, Node::Text(_)) => invalid("Invalid object".to_owned()),
        (Rule::List(rule) | Rule::EmptyOrList(rule), Node::Map(entries)) => {
            for (place, entry) in entries {
                if place.parse::<u16>().is_err() {
                    return invalid("Invalid array".to_owned());
                }
                check_value(entry, rule, &path_of(path, place))?;
            }
            Ok(())
        }
        (Rule::Expansion(known), Node::Map(names)) => {
            for name in names.values() {
                match name {
                    Node::Text(name) if known.contains(&name.as_str()) => {}
                    Node::Text(name) => {
                        let name = shortened(name);
                        return invalid(format!("This property cannot be expanded ({name})."));
                    }
                    Node::Map(_) => return invalid("Invalid array".to_owned()),
                }
            }
            Ok(())
        }
        (Rule::List(_) | Rule::EmptyOrList(_) | Rule::Expansion(_), Node::Text(_)) => {
            invalid("Invalid array".to_owned())
        }
        (Rule::Emptyable(_) | Rule::EmptyOrChoice(_), Node::Text(text)) if text.is_empty() => {
            Ok(())
        }
        (_, Node::Text(text)) if text.is_empty() => Err(StripeError::empty(path)),
        (Rule::Text(longest) | Rule::Emptyable(longest), Node::Text(text)) => {
            if text.chars().count() > *longest {
                return invalid(format!(
                    "Invalid string: {}; must be at most {longest} characters",
                    shortened(text)
                ));
            }
            Ok(())
        }
        (Rule::Choice(choices) | Rule::EmptyOrChoice(choices), Node::Text(text)) => {
            if choices.contains(&text.as_str()) {
                return Ok(());
            }
            let (last, others) = choices.split_last().unwrap_or((&"", &[]));
            invalid(format!(
                "Invalid {path}: must be one of {}, or {last}",
                others.join(", ")
            ))
        }
        (Rule::Bool, Node::Text(text)) => match text.as_str() {
            "true" | "false" => Ok(()),
            _ => invalid(format!("Invalid boolean: {}", shortened(text))),
        },
        (Rule::Integer(least, most), Node::Text(text)) => match text.parse::<i64>() {
            Err(_) => Err(StripeError {
                code: Some("parameter_invalid_integer"),
                ..StripeError::invalid(path, format!("Invalid integer: {}", shortened(text)))
            }),
            Ok(number) if number < *least => invalid(format!(
                "This value must be greater than or equal to {least}."
            )),
            Ok(number) if number > *most => {
                invalid(format!("This value must be less than or equal to {most}."))
            }
            Ok(_) => Ok(()),
        },
        (_, Node::Map(_)) => invalid("Invalid string".to_owned()),
    }
}

/// Enough of a wrong value to recognise it.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(64).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form;

    const FIELDS: &[Field] = &[
        required("customer", Rule::Text(10)),
        optional("locale", Rule::Choice(&["auto", "en", "nl"])),
        optional("limit", Rule::Integer(1, 100)),
        optional("on", Rule::Bool),
        optional(
            "items",
            Rule::List(&Rule::Object(&[required("id", Rule::Text(5))])),
        ),
        optional("expand", Rule::List(&Rule::Text(5))),
        optional("name", Rule::Emptyable(3)),
    ];

    #[test]
    fn errors_in_stripes_words() {
        let check = |text: &str, expected: &str, param: &str| {
            let form = form::parse(text.as_bytes()).unwrap();
            let error = super::check(&form, FIELDS).unwrap_err();
            assert_eq!(error.message, expected);
            assert_eq!(error.param.as_deref(), Some(param));
        };
        check("", "Missing required param: customer.", "customer");
        check(
            "customer=a&colour=b",
            "Received unknown parameter: colour",
            "colour",
        );
        check(
            "customer=a&b=1&a=1",
            "Received unknown parameters: a, b",
            "a",
        );
        check(
            "customer=a&items[0][x]=1",
            "Received unknown parameter: items[0][x]",
            "items[0][x]",
        );
        check("customer=a&items[0]=1", "Invalid object", "items[0]");
        check(
            "customer=a&items[][id]=123456",
            "Invalid string: 123456; must be at most 5 characters",
            "items[0][id]",
        );
        check(
            "customer=a&locale=xx",
            "Invalid locale: must be one of auto, en, or nl",
            "locale",
        );
        check("customer=a&limit=x", "Invalid integer: x", "limit");
        check(
            "customer=a&limit=0",
            "This value must be greater than or equal to 1.",
            "limit",
        );
        check("customer=a&on=yes", "Invalid boolean: yes", "on");
        check("customer=a&expand=x", "Invalid array", "expand");
        check("customer[x]=a", "Invalid string", "customer");
    }

    #[test]
    fn takes_what_fits() {
        let form = form::parse(
            b"customer=cus_1&locale=nl&items[][id]=a&expand[]=b&on=true&limit=100&name=",
        )
        .unwrap();
        assert!(check(&form, FIELDS).is_ok());
    }
}

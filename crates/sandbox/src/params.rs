//! Declarative parameter tables: what an endpoint accepts, checked before anything runs, in Stripe's words.

use std::ops::Deref;

use serde_json::{Map, Value};

mod check;

pub(crate) use check::{check, unbuilt};

/// One parameter of an endpoint or of a nested object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Param {
    name: &'static str,
    kind: Kind,
    required: bool,
    clearable: bool,
}

/// What a parameter may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// Text of at most so many characters.
    Text(usize),
    /// A whole number between two bounds.
    Integer(i64, i64),
    /// `true` or `false`.
    Boolean,
    /// A number that may have a fraction, between 0 and 100.
    Percent,
    /// A decimal number of at most 12 places, kept as text.
    Decimal,
    /// Seconds since the epoch.
    Timestamp,
    /// Seconds since the epoch, or one of these words.
    TimestampOr(&'static [&'static str]),
    /// A whole number above 0, or `inf` (kept as null).
    UpTo,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A three-letter currency; kept in lower case.
    Currency,
    /// A two-letter country; kept in upper case.
    Country,
    /// An e-mail address.
    Email,
    /// Text by free keys; an empty value deletes its key.
    Metadata,
    /// A timestamp, or `gt`, `gte`, `lt`, `lte`.
    Range,
    /// Named parameters.
    Object(&'static [Param]),
    /// Several of one kind.
    List(&'static Kind),
    /// Stripe knows it, the sandbox does not: refused, never ignored.
    Unbuilt,
    /// Objects by currency.
    ByCurrency(&'static [Param]),
}

/// A parameter that may be left out.
pub(crate) const fn opt(name: &'static str, kind: Kind) -> Param {
    Param {
        name,
        kind,
        required: false,
        clearable: false,
    }
}

/// A parameter that must be sent.
pub(crate) const fn req(name: &'static str, kind: Kind) -> Param {
    Param {
        name,
        kind,
        required: true,
        clearable: false,
    }
}

/// A parameter that may be left out, or sent empty to unset the value (kept as null).
pub(crate) const fn clear(name: &'static str, kind: Kind) -> Param {
    Param {
        name,
        kind,
        required: false,
        clearable: true,
    }
}

/// An id or another short word.
pub(crate) const ID: Kind = Kind::Text(5_000);
/// An amount in minor units, up to Stripe's eight digits and then some; never negative.
pub(crate) const AMOUNT: Kind = Kind::Integer(0, 999_999_999_999);

/// `metadata`, with Stripe's merging on update.
pub(crate) const METADATA: Param = clear("metadata", Kind::Metadata);
/// How many objects a page holds.
pub(crate) const LIMIT: Param = opt("limit", Kind::Integer(1, 100));
/// The page after this id.
pub(crate) const STARTING_AFTER: Param = opt("starting_after", ID);
/// The page before this id.
pub(crate) const ENDING_BEFORE: Param = opt("ending_before", ID);
/// The time of creation.
pub(crate) const CREATED: Param = opt("created", Kind::Range);
/// An endpoint without parameters.
pub(crate) const NONE: &[Param] = &[];

/// The parts of an address.
pub(crate) const ADDRESS: Kind = Kind::Object(&[
    clear("city", Kind::Text(5_000)),
    clear("country", Kind::Country),
    clear("line1", Kind::Text(5_000)),
    clear("line2", Kind::Text(5_000)),
    clear("postal_code", Kind::Text(5_000)),
    clear("state", Kind::Text(5_000)),
]);

/// The names of [`ADDRESS`].
pub(crate) const ADDRESS_PARTS: [&str; 6] =
    ["city", "country", "line1", "line2", "postal_code", "state"];

/// Checked parameters: values have their kind's type, cleared ones are null, absent ones are absent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(Map<String, Value>);

impl Params {
    pub(crate) fn new(values: Map<String, Value>) -> Self {
        Self(values)
    }

    /// The text of a parameter.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// The whole number of a parameter.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(Value::as_i64)
    }

    /// The truth of a parameter.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name).and_then(Value::as_bool)
    }

    /// The elements of a list parameter; none when absent.
    pub(crate) fn list(&self, name: &str) -> &[Value] {
        self.0
            .get(name)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    /// Copies the named parameters that were sent into an object.
    pub(crate) fn copy(&self, names: &[&str], into: &mut Value) {
        for name in names {
            if let Some(value) = self.0.get(*name) {
                into[*name] = value.clone();
            }
        }
    }
}

impl Deref for Params {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Applies sent metadata: keys merge, empty values delete, null clears everything.
pub(crate) fn merge_metadata(sent: Option<&Value>, object: &mut Value) {
    let Some(sent) = sent else {
        return;
    };
    let Some(entries) = sent.as_object() else {
        object["metadata"] = Value::Object(Map::new());
        return;
    };
    let mut metadata = object["metadata"].as_object().cloned().unwrap_or_default();
    for (key, value) in entries {
        if value.as_str() == Some("") {
            metadata.remove(key);
        } else {
            metadata.insert(key.clone(), value.clone());
        }
    }
    object["metadata"] = Value::Object(metadata);
}

/// An address object with every part, absent ones null; null when nothing was sent.
pub(crate) fn full_address(sent: Option<&Value>) -> Value {
    let Some(sent) = sent.and_then(Value::as_object) else {
        return Value::Null;
    };
    let part = |name: &str| sent.get(name).cloned().unwrap_or(Value::Null);
    ADDRESS_PARTS
        .iter()
        .map(|name| ((*name).to_owned(), part(name)))
        .collect::<Map<_, _>>()
        .into()
}

//! Types read from JSON. `read/tests.rs` holds them to what serde reads.

use std::collections::BTreeMap;

use super::json::Json;

/// A type that is read from JSON. Fields nobody knows are passed over, as a newer server may have them.
pub trait Read: Sized {
    /// `None` when it is not written as this type is.
    fn read(json: &Json) -> Option<Self>;
}

impl Json {
    /// The value of a field, as the type that is wanted.
    fn get<T: Read>(&self, name: &str) -> Option<T> {
        T::read(self.field(name))
    }
}

/// An object whose fields are all of types that can be read.
macro_rules! object {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                Some(Self { $($field: json.get(stringify!($field))?),* })
            }
        }
    };
}

/// A choice, by the name of each on the wire.
macro_rules! choice {
    ($type:ident { $($name:literal => $variant:ident),* $(,)? }) => {
        impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                match json.as_text()? {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

/// An id, which is a text.
macro_rules! id {
    ($($type:ident)*) => {
        $(impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                json.as_text().map(Self::from)
            }
        })*
    };
}

/// A number of some size.
macro_rules! number {
    ($($type:ident)*) => {
        $(impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                match json {
                    Json::Number(number) => Self::try_from(*number).ok(),
                    _ => None,
                }
            }
        })*
    };
}

number!(i64 u32 u16 u8);

impl Read for () {
    fn read(_: &Json) -> Option<Self> {
        Some(())
    }
}

impl Read for bool {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }
}

impl Read for String {
    fn read(json: &Json) -> Option<Self> {
        json.as_text().map(str::to_owned)
    }
}

impl<T: Read> Read for Option<T> {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Null => Some(None),
            json => T::read(json).map(Some),
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::List(values) => values.iter().map(T::read).collect(),
            _ => None,
        }
    }
}

impl<T: Read> Read for Box<T> {
    fn read(json: &Json) -> Option<Self> {
        T::read(json).map(Box::new)
    }
}

impl Read for BTreeMap<String, String> {
    fn read(json: &Json) -> Option<Self> {
        let Json::Object(fields) = json else {
            return None;
        };
        // One by one: collecting would sort first, which is more code than it saves time.
        let mut texts = Self::new();
        for (name, value) in fields {
            texts.insert(name.clone(), value.as_text()?.to_owned());
        }
        Some(texts)
    }
}

mod choices;
mod objects;

#[cfg(test)]
mod tests;

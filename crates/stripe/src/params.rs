//! Stripe's form encoding: `invoice_settings[default_payment_method]=pm_1&expand[0]=tax_ids`.

/// What an answer is to carry along.
const EXPAND: &str = "expand";

/// Parameters of a call, in the order they were set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, Value)>);

/// One parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A scalar. The empty text clears a field.
    Text(String),
    /// `key[0]=…&key[1]=…`. An empty list sends nothing.
    List(Vec<Value>),
    /// `key[inner]=…`.
    Nested(Params),
}

impl Params {
    /// No parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.push((key.to_owned(), value.into()));
        self
    }

    /// With one more, if there is a value.
    #[must_use]
    pub fn with_some(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// With `expand[]`; with no fields it stays as it is.
    #[must_use]
    pub fn expand(self, fields: &[&str]) -> Self {
        self.with(EXPAND, fields)
    }

    /// The same without `expand[]`; `None` when it asks for nothing there.
    pub(crate) fn without_expansions(&self) -> Option<Self> {
        let asks =
            |(key, value): &(String, Value)| key == EXPAND && *value != Value::List(Vec::new());
        if !self.0.iter().any(asks) {
            return None;
        }
        let rest = self.0.iter().filter(|(key, _)| key != EXPAND);
        Some(Self(rest.cloned().collect()))
    }

    /// The encoded text, for a query or a body.
    pub fn encode(&self) -> String {
        let mut out = String::new();
        for (key, value) in &self.0 {
            let mut name = String::new();
            escape(key, &mut name);
            write(&name, value, &mut out);
        }
        out
    }
}

fn write(name: &str, value: &Value, out: &mut String) {
    match value {
        Value::Text(text) => {
            if !out.is_empty() {
                out.push('&');
            }
            out.push_str(name);
            out.push('=');
            escape(text, out);
        }
        Value::List(values) => {
            for (index, value) in values.iter().enumerate() {
                write(&format!("{name}[{index}]"), value, out);
            }
        }
        Value::Nested(params) => {
            for (key, value) in &params.0 {
                let mut name = format!("{name}[");
                escape(key, &mut name);
                name.push(']');
                write(&name, value, out);
            }
        }
    }
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub(crate) fn escape(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Text(value.to_string())
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Text(value.to_string())
    }
}

impl From<Params> for Value {
    fn from(params: Params) -> Self {
        Self::Nested(params)
    }
}

impl<T: Clone + Into<Value>> From<&[T]> for Value {
    fn from(values: &[T]) -> Self {
        Self::List(values.iter().cloned().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nests_with_brackets_and_escapes_the_rest() {
        let params = Params::new()
            .with("customer", "cus_1")
            .with(
                "invoice_settings",
                Params::new().with("default_payment_method", "pm_1"),
            )
            .with("payment_method_types", &["card", "sepa_debit"][..])
            .with("metadata", Params::new().with("a]b&", "x=y z+é"))
            .with_some("starting_after", None::<&str>)
            .with("limit", 10)
            .with("default_payment_method", "")
            .with("enabled", true)
            .expand(&[]);
        assert_eq!(
            params.encode(),
            "customer=cus_1&invoice_settings[default_payment_method]=pm_1&payment_method_types[0]=card\
             &payment_method_types[1]=sepa_debit&metadata[a%5Db%26]=x%3Dy%20z%2B%C3%A9&limit=10\
             &default_payment_method=&enabled=true"
        );
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(Params::new().encode(), "");
        assert_eq!(
            Params::new().expand(&["tax_ids"]).encode(),
            "expand[0]=tax_ids"
        );
    }
}

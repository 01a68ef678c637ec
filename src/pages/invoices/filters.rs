use crate::paths;

/// What narrows the list. It is kept in the address, so that a reload, and another language, show the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// What is searched for.
    pub search: String,
    /// A status by its wire name; empty for every.
    pub status: String,
    /// A year; empty for every.
    pub year: String,
}

impl Filters {
    /// Reads the address.
    pub fn of_address() -> Self {
        let part = |name| paths::parameter(name).unwrap_or_default();
        Self {
            search: part("search"),
            status: part("status"),
            year: part("year"),
        }
    }

    /// The query of an address.
    pub fn query(&self) -> String {
        let part = |text: &str| String::from(js_sys::encode_uri_component(text));
        paths::invoice_query(&part(&self.search), &part(&self.status), &part(&self.year))
    }

    /// Whether nothing is left out.
    pub fn is_empty(&self) -> bool {
        self.search.trim().is_empty() && self.status.is_empty() && self.year.is_empty()
    }
}

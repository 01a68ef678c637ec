//! Lists and expandable fields.

use serde::{Deserialize, Deserializer};

use crate::client::{Call, Client};
use crate::error::Error;
use crate::params::Params;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct List<T> {
    /// The entries.
    pub data: Vec<T>,
    /// Whether more follow.
    #[serde(default)]
    pub has_more: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            data: Vec::new(),
            has_more: false,
        }
    }
}

/// A field that is an id, or the object itself where it was expanded or where the API version always expands it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Expandable<T> {
    /// Only the id.
    Id(String),
    /// The object.
    Object(Box<T>),
}

impl<T> Expandable<T> {
    /// The object, if it was expanded.
    pub fn object(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Object(object) => Some(object),
        }
    }
}

/// Objects with an id, by which lists are continued.
pub trait Identified {
    fn id(&self) -> &str;
}

impl<T: Identified> Expandable<T> {
    /// The id, expanded or not.
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Object(object) => object.id(),
        }
    }
}

/// Reads an expandable field of which only the id matters.
pub(crate) fn id_of<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    struct Object {
        id: String,
    }
    impl Identified for Object {
        fn id(&self) -> &str {
            &self.id
        }
    }
    let field = Option::<Expandable<Object>>::deserialize(deserializer)?;
    Ok(field.map(|field| field.id().to_owned()))
}

/// Reads a list of expandable entries of which only the ids matter.
pub(crate) fn ids_of<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    struct Entry(#[serde(deserialize_with = "id_of")] Option<String>);
    let entries = Option::<Vec<Entry>>::deserialize(deserializer)?.unwrap_or_default();
    Ok(entries.into_iter().filter_map(|entry| entry.0).collect())
}

/// Reads `null` as the type's default. Together with `#[serde(default)]` a missing field is the same.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Entries of a page while paging.
const PAGE: u32 = 100;

impl Client {
    /// Pages through a list until its end or `most` entries. `params` must not page themselves.
    pub(crate) async fn list_all<T>(
        &self,
        endpoint: &'static str,
        ids: &[&str],
        params: &Params,
        most: usize,
    ) -> Result<List<T>, Error>
    where
        T: Identified + serde::de::DeserializeOwned,
    {
        let mut all = List::default();
        loop {
            let params = params
                .clone()
                .with("limit", PAGE)
                .with_some("starting_after", all.data.last().map(T::id));
            let page: List<T> = self.call(Call::get(endpoint, ids, params)).await?;
            let is_empty = page.data.is_empty();
            all.has_more = page.has_more;
            all.data.extend(page.data);
            // An empty page that promises more would never end.
            if !all.has_more || is_empty || all.data.len() >= most {
                return Ok(all);
            }
        }
    }
}

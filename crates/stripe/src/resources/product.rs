//! Products: the names of what is subscribed to.

use serde::Deserialize;

use super::list::{Identified, List};
use crate::client::{Call, Client};
use crate::error::Error;
use crate::params::Params;

/// A product.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Product {
    /// `prod_…`, or whatever the merchant chose.
    pub id: String,
    /// Its name. Absent on a deleted product.
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// What one of it is called, such as `seat`.
    pub unit_label: Option<String>,
}

impl Identified for Product {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Client {
    /// The products of these ids in one call, at most 100; unknown ids are left out.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn products(&self, ids: &[&str]) -> Result<List<Product>, Error> {
        let params = Params::new()
            .with("ids", &ids[..ids.len().min(100)])
            .with("limit", 100);
        self.call(Call::get("GET /v1/products", &[], params)).await
    }
}

//! Demo data, made through the wire protocol.

use crate::Sandbox;
use crate::error::Error;

/// A customer of the demo data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoCustomer {
    /// `cus_…`.
    pub id: String,
    /// The customer's name.
    pub name: String,
    /// What this customer is there to show.
    pub shows: String,
}

/// Fills an account, once.
pub(crate) async fn seed(
    _sandbox: &Sandbox,
    _secret_key: &str,
) -> Result<Vec<DemoCustomer>, Error> {
    Ok(Vec::new())
}

//! Taxes by name: upstream's amounts with what their rates are called.

use contract::InvoiceTax;
use stripe::TaxAmount;

use super::{Error, Upstream};

impl Upstream {
    /// Taxes as they are printed, in their order. A rate that may not be read has neither name nor percentage.
    ///
    /// # Errors
    /// Upstream's.
    pub(super) async fn named_taxes(&self, taxes: &[TaxAmount]) -> Result<Vec<InvoiceTax>, Error> {
        let mut named = Vec::with_capacity(taxes.len());
        for tax in taxes {
            let rate = match &tax.tax_rate {
                Some(id) => self.0.catalogue.tax_rate(&self.0.client, id).await?,
                None => None,
            };
            named.push(InvoiceTax {
                name: rate.as_ref().and_then(|rate| {
                    let name = rate.display_name.clone();
                    name.filter(|name| !name.is_empty())
                }),
                percentage: rate.as_ref().and_then(|rate| rate.percentage.clone()),
                inclusive: tax.inclusive,
                amount: tax.amount,
            });
        }
        Ok(named)
    }
}

//! Who has an e-mail address.

use super::{Error, Upstream};

/// A customer found by address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// `cus_…`
    pub id: String,
    /// The address as the billing system has it: mail goes there, not to what somebody typed.
    pub email: String,
}

impl Upstream {
    /// The newest customer with an address and a live subscription. Source: Stripe, "Share a no-code link".
    ///
    /// Stripe compares addresses exactly; one that was typed with capitals is looked for without them, too.
    ///
    /// # Errors
    /// The call's own.
    pub async fn customer_by_email(&self, address: &str) -> Result<Option<Found>, Error> {
        let client = &self.0.client;
        let mut customers = client.customers_by_email(address).await?.data;
        let small = address.to_lowercase();
        if small != address {
            customers.extend(client.customers_by_email(&small).await?.data);
        }
        customers.sort_by_key(|customer| std::cmp::Reverse(customer.created));
        for customer in customers {
            let email = customer.email.unwrap_or_default();
            if customer.deleted || email.to_lowercase() != small {
                continue;
            }
            let subscriptions = match customer.subscriptions {
                Some(all) if !all.has_more => all.data,
                _ => client.subscriptions(&customer.id, None).await?.data,
            };
            if subscriptions.iter().any(|found| is_live(&found.status)) {
                let id = customer.id;
                return Ok(Some(Found { id, email }));
            }
        }
        Ok(None)
    }
}

fn is_live(status: &stripe::SubscriptionStatus) -> bool {
    use stripe::SubscriptionStatus::{Active, PastDue, Paused, Trialing, Unpaid};
    matches!(status, Active | Trialing | PastDue | Unpaid | Paused)
}

//! What is charged for a connected account. A portal opened on behalf of one shows its subscriptions and invoices and no
//! others. Source: Stripe, `on_behalf_of` of a portal session.

use std::collections::BTreeMap;
use std::sync::Arc;

use theme::Rgb;

use super::{Error, Snapshot, Upstream};

/// Connected accounts by the ids of what is charged for them.
pub(super) type Behalf = BTreeMap<String, String>;

/// A business that is connected to the merchant's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connected {
    /// What customers know it by.
    pub name: Option<String>,
    /// Its colour in its Stripe account, when it is one.
    pub brand: Option<Rgb>,
}

impl Upstream {
    /// The same account, of which only what is charged for a connected one is there: everything else is answered like
    /// what does not exist.
    pub fn on_behalf_of(&self, account: &str) -> Self {
        Self(Arc::clone(&self.0), Some(account.into()))
    }

    /// The whole account. For what is decided about payment methods: a subscription that a customer does not see here
    /// needs one, too.
    pub fn whole(&self) -> Self {
        Self(Arc::clone(&self.0), None)
    }

    /// Whether something charged for this connected account is there.
    pub(super) fn sees(&self, account: Option<&str>) -> bool {
        self.1.as_deref().is_none_or(|own| account == Some(own))
    }

    /// A snapshot without what is not there. Its version names the whole.
    pub(crate) fn seen(&self, snapshot: Arc<Snapshot>) -> Arc<Snapshot> {
        if self.1.is_none() {
            return snapshot;
        }
        let sees = |id: &str| self.sees(snapshot.behalf.get(id).map(String::as_str));
        let mut seen = (*snapshot).clone();
        seen.state.subscriptions.retain(|it| sees(it.id.as_str()));
        seen.invoices.data.retain(|it| sees(it.id.as_str()));
        Arc::new(seen)
    }

    /// A connected account; `None` when there is none, or it may not be read.
    ///
    /// # Errors
    /// Upstream's.
    pub async fn connected(&self, account: &str) -> Result<Option<Connected>, Error> {
        let found = self.0.catalogue.connected(&self.0.client, account).await?;
        Ok(found.map(|found| Connected {
            name: found.business_profile.name.clone(),
            brand: found
                .settings
                .branding
                .primary_color
                .as_deref()
                .and_then(|it| it.parse().ok()),
        }))
    }
}

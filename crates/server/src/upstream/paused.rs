//! Subscriptions whose payments are not collected at the moment.

use serde_json::Value;

use super::{Error, Upstream};

/// Subscriptions that are asked for at once, Stripe's most.
const PAGE: u32 = 100;

/// A part of a list, as upstream writes its entries.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The entries.
    pub data: Vec<Value>,
    /// Whether more follow.
    pub has_more: bool,
}

impl Upstream {
    /// At most `limit` subscriptions with a `pause_collection`, newest first, after the one with the id `after`. Stripe has
    /// no filter for them, so all subscriptions are looked through, a hundred at a time.
    ///
    /// # Errors
    /// Upstream's; [`Error::NotFound`] when there is no subscription `after`.
    pub async fn paused_subscriptions(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Part, Error> {
        let mut found = Vec::new();
        let mut after = after.map(str::to_owned);
        loop {
            let page = self
                .0
                .client
                .subscriptions_page(after.as_deref(), PAGE)
                .await?;
            after = page
                .data
                .last()
                .and_then(|last| last["id"].as_str())
                .map(str::to_owned);
            let is_paused = |it: &Value| !it["pause_collection"]["behavior"].is_null();
            found.extend(page.data.into_iter().filter(is_paused));
            let is_over = !page.has_more || after.is_none();
            if found.len() > limit || is_over {
                let has_more = found.len() > limit;
                found.truncate(limit);
                return Ok(Part {
                    data: found,
                    has_more,
                });
            }
        }
    }
}

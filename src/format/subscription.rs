use contract::Subscription;

use super::list;
use crate::i18n::Words;

/// What a subscription is called: its products.
pub fn subscription_name(words: Words, subscription: &Subscription) -> String {
    let items = subscription.items.iter();
    let names: Vec<String> = items.map(|item| item.product_name.clone()).collect();
    list(words, &names)
}

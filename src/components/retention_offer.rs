//! What the merchant offers for staying.

use contract::{OfferDuration, RetentionOffer};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::money,
    i18n::{Words, intl, use_words},
};

/// The offer in a sentence. Both answers stand below it with everything else there is to decide.
#[component]
pub fn RetentionOfferPanel(
    /// What is offered.
    offer: RetentionOffer,
    /// Currency of the subscription, lower case.
    currency: String,
    /// What the subscription is called.
    product: String,
) -> impl IntoView {
    let class = style_sheet!("style/components/retention_offer.css");
    let words = use_words();
    let text = words.cancel_offer_text(&product, &offer_words(words, &offer, &currency));

    view! { class=class,
        <section class="retention-offer" aria-labelledby=TITLE>
            <h2 class="title" id=TITLE>
                {words.cancel_offer_title()}
            </h2>
            <p>{text}</p>
        </section>
    }
}

/// There is one such panel on a page.
const TITLE: &str = "retention-offer-title";

/// `30% off for 3 months`.
pub fn offer_words(words: Words, offer: &RetentionOffer, currency: &str) -> String {
    let discount = match (offer.percent_off, offer.amount_off) {
        (Some(hundredths), _) => words.cancel_offer_percent(&percent(words, hundredths)),
        (None, amount) => words.cancel_offer_amount(&money(words, amount.unwrap_or(0), currency)),
    };
    match offer.duration {
        OfferDuration::Once => words.cancel_offer_once(&discount),
        OfferDuration::Repeating => {
            words.cancel_offer_months(i64::from(offer.months.unwrap_or(1)), &discount)
        }
        OfferDuration::Forever => words.cancel_offer_forever(&discount),
    }
}

/// Hundredths of a percent as the language writes them: `30%`, `12.5%`.
fn percent(words: Words, hundredths: u32) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    intl::percent(&words.intl(), &format!("{whole}.{rest:02}"))
}

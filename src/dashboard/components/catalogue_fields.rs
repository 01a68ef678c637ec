//! What customers can change to.

use leptos::prelude::*;
use serde_json::json;
use stylers_macro::style_sheet;

use crate::{
    dashboard::{
        catalogue::Price, configuration::PRODUCTS, draft::Draft, offer::Offer, task::Task,
    },
    format::{every, money},
    i18n::{Words, use_words},
    ui::{Alert, Checkbox, TextField, Tone, Typing},
};

/// Every product with its prices, to tick.
#[component]
pub fn CatalogueFields(
    /// What is ticked.
    draft: Draft,
    /// The saving, which may be refused.
    saving: Task,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/catalogue_fields.css");
    let words = use_words();
    let refused = move || {
        let refusal = saving.failure().get()?;
        refusal.is_about(PRODUCTS).then(|| {
            view! { class=class,
                <Alert tone=Tone::Danger live=true>
                    {refusal.words(words)}
                </Alert>
            }
        })
    };
    let offers = draft.offers.get_value();
    let nothing = offers.is_empty().then(|| {
        view! { class=class, <p>{words.dashboard_configuration_no_products()}</p> }
    });
    let offers = offers
        .into_iter()
        .map(|offer| view! { class=class, <Product offer /> })
        .collect_view();

    view! { class=class,
        <div class="catalogue" id=PRODUCTS tabindex="-1">
            <h3 class="title">{words.dashboard_configuration_products()}</h3>
            <p class="text">{words.dashboard_configuration_products_text()}</p>
            {refused}
            {nothing}
            {offers}
        </div>
    }
}

#[component]
fn Product(offer: Offer) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/catalogue_fields.css");
    let words = use_words();
    let Offer {
        product,
        chosen,
        is_adjustable,
        minimum,
        maximum,
    } = offer;
    let prices = product
        .prices
        .iter()
        .zip(&chosen)
        .map(|(price, is_on)| {
            view! { class=class, <Checkbox label=price_of(words, price) checked=*is_on /> }
        })
        .collect_view();
    let is_offered = Memo::new(move |_| chosen.iter().any(|is_on| is_on.get()));
    let id = product.id.clone();
    let bounds = move || {
        let (least, most) = (format!("{id}-minimum"), format!("{id}-maximum"));
        is_adjustable.get().then(|| {
            view! { class=class,
                <div class="bounds">
                    <TextField
                        id=least
                        label=words.dashboard_configuration_minimum()
                        value=minimum
                        error=Signal::derive(|| None::<String>)
                        typing=NUMBER
                    />
                    <TextField
                        id=most
                        label=words.dashboard_configuration_maximum()
                        value=maximum
                        error=Signal::derive(|| None::<String>)
                        typing=NUMBER
                    />
                </div>
            }
        })
    };
    let quantity = move || {
        let bounds = bounds.clone();
        is_offered.get().then(|| {
            view! { class=class,
                <Checkbox label=words.dashboard_configuration_adjustable() checked=is_adjustable />
                {bounds}
            }
        })
    };

    view! { class=class,
        <fieldset class="product">
            <legend class="legend">{product.name}</legend>
            {prices}
            {quantity}
        </fieldset>
    }
}

const NUMBER: Typing = Typing {
    kind: "text",
    autocomplete: "off",
    inputmode: "numeric",
};

/// `€29.00 per month`; where nothing is known of a price, its id.
fn price_of(words: Words, price: &Price) -> String {
    let Ok(interval) = serde_json::from_value(json!(price.interval)) else {
        return price.id.clone();
    };
    let count = u32::try_from(price.count).unwrap_or(1);
    let every = every(words, interval, count);
    match price.amount {
        Some(amount) => format!("{} {every}", money(words, amount, &price.currency)),
        None => format!("{} {every} ({})", price.currency.to_uppercase(), price.id),
    }
}

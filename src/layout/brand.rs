//! Whose portal this is, and the way back to them.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    i18n::use_words,
    session::use_session,
    ui::{Icon, IconName},
};

/// The merchant's logo or name, a headline, and the link back.
#[component]
pub fn Brand() -> impl IntoView {
    let class = style_sheet!("style/layout/brand.css");
    let words = use_words();
    let session = use_session();
    let (merchant, return_url) = (session.merchant(), session.return_url());
    let name = move || merchant.with(|merchant| merchant.name.clone());
    // Of a logo for each scheme the style sheet shows one; a browser fetches the other only when it is wanted, if it is
    // told so before it is told where it is.
    let mark = move || match merchant.with(|it| (it.logo.clone(), it.logo_dark.clone())) {
        (Some(logo), None) => {
            view! { class=class, <img class="logo" src=logo alt=name() /> }.into_any()
        }
        (Some(light), Some(dark)) => view! { class=class,
            <img class="logo" src=light alt=name() data-dark="true" />
            <img loading="lazy" class="logo" src=dark alt=name() data-for="dark" />
        }
        .into_any(),
        (None, _) => view! { class=class, <bdi class="name">{name()}</bdi> }.into_any(),
    };
    let headline = move || {
        let own = merchant.with(|merchant| merchant.headline.clone());
        own.unwrap_or_else(|| words.shell_headline(&name()))
    };
    let way_back = move || {
        return_url.get().map(|href| {
            view! { class=class,
                <a class="back" href=href rel="external">
                    <Icon name=IconName::ArrowBack />
                    {words.shell_return(&name())}
                </a>
            }
        })
    };

    view! { class=class,
        <div class="brand">
            <div class="mark">{mark}</div>
            <p class="headline">{headline}</p>
            {way_back}
        </div>
    }
}

//! `/invoices`: all invoices, found by words, status and year, and as a file.

mod filters;
mod listing;

use leptos::prelude::*;
use stylers_macro::style_sheet;

use self::{filters::Filters, listing::Listing};
use crate::{
    components::InvoiceRow,
    i18n::{Words, use_words},
    layout::PageHeading,
    paths,
    session::use_session,
    ui::{
        Alert, Button, EmptyState, IconName, LinkButton, SearchField, SelectField, Skeleton, Tone,
    },
};

/// The most characters a search takes; the server takes as many.
const LONGEST: u32 = 100;

/// The list with what narrows it.
#[component]
pub fn Invoices() -> impl IntoView {
    let class = style_sheet!("style/pages/invoices.css");
    let words = use_words();
    let session = use_session();
    let is_shown = session.features().with_untracked(|it| it.invoice_history);
    if !is_shown {
        return view! { class=class,
            <PageHeading title=words.invoice_search_title() />
            <p class="text">{words.errors_feature_disabled()}</p>
            <Back />
        }
        .into_any();
    }
    let listing = Listing::new(session);
    listing.reload();
    let filters = listing.filters();
    let years = Signal::derive(move || {
        let every = (String::new(), words.invoice_search_every_year());
        let years = listing.years().into_iter().map(|year| (year.clone(), year));
        std::iter::once(every).chain(years).collect::<Vec<_>>()
    });
    let csv = move || {
        let id = session.id().map(|id| id.to_string()).unwrap_or_default();
        paths::invoices_csv(&filters.get().query(), &id)
    };

    view! { class=class,
        <PageHeading title=words.invoice_search_title() />
        <form class="filters" role="search" on:submit=move |event| event.prevent_default()>
            <div class="search">
                <SearchField
                    label=words.invoice_search_search()
                    hint=words.invoice_search_search_hint()
                    max=LONGEST
                    value=Signal::derive(move || filters.get().search)
                    on_input=move |search| listing.search(search)
                />
            </div>
            <SelectField
                id="status"
                label=words.invoice_search_status()
                options=statuses(words)
                value=Signal::derive(move || filters.get().status)
                on_change=move |status| {
                    listing
                        .narrow(Filters {
                            status,
                            ..filters.get_untracked()
                        })
                }
            />
            <SelectField
                id="year"
                label=words.invoice_search_year()
                options=years
                value=Signal::derive(move || filters.get().year)
                on_change=move |year| {
                    listing
                        .narrow(Filters {
                            year,
                            ..filters.get_untracked()
                        })
                }
            />
        </form>
        <List listing />
        <div class="actions">
            <a class="export" href=csv rel="external">
                {words.invoice_search_export()}
            </a>
            <Back />
        </div>
    }
    .into_any()
}

/// What was found.
#[component]
fn List(listing: Listing) -> impl IntoView {
    let class = style_sheet!("style/pages/invoices.css");
    let words = use_words();
    let failure = move || {
        let text = listing.error().get()?;
        Some(view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {text}
            </Alert>
            <div class="more">
                <Button on_click=move || listing.more()>{words.way_retry()}</Button>
            </div>
        })
    };
    let partial = move || {
        let is_partial = !listing.is_complete().get();
        is_partial.then(|| {
            view! { class=class, <Alert tone=Tone::Info>{words.invoice_search_partial()}</Alert> }
        })
    };
    let nothing = move || {
        listing.is_empty().get().then(|| {
            if listing.filters().with(Filters::is_empty) {
                return view! { class=class,
                    <EmptyState
                        icon=IconName::Invoice
                        title=words.invoices_none()
                        text=words.invoices_none_hint()
                    />
                }
                .into_any();
            }
            view! { class=class,
                <EmptyState
                    icon=IconName::Invoice
                    title=words.invoice_search_none()
                    text=words.invoice_search_none_hint()
                />
                <div class="more">
                    <Button on_click=move || {
                        listing.narrow(Filters::default())
                    }>{words.invoice_search_clear()}</Button>
                </div>
            }
            .into_any()
        })
    };
    let said = move || match listing.shown().get() {
        Some(count) => words.invoice_search_shown(count),
        None => words.invoice_search_loading(),
    };

    view! { class=class,
        <p class="count" role="status">
            {said}
        </p>
        {partial}
        <ul class="invoices">
            <For each=move || listing.chunks() key=|chunk| chunk.0 let:chunk>
                {chunk
                    .1
                    .iter()
                    .map(|invoice| view! { class=class, <InvoiceRow invoice=invoice.clone() /> })
                    .collect_view()}
            </For>
        </ul>
        {nothing}
        {failure}
        <Show when=move || listing.is_first_load().get()>
            <Skeleton lines=6 />
        </Show>
        <Show when=move || listing.has_more().get()>
            <div class="more">
                <Button busy=listing.pending() on_click=move || listing.more()>
                    {words.invoice_search_more()}
                </Button>
            </div>
        </Show>
    }
}

/// The way home.
#[component]
fn Back() -> impl IntoView {
    let words = use_words();
    view! { class="", <LinkButton href=paths::HOME>{words.add_payment_method_back()}</LinkButton> }
}

fn statuses(words: Words) -> Vec<(String, String)> {
    [
        ("", words.invoice_search_every_status()),
        ("open", words.invoices_status_open()),
        ("paid", words.invoices_status_paid()),
        ("uncollectible", words.invoices_status_uncollectible()),
        ("void", words.invoices_status_void()),
    ]
    .into_iter()
    .map(|(value, words)| (value.to_owned(), words))
    .collect()
}

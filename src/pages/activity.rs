//! `/activity`: what was changed through the portal, when, and from where.

use contract::{Activity as Change, Page};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    api,
    components::ActivityList,
    i18n::use_words,
    layout::PageHeading,
    paths,
    session::use_session,
    task::Task,
    ui::{Alert, Button, LinkButton, Skeleton, Tone},
};

/// The trail of this customer's changes.
#[component]
pub fn Activity() -> impl IntoView {
    let class = style_sheet!("style/pages/activity.css");
    let words = use_words();
    let session = use_session();
    let loaded = RwSignal::new(None::<Page<Change>>);
    let loading = Task::new();
    let owner = StoredValue::new(Owner::current());
    let load = move || {
        let last = loaded.with_untracked(|page| {
            let last = page.as_ref()?.data.last();
            last.map(|change| change.id.clone())
        });
        // The button that asks again leaves with the failure it stands beside; what it asked for must not.
        let Some(page) = owner.with_value(|owner| {
            let ask = || api::list_activity(session, last.as_deref());
            Some(owner.as_ref()?.with(ask))
        }) else {
            return;
        };
        loading.run(async move {
            let page = page.await?;
            loaded.try_update(|loaded| {
                let mut data = loaded.take().map(|page| page.data).unwrap_or_default();
                data.extend(page.data);
                *loaded = Some(Page {
                    data,
                    has_more: page.has_more,
                });
            });
            Ok(())
        });
    };
    load();
    let error = Signal::derive(move || Some(loading.failure().get()?.words(words)));
    let is_loaded = Memo::new(move |_| loaded.with(Option::is_some));
    let merchant = session
        .merchant()
        .with_untracked(|merchant| merchant.name.clone());
    let name = merchant.clone();
    let waiting = move || match error.get() {
        Some(text) => view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {text}
            </Alert>
            <div class="actions">
                <Button on_click=load>{words.way_retry()}</Button>
            </div>
        }
        .into_any(),
        None => view! { class=class, <Skeleton lines=6 /> }.into_any(),
    };
    let shown = move || {
        if !is_loaded.get() {
            return waiting().into_any();
        }
        let data = move || loaded.with(|page| page.as_ref().map(|page| page.data.clone()));
        let more = move || loaded.with(|page| page.as_ref().is_some_and(|page| page.has_more));
        view! { class=class,
            <ActivityList
                changes=Signal::derive(move || data().unwrap_or_default())
                merchant=name.clone()
                has_more=Signal::derive(more)
                pending=loading.pending()
                error
                on_more=load
            />
        }
        .into_any()
    };

    view! { class=class,
        <PageHeading title=words.activity_title() />
        <p class="about">{words.activity_about(&merchant)}</p>
        <p class="about">{words.activity_unfamiliar(&merchant)}</p>
        <div class="list">{shown}</div>
        <div class="actions">
            <LinkButton href=paths::HOME>{words.add_payment_method_back()}</LinkButton>
        </div>
    }
}

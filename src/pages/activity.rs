//! `/activity`: what was changed through the portal, when, and from where.

use contract::Activity as Change;
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
    let changes = RwSignal::new(Vec::<Change>::new());
    let (has_more, is_loaded) = (RwSignal::new(false), RwSignal::new(false));
    let loading = Task::new();
    let load = move || {
        let last = changes.with_untracked(|all| all.last().map(|change| change.id.clone()));
        loading.run(async move {
            let page = api::list_activity(session, last.as_deref()).await?;
            changes.try_update(|all| all.extend(page.data));
            has_more.try_set(page.has_more);
            // Once: told again, the page would build its list anew and could not say that more have come.
            if is_loaded.try_get_untracked() == Some(false) {
                is_loaded.set(true);
            }
            Ok(())
        });
    };
    load();
    let error = Signal::derive(move || Some(loading.failure().get()?.words(words)));
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
        view! { class=class,
            <ActivityList
                changes
                merchant=name.clone()
                has_more
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

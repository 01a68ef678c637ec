//! A list of the merchant's API on the page.

use leptos::prelude::*;
use serde_json::Value;
use stylers_macro::style_sheet;

use crate::{
    dashboard::rows::{Rows, Standing},
    i18n::use_words,
    ui::{Alert, Button, Skeleton, Tone},
};

/// The rows of a list, and the way to more of them.
#[component]
pub fn Listing<F>(
    /// The list.
    rows: Rows,
    /// What is listed, for those who hear the page.
    #[prop(into)]
    name: String,
    /// What stands there while there is nothing in it.
    #[prop(into)]
    empty: ViewFn,
    /// An object as it is shown.
    each: F,
) -> impl IntoView
where
    F: Fn(Value) -> AnyView + Clone + Send + Sync + 'static,
{
    let class = style_sheet!("style/dashboard/components/listing.css");
    let words = use_words();
    let standing = rows.standing();
    let failure = move || {
        let refusal = rows.failure().get()?;
        Some(view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {refusal.words(words)}
            </Alert>
        })
    };
    let more = move || {
        rows.has_more().get().then(|| {
            view! { class=class,
                <div class="more">
                    <Button busy=rows.pending() on_click=move |()| rows.more()>
                        {words.dashboard_more()}
                    </Button>
                </div>
            }
        })
    };
    let list = move || {
        let (each, name) = (each.clone(), name.clone());
        view! { class=class,
            <ul class="listing" aria-label=name>
                <For
                    each=move || rows.all().get()
                    key=|row| row.to_string()
                    children=move |row| each(row)
                />
            </ul>
            {failure}
            {more}
        }
    };

    view! { class=class,
        {move || match standing.get() {
            Standing::Waiting => view! { class=class, <Skeleton lines=6 /> }.into_any(),
            Standing::Failed => {
                view! { class=class,
                    {failure}
                    <div class="more">
                        <Button busy=rows.pending() on_click=move |()| rows.reload()>
                            {words.way_retry()}
                        </Button>
                    </div>
                }
                    .into_any()
            }
            Standing::Empty => empty.run().into_any(),
            Standing::Filled => list().into_any(),
        }}
    }
}

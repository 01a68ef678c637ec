//! How many of something.

use leptos::{ev::Event, prelude::*};
use stylers_macro::style_sheet;

/// A whole number between bounds: it can be typed, or counted up and down. What is typed is kept, right or wrong.
#[component]
pub fn Stepper(
    /// Names it in the page, so that focus can be led to it.
    #[prop(into)]
    id: String,
    /// What is counted.
    #[prop(into)]
    label: String,
    /// What the two buttons do, in words: one fewer, one more.
    steps: (String, String),
    /// The fewest and, if there is a limit, the most. Typing may leave them, counting may not.
    #[prop(into)]
    bounds: Signal<(i64, Option<i64>)>,
    /// What is typed.
    value: RwSignal<String>,
    /// What is wrong with it, in words.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let class = style_sheet!("style/ui/stepper.css");
    let described = format!("{id}-error");
    let number = move || value.with(|text| text.trim().parse::<i64>().ok());
    let next = move |by: i64| {
        let (least, most) = bounds.get();
        let most = most.unwrap_or(i64::MAX);
        let now = number().unwrap_or(least);
        now.saturating_add(by).clamp(least, most.max(least))
    };
    let step = move |by: i64| {
        let (next, now) = untrack(|| (next(by), number()));
        if now != Some(next) {
            value.set(next.to_string());
        }
    };
    let is_end = move |by: i64| (Some(next(by)) == number()).then_some("true");
    let write = move |event: Event| value.set(event_target_value(&event));
    let (fewer, more) = steps;
    let describes = described.clone();

    view! { class=class,
        <div class="stepper">
            <label class="label" for=id.clone()>
                {label}
            </label>
            <div class="row">
                <button
                    type="button"
                    class="step"
                    aria-label=fewer
                    aria-disabled=move || is_end(-1)
                    on:click=move |_| step(-1)
                >
                    <span aria-hidden="true">"−"</span>
                </button>
                <input
                    class="control"
                    id=id
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    aria-invalid=move || error.get().is_some().then_some("true")
                    aria-describedby=move || error.get().is_some().then(|| describes.clone())
                    prop:value=value
                    on:input=write
                />
                <button
                    type="button"
                    class="step"
                    aria-label=more
                    aria-disabled=move || is_end(1)
                    on:click=move |_| step(1)
                >
                    <span aria-hidden="true">"+"</span>
                </button>
            </div>
            <p class="error" id=described>
                {error}
            </p>
        </div>
    }
}

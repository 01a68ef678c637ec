//! Something is on its way.

use leptos::prelude::*;
use stylers_macro::style_sheet;

/// A turning ring. It is decoration: whoever shows it also says what is awaited.
#[component]
pub fn Spinner() -> impl IntoView {
    let class = style_sheet!("style/ui/spinner.css");

    view! { class=class, <span class="spinner" aria-hidden="true"></span> }
}

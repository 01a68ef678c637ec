//! Every page on one screen.

use leptos::prelude::*;
use leptos_router::components::Router;

/// The portal.
#[component]
pub fn Portal() -> impl IntoView {
    view! { <Router>""</Router> }
}

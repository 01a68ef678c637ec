//! Every page on one screen.

use leptos::prelude::*;
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

use crate::{
    layout::{SessionGuard, Shell},
    pages::{AddPaymentMethod, Home, NotFound},
};

/// The portal: the frame, the guard, and the pages by their address.
#[component]
pub fn Portal() -> impl IntoView {
    view! { class="",
        <Router>
            <Shell>
                <SessionGuard>
                    <Routes fallback=NotFound>
                        <Route path=path!("/") view=Home />
                        <Route path=path!("/add-payment-method") view=AddPaymentMethod />
                        <Route path=path!("/p/session") view=Home />
                    </Routes>
                </SessionGuard>
            </Shell>
        </Router>
    }
}

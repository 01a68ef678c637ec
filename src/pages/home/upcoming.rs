//! The next charges, which arrive after the first screen.

use std::time::Duration;

use contract::UpcomingCharge;
use leptos::{prelude::*, task::spawn_local};

use crate::{api, session::Session};

/// What will be charged next, read anew whenever methods or subscriptions change. Each charge costs the billing system a
/// calculation, so the first screen does not wait for them; without an answer it goes on saying when, and not how much.
pub fn charges_to_come(session: Session) -> Signal<Vec<UpcomingCharge>> {
    let charges = RwSignal::new(Vec::new());
    Effect::new(move || {
        session.version().track();
        if session.subscriptions().with_untracked(Vec::is_empty) {
            return;
        }
        after_paint(move || {
            let reading = api::list_upcoming(session);
            spawn_local(async move {
                if let Ok(upcoming) = reading.await {
                    charges.try_set(upcoming.charges);
                }
            });
        });
    });
    charges.into()
}

/// Runs when what there is now has been shown: nothing competes with the first screen.
fn after_paint(run: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(run, Duration::ZERO));
}

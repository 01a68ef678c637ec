//! Delivery of events to webhook endpoints.

use crate::state::AppState;

/// Starts delivering committed events in the background.
pub(crate) fn start(state: AppState) {
    drop(state.announcements());
}

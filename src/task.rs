//! What a customer has asked for and takes a while.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local};

use crate::api::Failure;

/// One intent at a time, with what there is to show of it: that it is under way, and why it failed.
///
/// This is leptos's `Action` without a type for each use: every one of those weighs 1.5 kB of download.
#[derive(Clone, Copy)]
pub struct Task {
    is_pending: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

impl Task {
    /// Nothing is under way.
    pub fn new() -> Self {
        Self {
            is_pending: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// Begins, unless the last one is still under way: a second click is not a second intent.
    ///
    /// The work goes on when the page that began it is left.
    pub fn run(self, work: impl Future<Output = Result<(), Failure>> + 'static) {
        self.begin(Box::pin(work));
    }

    /// Whether it is under way.
    pub fn pending(self) -> Signal<bool> {
        self.is_pending.into()
    }

    /// Whether it is under way, for a handler.
    pub fn is_pending(self) -> bool {
        self.is_pending.get_untracked()
    }

    /// Why the last one failed.
    pub fn failure(self) -> Signal<Option<Failure>> {
        self.failure.into()
    }

    /// Forgets the last failure.
    pub fn clear(self) {
        self.failure.set(None);
    }

    fn begin(self, work: Pin<Box<dyn Future<Output = Result<(), Failure>>>>) {
        if self.is_pending() {
            return;
        }
        self.is_pending.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let failure = work.await.err();
            // The page may be gone by now.
            self.is_pending.try_set(false);
            self.failure.try_set(failure);
        });
    }
}

impl Default for Task {
    fn default() -> Self {
        Self::new()
    }
}

//! What somebody has asked for and takes a while.

use std::future::Future;

use leptos::{prelude::*, task::spawn_local};

use crate::{api::dashboard::Refusal, i18n::Words};

/// One intent at a time, with what there is to show of it: that it is under way, and why it failed.
#[derive(Clone, Copy)]
pub struct Task {
    is_pending: RwSignal<bool>,
    failure: RwSignal<Option<Refusal>>,
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
    pub fn run(self, work: impl Future<Output = Result<(), Refusal>> + 'static) {
        if self.is_pending.get_untracked() {
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

    /// Whether it is under way.
    pub fn pending(self) -> Signal<bool> {
        self.is_pending.into()
    }

    /// Why the last one failed.
    pub fn failure(self) -> Signal<Option<Refusal>> {
        self.failure.into()
    }

    /// What is wrong with a parameter or a part of it, in words.
    pub fn wrong(self, words: Words, param: &'static str) -> Signal<Option<String>> {
        let failure = self.failure;
        Signal::derive(move || {
            let refusal = failure.get()?;
            refusal.is_about(param).then(|| refusal.words(words))
        })
    }

    /// Forgets the last failure.
    pub fn clear(self) {
        self.failure.set(None);
    }
}

impl Default for Task {
    fn default() -> Self {
        Self::new()
    }
}

//! One visit to the page: what it would mean, that it is done, why.

use contract::{CancelPreview, CancellationDetails, SubscriptionId, rules::flow::Action};
use leptos::prelude::*;

use crate::{
    api::{self, Failure, Intent},
    flow,
    layout::focus_heading,
    paths,
    session::Session,
    task::Task,
};

/// Where a visit stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The customer is asked; with what it would mean, once that is known.
    Asking(Option<CancelPreview>),
    /// It is cancelled as that preview said.
    Done(CancelPreview),
    /// The merchant knows why.
    Thanked,
}

/// One visit.
#[derive(Clone, Copy)]
pub struct Canceling {
    session: Session,
    id: StoredValue<SubscriptionId>,
    stage: RwSignal<Stage>,
    task: Task,
    /// One for the cancellation, one for the answer: each is done once however often it is tried.
    intents: StoredValue<(Intent, Intent)>,
}

impl Canceling {
    /// A visit that has not begun.
    pub fn new(session: Session, id: SubscriptionId) -> Self {
        Self {
            session,
            id: StoredValue::new(id),
            stage: RwSignal::new(Stage::Asking(None)),
            task: Task::new(),
            intents: StoredValue::new((Intent::new(), Intent::new())),
        }
    }

    /// Where it stands.
    pub fn stage(self) -> Signal<Stage> {
        self.stage.into()
    }

    /// Whether something is under way that was asked for.
    pub fn pending(self) -> Signal<bool> {
        let (stage, pending) = (self.stage, self.task.pending());
        Signal::derive(move || pending.get() && stage.with(|stage| *stage != Stage::Asking(None)))
    }

    /// Why the last attempt failed, in words.
    pub fn error(self) -> Signal<Option<String>> {
        let (words, failure) = (self.session.words(), self.task.failure());
        Signal::derive(move || Some(failure.get()?.words(words)))
    }

    /// Asks what it would mean.
    pub fn load(self) {
        let preview = self
            .id
            .with_value(|id| api::preview_cancel(self.session, id));
        self.task.run(async move {
            let preview = preview.await?;
            self.stage.try_set(Stage::Asking(Some(preview)));
            Ok(())
        });
    }

    /// Cancels. Nothing happens before it is known what that means.
    pub fn confirm(self) {
        let Stage::Asking(Some(preview)) = self.stage.get_untracked() else {
            return;
        };
        let id = self.id.get_value();
        self.task.run(async move {
            let key = self.intent(|intents| &intents.0);
            let canceled = api::cancel_subscription(self.session, &id, &key).await;
            if let Err(failure @ Failure::Refused { .. }) = &canceled {
                // What the server has refused it would refuse again under the same key.
                self.intents
                    .try_update_value(|intents| intents.0 = Intent::new());
                return Err(failure.clone());
            }
            canceled?;
            self.show(Stage::Done(preview));
            if !self.asks_why() {
                self.go_on();
            }
            Ok(())
        });
    }

    /// Tells the merchant why.
    pub fn explain(self, details: CancellationDetails) {
        let id = self.id.get_value();
        self.task.run(async move {
            let key = self.intent(|intents| &intents.1);
            api::explain_cancellation(self.session, &id, &details, &key).await?;
            self.show(Stage::Thanked);
            self.go_on();
            Ok(())
        });
    }

    /// Where the page leads once it is cancelled.
    pub fn way_on(self) -> String {
        let home = paths::HOME.to_owned();
        flow::after(self.session, Action::CancelSubscription, home)
    }

    /// A flow goes on by itself when nothing is left to be said.
    fn go_on(self) {
        if flow::is_on(self.session) {
            paths::replace(&self.way_on());
        }
    }

    fn asks_why(self) -> bool {
        self.session.features().with_untracked(|features| {
            let cancel = features.subscription_cancel.as_ref();
            cancel.is_some_and(|it| !it.reasons.is_empty() || !it.feedback_options.is_empty())
        })
    }

    fn intent(self, which: impl Fn(&(Intent, Intent)) -> &Intent) -> Intent {
        let key = self
            .intents
            .try_with_value(|intents| which(intents).clone());
        key.unwrap_or_default()
    }

    /// The page becomes another one, and says so like one that was loaded.
    fn show(self, stage: Stage) {
        self.stage.try_set(stage);
        request_animation_frame(focus_heading);
    }
}

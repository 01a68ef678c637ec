//! One visit to the page: what it would mean, that it is done, why.

use contract::{
    CancelPreview, CancellationDetails, Changed, Subscription, SubscriptionId,
    rules::{
        actions::{self, Reason},
        flow::Action,
    },
};
use leptos::prelude::*;

use crate::{
    api::{self, Failure, Intent},
    components::Answer,
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
    /// It goes on, with what was offered in that preview.
    Kept(CancelPreview),
    /// The merchant knows why.
    Thanked,
}

/// One visit. It is begun outside of what another language builds anew, so that neither where it stands nor what was
/// written is lost.
#[derive(Clone, Copy)]
pub struct Canceling {
    session: Session,
    id: StoredValue<SubscriptionId>,
    /// What it was about when the visit began: one that has ended is no longer listed.
    subject: StoredValue<Option<Subscription>>,
    stage: RwSignal<Stage>,
    answer: Answer,
    task: Task,
    /// One for the cancellation, one for the answer, one for the offer: each is done once however often it is tried.
    intents: StoredValue<[Intent; 3]>,
}

const CANCEL: usize = 0;
const EXPLAIN: usize = 1;
const ACCEPT: usize = 2;

impl Canceling {
    /// A visit that has not begun.
    pub fn new(session: Session, id: SubscriptionId) -> Self {
        Self {
            session,
            id: StoredValue::new(id),
            subject: StoredValue::new(None),
            stage: RwSignal::new(Stage::Asking(None)),
            answer: Answer::new(),
            task: Task::new(),
            intents: StoredValue::new([Intent::new(), Intent::new(), Intent::new()]),
        }
    }

    /// The subscription, once the customer is known; begins the visit if it has not begun.
    pub fn begin(self) -> Option<Subscription> {
        let known = self.subject.get_value();
        if known.is_some() {
            return known;
        }
        let found = self.session.subscriptions().with_untracked(|all| {
            let is_it = |one: &&Subscription| self.id.with_value(|id| one.id == *id);
            all.iter().find(is_it).cloned()
        });
        let allows = |subscription: &Subscription| {
            let features = self.session.features();
            features.with_untracked(|features| actions::cancel(subscription, features).is_ok())
        };
        if found.as_ref().is_some_and(allows) {
            self.subject.set_value(found.clone());
            self.load();
        }
        found
    }

    /// Why a subscription cannot be cancelled. Once the visit has begun nothing stands in its way: what was just
    /// cancelled could not be cancelled again.
    pub fn refusal(self, subscription: &Subscription) -> Option<Reason> {
        if self.subject.with_value(Option::is_some) {
            return None;
        }
        let features = self.session.features();
        features.with_untracked(|features| actions::cancel(subscription, features).err())
    }

    /// What the customer has chosen and written.
    pub fn answer(self) -> Answer {
        self.answer
    }

    /// Where it stands.
    pub fn stage(self) -> Signal<Stage> {
        self.stage.into()
    }

    /// Whether something is under way that was asked for.
    pub fn pending(self) -> Signal<bool> {
        let (stage, pending) = (self.stage, self.task.pending());
        Signal::derive(move || {
            pending.get() && !stage.with(|stage| matches!(stage, Stage::Asking(None)))
        })
    }

    /// Why the last attempt failed, in words.
    pub fn error(self) -> Signal<Option<String>> {
        let (words, failure) = (self.session.words(), self.task.failure());
        Signal::derive(move || {
            let failure = failure.get()?;
            Some(match &failure {
                Failure::Refused { error, .. } if error.reason == Some(Reason::OfferGone) => {
                    words.cancel_offer_gone()
                }
                failure => failure.words(words),
            })
        })
    }

    /// Asks what it would mean.
    pub fn load(self) {
        let id = self.id.get_value();
        self.task.run(async move {
            let preview = api::preview_cancel(self.session, &id).await?;
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
            let key = self.intent(CANCEL);
            let canceled = api::cancel_subscription(self.session, &id, &key).await;
            self.renew(CANCEL, &canceled);
            canceled?;
            self.show(Stage::Done(preview));
            if !self.asks_why() {
                self.go_on();
            }
            Ok(())
        });
    }

    /// Takes the offer: the subscription goes on.
    pub fn accept(self) {
        let Stage::Asking(Some(preview)) = self.stage.get_untracked() else {
            return;
        };
        let id = self.id.get_value();
        self.task.run(async move {
            let key = self.intent(ACCEPT);
            let accepted = api::accept_offer(self.session, &id, &key).await;
            self.renew(ACCEPT, &accepted);
            if let Err(Failure::Refused { error, .. }) = &accepted
                && error.reason == Some(Reason::OfferGone)
            {
                let offer = None;
                self.stage
                    .try_set(Stage::Asking(Some(CancelPreview { offer, ..preview })));
                return accepted.map(drop);
            }
            accepted?;
            self.show(Stage::Kept(preview));
            self.go_on();
            Ok(())
        });
    }

    /// Tells the merchant why.
    pub fn explain(self, details: CancellationDetails) {
        let id = self.id.get_value();
        self.task.run(async move {
            let key = self.intent(EXPLAIN);
            api::explain_cancellation(self.session, &id, &details, &key).await?;
            self.show(Stage::Thanked);
            self.go_on();
            Ok(())
        });
    }

    /// Where the page leads once it is done.
    pub fn way_on(self) -> String {
        let home = paths::HOME.to_owned();
        let stayed = self
            .stage
            .with_untracked(|stage| matches!(stage, Stage::Kept(_)));
        let done = if stayed {
            Action::AcceptOffer
        } else {
            Action::CancelSubscription
        };
        flow::after(self.session, done, home)
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

    fn intent(self, which: usize) -> Intent {
        let key = self
            .intents
            .try_with_value(|intents| intents[which].clone());
        key.unwrap_or_default()
    }

    /// What the server has refused it would refuse again under the same key.
    fn renew(self, which: usize, result: &Result<Changed, Failure>) {
        if matches!(result, Err(Failure::Refused { .. })) {
            self.intents
                .try_update_value(|intents| intents[which] = Intent::new());
        }
    }

    /// The page becomes another one, and says so like one that was loaded.
    fn show(self, stage: Stage) {
        self.stage.try_set(stage);
        request_animation_frame(focus_heading);
    }
}

//! One visit to the page: what is chosen, what it costs, and what became of it.

mod wish;

pub use wish::Problem;

use contract::{
    Catalogue, ConfirmUpdate, ErrorCode, Subscription, SubscriptionId, UpdatePreview,
    UpdateRequest, rules::flow::Action,
};
use leptos::prelude::*;

use crate::{
    api::{self, Failure, Intent},
    components::Choice,
    flow,
    layout::focus_heading,
    paths,
    session::Session,
    task::Task,
};

/// Where a visit stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The customer chooses, once it is known what there is.
    Choosing(Option<Catalogue>),
    /// The customer is asked to agree.
    Confirming(Box<UpdatePreview>),
}

/// One visit.
#[derive(Clone, Copy)]
pub struct Updating {
    session: Session,
    id: StoredValue<SubscriptionId>,
    catalogue: RwSignal<Option<Catalogue>>,
    choice: Choice,
    stage: RwSignal<Stage>,
    task: Task,
    intent: StoredValue<Intent>,
    problem: RwSignal<Option<Problem>>,
}

impl Updating {
    /// A visit that begins with what the subscription is.
    pub fn new(session: Session, subscription: &Subscription) -> Self {
        let choice = Choice::new();
        if let Some(item) = subscription.items.first() {
            let recurring = item.price.recurring.as_ref();
            let interval = recurring.map(|it| (it.interval, it.interval_count));
            choice.interval.set(interval);
            choice.quantity.set(item.quantity.unwrap_or(1).to_string());
        }
        let this = Self {
            session,
            id: StoredValue::new(subscription.id.clone()),
            catalogue: RwSignal::new(None),
            choice,
            stage: RwSignal::new(Stage::Choosing(None)),
            task: Task::new(),
            intent: StoredValue::new(Intent::new()),
            problem: RwSignal::new(None),
        };
        this.load();
        this
    }

    /// Where it stands.
    pub fn stage(self) -> Signal<Stage> {
        self.stage.into()
    }

    /// What is chosen.
    pub fn choice(self) -> Choice {
        self.choice
    }

    /// Whether something is under way that was asked for.
    pub fn pending(self) -> Signal<bool> {
        self.task.pending()
    }

    /// What is wrong with what was chosen.
    pub fn problem(self) -> Signal<Option<Problem>> {
        self.problem.into()
    }

    /// Why the last request failed, unless that is a [`Problem`].
    pub fn failure(self) -> Signal<Option<Failure>> {
        self.task.failure()
    }

    /// Asks what there is to choose, or what the given change costs.
    pub fn load(self) {
        if let Some(given) = self.given() {
            return self.preview(given, None);
        }
        let id = self.id.get_value();
        self.task.run(async move {
            let found = api::get_catalogue(self.session, &id).await?;
            if let Some(item) = self.item() {
                let has = |product: &contract::CatalogueProduct| {
                    product.prices.iter().any(|price| price.id == item.price.id)
                };
                let place = found.products.iter().position(has);
                self.choice.plan.try_set(place.unwrap_or_default());
            }
            self.catalogue.try_set(Some(found.clone()));
            self.stage.try_set(Stage::Choosing(Some(found)));
            Ok(())
        });
    }

    /// Asks what the choice costs, and then whether the customer agrees.
    pub fn ask(self) {
        self.problem.set(None);
        self.task.clear();
        match untrack(|| self.wish()) {
            Ok(request) => self.preview(request, None),
            Err(problem) => self.complain(problem),
        }
    }

    /// Back to the choice, which is as it was.
    pub fn back(self) {
        self.problem.set(None);
        self.task.clear();
        self.show(Stage::Choosing(self.catalogue.get_untracked()));
    }

    /// Agrees to what is shown.
    pub fn confirm(self) {
        let Stage::Confirming(preview) = self.stage.get_untracked() else {
            return;
        };
        let Ok(update) = untrack(|| self.wish()) else {
            return self.back();
        };
        self.problem.set(None);
        let confirmed = ConfirmUpdate {
            update: update.clone(),
            fingerprint: preview.fingerprint.clone(),
        };
        let id = self.id.get_value();
        let this = self;
        self.task.run(async move {
            let key = this.intent.try_get_value().unwrap_or_default();
            let done = api::update_subscription(this.session, &id, &confirmed, &key).await;
            let failure = match done {
                Ok(state) => {
                    let outcome = if is_like(&state.subscriptions, &id, &preview) {
                        paths::UPDATED
                    } else {
                        paths::UPDATING
                    };
                    let home = paths::home_after_updating(&id, outcome);
                    paths::replace(&flow::after(this.session, Action::UpdateSubscription, home));
                    return Ok(());
                }
                Err(failure) => failure,
            };
            let Failure::Refused { error, .. } = &failure else {
                return Err(failure);
            };
            // What the server has refused it would refuse again under the same key.
            this.intent
                .try_update_value(|intent| *intent = Intent::new());
            if let Some(authentication) = &error.authentication {
                paths::open(&paths::authenticate(&authentication.invoice));
                return Ok(());
            }
            match error.code {
                // Shown anew, so that nobody agrees to what is no longer so.
                ErrorCode::PreviewOutdated | ErrorCode::StateChanged => {
                    let again = api::preview_update(this.session, &id, &update).await?;
                    this.stage.try_set(Stage::Confirming(Box::new(again)));
                    this.problem.try_set(Some(Problem::Outdated));
                    Ok(())
                }
                _ => Err(failure),
            }
        });
    }

    fn preview(self, request: UpdateRequest, problem: Option<Problem>) {
        let id = self.id.get_value();
        self.task.run(async move {
            match api::preview_update(self.session, &id, &request).await {
                Ok(preview) => {
                    self.intent
                        .try_update_value(|intent| *intent = Intent::new());
                    self.problem.try_set(problem);
                    self.show(Stage::Confirming(Box::new(preview)));
                    Ok(())
                }
                // A code that came with the link cannot be corrected.
                Err(failure) if is_of_code(&failure) && self.given().is_none() => {
                    self.complain(Problem::Code);
                    Ok(())
                }
                Err(failure) => Err(failure),
            }
        });
    }

    /// The page becomes another one, and says so like one that was loaded.
    fn show(self, stage: Stage) {
        self.stage.try_set(stage);
        request_animation_frame(focus_heading);
    }
}

/// Whether a subscription is, or will be, what was agreed to.
fn is_like(all: &[Subscription], id: &SubscriptionId, preview: &UpdatePreview) -> bool {
    let Some(found) = all.iter().find(|one| one.id == *id) else {
        return false;
    };
    let is = |price: &contract::Price, quantity| {
        price.id == preview.price.id && quantity == preview.quantity
    };
    let planned = found.schedule.iter().flat_map(|schedule| &schedule.items);
    found
        .items
        .iter()
        .any(|item| is(&item.price, item.quantity))
        || planned
            .into_iter()
            .any(|item| is(&item.price, item.quantity))
}

/// Whether a failure is about the promotion code, the only text that is typed here.
fn is_of_code(failure: &Failure) -> bool {
    matches!(
        failure.code(),
        Some(ErrorCode::PromotionCodeInvalid | ErrorCode::CardNumberRefused)
    )
}

//! What is chosen on a visit, and what is wrong with it.

use contract::{
    Catalogue, SubscriptionItem, UpdateRequest,
    rules::change::{self, Refusal},
};
use leptos::prelude::*;

use super::Updating;
use crate::{
    components::{CODE, QUANTITY},
    ui::focus_control,
};

/// What is wrong with what was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It is what the subscription is already.
    Nothing,
    /// The quantity is no whole number within its bounds.
    Quantity,
    /// The promotion code does not exist or cannot be used.
    Code,
    /// The amounts are no longer those that were shown.
    Outdated,
}

impl Updating {
    /// The change that the link was made for: nothing is left to choose.
    pub fn given(self) -> Option<UpdateRequest> {
        let flow = self.session.flow();
        let confirm = flow.with_untracked(|flow| flow.as_ref()?.confirm.clone())?;
        Some(UpdateRequest {
            price: confirm.price,
            quantity: confirm.quantity,
            promotion_code: None,
        })
    }

    /// What is chosen, if it can be asked for.
    pub(super) fn wish(self) -> Result<UpdateRequest, Problem> {
        if let Some(given) = self.given() {
            return Ok(given);
        }
        let catalogue = self.catalogue.get().unwrap_or(Catalogue {
            products: Vec::new(),
        });
        let request = self.choice.request(&catalogue).ok_or(Problem::Quantity)?;
        let allowed = self.session.features().with(|it| it.subscription_update);
        let (Some(item), Some(allowed)) = (self.item(), allowed) else {
            return Ok(request);
        };
        match change::check(&item, allowed, &catalogue, &request) {
            Err(Refusal::Nothing) => Err(Problem::Nothing),
            Err(Refusal::QuantityOutOfRange) => Err(Problem::Quantity),
            // Whatever else there may be, the server says.
            _ => Ok(request),
        }
    }

    pub(super) fn item(self) -> Option<SubscriptionItem> {
        let id = self.id.get_value();
        self.session.subscriptions().with_untracked(|all| {
            let found = all.iter().find(|one| one.id == id)?;
            found.items.first().cloned()
        })
    }

    /// Says what is wrong, where it is wrong.
    pub(super) fn complain(self, problem: Problem) {
        self.problem.try_set(Some(problem));
        let field = match problem {
            Problem::Quantity => QUANTITY,
            Problem::Code => CODE,
            Problem::Nothing | Problem::Outdated => return,
        };
        focus_control(field);
    }
}

//! How long a request may take.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use web_sys::{AbortController, AbortSignal};

use super::Failure;

/// A request has this long for its answer, its repetitions included.
const DEADLINE: Duration = Duration::from_secs(15);

/// The time a request has.
pub(super) struct Deadline {
    controller: Option<AbortController>,
    is_over: Rc<Cell<bool>>,
    timer: Option<TimeoutHandle>,
}

impl Deadline {
    pub fn start() -> Self {
        let controller = AbortController::new().ok();
        let is_over = Rc::new(Cell::new(false));
        let timer = {
            let (controller, is_over) = (controller.clone(), is_over.clone());
            set_timeout_with_handle(
                move || {
                    is_over.set(true);
                    if let Some(controller) = &controller {
                        controller.abort();
                    }
                },
                DEADLINE,
            )
        };
        Self {
            controller,
            is_over,
            timer: timer.ok(),
        }
    }

    pub fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }

    pub fn is_over(&self) -> bool {
        self.is_over.get()
    }

    /// Why no answer came.
    pub fn failure(&self) -> Failure {
        if self.is_over() {
            Failure::Timeout
        } else {
            Failure::Offline
        }
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
    }
}

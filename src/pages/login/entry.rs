use std::time::Duration;

use contract::ErrorCode;
use leptos::prelude::*;

use super::address::is_address;
use crate::{
    api::{self, Failure, words_of_code},
    layout::focus_heading,
    paths,
    session::Session,
    task::Task,
    ui::focus_control,
};

/// Names of the fields, by which focus is led to them.
pub(super) const EMAIL: &str = "email";
pub(super) const CODE: &str = "code";

/// An address gets one code in so long: asking earlier would be in vain.
const PAUSE: Duration = Duration::from_secs(60);

/// Which question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The customer's address.
    Address,
    /// The code that was mailed to it.
    Code,
}

/// What the customer has entered so far. It outlives the views, which a change of the language builds anew.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    session: Session,
    page: StoredValue<String>,
    stage: RwSignal<Stage>,
    email: RwSignal<String>,
    code: RwSignal<String>,
    /// Whether what is in the field cannot be an address.
    is_no_address: RwSignal<bool>,
    /// Whether nothing was entered that could be a code.
    is_no_code: RwSignal<bool>,
    asking: Task,
    entering: Task,
    speaking: Task,
    chosen: RwSignal<Option<String>>,
    may_repeat: RwSignal<bool>,
    was_repeated: RwSignal<bool>,
    /// How often a code was asked for: a timer of an earlier time means nothing.
    round: StoredValue<u32>,
}

impl Entry {
    /// Nothing but what the link prefills.
    pub fn new(session: Session, page: String) -> Self {
        let email = paths::parameter(paths::PREFILLED_EMAIL).unwrap_or_default();
        Self {
            session,
            page: StoredValue::new(page),
            stage: RwSignal::new(Stage::Address),
            email: RwSignal::new(email),
            code: RwSignal::new(String::new()),
            is_no_address: RwSignal::new(false),
            is_no_code: RwSignal::new(false),
            asking: Task::new(),
            entering: Task::new(),
            speaking: Task::new(),
            chosen: RwSignal::new(None),
            may_repeat: RwSignal::new(false),
            was_repeated: RwSignal::new(false),
            round: StoredValue::new(0),
        }
    }

    pub fn stage(self) -> Signal<Stage> {
        self.stage.into()
    }

    pub fn email(self) -> RwSignal<String> {
        self.email
    }

    pub fn code(self) -> RwSignal<String> {
        self.code
    }

    pub fn asking(self) -> Signal<bool> {
        self.asking.pending()
    }

    pub fn entering(self) -> Signal<bool> {
        self.entering.pending()
    }

    /// Whether another code can be asked for.
    pub fn may_repeat(self) -> Signal<bool> {
        self.may_repeat.into()
    }

    /// Whether another one was.
    pub fn was_repeated(self) -> Signal<bool> {
        self.was_repeated.into()
    }

    /// What is wrong with the address.
    pub fn email_error(self) -> Signal<Option<String>> {
        let words = self.session.words();
        Signal::derive(move || self.is_no_address.get().then(|| words.login_email_wrong()))
    }

    /// What is wrong with the code.
    pub fn code_error(self) -> Signal<Option<String>> {
        let words = self.session.words();
        Signal::derive(move || {
            if self.is_no_code.get() {
                return Some(words.login_code_wrong());
            }
            let failure = self.entering.failure().get()?;
            is_of_field(&failure).then(|| words_of_code(words, &failure))
        })
    }

    /// What went wrong that is no field's fault.
    pub fn trouble(self) -> Signal<Option<String>> {
        let words = self.session.words();
        let tasks = [self.asking, self.entering, self.speaking];
        Signal::derive(move || {
            let failures = tasks.iter().filter_map(|task| task.failure().get());
            failures
                .filter(|failure| !is_of_field(failure))
                .map(|failure| failure.words(words))
                .next()
        })
    }

    /// Asks for a code.
    pub fn ask(self) {
        self.is_no_address
            .set(!is_address(&self.email.get_untracked()));
        if self.is_no_address.get_untracked() {
            focus_control(EMAIL);
            return;
        }
        self.send(false);
    }

    /// Asks for another code.
    pub fn repeat(self) {
        self.send(true);
    }

    fn send(self, again: bool) {
        self.speaking.clear();
        self.entering.clear();
        self.asking.run(async move {
            let page = self.page.get_value();
            let email = self.email.get_untracked().trim().to_owned();
            let locale = self.session.words().locale();
            let asked = api::ask_for_code(self.session, &page, &email, &locale).await;
            match asked {
                Ok(()) => {
                    self.email.set(email);
                    self.code.set(String::new());
                    self.is_no_code.set(false);
                    self.was_repeated.set(again);
                    self.wait();
                    self.show(Stage::Code);
                    Ok(())
                }
                Err(failure) if is_of_field(&failure) => {
                    self.is_no_address.set(true);
                    self.show(Stage::Address);
                    focus_control(EMAIL);
                    Ok(())
                }
                Err(failure) => Err(failure),
            }
        });
    }

    /// Enters the code, and goes home when it was right.
    pub fn enter(self) {
        let code = self.code.get_untracked();
        self.was_repeated.set(false);
        self.asking.clear();
        self.is_no_code
            .set(!code.chars().any(|c| c.is_ascii_digit()));
        if self.is_no_code.get_untracked() {
            focus_control(CODE);
            return;
        }
        self.entering.run(async move {
            let chosen = self.chosen.get_untracked();
            let entered = api::enter_code(self.session, &code, chosen.as_deref()).await;
            match &entered {
                Ok(()) => paths::replace(paths::HOME),
                Err(failure) if is_of_field(failure) => focus_control(CODE),
                Err(_) => {}
            }
            entered
        });
    }

    /// Goes back to the address.
    pub fn start_over(self) {
        self.entering.clear();
        self.asking.clear();
        self.show(Stage::Address);
    }

    /// Changes the language of the page.
    pub fn speak(self, tag: String) {
        self.speaking.run(async move {
            let page = self.page.get_value();
            api::speak(self.session, &page, &tag).await?;
            self.chosen.set(Some(tag));
            Ok(())
        });
    }

    fn show(self, stage: Stage) {
        if self.stage.get_untracked() == stage {
            return;
        }
        self.stage.set(stage);
        request_animation_frame(focus_heading);
    }

    /// Begins the pause until another code can be asked for.
    fn wait(self) {
        self.may_repeat.set(false);
        let round = self.round.get_value() + 1;
        self.round.set_value(round);
        let end = move || {
            if self.round.try_get_value() == Some(round) {
                self.may_repeat.set(true);
            }
        };
        set_timeout(end, PAUSE);
    }
}

/// Whether a failure is about what was typed.
fn is_of_field(failure: &Failure) -> bool {
    matches!(
        failure.code(),
        Some(
            ErrorCode::CodeInvalid
                | ErrorCode::CodeExpired
                | ErrorCode::CardNumberRefused
                | ErrorCode::InvalidRequest
        )
    )
}

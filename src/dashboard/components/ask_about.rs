//! A question about one row of a list, before something that cannot be undone.

use std::future::Future;

use leptos::prelude::*;
use serde_json::Value;

use super::Confirm;
use crate::{api::dashboard::Refusal, dashboard::task::Task};

/// Asks, and does it to the row. A refusal is shown where it was asked.
#[component]
pub fn AskAbout<Question, Deed, Done>(
    /// The row that is asked about now.
    asked: RwSignal<Option<Value>>,
    /// The question.
    question: Question,
    /// What follows from it.
    consequence: String,
    /// The button that does it.
    answer: String,
    /// Does it.
    deed: Deed,
) -> impl IntoView
where
    Question: Fn(&Value) -> String + Send + Sync + 'static,
    Deed: Fn(Value) -> Done + Send + Sync + 'static,
    Done: Future<Output = Result<(), Refusal>> + 'static,
{
    let task = Task::new();
    let confirm = move |()| {
        let Some(row) = asked.get_untracked() else {
            return;
        };
        let done = deed(row);
        task.run(async move {
            done.await?;
            asked.try_set(None);
            Ok(())
        });
    };
    let title = move || asked.with(|row| row.as_ref().map(&question).unwrap_or_default());

    view! {
        <Confirm
            title=Signal::derive(title)
            text=consequence
            answer
            open=Signal::derive(move || asked.with(Option::is_some))
            task
            on_confirm=confirm
            on_close=move |()| asked.set(None)
        />
    }
}

//! What is filled in and sent together.

use leptos::{ev::SubmitEvent, prelude::*};
use stylers_macro::style_sheet;

use crate::{
    dashboard::task::Task,
    i18n::use_words,
    ui::{Alert, Button, ButtonVariant, Tone},
};

/// Fields, what is wrong with the whole of them, and the button that sends them. Nothing typed is lost by a refusal.
#[component]
pub fn Form(
    /// The button.
    #[prop(into)]
    submit: String,
    /// The sending.
    task: Task,
    /// The parameters whose problems are shown beside their fields.
    #[prop(optional)]
    fields: &'static [&'static str],
    /// Called when it is to be sent, by the button or by Enter.
    #[prop(into)]
    on_submit: Callback<()>,
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/form.css");
    let words = use_words();
    let failure = move || {
        let refusal = task.failure().get()?;
        let is_beside = fields.iter().any(|param| refusal.is_about(param));
        (!is_beside).then(|| {
            view! { class=class,
                <Alert tone=Tone::Danger live=true>
                    {refusal.words(words)}
                </Alert>
            }
        })
    };
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        on_submit.run(());
    };

    view! { class=class,
        <form class="form" novalidate="true" on:submit=send>
            {children()}
            {failure}
            <div class="actions">
                <Button
                    variant=ButtonVariant::Primary
                    busy=task.pending()
                    on_click=move |()| on_submit.run(())
                >
                    {submit}
                </Button>
                <input class="enter" type="submit" tabindex="-1" aria-hidden="true" value="" />
            </div>
        </form>
    }
}

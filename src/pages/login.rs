//! `/p/login/{page}`: an address, the code that was mailed to it, and in. Nothing on the page says whether the address is
//! known.

mod address;
mod entry;

use leptos::{ev::SubmitEvent, prelude::*};
use stylers_macro::style_sheet;

use self::entry::{Entry, Stage};
use crate::{
    i18n::use_words,
    layout::{Message, PageHeading, Shell},
    session::use_session,
    ui::{Alert, Button, ButtonVariant, TextField, Tone, Typing},
};

/// The page of a login link, with the frame around it: there is no session to guard.
#[component]
pub fn Login(
    /// Its part of the address.
    page: String,
    /// Whether there is such a link.
    is_there: bool,
) -> impl IntoView {
    let class = style_sheet!("style/pages/login.css");
    let words = use_words();
    let entry = Entry::new(use_session(), page);
    let shown = move || {
        // In another language the page is built anew; what was typed is in the entry.
        words.locale();
        if !is_there {
            return view! { class=class, <Missing /> }.into_any();
        }
        match entry.stage().get() {
            Stage::Address => view! { class=class, <Address entry /> }.into_any(),
            Stage::Code => view! { class=class, <Code entry /> }.into_any(),
        }
    };

    view! { class=class,
        <Shell on_language=Callback::new(move |tag| entry.speak(tag))>
            <div class="login">{shown}</div>
        </Shell>
    }
}

/// Asks for the address.
#[component]
fn Address(entry: Entry) -> impl IntoView {
    let class = style_sheet!("style/pages/login.css");
    let words = use_words();
    let name = merchant_name();
    let send = move || entry.ask();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    let typing = Typing {
        kind: "email",
        autocomplete: "email",
        inputmode: "",
    };

    view! { class=class,
        <PageHeading title=words.login_title() />
        <p class="text">{words.login_text(&name)}</p>
        <form class="form" novalidate=true on:submit=submit>
            <TextField
                id=entry::EMAIL
                label=words.login_email()
                value=entry.email()
                error=entry.email_error()
                typing
            />
            <Trouble entry />
            <div class="actions">
                <Button variant=ButtonVariant::Primary busy=entry.asking() on_click=send>
                    {words.login_send()}
                </Button>
            </div>
        </form>
    }
}

/// Asks for the code.
#[component]
fn Code(entry: Entry) -> impl IntoView {
    let class = style_sheet!("style/pages/login.css");
    let words = use_words();
    let email = entry.email().get_untracked();
    let enter = move || entry.enter();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        enter();
    };
    let typing = Typing {
        kind: "text",
        autocomplete: "one-time-code",
        inputmode: "numeric",
    };
    let sent_again = move || {
        entry.was_repeated().get().then(|| {
            view! { class=class,
                <Alert tone=Tone::Success live=true>
                    {words.login_sent_again()}
                </Alert>
            }
        })
    };
    let wait = move || {
        (!entry.may_repeat().get())
            .then(|| view! { class=class, <p class="wait">{words.login_wait()}</p> })
    };

    view! { class=class,
        <PageHeading title=words.login_code_title() />
        <p class="text">{words.login_code_text(&email)}</p>
        <form class="form" novalidate=true on:submit=submit>
            <TextField
                id=entry::CODE
                label=words.login_code()
                hint=Signal::derive(move || Some(words.login_code_hint()))
                value=entry.code()
                error=entry.code_error()
                typing
            />
            <Trouble entry />
            <div class="actions">
                <Button variant=ButtonVariant::Primary busy=entry.entering() on_click=enter>
                    {words.login_enter()}
                </Button>
            </div>
        </form>
        <div class="no-mail">
            <p class="text">{words.login_no_mail()}</p>
            {sent_again}
            <div class="actions">
                <Button
                    busy=entry.asking()
                    unavailable=Signal::derive(move || !entry.may_repeat().get())
                    on_click=move || entry.repeat()
                >
                    {words.login_resend()}
                </Button>
                <Button on_click=move || entry.start_over()>{words.login_other_address()}</Button>
            </div>
            {wait}
        </div>
    }
}

/// What went wrong that is no field's fault.
#[component]
fn Trouble(entry: Entry) -> impl IntoView {
    move || {
        entry.trouble().get().map(|text| {
            view! { class="",
                <Alert tone=Tone::Danger live=true>
                    {text}
                </Alert>
            }
        })
    }
}

/// There is no such link, or it was switched off.
#[component]
fn Missing() -> impl IntoView {
    let class = style_sheet!("style/pages/login.css");
    let words = use_words();
    let name = merchant_name();

    view! { class=class,
        <Message title=words.login_missing_title()>
            <p>{words.login_missing_text(&name)}</p>
        </Message>
    }
}

fn merchant_name() -> String {
    let merchant = use_session().merchant();
    merchant.with_untracked(|merchant| merchant.name.clone())
}

//! What is wanted rarely: the language, the merchant's terms, help, and the way out.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    api::{self, Failure},
    components::LanguageChooser,
    i18n::use_words,
    paths,
    session::{Phase, use_session},
    task::Task,
    toasts::{Tone, use_toasts},
};

/// The foot of the panel.
#[component]
pub fn Footer(
    /// Called with the language that is chosen on a page without a session.
    on_language: Option<Callback<String>>,
) -> impl IntoView {
    let class = style_sheet!("style/layout/footer.css");
    let words = use_words();
    let session = use_session();
    let toasts = use_toasts();
    let merchant = session.merchant();
    let is_signed_in = Memo::new(move |_| session.phase().with(Phase::is_signed_in));
    let say = move |result: &Result<String, Failure>| match result {
        Ok(text) => toasts.show(Tone::Success, text.clone()),
        Err(failure) => toasts.show(Tone::Danger, failure.words(words)),
    };

    let choosing = Task::new();
    let choose = move |tag: String| {
        if let Some(callback) = on_language {
            callback.run(tag);
            return;
        }
        choosing.run(async move {
            let chosen = api::set_locale(session, &tag).await;
            say(&chosen.map(|_| words.shell_language_changed(&words.language_name())));
            Ok(())
        });
    };
    let leaving = Task::new();
    let is_offline = session.is_offline();
    let sign_out = move |_| {
        leaving.run(async move {
            if let Err(failure) = api::sign_out(session).await {
                say(&Err(failure));
            }
            Ok(())
        });
    };
    let link = move |href: Option<String>, text: String| {
        href.map(|href| {
            view! { class=class,
                <li class="item">
                    <a class="link" href=href target="_blank" rel="noopener noreferrer external">
                        {text}
                        <span class="visually-hidden">" " {words.shell_new_tab()}</span>
                    </a>
                </li>
            }
        })
    };
    let links = move || {
        let merchant = merchant.get();
        let support = merchant.support_email.map(|email| {
            view! { class=class,
                <li class="item">
                    <a class="link" href=format!("mailto:{email}") rel="external">
                        {words.shell_support()}
                    </a>
                </li>
            }
        });
        view! { class=class,
            {link(merchant.terms_of_service_url, words.shell_terms())}
            {link(merchant.privacy_policy_url, words.shell_privacy())}
            {support}
        }
    };

    // A flow leads to one thing, and this is another.
    let activity = move || {
        session.flow().get().is_none().then(|| {
            view! { class=class,
                <li class="item">
                    <a class="link" href=paths::ACTIVITY rel="external">
                        {words.shell_activity()}
                    </a>
                </li>
            }
        })
    };

    let own = move || {
        let texts = merchant.with(|merchant| merchant.texts.clone());
        let texts = [texts.support, texts.footer].into_iter().flatten();
        let shown = move |text| {
            view! { class=class,
                <p class="own" dir="auto">
                    {text}
                </p>
            }
        };
        texts.map(shown).collect_view()
    };

    view! { class=class,
        <div class="footer">
            {own} <Show when=move || on_language.is_some() || is_signed_in.get()>
                <LanguageChooser busy=choosing.pending() unavailable=is_offline on_choose=choose />
            </Show>
            <ul class="links">
                {links}
                <Show when=move || {
                    is_signed_in.get()
                }>
                    {activity} <li class="item">
                        <button
                            type="button"
                            class="link"
                            aria-busy=move || leaving.pending().get().then_some("true")
                            aria-disabled=move || is_offline.get().then_some("true")
                            on:click=sign_out
                        >
                            {move || {
                                if leaving.pending().get() {
                                    words.shell_signing_out()
                                } else {
                                    words.shell_sign_out()
                                }
                            }}
                        </button>
                    </li>
                </Show>
            </ul>
        </div>
    }
}

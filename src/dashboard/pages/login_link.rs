//! `/dashboard/login-link`: the link that customers sign in by.

use leptos::prelude::*;
use serde_json::Value;
use stylers_macro::style_sheet;

use crate::{
    dashboard::{
        components::{Confirm, Copy, Heading},
        desk::use_desk,
        file, qr,
        task::Task,
    },
    i18n::use_words,
    toasts::{Tone as Notice, use_toasts},
    ui::{Alert, Button, ButtonVariant, Section, Skeleton, Tone},
};

const DEFAULT: &str = "/v1/billing_portal/configurations?is_default=true";

/// The link, its code, and the switch.
#[component]
pub fn LoginLink() -> impl IntoView {
    let class = style_sheet!("style/dashboard/pages/login_link.css");
    let (words, desk, toasts) = (use_words(), use_desk(), use_toasts());
    let configuration = RwSignal::new(None::<Value>);
    let (loading, switching) = (Task::new(), Task::new());
    let is_asked = RwSignal::new(false);
    let load = move |()| {
        loading.run(async move {
            let answer = desk.get(DEFAULT).await?;
            configuration.try_set(Some(answer["data"][0].clone()));
            Ok(())
        });
    };
    load(());
    let switch = move |on: bool| {
        let id = configuration.with_untracked(|it| {
            let id = it.as_ref().and_then(|it| it["id"].as_str());
            id.unwrap_or_default().to_owned()
        });
        switching.run(async move {
            let path = format!("/v1/billing_portal/configurations/{id}");
            let form = [("login_page[enabled]".to_owned(), on.to_string())];
            configuration.set(Some(desk.post(&path, &form).await?));
            is_asked.set(false);
            toasts.show(
                Notice::Success,
                match on {
                    true => words.dashboard_login_link_is_on(),
                    false => words.dashboard_login_link_is_off(),
                },
            );
            Ok(())
        });
    };
    let failure = move || {
        // The question shows its own.
        let refusal = loading
            .failure()
            .get()
            .or_else(|| switching.failure().get())?;
        (!is_asked.get()).then(|| {
            view! { class=class,
                <Alert tone=Tone::Danger live=true>
                    {refusal.words(words)}
                </Alert>
            }
        })
    };
    let shown = move || {
        let found = configuration.get();
        let Some(found) = found else {
            return view! { class=class, <Skeleton lines=4 /> }.into_any();
        };
        match found["login_page"]["url"].as_str() {
            Some(url) => {
                let url = url.to_owned();
                view! { class=class,
                    <Link url />
                    <Button on_click=move |()| {
                        is_asked.set(true)
                    }>{words.dashboard_login_link_deactivate()}</Button>
                }
                .into_any()
            }
            None => view! { class=class,
                <Section title=words.dashboard_login_link_off()>
                    <p class="about">{words.dashboard_login_link_off_text()}</p>
                    <Button
                        variant=ButtonVariant::Primary
                        busy=switching.pending()
                        on_click=move |()| switch(true)
                    >
                        {words.dashboard_login_link_activate()}
                    </Button>
                </Section>
            }
            .into_any(),
        }
    };

    view! { class=class,
        <Heading title=words.dashboard_login_link_title() text=words.dashboard_login_link_text() />
        {failure}
        {shown}
        <Section title=words.dashboard_login_link_how()>
            <p class="about">{words.dashboard_login_link_how_text()}</p>
            <p class="about">{words.dashboard_login_link_safe()}</p>
        </Section>
        <Confirm
            title=Signal::derive(move || words.dashboard_login_link_ask())
            text=Signal::derive(move || words.dashboard_login_link_consequence())
            answer=words.dashboard_login_link_deactivate()
            open=is_asked
            task=switching
            on_confirm=move |()| switch(false)
            on_close=move |()| is_asked.set(false)
        />
    }
}

/// The link as text and as a code.
#[component]
fn Link(url: String) -> impl IntoView {
    let class = style_sheet!("style/dashboard/pages/login_link.css");
    let words = use_words();
    let drawing = qr::draw(&url);
    let link = StoredValue::new(url.clone());
    let code = drawing.map(|drawing| {
        let all = format!("0 0 {0} {0}", drawing.side);
        let ground = format!("M0 0h{0}v{0}H0z", drawing.side);
        let path = drawing.path();
        let drawing = StoredValue::new(drawing);
        let save_svg = move |()| {
            let svg = drawing.with_value(qr::Drawing::svg);
            file::save("login-link.svg", "image/svg+xml", svg.as_bytes());
        };
        let save_png = move |()| {
            let png = drawing.with_value(qr::Drawing::png);
            file::save("login-link.png", "image/png", &png);
        };
        view! { class=class,
            <div class="code">
                <svg
                    class="drawing"
                    role="img"
                    aria-label=words.dashboard_login_link_code()
                    viewBox=all
                    shape-rendering="crispEdges"
                >
                    <path fill="white" d=ground />
                    <path fill="black" d=path />
                </svg>
                <div class="saving">
                    <Button on_click=save_svg>{words.dashboard_login_link_save()}</Button>
                    <Button on_click=save_png>{words.dashboard_login_link_save_png()}</Button>
                </div>
            </div>
        }
    });

    view! { class=class,
        <Section title=words.dashboard_login_link_on()>
            <p class="link">
                <a class="address" dir="ltr" href=url.clone() rel="external">
                    {url.clone()}
                </a>
                <Copy
                    text=Signal::derive(move || link.get_value())
                    label=words.dashboard_copy(&words.dashboard_login_link_link())
                />
            </p>
            {code}
        </Section>
    }
}

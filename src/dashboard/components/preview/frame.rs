//! One frame with the portal, drawn smaller where there is less room than a desktop has.

use js_sys::{Array, JSON};
use leptos::{html, prelude::*};
use serde_json::{Value, json};
use stylers_macro::style_sheet;
use theme::{Branding, Place, Theme};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{MessageEvent, ResizeObserver};

use super::Shown;

/// What the messages of a preview are called; `src/preview.js` is the other side.
const MESSAGES: &str = "portico.preview";

/// The name by which a framed preview knows that it is told what it looks like.
const NAME: &str = "portico-preview";

/// The portal in a look.
#[component]
pub fn Frame(
    /// What is previewed.
    #[prop(into)]
    shown: Signal<Shown>,
    /// In which look.
    #[prop(into)]
    look: Signal<Branding>,
    /// What it is called.
    title: String,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/preview/frame.css");
    let stage = NodeRef::<html::Div>::new();
    let frame = NodeRef::<html::Iframe>::new();
    let address = Memo::new(move |_| shown.with(Shown::address));
    let message = Memo::new(move |_| {
        let scheme_and_locale = shown.with(|shown| (shown.scheme.clone(), shown.locale.clone()));
        look.with(|look| told(look, &scheme_and_locale.0, &scheme_and_locale.1))
    });
    let tell = move || {
        let window = frame
            .get_untracked()
            .and_then(|frame| frame.content_window());
        let message = JSON::parse(&message.get_untracked());
        let origin = window_origin();
        if let (Some(window), Ok(message)) = (window, message) {
            // It fails only for what cannot be copied, and plain JSON can.
            let _ = window.post_message(&message, &origin);
        }
    };
    Effect::new(move || {
        message.track();
        tell();
    });

    // The page in the frame asks for its look when it begins, and says where it has gone.
    let listener = window_event_listener(leptos::ev::message, move |event: MessageEvent| {
        let content = frame
            .get_untracked()
            .and_then(|frame| frame.content_window());
        let is_own = content.is_some_and(|content| {
            event
                .source()
                .is_some_and(|source| source == content.into())
        });
        if is_own && event.origin() == window_origin() && said(&event).as_deref() == Some("hello") {
            tell();
        }
    });
    on_cleanup(move || listener.remove());

    Effect::new(move || {
        let (Some(stage), width) = (stage.get(), shown.with(|shown| width_of(&shown.width))) else {
            return;
        };
        let fitted = stage.clone();
        let fit = move || {
            let room = f64::from(fitted.client_width());
            let scale = (room / width).min(1.0);
            let style = web_sys::HtmlElement::style(&fitted);
            let _ = style.set_property("--scale", &format!("{scale:.4}"));
        };
        fit();
        let watch = Closure::<dyn FnMut(Array)>::new(move |_| fit());
        if let Ok(observer) = ResizeObserver::new(watch.as_ref().unchecked_ref()) {
            observer.observe(&stage);
            let observer = StoredValue::new_local((observer, watch));
            on_cleanup(move || {
                observer.try_update_value(|(observer, _)| observer.disconnect());
            });
        }
    });
    let width = move || shown.with(|shown| shown.width.clone());

    view! { class=class,
        <figure class="figure" data-width=width>
            <figcaption class="caption">{title.clone()}</figcaption>
            <div class="stage" node_ref=stage>
                <div class="device" dir="ltr">
                    <iframe class="frame" node_ref=frame name=NAME title=title src=address></iframe>
                </div>
            </div>
        </figure>
    }
}

/// CSS pixels.
fn width_of(name: &str) -> f64 {
    match name {
        "phone" => 390.0,
        "tablet" => 820.0,
        _ => 1280.0,
    }
}

fn window_origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// The event of a message of a preview.
fn said(event: &MessageEvent) -> Option<String> {
    let text = JSON::stringify(&event.data()).ok()?;
    let message: Value = serde_json::from_str(&String::from(text)).ok()?;
    let event = message["event"]
        .as_str()
        .filter(|_| message["t"] == MESSAGES);
    event.map(str::to_owned)
}

/// What a preview is told of a look.
fn told(look: &Branding, scheme: &str, locale: &str) -> String {
    let picture = |dark: bool| {
        let logo = look.shared.logo.as_ref()?;
        let hash = if dark {
            logo.dark.as_ref()?
        } else {
            &logo.light
        };
        Some(format!("/media/{hash}"))
    };
    let mut texts = json!({});
    for place in Place::ALL {
        texts[place.as_str()] = json!(look.texts.get(*place, locale));
    }
    json!({
        "t": MESSAGES,
        "v": 1,
        "event": "look",
        "data": {
            "css": Theme::new(look).css(),
            "layout": look.shared.layout.as_str(),
            "scheme": scheme,
            "logo": picture(false),
            "logo_dark": picture(true),
            "texts": texts,
        },
    })
    .to_string()
}

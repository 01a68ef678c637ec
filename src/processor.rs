//! The processor's browser script: `window.Stripe`, which collects a payment method in a frame of its own, and lets the
//! bank ask whether it is the customer who pays.
//!
//! Only the documents of `/add-payment-method` and `/invoices/{id}/authenticate` load it. Whether it is Stripe's or another of the same shape makes no
//! difference here. Source: Stripe, "Stripe.js reference": `elements`, `confirmSetup`,
//! `handleNextAction`.

mod appearance;
mod outcome;
mod script;

pub use outcome::{Confirmed, Refusal, Returned};

use contract::{PaymentAuthentication, SetupIntent};
use js_sys::{Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use crate::i18n::Words;

/// The form in the processor's frame. Cloning gives another handle on the same form.
#[derive(Clone)]
pub struct PaymentForm {
    stripe: script::Stripe,
    elements: script::Elements,
    element: script::Element,
}

impl PaymentForm {
    /// Starts the processor's script, once it is there.
    ///
    /// # Errors
    /// [`Refusal::NoForm`] when the script does not come or does not start.
    pub async fn start(setup: &SetupIntent, words: Words) -> Result<Self, Refusal> {
        if !script::is_loaded().await {
            return Err(Refusal::NoForm);
        }
        Self::build(setup, words).map_err(|_| Refusal::NoForm)
    }

    fn build(setup: &SetupIntent, words: Words) -> Result<Self, JsValue> {
        let locale = words.locale();
        let key = &setup.processor.publishable_key;
        let stripe = script::stripe(key, &object(&[("locale", locale.as_str().into())])?)?;
        let elements = stripe.elements(&object(&[
            ("clientSecret", setup.client_secret.as_str().into()),
            ("locale", locale.as_str().into()),
            ("appearance", appearance::of_document()?),
        ])?)?;
        let element = elements.create("payment")?;
        Ok(Self {
            stripe,
            elements,
            element,
        })
    }

    /// Puts the form into `place`. `on_ready` is called when it can be filled in, `on_broken` when it cannot be loaded.
    ///
    /// # Errors
    /// [`Refusal::NoForm`].
    pub fn mount(
        &self,
        place: &HtmlElement,
        on_ready: impl Fn() + 'static,
        on_broken: impl Fn() + 'static,
    ) -> Result<(), Refusal> {
        let mounted = self
            .element
            .on("ready", &lasting(on_ready))
            .and_then(|_| self.element.on("loaderror", &lasting(on_broken)))
            .and_then(|_| self.element.mount(place));
        self.follow_scheme();
        mounted.map_err(|_| Refusal::NoForm)
    }

    /// Light and dark, more contrast or less: the frame cannot read our style sheet and has to be told.
    fn follow_scheme(&self) {
        for query in ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"] {
            let Ok(Some(query)) = window().match_media(query) else {
                continue;
            };
            let elements = self.elements.clone();
            let repaint = lasting(move || {
                let look = appearance::of_document();
                let options = look.and_then(|look| object(&[("appearance", look)]));
                // A form that keeps its old colours is a form still.
                let _ = options.and_then(|options| elements.update(&options));
            });
            let _ = query.add_event_listener_with_callback("change", repaint.unchecked_ref());
        }
    }

    /// Confirms what was filled in, with the bank's authentication where it asks for one. A method that has to leave
    /// the page for that returns to `return_url`, where [`Returned::of`] tells how it went.
    ///
    /// # Errors
    /// Why the method cannot be used.
    pub async fn confirm(&self, return_url: &str) -> Result<Confirmed, Refusal> {
        let answer = self.ask(return_url).await.map_err(|_| Refusal::NoForm)?;
        refused(&answer)?;
        let intent = field(&answer, "setupIntent");
        let text = |name| field(&intent, name).as_string();
        outcome::confirmed(text("id"), text("status"))
    }

    async fn ask(&self, return_url: &str) -> Result<JsValue, JsValue> {
        let parameters = object(&[("return_url", return_url.into())])?;
        let options = object(&[
            ("elements", self.elements.clone().into()),
            ("confirmParams", parameters),
            ("redirect", "if_required".into()),
        ])?;
        JsFuture::from(self.stripe.confirm_setup(&options)?).await
    }
}

/// Lets the bank ask about a payment that waits for it, in a dialog of the script's or on a page of its own, which
/// leads back here.
///
/// # Errors
/// Why the payment was not authenticated; [`Refusal::NoForm`] when the bank could not be asked.
pub async fn authenticate(payment: &PaymentAuthentication, words: Words) -> Result<(), Refusal> {
    if !script::is_loaded().await {
        return Err(Refusal::NoForm);
    }
    let answer = next_action(payment, words)
        .await
        .map_err(|_| Refusal::NoForm)?;
    refused(&answer)?;
    let intent = field(&answer, "paymentIntent");
    outcome::authenticated(field(&intent, "status").as_string())
}

async fn next_action(payment: &PaymentAuthentication, words: Words) -> Result<JsValue, JsValue> {
    let locale = words.locale();
    let options = object(&[("locale", locale.as_str().into())])?;
    let stripe = script::stripe(&payment.publishable_key, &options)?;
    let secret = payment.client_secret.as_str().into();
    let options = object(&[("clientSecret", secret)])?;
    JsFuture::from(stripe.handle_next_action(&options)?).await
}

/// What the script's answer says of an error.
fn refused(answer: &JsValue) -> Result<(), Refusal> {
    let error = field(answer, "error");
    if !error.is_object() {
        return Ok(());
    }
    let text = |name| field(&error, name).as_string();
    Err(Refusal::of(text("type"), text("code"), text("message")))
}

/// A function for the script to keep: the form is there once per document and as long as that.
fn lasting(function: impl Fn() + 'static) -> JsValue {
    Closure::<dyn Fn()>::new(function).into_js_value()
}

fn object(entries: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in entries {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object.into())
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

//! The shape of the script, as far as it is used.

use std::time::Duration;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use crate::time;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    pub type Stripe;
    #[wasm_bindgen(catch, js_name = Stripe)]
    pub fn stripe(publishable_key: &str, options: &JsValue) -> Result<Stripe, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn elements(this: &Stripe, options: &JsValue) -> Result<Elements, JsValue>;
    #[wasm_bindgen(method, catch, js_name = confirmSetup)]
    pub fn confirm_setup(this: &Stripe, options: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = handleNextAction)]
    pub fn handle_next_action(this: &Stripe, options: &JsValue) -> Result<Promise, JsValue>;

    #[derive(Clone)]
    pub type Elements;
    #[wasm_bindgen(method, catch)]
    pub fn create(this: &Elements, kind: &str) -> Result<Element, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub fn update(this: &Elements, options: &JsValue) -> Result<(), JsValue>;

    #[derive(Clone)]
    pub type Element;
    #[wasm_bindgen(method, catch)]
    pub fn mount(this: &Element, place: &HtmlElement) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn on(this: &Element, event: &str, handler: &JsValue) -> Result<JsValue, JsValue>;
}

/// How often the script is looked for, and how long between.
const LOOKS: u32 = 100;
const BETWEEN: Duration = Duration::from_millis(100);

/// Waits until the document's script has run, at most ten seconds. It comes from another origin and may be blocked.
pub async fn is_loaded() -> bool {
    for _ in 0..LOOKS {
        let stripe = super::field(&js_sys::global(), "Stripe");
        if stripe.is_function() {
            return true;
        }
        time::pause(BETWEEN).await;
    }
    false
}

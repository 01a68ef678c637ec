//! Waiting in the browser.

use std::time::Duration;

use js_sys::Promise;
use leptos::prelude::set_timeout;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Resolves after that time.
pub async fn pause(time: Duration) {
    let promise = Promise::new(&mut |resolve, _| {
        let done = move || {
            // Resolving a promise does not fail.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        };
        set_timeout(done, time);
    });
    let _ = JsFuture::from(promise).await;
}

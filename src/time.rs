//! Waiting in the browser.

use std::time::Duration;

use js_sys::Promise;
use leptos::prelude::{request_animation_frame, set_timeout};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Resolves after that time.
pub async fn pause(time: Duration) {
    until(|done| set_timeout(done, time)).await;
}

/// Resolves when what was drawn can be seen, in a task of its own. A page that nobody sees waits until it is seen.
pub async fn next_frame() {
    until(|done| request_animation_frame(move || set_timeout(done, Duration::ZERO))).await;
}

/// Resolves when `start` calls what it is given.
async fn until(start: impl Fn(Box<dyn FnOnce()>)) {
    let promise = Promise::new(&mut |resolve, _| {
        start(Box::new(move || {
            // Resolving a promise does not fail.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }));
    });
    let _ = JsFuture::from(promise).await;
}

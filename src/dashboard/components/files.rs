//! Files that are chosen, and files that are handed out.

use js_sys::{Array, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Event, File, HtmlAnchorElement, HtmlInputElement, Url};

/// The file that was chosen. The control is empty again afterwards, so that the same file can be chosen once more.
pub fn chosen(event: &Event) -> Option<File> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0);
    input.set_value("");
    file
}

/// The text of a file; `None` when it cannot be read.
pub async fn text_of(file: &File) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// A file as a `data:` URL of a media type, as branding takes pictures and fonts.
pub async fn data_url(file: &File, media_type: &str) -> Option<String> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    // One letter for each byte, as `btoa` wants it.
    let letters: String = bytes.iter().copied().map(char::from).collect();
    let base64 = window().btoa(&letters).ok()?;
    Some(format!("data:{media_type};base64,{base64}"))
}

/// Hands a text out as a file.
pub fn download(name: &str, media_type: &str, text: &str) {
    let Some(url) = blob_url(media_type, text) else {
        return;
    };
    let made = document().create_element("a").ok();
    if let Some(link) = made.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    let _ = Url::revoke_object_url(&url);
}

fn blob_url(media_type: &str, text: &str) -> Option<String> {
    let options = BlobPropertyBag::new();
    let kind = JsValue::from_str(media_type);
    Reflect::set(&options, &JsValue::from_str("type"), &kind).ok()?;
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

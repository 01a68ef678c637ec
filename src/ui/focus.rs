//! Leading to what has to be looked at.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Gives an element the focus.
pub fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // It fails only for an element that has left the document.
        let _ = element.focus();
    }
}

/// Leads to the control of that id once it shows what is wrong: in the next frame.
pub fn focus_control(id: &'static str) {
    request_animation_frame(move || focus(document().get_element_by_id(id)));
}

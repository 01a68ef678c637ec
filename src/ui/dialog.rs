//! A question that has to be answered before anything else.

use leptos::{ev, html, prelude::*};
use stylers_macro::style_sheet;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::unique_id;

/// The browser's modal dialog. Focus stays inside and returns to where it came from; Escape and the backdrop close it.
#[component]
pub fn Dialog(
    /// Its name and heading.
    #[prop(into)]
    title: Signal<String>,
    /// Whether it is shown. What is inside exists only then.
    #[prop(into)]
    open: Signal<bool>,
    /// While true it cannot be closed, because an action is on its way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The id of the element inside that explains it.
    #[prop(optional, into)]
    described_by: Option<String>,
    /// Called when the person wants to close it. The caller then sets `open`.
    #[prop(into)]
    on_close: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    let class = style_sheet!("style/ui/dialog.css");
    let id = unique_id("dialog");
    let labelled_by = id.clone();
    let dialog = NodeRef::<html::Dialog>::new();
    let children = StoredValue::new(children);

    // The one place where the element's own state has to follow ours: `showModal` is a method, not an attribute.
    Effect::new(move || {
        let open = open.get();
        let Some(dialog) = dialog.get() else { return };
        if open && !dialog.open() {
            // It fails only when the element has left the document, and then nobody sees it.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });

    let ask_to_close = move || {
        if !busy.get_untracked() {
            on_close.run(());
        }
    };
    let cancel = move |event: ev::Event| {
        event.prevent_default();
        ask_to_close();
    };
    let click = move |event: ev::MouseEvent| {
        // The dialog's box is filled by `.body`, so what hits the element itself hit the backdrop.
        let hit = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let own = dialog
            .get_untracked()
            .map(|dialog| dialog.unchecked_into::<Element>());
        if hit.is_some() && hit == own {
            ask_to_close();
        }
    };
    // A browser may close a dialog without asking, as Chromium does on the second Escape; then we follow.
    let closed = move |_| {
        if open.get_untracked() {
            on_close.run(());
        }
    };

    view! { class=class,
        <dialog
            class="dialog"
            node_ref=dialog
            aria-labelledby=labelled_by
            aria-describedby=described_by
            on:cancel=cancel
            on:close=closed
            on:click=click
        >
            <Show when=move || open.get()>
                <div class="body">
                    <h2 class="title" id=id.clone()>
                        {title}
                    </h2>
                    {children.with_value(|children| children())}
                </div>
            </Show>
        </dialog>
    }
}

/// The answers of a [`Dialog`], the safe one first.
#[component]
pub fn DialogActions(children: Children) -> impl IntoView {
    let class = style_sheet!("style/ui/dialog.css");

    view! { class=class, <div class="actions">{children()}</div> }
}

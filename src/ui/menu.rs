//! A button that opens a menu, as the ARIA Authoring Practices describe it.

use leptos::{ev, html, prelude::*};
use stylers_macro::style_sheet;
use wasm_bindgen::JsCast;
use web_sys::{FocusOptions, HtmlElement};

use super::{Icon, IconName, Spinner, unique_id};

/// A button with a menu of [`MenuItem`]s.
///
/// The list is a popover: the browser puts it above everything, closes it on Escape or a press elsewhere, and keeps one
/// open at a time. Arrows, Home, End and the first letter move between items.
#[component]
pub fn Menu(
    /// The name of the button, and of the menu.
    #[prop(into)]
    label: String,
    /// While true an action of the menu is on its way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/ui/menu.css");
    let id = unique_id("menu");
    let trigger = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();
    let (is_open, set_open) = signal(false);
    let starts_at_end = StoredValue::new(false);
    provide_context(MenuContext { trigger, list });

    let toggled = move |_| {
        let Some(list) = list.get_untracked() else {
            return;
        };
        let open = is_shown(&list);
        set_open.set(open);
        let items = items_of(&list);
        // Who pressed a key before the browser told that the list is there has moved on already.
        if open && focused(&items).is_none() {
            let end = starts_at_end.get_value();
            focus(if end { items.last() } else { items.first() });
        }
        starts_at_end.set_value(false);
    };
    let move_focus = move |event: ev::KeyboardEvent| {
        let Some(list) = list.get_untracked() else {
            return;
        };
        let items = items_of(&list);
        let at = focused(&items);
        let Some(last) = items.len().checked_sub(1) else {
            return;
        };
        let next = match event.key().as_str() {
            "ArrowDown" => at.map_or(0, |at| if at == last { 0 } else { at + 1 }),
            "ArrowUp" => at.map_or(last, |at| if at == 0 { last } else { at - 1 }),
            "Home" => 0,
            "End" => last,
            // Focus goes back to the button first, so that the Tab itself leads on from there.
            "Tab" => return close(trigger, Some(&list)),
            key => match first_letter(&items, at, key) {
                Some(found) => found,
                None => return,
            },
        };
        event.prevent_default();
        focus(items.get(next));
    };
    let open_by_arrow = move |event: ev::KeyboardEvent| {
        if list.get_untracked().is_some_and(|list| is_shown(&list)) {
            return move_focus(event);
        }
        let key = event.key();
        if key == "ArrowDown" || key == "ArrowUp" {
            event.prevent_default();
            starts_at_end.set_value(key == "ArrowUp");
            // A click, not `showPopover`: it makes the button the anchor the list is placed at.
            if let Some(trigger) = trigger.get_untracked() {
                trigger.click();
            }
        }
    };

    view! { class=class,
        <div class="menu">
            <button
                type="button"
                class="trigger"
                node_ref=trigger
                popovertarget=id.clone()
                aria-label=label.clone()
                aria-haspopup="menu"
                aria-expanded=move || is_open.get().to_string()
                aria-busy=move || busy.get().then_some("true")
                on:keydown=open_by_arrow
            >
                <Show
                    when=move || busy.get()
                    fallback=|| view! { class=class, <Icon name=IconName::Dots /> }
                >
                    <Spinner />
                </Show>
            </button>
            <div
                class="list"
                role="menu"
                id=id
                popover="auto"
                aria-label=label
                node_ref=list
                on:toggle=toggled
                on:keydown=move_focus
            >
                {children()}
            </div>
        </div>
    }
}

/// One action of a [`Menu`].
#[component]
pub fn MenuItem(
    /// What it does.
    #[prop(into)]
    label: String,
    /// Whether it takes something away.
    #[prop(optional)]
    destructive: bool,
    /// Why it is not available. It can still be focused and chosen, so that the caller can explain.
    #[prop(optional, into)]
    held_reason: Signal<Option<String>>,
    /// Called when it is chosen, after the menu has closed.
    #[prop(into)]
    on_select: Callback<()>,
) -> impl IntoView {
    let class = style_sheet!("style/ui/menu.css");
    let MenuContext { trigger, list } = expect_context();
    let reason_id = unique_id("reason");
    let described_by = {
        let reason_id = reason_id.clone();
        move || held_reason.with(Option::is_some).then(|| reason_id.clone())
    };
    let choose = move |_| {
        close(trigger, list.get_untracked().as_deref());
        on_select.run(());
    };

    view! { class=class,
        <button
            type="button"
            class="item"
            role="menuitem"
            tabindex="-1"
            data-destructive=destructive.then_some("true")
            aria-describedby=described_by
            aria-disabled=move || held_reason.with(Option::is_some).then_some("true")
            on:click=choose
        >
            {label}
        </button>
        // Beside the item, not in it: the item is called by its label alone.
        <span class="reason" id=reason_id hidden=move || held_reason.with(Option::is_none)>
            {held_reason}
        </span>
    }
}

#[derive(Clone, Copy)]
struct MenuContext {
    trigger: NodeRef<html::Button>,
    list: NodeRef<html::Div>,
}

/// Closes the list and gives the focus back to the button, before anything else can ask for it.
fn close(trigger: NodeRef<html::Button>, list: Option<&HtmlElement>) {
    // Hiding a popover that is hidden already throws, and changes nothing.
    let _ = list.map(HtmlElement::hide_popover);
    focus(trigger.get_untracked().as_deref());
}

fn is_shown(list: &HtmlElement) -> bool {
    list.matches(":popover-open").unwrap_or_default()
}

/// Which of the items has the focus.
fn focused(items: &[HtmlElement]) -> Option<usize> {
    let active = document().active_element();
    let has_focus = |item: &HtmlElement| active.as_ref() == Some(item.as_ref());
    items.iter().position(has_focus)
}

fn items_of(list: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = list.query_selector_all("[role=menuitem]") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into().ok())
        .collect()
}

/// The next item after `at` whose text begins with the typed character.
fn first_letter(items: &[HtmlElement], at: Option<usize>, key: &str) -> Option<usize> {
    let typed = key.to_lowercase();
    if typed.chars().count() != 1 {
        return None;
    }
    let after = at.map_or(0, |at| at + 1);
    (after..items.len())
        .chain(0..after.min(items.len()))
        .find(|&index| {
            let text = items[index].text_content().unwrap_or_default();
            text.trim_start().to_lowercase().starts_with(&typed)
        })
}

/// Without scrolling: the list is placed where it can be seen, and a page that moves under the pointer as it opens
/// would have it press something else.
fn focus(element: Option<&HtmlElement>) {
    if let Some(element) = element {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // It fails only for elements that have left the document.
        let _ = element.focus_with_options(&options);
    }
}

//! What this browser keeps of a look that is stored nowhere else. Settings hold nobody's data.

use leptos::prelude::*;
use serde_json::Value;

use super::{desk::Desk, whose::Whose};

/// Where the settings of a look are kept.
fn name(desk: Desk, whose: &Whose) -> String {
    let account = desk.account();
    match whose.id() {
        Some(id) => format!("portico-look:{account}:{id}"),
        None => format!("portico-look:{account}"),
    }
}

/// Keeps settings, or forgets what was kept. Storage that is full or shut off costs no more than the convenience.
pub fn keep(desk: Desk, whose: &Whose, settings: Option<&Value>) {
    let Ok(Some(storage)) = window().local_storage() else {
        return;
    };
    let name = name(desk, whose);
    let _ = match settings {
        Some(settings) => storage.set_item(&name, &settings.to_string()),
        None => storage.remove_item(&name),
    };
}

/// What was kept.
pub fn kept(desk: Desk, whose: &Whose) -> Option<Value> {
    let storage = window().local_storage().ok()??;
    let text = storage.get_item(&name(desk, whose)).ok()??;
    serde_json::from_str(&text).ok()
}

//! Whose look is edited.

use leptos::{prelude::*, task::spawn_local};
use serde_json::Value;
use stylers_macro::style_sheet;

use crate::{
    dashboard::{desk::use_desk, whose::Whose},
    i18n::use_words,
    ui::{SelectField, unique_id},
};

const OTHERS: &str = "/v1/billing_portal/configurations?is_default=false&limit=100";

/// The choice between the account's look and those that differ from it. A connected account is among them while the
/// address names it: nothing lists them.
#[component]
pub fn LookOf(
    /// Whose it is now.
    whose: RwSignal<Whose>,
    /// Called with what was chosen.
    #[prop(into)]
    on_choose: Callback<Whose>,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/look_of.css");
    let (words, desk) = (use_words(), use_desk());
    let others = RwSignal::new(Vec::<(String, String)>::new());
    spawn_local(async move {
        let mut last = String::new();
        // Without the list, the look of the address can be edited all the same.
        while let Ok(list) = desk.get(&format!("{OTHERS}{last}")).await {
            let data = list["data"].as_array().cloned().unwrap_or_default();
            let end = data.last().and_then(|one| one["id"].as_str());
            last = end
                .map(|id| format!("&starting_after={id}"))
                .unwrap_or_default();
            others.try_update(|others| others.extend(data.iter().map(choice)));
            if list["has_more"] != true || last.is_empty() {
                break;
            }
        }
    });
    let options = Signal::derive(move || {
        let mut options = vec![(String::new(), words.dashboard_branding_of_account())];
        options.extend(others.get());
        let now = whose.get();
        let value = now.parameter();
        if !options.iter().any(|(known, _)| *known == value) {
            options.push((value, now.id().unwrap_or_default().to_owned()));
        }
        options
    });
    let chosen = Signal::derive(move || whose.with(Whose::parameter));
    let text = move || {
        let is_account = whose.with(Whose::is_account);
        (!is_account).then(|| words.dashboard_branding_of_text())
    };

    view! { class=class,
        <div class="look-of">
            <SelectField
                id=unique_id("look-of")
                label=words.dashboard_branding_of()
                options
                value=chosen
                on_change=move |value: String| on_choose.run(Whose::read(&value))
            />
            <p class="text">{text}</p>
        </div>
    }
}

/// A configuration as a choice: by its name, or its id where it has none.
fn choice(configuration: &Value) -> (String, String) {
    let id = configuration["id"].as_str().unwrap_or_default().to_owned();
    let name = configuration["name"]
        .as_str()
        .filter(|name| !name.is_empty());
    let name = name.map_or_else(|| id.clone(), str::to_owned);
    (Whose::Configuration(id).parameter(), name)
}

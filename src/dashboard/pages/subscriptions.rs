//! `/dashboard/subscriptions`: those whose payments are not collected at the moment.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    dashboard::{
        components::{Heading, Listing, Row},
        desk::use_desk,
        file,
        rows::Rows,
        task::Task,
        when::when,
    },
    format::{every, money},
    i18n::{Words, use_words},
    toasts::{Tone as Notice, use_toasts},
    ui::{Alert, Button, EmptyState, IconName, Section, Tone},
};

/// The list, and the same as a file.
#[component]
pub fn Subscriptions() -> impl IntoView {
    let (words, desk, toasts) = (use_words(), use_desk(), use_toasts());
    let rows = Rows::new(desk, "/v1/portico/subscriptions?collection=paused&limit=20");
    let exporting = Task::new();
    let export = move |()| {
        exporting.run(async move {
            let path = "/v1/portico/subscriptions.csv?collection=paused";
            let text = desk.get_text(path).await?;
            file::save(
                "subscriptions.csv",
                "text/csv;charset=utf-8",
                text.as_bytes(),
            );
            toasts.show(Notice::Success, words.dashboard_subscriptions_exported());
            Ok(())
        });
    };
    let failure = move || {
        let refusal = exporting.failure().get()?;
        Some(view! { class="",
            <Alert tone=Tone::Danger live=true>
                {refusal.words(words)}
            </Alert>
        })
    };
    let action = move || {
        view! { class="",
            <Button busy=exporting.pending() on_click=export>
                {words.dashboard_subscriptions_export()}
            </Button>
        }
    };
    let empty = move || {
        view! { class="",
            <EmptyState
                icon=IconName::Recurring
                title=words.dashboard_subscriptions_none()
                text=words.dashboard_subscriptions_none_text()
            />
        }
    };
    let each = move |subscription: Value| {
        view! { class="",
            <Row
                title=customer(&subscription)
                badge=(Tone::Warning, words.dashboard_subscriptions_paused())
                lines=lines(words, &subscription)
            />
        }
        .into_any()
    };

    view! { class="",
        <Heading
            title=words.dashboard_subscriptions_title()
            text=words.dashboard_subscriptions_text()
            action=action
        />
        {failure}
        <Section title=words.dashboard_subscriptions_list()>
            <Listing rows name=words.dashboard_subscriptions_list() empty each />
        </Section>
    }
}

/// The customer by name, address or id: the first that there is.
fn customer(subscription: &Value) -> String {
    let customer = &subscription["customer"];
    let names = [
        &customer["name"],
        &customer["email"],
        &customer["id"],
        customer,
    ];
    let mut names = names.iter().filter_map(|name| name.as_str());
    names
        .find(|name| !name.is_empty())
        .unwrap_or_default()
        .to_owned()
}

fn lines(words: Words, subscription: &Value) -> Vec<String> {
    let item = &subscription["items"]["data"][0];
    let price = &item["price"];
    let currency = price["currency"].as_str().unwrap_or_default();
    let quantity = item["quantity"].as_i64().unwrap_or(1);
    let amount = price["unit_amount"].as_i64();
    let amount = amount.map(|amount| money(words, amount.saturating_mul(quantity), currency));
    let pause = &subscription["pause_collection"];
    let behavior = match pause["behavior"].as_str() {
        Some("keep_as_draft") => words.dashboard_subscriptions_draft(),
        Some("mark_uncollectible") => words.dashboard_subscriptions_uncollectible(),
        _ => words.dashboard_subscriptions_void(),
    };
    let resumes = when(words, &pause["resumes_at"]);
    let resumes = if resumes.is_empty() {
        words.dashboard_subscriptions_resumes_never()
    } else {
        words.dashboard_subscriptions_resumes(&resumes)
    };
    let id = subscription["id"].as_str().unwrap_or_default();
    let recurring = &price["recurring"];
    let interval = serde_json::from_value(recurring["interval"].clone()).ok();
    let count = recurring["interval_count"].as_u64().unwrap_or(1);
    let what = match (amount, interval) {
        (Some(amount), Some(interval)) => {
            let every = every(words, interval, u32::try_from(count).unwrap_or(1));
            format!("{amount} {every} · {id}")
        }
        _ => id.to_owned(),
    };
    vec![what, behavior, resumes]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_customer_is_called_by_what_is_known() {
        let called = |value| customer(&json!({ "customer": value }));
        assert_eq!(called(json!({ "name": "Ada", "id": "cus_1" })), "Ada");
        assert_eq!(
            called(json!({ "name": null, "email": "a@b.test", "id": "cus_1" })),
            "a@b.test"
        );
        assert_eq!(called(json!({ "id": "cus_1" })), "cus_1");
        assert_eq!(called(json!("cus_1")), "cus_1");
    }
}

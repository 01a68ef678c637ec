//! `/dashboard/configuration`: what customers may do. The default configuration only; the others are the API's.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    api::dashboard::Refusal,
    dashboard::{
        catalogue,
        components::{ConfigurationChecks, ConfigurationFields, Form, Heading, Listing, Row},
        configuration::{CANCEL, CHOICES, FLAGS, LISTS, OWN_REASONS, TEXTS},
        desk::{Desk, use_desk},
        draft::{Draft, control_of},
        rows::Rows,
        task::Task,
    },
    i18n::use_words,
    toasts::{Tone as Notice, use_toasts},
    ui::{Alert, Button, EmptyState, IconName, Section, Skeleton, Tone, focus_control},
};

const CONFIGURATIONS: &str = "/v1/billing_portal/configurations";
const PRODUCTS: &str = "/v1/products?active=true&limit=100";
const PRICES: &str = "/v1/prices?active=true&type=recurring&limit=100";
const OWN_REASONS_IN_USE: &str = "/v1/billing/feedback_options?status=active&limit=100";
const EXPANDED: &str = "features.subscription_update.products";

/// What the page is made of.
#[derive(Clone)]
struct Opened {
    id: String,
    draft: Draft,
    coupon: String,
    warnings: RwSignal<Vec<Value>>,
}

impl Opened {
    async fn read(desk: Desk) -> Result<Self, Refusal> {
        let path = format!("{CONFIGURATIONS}?is_default=true&expand[]=data.{EXPANDED}");
        let object = desk.get(&path).await?["data"][0].clone();
        let id = object["id"].as_str().ok_or(Refusal::Unreadable)?.to_owned();
        let extension = desk.get(&extension_of(&id)).await?;
        let products = desk.get_all(PRODUCTS).await?;
        let prices = desk.get_all(PRICES).await?;
        let own_reasons = match desk.get_all(OWN_REASONS_IN_USE).await {
            // A billing system that is older than them has none.
            Err(Refusal::Refused { .. }) => Vec::new(),
            answer => answer?,
        };
        let coupon = extension["retention_coupon"].as_str().unwrap_or_default();
        Ok(Self {
            draft: Draft::new(
                &object,
                catalogue::read(&products, &prices),
                &own_reasons,
                coupon,
            ),
            id,
            coupon: coupon.to_owned(),
            warnings: RwSignal::new(warnings_of(&extension)),
        })
    }
}

/// The checks, the form, and the configurations that are not edited here.
#[component]
pub fn Configuration() -> impl IntoView {
    let (words, desk) = (use_words(), use_desk());
    let opened = RwSignal::new(None::<Opened>);
    let opening = Task::new();
    let open = move |()| {
        opening.run(async move {
            let read = Opened::read(desk).await?;
            opened.try_set(Some(read));
            Ok(())
        });
    };
    open(());
    let content = move || match (opened.get(), opening.failure().get()) {
        (Some(opened), _) => view! { class="", <Editing opened /> }.into_any(),
        (None, Some(refusal)) => view! { class="",
            <Alert tone=Tone::Danger live=true>
                {refusal.words(words)}
            </Alert>
            <Button on_click=open>{words.way_retry()}</Button>
        }
        .into_any(),
        (None, None) => view! { class="", <Skeleton lines=8 /> }.into_any(),
    };

    view! { class="",
        <Heading
            title=words.dashboard_configuration_title()
            text=words.dashboard_configuration_text()
        />
        {content}
        <Others />
    }
}

#[component]
fn Editing(opened: Opened) -> impl IntoView {
    let (words, desk, toasts) = (use_words(), use_desk(), use_toasts());
    let saving = Task::new();
    let Opened {
        id,
        draft,
        coupon,
        warnings,
    } = opened;
    let (id, coupon) = (StoredValue::new(id), StoredValue::new(coupon));
    let save = move |()| {
        if !untrack(|| draft.problems()).is_empty() {
            // They are said at the top, where the way to each begins.
            focus_control("checks");
            return;
        }
        saving.run(async move {
            let id = id.get_value();
            let offer = draft.coupon.get_untracked().trim().to_owned();
            let mut form = draft.form();
            // One that is offered already may be gone by now, and must not hold back the rest. Nor must one that is not
            // shown: what is wrong with it could be said nowhere.
            let is_shown = draft.flag(CANCEL).get_untracked();
            if is_shown && offer != coupon.get_value() {
                form.push(("retention_coupon".to_owned(), offer.clone()));
            }
            match desk.post(&extension_of(&id), &form).await {
                Ok(extension) => {
                    if is_shown {
                        coupon.set_value(offer);
                    }
                    warnings.set(warnings_of(&extension));
                }
                Err(refusal) => {
                    focus_control(refusal.param().map_or("", control_of));
                    return Err(refusal);
                }
            }
            toasts.show(Notice::Success, words.dashboard_configuration_saved());
            Ok(())
        });
    };

    view! { class="",
        <ConfigurationChecks draft warnings />
        <Form submit=words.dashboard_configuration_save() task=saving fields=FIELDS on_submit=save>
            <ConfigurationFields draft saving />
        </Form>
    }
}

/// The parameters that show their own problems.
const FIELDS: &[&str] = &[
    TEXTS[0],
    TEXTS[1],
    TEXTS[2],
    TEXTS[3],
    TEXTS[4],
    FLAGS[0],
    FLAGS[1],
    FLAGS[2],
    FLAGS[3],
    FLAGS[4],
    FLAGS[5],
    CHOICES[0],
    CHOICES[1],
    CHOICES[2],
    CHOICES[3],
    CHOICES[4],
    LISTS[0],
    LISTS[1],
    LISTS[2],
    LISTS[3],
    OWN_REASONS,
    "retention_coupon",
];

fn extension_of(id: &str) -> String {
    format!("/v1/portico/configurations/{id}")
}

fn warnings_of(extension: &Value) -> Vec<Value> {
    extension["warnings"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

/// The configurations that only the API changes.
#[component]
fn Others() -> impl IntoView {
    let words = use_words();
    let rows = Rows::new(
        use_desk(),
        format!("{CONFIGURATIONS}?is_default=false&limit=20"),
    );
    let each = move |configuration: Value| {
        let id = configuration["id"].as_str().unwrap_or_default().to_owned();
        let name = configuration["name"].as_str().map(str::to_owned);
        let badge = match configuration["active"] == true {
            true => (Tone::Success, words.dashboard_configuration_active()),
            false => (Tone::Neutral, words.dashboard_configuration_inactive()),
        };
        let login = (configuration["login_page"]["enabled"] == true)
            .then(|| words.dashboard_configuration_has_login());
        let lines = [
            Some(words.dashboard_configuration_by_api()),
            name.as_ref().map(|_| id.clone()),
            login,
        ];
        let lines = lines.into_iter().flatten().collect();
        view! { class="", <Row title=name.unwrap_or(id) badge lines /> }.into_any()
    };
    let empty = move || {
        view! { class="",
            <EmptyState
                icon=IconName::Info
                title=words.dashboard_configuration_no_others()
                text=words.dashboard_configuration_no_others_text()
            />
        }
    };

    view! { class="",
        <Section title=words.dashboard_configuration_others()>
            <Listing rows name=words.dashboard_configuration_others() empty each />
        </Section>
    }
}

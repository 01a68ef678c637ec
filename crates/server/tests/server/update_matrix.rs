//! Which controls a customer has, generated: every set of switches × every kind of subscription. What the client's rules
//! offer on what it was told, the server answers to raw HTTP, and nothing else.
//!
//! A request that is allowed carries the version of an old tab, so that it is answered with `state_changed` instead of
//! being carried out: the rule comes first.

use contract::rules::actions::{self, Reason};
use contract::{Features, PaymentMethod, Subscription};
use serde_json::{Value, json};

use crate::support::Browser;
use crate::support::plans::{Plans, Wishes, day};

const ALLOWED: [&str; 3] = ["price", "quantity", "promotion_code"];

/// A customer with one subscription.
struct Subject {
    customer: String,
    subscription: String,
}

/// A subscription of every kind, each of a customer of its own.
async fn subscribe(scene: &Plans) -> Vec<Subject> {
    let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
    let price = &scene.prices["team_month"];
    let make = async |form: &str| {
        let more = format!(
            "name=Joe&payment_method=pm_card_visa&invoice_settings[default_payment_method]=pm_card_visa&test_clock={}",
            scene.clock
        );
        let customer = id(&scene.engine("POST", "/v1/customers", &more).await);
        let declining = "pm_card_chargeCustomerFail";
        let declining = scene
            .world
            .engine
            .attach(&scene.key, &customer, declining)
            .await;
        let form = form.replace("DECLINING", &declining);
        let form = format!("customer={customer}{form}");
        let made = scene.engine("POST", "/v1/subscriptions", &form).await;
        Subject {
            customer,
            subscription: id(&made),
        }
    };
    let of = |more: &str| format!("&items[0][price]={price}{more}");
    let tell = async |subject: &Subject, form: &str| {
        let path = format!("/v1/subscriptions/{}", subject.subscription);
        scene.engine("POST", &path, form).await;
    };
    let meter = scene.meter().await;
    let usage = format!(
        "product_data[name]=Calls&currency=usd&unit_amount=3&recurring[interval]=month\
         &recurring[usage_type]=metered&recurring[meter]={meter}"
    );
    let usage = id(&scene.engine("POST", "/v1/prices", &usage).await);
    let mut all = Vec::new();
    for form in [
        of(""),
        of("&items[0][quantity]=3"),
        of(&format!("&items[1][price]={}", scene.prices["crowd"])),
        of(&format!("&items[1][price]={usage}")),
        format!("&items[0][price]={usage}"),
        of("&collection_method=send_invoice&days_until_due=30"),
        of("&trial_period_days=60"),
    ] {
        all.push(make(&form).await);
    }
    let paused = make(&of("")).await;
    tell(&paused, "pause_collection[behavior]=keep_as_draft").await;
    let late = make(&of("")).await;
    let path = format!("/v1/customers/{}/payment_methods", late.customer);
    let methods = scene.engine("GET", &path, "").await;
    let methods = methods["data"].as_array().unwrap().clone();
    for method in methods {
        // What is left declines the renewal, so that it is past due.
        if method["id"] != methods_default(scene, &late.customer).await {
            tell(&late, &format!("default_payment_method={}", id(&method))).await;
        }
    }
    scene.advance(day("2026-02-02")).await;
    all.extend([paused, late]);
    // What would have ended by then.
    all.push(
        make(&of(
            "&default_payment_method=DECLINING&payment_behavior=allow_incomplete",
        ))
        .await,
    );
    for form in ["cancel_at_period_end=true", "cancel_at=max_period_end"] {
        let ending = make(&of("")).await;
        tell(&ending, form).await;
        all.push(ending);
    }
    // Schedules: the merchant's, the portal's, one that plans nothing, and one that ends.
    for (metadata, phases, end) in [
        ("", true, "release"),
        ("&metadata[portico]=update", true, "release"),
        ("", false, "release"),
        ("", false, "cancel"),
    ] {
        let subject = make(&of("")).await;
        let form = format!("from_subscription={}", subject.subscription);
        let path = "/v1/subscription_schedules";
        let schedule = scene.engine("POST", path, &form).await;
        let phase = &schedule["phases"][0];
        let mut form = format!("end_behavior={end}{metadata}");
        if phases {
            form.push_str(&format!(
                "&phases[0][start_date]={}&phases[0][end_date]={}&phases[0][items][0][price]={price}\
                 &phases[1][items][0][price]={}",
                phase["start_date"], phase["end_date"], scene.prices["solo"]
            ));
        }
        let path = format!("{path}/{}", id(&schedule));
        scene.engine("POST", &path, &form).await;
        all.push(subject);
    }
    all
}

/// Id of a customer's default method.
async fn methods_default(scene: &Plans, customer: &str) -> Value {
    let found = scene
        .engine("GET", &format!("/v1/customers/{customer}"), "")
        .await;
    found["invoice_settings"]["default_payment_method"].clone()
}

/// What the client offers: update, cancel, renew, cancel change.
fn offered(
    subscription: &Subscription,
    methods: &[PaymentMethod],
    features: &Features,
) -> [Result<(), Reason>; 4] {
    let method = actions::charged_method(subscription, methods);
    [
        actions::update(subscription, method, features),
        actions::cancel(subscription, features),
        actions::renew(subscription, features),
        actions::cancel_change(subscription, features),
    ]
}

/// What the server answers to the same, and to whatever else belongs to it.
async fn answered(scene: &Plans, browser: &Browser, id: &str) -> Vec<(usize, Result<(), String>)> {
    // A price that nobody sells: whether it may be changed at all is decided before.
    let body = json!({ "price": "price_none", "fingerprint": "none" });
    let mut found = Vec::new();
    for (place, method, what) in [
        (0, "GET", "update"),
        (0, "POST", "update/preview"),
        (0, "POST", "update"),
        (1, "GET", "cancel"),
        (1, "POST", "cancel"),
        (2, "POST", "renew"),
        (3, "POST", "cancel-change"),
    ] {
        let path = format!("/api/subscriptions/{id}/{what}");
        let call = browser.call(method, &path).with("if-match", "\"old\"");
        let call = match (method, what) {
            ("POST", "update" | "update/preview") => call.json(body.clone()),
            _ => call,
        };
        let answer = scene.world.send(call).await;
        let code = if answer.status == 200 {
            String::new()
        } else {
            answer.code()
        };
        found.push((
            place,
            match code.as_str() {
                // Reading is carried out; of what changes something, an old tab is told.
                "" | "state_changed" => Ok(()),
                // The rule let it pass; this price or quantity is another question.
                "invalid_request" if place == 0 => Ok(()),
                "feature_disabled" if answer.json()["error"]["param"].is_string() => Ok(()),
                "feature_disabled" => Err("disabled".to_owned()),
                "action_not_allowed" => {
                    let reason = &answer.json()["error"]["reason"];
                    Err(reason.as_str().unwrap().to_owned())
                }
                other => panic!("{method} {path}: {other} {}", answer.text()),
            },
        ));
    }
    found
}

#[tokio::test]
async fn the_server_answers_what_the_client_offers() {
    let scene = Plans::new(Wishes::default()).await;
    let mut subjects = Vec::new();
    for subject in subscribe(&scene).await {
        let browser = scene.world.sign_in(0, &subject.customer).await;
        subjects.push((subject.subscription, browser));
    }
    let kinds = subjects.len();
    let (mut cases, mut actions_allowed) = (0, [0; 4]);
    let mut reasons = std::collections::BTreeSet::new();
    for may_cancel in [true, false] {
        // Every subset of what may be updated; none of it means the switch is off.
        for subset in 0..8_usize {
            let mut form = format!("features[subscription_cancel][enabled]={may_cancel}");
            form.push_str(&format!("&UPDATE[enabled]={}", subset != 0));
            for (place, word) in ALLOWED.iter().enumerate() {
                if subset & (1 << place) != 0 {
                    form.push_str(&format!("&UPDATE[default_allowed_updates][]={word}"));
                }
            }
            scene.configure(&form).await;
            for (id, browser) in &subjects {
                let portal = browser.portal(&scene.world).await.json();
                let read = |name: &str| portal[name].clone();
                let features: Features = serde_json::from_value(read("features")).unwrap();
                let methods: Vec<PaymentMethod> =
                    serde_json::from_value(read("payment_methods")).unwrap();
                let [subscription]: [Subscription; 1] =
                    serde_json::from_value(read("subscriptions")).unwrap();
                assert_eq!(subscription.id.as_str(), id);
                let offers = offered(&subscription, &methods, &features);
                let case = format!("{form} {subscription:?}");
                for (place, answer) in answered(&scene, browser, id).await {
                    let offer = offers[place].map_err(|reason| reason.as_str().to_owned());
                    assert_eq!(answer, offer, "{place} {case}");
                }
                for (place, offer) in offers.iter().enumerate() {
                    match offer {
                        Ok(()) => actions_allowed[place] += 1,
                        Err(reason) => drop(reasons.insert(reason.as_str())),
                    }
                }
                cases += 1;
            }
        }
    }
    println!("{cases} cases; allowed {actions_allowed:?}; refused for {reasons:?}");
    assert_eq!(cases, 2 * 8 * kinds);
    assert!(cases >= 200);
    assert!(
        actions_allowed.iter().all(|count| *count > 0),
        "{actions_allowed:?}"
    );
    for reason in [
        "disabled",
        "ending",
        "incomplete",
        "not_ending",
        "nothing_scheduled",
        "scheduled",
        "sent_invoice",
        "several_products",
        "usage_based",
    ] {
        assert!(reasons.contains(reason), "{reason} in {reasons:?}");
    }
}

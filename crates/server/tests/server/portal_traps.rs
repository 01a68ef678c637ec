//! What a portal like Stripe's gets wrong at first. The number of a test is that of the trap in the list the product was
//! planned with; most have tests of their own elsewhere in detail, and here the one thing that must never be otherwise.

use serde_json::{Value, json};
use sqlx::Executor;

use crate::support::plans::{Plans, Wishes, day};
use crate::support::postgres::Direct;
use crate::support::visitor::Visitor;
use crate::support::{Answer, Browser, World};

const KEY: &str = "sk_test_merchant0";
const MINUTE: i64 = 60;

/// The statuses of asking to cancel and to update.
async fn offered(world: &World, browser: &Browser, id: &str) -> (u16, u16) {
    let status = async |what: &str| {
        let path = format!("/api/subscriptions/{id}/{what}");
        world.send(browser.call("GET", &path)).await.status
    };
    (status("cancel").await, status("update").await)
}

/// Two switches and what the portal can update make four outcomes; a planned change of the merchant's leaves neither.
#[tokio::test]
async fn portal_trap_1_two_switches_four_outcomes() {
    let plans = Plans::new(Wishes::default()).await;
    let (world, browser, id) = (&plans.world, &plans.browser, plans.id.as_str());
    let form = format!(
        "customer={}&items[0][price]={}&collection_method=send_invoice&days_until_due=30",
        plans.customer, plans.prices["team_month"]
    );
    let sent = plans.engine("POST", "/v1/subscriptions", &form).await;
    let sent = sent["id"].as_str().unwrap();
    for (cancel, update, supported, unsupported) in [
        (true, true, (200, 200), (200, 409)),
        (true, false, (200, 403), (200, 403)),
        (false, true, (403, 200), (403, 409)),
        (false, false, (403, 403), (403, 403)),
    ] {
        let form = format!(
            "features[subscription_cancel][enabled]={cancel}&features[subscription_update][enabled]={update}"
        );
        plans.configure(&form).await;
        let case = format!("cancel {cancel}, update {update}");
        assert_eq!(offered(world, browser, id).await, supported, "{case}");
        assert_eq!(offered(world, browser, sent).await, unsupported, "{case}");
    }
    plans
        .configure(
            "features[subscription_cancel][enabled]=true&features[subscription_update][enabled]=true",
        )
        .await;
    let form = format!("from_subscription={id}");
    let schedule = plans
        .engine("POST", "/v1/subscription_schedules", &form)
        .await;
    let phase = &schedule["phases"][0];
    let price = phase["items"][0]["price"].as_str().unwrap();
    let form = format!(
        "phases[0][start_date]={}&phases[0][end_date]={}&phases[0][items][0][price]={price}\
         &phases[1][items][0][price]={price}&phases[1][items][0][quantity]=3",
        phase["start_date"], phase["end_date"]
    );
    let path = format!(
        "/v1/subscription_schedules/{}",
        schedule["id"].as_str().unwrap()
    );
    plans.engine("POST", &path, &form).await;
    assert_eq!(
        offered(world, browser, id).await,
        (409, 409),
        "planned elsewhere"
    );
}

/// The guard counts what can be charged, for every subscription that still lives.
#[tokio::test]
async fn portal_trap_2_the_last_chargeable_method_stays() {
    for (more, advance, status) in [
        ("", None, "active"),
        ("&trial_period_days=14", None, "trialing"),
        ("", Some("2026-02-02"), "past_due"),
    ] {
        let plans = Plans::new(Wishes {
            more: more.to_owned(),
            ..Wishes::default()
        })
        .await;
        if let Some(date) = advance {
            plans.declines().await;
            plans.advance(day(date)).await;
        }
        assert_eq!(plans.upstream().await["status"], status);
        let engine = &plans.world.engine;
        let methods = engine.methods(KEY, &plans.customer).await;
        let mut refused = Vec::new();
        // One after the other, until one is left.
        for method in methods {
            let answer = plans.world.send(plans.browser.remove(&method)).await;
            if answer.status != 200 {
                refused.push(answer.code());
            }
        }
        assert_eq!(refused, ["payment_method_required"], "{status}");
        let left = engine.methods(KEY, &plans.customer).await;
        assert_eq!(left.len(), 1, "{status}");
    }
}

/// Paused collection is the merchant's: the status stays what it is, and nobody pauses or resumes here.
#[tokio::test]
async fn portal_trap_3_paused_collection_is_active_and_has_no_control() {
    let plans = Plans::new(Wishes::default()).await;
    let path = format!("/v1/subscriptions/{}", plans.id);
    let form = "pause_collection[behavior]=keep_as_draft";
    plans.engine("POST", &path, form).await;
    let browser = plans.world.sign_in(0, &plans.customer).await;
    // Whatever was kept of before: the state that a refusal carries is read anew.
    let stale = browser
        .call("POST", &format!("/api/subscriptions/{}/cancel", plans.id))
        .header("if-match", "\"old\"");
    let seen = plans.world.send(stale).await.json();
    let seen = &seen["error"]["state"]["subscriptions"][0];
    assert_eq!(seen["status"], "active");
    assert_eq!(seen["pause_collection"]["behavior"], "keep_as_draft");
    for action in ["pause", "resume", "pause-collection"] {
        let path = format!("/api/subscriptions/{}/{action}", plans.id);
        let answer = plans.world.send(browser.call("POST", &path)).await;
        assert_eq!(answer.status, 404, "{action}");
    }
    let form = "features[subscription_pause][enabled]=true";
    let refused = plans.world.configure(0, form).await;
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.json()["error"]["param"],
        "features[subscription_pause]"
    );
}

/// Classic and flexible billing say differently that a subscription ends.
#[tokio::test]
async fn portal_trap_4_either_way_to_end_counts() {
    for form in ["cancel_at_period_end=true", "cancel_at=max_period_end"] {
        let plans = Plans::new(Wishes::default()).await;
        let path = format!("/v1/subscriptions/{}", plans.id);
        plans.engine("POST", &path, form).await;
        let path = format!("/api/subscriptions/{}/cancel", plans.id);
        let answer = plans.world.send(plans.browser.call("GET", &path)).await;
        assert_eq!(answer.json()["error"]["reason"], "ending", "{form}");
        let seen = &answer.json()["error"]["state"]["subscriptions"][0];
        assert_eq!(seen["cancel_at"], seen["current_period_end"], "{form}");
    }
}

/// Five minutes to the first use, an hour after the last; a new link for each request, and nothing cached.
#[tokio::test]
async fn portal_trap_5_sessions_are_short_and_never_cached() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let start = world.clock.now();
    let (first, second) = (
        world.link(0, &customer).await,
        world.link(0, &customer).await,
    );
    assert_ne!(first, second, "a session for each click");
    world.clock.set(start + 5 * MINUTE - 1);
    let mut browser = world.browser(0);
    let opened = browser.open(&world, &first).await;
    assert_eq!(opened.status, 200);
    assert_eq!(opened.header("cache-control"), "no-store");
    world.clock.set(start + 5 * MINUTE);
    assert_eq!(world.browser(0).open(&world, &second).await.status, 410);
    for use_at in [50, 100, 150] {
        world.clock.set(start + use_at * MINUTE);
        assert_eq!(browser.portal(&world).await.status, 200, "{use_at}");
    }
    world.clock.set(start + (150 + 61) * MINUTE);
    assert_eq!(browser.portal(&world).await.status, 401);
}

/// No page of the portal is shown in somebody else's, whatever its status.
#[tokio::test]
async fn portal_trap_6_no_page_is_framed() {
    let world = World::new().await;
    for merchant in [0, world.secure_merchant()] {
        for path in [
            "/",
            "/p/session",
            "/add-payment-method",
            "/done",
            "/nothing",
            "/subscriptions/sub_1/cancel",
        ] {
            let answer = world.send(world.browser(merchant).call("GET", path)).await;
            let policy = answer.header("content-security-policy");
            assert!(
                policy.contains("frame-ancestors 'none'"),
                "{path}: {policy}"
            );
            assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        }
    }
}

/// Whether an address belongs to a customer shows neither in what is answered nor in what is sent along.
#[tokio::test]
async fn portal_trap_7_a_login_link_reveals_nobody() {
    let world = World::new().await;
    world.subscriber(0, 1).await;
    let configured = world.configure(0, "login_page[enabled]=true").await.json();
    let url = configured["login_page"]["url"].as_str().unwrap();
    let page = url.rsplit('/').next().unwrap().to_owned();
    let mut answers = Vec::new();
    for email in ["jane@example.com", "nobody@example.com"] {
        let answer = Visitor::new(&world, 0, &page).ask(&world, email).await;
        let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        names.sort();
        answers.push((answer.status, answer.body, names));
    }
    assert_eq!(answers[0], answers[1]);
}

/// What is paid is upstream's calculation of now, never a number that the browser sent.
#[tokio::test]
async fn portal_trap_8_amounts_are_the_servers() {
    let plans = Plans::new(Wishes::default()).await;
    let wish = plans.wish("crowd", None);
    let preview = plans.preview(&wish).await;
    let mut forged = preview.clone();
    forged["fingerprint"] = json!("cheap");
    let answer = plans.confirm(&wish, &forged).await;
    assert_eq!(answer.code(), "preview_outdated", "{}", answer.text());
    // What was agreed to is one change and its amounts, not another change.
    let answer = plans
        .confirm(&plans.wish("team_year", None), &preview)
        .await;
    assert_eq!(answer.code(), "preview_outdated", "{}", answer.text());
    assert_eq!(plans.held().await, plans.has("team_month", 1));
    let answer = plans.confirm(&wish, &preview).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let paid = &plans.upstream().await["latest_invoice"]["amount_paid"];
    assert_eq!(*paid, preview["now"]["due"]);
}

/// Why is asked when it is done; nobody has to say, and words of one's own belong to "Other reason".
#[tokio::test]
async fn portal_trap_9_reasons_come_after_the_cancellation_and_may_be_left_out() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let portal = browser.portal(&world).await.json();
    let id = portal["subscriptions"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let post = async |what: &str, body: Value| -> Answer {
        let path = format!("/api/subscriptions/{id}/{what}");
        world.send(browser.call("POST", &path).json(body)).await
    };
    let why = "cancellation-details";
    let early = post(why, json!({ "feedback": "unused" })).await;
    assert_eq!(early.status, 404, "{}", early.text());
    assert_eq!(
        post("cancel", json!({})).await.status,
        200,
        "no reason is needed"
    );
    let path = format!("/v1/subscriptions/{id}");
    let held = world.engine.ask(KEY, "GET", &path, "").await;
    assert_eq!(held["cancellation_details"]["feedback"], Value::Null);
    let own_words = json!({ "feedback": "unused", "comment": "Too loud" });
    assert_eq!(post(why, own_words).await.status, 422);
    let own_words = json!({ "feedback": "other", "comment": "Too loud" });
    assert_eq!(post(why, own_words).await.status, 200);
}

/// An account without a default configuration is a setting to be made, and not an error of the server's.
#[tokio::test]
async fn portal_trap_10_a_missing_default_configuration_is_said_in_stripes_words() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let sql = "UPDATE configuration SET is_default = FALSE WHERE merchant_id = 'acct_0'";
    let changed = match Direct::to(&world).await {
        Direct::Sqlite(mut database) => database.execute(sql).await.map(|it| it.rows_affected()),
        Direct::Postgres(mut database) => database.execute(sql).await.map(|it| it.rows_affected()),
    };
    assert_eq!(changed.unwrap(), 1);
    let call = world
        .merchant_call(0, "POST", "/v1/billing_portal/sessions")
        .form(&format!("customer={customer}"));
    let answer = world.send(call).await;
    assert_eq!(answer.status, 400);
    let expected = json!({ "error": {
        "type": "invalid_request_error",
        "code": "parameter_missing",
        "message": "No configuration provided and your test mode default configuration has not been created. Provide a \
                    configuration or create your default by saving your customer portal settings in test mode at \
                    https://dashboard.stripe.com/test/settings/billing/portal.",
    } });
    assert_eq!(answer.json(), expected);
}

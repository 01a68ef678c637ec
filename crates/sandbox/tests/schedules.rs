//! Changes that wait for a date, and items one by one.

mod common;

use axum::http::Method;
use common::{Api, day, id, text};
use serde_json::{Value, json};

struct World {
    api: Api,
    clock: String,
    subscription: Value,
    schedule: String,
    prices: [String; 3],
}

/// A subscription of 30 dollars a month since January, with a schedule; a price of 10 a month and one of 100 a year.
async fn world() -> World {
    let api = Api::open().await;
    let clock = api.clock(day("2026-01-01")).await;
    let customer = api
        .customer_of("pm_card_visa", &format!("&test_clock={clock}"))
        .await;
    let (dear, cheap) = (
        id(&api.monthly(3_000, "usd").await),
        id(&api.monthly(1_000, "usd").await),
    );
    let form = "product_data[name]=Year&currency=usd&unit_amount=10000&recurring[interval]=year";
    let yearly = id(&api.post("/v1/prices", form).await);
    let form = format!("customer={}&items[0][price]={dear}", id(&customer));
    let subscription = api.post("/v1/subscriptions", &form).await;
    let form = format!("from_subscription={}", id(&subscription));
    let schedule = api.post("/v1/subscription_schedules", &form).await;
    assert_eq!(schedule["status"], "active");
    assert_eq!(
        schedule["current_phase"],
        json!({"start_date": day("2026-01-01"), "end_date": day("2026-02-01")})
    );
    World {
        api,
        clock,
        subscription,
        schedule: id(&schedule),
        prices: [dear, cheap, yearly],
    }
}

impl World {
    fn path(&self) -> String {
        format!("/v1/subscription_schedules/{}", self.schedule)
    }

    /// The current phase stays, another price follows.
    async fn plan(&self, price: &str, more: &str) -> Value {
        let form = format!(
            "phases[0][items][0][price]={}&phases[0][start_date]={}&phases[0][end_date]={}
            &phases[1][items][0][price]={price}&phases[1][items][0][quantity]=2&phases[1][proration_behavior]=none{more}",
            self.prices[0],
            day("2026-01-01"),
            day("2026-02-01"),
        );
        self.api.post(&self.path(), &form).await
    }

    async fn now(&self) -> Value {
        self.api
            .get(&format!(
                "/v1/subscriptions/{}?expand[]=latest_invoice",
                id(&self.subscription)
            ))
            .await
    }

    async fn preview(&self) -> Value {
        let form = format!("subscription={}", id(&self.subscription));
        self.api.post("/v1/invoices/create_preview", &form).await
    }
}

#[tokio::test]
async fn a_downgrade_waits_for_the_end_of_the_period() {
    for (index, total, end) in [(1, 2_000, "2026-03-01"), (2, 20_000, "2027-02-01")] {
        let world = world().await;
        let planned = world.plan(&world.prices[index], "").await;
        assert_eq!(planned["phases"][1]["start_date"], day("2026-02-01"));
        assert_eq!(planned["phases"][1]["end_date"], day(end));
        let subscription = world.now().await;
        assert_eq!(subscription["schedule"], world.schedule.as_str());
        assert_eq!(
            subscription["items"]["data"][0]["price"]["id"],
            world.prices[0].as_str()
        );
        let path = format!("/v1/subscriptions/{}", id(&subscription));
        let (_, _, message) = world.api.refused(&path, "cancel_at_period_end=true").await;
        assert!(message.starts_with("The subscription is managed by the subscription schedule"));
        let preview = world.preview().await;
        assert_eq!(preview["total"], total);
        let form = format!("schedule={}", world.schedule);
        let same = world.api.post("/v1/invoices/create_preview", &form).await;
        assert_eq!(
            (&same["total"], &same["created"]),
            (&json!(total), &json!(day("2026-02-01")))
        );
        world.api.advance(&world.clock, day("2026-02-02")).await;
        let after = world.now().await;
        let item = &after["items"]["data"][0];
        assert_eq!(item["price"]["id"], world.prices[index].as_str());
        assert_eq!(item["id"], world.subscription["items"]["data"][0]["id"]);
        assert_eq!(item["current_period_end"], day(end));
        let bill = &after["latest_invoice"];
        assert_eq!(
            (&bill["total"], &bill["status"]),
            (&json!(total), &json!("paid"))
        );
        let said = |invoice: &Value| invoice["lines"]["data"][0]["description"].clone();
        assert_eq!(said(&preview), said(bill));
        world.api.advance(&world.clock, day(end) + 1).await;
        let schedule = world.api.get(&world.path()).await;
        assert_eq!(
            (&schedule["status"], &schedule["released_subscription"]),
            (&json!("released"), &after["id"])
        );
        assert_eq!(world.now().await["schedule"], Value::Null);
    }
}

/// A phase that names discounts has those and no others, and takes a promotion code when it begins.
#[tokio::test]
async fn a_phase_brings_its_discounts() {
    let world = world().await;
    let coupon = world
        .api
        .post("/v1/coupons", "percent_off=50&duration=once")
        .await;
    let form = format!(
        "promotion[type]=coupon&promotion[coupon]={}&code=HALF",
        id(&coupon)
    );
    let code = world.api.post("/v1/promotion_codes", &form).await;
    let (_, _, message) = {
        let form = format!(
            "phases[0][items][0][price]={}&phases[0][discounts][0][promotion_code]=promo_none",
            world.prices[0]
        );
        world.api.refused(&world.path(), &form).await
    };
    assert!(message.contains("promo_none"), "{message}");
    world
        .plan(
            &world.prices[1],
            &format!("&phases[1][discounts][0][promotion_code]={}", id(&code)),
        )
        .await;
    assert_eq!(world.now().await["discounts"], json!([]), "not before");
    let preview = world.preview().await;
    assert_eq!(
        (&preview["subtotal"], &preview["total"]),
        (&json!(2_000), &json!(1_000))
    );
    world.api.advance(&world.clock, day("2026-02-02")).await;
    assert_eq!(world.now().await["latest_invoice"]["total"], 1_000);
    let code = world
        .api
        .get(&format!("/v1/promotion_codes/{}", id(&code)))
        .await;
    assert_eq!(code["times_redeemed"], 1);
}

#[tokio::test]
async fn a_planned_change_can_be_called_off() {
    let world = world().await;
    world.plan(&world.prices[1], "").await;
    let released = world
        .api
        .post(&format!("{}/release", world.path()), "")
        .await;
    assert_eq!(
        (&released["status"], &released["current_phase"]),
        (&json!("released"), &Value::Null)
    );
    let (_, _, message) = world
        .api
        .refused(&format!("{}/cancel", world.path()), "")
        .await;
    assert!(message.contains("`released` status"), "{message}");
    world.api.advance(&world.clock, day("2026-02-02")).await;
    let after = world.now().await;
    assert_eq!(
        after["items"]["data"][0]["price"]["id"],
        world.prices[0].as_str()
    );
    let events = world.api.events().await;
    for kind in ["created", "updated", "released"] {
        let kind = format!("subscription_schedule.{kind}");
        assert!(events.contains(&kind), "{kind}");
    }
}

#[tokio::test]
async fn the_last_phase_may_cancel_and_the_current_one_may_change() {
    let world = world().await;
    world.api.advance(&world.clock, day("2026-01-11")).await;
    let form = format!(
        "end_behavior=cancel&proration_behavior=always_invoice
        &phases[0][items][0][price]={}&phases[0][start_date]={}&phases[0][end_date]={}",
        world.prices[1],
        day("2026-01-01"),
        day("2026-02-01")
    );
    world.api.post(&world.path(), &form).await;
    let now = world.now().await;
    assert_eq!(
        now["items"]["data"][0]["price"]["id"],
        world.prices[1].as_str()
    );
    // 21 of 31 days: 6.77 charged, 20.32 credited.
    assert_eq!(now["latest_invoice"]["total"], 677 - 2_032);
    world.api.advance(&world.clock, day("2026-02-02")).await;
    assert_eq!(world.now().await["status"], "canceled");
    assert_eq!(world.api.get(&world.path()).await["status"], "completed");
}

#[tokio::test]
async fn phases_that_do_not_fit_are_refused() {
    let world = world().await;
    let [dear, cheap, yearly] = &world.prices;
    let start = day("2026-01-01");
    for (form, said) in [
        (
            format!(
                "phases[0][items][0][price]={dear}&phases[0][start_date]={}",
                start + 1
            ),
            "You can not modify the start date",
        ),
        (
            format!("phases[0][items][0][price]=price_x&phases[0][start_date]={start}"),
            "No such price",
        ),
        (
            format!("phases[0][items][0][price]={dear}&phases[0][items][1][price]={yearly}"),
            "All prices of a phase",
        ),
        (
            format!(
                "phases[0][items][0][price]={dear}&phases[1][items][0][price]={cheap}&phases[1][start_date]={start}"
            ),
            "Each phase must begin",
        ),
        (
            format!("phases[0][items][0][price]={dear}&phases[0][end_date]={start}"),
            "The end date of a phase",
        ),
    ] {
        let (status, _, message) = world.api.refused(&world.path(), &form).await;
        assert!(
            status == 400 && message.starts_with(said),
            "{form}: {message}"
        );
    }
    let twice = format!("from_subscription={}", id(&world.subscription));
    let (_, _, message) = world
        .api
        .refused("/v1/subscription_schedules", &twice)
        .await;
    assert!(
        message.starts_with("You cannot migrate a subscription"),
        "{message}"
    );
    let canceled = world
        .api
        .post(&format!("{}/cancel", world.path()), "")
        .await;
    assert_eq!(canceled["status"], "canceled");
    assert_eq!(world.now().await["status"], "canceled");
}

#[tokio::test]
async fn items_are_made_changed_and_deleted_one_by_one() {
    let world = world().await;
    let form = format!(
        "subscription={}&price={}&quantity=3",
        id(&world.subscription),
        world.prices[1]
    );
    let made = world.api.post("/v1/subscription_items", &form).await;
    assert_eq!(
        (&made["quantity"], &made["price"]["unit_amount"]),
        (&json!(3), &json!(1_000))
    );
    let path = format!("/v1/subscription_items/{}", id(&made));
    let changed = world.api.post(&path, "quantity=5&metadata[k]=v").await;
    assert_eq!(
        (&changed["quantity"], &changed["metadata"]["k"]),
        (&json!(5), &json!("v"))
    );
    let list = world
        .api
        .get(&format!(
            "/v1/subscription_items?subscription={}",
            id(&world.subscription)
        ))
        .await;
    assert_eq!(list["data"].as_array().map(Vec::len), Some(2));
    let gone = world
        .api
        .request(Method::DELETE, &path, "proration_behavior=none", None)
        .await
        .ok();
    assert_eq!(gone["deleted"], true);
    assert_eq!(
        world
            .api
            .request(Method::GET, &path, "", None)
            .await
            .error()
            .0,
        404
    );
    let last = format!(
        "/v1/subscription_items/{}",
        text(&world.subscription["items"]["data"][0], "id")
    );
    assert_eq!(
        world
            .api
            .request(Method::DELETE, &last, "", None)
            .await
            .error()
            .0,
        400
    );
}

#[tokio::test]
async fn a_paused_subscription_is_started_again() {
    let api = Api::open().await;
    let clock = api.clock(day("2026-03-01")).await;
    let customer = id(&api
        .post("/v1/customers", &format!("test_clock={clock}"))
        .await);
    let price = id(&api.monthly(1_000, "usd").await);
    let form = format!(
        "customer={customer}&items[0][price]={price}&trial_period_days=5&trial_settings[end_behavior][missing_payment_method]=pause"
    );
    let path = format!(
        "/v1/subscriptions/{}",
        id(&api.post("/v1/subscriptions", &form).await)
    );
    let (_, _, message) = api.refused(&format!("{path}/resume"), "").await;
    assert!(message.starts_with("You can only resume"), "{message}");
    api.advance(&clock, day("2026-03-10")).await;
    assert_eq!(api.get(&path).await["status"], "paused");
    let form = format!("customer={customer}");
    let method = id(&api
        .post("/v1/payment_methods/pm_card_visa/attach", &form)
        .await);
    api.post(&path, &format!("default_payment_method={method}"))
        .await;
    let preview = format!(
        "subscription={}&subscription_details[resume_at]=now",
        path.rsplit('/').next().unwrap_or_default()
    );
    assert_eq!(
        api.post("/v1/invoices/create_preview", &preview).await["amount_due"],
        1_000
    );
    let resumed = api
        .post(&format!("{path}/resume"), "expand[]=latest_invoice")
        .await;
    assert_eq!(
        (
            &resumed["status"],
            &resumed["latest_invoice"]["amount_paid"]
        ),
        (&json!("active"), &json!(1_000))
    );
    assert_eq!(
        resumed["items"]["data"][0]["current_period_end"],
        day("2026-04-10")
    );
}

//! Changes of a subscription's items: credited and charged to the second, foretold exactly, paid or not.

mod common;

use common::{Api, day, id, text};
use serde_json::{Value, json};

const DAY: i64 = 86_400;

/// A customer on a clock whose subscription began with January.
struct World {
    api: Api,
    clock: String,
    customer: Value,
    subscription: String,
    item: String,
}

impl World {
    async fn new(amount: i64, more: &str) -> Self {
        let api = Api::open().await;
        let clock = api.clock(day("2026-01-01")).await;
        let customer = api
            .customer_of("pm_card_visa", &format!("&test_clock={clock}"))
            .await;
        let price = api.monthly(amount, "usd").await;
        let form = format!(
            "customer={}&items[0][price]={}{more}",
            id(&customer),
            id(&price)
        );
        let made = api.post("/v1/subscriptions", &form).await;
        Self {
            api,
            clock,
            customer,
            subscription: id(&made),
            item: id(&made["items"]["data"][0]),
        }
    }

    fn path(&self) -> String {
        format!("/v1/subscriptions/{}", self.subscription)
    }

    async fn update(&self, form: &str) -> Value {
        let form = form.replace("ITEM", &format!("items[0][id]={}&items[0]", self.item));
        self.api.post(&self.path(), &form).await
    }

    async fn preview(&self, form: &str) -> Value {
        let of = "subscription_details[items][0]";
        let form = form.replace("ITEM", &format!("{of}[id]={}&{of}", self.item));
        let form = format!("subscription={}{form}", self.subscription);
        self.api.post("/v1/invoices/create_preview", &form).await
    }

    async fn latest(&self) -> Value {
        let list = self
            .api
            .get(&format!(
                "/v1/invoices?customer={}&limit=1",
                id(&self.customer)
            ))
            .await;
        list["data"][0].clone()
    }

    async fn balance(&self) -> Value {
        let path = format!("/v1/customers/{}", id(&self.customer));
        self.api.get(&path).await["balance"].clone()
    }
}

/// Description, amount, start and end of every line.
fn lines(invoice: &Value) -> Vec<(String, i64, i64, i64)> {
    let lines = invoice["lines"]["data"].as_array().expect("lines");
    let of = |line: &Value| {
        (
            text(line, "description"),
            line["amount"].as_i64().expect("an amount"),
            line["period"]["start"].as_i64().expect("a start"),
            line["period"]["end"].as_i64().expect("an end"),
        )
    };
    lines.iter().map(of).collect()
}

fn assert_same(preview: &Value, bill: &Value) {
    assert_eq!(lines(preview), lines(bill));
    for name in [
        "subtotal",
        "total",
        "amount_due",
        "starting_balance",
        "currency",
        "period_start",
        "period_end",
    ] {
        assert_eq!(preview[name], bill[name], "{name}");
    }
    assert_eq!(
        preview["total_discount_amounts"].as_array().map(Vec::len),
        bill["total_discount_amounts"].as_array().map(Vec::len)
    );
}

#[tokio::test]
async fn an_upgrade_is_credited_and_charged_to_the_second() {
    let world = World::new(1_000, "").await;
    let price = id(&world.api.monthly(3_000, "usd").await);
    let at = day("2026-01-16") + 43_201;
    world.api.advance(&world.clock, at).await;
    let end = day("2026-02-01");
    let left = |amount: i64| (amount * (end - at) * 2 + 31 * DAY) / (31 * DAY * 2);
    let asked =
        format!("&ITEM[price]={price}&subscription_details[proration_behavior]=always_invoice");
    let preview = world.preview(&asked).await;
    assert_eq!(
        lines(&preview),
        [
            (
                "Unused time on Pro after 16 Jan 2026".to_owned(),
                -left(1_000),
                at,
                end
            ),
            (
                "Remaining time on Pro after 16 Jan 2026".to_owned(),
                left(3_000),
                at,
                end
            ),
        ]
    );
    assert!(id(&preview).starts_with("upcoming_in_"));
    assert_eq!(
        (&preview["status"], &preview["number"]),
        (&json!("draft"), &Value::Null)
    );
    let line = &preview["lines"]["data"][0];
    let details = &line["parent"]["subscription_item_details"];
    assert_eq!(
        (&details["proration"], &line["discountable"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        details["proration_details"]["credited_items"]["invoice"],
        world.latest().await["id"]
    );

    let changed = world
        .update(&format!(
            "ITEM[price]={price}&proration_behavior=always_invoice&expand[]=latest_invoice"
        ))
        .await;
    let invoice = &changed["latest_invoice"];
    assert_same(&preview, invoice);
    assert_eq!(
        (&invoice["status"], &invoice["billing_reason"]),
        (&json!("paid"), &json!("subscription_update"))
    );
    let item = &changed["items"]["data"][0];
    assert_eq!(
        (&item["price"]["id"], &item["current_period_end"]),
        (&json!(price), &json!(end))
    );
    assert!(item.get("_billed").is_none());
}

#[tokio::test]
async fn prorations_wait_for_the_next_invoice_unless_told_otherwise() {
    let world = World::new(1_000, "").await;
    world.api.advance(&world.clock, day("2026-01-11")).await;
    let before = id(&world.latest().await);
    world.update("ITEM[quantity]=3").await;
    assert_eq!(id(&world.latest().await), before, "nothing is billed now");
    let waiting = world
        .api
        .get(&format!(
            "/v1/invoiceitems?customer={}&pending=true",
            id(&world.customer)
        ))
        .await;
    assert_eq!(waiting["data"].as_array().map(Vec::len), Some(2));
    let preview = world.preview("").await;
    let descriptions: Vec<String> = lines(&preview).into_iter().map(|line| line.0).collect();
    assert_eq!(
        descriptions,
        [
            "Unused time on Pro after 11 Jan 2026",
            "Remaining time on 3 × Pro after 11 Jan 2026",
            "3 × Pro (at $10.00 / month)",
        ]
    );
    world.api.advance(&world.clock, day("2026-02-02")).await;
    let bill = world.latest().await;
    assert_same(&preview, &bill);
    assert_eq!(bill["status"], "paid");
    let none = world
        .update("ITEM[quantity]=1&proration_behavior=none")
        .await;
    assert_eq!(none["items"]["data"][0]["quantity"], 1);
    let preview = world.preview("").await;
    assert_eq!(lines(&preview).len(), 1);
}

#[tokio::test]
async fn a_downgrade_goes_to_the_balance_and_pays_later() {
    let world = World::new(9_000, "").await;
    let price = id(&world.api.monthly(1_000, "usd").await);
    world.api.advance(&world.clock, day("2026-01-11")).await;
    let changed = world
        .update(&format!(
            "ITEM[price]={price}&proration_behavior=always_invoice&expand[]=latest_invoice"
        ))
        .await;
    let invoice = &changed["latest_invoice"];
    let total = invoice["total"].as_i64().expect("a total");
    // 21 of 31 days of 90 dollars back, of 10 dollars due.
    assert_eq!(total, 677 - 6_097);
    assert_eq!(
        (&invoice["amount_due"], &invoice["status"]),
        (&json!(0), &json!("paid"))
    );
    assert_eq!(invoice["ending_balance"], total);
    assert_eq!(world.balance().await, total);
    let path = format!("/v1/customers/{}/balance_transactions", id(&world.customer));
    let moved = world.api.get(&path).await;
    assert_eq!(
        (
            &moved["data"][0]["amount"],
            &moved["data"][0]["ending_balance"],
            &moved["data"][0]["type"]
        ),
        (&json!(total), &json!(total), &json!("applied_to_invoice"))
    );
    let preview = world.preview("").await;
    assert_eq!(
        (&preview["total"], &preview["amount_due"]),
        (&json!(1_000), &json!(0))
    );
    world.api.advance(&world.clock, day("2026-02-02")).await;
    assert_same(&preview, &world.latest().await);
    assert_eq!(world.balance().await, total + 1_000);
}

#[tokio::test]
async fn another_interval_and_the_anchor_begin_a_new_period() {
    let world = World::new(1_000, "").await;
    let yearly = id(&world
        .api
        .post(
            "/v1/prices",
            "product_data[name]=Year&currency=usd&unit_amount=10000&recurring[interval]=year",
        )
        .await);
    let at = day("2026-01-11");
    world.api.advance(&world.clock, at).await;
    for (form, new, end) in [
        (
            "ITEM[quantity]=2",
            "&subscription_details[billing_cycle_anchor][type]=now",
            day("2026-02-11"),
        ),
        (&*format!("ITEM[price]={yearly}"), "", day("2027-01-11")),
    ] {
        let preview = world.preview(&format!("&{form}{new}")).await;
        let anchor = if new.is_empty() {
            ""
        } else {
            "&billing_cycle_anchor[type]=now"
        };
        let changed = world
            .update(&format!("{form}{anchor}&expand[]=latest_invoice"))
            .await;
        assert_same(&preview, &changed["latest_invoice"]);
        let item = &changed["items"]["data"][0];
        assert_eq!(
            (&item["current_period_start"], &item["current_period_end"]),
            (&json!(at), &json!(end))
        );
        assert_eq!(changed["billing_cycle_anchor"], at);
        assert!(lines(&preview)[0].0.starts_with("Unused time on"));
    }
    let full = world.preview("&subscription_details[billing_cycle_anchor][type]=now&subscription_details[proration_behavior]=none").await;
    assert_eq!(lines(&full).len(), 1);
}

#[tokio::test]
async fn items_come_and_go() {
    let world = World::new(1_000, "").await;
    let extra = id(&world.api.monthly(500, "usd").await);
    let with = world
        .update(&format!("items[0][price]={extra}&items[0][quantity]=4"))
        .await;
    let items = with["items"]["data"].as_array().expect("items").clone();
    assert_eq!(items.len(), 2);
    let (_, _, message) = world
        .api
        .refused(&world.path(), &format!("items[0][price]={extra}"))
        .await;
    assert!(
        message.starts_with("Cannot add multiple subscription items"),
        "{message}"
    );
    let (_, code, _) = world
        .api
        .refused(&world.path(), "items[0][id]=si_x&items[0][quantity]=1")
        .await;
    assert_eq!(code, "resource_missing");
    let both = format!(
        "items[0][id]={}&items[0][deleted]=true&items[1][id]={}&items[1][deleted]=true",
        id(&items[0]),
        id(&items[1])
    );
    assert_eq!(world.api.refused(&world.path(), &both).await.0, 400);
    let one = format!("items[0][id]={}&items[0][deleted]=true", id(&items[1]));
    let without = world.update(&one).await;
    assert_eq!(without["items"]["data"].as_array().map(Vec::len), Some(1));
    let far = format!(
        "proration_date=1&items[0][id]={}&items[0][quantity]=9",
        world.item
    );
    let (_, _, message) = world.api.refused(&world.path(), &far).await;
    assert!(message.contains("within the current period"), "{message}");
}

#[tokio::test]
async fn a_failed_payment_is_treated_as_asked() {
    for (behavior, status, quantity) in [
        ("allow_incomplete", "past_due", 2),
        ("default_incomplete", "past_due", 2),
        ("pending_if_incomplete", "active", 1),
        ("error_if_incomplete", "active", 1),
    ] {
        let world = World::new(1_000, "").await;
        let bad = world
            .api
            .post(
                "/v1/payment_methods/pm_card_chargeCustomerFail/attach",
                &format!("customer={}", id(&world.customer)),
            )
            .await;
        world
            .update(&format!("default_payment_method={}", id(&bad)))
            .await;
        world.api.advance(&world.clock, day("2026-01-11")).await;
        let form = format!(
            "items[0][id]={}&items[0][quantity]=2&proration_behavior=always_invoice&payment_behavior={behavior}",
            world.item
        );
        if behavior == "error_if_incomplete" {
            let (status, code, _) = world.api.refused(&world.path(), &form).await;
            assert_eq!((status, code.as_str()), (402, "card_declined"));
        } else {
            world.api.post(&world.path(), &form).await;
        }
        let now = world.api.get(&world.path()).await;
        assert_eq!(now["status"], status, "{behavior}");
        assert_eq!(now["items"]["data"][0]["quantity"], quantity, "{behavior}");
        let invoice = world.latest().await;
        if behavior == "error_if_incomplete" {
            assert_eq!(invoice["status"], "paid", "the first one is the last one");
            continue;
        }
        assert_eq!(invoice["status"], "open", "{behavior}");
        if behavior == "pending_if_incomplete" {
            let waiting = &now["pending_update"];
            assert_eq!(waiting["subscription_items"][0]["quantity"], 2);
            assert_eq!(waiting["expires_at"], day("2026-01-11") + 23 * 3_600);
        }
        let path = format!("/v1/customers/{}", id(&world.customer));
        let settings = world.api.get(&path).await["invoice_settings"].clone();
        let good = text(&settings, "default_payment_method");
        let pay = format!("/v1/invoices/{}/pay", id(&invoice));
        world
            .api
            .post(&pay, &format!("payment_method={good}"))
            .await;
        let now = world.api.get(&world.path()).await;
        assert_eq!(now["status"], "active", "{behavior}");
        assert_eq!(now["items"]["data"][0]["quantity"], 2, "{behavior}");
        assert_eq!(now["pending_update"], Value::Null);
    }
}

#[tokio::test]
async fn a_change_that_is_not_paid_lapses() {
    let world = World::new(1_000, "").await;
    let asks = world
        .api
        .post(
            "/v1/setup_intents",
            &format!(
                "customer={}&payment_method=pm_card_authenticationRequired&confirm=true",
                id(&world.customer)
            ),
        )
        .await;
    let path = format!("/v1/setup_intents/{}/authenticate", id(&asks));
    let method = text(
        &world.api.post(&path, "outcome=succeeded").await,
        "payment_method",
    );
    world
        .update(&format!("default_payment_method={method}"))
        .await;
    world.api.advance(&world.clock, day("2026-01-11")).await;
    let form = "ITEM[quantity]=5&proration_behavior=always_invoice&payment_behavior=pending_if_incomplete&expand[]=latest_invoice.confirmation_secret";
    let asked = world.update(form).await;
    assert_eq!(asked["items"]["data"][0]["quantity"], 1);
    assert_eq!(
        asked["latest_invoice"]["confirmation_secret"]["type"],
        "payment_intent"
    );
    assert!(
        world
            .api
            .events()
            .await
            .contains(&"invoice.payment_action_required".to_owned())
    );
    world.api.advance(&world.clock, day("2026-01-12")).await;
    let now = world.api.get(&world.path()).await;
    assert_eq!(
        (&now["pending_update"], &now["items"]["data"][0]["quantity"]),
        (&Value::Null, &json!(1))
    );
    assert_eq!(world.latest().await["status"], "void");
    let preview = world.preview("").await;
    assert_eq!(
        (lines(&preview).len(), &preview["total"]),
        (1, &json!(1_000))
    );
    let (_, _, message) = world
        .api
        .refused(
            &world.path(),
            "description=x&payment_behavior=pending_if_incomplete",
        )
        .await;
    assert!(
        message.contains("`description` is not supported"),
        "{message}"
    );
}

/// A declined change waited for its payment, and its invoice could be paid a day long by mistake. Stripe gives a pending
/// update up with its invoice.
#[tokio::test]
async fn a_change_whose_invoice_is_voided_is_given_up() {
    let world = World::new(1_000, "").await;
    let form = format!("customer={}", id(&world.customer));
    let path = "/v1/payment_methods/pm_card_chargeCustomerFail/attach";
    let declining = id(&world.api.post(path, &form).await);
    world
        .update(&format!("default_payment_method={declining}"))
        .await;
    world.api.advance(&world.clock, day("2026-01-11")).await;
    let asked = world
        .update(
            "ITEM[quantity]=5&proration_behavior=always_invoice&payment_behavior=pending_if_incomplete\
             &expand[]=latest_invoice.payments",
        )
        .await;
    assert!(asked["pending_update"].is_object(), "{asked}");
    let invoice = id(&asked["latest_invoice"]);
    let path = format!("/v1/invoices/{invoice}?expand[]=payments.data.payment.payment_intent");
    let open = world.api.get(&path).await;
    assert_eq!(open["status"], "open");
    let intent = &open["payments"]["data"][0]["payment"]["payment_intent"];
    assert_eq!(
        (&intent["status"], &intent["last_payment_error"]["code"]),
        (&json!("requires_payment_method"), &json!("card_declined"))
    );
    let voided = world
        .api
        .post(&format!("/v1/invoices/{invoice}/void"), "")
        .await;
    assert_eq!(voided["status"], "void");
    let now = world.api.get(&world.path()).await;
    assert_eq!(
        (&now["pending_update"], &now["items"]["data"][0]["quantity"]),
        (&Value::Null, &json!(1))
    );
    let events = world.api.events().await;
    assert!(events.contains(&"customer.subscription.pending_update_expired".to_owned()));
    let preview = world.preview("").await;
    assert_eq!(
        (lines(&preview).len(), &preview["total"]),
        (1, &json!(1_000))
    );
}

#[tokio::test]
async fn canceling_credits_what_is_left() {
    for (prorate, now, expected, waiting) in [
        (false, false, 0, 0),
        (true, true, -677, 0),
        (true, false, 0, 1),
    ] {
        let world = World::new(1_000, "").await;
        world.api.advance(&world.clock, day("2026-01-11")).await;
        if prorate {
            let preview = world
                .preview("&subscription_details[cancel_now]=true")
                .await;
            assert_eq!(preview["total"], -677);
        }
        let form = format!("prorate={prorate}&invoice_now={now}");
        let gone = world
            .api
            .request(axum::http::Method::DELETE, &world.path(), &form, None)
            .await
            .ok();
        assert_eq!(gone["status"], "canceled");
        assert_eq!(world.balance().await, expected, "{form}");
        let pending = world
            .api
            .get(&format!(
                "/v1/invoiceitems?customer={}&pending=true",
                id(&world.customer)
            ))
            .await;
        assert_eq!(
            pending["data"].as_array().map(Vec::len),
            Some(waiting),
            "{form}"
        );
    }
}

#[tokio::test]
async fn a_date_to_cancel_inside_a_period_is_credited_then() {
    let world = World::new(3_100, "").await;
    let at = day("2026-01-21");
    let preview = world
        .preview(&format!("&subscription_details[cancel_at]={at}"))
        .await;
    assert_eq!(
        lines(&preview),
        [(
            "Unused time on Pro after 21 Jan 2026".to_owned(),
            -1_100,
            at,
            day("2026-02-01")
        )]
    );
    world.update(&format!("cancel_at={at}")).await;
    world.api.advance(&world.clock, day("2026-01-22")).await;
    assert_eq!(world.api.get(&world.path()).await["status"], "canceled");
    assert_eq!(world.balance().await, -1_100);
    let form = format!("subscription={}", world.subscription);
    let (status, code, _) = world
        .api
        .refused("/v1/invoices/create_preview", &form)
        .await;
    assert_eq!((status, code.as_str()), (404, "invoice_upcoming_none"));
}

#[tokio::test]
async fn discounts_are_part_of_prorations() {
    for mode in ["classic", "flexible"] {
        let world = World::new(1_000, &format!("&billing_mode[type]={mode}")).await;
        world
            .api
            .post("/v1/coupons", "id=TENTH&percent_off=10&duration=forever")
            .await;
        world.update("discounts[0][coupon]=TENTH").await;
        // The first period was billed before the coupon came; the next one with it.
        world.api.advance(&world.clock, day("2026-02-15")).await;
        let price = id(&world.api.monthly(3_000, "usd").await);
        let bill = world
            .update(&format!(
                "ITEM[price]={price}&proration_behavior=always_invoice&expand[]=latest_invoice"
            ))
            .await["latest_invoice"]
            .clone();
        let amounts: Vec<i64> = lines(&bill).iter().map(|line| line.1).collect();
        assert_eq!(amounts, [-450, 1_350], "{mode}");
        assert_eq!(
            (&bill["total"], &bill["discounts"]),
            (&json!(900), &json!([]))
        );
    }
}

/// In classic mode a credit is for what an item costs now, in flexible mode for what was billed for it.
#[tokio::test]
async fn billing_modes_differ_in_what_they_credit() {
    for (mode, credit) in [("classic", -6_097), ("flexible", -677)] {
        let world = World::new(1_000, &format!("&billing_mode[type]={mode}")).await;
        let dear = id(&world.api.monthly(9_000, "usd").await);
        let cheap = id(&world.api.monthly(1_000, "usd").await);
        world.api.advance(&world.clock, day("2026-01-11")).await;
        // Nobody pays for this upgrade.
        world
            .update(&format!("ITEM[price]={dear}&proration_behavior=none"))
            .await;
        let preview = world.preview(&format!("&ITEM[price]={cheap}")).await;
        assert_eq!(lines(&preview)[0].1, credit, "{mode}");
    }
}

#[tokio::test]
async fn a_change_during_a_trial_ends_it_or_does_not() {
    let end = day("2026-01-15");
    let world = World::new(1_000, &format!("&trial_end={end}")).await;
    let price = id(&world.api.monthly(3_000, "usd").await);
    world.api.advance(&world.clock, day("2026-01-05")).await;
    let kept = world
        .update(&format!(
            "ITEM[price]={price}&proration_behavior=always_invoice"
        ))
        .await;
    assert_eq!(
        (&kept["status"], &kept["trial_end"]),
        (&json!("trialing"), &json!(end))
    );
    let preview = world.preview("").await;
    assert_eq!(
        (&preview["total"], &preview["created"]),
        (&json!(3_000), &json!(end))
    );
    let preview = world
        .preview("&ITEM[quantity]=2&subscription_details[trial_end]=now")
        .await;
    let ended = world
        .update("ITEM[quantity]=2&trial_end=now&expand[]=latest_invoice")
        .await;
    assert_same(&preview, &ended["latest_invoice"]);
    assert_eq!(lines(&preview).len(), 1);
    assert_eq!(
        (&ended["status"], &ended["trial_end"]),
        (&json!("active"), &json!(day("2026-01-05")))
    );
    // And the other way: a trial in the middle of a period gives back what is left of it.
    let until = day("2026-02-20");
    let trial = world.update(&format!("trial_end={until}")).await;
    assert_eq!(
        (
            &trial["status"],
            &trial["items"]["data"][0]["current_period_end"]
        ),
        (&json!("trialing"), &json!(until))
    );
    let preview = world.preview("").await;
    let amounts: Vec<i64> = lines(&preview).iter().map(|line| line.1).collect();
    assert_eq!(amounts, [-6_000, 6_000]);
    world.api.advance(&world.clock, until + DAY).await;
    assert_same(&preview, &world.latest().await);
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[tokio::test]
async fn over_the_wire_too_the_preview_is_the_bill() {
    let world = World::new(1_000, "&items[0][quantity]=2").await;
    let mut prices = Vec::new();
    for amount in [700, 1_900, 12_345] {
        prices.push(id(&world.api.monthly(amount, "usd").await));
    }
    world
        .api
        .post("/v1/coupons", "id=TENTH&percent_off=10&duration=forever")
        .await;
    world
        .api
        .post("/v1/coupons", "id=SEVEN&amount_off=700&currency=usd")
        .await;
    let mut dice = Dice(7);
    let mut now = day("2026-01-01");
    for round in 0..60 {
        now += i64::try_from(dice.roll(20 * 86_400)).expect("seconds") + 1;
        world.api.advance(&world.clock, now).await;
        let price = &prices[usize::try_from(dice.roll(3)).expect("an index")];
        let item = format!("ITEM[price]={price}&ITEM[quantity]={}", dice.roll(9) + 1);
        let discounts = [
            "",
            "&discounts=",
            "&discounts[0][coupon]=TENTH",
            "&discounts[0][coupon]=SEVEN",
        ];
        let discounts = discounts[usize::try_from(dice.roll(4)).expect("an index")];
        let behavior = ["none", "create_prorations", "always_invoice"];
        let behavior = behavior[usize::try_from(dice.roll(3)).expect("an index")];
        let preview = world
            .preview(&format!(
                "&{item}{discounts}&subscription_details[proration_behavior]={behavior}"
            ))
            .await;
        let before = id(&world.latest().await);
        let changed = world
            .update(&format!("{item}{discounts}&proration_behavior={behavior}"))
            .await;
        if text(&changed, "latest_invoice") == before {
            now = changed["items"]["data"][0]["current_period_end"]
                .as_i64()
                .expect("an end");
            world.api.advance(&world.clock, now).await;
        }
        let bill = world.latest().await;
        assert_eq!(lines(&preview), lines(&bill), "round {round}");
        assert_same(&preview, &bill);
    }
}

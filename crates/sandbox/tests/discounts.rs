//! Coupons and promotion codes: how long they last, what limits them; refunds; reasons of the merchant's own.

mod common;

use axum::http::Method;
use common::{Api, day, id, text};
use serde_json::{Value, json};

const DAY: i64 = 86_400;

struct World {
    api: Api,
    clock: String,
    customer: String,
    price: String,
}

async fn world() -> World {
    let api = Api::open().await;
    let clock = api.clock(day("2026-01-31")).await;
    let customer = id(&api
        .customer_of("pm_card_visa", &format!("&test_clock={clock}"))
        .await);
    let price = id(&api.monthly(1_000, "usd").await);
    World {
        api,
        clock,
        customer,
        price,
    }
}

impl World {
    fn form(&self, more: &str) -> String {
        format!(
            "customer={}&items[0][price]={}{more}",
            self.customer, self.price
        )
    }

    async fn totals(&self) -> Vec<i64> {
        let path = format!("/v1/invoices?customer={}&limit=100", self.customer);
        let list = self.api.get(&path).await;
        let totals = list["data"].as_array().into_iter().flatten();
        totals
            .rev()
            .filter_map(|invoice| invoice["total"].as_i64())
            .collect()
    }
}

#[tokio::test]
async fn coupons_last_once_for_months_or_for_ever() {
    for (duration, expected) in [
        ("once", [500, 1_000, 1_000, 1_000]),
        ("repeating&duration_in_months=2", [500, 500, 1_000, 1_000]),
        ("forever", [500, 500, 500, 500]),
    ] {
        let world = world().await;
        let form = format!("id=HALF&percent_off=50&duration={duration}");
        world.api.post("/v1/coupons", &form).await;
        let form = world.form("&discounts[0][coupon]=HALF");
        world.api.post("/v1/subscriptions", &form).await;
        world.api.advance(&world.clock, day("2026-05-01")).await;
        assert_eq!(world.totals().await, expected, "{duration}");
    }
}

#[tokio::test]
async fn coupons_have_limits() {
    let world = world().await;
    for (form, message) in [
        ("percent_off=0", "Invalid percent_off"),
        ("percent_off=10&redeem_by=1", "The `redeem_by` timestamp"),
        (
            "percent_off=10&currency_options[eur][amount_off]=5",
            "`currency_options` can only",
        ),
    ] {
        let (_, _, said) = world.api.refused("/v1/coupons", form).await;
        assert!(said.starts_with(message), "{said}");
    }
    let euro = "id=EURO&amount_off=100&currency=eur&currency_options[usd][amount_off]=120";
    world.api.post("/v1/coupons", euro).await;
    let shown = world
        .api
        .get("/v1/coupons/EURO?expand[]=currency_options")
        .await;
    assert_eq!(shown["currency_options"]["usd"]["amount_off"], 120);
    assert!(
        world
            .api
            .get("/v1/coupons/EURO")
            .await
            .get("currency_options")
            .is_none()
    );
    world
        .api
        .post("/v1/coupons", "id=YEN&amount_off=100&currency=jpy")
        .await;
    world
        .api
        .post("/v1/coupons", "id=FIRST&percent_off=10&max_redemptions=1")
        .await;

    let (_, _, said) = world
        .api
        .refused(
            "/v1/subscriptions",
            &world.form("&discounts[0][coupon]=YEN"),
        )
        .await;
    assert!(said.contains("does not match `usd`"), "{said}");
    let made = world
        .api
        .post(
            "/v1/subscriptions",
            &world.form(
                "&discounts[0][coupon]=FIRST&discounts[1][coupon]=EURO&expand[]=latest_invoice",
            ),
        )
        .await;
    assert_eq!(made["latest_invoice"]["total"], 1_000 - 100 - 120);
    let spent = world.api.get("/v1/coupons/FIRST").await;
    assert_eq!(
        (&spent["valid"], &spent["times_redeemed"]),
        (&json!(false), &json!(1))
    );
    let path = format!("/v1/subscriptions/{}", id(&made));
    for (form, code) in [
        ("discounts[0][coupon]=FIRST", "coupon_expired"),
        ("discounts[0][coupon]=NONE", "resource_missing"),
        ("discounts[0][discount]=di_x", "resource_missing"),
        (
            "discounts[0][coupon]=EURO&discounts[0][promotion_code]=promo_x",
            "",
        ),
    ] {
        assert_eq!(world.api.refused(&path, form).await.1, code, "{form}");
    }
}

#[tokio::test]
async fn promotion_codes_lead_to_coupons_within_their_limits() {
    let world = world().await;
    world
        .api
        .post("/v1/coupons", "id=TEN&percent_off=10&duration=forever")
        .await;
    let make = async |more: &str| {
        let form = format!("promotion[type]=coupon&promotion[coupon]=TEN{more}");
        world.api.post("/v1/promotion_codes", &form).await
    };
    let spring = make("&code=Spring26").await;
    assert_eq!(
        (&spring["active"], &spring["promotion"]["coupon"]),
        (&json!(true), &json!("TEN"))
    );
    let twice = "promotion[type]=coupon&promotion[coupon]=TEN&code=SPRING26";
    assert_eq!(
        world.api.refused("/v1/promotion_codes", twice).await.1,
        "resource_already_exists"
    );
    let found = world
        .api
        .get("/v1/promotion_codes?code=spring26&active=true")
        .await;
    assert_eq!(found["data"][0]["id"], spring["id"]);

    let made = world
        .api
        .post(
            "/v1/subscriptions",
            &world.form(&format!(
                "&discounts[0][promotion_code]={}&expand[]=discounts",
                id(&spring)
            )),
        )
        .await;
    assert_eq!(made["discounts"][0]["promotion_code"], spring["id"]);
    assert_eq!(world.totals().await, [900]);
    let again = world
        .api
        .get(&format!("/v1/promotion_codes/{}", id(&spring)))
        .await;
    assert_eq!(again["times_redeemed"], 1);

    let other = id(&world.api.post("/v1/customers", "").await);
    let path = format!("/v1/subscriptions/{}", id(&made));
    for (more, said) in [
        ("&active=false", "it is not active"),
        (
            "&restrictions[first_time_transaction]=true",
            "the associated customer has prior transactions",
        ),
        (
            "&restrictions[minimum_amount]=1001&restrictions[minimum_amount_currency]=usd",
            "the amount is less than the minimum of $10.01",
        ),
        (
            "&restrictions[minimum_amount]=1&restrictions[minimum_amount_currency]=eur",
            "its minimum amount is in another currency",
        ),
        (
            &format!("&expires_at={}", day("2026-01-30")),
            "it is expired",
        ),
        (
            &format!("&customer={other}"),
            "it belongs to another customer",
        ),
    ] {
        let code = id(&make(more).await);
        let form = format!("discounts[0][promotion_code]={code}");
        let (_, _, message) = world.api.refused(&path, &form).await;
        assert!(message.contains(said), "{more}: {message}");
        let preview = format!("subscription={}&{form}", id(&made));
        assert_eq!(
            world
                .api
                .refused("/v1/invoices/create_preview", &preview)
                .await
                .0,
            400
        );
    }
    let fits =
        make("&restrictions[minimum_amount]=1000&restrictions[minimum_amount_currency]=usd").await;
    let form = format!("discounts[0][promotion_code]={}", id(&fits));
    let preview = format!("subscription={}&{form}", id(&made));
    assert_eq!(
        world
            .api
            .post("/v1/invoices/create_preview", &preview)
            .await["total"],
        900
    );
    let unused = world
        .api
        .get(&format!("/v1/promotion_codes/{}", id(&fits)))
        .await;
    assert_eq!(unused["times_redeemed"], 0, "a preview redeems nothing");
    let changed = world.api.post(&path, &form).await;
    assert_ne!(changed["discounts"], made["discounts"]);
    let none = world.api.post(&path, "discounts=").await;
    assert_eq!(none["discounts"], json!([]));
}

#[tokio::test]
async fn payments_and_refunds_are_a_history() {
    let world = world().await;
    world.api.post("/v1/subscriptions", &world.form("")).await;
    world.api.advance(&world.clock, day("2026-03-02")).await;
    let path = format!("/v1/charges?customer={}", world.customer);
    let charges = world.api.get(&path).await;
    let charge = &charges["data"][0];
    assert_eq!(charges["data"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        (
            &charge["status"],
            &charge["payment_method_details"]["card"]["last4"]
        ),
        (&json!("succeeded"), &json!("4242"))
    );
    let form = format!(
        "charge={}&amount=300&reason=requested_by_customer",
        id(charge)
    );
    let refund = world.api.post("/v1/refunds", &form).await;
    assert_eq!(
        (&refund["status"], &refund["amount"]),
        (&json!("succeeded"), &json!(300))
    );
    let too_much = format!("charge={}&amount=701", id(charge));
    assert_eq!(world.api.refused("/v1/refunds", &too_much).await.0, 400);
    let rest = format!("payment_intent={}", text(charge, "payment_intent"));
    assert_eq!(world.api.post("/v1/refunds", &rest).await["amount"], 700);
    let (_, code, _) = world.api.refused("/v1/refunds", &rest).await;
    assert_eq!(code, "charge_already_refunded");
    let refunded = world.api.get(&format!("/v1/charges/{}", id(charge))).await;
    assert_eq!(
        (&refunded["refunded"], &refunded["amount_refunded"]),
        (&json!(true), &json!(1_000))
    );
    let list = world
        .api
        .get(&format!("/v1/refunds?charge={}", id(charge)))
        .await;
    assert_eq!(list["data"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_merchant_has_reasons_of_its_own() {
    let world = world().await;
    let path = "/v1/billing/feedback_options";
    let (_, _, message) = world
        .api
        .refused(path, &format!("description={}", "x".repeat(101)))
        .await;
    assert!(
        message.ends_with("must be at most 100 characters"),
        "{message}"
    );
    let option = world.api.post(path, "description=Moving abroad").await;
    assert!(id(&option).starts_with("fo_"));
    let made = world.api.post("/v1/subscriptions", &world.form("")).await;
    let of = format!("/v1/subscriptions/{}", id(&made));
    let wrong = "cancellation_details[feedback_option]=fo_x";
    assert_eq!(world.api.refused(&of, wrong).await.1, "resource_missing");
    let form = format!("cancellation_details[feedback_option]={}", id(&option));
    let gone = world
        .api
        .request(Method::DELETE, &of, &form, None)
        .await
        .ok();
    assert_eq!(
        gone["cancellation_details"]["feedback_option"],
        option["id"]
    );
    let one = format!("{path}/{}", id(&option));
    world.api.post(&one, "description=Moved abroad").await;
    let off = world.api.post(&format!("{one}/deactivate"), "").await;
    assert_eq!(
        (&off["status"], &off["description"]),
        (&json!("inactive"), &json!("Moved abroad"))
    );
    assert!(off["status_transitions"]["deactivated_at"].is_i64());
    assert_eq!(
        world.api.refused(&format!("{one}/deactivate"), "").await.0,
        400
    );
    let active = world.api.get(&format!("{path}?status=active")).await;
    assert_eq!(active["data"], json!([]));
}

#[tokio::test]
async fn the_balance_is_moved_by_hand_and_taken_in() {
    let world = world().await;
    let path = format!("/v1/customers/{}/balance_transactions", world.customer);
    let credit = world
        .api
        .post(&path, "amount=-1500&currency=usd&description=Sorry")
        .await;
    assert_eq!(
        (
            &credit["type"],
            &credit["ending_balance"],
            &credit["description"]
        ),
        (&json!("adjustment"), &json!(-1_500), &json!("Sorry"))
    );
    assert_eq!(
        world.api.refused(&path, "amount=1&currency=eur").await.0,
        400
    );
    let made = world
        .api
        .post("/v1/subscriptions", &world.form("&expand[]=latest_invoice"))
        .await;
    assert_eq!(made["latest_invoice"]["amount_due"], 0);
    world
        .api
        .advance(&world.clock, day("2026-01-31") + 30 * DAY)
        .await;
    let list = world.api.get(&path).await;
    let amounts: Vec<&Value> = list["data"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| &one["amount"])
        .collect();
    assert_eq!(amounts, [&json!(500), &json!(1_000), &json!(-1_500)]);
    let last = &list["data"][0];
    assert_eq!(
        (&last["type"], &last["ending_balance"]),
        (&json!("applied_to_invoice"), &json!(0))
    );
    assert!(text(last, "invoice").starts_with("in_"));
}

#[tokio::test]
async fn a_credit_note_gives_back_what_was_paid() {
    let world = world().await;
    let made = world.api.post("/v1/subscriptions", &world.form("")).await;
    let invoice = text(&made, "latest_invoice");
    let wrong = format!("invoice={invoice}&amount=500&refund_amount=400");
    assert_eq!(world.api.refused("/v1/credit_notes", &wrong).await.0, 400);
    let form = format!("invoice={invoice}&refund_amount=400&credit_amount=250&reason=order_change");
    let note = world.api.post("/v1/credit_notes", &form).await;
    assert_eq!(
        (&note["amount"], &note["status"]),
        (&json!(650), &json!("issued"))
    );
    assert!(text(&note, "number").ends_with("-0001-CN-01"));
    let customer = world
        .api
        .get(&format!("/v1/customers/{}", world.customer))
        .await;
    assert_eq!(customer["balance"], -250);
    let refund = text(&note["refunds"][0], "refund");
    assert_eq!(
        world.api.get(&format!("/v1/refunds/{refund}")).await["amount"],
        400
    );
    let after = world.api.get(&format!("/v1/invoices/{invoice}")).await;
    assert_eq!(after["post_payment_credit_notes_amount"], 650);
    let more = format!("invoice={invoice}&credit_amount=351");
    assert_eq!(world.api.refused("/v1/credit_notes", &more).await.0, 400);
    let list = world
        .api
        .get(&format!("/v1/credit_notes?invoice={invoice}"))
        .await;
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1));
}

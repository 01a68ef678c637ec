//! Changing subscriptions: what is offered, what is taken, and what becomes of it.

use contract::Features;
use contract::rules::actions;
use serde_json::{Value, json};

use crate::support::Answer;
use crate::support::plans::{Plans, Wishes, assert_billed, day};

/// Status, code, and what it is about.
fn refusal(answer: &Answer) -> (u16, String, String) {
    let error = &answer.json()["error"];
    let about = error["param"].as_str().or(error["reason"].as_str());
    (
        answer.status,
        answer.code(),
        about.unwrap_or_default().to_owned(),
    )
}

fn refused(status: u16, code: &str, about: &str) -> (u16, String, String) {
    (status, code.to_owned(), about.to_owned())
}

fn names(catalogue: &Value) -> Vec<String> {
    let products = catalogue["products"].as_array().unwrap();
    let names = products
        .iter()
        .map(|it| it["name"].as_str().unwrap().to_owned());
    names.collect()
}

fn offered(catalogue: &Value) -> Vec<String> {
    let products = catalogue["products"].as_array().unwrap();
    let prices = products
        .iter()
        .flat_map(|it| it["prices"].as_array().unwrap());
    prices
        .map(|price| price["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn the_catalogue_is_the_configurations() {
    let scene = Plans::new(Wishes::default()).await;
    let catalogue = scene.catalogue().await.json();
    assert_eq!(names(&catalogue), ["team plan", "solo plan", "crowd plan"]);
    let team = &catalogue["products"][0];
    assert_eq!(
        (&team["description"], &team["unit_label"], &team["quantity"]),
        (
            &json!("For the team"),
            &json!("seat"),
            &json!({"minimum": 1, "maximum": 20})
        )
    );
    assert_eq!(catalogue["products"][1]["quantity"], Value::Null);
    assert_eq!(
        catalogue["products"][2]["quantity"],
        json!({"minimum": 1, "maximum": null})
    );
    let all = ["team_month", "team_year", "solo", "crowd"].map(|name| scene.prices[name].clone());
    assert_eq!(offered(&catalogue), all);

    // With the quantity alone, nothing but what the customer has.
    scene
        .configure("UPDATE[default_allowed_updates][]=quantity")
        .await;
    let catalogue = scene.catalogue().await.json();
    assert_eq!(offered(&catalogue), [scene.prices["team_month"].clone()]);
    assert_eq!(catalogue["products"][0]["quantity"]["maximum"], 20);
    // With the price alone, no quantity.
    scene
        .configure("UPDATE[default_allowed_updates][]=price")
        .await;
    let catalogue = scene.catalogue().await.json();
    assert_eq!(offered(&catalogue), all);
    for product in catalogue["products"].as_array().unwrap() {
        assert_eq!(product["quantity"], Value::Null);
    }
}

/// Prices in another currency, by usage, with taxes calculated otherwise, or withdrawn are not offered.
#[tokio::test]
async fn prices_that_do_not_fit_are_left_out() {
    let scene = Plans::new(Wishes::default()).await;
    let product = scene.engine("POST", "/v1/products", "name=Odd").await;
    let product = product["id"].as_str().unwrap();
    let mut form = format!("UPDATE[products][0][product]={product}");
    let usage = format!(
        "currency=usd&unit_amount=100&recurring[interval]=week&recurring[usage_type]=metered&recurring[meter]={}",
        scene.meter().await
    );
    let odd = [
        "currency=eur&unit_amount=100&recurring[interval]=month",
        usage.as_str(),
        "currency=usd&unit_amount=100&recurring[interval]=year&tax_behavior=inclusive",
        "currency=usd&unit_amount=100&recurring[interval]=day&active=false",
    ];
    for (number, price) in odd.iter().enumerate() {
        let price = scene
            .engine("POST", "/v1/prices", &format!("product={product}&{price}"))
            .await;
        let price = price["id"].as_str().unwrap();
        form.push_str(&format!("&UPDATE[products][0][prices][{number}]={price}"));
        let wish = scene.wish(price, None);
        let answer = scene.post("update/preview", wish).await;
        assert_eq!(refusal(&answer), refused(422, "invalid_request", "price"));
    }
    scene.configure(&form).await;
    let catalogue = scene.catalogue().await.json();
    // What the customer has is there although it is not sold any more, with its price and no other.
    assert_eq!(names(&catalogue), ["team plan"]);
    assert_eq!(offered(&catalogue), [scene.prices["team_month"].clone()]);
}

/// A price was replaced by a newer one for the same interval: both can be told apart, and the old one stays.
#[tokio::test]
async fn an_old_price_stands_beside_the_new_one() {
    let scene = Plans::new(Wishes::default()).await;
    let catalogue = scene.catalogue().await.json();
    let team = catalogue["products"][0]["id"].as_str().unwrap();
    let form = format!("product={team}&currency=usd&unit_amount=2500&recurring[interval]=month");
    let new = scene.engine("POST", "/v1/prices", &form).await;
    let new = new["id"].as_str().unwrap();
    let year = &scene.prices["team_year"];
    scene
        .configure(&format!(
            "UPDATE[products][0][product]={team}&UPDATE[products][0][prices][0]={new}&UPDATE[products][0][prices][1]={year}"
        ))
        .await;
    let catalogue = scene.catalogue().await.json();
    assert_eq!(names(&catalogue), ["team plan", "team plan"]);
    let old = &catalogue["products"][0]["prices"];
    assert_eq!(
        (&old[0]["id"], &old[1]),
        (&json!(scene.prices["team_month"]), &Value::Null)
    );
    // Only the year is sold: the month the customer has joins it.
    scene
        .configure(&format!(
            "UPDATE[products][0][product]={team}&UPDATE[products][0][prices][0]={year}"
        ))
        .await;
    let catalogue = scene.catalogue().await.json();
    assert_eq!(names(&catalogue), ["team plan"]);
    assert_eq!(offered(&catalogue).len(), 2);
}

#[tokio::test]
async fn an_upgrade_is_billed_as_it_was_shown() {
    let scene = Plans::new(Wishes::default()).await;
    scene.advance(day("2026-01-16") + 43_201).await;
    let wish = scene.wish("crowd", Some(2));
    let (preview, state) = scene.change(&wish).await;
    assert_eq!(preview["takes_effect"], "now");
    assert_eq!(preview["effective_at"], day("2026-01-16") + 43_201);
    assert_eq!(preview["recurring_total"], 12_000);
    assert_eq!(
        (&preview["product_name"], &preview["quantity"]),
        (&json!("crowd plan"), &json!(2))
    );
    assert_eq!(preview["next"]["date"], day("2026-02-01"));
    assert_eq!(preview["next"]["due"], 12_000);
    let upstream = scene.upstream().await;
    assert_billed(&preview["now"], &upstream["latest_invoice"]);
    assert_eq!(upstream["latest_invoice"]["status"], "paid");
    assert_eq!(scene.held().await, scene.has("crowd", 2));
    let item = &state["subscriptions"][0]["items"][0];
    assert_eq!(
        (&item["product_name"], &item["quantity"]),
        (&json!("crowd plan"), &json!(2))
    );
    // The next invoice is the one that was foretold.
    scene.advance(day("2026-02-02")).await;
    assert_billed(&preview["next"], &scene.upstream().await["latest_invoice"]);
}

#[tokio::test]
async fn a_step_down_waits_for_the_periods_end_across_products_too() {
    let conditions = "&features[subscription_update][schedule_at_period_end][conditions][0][type]=decreasing_item_amount\
                      &features[subscription_update][schedule_at_period_end][conditions][1][type]=shortening_interval";
    let scene = Plans::new(Wishes {
        features: conditions.to_owned(),
        ..Wishes::default()
    })
    .await;
    scene.advance(day("2026-01-10")).await;
    let wish = scene.wish("solo", None);
    let (preview, state) = scene.change(&wish).await;
    assert_eq!(preview["takes_effect"], "period_end");
    assert_eq!(preview["effective_at"], day("2026-02-01"));
    assert_eq!(
        (&preview["now"], &preview["recurring_total"]),
        (&Value::Null, &json!(1_000))
    );
    assert_eq!(
        (&preview["next"]["date"], &preview["next"]["due"]),
        (&json!(day("2026-02-01")), &json!(1_000))
    );
    let planned = &state["subscriptions"][0]["schedule"];
    assert_eq!(
        (&planned["is_ours"], &planned["changes_at"]),
        (&json!(true), &json!(day("2026-02-01")))
    );
    assert_eq!(planned["items"][0]["product_name"], "solo plan");
    assert_eq!(scene.held().await, scene.has("team_month", 1));

    // While it is planned nothing else can be done; undone, everything is as before.
    for what in ["cancel", "renew"] {
        let answer = scene.post(what, json!({})).await;
        assert_eq!(
            refusal(&answer),
            refused(409, "action_not_allowed", "scheduled")
        );
    }
    assert_eq!(
        refusal(&scene.catalogue().await),
        refused(409, "action_not_allowed", "scheduled")
    );
    let undone = scene.post("cancel-change", json!({})).await;
    assert_eq!(undone.status, 200, "{}", undone.text());
    assert_eq!(undone.json()["subscriptions"][0]["schedule"], Value::Null);
    assert_eq!(scene.upstream().await["schedule"], Value::Null);

    // Planned again, it takes effect, and nothing is left of the plan.
    let (preview, _) = scene.change(&wish).await;
    scene.advance(day("2026-02-02")).await;
    assert_eq!(scene.held().await, scene.has("solo", 1));
    assert_billed(&preview["next"], &scene.upstream().await["latest_invoice"]);
    scene.advance(day("2026-03-02")).await;
    assert_eq!(scene.upstream().await["schedule"], Value::Null);
    assert_eq!(scene.held().await, scene.has("solo", 1));
}

/// From the year to the month: the period that is paid for is used up, and a month begins where it ends.
#[tokio::test]
async fn a_shorter_interval_waits_and_begins_anew() {
    let scene = Plans::new(Wishes::default()).await;
    scene.change(&scene.wish("team_year", Some(3))).await;
    scene
        .configure("UPDATE[schedule_at_period_end][conditions][0][type]=shortening_interval")
        .await;
    scene.advance(day("2026-03-15")).await;
    let (preview, _) = scene.change(&scene.wish("team_month", None)).await;
    assert_eq!(preview["effective_at"], day("2027-01-01"));
    let line = &preview["next"]["lines"][0];
    assert_eq!(
        (&line["amount"], &line["period_start"], &line["period_end"]),
        (
            &json!(6_000),
            &json!(day("2027-01-01")),
            &json!(day("2027-02-01"))
        )
    );
    scene.advance(day("2027-01-02")).await;
    assert_billed(&preview["next"], &scene.upstream().await["latest_invoice"]);
    assert_eq!(scene.held().await, scene.has("team_month", 3));
}

#[tokio::test]
async fn a_change_back_up_applies_at_once_although_others_wait() {
    let scene = Plans::new(Wishes {
        features: "&features[subscription_update][schedule_at_period_end][conditions][0][type]=decreasing_item_amount".to_owned(),
        quantity: 5,
        ..Wishes::default()
    })
    .await;
    scene.advance(day("2026-01-10")).await;
    let fewer = scene.preview(&scene.wish("team_month", Some(4))).await;
    assert_eq!(fewer["takes_effect"], "period_end");
    let yearly = scene.preview(&scene.wish("team_year", None)).await;
    assert_eq!(yearly["takes_effect"], "now");
    let more = scene.preview(&scene.wish("team_month", Some(6))).await;
    assert_eq!(more["takes_effect"], "now");
}

/// Everything the page would not send is refused by the server on its own.
#[tokio::test]
async fn what_is_not_offered_is_refused() {
    let scene = Plans::new(Wishes {
        quantity: 2,
        ..Wishes::default()
    })
    .await;
    let before = scene.held().await;
    let invalid = |about: &str| refused(422, "invalid_request", about);
    let cases = [
        (scene.wish("team_month", None), invalid("price")),
        (scene.wish("team_month", Some(2)), invalid("price")),
        (scene.wish("team_month", Some(21)), invalid("quantity")),
        (scene.wish("team_month", Some(0)), invalid("quantity")),
        (scene.wish("team_month", Some(-1)), invalid("quantity")),
        (
            scene.wish("team_month", Some(999_999_999)),
            invalid("quantity"),
        ),
        (
            scene.wish("solo", Some(3)),
            refused(403, "feature_disabled", "quantity"),
        ),
        (scene.wish("price_none", None), invalid("price")),
        (scene.wish("", None), invalid("price")),
        (json!({ "price": 1 }), invalid("")),
        (json!({ "quantity": 3 }), invalid("")),
        (json!({ "price": "price_1", "quantity": 1.5 }), invalid("")),
    ];
    for (wish, expected) in cases {
        for what in ["update/preview", "update"] {
            let mut body = wish.clone();
            body["fingerprint"] = json!("none");
            let answer = scene.post(what, body).await;
            assert_eq!(refusal(&answer), expected, "{what} {wish}");
        }
    }
    let off = [
        ("quantity", scene.wish("team_year", None), "price"),
        ("price", scene.wish("team_month", Some(3)), "quantity"),
        (
            "price",
            json!({ "price": scene.prices["team_year"], "promotion_code": "X" }),
            "promotion_code",
        ),
    ];
    for (switch, wish, about) in off {
        scene
            .configure(&format!("UPDATE[default_allowed_updates][]={switch}"))
            .await;
        for what in ["update/preview", "update"] {
            let mut body = wish.clone();
            body["fingerprint"] = json!("none");
            let answer = scene.post(what, body).await;
            // A price that is not offered at all is not in the catalogue either.
            assert_eq!(
                refusal(&answer),
                refused(403, "feature_disabled", about),
                "{what} {wish}"
            );
        }
    }
    scene.configure("UPDATE[enabled]=false").await;
    let disabled = refused(403, "feature_disabled", "");
    assert_eq!(refusal(&scene.catalogue().await), disabled);
    for what in ["update/preview", "update"] {
        let mut body = scene.wish("team_year", None);
        body["fingerprint"] = json!("none");
        assert_eq!(refusal(&scene.post(what, body).await), disabled, "{what}");
    }
    assert_eq!(scene.held().await, before);
}

#[tokio::test]
async fn a_promotion_code_comes_with_a_change() {
    let scene = Plans::new(Wishes::default()).await;
    let coupon = scene
        .engine(
            "POST",
            "/v1/coupons",
            "percent_off=50&duration=once&name=Half",
        )
        .await;
    let form = format!(
        "promotion[type]=coupon&promotion[coupon]={}&code=HALF",
        coupon["id"].as_str().unwrap()
    );
    let code = scene.engine("POST", "/v1/promotion_codes", &form).await;
    for typed in [
        "none",
        "",
        " ",
        "HALF1",
        "half price",
        &"x".repeat(600),
        "promo_1",
        "é",
    ] {
        let mut wish = scene.wish("team_year", None);
        wish["promotion_code"] = json!(typed);
        let answer = scene.post("update/preview", wish).await;
        assert_eq!(
            refusal(&answer),
            refused(422, "promotion_code_invalid", "promotion_code"),
            "{typed}"
        );
    }
    let mut wish = scene.wish("team_year", None);
    wish["promotion_code"] = json!(" half ");
    let (preview, state) = scene.change(&wish).await;
    assert_eq!(preview["promotion_code"], "HALF");
    assert_eq!(preview["now"]["discount"], 10_000);
    assert_eq!(
        preview["recurring_total"], 20_000,
        "only the first year is cheaper"
    );
    assert_eq!(preview["next"]["due"], 20_000);
    let bill = scene.upstream().await["latest_invoice"].clone();
    assert_billed(&preview["now"], &bill);
    assert_eq!(
        state["subscriptions"][0]["items"][0]["price"]["id"],
        scene.prices["team_year"].as_str()
    );

    // Withdrawn, it is refused in the preview and in the change.
    let path = format!("/v1/promotion_codes/{}", code["id"].as_str().unwrap());
    scene.engine("POST", &path, "active=false").await;
    let mut wish = scene.wish("team_year", Some(2));
    wish["promotion_code"] = json!("HALF");
    for what in ["update/preview", "update"] {
        let mut body = wish.clone();
        body["fingerprint"] = preview["fingerprint"].clone();
        let answer = scene.post(what, body).await;
        assert!([409, 422].contains(&answer.status), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_code_for_larger_amounts_is_refused_and_one_that_waits_is_redeemed_then() {
    let scene = Plans::new(Wishes::default()).await;
    let coupon = scene
        .engine(
            "POST",
            "/v1/coupons",
            "amount_off=300&currency=usd&duration=forever",
        )
        .await;
    let of = format!(
        "promotion[type]=coupon&promotion[coupon]={}",
        coupon["id"].as_str().unwrap()
    );
    let large = format!(
        "{of}&code=LARGE&restrictions[minimum_amount]=99999&restrictions[minimum_amount_currency]=usd"
    );
    scene.engine("POST", "/v1/promotion_codes", &large).await;
    scene
        .engine("POST", "/v1/promotion_codes", &format!("{of}&code=LESS"))
        .await;
    let mut wish = scene.wish("solo", None);
    wish["promotion_code"] = json!("LARGE");
    let answer = scene.post("update/preview", wish.clone()).await;
    assert_eq!(
        refusal(&answer),
        refused(422, "promotion_code_invalid", "promotion_code")
    );

    scene
        .configure("UPDATE[schedule_at_period_end][conditions][0][type]=decreasing_item_amount")
        .await;
    wish["promotion_code"] = json!("LESS");
    let (preview, _) = scene.change(&wish).await;
    assert_eq!(
        (&preview["takes_effect"], &preview["recurring_total"]),
        (&json!("period_end"), &json!(700))
    );
    assert_eq!(scene.upstream().await["discounts"], json!([]));
    scene.advance(day("2026-02-02")).await;
    assert_billed(&preview["next"], &scene.upstream().await["latest_invoice"]);
}

/// The bank declines: the plan stays what it was, nothing is left that could be paid by mistake, and the customer is
/// told why unless that helps a thief.
#[tokio::test]
async fn a_declined_payment_keeps_the_old_plan() {
    let scene = Plans::new(Wishes::default()).await;
    scene.advance(day("2026-01-10")).await;
    let wish = scene.wish("crowd", None);
    let preview = scene.preview(&wish).await;
    for (reason, told) in [
        ("", Some("generic_decline")),
        ("InsufficientFunds", Some("insufficient_funds")),
        ("ExpiredCard", Some("expired_card")),
        ("StolenCard", None),
    ] {
        scene.declines_for(reason).await;
        let preview = scene.preview(&wish).await;
        let answer = scene.confirm(&wish, &preview).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (402, "payment_failed"),
            "{reason}: {}",
            answer.text()
        );
        let error = &answer.json()["error"];
        assert_eq!(error["decline_code"], json!(told), "{reason}");
        assert_eq!(scene.held().await, scene.has("team_month", 1));
        let upstream = scene.upstream().await;
        assert_eq!(upstream["pending_update"], Value::Null);
        assert_eq!(upstream["latest_invoice"]["status"], "void");
        assert_eq!(upstream["status"], "active");
    }

    // With a method that works the same change succeeds, and costs what it would have cost.
    let method = scene
        .world
        .engine
        .attach(&scene.key, &scene.customer, "pm_card_visa")
        .await;
    let path = format!("/v1/subscriptions/{}", scene.id);
    scene
        .engine("POST", &path, &format!("default_payment_method={method}"))
        .await;
    let (again, _) = scene.change(&wish).await;
    assert_eq!(again["now"]["due"], preview["now"]["due"]);
    assert_eq!(scene.held().await, scene.has("crowd", 1));
}

/// The bank wants the customer: the answer names the invoice, and once that is paid the change is made by itself.
#[tokio::test]
async fn a_payment_that_has_to_be_authenticated_holds_the_change() {
    let scene = Plans::new(Wishes::default()).await;
    scene.authenticates().await;
    scene.advance(day("2026-01-10")).await;
    let wish = scene.wish("crowd", None);
    let preview = scene.preview(&wish).await;
    let answer = scene.confirm(&wish, &preview).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (402, "authentication_required"),
        "{}",
        answer.text()
    );
    assert!(!answer.text().contains("secret"), "{}", answer.text());
    let invoice = answer.json()["error"]["authentication"]["invoice"]
        .as_str()
        .unwrap()
        .to_owned();
    let upstream = scene.upstream().await;
    assert_eq!(upstream["latest_invoice"]["id"], invoice);
    assert_eq!(scene.held().await, scene.has("team_month", 1));

    scene.answer_the_bank(&invoice, "succeeded").await;
    assert_eq!(scene.held().await, scene.has("crowd", 1));
    assert_billed(&preview["now"], &scene.upstream().await["latest_invoice"]);
}

#[tokio::test]
async fn a_trial_ends_or_goes_on_as_configured() {
    for (behavior, ends) in [("end_trial", true), ("continue_trial", false)] {
        let scene = Plans::new(Wishes {
            more: "&trial_period_days=14".to_owned(),
            features: format!(
                "&features[subscription_update][trial_update_behavior]={behavior}\
                 &features[subscription_update][schedule_at_period_end][conditions][0][type]=decreasing_item_amount"
            ),
            ..Wishes::default()
        })
        .await;
        scene.advance(day("2026-01-05")).await;
        // Nothing was paid that could be lost, so not even a step down waits.
        let (preview, _) = scene.change(&scene.wish("solo", None)).await;
        assert_eq!(
            (&preview["takes_effect"], &preview["ends_trial"]),
            (&json!("now"), &json!(ends))
        );
        let upstream = scene.upstream().await;
        assert_eq!(scene.held().await, scene.has("solo", 1));
        if ends {
            assert_billed(&preview["now"], &upstream["latest_invoice"]);
            assert_eq!(
                (&upstream["status"], &preview["now"]["due"]),
                (&json!("active"), &json!(1_000))
            );
            assert_eq!(preview["next"]["date"], day("2026-02-05"));
        } else {
            assert_eq!(
                (&upstream["status"], &preview["now"]),
                (&json!("trialing"), &Value::Null)
            );
            assert_eq!(preview["next"]["date"], day("2026-01-15"));
            scene.advance(day("2026-01-16")).await;
            assert_billed(&preview["next"], &scene.upstream().await["latest_invoice"]);
        }
    }
}

#[tokio::test]
async fn prorations_and_anchor_are_the_configurations() {
    for (behavior, anchor, now) in [
        ("none", "unchanged", false),
        ("create_prorations", "unchanged", false),
        ("always_invoice", "unchanged", true),
        ("none", "now", true),
        ("create_prorations", "now", true),
        ("always_invoice", "now", true),
    ] {
        let case = format!("{behavior} {anchor}");
        let scene = Plans::new(Wishes {
            features: format!(
                "&features[subscription_update][proration_behavior]={behavior}\
                 &features[subscription_update][billing_cycle_anchor]={anchor}"
            ),
            ..Wishes::default()
        })
        .await;
        let at = day("2026-01-11");
        scene.advance(at).await;
        let (preview, _) = scene.change(&scene.wish("crowd", None)).await;
        assert_eq!(!preview["now"].is_null(), now, "{case}");
        assert_eq!(scene.held().await, scene.has("crowd", 1), "{case}");
        if now {
            assert_billed(&preview["now"], &scene.upstream().await["latest_invoice"]);
        }
        let next = preview["next"]["date"].as_i64().unwrap();
        let expected = if anchor == "now" {
            day("2026-02-11")
        } else {
            day("2026-02-01")
        };
        assert_eq!(next, expected, "{case}");
        scene.advance(next + 86_400).await;
        assert_billed(&preview["next"], &scene.upstream().await["latest_invoice"]);
    }
}

#[tokio::test]
async fn without_a_payment_method_nothing_is_charged() {
    let scene = Plans::new(Wishes::default()).await;
    let methods = scene
        .world
        .engine
        .methods(&scene.key, &scene.customer)
        .await;
    for method in methods {
        scene
            .engine("POST", &format!("/v1/payment_methods/{method}/detach"), "")
            .await;
    }
    let wish = scene.wish("crowd", None);
    let preview = scene.preview(&wish).await;
    assert_eq!(preview["payment_method"], Value::Null);
    let answer = scene.confirm(&wish, &preview).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (409, "payment_method_required")
    );
    assert_eq!(scene.held().await, scene.has("team_month", 1));
    assert_eq!(scene.upstream().await["pending_update"], Value::Null);
}

#[tokio::test]
async fn only_what_was_shown_can_be_agreed_to() {
    let scene = Plans::new(Wishes::default()).await;
    scene.advance(day("2026-01-10")).await;
    let wish = scene.wish("crowd", None);
    let preview = scene.preview(&wish).await;
    let outdated = |answer: &Answer| {
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (409, "preview_outdated"),
            "{}",
            answer.text()
        );
        assert!(answer.json()["error"]["state"].is_object());
    };
    // Another change under the same note, a note that was made up, one that was tampered with.
    outdated(&scene.confirm(&scene.wish("crowd", Some(2)), &preview).await);
    outdated(&scene.confirm(&scene.wish("solo", None), &preview).await);
    let note = preview["fingerprint"].as_str().unwrap();
    for forged in ["", "1", &note[1..], &note.replace(&note[20..21], "_")] {
        outdated(
            &scene
                .confirm(&wish, &json!({ "fingerprint": forged }))
                .await,
        );
    }
    // Another customer's note.
    let other = Plans::new(Wishes::default()).await;
    other.advance(day("2026-01-10")).await;
    let theirs = other.preview(&other.wish("crowd", None)).await;
    outdated(&scene.confirm(&wish, &theirs).await);

    // The customer's credit was used meanwhile: the amounts are no longer those.
    let path = format!("/v1/customers/{}/balance_transactions", scene.customer);
    scene
        .engine("POST", &path, "amount=-500&currency=usd")
        .await;
    outdated(&scene.confirm(&wish, &preview).await);
    let preview = scene.preview(&wish).await;
    assert_eq!(preview["now"]["balance"], -500);
    // Time alone changes nothing: what is billed is what was shown.
    scene.advance(day("2026-01-10") + 600).await;
    let answer = scene.confirm(&wish, &preview).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_billed(&preview["now"], &scene.upstream().await["latest_invoice"]);
    // Agreed to twice, it is refused: it is so already.
    let again = scene.confirm(&wish, &preview).await;
    assert_eq!(again.status, 422, "{}", again.text());
}

#[tokio::test]
async fn an_old_tab_is_told_and_a_repetition_is_answered_the_same() {
    let scene = Plans::new(Wishes::default()).await;
    let wish = scene.wish("crowd", None);
    let preview = scene.preview(&wish).await;
    let mut body = wish.clone();
    body["fingerprint"] = preview["fingerprint"].clone();
    let path = format!("/api/subscriptions/{}/update", scene.id);
    let call = || scene.browser.call("POST", &path).json(body.clone());
    let stale = scene.world.send(call().header("if-match", "\"old\"")).await;
    assert_eq!(
        (stale.status, stale.code().as_str()),
        (409, "state_changed")
    );
    assert_eq!(scene.held().await, scene.has("team_month", 1));
    let version = format!("\"{}\"", scene.browser.version);
    let call = call()
        .header("if-match", &version)
        .header("idempotency-key", "intent-a");
    let first = scene.world.send(call.clone()).await;
    assert_eq!(first.status, 200, "{}", first.text());
    let invoices = format!("/v1/invoices?customer={}", scene.customer);
    let before = scene.engine("GET", &invoices, "").await;
    let second = scene.world.send(call).await;
    assert_eq!(second.header("idempotent-replayed"), "true");
    assert_eq!(first.body, second.body);
    assert_eq!(
        scene.engine("GET", &invoices, "").await["data"]
            .as_array()
            .unwrap()
            .len(),
        before["data"].as_array().unwrap().len()
    );
}

/// Two tabs agree at the same moment: one change is made and billed, the other tab is told.
#[tokio::test]
async fn two_tabs_bill_once() {
    let scene = Plans::new(Wishes::default()).await;
    let wish = scene.wish("crowd", None);
    let preview = scene.preview(&wish).await;
    let (first, second) = tokio::join!(
        scene.confirm(&wish, &preview),
        scene.confirm(&wish, &preview)
    );
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    let invoices = format!("/v1/invoices?customer={}&status=paid", scene.customer);
    let paid = scene.engine("GET", &invoices, "").await;
    assert_eq!(
        paid["data"].as_array().unwrap().len(),
        2,
        "the first period and the change"
    );
}

/// Trap 1: two switches, four outcomes. Unsupported with both on leaves only Cancel; scheduled leaves neither.
#[tokio::test]
async fn trap_1_two_switches_four_outcomes() {
    for quantity in [1, 2] {
        let scene = Plans::new(Wishes::default()).await;
        if quantity == 2 {
            // A second product makes it one that can be cancelled and not changed.
            let path = format!("/v1/subscriptions/{}", scene.id);
            let form = format!("items[0][price]={}", scene.prices["crowd"]);
            scene.engine("POST", &path, &form).await;
        }
        for (cancel, update) in [(false, false), (true, false), (false, true), (true, true)] {
            scene
                .configure(&format!(
                    "features[subscription_cancel][enabled]={cancel}&UPDATE[enabled]={update}"
                ))
                .await;
            let portal = scene.browser.portal(&scene.world).await.json();
            let features: Features = serde_json::from_value(portal["features"].clone()).unwrap();
            let shown: contract::Subscription =
                serde_json::from_value(portal["subscriptions"][0].clone()).unwrap();
            let may_update = actions::update(&shown, None, &features).is_ok();
            assert_eq!(may_update, update && quantity == 1);
            assert_eq!(actions::cancel(&shown, &features).is_ok(), cancel);
            let path = format!("/api/subscriptions/{}/cancel", scene.id);
            let asked = scene.world.send(scene.browser.call("GET", &path)).await;
            assert_eq!(asked.status == 200, cancel, "{}", asked.text());
            assert_eq!(scene.catalogue().await.status == 200, may_update);
        }
    }
}

/// Trap 3: with collection paused the status stays active, and it can be changed like any other.
#[tokio::test]
async fn trap_3_paused_collection_stays_active() {
    let scene = Plans::new(Wishes::default()).await;
    let path = format!("/v1/subscriptions/{}", scene.id);
    scene
        .engine("POST", &path, "pause_collection[behavior]=void")
        .await;
    let portal = scene.browser.portal(&scene.world).await.json();
    // Read anew by the catalogue.
    assert_eq!(scene.catalogue().await.status, 200, "{portal}");
    let portal = scene.browser.portal(&scene.world).await.json();
    assert_eq!(portal["subscriptions"][0]["status"], "active");
    assert_eq!(
        portal["subscriptions"][0]["pause_collection"]["behavior"],
        "void"
    );
    let refused = scene
        .world
        .configure(0, "features[subscription_pause][enabled]=true")
        .await;
    assert_eq!(refused.status, 400, "{}", refused.text());
}

/// Trap 4: either sign of a pending cancellation blocks an update, whatever the billing mode.
#[tokio::test]
async fn trap_4_a_pending_cancellation_is_either_sign() {
    for form in ["cancel_at_period_end=true", "cancel_at=max_period_end"] {
        let scene = Plans::new(Wishes::default()).await;
        let path = format!("/v1/subscriptions/{}", scene.id);
        scene.engine("POST", &path, form).await;
        let mut body = scene.wish("crowd", None);
        body["fingerprint"] = json!("none");
        let expected = refused(409, "action_not_allowed", "ending");
        assert_eq!(refusal(&scene.catalogue().await), expected, "{form}");
        for what in ["update/preview", "update"] {
            assert_eq!(
                refusal(&scene.post(what, body.clone()).await),
                expected,
                "{form}"
            );
        }
    }
}

/// Trap 8: what is agreed to is computed by the server. Numbers from the browser are not even read.
#[tokio::test]
async fn trap_8_amounts_are_the_servers() {
    let scene = Plans::new(Wishes::default()).await;
    scene.advance(day("2026-01-10")).await;
    let wish = scene.wish("crowd", None);
    let preview = scene.preview(&wish).await;
    let mut body = wish.clone();
    body["fingerprint"] = preview["fingerprint"].clone();
    for (name, value) in [
        ("now", json!({ "due": 1 })),
        ("recurring_total", json!(1)),
        ("proration_date", json!(day("2026-01-31"))),
    ] {
        body[name] = value;
    }
    let answer = scene.post("update", body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_billed(&preview["now"], &scene.upstream().await["latest_invoice"]);
}

//! Taxes: what upstream says of them is shown everywhere, and what is shown is billed.

use lopdf::Document;
use serde_json::{Value, json};

use crate::support::plans::{Plans, Wishes, assert_billed, day};
use crate::support::reading;

/// A plan for 20 euros a month, with 21 % on top.
async fn taxed(features: &str) -> Plans {
    let scene = Plans::new(Wishes {
        currency: "eur",
        features: features.to_owned(),
        ..Wishes::default()
    })
    .await;
    let form = "display_name=BTW&percentage=21&inclusive=false";
    let rate = scene.engine("POST", "/v1/tax_rates", form).await;
    let path = format!("/v1/subscriptions/{}", scene.id);
    let form = format!("default_tax_rates[0]={}", rate["id"].as_str().unwrap());
    scene.engine("POST", &path, &form).await;
    // The first period was billed without.
    scene.advance(day("2026-02-01") + 7_200).await;
    scene
}

impl Plans {
    async fn get(&self, path: &str) -> Value {
        let answer = self.world.send(self.browser.call("GET", path)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }
}

fn btw(amount: i64) -> Value {
    json!([{ "name": "BTW", "percentage": "21", "inclusive": false, "amount": amount }])
}

#[tokio::test]
async fn a_taxed_update_is_billed_as_it_was_shown() {
    let scene = taxed("").await;
    scene.advance(day("2026-02-15")).await;
    let (preview, _) = scene.change(&scene.wish("crowd", Some(1))).await;
    let bill = scene.upstream().await["latest_invoice"].clone();
    assert_billed(&preview["now"], &bill);
    let tax = bill["total_taxes"][0]["amount"].as_i64().unwrap();
    assert_eq!(preview["now"]["taxes"], btw(tax));
    assert_eq!(preview["now"]["tax"], tax);
    // 60 euros a month, and what is credited and charged is half of the difference.
    assert_eq!((tax, &bill["total"]), (420, &json!(2_420)));
    assert_eq!(preview["recurring_total"], 7_260);
    assert_eq!(preview["next"]["taxes"], btw(1_260));
    scene.advance(day("2026-03-01") + 7_200).await;
    let renewal = scene.upstream().await["latest_invoice"].clone();
    assert_billed(&preview["next"], &renewal);
}

/// A schedule's phase that names no rates takes the subscription's away, in Stripe as well. The phases Portico sent
/// named none, so a planned change would have ended the taxes of a subscription.
#[tokio::test]
async fn a_change_that_waits_keeps_the_taxes() {
    let scene = taxed(
        "&features[subscription_update][schedule_at_period_end][conditions][0][type]=decreasing_item_amount",
    )
    .await;
    let path = format!("/v1/subscriptions/{}", scene.id);
    let held = scene.upstream().await;
    for own in [false, true] {
        if own {
            // The same for rates of the item's own.
            let rate = held["default_tax_rates"][0]["id"].as_str().unwrap();
            let item = held["items"]["data"][0]["id"].as_str().unwrap();
            let form = format!(
                "default_tax_rates=&items[0][id]={item}&items[0][tax_rates][0]={rate}&proration_behavior=none"
            );
            scene.engine("POST", &path, &form).await;
        }
        let wish = scene.wish(if own { "team_month" } else { "solo" }, None);
        if own {
            let item = held["items"]["data"][0]["id"].as_str().unwrap();
            let form = format!(
                "items[0][id]={item}&items[0][price]={}&proration_behavior=none",
                scene.prices["crowd"]
            );
            scene.engine("POST", &path, &form).await;
        }
        let (preview, _) = scene.change(&wish).await;
        assert_eq!(preview["takes_effect"], "period_end");
        let next = preview["next"].clone();
        assert!(next["tax"].as_i64().unwrap() > 0, "{next}");
        let end = next["date"].as_i64().unwrap();
        scene.advance(end + 7_200).await;
        assert_billed(&next, &scene.upstream().await["latest_invoice"]);
        let path = format!("/v1/subscription_schedules?customer={}", scene.customer);
        let schedules = scene.engine("GET", &path, "").await;
        let schedule = schedules["data"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/subscription_schedules/{schedule}/release");
        scene.engine("POST", &path, "").await;
    }
}

#[tokio::test]
async fn next_charge_and_credit_for_leaving_include_the_tax() {
    let scene = taxed("&features[subscription_cancel][mode]=immediately&features[subscription_cancel][proration_behavior]=create_prorations").await;
    let charges = scene.get("/api/upcoming").await;
    assert_eq!(charges["charges"][0]["amount"], 2_420);
    scene.advance(day("2026-02-15")).await;
    let preview = scene
        .get(&format!("/api/subscriptions/{}/cancel", scene.id))
        .await;
    let left = scene.post("cancel", json!({})).await;
    assert_eq!(left.status, 200, "{}", left.text());
    let path = format!("/v1/invoices?customer={}&limit=1", scene.customer);
    let billed = scene.engine("GET", &path, "").await["data"][0].clone();
    assert_eq!(billed["total_taxes"][0]["amount"], -210);
    assert_eq!(billed["total"], -1_210);
    assert_eq!(preview["credit"], 1_210);
}

#[tokio::test]
async fn an_invoice_names_its_taxes_and_the_merchants_address() {
    let scene = taxed("").await;
    let form = "display_name=BTW+laag&percentage=9&inclusive=true";
    let low = scene.engine("POST", "/v1/tax_rates", form).await;
    let own = format!("customer={}&currency=eur", scene.customer);
    let form = format!(
        "{own}&amount=1090&description=Book&tax_rates[0]={}",
        low["id"].as_str().unwrap()
    );
    scene.engine("POST", "/v1/invoiceitems", &form).await;
    let high = scene.upstream().await["default_tax_rates"][0]["id"].clone();
    let form = format!("{own}&amount=10000&tax_rates[0]={}", high.as_str().unwrap());
    scene.engine("POST", "/v1/invoiceitems", &form).await;
    let form = format!("{own}&pending_invoice_items_behavior=include");
    let draft = scene.engine("POST", "/v1/invoices", &form).await;
    let id = draft["id"].as_str().unwrap();
    let path = format!("/v1/invoices/{id}/finalize");
    scene.engine("POST", &path, "").await;

    let shown = scene.get(&format!("/api/invoices/{id}")).await;
    assert_eq!(
        (&shown["subtotal"], &shown["invoice"]["total"]),
        (&json!(11_090), &json!(13_190))
    );
    assert_eq!(
        shown["taxes"],
        json!([
            { "name": "BTW laag", "percentage": "9", "inclusive": true, "amount": 90 },
            { "name": "BTW", "percentage": "21", "inclusive": false, "amount": 2_100 },
        ])
    );
    assert_eq!(shown["merchant"]["address"]["line1"], "1 Fernhill Street");
    let call = scene
        .browser
        .call("GET", &format!("/api/invoices/{id}/pdf"));
    let pdf = scene.world.send(call).await;
    let document = Document::load_mem(&pdf.body).expect("a document");
    let text = reading::page_text(&document, 1);
    for expected in [
        "1 Fernhill Street",
        "Portland OR 97205",
        "invoice.included €0.90",
        "BTW 21% €21.00",
        "invoice.total €131.90",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

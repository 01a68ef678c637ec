//! Products, prices and coupons.

mod common;

use common::{Api, id, text};
use serde_json::{Value, json};

#[tokio::test]
async fn products_have_default_prices_and_are_deleted_only_without_prices() {
    let api = Api::open().await;
    let product = api
        .post("/v1/products", "name=Pro&default_price_data[currency]=eur&default_price_data[unit_amount]=900&default_price_data[recurring][interval]=year&expand[]=default_price")
        .await;
    assert_eq!(product["default_price"]["unit_amount"], 900);
    assert_eq!(product["default_price"]["recurring"]["interval"], "year");
    let path = format!("/v1/products/{}", id(&product));
    let request = api
        .request(axum::http::Method::DELETE, &path, "", None)
        .await;
    assert!(
        request
            .error()
            .2
            .contains("one or more user-created prices")
    );
    let plain = api.post("/v1/products", "name=Plain&id=plain").await;
    assert_eq!(plain["id"], "plain");
    assert_eq!(
        api.refused("/v1/products", "name=Plain&id=plain").await.1,
        "resource_already_exists"
    );
    assert_eq!(api.delete("/v1/products/plain").await["deleted"], true);
    let archived = api.post(&path, "active=false").await;
    assert_eq!(archived["active"], false);
    assert_eq!(api.get("/v1/products?active=true").await["data"], json!([]));
}

#[tokio::test]
async fn prices_keep_decimals_tiers_currencies_and_lookup_keys() {
    let api = Api::open().await;
    let product = id(&api.post("/v1/products", "name=Pro").await);
    let price = api
        .post("/v1/prices", &format!("product={product}&currency=usd&unit_amount_decimal=0.5&recurring[interval]=month&lookup_key=pro&currency_options[eur][unit_amount]=1"))
        .await;
    assert_eq!(
        (&price["unit_amount"], &price["unit_amount_decimal"]),
        (&Value::Null, &json!("0.5"))
    );
    assert!(price.get("currency_options").is_none() && price.get("tiers").is_none());
    let whole = api
        .get(&format!(
            "/v1/prices/{}?expand[]=currency_options",
            id(&price)
        ))
        .await;
    assert_eq!(whole["currency_options"]["eur"]["unit_amount_decimal"], "1");

    let tiers = "tiers[0][up_to]=5&tiers[0][unit_amount]=500&tiers[1][up_to]=inf&tiers[1][unit_amount_decimal]=0.25&tiers[1][flat_amount]=10";
    let form = format!(
        "product={product}&currency=usd&billing_scheme=tiered&tiers_mode=graduated&recurring[interval]=month&{tiers}"
    );
    let tiered = api
        .post("/v1/prices", &format!("{form}&expand[]=tiers"))
        .await;
    assert_eq!(tiered["tiers"][0]["unit_amount"], 500);
    assert_eq!(
        tiered["tiers"][1],
        json!({
            "flat_amount": 10, "flat_amount_decimal": "10", "unit_amount": null, "unit_amount_decimal": "0.25", "up_to": null,
        })
    );
    let (_, _, message) = api
        .refused(
            "/v1/prices",
            &form.replace("tiers[1][up_to]=inf", "tiers[1][up_to]=9"),
        )
        .await;
    assert!(message.contains("the last one must be `inf`"));

    let again = format!("product={product}&currency=usd&unit_amount=100&lookup_key=pro");
    assert!(
        api.refused("/v1/prices", &again)
            .await
            .2
            .contains("already uses that lookup key")
    );
    let taken = api
        .post("/v1/prices", &format!("{again}&transfer_lookup_key=true"))
        .await;
    let found = api.get("/v1/prices?lookup_keys[]=pro").await;
    assert_eq!(found["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["data"][0]["id"], taken["id"]);
    assert_eq!(taken["type"], "one_time");
    let metered = api
        .post("/v1/prices", &format!("product={product}&currency=jpy&unit_amount=3&recurring[interval]=month&recurring[usage_type]=metered"))
        .await;
    assert_eq!(metered["recurring"]["usage_type"], "metered");
    let found = api
        .get("/v1/prices?recurring[usage_type]=metered&currency=jpy&active=true")
        .await;
    assert_eq!(found["data"][0]["id"], metered["id"]);
    let (_, _, message) = api.refused("/v1/prices", &format!("product={product}&currency=usd&unit_amount=1&recurring[interval]=month&recurring[interval_count]=37")).await;
    assert!(message.starts_with("The maximum billing period is three years"));
}

#[tokio::test]
async fn coupons_are_percentages_or_amounts() {
    let api = Api::open().await;
    let coupon = api
        .post(
            "/v1/coupons",
            "percent_off=12.5&duration=repeating&duration_in_months=3",
        )
        .await;
    assert_eq!(
        (&coupon["percent_off"], &coupon["valid"]),
        (&json!(12.5), &json!(true))
    );
    let named = api
        .post(
            "/v1/coupons",
            "id=WELCOME&amount_off=500&currency=usd&name=Welcome",
        )
        .await;
    assert_eq!(
        (text(&named, "id"), text(&named, "duration")),
        ("WELCOME".to_owned(), "once".to_owned())
    );
    for (form, code) in [
        ("amount_off=1", "parameter_missing"),
        ("duration=once", "parameter_missing"),
        ("percent_off=10&id=WELCOME", "resource_already_exists"),
    ] {
        assert_eq!(api.refused("/v1/coupons", form).await.1, code, "{form}");
    }
    assert_eq!(api.delete("/v1/coupons/WELCOME").await["deleted"], true);
    assert_eq!(
        api.get("/v1/coupons").await["data"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

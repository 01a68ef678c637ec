//! `flow_data`: what a link can be made for, in Stripe's shape, and what is refused, in Stripe's words.

use serde_json::{Value, json};

use crate::support::{Answer, World};

const PATH: &str = "/v1/billing_portal/sessions";

/// A customer with a card and a subscription, and a catalogue that may be changed to.
struct Scene {
    world: World,
    key: String,
    customer: String,
    subscription: String,
    item: String,
    /// The price there is.
    price: String,
    /// A price of the catalogue.
    other: String,
    configuration: String,
}

impl Scene {
    async fn new() -> Self {
        Self::in_world(World::new().await).await
    }

    async fn in_world(world: World) -> Self {
        let key = world.account(0).secret_key.expose().to_owned();
        let (customer, _) = world.subscriber(0, 1).await;
        let path = format!("/v1/subscriptions?customer={customer}");
        let list = world.engine.ask(&key, "GET", &path, "").await;
        let held = &list["data"][0];
        let item = &held["items"]["data"][0];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let product = text(&item["price"]["product"]);
        let form =
            format!("currency=usd&unit_amount=19000&recurring[interval]=year&product={product}");
        let other = world.engine.ask(&key, "POST", "/v1/prices", &form).await;
        let (price, other) = (text(&item["price"]["id"]), text(&other["id"]));
        let scene = Self {
            subscription: text(&held["id"]),
            item: text(&item["id"]),
            price,
            other,
            configuration: String::new(),
            world,
            key,
            customer,
        };
        let form = format!(
            "features[subscription_update][enabled]=true\
             &features[subscription_update][default_allowed_updates][]=price\
             &features[subscription_update][default_allowed_updates][]=quantity\
             &features[subscription_update][products][0][product]={product}\
             &features[subscription_update][products][0][prices][]={}\
             &features[subscription_update][products][0][prices][]={}\
             &features[subscription_update][products][0][adjustable_quantity][enabled]=true\
             &features[subscription_update][products][0][adjustable_quantity][maximum]=9",
            scene.price, scene.other
        );
        let configured = scene.world.configure(0, &form).await;
        assert_eq!(configured.status, 200, "{}", configured.text());
        let configuration = text(&configured.json()["id"]);
        Self {
            configuration,
            ..scene
        }
    }

    /// Asks for a link. `{sub}`, `{si}`, `{price}`, `{other}` and `{bpc}` stand for the scene's ids.
    async fn link(&self, form: &str) -> Answer {
        let form = format!("customer={}&{}", self.customer, self.filled(form));
        let call = self.world.merchant_call(0, "POST", PATH).form(&form);
        self.world.send(call).await
    }

    fn filled(&self, text: &str) -> String {
        [
            ("{sub}", &self.subscription),
            ("{si}", &self.item),
            ("{price}", &self.price),
            ("{other}", &self.other),
            ("{bpc}", &self.configuration),
        ]
        .iter()
        .fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
    }

    async fn make(&self, path: &str, form: &str) -> Value {
        self.world.engine.ask(&self.key, "POST", path, form).await
    }

    async fn change_subscription(&self, form: &str) {
        let path = format!("/v1/subscriptions/{}", self.subscription);
        self.make(&path, form).await;
    }

    async fn refused(&self, form: &str, param: &str, message: &str) {
        let answer = self.link(form).await;
        let error = &answer.json()["error"];
        let context = format!("{form}: {}", answer.text());
        assert_eq!(answer.status, 400, "{context}");
        assert_eq!(error["type"], "invalid_request_error", "{context}");
        assert_eq!(error["message"], self.filled(message), "{context}");
        assert_eq!(error["param"], param, "{context}");
    }
}

const CANCEL: &str =
    "flow_data[type]=subscription_cancel&flow_data[subscription_cancel][subscription]={sub}";
const UPDATE: &str =
    "flow_data[type]=subscription_update&flow_data[subscription_update][subscription]={sub}";
const CONFIRM: &str = "flow_data[type]=subscription_update_confirm\
                       &flow_data[subscription_update_confirm][subscription]={sub}\
                       &flow_data[subscription_update_confirm][items][0][id]={si}";
const PRICE: &str = "flow_data[subscription_update_confirm][items][0][price]";
const QUANTITY: &str = "flow_data[subscription_update_confirm][items][0][quantity]";
const DISCOUNTS: &str = "flow_data[subscription_update_confirm][discounts]";
const COUPON: &str = "flow_data[subscription_cancel][retention][coupon_offer][coupon]";

#[tokio::test]
async fn every_flow_in_stripes_shape() {
    let scene = Scene::new().await;
    let coupon = scene.make("/v1/coupons", "id=STAY&percent_off=20").await;
    assert_eq!(coupon["valid"], true);
    let code = scene
        .make(
            "/v1/promotion_codes",
            "promotion[type]=coupon&promotion[coupon]=STAY&code=HELLO",
        )
        .await;
    let code = code["id"].as_str().unwrap();
    let hosted =
        json!({ "type": "hosted_confirmation", "hosted_confirmation": null, "redirect": null });
    let empty = json!({
        "type": "…", "after_completion": hosted, "customer_update": null, "subscription_cancel": null,
        "subscription_update": null, "subscription_update_confirm": null,
    });
    let with = |changes: Value| {
        let mut flow = empty.clone();
        for (name, value) in changes.as_object().unwrap() {
            flow[name] = value.clone();
        }
        flow
    };
    let sub = &scene.subscription;
    let cases = [
        (
            "flow_data[type]=payment_method_update".to_owned(),
            with(json!({ "type": "payment_method_update" })),
        ),
        (
            "flow_data[type]=customer_update&flow_data[after_completion][type]=portal_homepage"
                .to_owned(),
            with(json!({
                "type": "customer_update", "customer_update": {},
                "after_completion": { "type": "portal_homepage", "hosted_confirmation": null, "redirect": null },
            })),
        ),
        (
            format!(
                "{CANCEL}&flow_data[after_completion][type]=hosted_confirmation\
                 &flow_data[after_completion][hosted_confirmation][custom_message]=Bye%0A%3Cb%3E"
            ),
            with(json!({
                "type": "subscription_cancel",
                "subscription_cancel": { "subscription": sub, "retention": null },
                "after_completion": {
                    "type": "hosted_confirmation", "hosted_confirmation": { "custom_message": "Bye\n<b>" }, "redirect": null,
                },
            })),
        ),
        (
            format!(
                "{CANCEL}&flow_data[subscription_cancel][retention][type]=coupon_offer&{COUPON}=STAY\
                 &flow_data[after_completion][type]=redirect\
                 &flow_data[after_completion][redirect][return_url]=https%3A%2F%2Fshop.test%2Fbye%3Fa%3D1"
            ),
            with(json!({
                "type": "subscription_cancel",
                "subscription_cancel": {
                    "subscription": sub,
                    "retention": { "type": "coupon_offer", "coupon_offer": { "coupon": "STAY" } },
                },
                "after_completion": {
                    "type": "redirect", "hosted_confirmation": null,
                    "redirect": { "return_url": "https://shop.test/bye?a=1" },
                },
            })),
        ),
        (
            UPDATE.to_owned(),
            with(
                json!({ "type": "subscription_update", "subscription_update": { "subscription": sub } }),
            ),
        ),
        (
            format!("{CONFIRM}&{PRICE}={{other}}&{QUANTITY}=2&{DISCOUNTS}[0][coupon]=STAY"),
            with(json!({
                "type": "subscription_update_confirm",
                "subscription_update_confirm": {
                    "subscription": sub,
                    "items": [{ "id": scene.item, "price": scene.other, "quantity": 2 }],
                    "discounts": [{ "coupon": "STAY", "promotion_code": null }],
                },
            })),
        ),
        (
            format!("{CONFIRM}&{QUANTITY}=9&{DISCOUNTS}[0][promotion_code]={code}"),
            with(json!({
                "type": "subscription_update_confirm",
                "subscription_update_confirm": {
                    "subscription": sub,
                    "items": [{ "id": scene.item, "price": null, "quantity": 9 }],
                    "discounts": [{ "coupon": null, "promotion_code": code }],
                },
            })),
        ),
    ];
    for (form, expected) in cases {
        let answer = scene.link(&form).await;
        assert_eq!(answer.status, 200, "{form}: {}", answer.text());
        assert_eq!(answer.json()["flow"], expected, "{form}");
    }
}

#[tokio::test]
async fn the_texts_of_what_is_refused() {
    let scene = Scene::new().await;
    let (_, _) = scene.world.subscriber(0, 1).await;
    let foreign = scene.world.subscriber(0, 1).await.0;
    let path = format!("/v1/subscriptions?customer={foreign}");
    let foreign = scene.world.engine.ask(&scene.key, "GET", &path, "").await;
    let foreign = foreign["data"][0]["id"].as_str().unwrap().to_owned();
    let product = scene.make("/v1/products", "name=Elsewhere").await;
    let product = product["id"].as_str().unwrap();
    let form = format!("currency=usd&unit_amount=1&recurring[interval]=month&product={product}");
    let unlisted = scene.make("/v1/prices", &form).await;
    let unlisted = unlisted["id"].as_str().unwrap();
    scene.make("/v1/coupons", "id=STAY&percent_off=20").await;
    scene
        .make("/v1/coupons", "id=GONE&percent_off=20&max_redemptions=1")
        .await;
    let cus = scene.make("/v1/customers", "").await;
    let form = format!(
        "promotion[type]=coupon&promotion[coupon]=STAY&code=OTHERS&customer={}",
        cus["id"].as_str().unwrap()
    );
    let others = scene.make("/v1/promotion_codes", &form).await;
    let others = others["id"].as_str().unwrap();
    let inactive = scene
        .make(
            "/v1/promotion_codes",
            "promotion[type]=coupon&promotion[coupon]=STAY&code=OFF&active=false",
        )
        .await;
    let inactive = inactive["id"].as_str().unwrap();
    // The last one that could be redeemed.
    let price = &scene.price;
    let (buyer, _) = scene.world.subscriber(0, 1).await;
    let form = format!("customer={buyer}&items[0][price]={price}&discounts[0][coupon]=GONE");
    scene.make("/v1/subscriptions", &form).await;

    let no_sub = |id: &str| format!("No such subscription: '{id}'");
    let cancel = |id: &str| CANCEL.replace("{sub}", id);
    let update = |id: &str| UPDATE.replace("{sub}", id);
    let cancels = "flow_data[subscription_cancel][subscription]";
    let updates = "flow_data[subscription_update][subscription]";
    let items = "flow_data[subscription_update_confirm][items]";
    let retention = "flow_data[subscription_cancel][retention]";
    let offer = format!("{CANCEL}&{retention}[type]=coupon_offer&{COUPON}");
    let long = "x".repeat(501);
    let custom = "flow_data[after_completion][hosted_confirmation][custom_message]";
    let cases: Vec<(String, String, String)> = vec![
        (cancel("sub_nobody"), cancels.into(), no_sub("sub_nobody")),
        (cancel(&foreign), cancels.into(), no_sub(&foreign)),
        (update(&foreign), updates.into(), no_sub(&foreign)),
        (
            format!("{CONFIRM}&{PRICE}={unlisted}"),
            format!("{items}[0][price]"),
            format!(
                "The item `{{si}}` cannot be updated to price `{unlisted}` because the configuration `{{bpc}}` does not \
                 include the price in its `features[subscription_update][products]`."
            ),
        ),
        (
            format!("{CONFIRM}&{PRICE}={{price}}"),
            items.into(),
            "Cannot update the subscription because there are no changes to confirm.".into(),
        ),
        (
            format!("{CONFIRM}&{QUANTITY}=1&{DISCOUNTS}[0][coupon]=STAY"),
            items.into(),
            "Cannot update the subscription because there are no changes to confirm.".into(),
        ),
        (
            format!("{CONFIRM}&{QUANTITY}=10"),
            format!("{items}[0][quantity]"),
            "The item `{si}` cannot be updated to quantity `10` because the configuration `{bpc}` does not allow it in \
             the `adjustable_quantity` of the price's product."
                .into(),
        ),
        (
            CONFIRM.replace("{si}", "si_nobody"),
            format!("{items}[0][id]"),
            "No such subscription item: 'si_nobody'".into(),
        ),
        (
            format!("{CONFIRM}&{items}[1][id]={{si}}"),
            items.into(),
            "Only one item may be specified.".into(),
        ),
        (
            format!("{CONFIRM}&{QUANTITY}=2&{DISCOUNTS}[0][coupon]=NOPE"),
            format!("{DISCOUNTS}[0][coupon]"),
            "No such coupon: 'NOPE'".into(),
        ),
        (
            format!("{CONFIRM}&{QUANTITY}=2&{DISCOUNTS}[0][coupon]=GONE"),
            format!("{DISCOUNTS}[0][coupon]"),
            "Coupon expired: GONE".into(),
        ),
        (
            format!("{CONFIRM}&{QUANTITY}=2&{DISCOUNTS}[0][promotion_code]={others}"),
            format!("{DISCOUNTS}[0][promotion_code]"),
            format!("No such promotion code: '{others}'"),
        ),
        (
            format!("{CONFIRM}&{QUANTITY}=2&{DISCOUNTS}[0][promotion_code]={inactive}"),
            format!("{DISCOUNTS}[0][promotion_code]"),
            format!("The promotion code `{inactive}` is not active."),
        ),
        (
            format!("{CONFIRM}&{QUANTITY}=2&{DISCOUNTS}[0][coupon]=STAY&{DISCOUNTS}[0][promotion_code]={others}"),
            format!("{DISCOUNTS}[0]"),
            "You must specify exactly one of `coupon` or `promotion_code` for each discount.".into(),
        ),
        (
            format!("{CONFIRM}&{QUANTITY}=2&{DISCOUNTS}[0][coupon]=STAY&{DISCOUNTS}[1][coupon]=STAY"),
            DISCOUNTS.into(),
            "Only one discount may be specified.".into(),
        ),
        (format!("{offer}=NOPE"), COUPON.into(), "No such coupon: 'NOPE'".into()),
        (format!("{offer}=GONE"), COUPON.into(), "Coupon expired: GONE".into()),
        (
            format!("{CANCEL}&{retention}[type]=coupon_offer"),
            format!("{retention}[coupon_offer]"),
            format!("Missing required param: {retention}[coupon_offer]."),
        ),
        (
            format!("{CANCEL}&flow_data[subscription_update][subscription]={{sub}}"),
            "flow_data[subscription_update]".into(),
            "You may only pass `subscription_update` when `flow_data[type]` is `subscription_update`.".into(),
        ),
        (
            "flow_data[type]=subscription_update_confirm".into(),
            "flow_data[subscription_update_confirm]".into(),
            "Missing required param: flow_data[subscription_update_confirm].".into(),
        ),
        (
            format!("{UPDATE}&flow_data[after_completion][type]=redirect"),
            "flow_data[after_completion][redirect]".into(),
            "Missing required param: flow_data[after_completion][redirect].".into(),
        ),
        (
            format!("{UPDATE}&flow_data[after_completion][redirect][return_url]=https://a.test"),
            "flow_data[after_completion][type]".into(),
            "Missing required param: flow_data[after_completion][type].".into(),
        ),
        (
            format!("{UPDATE}&flow_data[after_completion][type]=hosted_confirmation&{custom}={long}"),
            custom.into(),
            format!("Invalid string: {}…; must be at most 500 characters", "x".repeat(64)),
        ),
    ];
    for (form, param, message) in cases {
        scene.refused(&form, &param, &message).await;
    }
}

#[tokio::test]
async fn the_texts_when_a_feature_is_off() {
    let scene = Scene::new().await;
    let off = |what: &str, feature: &str| {
        format!("{what} cannot be {feature} feature in the portal configuration is disabled.")
    };
    let updated = off(
        "This subscription",
        "updated because the subscription update",
    );
    let cases = [
        (
            "subscription_update",
            vec![UPDATE.to_owned(), format!("{CONFIRM}&{QUANTITY}=2")],
            updated,
        ),
        (
            "subscription_cancel",
            vec![CANCEL.to_owned()],
            off(
                "This subscription",
                "canceled because the subscription cancel",
            ),
        ),
        (
            "payment_method_update",
            vec!["flow_data[type]=payment_method_update".to_owned()],
            off(
                "Payment methods",
                "updated because the payment method update",
            ),
        ),
        (
            "customer_update",
            vec!["flow_data[type]=customer_update".to_owned()],
            off("The customer", "updated because the customer update"),
        ),
    ];
    for (feature, forms, message) in cases {
        let form = format!("features[{feature}][enabled]=false");
        assert_eq!(scene.world.configure(0, &form).await.status, 200);
        for form in forms {
            scene.refused(&form, "flow_data[type]", &message).await;
        }
    }
}

#[tokio::test]
async fn the_texts_about_the_state_of_a_subscription() {
    let scene = Scene::new().await;
    let cancels = "flow_data[subscription_cancel][subscription]";
    let updates = "flow_data[subscription_update][subscription]";
    let because = |what: &str, because: &str| {
        format!("This subscription cannot be {what} because {because}.")
    };

    scene.change_subscription("cancel_at_period_end=true").await;
    let already = "The subscription {sub} is already set to be canceled at period end.";
    scene.refused(CANCEL, cancels, already).await;
    let ending = because("updated", "it is set to be canceled");
    scene.refused(UPDATE, updates, &ending).await;
    scene
        .change_subscription("cancel_at_period_end=false")
        .await;

    let form = "currency=usd&unit_amount=500&recurring[interval]=month&product_data[name]=Extra";
    let extra = scene.make("/v1/prices", form).await;
    let form = format!("items[0][price]={}", extra["id"].as_str().unwrap());
    scene.change_subscription(&form).await;
    let several = because("updated", "it has multiple items");
    scene.refused(UPDATE, updates, &several).await;
    let answer = scene.link(&format!("{CONFIRM}&{QUANTITY}=2")).await;
    assert_eq!(answer.json()["error"]["message"], several);
    assert_eq!(scene.link(CANCEL).await.status, 200, "it can be cancelled");

    let path = format!("/v1/subscriptions/{}", scene.subscription);
    scene
        .world
        .engine
        .ask(&scene.key, "DELETE", &path, "")
        .await;
    let ended = because("canceled", "it has ended");
    scene.refused(CANCEL, cancels, &ended).await;
    let ended = because("updated", "it has ended");
    scene.refused(UPDATE, updates, &ended).await;
}

/// Whoever can make a link decides where customers go next. A key that leaks must not make that anywhere at all.
#[tokio::test]
async fn customers_are_sent_to_registered_origins_only() {
    let world = World::with_return_origins(&["https://shop.test"]).await;
    let scene = Scene::in_world(world).await;
    let redirect = "flow_data[type]=payment_method_update&flow_data[after_completion][type]=redirect\
                    &flow_data[after_completion][redirect][return_url]";
    let back = "return_url=https://shop.test/me";
    for (url, status) in [
        ("https://shop.test/done?a=b%23c", 200),
        ("https://evil.test/", 400),
        ("https://shop.test.evil.test/", 400),
        ("https://shop.test@evil.test/", 400),
        ("https://shop.test:444/", 400),
        ("http://shop.test/", 400),
        ("//shop.test/", 400),
        ("https:%5C%5Cshop.test", 400),
        ("javascript:alert(1)", 400),
        ("data:text/html,x", 400),
    ] {
        let answer = scene.link(&format!("{back}&{redirect}={url}")).await;
        assert_eq!(answer.status, status, "{url}: {}", answer.text());
        let answer = scene.link(&format!("return_url={url}")).await;
        assert_eq!(answer.status, status, "{url}: {}", answer.text());
        let form = format!("default_return_url={url}");
        let configured = scene.world.configure(0, &form).await;
        assert_eq!(configured.status, status, "{url}: {}", configured.text());
        let form = format!("business_profile[terms_of_service_url]={url}");
        let shown = scene.world.configure(0, &form).await;
        let is_https = url.starts_with("https://") && !url.contains('@');
        assert_eq!(shown.status == 200, is_https, "{url}: {}", shown.text());
    }
    // The account's own default is of another origin here: it is not shown, although it is configured.
    let form = "default_return_url=https://shop.test/me";
    assert_eq!(scene.world.configure(0, form).await.status, 200);
    let browser = scene.world.sign_in(0, &scene.customer).await;
    let portal = browser.portal(&scene.world).await.json();
    assert_eq!(portal["session"]["return_url"], "https://shop.test/me");
}

/// An origin that the merchant takes off the list stays in configurations that were made before.
#[tokio::test]
async fn a_way_back_that_is_no_longer_registered_is_not_shown() {
    let world = World::with_return_origins(&["https://shop.test"]).await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let portal = browser.portal(&world).await.json();
    // The world's accounts start with https://acme.test/account.
    assert_eq!(portal["session"]["return_url"], Value::Null);
}

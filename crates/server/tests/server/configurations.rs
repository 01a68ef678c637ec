//! `/v1/billing_portal/configurations`.

use serde_json::{Value, json};

use crate::support::{Answer, World};

const PATH: &str = "/v1/billing_portal/configurations";

#[tokio::test]
async fn every_account_starts_with_the_dashboards_defaults() {
    let world = World::new().await;
    let list = world.send(world.merchant_call(0, "GET", PATH)).await.json();
    assert_eq!(
        (&list["object"], &list["has_more"], &list["url"]),
        (&"list".into(), &false.into(), &PATH.into())
    );
    let configuration = &list["data"][0];
    assert_eq!(configuration["object"], "billing_portal.configuration");
    assert_eq!(configuration["is_default"], true);
    assert_eq!(
        configuration["features"]["subscription_cancel"]["mode"],
        "at_period_end"
    );
    assert_eq!(
        configuration["features"]["subscription_update"]["enabled"],
        false
    );
    assert_eq!(
        configuration["features"]["customer_update"]["allowed_updates"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    assert!(
        configuration["features"]["subscription_update"]
            .get("products")
            .is_none()
    );
    assert!(
        configuration["features"]
            .get("subscription_pause")
            .is_none()
    );

    let path = format!("{PATH}/{}", configuration["id"].as_str().unwrap());
    assert_eq!(
        &world
            .send(world.merchant_call(0, "GET", &path))
            .await
            .json(),
        configuration
    );
    let path = format!("{path}?expand[]=features.subscription_update.products");
    let expanded = world
        .send(world.merchant_call(0, "GET", &path))
        .await
        .json();
    assert_eq!(
        expanded["features"]["subscription_update"]["products"],
        serde_json::json!([])
    );
}

#[tokio::test]
async fn lists_are_filtered_and_checked() {
    let world = World::new().await;
    let get = async |query: &str| {
        world
            .send(world.merchant_call(0, "GET", &format!("{PATH}?{query}")))
            .await
    };
    assert_eq!(
        get("active=false").await.json()["data"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    assert_eq!(
        get("is_default=true&limit=1").await.json()["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    for (query, param) in [
        ("limit=0", "limit"),
        ("active=yes", "active"),
        ("x=1", "x"),
        ("starting_after=bpc_x", "starting_after"),
    ] {
        let answer = get(query).await;
        assert_eq!(
            (answer.status, answer.json()["error"]["param"].as_str()),
            (400, Some(param)),
            "{query}"
        );
    }
    let missing = world
        .send(world.merchant_call(0, "GET", &format!("{PATH}/bpc_x")))
        .await;
    assert_eq!(
        (missing.status, missing.json()["error"]["code"].as_str()),
        (404, Some("resource_missing"))
    );
}

/// A world with a product that has a price for each month and year, another one, and their ids as parameters.
struct Shop {
    world: World,
    product: String,
    month: String,
    year: String,
    other: String,
    other_month: String,
}

impl Shop {
    async fn new() -> Self {
        let world = World::new().await;
        let product = made(&world, "/v1/products", "name=Team").await;
        let other = made(&world, "/v1/products", "name=Crowd").await;
        let price = async |product: &str, currency: &str, interval: &str| {
            let form = format!(
                "product={product}&currency={currency}&unit_amount=2000&recurring[interval]={interval}"
            );
            made(&world, "/v1/prices", &form).await
        };
        Self {
            month: price(&product, "eur", "month").await,
            year: price(&product, "eur", "year").await,
            other_month: price(&other, "eur", "month").await,
            product,
            other,
            world,
        }
    }

    /// A price of the first product.
    async fn price(&self, form: &str) -> String {
        let form = format!("product={}&unit_amount=100&{form}", self.product);
        made(&self.world, "/v1/prices", &form).await
    }

    async fn post(&self, path: &str, form: &str) -> Answer {
        let call = self.world.merchant_call(0, "POST", path);
        self.world.send(call.form(&self.written(form))).await
    }

    /// `SELLS` stands for updating, switched on; `PRODUCTS` for the list of products there.
    fn written(&self, form: &str) -> String {
        form.replace(
            "SELLS",
            "features[subscription_update][enabled]=true\
             &features[subscription_update][default_allowed_updates][0]=price",
        )
        .replace("PRODUCTS", "features[subscription_update][products]")
        .replace("PRODUCT", &self.product)
        .replace("OTHER_MONTH", &self.other_month)
        .replace("OTHER", &self.other)
        .replace("MONTH", &self.month)
        .replace("YEAR", &self.year)
    }
}

async fn made(world: &World, path: &str, form: &str) -> String {
    let answer = world
        .send(world.merchant_call(0, "POST", path).form(form))
        .await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn refusal(answer: &Answer) -> (u16, Value, Value, Value) {
    let error = answer.json()["error"].clone();
    let part = |name: &str| error[name].clone();
    (answer.status, part("code"), part("param"), part("message"))
}

/// Every field there is, as it is sent and as it comes back.
#[tokio::test]
async fn every_field_is_kept_and_shown() {
    let shop = Shop::new().await;
    let option = made(
        &shop.world,
        "/v1/billing/feedback_options",
        "description=Moved",
    )
    .await;
    let form = format!(
        "business_profile[headline]=Pay us&business_profile[privacy_policy_url]=https://acme.test/p\
         &business_profile[terms_of_service_url]=https://acme.test/t&default_return_url=https://acme.test/back\
         &name=Students&metadata[group]=a&login_page[enabled]=true\
         &features[customer_update][enabled]=true&features[customer_update][allowed_updates][0]=tax_id\
         &features[invoice_history][enabled]=true&features[payment_method_update][enabled]=true\
         &features[payment_method_update][payment_method_configuration]=pmc_1\
         &features[subscription_cancel][enabled]=true&features[subscription_cancel][mode]=immediately\
         &features[subscription_cancel][proration_behavior]=create_prorations\
         &features[subscription_cancel][cancellation_reason][enabled]=true\
         &features[subscription_cancel][cancellation_reason][options][0]=unused\
         &features[subscription_cancel][cancellation_reason][feedback_options][0]={option}\
         &SELLS&features[subscription_update][proration_behavior]=always_invoice\
         &features[subscription_update][billing_cycle_anchor]=now\
         &features[subscription_update][trial_update_behavior]=continue_trial\
         &features[subscription_update][schedule_at_period_end][conditions][0][type]=shortening_interval\
         &PRODUCTS[0][product]=PRODUCT&PRODUCTS[0][prices][0]=MONTH&PRODUCTS[0][prices][1]=YEAR\
         &PRODUCTS[1][product]=OTHER&PRODUCTS[1][prices][0]=OTHER_MONTH\
         &PRODUCTS[1][adjustable_quantity][enabled]=true&PRODUCTS[1][adjustable_quantity][minimum]=2\
         &PRODUCTS[1][adjustable_quantity][maximum]=9\
         &expand[]=features.subscription_update.products"
    );
    let answer = shop.post(PATH, &form).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let made = answer.json();
    let url = made["login_page"]["url"].as_str().unwrap().to_owned();
    assert!(url.contains("/p/login/test_"), "{url}");
    let expected = json!({
        "id": made["id"], "object": "billing_portal.configuration", "active": true, "application": null,
        "business_profile": {
            "headline": "Pay us", "privacy_policy_url": "https://acme.test/p",
            "terms_of_service_url": "https://acme.test/t",
        },
        "created": made["created"], "default_return_url": "https://acme.test/back",
        "features": {
            "customer_update": { "allowed_updates": ["tax_id"], "enabled": true },
            "invoice_history": { "enabled": true },
            "payment_method_update": { "enabled": true, "payment_method_configuration": "pmc_1" },
            "subscription_cancel": {
                "cancellation_reason": { "enabled": true, "feedback_options": [option], "options": ["unused"] },
                "enabled": true, "mode": "immediately", "proration_behavior": "create_prorations",
            },
            "subscription_update": {
                "billing_cycle_anchor": "now", "default_allowed_updates": ["price"], "enabled": true,
                "products": [
                    { "adjustable_quantity": { "enabled": true, "maximum": null, "minimum": 1 },
                      "prices": [shop.month, shop.year], "product": shop.product },
                    { "adjustable_quantity": { "enabled": true, "maximum": 9, "minimum": 2 },
                      "prices": [shop.other_month], "product": shop.other },
                ],
                "proration_behavior": "always_invoice",
                "schedule_at_period_end": { "conditions": [{ "type": "shortening_interval" }] },
                "trial_update_behavior": "continue_trial",
            },
        },
        "is_default": false, "livemode": false, "login_page": { "enabled": true, "url": url },
        "metadata": { "group": "a" }, "name": "Students", "updated": made["updated"],
    });
    assert_eq!(made, expected);

    // What is not mentioned stays; an empty value clears.
    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
    let form = "business_profile[headline]=&name=&metadata[group]=&login_page[enabled]=false&active=false\
                &features[customer_update][allowed_updates]=";
    let changed = shop.post(&path, form).await.json();
    let mut expected = expected;
    expected["business_profile"]["headline"] = Value::Null;
    expected["name"] = Value::Null;
    expected["metadata"] = json!({});
    expected["login_page"] = json!({ "enabled": false, "url": null });
    expected["active"] = json!(false);
    expected["features"]["customer_update"]["allowed_updates"] = json!([]);
    expected["updated"] = changed["updated"].clone();
    let update = expected["features"]["subscription_update"].as_object_mut();
    update.unwrap().remove("products");
    assert_eq!(changed, expected);
}

/// Whatever contradicts itself is named with its parameter, and nothing is made.
#[tokio::test]
async fn what_contradicts_itself_is_refused_in_stripes_words() {
    let shop = Shop::new().await;
    let dollars = shop.price("currency=usd&recurring[interval]=month").await;
    let half_year = shop
        .price("currency=eur&recurring[interval]=month&recurring[interval_count]=6")
        .await;
    let again = shop.price("currency=eur&recurring[interval]=month").await;
    let once = shop.price("currency=eur").await;
    let options = "/v1/billing/feedback_options";
    let spent = made(&shop.world, options, "description=Old").await;
    shop.post(&format!("{options}/{spent}/deactivate"), "")
        .await;

    let update = "features[subscription_update]";
    let cancel = "features[subscription_cancel]";
    let eleven: String = (0..11)
        .map(|n| format!("&PRODUCTS[{n}][product]=prod_{n}&PRODUCTS[{n}][prices][0]=price_{n}"))
        .collect();
    let unique = "For each product, its price must have unique billing intervals.";
    let missing = |param: &str| format!("Missing required param: {param}.");
    for (form, code, param, message) in [
        (String::new(), "parameter_missing", "features", missing("features")),
        ("features[invoice_history][x]=1".into(), "parameter_unknown", "features[invoice_history][x]",
         "Received unknown parameter: features[invoice_history][x]".into()),
        ("is_default=true&features[invoice_history][enabled]=true".into(), "parameter_unknown", "is_default",
         "Received unknown parameter: is_default".into()),
        (format!("business_profile[headline]={}&features[invoice_history][enabled]=true", "x".repeat(61)), "",
         "business_profile[headline]", format!("Invalid string: {}; must be at most 60 characters", "x".repeat(61))),
        (format!("{update}[enabled]=true"), "parameter_missing", "features[subscription_update][default_allowed_updates]",
         missing("features[subscription_update][default_allowed_updates]")),
        ("SELLS".into(), "parameter_missing", "features[subscription_update][products]",
         missing("features[subscription_update][products]")),
        (format!("SELLS{eleven}"), "", "features[subscription_update][products]",
         "Array must contain at most 10 elements.".into()),
        ("SELLS&PRODUCTS[0][product]=PRODUCT&PRODUCTS[0][prices][0]=MONTH&PRODUCTS[1][product]=PRODUCT\
          &PRODUCTS[1][prices][0]=YEAR".into(), "", "features[subscription_update][products][1][product]",
         format!("The product `{}` is listed more than once. Put all of its prices into one entry.", shop.product)),
        (format!("SELLS&PRODUCTS[0][product]=PRODUCT&PRODUCTS[0][prices][0]=MONTH&PRODUCTS[0][prices][1]={again}"), "",
         "features[subscription_update][products][0][prices][1]", unique.into()),
        ("SELLS&PRODUCTS[0][product]=PRODUCT&PRODUCTS[0][prices][0]=OTHER_MONTH".into(), "resource_missing",
         "features[subscription_update][products][0][prices][0]", format!("No such price: '{}'", shop.other_month)),
        (format!("SELLS&PRODUCTS[0][product]=PRODUCT&PRODUCTS[0][prices][0]={once}"), "",
         "features[subscription_update][products][0][prices][0]", format!("The price `{once}` must be recurring.")),
        ("SELLS&PRODUCTS[0][product]=PRODUCT&PRODUCTS[0][prices][0]=MONTH\
          &PRODUCTS[0][adjustable_quantity][enabled]=true&PRODUCTS[0][adjustable_quantity][minimum]=5\
          &PRODUCTS[0][adjustable_quantity][maximum]=4".into(), "",
         "features[subscription_update][products][0][adjustable_quantity][maximum]",
         "`maximum` must be at least `minimum`.".into()),
        (format!("{cancel}[enabled]=true&{cancel}[mode]=immediately&{cancel}[proration_behavior]=always_invoice"), "",
         "features[subscription_cancel][proration_behavior]",
         "`always_invoice` cannot be used when subscriptions are canceled.".into()),
        (format!("{cancel}[enabled]=true&{cancel}[proration_behavior]=create_prorations"), "",
         "features[subscription_cancel][proration_behavior]",
         "`create_prorations` can only be used when `mode` is `immediately`.".into()),
        (format!("{cancel}[enabled]=true&{cancel}[cancellation_reason][enabled]=true\
                  &{cancel}[cancellation_reason][options]=&{cancel}[cancellation_reason][feedback_options][0]={spent}"), "",
         "features[subscription_cancel][cancellation_reason][feedback_options][0]",
         format!("Deactivated feedback options cannot be used in portal configurations ({spent}).")),
        (format!("{cancel}[enabled]=true&{cancel}[cancellation_reason][enabled]=true\
                  &{cancel}[cancellation_reason][options]=&{cancel}[cancellation_reason][feedback_options][0]=fo_x"),
         "resource_missing", "features[subscription_cancel][cancellation_reason][feedback_options][0]",
         "No such feedback option: 'fo_x'".into()),
    ] {
        let answer = shop.post(PATH, &form).await;
        let code = if code.is_empty() { Value::Null } else { json!(code) };
        assert_eq!(refusal(&answer), (400, code, json!(param), json!(message)), "{form}");
    }
    let list = shop
        .world
        .send(shop.world.merchant_call(0, "GET", PATH))
        .await;
    assert_eq!(list.json()["data"].as_array().unwrap().len(), 1);

    // One product sold for a month, six months and a year, and for a month in another currency; another product for
    // the same month.
    let fine = format!(
        "SELLS&PRODUCTS[0][product]=PRODUCT&PRODUCTS[0][prices][0]=MONTH&PRODUCTS[0][prices][1]=YEAR\
         &PRODUCTS[0][prices][2]={half_year}&PRODUCTS[0][prices][3]={dollars}\
         &PRODUCTS[1][product]=OTHER&PRODUCTS[1][prices][0]=OTHER_MONTH"
    );
    let answer = shop.post(PATH, &fine).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// Source: the product's FAQ: from 1 August 2024 passing `features.subscription_pause` returns an error.
#[tokio::test]
async fn pausing_was_removed_and_says_so() {
    let world = World::new().await;
    let form =
        "features[invoice_history][enabled]=true&features[subscription_pause][enabled]=false";
    let made = world
        .send(world.merchant_call(0, "POST", PATH).form(form))
        .await;
    let changed = world.configure(0, form).await;
    for answer in [made, changed] {
        let (status, code, param, message) = refusal(&answer);
        assert_eq!((status, code), (400, json!("parameter_unknown")));
        assert_eq!(param, "features[subscription_pause]");
        let message = message.as_str().unwrap();
        assert!(message.contains("removed on 1 August 2024"), "{message}");
    }
}

/// Source: the product's FAQ: who lets customers cancel and not update still has to set a return URL and links to the
/// terms of service and the privacy policy. Elsewhere a missing link is told and not refused.
#[tokio::test]
async fn links_are_demanded_where_customers_can_only_cancel() {
    let world = World::with_account(|account| {
        account.default_return_url = None;
        account.terms_of_service_url = None;
        account.privacy_policy_url = None;
    })
    .await;
    let post = async |form: &str| {
        world
            .send(world.merchant_call(0, "POST", PATH).form(form))
            .await
    };
    let cancel = "features[subscription_cancel][enabled]=true";
    let links = [
        ("default_return_url", "https://acme.test/"),
        (
            "business_profile[terms_of_service_url]",
            "https://acme.test/t",
        ),
        (
            "business_profile[privacy_policy_url]",
            "https://acme.test/p",
        ),
    ];
    let mut form = cancel.to_owned();
    for (param, url) in links {
        let (status, code, told, _) = refusal(&post(&form).await);
        assert_eq!(
            (status, code, told),
            (400, json!("parameter_missing"), json!(param))
        );
        form.push_str(&format!("&{param}={url}"));
    }
    let made = post(&form).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let path = format!("{PATH}/{id}");
    let update = async |form: &str| {
        world
            .send(world.merchant_call(0, "POST", &path).form(form))
            .await
    };
    let cleared = update("business_profile[privacy_policy_url]=").await;
    assert_eq!(refusal(&cleared).2, "business_profile[privacy_policy_url]");
    assert_eq!(update("name=Students").await.status, 200);

    // Without cancelling the link may go, and its absence is told.
    let off = "features[subscription_cancel][enabled]=false&features[payment_method_update][enabled]=true\
               &business_profile[privacy_policy_url]=";
    assert_eq!(update(off).await.status, 200);
    let path = format!("/v1/portico/configurations/{id}");
    let told = world
        .send(world.merchant_call(0, "GET", &path))
        .await
        .json();
    let params: Vec<_> = told["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["param"])
        .collect();
    assert_eq!(params, ["business_profile[privacy_policy_url]"]);
}

/// The account's way back was counted when a configuration was checked, and read by nobody: a session was refused for want
/// of one, and a page had no link.
#[tokio::test]
async fn the_accounts_way_back_is_taken_where_a_configuration_has_none() {
    let world = World::new().await;
    let form = "features[subscription_cancel][enabled]=true";
    let made = world
        .send(world.merchant_call(0, "POST", PATH).form(form))
        .await;
    assert_eq!(made.json()["default_return_url"], Value::Null);
    let (customer, _) = world.subscriber(0, 1).await;
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let call = world.merchant_call(0, "POST", "/v1/billing_portal/sessions");
    let form = format!("customer={customer}&configuration={id}");
    let session = world.send(call.form(&form)).await;
    assert_eq!(session.status, 200, "{}", session.text());
    let url = session.json()["url"].as_str().unwrap().to_owned();
    let mut browser = world.browser(0);
    browser.open(&world, url.split_once('#').unwrap().1).await;
    let portal = browser.portal(&world).await.json();
    assert_eq!(portal["session"]["return_url"], "https://acme.test/account");
}

#[tokio::test]
async fn the_first_one_becomes_the_default() {
    let world = World::with_account(|account| account.default_configuration = false).await;
    let form = "features[invoice_history][enabled]=true";
    let mut defaults = Vec::new();
    for _ in 0..2 {
        let made = world
            .send(world.merchant_call(0, "POST", PATH).form(form))
            .await;
        defaults.push(made.json()["is_default"].clone());
    }
    assert_eq!(defaults, [true, false]);
}

/// Stripe's clients repeat a request with its key when its answer got lost.
#[tokio::test]
async fn a_repeated_request_makes_one_configuration() {
    let world = World::new().await;
    let post = async |form: &str| {
        let call = world
            .merchant_call(0, "POST", PATH)
            .header("idempotency-key", "again");
        world.send(call.form(form)).await
    };
    let form = "features[invoice_history][enabled]=true";
    let (first, second) = (post(form).await, post(form).await);
    assert_eq!(first.json()["id"], second.json()["id"]);
    assert_eq!(second.header("idempotent-replayed"), "true");
    let other = post("features[invoice_history][enabled]=false").await;
    assert_eq!(
        (other.status, &other.json()["error"]["type"]),
        (400, &json!("idempotency_error"))
    );
}

/// Source: the product's FAQ: the portal is for who pays for Billing, and can be tried in test mode before.
#[tokio::test]
async fn without_access_only_test_mode_opens_the_portal() {
    for (test_mode, status) in [(true, 200), (false, 403)] {
        let world = World::with_account(|account| {
            account.billing_access = false;
            account.test_mode = test_mode;
        })
        .await;
        let (customer, _) = world.subscriber(0, 1).await;
        let call = world.merchant_call(0, "POST", "/v1/billing_portal/sessions");
        let answer = world.send(call.form(&format!("customer={customer}"))).await;
        assert_eq!(answer.status, status, "{}", answer.text());
        if status == 403 {
            let message = answer.json()["error"]["message"]
                .as_str()
                .unwrap()
                .to_owned();
            assert!(message.contains("live mode"), "{message}");
        }
        let login = world.configure(0, "login_page[enabled]=true").await.json();
        let url = login["login_page"]["url"].as_str().unwrap().to_owned();
        let path = format!("/api/login?page={}", url.rsplit('/').next().unwrap());
        let page = world.browser(0).call("GET", &path);
        let page = world.send(page).await;
        assert_eq!(
            page.status == 200,
            test_mode,
            "{}: {}",
            page.status,
            page.text()
        );
    }
}

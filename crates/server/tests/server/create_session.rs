//! `POST /v1/billing_portal/sessions`.

use serde_json::{Value, json};

use crate::support::World;

const PATH: &str = "/v1/billing_portal/sessions";

#[tokio::test]
async fn answers_with_stripes_object() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let call = world.merchant_call(0, "POST", PATH).form(&format!(
        "customer={customer}&return_url=https%3A%2F%2Fshop.test%2Fme&locale=nl"
    ));
    let answer = world.send(call).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut object = answer.json();

    let url = object["url"].as_str().unwrap().to_owned();
    assert!(
        url.starts_with("http://m0.localhost:4242/p/session#pcs_"),
        "{url}"
    );
    let configuration = object["configuration"].as_str().unwrap().to_owned();
    assert!(configuration.starts_with("bpc_"));
    assert!(object["id"].as_str().unwrap().starts_with("bps_"));
    for changing in ["id", "url", "configuration"] {
        object[changing] = json!("…");
    }
    let expected = json!({
        "id": "…", "object": "billing_portal.session", "configuration": "…", "created": world.clock.now(),
        "customer": customer, "customer_account": null, "flow": null, "livemode": false, "locale": "nl",
        "on_behalf_of": null, "return_url": "https://shop.test/me", "url": "…",
    });
    assert_eq!(object, expected);
}

#[tokio::test]
async fn expands_the_configuration() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let call = world
        .merchant_call(0, "POST", PATH)
        .form(&format!("customer={customer}&expand[]=configuration"));
    let object = world.send(call).await.json();
    assert_eq!(
        object["configuration"]["object"],
        "billing_portal.configuration"
    );
    assert_eq!(object["configuration"]["is_default"], true);
}

#[tokio::test]
async fn refuses_in_stripes_words() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let (foreign, _) = world.subscriber(1, 1).await;
    let flow = "flow_data[type]=subscription_cancel";
    let cases: &[(String, u16, &str, &str, &str)] = &[
        (
            String::new(),
            400,
            "parameter_missing",
            "customer",
            "Missing required param: customer.",
        ),
        (
            "customer=".into(),
            400,
            "parameter_invalid_empty",
            "customer",
            "You passed an empty string for 'customer'.",
        ),
        (
            "customer=cus_nobody".into(),
            400,
            "resource_missing",
            "customer",
            "No such customer: 'cus_nobody'",
        ),
        (
            format!("customer={foreign}"),
            400,
            "resource_missing",
            "customer",
            "No such customer:",
        ),
        (
            format!("customer={customer}&colour=1"),
            400,
            "parameter_unknown",
            "colour",
            "Received unknown parameter: colour",
        ),
        (
            format!("customer={customer}&locale=xx"),
            400,
            "",
            "locale",
            "Invalid locale: must be one of auto, ar, bg,",
        ),
        (
            format!("customer={customer}&configuration=bpc_x"),
            400,
            "resource_missing",
            "configuration",
            "No such configuration: 'bpc_x'",
        ),
        (
            format!("customer={customer}&return_url=http://shop.test"),
            400,
            "url_invalid",
            "return_url",
            "Invalid URL: must use https",
        ),
        (
            format!("customer={customer}&return_url=javascript:alert(1)"),
            400,
            "url_invalid",
            "return_url",
            "Not a valid URL",
        ),
        (
            format!("customer={customer}&expand[]=customer"),
            400,
            "",
            "expand",
            "This property cannot be expanded (customer).",
        ),
        (
            format!("customer={customer}&flow_data[x]=1"),
            400,
            "parameter_unknown",
            "flow_data[x]",
            "Received unknown parameter: flow_data[x]",
        ),
        (
            format!("customer={customer}&flow_data[after_completion][type]=redirect"),
            400,
            "parameter_missing",
            "flow_data[type]",
            "Missing required param: flow_data[type].",
        ),
        (
            format!("customer={customer}&flow_data[type]=subscription_pause"),
            400,
            "",
            "flow_data[type]",
            "Invalid flow_data[type]: must be one of",
        ),
        (
            format!("customer={customer}&{flow}"),
            400,
            "parameter_missing",
            "flow_data[subscription_cancel]",
            "Missing required param",
        ),
        (
            format!(
                "customer={customer}&{flow}&flow_data[subscription_cancel][subscription]=sub_1"
            ),
            400,
            "resource_missing",
            "flow_data[subscription_cancel][subscription]",
            "No such subscription: 'sub_1'",
        ),
        (
            format!("customer={customer}&on_behalf_of=acct_1"),
            400,
            "resource_missing",
            "on_behalf_of",
            "No such account: 'acct_1'",
        ),
        (
            "customer_account=acct_1".into(),
            400,
            "",
            "customer_account",
            "Portico does not",
        ),
        (
            format!("customer={customer}&customer_account=acct_1"),
            400,
            "",
            "customer",
            "You may only specify one",
        ),
    ];
    for (form, status, code, param, message) in cases {
        let answer = world
            .send(world.merchant_call(0, "POST", PATH).form(form))
            .await;
        let error = &answer.json()["error"];
        let context = format!("{form}: {}", answer.text());
        assert_eq!(answer.status, *status, "{context}");
        assert_eq!(error["code"].as_str().unwrap_or(""), *code, "{context}");
        assert_eq!(error["param"], *param, "{context}");
        assert!(
            error["message"].as_str().unwrap().starts_with(message),
            "{context}"
        );
        let kind = if *status == 501 {
            "api_error"
        } else {
            "invalid_request_error"
        };
        assert_eq!(error["type"], kind, "{context}");
    }
}

#[tokio::test]
async fn needs_the_accounts_own_secret_key() {
    let world = World::new().await;
    let good = world.merchant_call(0, "POST", PATH);
    for call in [
        good.clone().without("authorization"),
        good.clone()
            .with("authorization", "Bearer sk_test_merchant1"),
        good.clone()
            .with("authorization", "Bearer pk_test_merchant0"),
        good.clone()
            .with("authorization", "Basic c2tfdGVzdF9tZXJjaGFudDE6"),
        good.clone()
            .header("authorization", "Bearer sk_test_merchant0"),
    ] {
        let answer = world.send(call).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.json()["error"]["type"], "invalid_request_error");
        assert!(!answer.text().contains("sk_test"), "keys are not repeated");
    }
}

#[tokio::test]
async fn a_way_back_is_needed_from_somewhere() {
    let world = World::without_return_urls().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let call = world.merchant_call(0, "POST", PATH);
    let answer = world
        .send(call.clone().form(&format!("customer={customer}")))
        .await;
    assert_eq!(
        (answer.status, &answer.json()["error"]["param"]),
        (400, &json!("return_url"))
    );
    let form = format!("customer={customer}&return_url=http://localhost:3000/me");
    assert_eq!(world.send(call.form(&form)).await.status, 200);
}

#[tokio::test]
async fn the_same_request_with_the_same_key_makes_one_session() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let call = world
        .merchant_call(0, "POST", PATH)
        .header("idempotency-key", "order-1")
        .form(&format!("customer={customer}"));
    let first = world.send(call.clone()).await;
    let second = world.send(call.clone()).await;
    assert_eq!(first.body, second.body);
    assert_eq!(second.header("idempotent-replayed"), "true");

    let other = world
        .send(call.form(&format!("customer={customer}&locale=nl")))
        .await;
    assert_eq!(other.status, 400);
    assert_eq!(other.json()["error"]["type"], "idempotency_error");
    assert_eq!(count_sessions(&world, &customer).await, 1);

    let elsewhere = world.subscriber(1, 1).await.0;
    let call = world
        .merchant_call(1, "POST", PATH)
        .header("idempotency-key", "order-1")
        .form(&format!("customer={elsewhere}"));
    assert_eq!(
        world.send(call).await.status,
        200,
        "keys of two merchants do not meet"
    );
}

/// A backend that timed out tried again with the same key, and was told for a day that the first request was still
/// running. It was cut off at another moment each time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_was_cut_off_can_be_made_again() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    for moment in 0..40 {
        let call = world
            .merchant_call(0, "POST", PATH)
            .header("idempotency-key", &format!("order-{moment}"))
            .form(&format!("customer={customer}"));
        let (router, first) = (world.router.clone(), call.clone());
        let delivery = tokio::spawn(async move { first.send(&router).await });
        for _ in 0..moment {
            tokio::task::yield_now().await;
        }
        delivery.abort();
        let mut answer = world.send(call.clone()).await;
        for _ in 0..1_000 {
            if answer.status != 409 {
                break;
            }
            tokio::task::yield_now().await;
            answer = world.send(call.clone()).await;
        }
        assert_eq!(answer.status, 200, "{moment}: {}", answer.text());
    }
}

async fn count_sessions(world: &World, customer: &str) -> usize {
    let path = format!("/v1/portico/sessions?customer={customer}");
    let list: Value = world
        .send(world.merchant_call(0, "GET", &path))
        .await
        .json();
    list["data"].as_array().unwrap().len()
}

#[tokio::test]
async fn unknown_paths_and_methods_are_told_apart_from_objects() {
    let world = World::new().await;
    for (method, path, status) in [
        ("GET", PATH, 405),
        ("POST", "/v1/billing_portal/nothing", 404),
        ("DELETE", "/v1/portico/branding", 405),
    ] {
        let answer = world.send(world.merchant_call(0, method, path)).await;
        assert_eq!(answer.status, status, "{method} {path}");
        let allow = answer.header("allow");
        assert_eq!(!allow.is_empty(), status == 405, "{method} {path}: {allow}");
        let message = answer.json()["error"]["message"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            message,
            format!("Unrecognized request URL ({method}: {path}).")
        );
    }
}

//! The wire protocol: keys, errors, forms, lists, expansion, headers, idempotency.

mod common;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use common::{Api, id, text};
use serde_json::json;

#[tokio::test]
async fn keys_are_asked_for_and_separate_accounts() {
    let api = Api::open().await;
    let customer = id(&api.post("/v1/customers", "name=A").await);
    let request = Request::get("/v1/customers")
        .body(Body::empty())
        .expect("a request");
    let answer = api.send(request).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(
        answer
            .error()
            .2
            .starts_with("You did not provide an API key.")
    );

    let other = api.with_key("sk_test_other");
    let path = format!("/v1/customers/{customer}");
    let answer = other.request(Method::GET, &path, "", None).await;
    let message = format!("No such customer: '{customer}'");
    assert_eq!(
        answer.error(),
        (404, "resource_missing".to_owned(), message)
    );
    assert_eq!(answer.body["error"]["param"], "id");
    assert_eq!(answer.body["error"]["type"], "invalid_request_error");

    let live = api
        .with_key("sk_live_something123")
        .request(Method::GET, &path, "", None)
        .await;
    assert_eq!(live.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        live.error().2,
        "Invalid API Key provided: sk_live_********g123"
    );
    let publishable = api
        .with_key("pk_test_tests")
        .request(Method::GET, &path, "", None)
        .await;
    assert_eq!(publishable.error().1, "secret_key_required");
    assert_eq!(publishable.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn every_answer_has_stripes_headers() {
    let api = Api::open().await;
    let request = Request::get("/v1/customers")
        .header(header::AUTHORIZATION, "Basic c2tfdGVzdF90ZXN0czo=")
        .header("stripe-version", "2026-10-28.endive")
        .body(Body::empty());
    let answer = api.send(request.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("request-id").starts_with("req_"));
    assert_eq!(answer.header("stripe-version"), "2026-10-28.endive");
    assert_eq!(answer.header("content-type"), "application/json");
    let list = json!({"object": "list", "data": [], "has_more": false, "url": "/v1/customers"});
    assert_eq!(answer.body, list);
}

#[tokio::test]
async fn what_does_not_exist_and_what_is_not_form_encoded_is_refused() {
    let api = Api::open().await;
    let answer = api.request(Method::GET, "/v1/nothing", "", None).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(
        answer
            .error()
            .2
            .starts_with("Unrecognized request URL (GET: /v1/nothing).")
    );
    let answer = api
        .request(Method::GET, "/v1/customers/%ff", "", None)
        .await;
    assert_eq!(answer.error().0, 404);
    let answer = api.request(Method::DELETE, "/v1/events", "", None).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);

    let request = Request::post("/v1/customers")
        .header(header::AUTHORIZATION, "Bearer sk_test_tests")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from("{}"));
    let answer = api.send(request.expect("a request")).await;
    assert!(
        answer
            .error()
            .2
            .starts_with("Invalid request (check that your POST content type")
    );
}

#[tokio::test]
async fn parameters_are_checked_before_anything_happens() {
    let api = Api::open().await;
    let (status, code, message) = api.refused("/v1/customers", "nmae=A").await;
    assert_eq!((status, code.as_str()), (400, "parameter_unknown"));
    assert_eq!(message, "Received unknown parameter: nmae");
    let (_, code, message) = api.refused("/v1/customers", "source=tok_visa").await;
    assert_eq!(code, "parameter_unsupported");
    assert!(message.contains("source"));
    let (_, code, _) = api.refused("/v1/customers", "email=nobody").await;
    assert_eq!(code, "email_invalid");
    assert!(api.events().await.is_empty());
}

#[tokio::test]
async fn card_numbers_are_refused_wherever_they_are() {
    let api = Api::open().await;
    let cases = [
        (
            "/v1/payment_methods",
            "type=card&card[number]=4242424242424242",
        ),
        ("/v1/payment_methods", "type=card&card[number]=x"),
        ("/v1/customers", "description=4242 4242 4242 4242"),
        (
            "/v1/customers",
            "metadata[note]=pay with 5555-5555-5555-4444 please",
        ),
        ("/v1/customers", "metadata[378282246310005]=x"),
        ("/v1/customers", "name=%34242424242424242"),
        ("/v1/customers/4242424242424242", "name=x"),
    ];
    for (path, form) in cases {
        let (status, code, message) = api.refused(path, form).await;
        assert_eq!(
            (status, code.as_str()),
            (400, "card_number_refused"),
            "{path} {form}"
        );
        assert!(!message.contains("4242"), "{message}");
    }
    assert!(api.events().await.is_empty());
}

#[tokio::test]
async fn lists_go_forwards_and_backwards() {
    let api = Api::open().await;
    let mut made = Vec::new();
    for number in 0..5 {
        made.push(id(&api
            .post("/v1/products", &format!("name=Product {number}"))
            .await));
    }
    made.reverse();
    let ids = |page: &serde_json::Value| -> Vec<String> {
        page["data"]
            .as_array()
            .expect("a list")
            .iter()
            .map(id)
            .collect()
    };
    let first = api.get("/v1/products?limit=2").await;
    assert_eq!(ids(&first), made[..2]);
    assert_eq!(first["has_more"], true);
    let second = api
        .get(&format!("/v1/products?limit=2&starting_after={}", made[1]))
        .await;
    assert_eq!(ids(&second), made[2..4]);
    let last = api
        .get(&format!("/v1/products?limit=2&starting_after={}", made[3]))
        .await;
    assert_eq!(
        (ids(&last), &last["has_more"]),
        (made[4..].to_vec(), &json!(false))
    );
    let back = api
        .get(&format!("/v1/products?limit=2&ending_before={}", made[3]))
        .await;
    assert_eq!(
        (ids(&back), &back["has_more"]),
        (made[1..3].to_vec(), &json!(true))
    );
    let none = api.get("/v1/products?created[lt]=1000").await;
    assert_eq!(ids(&none), Vec::<String>::new());
    assert_eq!(
        ids(&api.get("/v1/products?created[gte]=1000").await).len(),
        5
    );

    let answer = api
        .request(Method::GET, "/v1/products?starting_after=prod_x", "", None)
        .await;
    assert_eq!(
        answer.error(),
        (
            400,
            "resource_missing".to_owned(),
            "No such product: 'prod_x'".to_owned()
        )
    );
    assert_eq!(answer.body["error"]["param"], "starting_after");
    let answer = api
        .request(Method::GET, "/v1/products?limit=101", "", None)
        .await;
    assert_eq!(answer.error().1, "parameter_invalid_integer");
}

#[tokio::test]
async fn expansion_follows_references_four_levels_deep() {
    let api = Api::open().await;
    let customer = api.customer_with("pm_card_visa").await;
    let price = api.monthly(1_000, "usd").await;
    let form = format!("customer={}&items[0][price]={}", id(&customer), id(&price));
    let expand = "&expand[]=latest_invoice.payments&expand[]=customer.invoice_settings.default_payment_method\
                  &expand[]=items.data.price.product&expand[]=items.data.price.currency_options";
    let subscription = api
        .post("/v1/subscriptions", &format!("{form}{expand}"))
        .await;
    assert_eq!(subscription["latest_invoice"]["status"], "paid");
    assert_eq!(
        subscription["latest_invoice"]["payments"]["data"][0]["status"],
        "paid"
    );
    assert_eq!(
        subscription["customer"]["invoice_settings"]["default_payment_method"]["card"]["last4"],
        "4242"
    );
    let item = &subscription["items"]["data"][0];
    assert_eq!(item["price"]["product"]["name"], "Pro");
    assert_eq!(
        item["price"]["currency_options"]["usd"]["unit_amount"],
        1_000
    );

    let list = api
        .get("/v1/subscriptions?expand[]=data.default_payment_method&expand[]=data.customer")
        .await;
    assert_eq!(list["data"][0]["customer"]["email"], "jenny@example.com");
    let customer = api
        .get(&format!(
            "/v1/customers/{}?expand[]=subscriptions&expand[]=tax_ids",
            id(&customer)
        ))
        .await;
    assert_eq!(
        customer["subscriptions"]["data"][0]["id"],
        subscription["id"]
    );
    assert_eq!(customer["tax_ids"]["data"], json!([]));

    for (expand, message) in [
        ("nothing", "This property cannot be expanded (nothing)."),
        ("status", "This property cannot be expanded (status)."),
        ("id", "This property cannot be expanded (id)."),
    ] {
        let path = format!("/v1/subscriptions/{}?expand[]={expand}", id(&subscription));
        assert_eq!(
            api.request(Method::GET, &path, "", None).await.error().2,
            message
        );
    }
    let deep = "/v1/subscriptions?expand[]=data.items.data.price.product";
    let answer = api.request(Method::GET, deep, "", None).await;
    assert!(
        answer
            .error()
            .2
            .starts_with("You cannot expand more than 4 levels")
    );
}

#[tokio::test]
async fn events_tell_what_changed() {
    let api = Api::open().await;
    let customer = api.post("/v1/customers", "name=A&metadata[a]=1").await;
    let path = format!("/v1/customers/{}", id(&customer));
    api.post(&path, "name=B&metadata[a]=&metadata[b]=2").await;
    api.post(&path, "name=B").await;
    assert_eq!(api.events().await, ["customer.created", "customer.updated"]);
    let updated = &api.get("/v1/events?type=customer.updated").await["data"][0];
    assert_eq!(
        updated["data"]["previous_attributes"],
        json!({"metadata": {"a": "1", "b": null}, "name": "A"})
    );
    assert_eq!(updated["data"]["object"]["metadata"], json!({"b": "2"}));
    assert!(text(&updated["request"], "id").starts_with("req_"));
    assert_eq!(
        api.get("/v1/events?type=customer.*").await["data"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    assert_eq!(
        &api.get(&format!("/v1/events/{}", id(updated))).await,
        updated
    );
}

/// The portal asked for what the version it names no longer takes: it could save no method and change no anchor at
/// Stripe, and nobody noticed, because the sandbox still took it.
#[tokio::test]
async fn what_endive_took_away_is_not_taken() {
    let api = Api::open().await;
    let customer = id(&api.customer_with("pm_card_visa").await);
    let types = format!("customer={customer}&payment_method_types[]=card");
    let refused = api.refused("/v1/setup_intents", &types).await;
    assert_eq!((refused.0, &*refused.1), (400, "parameter_unknown"));
    let price = id(&api.monthly(2_900, "usd").await);
    let held = format!("customer={customer}&items[0][price]={price}");
    let held = id(&api.post("/v1/subscriptions", &held).await);
    let path = format!("/v1/subscriptions/{held}");
    let refused = api.refused(&path, "billing_cycle_anchor=now").await;
    assert_eq!(refused.2, "Invalid object");
    let changed = api
        .post(&path, "billing_cycle_anchor[type]=unchanged")
        .await;
    assert_eq!(text(&changed, "id"), held);
}

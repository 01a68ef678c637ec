//! Repeated and simultaneous requests.

mod common;

use axum::http::{Method, StatusCode};
use common::{Api, id};

#[tokio::test]
async fn a_repeated_key_gets_the_first_answer() {
    let api = Api::open().await;
    let post = |form: &'static str| api.request(Method::POST, "/v1/customers", form, Some("key-1"));
    let first = post("name=A").await;
    let again = post("name=A").await;
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(first.header("idempotent-replayed"), "");
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.header("idempotency-key"), "key-1");

    let other = post("name=B").await;
    assert_eq!(other.status, StatusCode::BAD_REQUEST);
    assert_eq!(other.body["error"]["type"], "idempotency_error");
    assert!(
        other
            .error()
            .2
            .starts_with("Keys for idempotent requests can only be used with the same parameters")
    );
    let elsewhere = api
        .request(Method::POST, "/v1/products", "name=A", Some("key-1"))
        .await;
    assert!(
        elsewhere
            .error()
            .2
            .contains("('/v1/products' vs '/v1/customers')")
    );
    assert_eq!(
        api.get("/v1/customers").await["data"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );

    // What never began to run is not kept; what ran and was declined is.
    let bad = api
        .request(Method::POST, "/v1/customers", "x=1", Some("key-2"))
        .await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    let good = api
        .request(Method::POST, "/v1/customers", "name=C", Some("key-2"))
        .await;
    assert_eq!(good.status, StatusCode::OK);
    let path = "/v1/payment_methods/pm_card_chargeDeclined/attach";
    let form = format!("customer={}", id(&good.body));
    let declined = api.request(Method::POST, path, &form, Some("key-3")).await;
    let replayed = api.request(Method::POST, path, &form, Some("key-3")).await;
    assert_eq!(declined.status, StatusCode::PAYMENT_REQUIRED);
    assert_eq!(
        (replayed.status, replayed.header("idempotent-replayed")),
        (declined.status, "true")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_deliveries_of_one_intent_have_one_effect() {
    let api = Api::open().await;
    let deliveries =
        (0..8).map(|_| api.request(Method::POST, "/v1/customers", "name=Once", Some("intent")));
    let answers = futures_of(deliveries).await;
    let done: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == StatusCode::OK)
        .collect();
    assert!(!done.is_empty());
    assert!(done.iter().all(|answer| answer.bytes == done[0].bytes));
    for answer in answers
        .iter()
        .filter(|answer| answer.status != StatusCode::OK)
    {
        assert_eq!(
            (answer.status.as_u16(), answer.error().1.as_str()),
            (409, "idempotency_key_in_use")
        );
    }
    assert_eq!(
        api.get("/v1/customers").await["data"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_writers_never_meet_a_busy_database() {
    let api = Api::open().await;
    let customer = id(&api.post("/v1/customers", "name=A").await);
    let path = format!("/v1/customers/{customer}");
    let forms: Vec<String> = (0..64)
        .map(|number| format!("metadata[k{number}]=v"))
        .collect();
    let (half, other) = forms.split_at(32);
    let writes = half
        .iter()
        .map(|form| api.request(Method::POST, &path, form, None));
    let created = other
        .iter()
        .map(|form| api.request(Method::POST, "/v1/customers", form, None));
    let (writes, created) = tokio::join!(futures_of(writes), futures_of(created));
    assert!(
        writes
            .iter()
            .chain(&created)
            .all(|answer| answer.status == StatusCode::OK)
    );
    let customer = api.get(&path).await;
    assert_eq!(
        customer["metadata"].as_object().map(serde_json::Map::len),
        Some(32)
    );
}

/// Polls all of them at once.
async fn futures_of<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut done = true;
        for (future, output) in &mut waiting {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(ready) => *output = Some(ready),
                    std::task::Poll::Pending => done = false,
                }
            }
        }
        if done {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    waiting
        .into_iter()
        .filter_map(|(_, output)| output)
        .collect()
}

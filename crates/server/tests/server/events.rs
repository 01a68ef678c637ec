//! What happens in the portal is told to the merchant's webhook endpoints.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use portico_server::events;
use serde_json::{Value, json};

use crate::support::{Answer, World};

const ENDPOINTS: &str = "/v1/portico/webhook_endpoints";
const EVENTS: &str = "/v1/portico/events";

/// A merchant's server that takes events, or refuses them.
#[derive(Clone)]
struct Receiver {
    url: String,
    heard: Arc<Mutex<Vec<(String, Value)>>>,
    status: Arc<Mutex<StatusCode>>,
}

impl Receiver {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            heard: Arc::default(),
            status: Arc::new(Mutex::new(StatusCode::OK)),
        };
        let shared = receiver.clone();
        let take = async move |headers: HeaderMap, body: Bytes| {
            let signature = headers["stripe-signature"].to_str().unwrap().to_owned();
            // The exact bytes are what is signed.
            assert!(body.starts_with(b"{"));
            let event = String::from_utf8(body.to_vec()).unwrap();
            let mut heard = shared.heard.lock().unwrap();
            heard.push((signature, Value::String(event)));
            *shared.status.lock().unwrap()
        };
        let router = Router::new().fallback(take);
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    fn answers(&self, status: StatusCode) {
        *self.status.lock().unwrap() = status;
    }

    /// What has been heard since the last time: signatures and raw bodies.
    fn heard(&self) -> Vec<(String, String)> {
        let heard = std::mem::take(&mut *self.heard.lock().unwrap());
        let text = |value: Value| value.as_str().unwrap_or_default().to_owned();
        heard
            .into_iter()
            .map(|(signature, body)| (signature, text(body)))
            .collect()
    }

    fn events(&self) -> Vec<Value> {
        let heard = self.heard().into_iter();
        heard
            .map(|(_, body)| serde_json::from_str(&body).unwrap())
            .collect()
    }
}

async fn call(world: &World, method: &str, path: &str, form: &str) -> Answer {
    let call = world.merchant_call(0, method, path);
    let call = if method == "POST" {
        call.form(form)
    } else {
        call
    };
    world.send(call).await
}

async fn register(world: &World, receiver: &Receiver, wanted: &str) -> Value {
    let form = format!("url={}&enabled_events[0]={wanted}", receiver.url);
    let made = call(world, "POST", ENDPOINTS, &form).await;
    assert_eq!(made.status, 200, "{}", made.text());
    made.json()
}

/// Each of the five, signed over its exact bytes, with what was before where something changed.
#[tokio::test]
async fn every_event_is_told_and_signed() {
    let world = World::new().await;
    let receiver = Receiver::start().await;
    let endpoint = register(&world, &receiver, "*").await;
    let secret = endpoint["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_"));
    assert_eq!(endpoint["upstream"], false);
    let listed = call(&world, "GET", ENDPOINTS, "").await.json();
    assert!(
        listed["data"][0].get("secret").is_none(),
        "it is shown once"
    );

    let (customer, _) = world.subscriber(0, 1).await;
    let sessions = "/v1/billing_portal/sessions";
    let session = call(&world, "POST", sessions, &format!("customer={customer}"))
        .await
        .json();
    let id = session["id"].as_str().unwrap();
    call(
        &world,
        "POST",
        &format!("/v1/portico/sessions/{id}/revoke"),
        "",
    )
    .await;
    let form = "features[invoice_history][enabled]=true&metadata[group]=a";
    let made = call(&world, "POST", "/v1/billing_portal/configurations", form)
        .await
        .json();
    let path = format!(
        "/v1/billing_portal/configurations/{}",
        made["id"].as_str().unwrap()
    );
    call(&world, "POST", &path, "name=Students&metadata[group]=b").await;
    call(
        &world,
        "POST",
        "/v1/portico/branding",
        "modes[light][brand]=#0f766e",
    )
    .await;

    assert_eq!(events::deliver(&world.app).await.unwrap(), 5);
    let heard = receiver.heard();
    let now = world.clock.now();
    for (signature, body) in &heard {
        let verify =
            |body: &str| stripe::webhook::verify(body.as_bytes(), signature, &[secret], 300, now);
        assert_eq!(verify(body), Ok(()));
        assert!(verify(&format!("{body} ")).is_err());
        assert!(
            !body.contains("pcs_"),
            "a link is in the answer to who asked for it, and nowhere else: {body}"
        );
    }
    let mut told: Vec<Value> = heard
        .iter()
        .map(|(_, body)| serde_json::from_str(body).unwrap())
        .collect();
    told.sort_by_key(|event| event["type"].as_str().unwrap().to_owned());
    let types: Vec<_> = told
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        types,
        [
            "billing_portal.configuration.created",
            "billing_portal.configuration.updated",
            "billing_portal.session.created",
            "portico.branding.published",
            "portico.session.revoked",
        ]
    );
    for event in &told {
        assert_eq!(
            (&event["object"], &event["livemode"], &event["created"]),
            (&json!("event"), &json!(false), &json!(now))
        );
        let request = event["request"]["id"].as_str().unwrap();
        assert!(request.starts_with("req_"), "{request}");
        assert_eq!(event["request"]["idempotency_key"], json!(null));
    }
    let mut expected = made.clone();
    expected["features"]["subscription_update"]["products"] = json!([]);
    assert_eq!(told[0]["data"], json!({ "object": expected }));
    let changed = &told[1]["data"];
    assert_eq!(
        (
            &changed["object"]["name"],
            &changed["object"]["metadata"]["group"]
        ),
        (&json!("Students"), &json!("b"))
    );
    let previous = &changed["previous_attributes"];
    assert_eq!(
        (&previous["name"], &previous["metadata"]),
        (&Value::Null, &json!({ "group": "a" }))
    );
    assert!(
        previous.get("features").is_none(),
        "it did not change: {previous}"
    );
    let created = &told[2]["data"]["object"];
    assert_eq!(
        (&created["id"], &created["customer"]),
        (&session["id"], &json!(customer))
    );
    assert_eq!(told[4]["data"]["object"]["id"], session["id"]);

    // The same events can be read, by the SDK's `events.retrieve`, too.
    let id = told[0]["id"].as_str().unwrap();
    let read = call(&world, "GET", &format!("/v1/events/{id}"), "")
        .await
        .json();
    assert_eq!(
        (&read["data"], &read["pending_webhooks"]),
        (&told[0]["data"], &json!(0))
    );
    let page = call(&world, "GET", &format!("{EVENTS}?limit=2"), "")
        .await
        .json();
    assert_eq!(
        (page["data"].as_array().unwrap().len(), &page["has_more"]),
        (2, &json!(true))
    );
    let page = call(
        &world,
        "GET",
        &format!("{EVENTS}?type=portico.session.revoked"),
        "",
    )
    .await
    .json();
    assert_eq!(page["data"][0]["id"], told[4]["id"]);
}

/// What is not taken is tried for three days, and then given up; after that it can be sent once more.
#[tokio::test]
async fn an_event_is_tried_for_three_days() {
    let world = World::new().await;
    let receiver = Receiver::start().await;
    let endpoint = register(&world, &receiver, "billing_portal.configuration.created").await;
    receiver.answers(StatusCode::INTERNAL_SERVER_ERROR);
    let form = "features[invoice_history][enabled]=true";
    call(&world, "POST", "/v1/billing_portal/configurations", form).await;

    let begun = world.clock.now();
    let mut tried_at = Vec::new();
    while world.clock.now() <= begun + 4 * 86_400 {
        assert_eq!(events::deliver(&world.app).await.unwrap(), 0);
        if !receiver.events().is_empty() {
            tried_at.push(world.clock.now() - begun);
        }
        let step = if tried_at.len() < 4 { 10 } else { 3_600 };
        world.clock.set(world.clock.now() + step);
    }
    assert_eq!(tried_at[..3], [0, 10, 70]);
    assert!(tried_at.len() >= 11, "{tried_at:?}");
    let last = *tried_at.last().unwrap();
    assert!((2 * 86_400..=3 * 86_400).contains(&last), "{tried_at:?}");

    let event = call(&world, "GET", EVENTS, "").await.json()["data"][0].clone();
    let way = &event["deliveries"][0];
    assert_eq!(
        (&way["status"], &way["last_answer"]),
        (&json!("failed"), &json!("500"))
    );
    assert_eq!(way["attempts"], json!(tried_at.len()));

    receiver.answers(StatusCode::NO_CONTENT);
    let path = format!("{EVENTS}/{}/replay", event["id"].as_str().unwrap());
    let missing = call(&world, "POST", &path, "webhook_endpoint=we_x").await;
    assert_eq!(missing.json()["error"]["param"], "webhook_endpoint");
    let form = format!("webhook_endpoint={}", endpoint["id"].as_str().unwrap());
    let replayed = call(&world, "POST", &path, &form).await.json();
    assert_eq!(replayed["deliveries"][0]["status"], "pending");
    assert_eq!(events::deliver(&world.app).await.unwrap(), 1);
    let again = receiver.events();
    assert_eq!(again[0]["id"], event["id"]);
    let event = call(
        &world,
        "GET",
        &format!("{EVENTS}/{}", event["id"].as_str().unwrap()),
        "",
    )
    .await
    .json();
    assert_eq!(event["deliveries"][0]["status"], "delivered");
}

/// An endpoint hears of what it asked for, while it is enabled.
#[tokio::test]
async fn an_endpoint_hears_what_it_wants() {
    let world = World::new().await;
    let (wanting, other) = (Receiver::start().await, Receiver::start().await);
    let endpoint = register(&world, &wanting, "billing_portal.configuration.created").await;
    register(&world, &other, "portico.session.revoked").await;
    let configure = async || {
        let form = "features[invoice_history][enabled]=true";
        call(&world, "POST", "/v1/billing_portal/configurations", form).await;
        events::deliver(&world.app).await.unwrap()
    };
    assert_eq!(configure().await, 1);
    assert_eq!((wanting.heard().len(), other.heard().len()), (1, 0));
    let path = format!("{ENDPOINTS}/{}", endpoint["id"].as_str().unwrap());
    call(&world, "POST", &path, "disabled=true").await;
    assert_eq!(configure().await, 0);
    call(&world, "POST", &path, "disabled=false&enabled_events[0]=*").await;
    assert_eq!(configure().await, 1);
    let deleted = call(&world, "DELETE", &path, "").await;
    assert_eq!(deleted.json()["deleted"], true);
    assert_eq!(configure().await, 0);
    assert_eq!(call(&world, "GET", &path, "").await.status, 404);

    for (form, param) in [
        ("enabled_events[0]=*", "url"),
        ("url=https://a.test", "enabled_events"),
        ("url=ftp://a.test&enabled_events[0]=*", "url"),
        ("url=nowhere&enabled_events[0]=*", "url"),
        (
            "url=https://a.test&enabled_events[0]=invoice.paid",
            "enabled_events[0]",
        ),
        (
            "url=https://a.test&enabled_events[0]=*&secret=abc",
            "secret",
        ),
    ] {
        let refused = call(&world, "POST", ENDPOINTS, form).await;
        assert_eq!(
            (refused.status, &refused.json()["error"]["param"]),
            (400, &json!(param)),
            "{form}"
        );
    }
}

/// A merchant's code registers its endpoint as it does at Stripe, with the SDK, and hears of the portal at the same
/// address with the same secret.
#[tokio::test]
async fn an_endpoint_made_upstream_hears_of_the_portal_too() {
    let world = World::new().await;
    let receiver = Receiver::start().await;
    let form = format!(
        "url={}&enabled_events[0]=billing_portal.session.created&enabled_events[1]=customer.created",
        receiver.url
    );
    let made = call(&world, "POST", "/v1/webhook_endpoints", &form)
        .await
        .json();
    let secret = made["secret"].as_str().unwrap().to_owned();
    let noted = call(&world, "GET", ENDPOINTS, "").await.json();
    assert_eq!(noted["data"][0]["id"], made["id"]);
    assert_eq!(noted["data"][0]["upstream"], true);
    let (customer, _) = world.subscriber(0, 1).await;
    let open = async || {
        let form = format!("customer={customer}");
        call(&world, "POST", "/v1/billing_portal/sessions", &form).await;
        events::deliver(&world.app).await.unwrap()
    };
    assert_eq!(open().await, 1);
    let now = world.clock.now();
    let ours = receiver
        .heard()
        .into_iter()
        .find(|(_, body)| body.contains("billing_portal.session"));
    let (signature, body) = ours.unwrap();
    assert_eq!(
        stripe::webhook::verify(body.as_bytes(), &signature, &[secret], 300, now),
        Ok(())
    );

    let path = format!("/v1/webhook_endpoints/{}", made["id"].as_str().unwrap());
    let updated = call(&world, "POST", &path, "disabled=true").await;
    assert_eq!(updated.json()["status"], "disabled");
    assert_eq!(open().await, 0);
    call(&world, "POST", &path, "disabled=false").await;
    assert_eq!(open().await, 1);
    assert_eq!(
        call(&world, "DELETE", &path, "").await.json()["deleted"],
        true
    );
    assert_eq!(open().await, 0);
    let listed = call(&world, "GET", "/v1/webhook_endpoints", "")
        .await
        .json();
    assert_eq!(listed["data"], json!([]));
}

/// One merchant's events, endpoints and replays are not there for another.
#[tokio::test]
async fn other_merchants_events_are_not_there() {
    let world = World::new().await;
    let receiver = Receiver::start().await;
    let endpoint = register(&world, &receiver, "*").await;
    let form = "features[invoice_history][enabled]=true";
    call(&world, "POST", "/v1/billing_portal/configurations", form).await;
    let event = call(&world, "GET", EVENTS, "").await.json()["data"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let endpoint = endpoint["id"].as_str().unwrap();
    for (method, path) in [
        ("GET", format!("{EVENTS}/{event}")),
        ("POST", format!("{EVENTS}/{event}/replay")),
        ("GET", format!("{ENDPOINTS}/{endpoint}")),
        ("POST", format!("{ENDPOINTS}/{endpoint}")),
        ("DELETE", format!("{ENDPOINTS}/{endpoint}")),
    ] {
        let other = world.send(world.merchant_call(1, method, &path)).await;
        assert_eq!(other.status, 404, "{method} {path}: {}", other.text());
    }
    for path in [EVENTS, ENDPOINTS] {
        let list = world.send(world.merchant_call(1, "GET", path)).await.json();
        assert_eq!(list["data"], json!([]));
    }
}

/// Events were sent sixteen at a time, and the next sixteen only when each of them had been answered or given up: an
/// endpoint that took its time held up everybody else's events for ten seconds, again and again.
#[tokio::test]
async fn a_slow_endpoint_holds_up_nobody_else() {
    const EVENTS: usize = 40;
    let world = World::new().await;
    // It takes connections, and answers nothing.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let slow = Receiver {
        url: format!("http://{}/hook", listener.local_addr().unwrap()),
        heard: Arc::default(),
        status: Arc::default(),
    };
    register(&world, &slow, "*").await;
    let quick = Receiver::start().await;
    register(&world, &quick, "*").await;
    let sending = tokio::spawn(events::keep_delivering(world.app.clone()));
    let form = "features[invoice_history][enabled]=true";
    let heard = async {
        let mut heard = 0;
        while heard < EVENTS {
            heard += quick.heard().len();
            tokio::task::yield_now().await;
        }
    };
    for _ in 0..EVENTS {
        let made = call(&world, "POST", "/v1/billing_portal/configurations", form).await;
        assert_eq!(made.status, 200, "{}", made.text());
    }
    // Half of what one answer may take.
    let all = tokio::time::timeout(std::time::Duration::from_secs(5), heard).await;
    assert!(all.is_ok(), "it waits for the slow one");
    sending.abort();
}

/// An event said of no request that it had caused it, although Stripe's own events do: a merchant's server could not
/// tell what it had done itself from what somebody else had.
#[tokio::test]
async fn an_event_names_the_request_that_caused_it() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let form = format!("customer={customer}");
    let ask = async |path: &str, form: &str, key: &str| {
        let call = world.merchant_call(0, "POST", path).form(form);
        world.send(call.header("idempotency-key", key)).await
    };
    let configuration = "features[invoice_history][enabled]=true";
    let mut caused = Vec::new();
    for (path, form) in [
        ("/v1/billing_portal/sessions", form.as_str()),
        ("/v1/billing_portal/configurations", configuration),
        ("/v1/portico/branding", "modes[light][brand]=#0f766e"),
        ("/v1/portico/sessions/revoke", form.as_str()),
    ] {
        let answer = ask(path, form, &format!("key-{path}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let request = answer.header("request-id").to_owned();
        caused.push(json!({ "id": request, "idempotency_key": format!("key-{path}") }));
        // A repeated request causes nothing.
        ask(path, form, &format!("key-{path}")).await;
    }
    let events = call(&world, "GET", EVENTS, "").await.json();
    let events = events["data"].as_array().unwrap();
    for cause in &caused {
        let found = events.iter().filter(|event| event["request"] == *cause);
        assert_eq!(found.count(), 1, "{cause}: {events:?}");
    }
}

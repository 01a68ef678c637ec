//! Invoices: the list, one in full, paying it, and the files.

use serde_json::{Value, json};

use crate::support::{Answer, Browser, World};

fn key(world: &World) -> String {
    world.account(0).secret_key.expose().to_owned()
}

/// A one-off invoice of a customer, finalized. Without an amount it is paid at once.
async fn invoice(world: &World, customer: &str, amount: i64, about: &str) -> Value {
    let key = key(world);
    let ask = async |path: &str, form: &str| world.engine.ask(&key, "POST", path, form).await;
    if amount != 0 {
        let form = format!("customer={customer}&currency=usd&amount={amount}&description={about}");
        ask("/v1/invoiceitems", &form).await;
    }
    let form = format!("customer={customer}&currency=usd&pending_invoice_items_behavior=include");
    let draft = ask("/v1/invoices", &form).await;
    let path = format!("/v1/invoices/{}/finalize", draft["id"].as_str().unwrap());
    ask(&path, "").await
}

async fn get(world: &World, browser: &Browser, path: &str) -> Answer {
    world.send(browser.call("GET", path)).await
}

async fn numbers(world: &World, browser: &Browser, query: &str) -> Vec<String> {
    let answer = get(world, browser, &format!("/api/invoices?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    let list = answer.json();
    let data = list["data"].as_array().unwrap().iter();
    data.map(|it| it["number"].as_str().unwrap().to_owned())
        .collect()
}

async fn pay(world: &World, browser: &Browser, invoice: &Value, method: &str) -> Answer {
    let path = format!("/api/invoices/{}/pay", invoice["id"].as_str().unwrap());
    let body = json!({ "payment_method": method });
    world.send(browser.call("POST", &path).json(body)).await
}

#[tokio::test]
async fn the_list_is_filtered_searched_and_paged() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let mut made = vec![];
    for (amount, about) in [(1_250, "Workshop"), (123_456, "%3DCafé"), (500, "Workshop")] {
        let made_now = invoice(&world, &customer, amount, about).await;
        made.push(made_now["number"].as_str().unwrap().to_owned());
    }
    // A draft is nobody's business yet.
    let form = format!("customer={customer}");
    world
        .engine
        .ask(&key(&world), "POST", "/v1/invoices", &form)
        .await;

    assert_eq!(numbers(&world, &browser, "").await.len(), 4);
    assert_eq!(numbers(&world, &browser, "status=open").await.len(), 3);
    assert_eq!(numbers(&world, &browser, "status=paid").await.len(), 1);
    let found = numbers(&world, &browser, "search=workshop").await;
    assert_eq!(found, [made[2].clone(), made[0].clone()], "newest first");
    assert_eq!(
        numbers(&world, &browser, "search=1%2C234.56").await,
        [made[1].clone()]
    );
    assert_eq!(
        numbers(&world, &browser, "search=cafe&status=open").await,
        [made[1].clone()]
    );
    assert!(
        numbers(&world, &browser, "search=cafe&status=paid")
            .await
            .is_empty()
    );
    let lower = made[0].to_lowercase();
    assert_eq!(
        numbers(&world, &browser, &format!("search={lower}")).await,
        [made[0].clone()]
    );
    assert!(numbers(&world, &browser, "year=2001").await.is_empty());
    let first_year = get(&world, &browser, "/api/invoices").await.json()["first_year"].clone();
    let year = format!("year={first_year}");
    assert!(!numbers(&world, &browser, &year).await.is_empty());

    for query in ["", "search=workshop&"] {
        let path = format!("/api/invoices?{query}limit=1");
        let page = get(&world, &browser, &path).await.json();
        assert_eq!(page["data"].as_array().unwrap().len(), 1);
        let next = page["next"].as_str().expect("more");
        let path = format!("{path}&starting_after={next}");
        let older = get(&world, &browser, &path).await.json();
        assert_ne!(older["data"][0]["id"], page["data"][0]["id"], "{query}");
    }
    for wrong in ["status=draft", "limit=0", "limit=101", "year=abc"] {
        let answer = get(&world, &browser, &format!("/api/invoices?{wrong}")).await;
        assert_eq!(answer.status, 422, "{wrong}");
    }
}

#[tokio::test]
async fn one_invoice_says_everything_that_is_printed_on_it() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let key = key(&world);
    let list = get(&world, &world.sign_in(0, &customer).await, "/api/invoices").await;
    let paid = list.json()["data"][0].clone();
    let id = paid["id"].as_str().unwrap();
    let form = format!("invoice={id}&amount=900&refund_amount=400&credit_amount=500");
    world
        .engine
        .ask(&key, "POST", "/v1/credit_notes", &form)
        .await;

    let browser = world.sign_in(0, &customer).await;
    let answer = get(&world, &browser, &format!("/api/invoices/{id}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let detail = answer.json();
    assert_eq!(detail["invoice"], paid);
    assert_eq!(detail["merchant"]["name"], "Acme");
    assert_eq!(detail["customer"]["name"], "Jane Doe");
    assert_eq!(detail["customer"]["email"], "jane@example.com");
    let line = &detail["lines"][0];
    assert_eq!(line["description"], "Starter");
    assert_eq!(line["quantity"], 1);
    assert_eq!(line["amount"], 1_900);
    assert!(line["period_end"].as_i64() > line["period_start"].as_i64());
    assert_eq!(detail["subtotal"], 1_900);
    assert_eq!(detail["amount_paid"], 1_900);
    assert_eq!(detail["payment"], "idle");
    let history = detail["history"].as_array().unwrap();
    let events: Vec<_> = history
        .iter()
        .map(|it| (it["kind"].as_str().unwrap(), it["amount"].as_i64().unwrap()))
        .collect();
    assert_eq!(
        events,
        [("refund", 400), ("credit", 500), ("payment", 1_900)]
    );
    assert_eq!(history[2]["method"]["last4"], "4242");

    // Credit is taken off the next invoice.
    let next = invoice(&world, &customer, 2_000, "Extra").await;
    let path = format!("/api/invoices/{}", next["id"].as_str().unwrap());
    let detail = get(&world, &browser, &path).await.json();
    assert_eq!(detail["balance_applied"], 500);
    assert_eq!(detail["invoice"]["total"], 2_000);
    assert_eq!(detail["invoice"]["amount_remaining"], 1_500);
}

#[tokio::test]
async fn an_open_invoice_is_paid_once() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let open = invoice(&world, &customer, 2_000, "Extra").await;
    let path = format!("/api/invoices/{}/pay", open["id"].as_str().unwrap());
    let call = browser
        .call("POST", &path)
        .json(json!({ "payment_method": cards[0] }))
        .header("idempotency-key", "once");
    let (first, second) = tokio::join!(world.send(call.clone()), world.send(call.clone()));
    let statuses = [first.status, second.status];
    assert!(statuses.contains(&200), "{statuses:?}");
    let again = world.send(call).await;
    assert_eq!(again.status, 200, "{}", again.text());
    let paid = again.json();
    assert_eq!(paid["invoice"]["invoice"]["status"], "paid");
    assert!(paid["state"]["version"].is_string());
    let path = format!("/v1/charges?customer={customer}");
    let charges = world.engine.ask(&key(&world), "GET", &path, "").await;
    let charged = charges["data"].as_array().unwrap().iter();
    assert_eq!(charged.filter(|it| it["amount"] == 2_000).count(), 1);

    let late = pay(&world, &browser, &open, &cards[0]).await;
    assert_eq!(
        (late.status, late.code().as_str()),
        (409, "state_changed"),
        "nothing is to be paid: {}",
        late.text()
    );
}

#[tokio::test]
async fn a_decline_says_why_unless_that_helps_a_thief() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 1).await;
    let key = key(&world);
    let browser = world.sign_in(0, &customer).await;
    let open = invoice(&world, &customer, 2_000, "Extra").await;
    for (reason, told) in [
        ("", Some("generic_decline")),
        ("InsufficientFunds", Some("insufficient_funds")),
        ("ExpiredCard", Some("expired_card")),
        ("LostCard", None),
        ("StolenCard", None),
    ] {
        let test = &format!("pm_card_chargeCustomerFail{reason}");
        let method = world.engine.attach(&key, &customer, test).await;
        let answer = pay(&world, &browser, &open, &method).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (402, "payment_failed"),
            "{test}: {}",
            answer.text()
        );
        assert_eq!(
            answer.json()["error"]["decline_code"],
            json!(told),
            "{test}"
        );
        let path = format!("/api/invoices/{}", open["id"].as_str().unwrap());
        let detail = get(&world, &browser, &path).await.json();
        assert_eq!(detail["invoice"]["status"], "open");
        assert_eq!(detail["history"][0]["kind"], "payment_failed");
    }
    let paid = pay(&world, &browser, &open, &cards[0]).await;
    assert_eq!(paid.status, 200, "another method works: {}", paid.text());
}

#[tokio::test]
async fn a_payment_waits_for_the_bank_and_its_secret_is_told_to_the_page_alone() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let key = key(&world);
    let method = world
        .engine
        .attach(&key, &customer, "pm_card_authenticationRequired")
        .await;
    let browser = world.sign_in(0, &customer).await;
    let open = invoice(&world, &customer, 2_000, "Extra").await;
    let id = open["id"].as_str().unwrap().to_owned();
    let path = format!("/api/invoices/{id}/authentication");
    let early = get(&world, &browser, &path).await;
    assert_eq!(
        (early.status, early.code().as_str()),
        (409, "state_changed")
    );

    let answer = pay(&world, &browser, &open, &method).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (402, "authentication_required"),
        "{}",
        answer.text()
    );
    assert_eq!(answer.json()["error"]["authentication"]["invoice"], id);
    assert!(!answer.text().contains("secret"), "{}", answer.text());
    let detail = get(&world, &browser, &format!("/api/invoices/{id}")).await;
    assert_eq!(detail.json()["payment"], "requires_action");
    assert!(!detail.text().contains("secret"), "{}", detail.text());

    let waiting = get(&world, &browser, &path).await;
    assert_eq!(waiting.status, 200, "{}", waiting.text());
    assert_eq!(waiting.header("cache-control"), "no-store");
    let waiting = waiting.json();
    assert_eq!(waiting["publishable_key"], "pk_test_merchant0");
    let secret = waiting["client_secret"].as_str().unwrap();
    let intent = secret.split("_secret_").next().unwrap();
    // What the processor's script does once the customer has confirmed.
    let form = format!("client_secret={secret}&outcome=succeeded");
    let authenticate = format!("/v1/payment_intents/{intent}/authenticate");
    world
        .engine
        .ask("pk_test_merchant0", "POST", &authenticate, &form)
        .await;
    let over = get(&world, &browser, &path).await;
    assert_eq!((over.status, over.code().as_str()), (409, "state_changed"));
    let portal = browser.portal(&world).await.json();
    let newest = &portal["invoices"]["data"][0];
    assert_eq!(newest["id"], id.as_str());
    assert_eq!(newest["status"], "paid", "the home page knows at once");
    let told = get(&world, &browser, "/api/activity").await.json();
    assert_eq!(told["data"][0]["kind"], "invoice_paid");
    assert_eq!(told["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_not_theirs_is_not_there_and_cannot_be_paid() {
    let world = World::new().await;
    let (jane, janes) = world.subscriber(0, 1).await;
    let (joe, joes) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &jane).await;
    let foreign = invoice(&world, &joe, 2_000, "Extra").await;
    let own = invoice(&world, &jane, 2_000, "Extra").await;
    let form = format!("customer={jane}");
    let draft = world
        .engine
        .ask(&key(&world), "POST", "/v1/invoices", &form)
        .await;
    for id in [&foreign["id"], &draft["id"], &json!("in_none")] {
        let id = id.as_str().unwrap();
        for end in ["", "/authentication", "/pdf"] {
            let answer = get(&world, &browser, &format!("/api/invoices/{id}{end}")).await;
            assert_eq!(answer.status, 404, "{id}{end}: {}", answer.text());
        }
    }
    for (invoice, method) in [
        (&foreign, &janes[0]),
        (&draft, &janes[0]),
        (&own, &joes[0]),
        (&own, &"pm_none".to_owned()),
    ] {
        let answer = pay(&world, &browser, invoice, method).await;
        assert_eq!(answer.status, 404, "{}", answer.text());
    }
}

#[tokio::test]
async fn nothing_is_told_where_the_history_is_switched_off() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 1).await;
    let open = invoice(&world, &customer, 2_000, "Extra").await;
    let id = open["id"].as_str().unwrap();
    let off = "features[invoice_history][enabled]=false\
               &features[subscription_update][enabled]=false";
    assert_eq!(world.configure(0, off).await.status, 200);
    let browser = world.sign_in(0, &customer).await;
    for path in [
        "/api/invoices".to_owned(),
        "/api/invoices.csv".to_owned(),
        format!("/api/invoices/{id}"),
        format!("/api/invoices/{id}/authentication"),
        format!("/api/invoices/{id}/pdf"),
    ] {
        let answer = get(&world, &browser, &path).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "feature_disabled"),
            "{path}"
        );
    }
    let answer = pay(&world, &browser, &open, &cards[0]).await;
    assert_eq!(answer.code(), "feature_disabled");
}

#[tokio::test]
async fn files_are_for_our_own_page_and_its_session() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    invoice(&world, &customer, 1_250, "%3D1%2B1").await;
    let link = |path: &str| browser.call("GET", path).without("x-portal-session");
    let csv = world
        .send(link(&format!(
            "/api/invoices.csv?session={}",
            browser.session
        )))
        .await;
    assert_eq!(csv.status, 200, "{}", csv.text());
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        csv.header("content-disposition"),
        "attachment; filename=\"invoices.csv\""
    );
    let text = csv.text();
    assert!(text.starts_with('\u{feff}'));
    assert_eq!(text.matches("\r\n").count(), 3, "{text}");
    assert!(text.contains(",'=1+1,"), "{text}");
    assert!(text.contains(",USD,12.50,12.50\r\n"), "{text}");
    let filtered = world.send(link("/api/invoices.csv?status=paid")).await;
    assert!(!filtered.text().contains("1+1"), "{}", filtered.text());

    let id = numbers(&world, &browser, "status=paid").await;
    let list = get(&world, &browser, "/api/invoices?status=paid")
        .await
        .json();
    let path = format!(
        "/api/invoices/{}/pdf",
        list["data"][0]["id"].as_str().unwrap()
    );
    let pdf = world
        .send(link(&path).header("accept-encoding", "br"))
        .await;
    assert_eq!(pdf.status, 200, "{}", pdf.text());
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert!(pdf.body.starts_with(b"%PDF-1.7"));
    assert!(pdf.header("content-disposition").contains(&id[0]));

    for path in ["/api/invoices.csv", path.as_str()] {
        let stale = world.send(link(&format!("{path}?session=ses_other"))).await;
        assert_eq!(stale.code(), "session_changed", "{path}");
        let elsewhere = link(path).with("sec-fetch-site", "cross-site");
        assert_eq!(world.send(elsewhere).await.code(), "forbidden_origin");
        let nobody = link(path).without("cookie");
        assert_eq!(world.send(nobody.clone()).await.status, 401);
        // A person sees a page and no JSON.
        let person = nobody
            .header("sec-fetch-dest", "document")
            .with("sec-fetch-site", "same-origin");
        let answer = world.send(person).await;
        assert_eq!(answer.status, 303);
        assert!(answer.header("location").starts_with("/invoices"));
    }
}

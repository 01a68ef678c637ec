//! Snapshots: what they hold, what they cost, how long they last.

use std::sync::Arc;
use std::time::Duration;

use contract::InvoiceId;
use serde_json::json;

use super::fake::{Customer, invoice, list, subscription};
use super::setup;
use crate::upstream::{Error, Snapshot, WantedInvoices};

const FRESH: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_first_screen_costs_two_calls_and_the_products() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1", "pm_2"]);
    setup
        .fake
        .world()
        .customers
        .get_mut("cus_1")
        .unwrap()
        .invoices = vec![
        invoice("in_3", "draft"),
        invoice("in_2", "open"),
        invoice("in_1", "paid"),
    ];
    let snapshot = setup.upstream.snapshot("cus_1").await.unwrap();
    let methods = &snapshot.state.payment_methods;
    assert_eq!(methods[0].id.as_str(), "pm_1");
    assert!(methods[0].is_default && !methods[1].is_default);
    let item = &snapshot.state.subscriptions[0].items[0];
    assert_eq!(item.product_name, "Pro");
    assert_eq!(item.unit_label.as_deref(), Some("seat"));
    assert_eq!(snapshot.customer.tax_ids[0].value, "NL1");
    assert_eq!(snapshot.preferred_locales, ["nl"]);
    let ids: Vec<_> = snapshot
        .invoices
        .data
        .iter()
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(ids, ["in_2", "in_1"]);
    assert_eq!(snapshot.invoices.data[0].description, ["Pro"]);
    assert_eq!(setup.fake.calls(), 3);

    setup.fake.customer("cus_2", &["pm_3"]);
    setup.upstream.snapshot("cus_2").await.unwrap();
    assert_eq!(setup.fake.calls(), 5, "the product is known by now");
}

/// Each foretold charge costs upstream a calculation: none for the first screen, at most ten for a customer, and none
/// again for a minute.
#[tokio::test]
async fn what_comes_next_costs_a_call_for_each_of_ten_subscriptions() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    let many = (0..12).map(|number| subscription(&format!("sub_{number}"), "active", "eur", None));
    setup
        .fake
        .world()
        .customers
        .get_mut("cus_1")
        .unwrap()
        .subscriptions = many.collect();
    let preview = json!({"currency": "eur", "created": 99, "amount_due": 900, "total": 900});
    let path = "POST /v1/invoices/create_preview".to_owned();
    setup
        .fake
        .world()
        .answers
        .insert(path.clone(), (200, preview));
    setup.upstream.snapshot("cus_1").await.unwrap();
    assert_eq!(
        setup.fake.calls(),
        3,
        "the first screen does not wait for them"
    );
    let upcoming = setup.upstream.upcoming("cus_1").await.unwrap();
    assert_eq!(upcoming.charges.len(), 10);
    assert_eq!(
        (upcoming.charges[0].at, upcoming.charges[0].amount),
        (99, 900)
    );
    assert_eq!(setup.fake.calls(), 13);
    setup.upstream.upcoming("cus_1").await.unwrap();
    assert_eq!(setup.fake.calls(), 13, "known by now");

    // A change makes another state, of which nothing is known.
    setup
        .fake
        .world()
        .customers
        .get_mut("cus_1")
        .unwrap()
        .subscriptions = vec![
        subscription("sub_0", "active", "eur", Some("pm_1")),
        subscription("sub_1", "unpaid", "eur", None),
    ];
    setup.upstream.invalidate("cus_1").await;
    let refused =
        json!({"error": {"type": "invalid_request_error", "code": "invoice_upcoming_none"}});
    setup.fake.world().answers.insert(path, (404, refused));
    let upcoming = setup.upstream.upcoming("cus_1").await.unwrap();
    assert!(upcoming.charges.is_empty(), "nothing is to come");
    assert_eq!(
        setup.fake.calls(),
        16,
        "two for the state, one for the one that is billed"
    );
}

/// Stripe allows 25 requests a second per endpoint; a portal that read through on every load would not live with it.
#[tokio::test]
async fn a_thousand_pages_for_a_hundred_customers() {
    let setup = setup().await;
    for number in 0..100 {
        setup.fake.customer(&format!("cus_{number}"), &["pm_1"]);
    }
    for page in 0..1_000 {
        let customer = format!("cus_{}", page * 37 % 100);
        setup.upstream.snapshot(&customer).await.unwrap();
    }
    let calls = setup.fake.calls();
    assert!(calls <= 300, "{calls} calls");
}

#[tokio::test]
async fn who_asks_at_the_same_time_shares_one_reading() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    setup.fake.hold();
    let pages: Vec<_> = (0..50)
        .map(|_| {
            let upstream = setup.upstream.clone();
            tokio::spawn(async move { upstream.snapshot("cus_1").await.map(drop) })
        })
        .collect();
    setup.fake.arrived(2).await;
    setup.fake.release();
    for page in pages {
        page.await.unwrap().unwrap();
    }
    assert_eq!(setup.fake.calls(), 3);
}

#[tokio::test]
async fn a_reading_outlives_the_page_that_began_it() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    setup.fake.hold();
    let upstream = setup.upstream.clone();
    let page = tokio::spawn(async move { upstream.snapshot("cus_1").await.map(drop) });
    setup.fake.arrived(2).await;
    page.abort();
    setup.fake.release();
    setup.upstream.snapshot("cus_1").await.unwrap();
    assert_eq!(setup.fake.calls(), 3);
}

#[tokio::test]
async fn fresh_for_a_minute_and_until_a_change() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    setup.fake.customer("cus_2", &["pm_2"]);
    let read = async |customer: &str| {
        let before = setup.fake.calls();
        setup.upstream.snapshot(customer).await.unwrap();
        setup.fake.calls() > before
    };
    assert!(read("cus_1").await && read("cus_2").await);
    setup.clock.advance(FRESH - Duration::from_millis(1));
    assert!(!read("cus_1").await);
    setup.clock.advance(Duration::from_millis(1));
    assert!(read("cus_1").await && read("cus_2").await);

    setup.upstream.invalidate("cus_1").await;
    assert!(read("cus_1").await && !read("cus_2").await);
    setup.upstream.invalidate_all();
    assert!(read("cus_1").await && read("cus_2").await);
    assert!(!read("cus_1").await && !read("cus_2").await);
}

/// A page that asks after a change must not be given the answer to a question put before it.
#[tokio::test]
async fn a_change_during_a_reading_is_seen() {
    for everybody in [false, true] {
        let setup = setup().await;
        setup.fake.customer("cus_1", &["pm_1"]);
        setup.fake.hold();
        let ask = || {
            let upstream = setup.upstream.clone();
            tokio::spawn(async move { upstream.snapshot("cus_1").await })
        };
        let before = ask();
        setup.fake.arrived(2).await;
        setup.fake.customer("cus_1", &["pm_1", "pm_2"]);
        if everybody {
            setup.upstream.invalidate_all();
        } else {
            setup.upstream.invalidate("cus_1").await;
        }
        let after = ask();
        tokio::task::yield_now().await;
        setup.fake.release();
        let methods = after.await.unwrap().unwrap().state.payment_methods.len();
        assert_eq!(methods, 2, "everybody: {everybody}");
        before.await.unwrap().unwrap();
        let methods = setup.upstream.snapshot("cus_1").await.unwrap();
        assert_eq!(methods.state.payment_methods.len(), 2);
    }
}

/// Under the removal lock nothing old is good enough.
#[tokio::test]
async fn fresh_reads_now_and_stays() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    setup.upstream.snapshot("cus_1").await.unwrap();
    let calls = setup.fake.calls();
    setup.fake.customer("cus_1", &["pm_1", "pm_2"]);
    let fresh = setup.upstream.fresh("cus_1").await.unwrap();
    assert_eq!(fresh.state.payment_methods.len(), 2);
    assert_eq!(setup.fake.calls(), calls + 2);
    assert_eq!(setup.upstream.snapshot("cus_1").await.unwrap(), fresh);
    assert_eq!(setup.fake.calls(), calls + 2);
}

/// A slower reading that began earlier must not replace the one made under the lock.
#[tokio::test]
async fn an_earlier_reading_does_not_replace_a_fresh_one() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    setup.fake.hold();
    let upstream = setup.upstream.clone();
    let slow = tokio::spawn(async move { upstream.snapshot("cus_1").await });
    setup.fake.arrived(2).await;
    setup.fake.customer("cus_1", &["pm_1", "pm_2"]);
    setup.fake.hold_earlier();
    let fresh = setup.upstream.fresh("cus_1").await.unwrap();
    assert_eq!(fresh.state.payment_methods.len(), 2);
    setup.fake.release();
    slow.await.unwrap().unwrap();
    let later = setup.upstream.snapshot("cus_1").await.unwrap();
    assert_eq!(later.state.payment_methods.len(), 2);
}

#[tokio::test]
async fn an_outage_is_bridged_for_fifteen_minutes() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    let read = setup.upstream.snapshot("cus_1").await.unwrap();
    setup.fake.world().failing = Some(503);
    setup.clock.advance(FRESH);
    assert!(!read.stands_in);
    let mut bridged = Snapshot::clone(&read);
    bridged.stands_in = true;
    let bridged = Arc::new(bridged);
    assert_eq!(setup.upstream.snapshot("cus_1").await, Ok(bridged.clone()));
    setup.upstream.invalidate_all();
    assert_eq!(setup.upstream.snapshot("cus_1").await, Ok(bridged));
    assert_eq!(setup.upstream.fresh("cus_1").await, Err(Error::Unavailable));
    setup.clock.advance(Duration::from_secs(14 * 60));
    assert_eq!(
        setup.upstream.snapshot("cus_1").await,
        Err(Error::Unavailable)
    );
}

/// After a change of our own the old state would be a lie.
#[tokio::test]
async fn a_changed_customer_is_not_bridged() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &["pm_1"]);
    setup.upstream.snapshot("cus_1").await.unwrap();
    setup.upstream.invalidate("cus_1").await;
    setup.fake.world().failing = Some(503);
    assert_eq!(
        setup.upstream.snapshot("cus_1").await,
        Err(Error::Unavailable)
    );
}

#[tokio::test]
async fn deleted_unknown_and_odd_customers_are_not_found() {
    let setup = setup().await;
    let gone = Customer {
        deleted: true,
        ..Customer::default()
    };
    setup.fake.world().customers.insert("cus_gone".into(), gone);
    for customer in ["cus_gone", "cus_none", "", "..", "a/b"] {
        let read = setup.upstream.snapshot(customer).await;
        assert_eq!(read, Err(Error::NotFound), "{customer}");
    }
}

/// Once a customer is known to be gone, nothing of them is shown any more.
#[tokio::test]
async fn a_deleted_customer_is_forgotten() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &[]);
    setup.upstream.snapshot("cus_1").await.unwrap();
    setup
        .fake
        .world()
        .customers
        .get_mut("cus_1")
        .unwrap()
        .deleted = true;
    setup.clock.advance(FRESH);
    assert_eq!(setup.upstream.snapshot("cus_1").await, Err(Error::NotFound));
    setup.fake.world().failing = Some(503);
    assert_eq!(
        setup.upstream.snapshot("cus_1").await,
        Err(Error::Unavailable)
    );
}

#[tokio::test]
async fn an_upstream_that_does_not_expand_is_asked_for_lists() {
    let setup = setup().await;
    setup.fake.world().expands = false;
    setup.fake.customer("cus_1", &["pm_1"]);
    let snapshot = setup.upstream.snapshot("cus_1").await.unwrap();
    assert_eq!(snapshot.state.subscriptions.len(), 1);
    assert!(snapshot.state.payment_methods[0].is_default);
}

#[tokio::test]
async fn tiers_come_from_the_price() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &[]);
    {
        let mut world = setup.fake.world();
        let mut tiered = subscription("sub_1", "active", "eur", None);
        let price = &mut tiered["items"]["data"][0]["price"];
        price["billing_scheme"] = json!("tiered");
        price["unit_amount"] = json!(null);
        let mut whole = price.clone();
        whole["tiers"] = json!([{"unit_amount": 700, "up_to": 5}, {"unit_amount": 500}]);
        world.customers.get_mut("cus_1").unwrap().subscriptions = vec![tiered];
        world
            .answers
            .insert("GET /v1/prices/price_1".into(), (200, whole));
    }
    let snapshot = setup.upstream.snapshot("cus_1").await.unwrap();
    let price = &snapshot.state.subscriptions[0].items[0].price;
    assert_eq!((price.tiered, price.unit_amount), (true, Some(700)));
}

#[tokio::test]
async fn a_subscription_of_many_items_is_read_to_its_end() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &[]);
    {
        let mut world = setup.fake.world();
        let mut many = subscription("sub_1", "active", "eur", None);
        let item = many["items"]["data"][0].clone();
        many["items"]["has_more"] = json!(true);
        world.customers.get_mut("cus_1").unwrap().subscriptions = vec![many];
        let items = list(vec![item.clone(), item.clone(), item]);
        world
            .answers
            .insert("GET /v1/subscription_items".into(), (200, items));
    }
    let snapshot = setup.upstream.snapshot("cus_1").await.unwrap();
    assert_eq!(snapshot.state.subscriptions[0].items.len(), 3);
}

#[tokio::test]
async fn older_invoices_only_of_the_customer() {
    let setup = setup().await;
    setup.fake.customer("cus_1", &[]);
    let invoices = (1..=25).rev().map(|number| {
        // A run of drafts longer than a page hides nothing that follows.
        let status = if (5..=17).contains(&number) {
            "draft"
        } else {
            "paid"
        };
        invoice(&format!("in_{number}"), status)
    });
    {
        let mut world = setup.fake.world();
        world.customers.get_mut("cus_1").unwrap().invoices = invoices.collect();
        for (id, owner) in [("in_18", "cus_1"), ("in_other", "cus_2")] {
            let answer = (200, json!({"id": id, "customer": owner}));
            world
                .answers
                .insert(format!("GET /v1/invoices/{id}"), answer);
        }
    }
    let page = async |after: &str| {
        let after = InvoiceId::from(after);
        let every = WantedInvoices::default();
        setup
            .upstream
            .invoice_page("cus_1", &every, 10, Some(&after))
            .await
    };
    let every = WantedInvoices::default();
    let first = setup.upstream.invoice_page("cus_1", &every, 10, None);
    let first = first.await.unwrap();
    assert_eq!(first.data.len(), 8);
    assert_eq!(first.next, Some("in_18".into()));
    let older = page("in_18").await.unwrap();
    assert_eq!((older.data.len(), older.next), (4, None));
    assert_eq!(older.data[0].id.as_str(), "in_4");
    // Even when upstream would answer.
    let all = (200, list(vec![invoice("in_1", "paid")]));
    let line = "GET /v1/invoices".to_owned();
    setup.fake.world().answers.insert(line, all);
    assert_eq!(page("in_other").await, Err(Error::NotFound));
    assert_eq!(page("in_none").await, Err(Error::NotFound));
}

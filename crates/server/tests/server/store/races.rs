//! What must be alone is, although everybody comes at once.

use std::sync::Arc;

use portico_server::store::{ActivityRow, CodeLimits, NewCode, Store};
use tokio::task::JoinSet;

use super::logins::login;
use super::{M, stores};

const MANY: i64 = 64;

/// Does something so many times at once, and returns what each time came of it.
async fn at_once<T, W>(store: &Arc<Store>, work: impl Fn(Arc<Store>, i64) -> W) -> Vec<T>
where
    T: Send + 'static,
    W: Future<Output = T> + Send + 'static,
{
    let mut all = JoinSet::new();
    // Connections are made when they are first needed; made now, they are not what decides who comes first.
    for _ in 0..MANY {
        let store = store.clone();
        all.spawn(async move { store.probe(1).await.unwrap() });
    }
    all.join_all().await;
    let mut all = JoinSet::new();
    for number in 0..MANY {
        all.spawn(work(store.clone(), number));
    }
    all.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customers_changes_have_numbers_of_their_own() {
    for (store, _folder) in stores().await {
        let store = Arc::new(store);
        at_once(&store, async |store: Arc<Store>, number| {
            let row = ActivityRow {
                id: format!("seti_{number}"),
                merchant_id: M.to_owned(),
                customer_id: "cus_1".to_owned(),
                at: 1,
                session_id: "ses_1".to_owned(),
                note: "{}".to_owned(),
            };
            assert!(store.record_activity(&row).await.unwrap());
        })
        .await;
        // Two with the same number would be one page, and the other never shown.
        let (mut shown, mut after) = (0, None::<String>);
        while let [row] = store
            .activity(M, "cus_1", after.as_deref(), 1)
            .await
            .unwrap()
            .unwrap()
            .as_slice()
        {
            shown += 1;
            after = Some(row.id.clone());
        }
        assert_eq!(shown, MANY);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_are_counted_before_each_is_given_out() {
    for (store, _folder) in stores().await {
        for number in 0..MANY {
            let id = format!("ptl_{number}");
            store.insert_login(&login(&id, "a", 10_000)).await.unwrap();
        }
        let store = Arc::new(store);
        let given = at_once(&store, async |store: Arc<Store>, number| {
            let waiting = store.waiting_logins(MANY).await.unwrap();
            let id = format!("ptl_{number}");
            let login = waiting.into_iter().find(|it| it.id == id).unwrap();
            let limits = CodeLimits {
                pause: 0,
                hourly: 3,
                daily: 9,
                merchant_hourly: 9,
            };
            let code = NewCode {
                code_mac: "mac",
                expires_at: 10_600,
                customer: Some("cus_1"),
            };
            let settled = store.settle_login(&login, Some(code), &limits, 10_000);
            settled.await.unwrap()
        })
        .await;
        assert_eq!(given.iter().filter(|given| **given).count(), 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_start_at_once_make_one_default_configuration() {
    for (store, _folder) in stores().await {
        let store = Arc::new(store);
        at_once(&store, async |store: Arc<Store>, number| {
            let id = format!("bpc_{number}");
            store.seed_configuration(M, &id, "{}", 1).await.unwrap();
        })
        .await;
        assert_eq!(store.configurations(M).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_many_gets_a_lock() {
    for (store, _folder) in stores().await {
        let store = Arc::new(store);
        let taken = at_once(&store, async |store: Arc<Store>, number| {
            let holder = format!("ptk_{number}");
            let taken = store.lock_customer(M, "cus_1", &holder, 1, 16);
            taken.await.unwrap()
        })
        .await;
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
    }
}

//! Customers' locks, and how often customers have changed.

use portico_server::store::Changes;

use super::{DAY, M, stores};

#[tokio::test]
async fn one_holds_a_lock_until_it_is_given_back_or_over() {
    for (store, _folder) in stores().await {
        let take = |holder, now| store.lock_customer(M, "cus_1", holder, now, now + 15);
        let own = async || store.changes(M, "cus_1").await.unwrap().own;
        assert!(take("a", 100).await.unwrap());
        assert!(!take("b", 114).await.unwrap());
        assert!(
            store
                .lock_customer(M, "cus_2", "b", 100, 115)
                .await
                .unwrap()
        );
        assert!(
            store
                .lock_customer("acct_1", "cus_1", "b", 100, 115)
                .await
                .unwrap()
        );
        assert!(store.extend_lock(M, "cus_1", "a", 119).await.unwrap());
        assert!(!take("b", 118).await.unwrap(), "it is held for longer");
        let before = own().await;
        assert!(take("b", 119).await.unwrap(), "it is over");
        assert_ne!(
            own().await,
            before,
            "whoever held it may have changed something"
        );
        assert!(!store.extend_lock(M, "cus_1", "a", 200).await.unwrap());
        assert_eq!(
            store.unlock_customer(M, "cus_1", "a", 120).await.unwrap(),
            None
        );
        let before = own().await;
        let released = store.unlock_customer(M, "cus_1", "b", 120).await.unwrap();
        assert_eq!(released, Some(before + 1));
        assert_eq!(own().await, before + 1);
        assert!(take("c", 120).await.unwrap());
    }
}

#[tokio::test]
async fn changes_are_counted_by_customer_and_for_all() {
    for (store, _folder) in stores().await {
        let now = 1_000 * DAY;
        assert_eq!(store.changes(M, "cus_1").await.unwrap(), Changes::default());
        let own = store.count_change(M, Some("cus_1"), now).await.unwrap();
        assert_eq!(
            store.count_change(M, Some("cus_1"), now).await.unwrap(),
            own + 1
        );
        let common = store.count_change(M, None, now).await.unwrap();
        let expected = Changes {
            own: own + 1,
            common,
        };
        assert_eq!(store.changes(M, "cus_1").await.unwrap(), expected);
        let of_another = store.changes(M, "cus_2").await.unwrap();
        assert_eq!(of_another, Changes { own: 0, common });
        // A change that is counted ends no lock.
        assert!(
            store
                .lock_customer(M, "cus_1", "a", now, now + 15)
                .await
                .unwrap()
        );
        store.count_change(M, Some("cus_1"), now + 1).await.unwrap();
        assert!(
            !store
                .lock_customer(M, "cus_1", "b", now + 1, now + 16)
                .await
                .unwrap()
        );
        // What was forgotten has another number when it comes back.
        store.forget_old(now + 2 * DAY).await.unwrap();
        assert_eq!(store.changes(M, "cus_1").await.unwrap(), Changes::default());
        let later = store
            .count_change(M, Some("cus_1"), now + 2 * DAY)
            .await
            .unwrap();
        assert!(later > expected.own);
    }
}

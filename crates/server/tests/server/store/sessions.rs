//! Sessions, and what they are for.

use contract::Completed;

use super::{M, browser, ids, session, stores};

#[tokio::test]
async fn sessions() {
    for (store, _folder) in stores().await {
        for (id, customer, at) in [
            ("bps_1", "cus_1", 10),
            ("bps_2", "cus_1", 10),
            ("bps_3", "cus_2", 20),
        ] {
            store
                .insert_session(&session(id, customer, at))
                .await
                .unwrap();
        }
        assert!(
            store
                .insert_session(&session("bps_1", "cus_9", 1))
                .await
                .is_err()
        );
        let usable = |hash: &'static str, now| store.usable_link(M, hash, now);
        assert_eq!(
            usable("bps_1", 309).await.unwrap().unwrap().customer_id,
            "cus_1"
        );
        assert_eq!(usable("bps_1", 310).await.unwrap(), None, "over");
        assert_eq!(
            store.usable_link("acct_1", "bps_1", 11).await.unwrap(),
            None
        );

        let first = store
            .redeem(M, "bps_1", &browser("ses_1", "c1", 11), None)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (first.redeemed_at, first.public_id.as_deref()),
            (Some(11), Some("ses_1"))
        );
        let again = store
            .redeem(M, "bps_1", &browser("ses_9", "c9", 12), None)
            .await
            .unwrap();
        assert_eq!(again, None, "a link is used once");
        let live = async |cookie: &str, now| {
            let found = store.live_session(M, cookie, now, 100).await;
            found.map(|found| found.map(|(session, _)| session))
        };
        assert_eq!(live("c1", 110).await.unwrap().unwrap().id, "bps_1");
        assert_eq!(live("c1", 111).await.unwrap(), None, "idle");
        store.touch_session(M, "bps_1", 50).await.unwrap();
        store.touch_session(M, "bps_1", 40).await.unwrap();
        assert_eq!(
            live("c1", 149).await.unwrap().unwrap().last_seen_at,
            Some(50)
        );
        store.choose_locale(M, "bps_1", "nl").await.unwrap();
        assert_eq!(
            live("c1", 60)
                .await
                .unwrap()
                .unwrap()
                .chosen_locale
                .as_deref(),
            Some("nl")
        );

        store
            .redeem(M, "bps_2", &browser("ses_2", "c2", 12), Some("c1"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(live("c1", 60).await.unwrap(), None, "replaced");
        assert!(live("c2", 60).await.unwrap().is_some());

        let list = |customer, after| store.list_sessions(M, customer, after, 10);
        let rows = list(None, None).await.unwrap();
        assert_eq!(ids(&rows), ["bps_3", "bps_2", "bps_1"]);
        assert_eq!(
            ids(&list(Some("cus_1"), None).await.unwrap()),
            ["bps_2", "bps_1"]
        );
        assert_eq!(ids(&list(None, Some("bps_2")).await.unwrap()), ["bps_1"]);
        assert_eq!(
            ids(&list(Some("cus_1"), Some("bps_3")).await.unwrap()),
            ["bps_2", "bps_1"]
        );
        assert_eq!(
            ids(&store.list_sessions(M, None, None, 1).await.unwrap()).len(),
            2
        );

        let revoked = store.revoke_session(M, "bps_2", 70).await.unwrap().unwrap();
        assert_eq!(revoked.revoked_at, Some(70));
        let again = store.revoke_session(M, "bps_2", 71).await.unwrap().unwrap();
        assert_eq!(again.revoked_at, Some(70), "the first end stands");
        assert_eq!(
            store.revoke_session("acct_1", "bps_3", 70).await.unwrap(),
            None
        );
        assert_eq!(
            store.revoke_customer(M, "cus_2", 72).await.unwrap().len(),
            1
        );
        assert_eq!(
            store.revoke_customer(M, "cus_2", 73).await.unwrap().len(),
            0
        );
        assert_eq!(usable("bps_3", 21).await.unwrap(), None);
    }
}

#[tokio::test]
async fn flows() {
    for (store, _folder) in stores().await {
        for id in ["bps_flow", "bps_1"] {
            store
                .insert_session(&session(id, "cus_1", 10))
                .await
                .unwrap();
            store.note_flow_invoice(M, id, "in_1").await.unwrap();
            store
                .complete_flow(M, id, Completed::Done, 12)
                .await
                .unwrap();
            store.note_flow_invoice(M, id, "in_2").await.unwrap();
        }
        let rows = store.list_sessions(M, None, None, 10).await.unwrap();
        let done = (
            rows[0].flow_invoice.as_deref(),
            rows[0].flow_completed_at,
            &rows[0].flow_outcome,
        );
        assert_eq!((done.0, done.1), (Some("in_1"), Some(12)));
        assert_eq!(done.2.as_deref(), Some(Completed::Done.as_str()));
        assert_eq!(rows[1].flow_outcome, None, "it is for everything");
    }
}

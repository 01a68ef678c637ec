//! Changes, once each, and what is told of them.

use portico_server::store::{Action, ActivityRow, Claim, NewIntent, Outcome};

use super::{DAY, M, stores};

#[tokio::test]
async fn repeated_requests() {
    for (store, _folder) in stores().await {
        let claim = |hash: &'static str, now| store.claim_request("key", hash, now);
        assert!(!store.knows_request("key").await.unwrap());
        assert_eq!(claim("a", 0).await.unwrap(), Claim::Ours);
        assert!(store.knows_request("key").await.unwrap());
        assert_eq!(claim("a", 59).await.unwrap(), Claim::Running);
        assert_eq!(claim("b", 60).await.unwrap(), Claim::Different);
        assert_eq!(claim("a", 60).await.unwrap(), Claim::Ours, "the first died");
        store.release_request("key").await.unwrap();
        assert_eq!(claim("b", 61).await.unwrap(), Claim::Ours);
        store.finish_request("key", 409, "sealed").await.unwrap();
        store.release_request("key").await.unwrap();
        assert_eq!(
            claim("b", 1000).await.unwrap(),
            Claim::Answered(409, "sealed".to_owned())
        );
        assert_eq!(
            claim("b", 61 + DAY).await.unwrap(),
            Claim::Ours,
            "a day is over"
        );
    }
}

#[tokio::test]
async fn changes_and_what_is_told_of_them() {
    for (store, _folder) in stores().await {
        let intent = |id: &'static str, action| NewIntent {
            id,
            merchant: M,
            customer: "cus_1",
            action,
            object: "pm_1",
        };
        store
            .open_intent(&intent("pti_1", Action::Authenticate), None, 1)
            .await
            .unwrap();
        store
            .open_intent(&intent("pti_2", Action::Remove), Some(("ses_1", "{}")), 2)
            .await
            .unwrap();
        store
            .open_intent(&intent("pti_3", Action::Remove), None, 3)
            .await
            .unwrap();
        let open = store.open_intents(2).await.unwrap();
        assert_eq!(
            open.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
            ["pti_2", "pti_1"]
        );
        let newest = store
            .open_intent_of(M, "cus_1", Action::Remove, "pm_1")
            .await
            .unwrap();
        assert_eq!(newest.as_deref(), Some("pti_3"));
        assert!(store.intent_is_open("pti_2").await.unwrap());

        let told = store
            .close_intent("pti_2", Outcome::Done, 5)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (told.at, told.session_id.as_str(), told.note.as_str()),
            (5, "ses_1", "{}")
        );
        assert_eq!(
            store.close_intent("pti_2", Outcome::Done, 6).await.unwrap(),
            None,
            "once"
        );
        assert_eq!(
            store.close_intent("pti_3", Outcome::Done, 6).await.unwrap(),
            None,
            "nothing to tell"
        );
        assert!(!store.intent_is_open("pti_2").await.unwrap());

        let row = ActivityRow {
            id: "seti_1".to_owned(),
            note: "{\"n\":2}".to_owned(),
            ..told.clone()
        };
        assert!(store.record_activity(&row).await.unwrap());
        assert!(!store.record_activity(&row).await.unwrap(), "once");
        let list = |after, limit| store.activity(M, "cus_1", after, limit);
        assert_eq!(
            list(None, 9).await.unwrap().unwrap(),
            [row.clone(), told.clone()]
        );
        assert_eq!(list(None, 1).await.unwrap().unwrap(), [row]);
        assert_eq!(list(Some("seti_1"), 9).await.unwrap().unwrap(), [told]);
        assert_eq!(list(Some("unknown"), 9).await.unwrap(), None);
        store.forget_activity(M, "cus_1").await.unwrap();
        assert_eq!(list(None, 9).await.unwrap().unwrap(), []);
    }
}

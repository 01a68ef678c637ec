//! Letters and events.

use portico_server::store::MailRow;

use super::{M, stores};

#[tokio::test]
async fn mail_and_events() {
    for (store, _folder) in stores().await {
        let mail = |id: &str, at| MailRow {
            id: id.to_owned(),
            merchant_id: M.to_owned(),
            letter: "sealed".to_owned(),
            created_at: at,
            expires_at: at + 600,
            next_at: at,
            attempts: 0,
        };
        for letter in [mail("ptm_1", 1), mail("ptm_2", 2)] {
            store.queue_mail(&letter).await.unwrap();
        }
        let due = store.due_mail(1, 9).await.unwrap();
        assert_eq!(due, [mail("ptm_1", 1)]);
        assert!(store.claim_mail(&due[0], 50).await.unwrap());
        assert!(
            !store.claim_mail(&due[0], 50).await.unwrap(),
            "another process has it"
        );
        assert_eq!(store.due_mail(9, 9).await.unwrap(), [mail("ptm_2", 2)]);
        store.drop_mail("ptm_2").await.unwrap();
        store.postpone_mail(&due[0], 40).await.unwrap();
        assert_eq!(store.due_mail(39, 9).await.unwrap(), []);
        let again = store.due_mail(40, 9).await.unwrap();
        assert_eq!((again[0].attempts, again[0].next_at), (1, 40));
        assert!(store.claim_mail(&again[0], 90).await.unwrap());
        store.postpone_mail(&due[0], 50).await.unwrap();
        let due = store.due_mail(89, 9).await.unwrap();
        assert_eq!(due, [], "whoever tried it before has no say any more");

        assert!(store.take_event(M, "evt_1", 1).await.unwrap());
        assert!(!store.take_event(M, "evt_1", 2).await.unwrap());
        assert!(store.take_event("acct_1", "evt_1", 2).await.unwrap());
    }
}

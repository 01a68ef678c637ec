//! Codes by e-mail.

use portico_server::store::{CodeLimits, LoginRow, NewCode, NewLogin, NewLoginSession, Store};

use super::{M, browser, stores};

const LIMITS: CodeLimits = CodeLimits {
    pause: 60,
    hourly: 3,
    daily: 4,
    merchant_hourly: 5,
};

pub fn login<'a>(id: &'a str, address_mac: &'a str, now: i64) -> NewLogin<'a> {
    NewLogin {
        id,
        merchant: M,
        configuration: "bpc_1",
        browser_hash: "browser",
        address_mac,
        address: "sealed",
        locale: "en",
        now,
    }
}

async fn settle(store: &Store, id: &str, address: &str, now: i64) -> bool {
    store.insert_login(&login(id, address, now)).await.unwrap();
    let waiting = store.waiting_logins(9).await.unwrap();
    assert_eq!(
        waiting.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
        [id]
    );
    let code = NewCode {
        code_mac: "mac",
        expires_at: now + 600,
        customer: Some("cus_1"),
    };
    store
        .settle_login(&waiting[0], Some(code), &LIMITS, now)
        .await
        .unwrap()
}

#[tokio::test]
async fn codes_by_mail() {
    for (store, _folder) in stores().await {
        assert!(settle(&store, "ptl_1", "a", 10_000).await);
        assert!(
            !settle(&store, "ptl_2", "a", 10_059).await,
            "one in a minute"
        );
        for (id, now) in [("ptl_3", 10_060), ("ptl_4", 10_120)] {
            assert!(settle(&store, id, "a", now).await);
        }
        assert!(
            !settle(&store, "ptl_5", "a", 10_180).await,
            "three in an hour"
        );
        assert!(settle(&store, "ptl_6", "b", 10_180).await);
        assert!(settle(&store, "ptl_7", "c", 10_180).await);
        assert!(
            !settle(&store, "ptl_8", "d", 10_180).await,
            "five in an hour for all"
        );
        assert!(settle(&store, "ptl_9", "a", 13_800).await);
        assert!(
            !settle(&store, "ptl_10", "a", 18_000).await,
            "four in a day"
        );

        let found = store
            .login_of_browser(M, "browser", 0)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (found.id.as_str(), found.code_mac.as_deref()),
            ("ptl_9", Some("mac"))
        );
        assert_eq!(store.login_of_browser(M, "other", 0).await.unwrap(), None);
        let mut tries = Vec::new();
        for _ in 0..6 {
            tries.push(store.try_login("ptl_9", 13_900).await.unwrap());
        }
        assert_eq!(
            tries,
            [
                Some(true),
                Some(true),
                Some(true),
                Some(true),
                Some(false),
                None
            ]
        );
        assert_eq!(
            store.try_login("ptl_6", 10_780).await.unwrap(),
            None,
            "over"
        );

        let begin = |row: LoginRow, id: &'static str| {
            let store = &store;
            async move {
                let browser = browser(id, id, 13_901);
                let session = NewLoginSession {
                    id,
                    customer: "cus_1",
                    link_hash: id,
                    chosen_locale: Some("nl"),
                    browser: &browser,
                };
                store
                    .redeem_login(M, &row, &session, Some("old"))
                    .await
                    .unwrap()
            }
        };
        let row = begin(found.clone(), "bps_1").await.unwrap();
        assert!(row.is_by_email());
        assert_eq!(begin(found, "bps_2").await, None, "a code is used once");
    }
}

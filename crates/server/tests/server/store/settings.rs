//! What merchants set up.

use portico_server::store::{NewSession, Picture};

use super::{M, browser, session, stores};

#[tokio::test]
async fn configurations() {
    for (store, _folder) in stores().await {
        store.seed_configuration(M, "bpc_1", "{}", 5).await.unwrap();
        store.seed_configuration(M, "bpc_9", "{}", 6).await.unwrap();
        store
            .insert_configuration(M, "bpc_2", "{\"a\":1}", Some("token"), 7)
            .await
            .unwrap();
        let default = store.configuration(M, None).await.unwrap().unwrap();
        assert_eq!(
            (default.id.as_str(), default.is_default, default.active),
            ("bpc_1", true, true)
        );
        let named = store
            .configuration(M, Some("bpc_2"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (named.is_default, named.login_token.as_deref()),
            (false, Some("token"))
        );
        assert_eq!(
            store.configuration("acct_1", Some("bpc_2")).await.unwrap(),
            None
        );
        let all = store.configurations(M).await.unwrap();
        assert_eq!(
            all.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
            ["bpc_2", "bpc_1"]
        );

        assert_eq!(
            store.login_page(M, "token").await.unwrap().unwrap().id,
            "bpc_2"
        );
        assert_eq!(
            store.login_token(M, None).await.unwrap(),
            None,
            "the default has none"
        );
        store
            .insert_session(&NewSession {
                configuration: "bpc_2",
                ..session("bps_1", "cus_1", 8)
            })
            .await
            .unwrap();
        store
            .redeem(M, "bps_1", &browser("ses_1", "c1", 9), None)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            store.login_token(M, Some("c1")).await.unwrap().as_deref(),
            Some("token")
        );

        let update = |active, settings: &'static str| {
            store.update_configuration(M, &named, active, settings, None, 10)
        };
        assert!(update(false, "{\"a\":2}").await.unwrap());
        assert!(
            !update(true, "{\"a\":3}").await.unwrap(),
            "somebody else did so since it was read"
        );
        assert_eq!(store.login_page(M, "token").await.unwrap(), None);
    }
}

#[tokio::test]
async fn branding() {
    for (store, _folder) in stores().await {
        let picture = Picture {
            content_type: "image/png".to_owned(),
            bytes: (0..=255).collect(),
        };
        let pictures = [("hash".to_owned(), picture.clone())];
        assert_eq!(store.branding(M).await.unwrap(), None);
        let set =
            |before, settings: &'static str| store.set_branding(M, before, settings, &pictures, 1);
        assert!(set(None, "{}").await.unwrap());
        assert!(
            !set(None, "{\"b\":0}").await.unwrap(),
            "somebody else was first"
        );
        assert!(!set(Some("{\"b\":0}"), "{}").await.unwrap());
        assert!(set(Some("{}"), "{\"b\":1}").await.unwrap());
        assert_eq!(
            store.branding(M).await.unwrap().as_deref(),
            Some("{\"b\":1}")
        );
        assert_eq!(store.picture(M, "hash").await.unwrap(), Some(picture));
        assert_eq!(store.picture("acct_1", "hash").await.unwrap(), None);
    }
}

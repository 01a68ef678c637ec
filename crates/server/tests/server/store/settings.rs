//! What merchants set up.

use portico_server::store::{DraftRow, LookOf, Media, NewSession};

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
async fn looks() {
    for (store, _folder) in stores().await {
        let file = Media {
            content_type: "image/png".to_owned(),
            bytes: (0..=255).collect(),
        };
        let files = [("hash".to_owned(), file.clone())];
        let of = LookOf {
            merchant: M,
            scope: "",
        };
        let shown = async || store.look(of).await.unwrap().map(|row| row.settings);
        assert_eq!(shown().await, None);
        let publish = |before, settings: &'static str| {
            store.publish_look(of, before, settings, &files, None, 1)
        };
        assert_eq!(publish(0, "{}").await.unwrap(), Some(1));
        assert_eq!(
            publish(0, "{\"b\":0}").await.unwrap(),
            None,
            "somebody else was first"
        );
        assert_eq!(publish(2, "{\"b\":0}").await.unwrap(), None);
        assert_eq!(publish(1, "{\"b\":1}").await.unwrap(), Some(2));
        assert_eq!(shown().await.as_deref(), Some("{\"b\":1}"));
        let versions = store.look_versions(of).await.unwrap();
        let versions: Vec<_> = versions.iter().map(|row| row.version).collect();
        assert_eq!(versions, [2, 1]);
        assert_eq!(store.media(M, "hash").await.unwrap(), Some(file));
        assert_eq!(store.media("acct_1", "hash").await.unwrap(), None);
        let others = LookOf {
            merchant: "acct_1",
            ..of
        };
        assert_eq!(store.look(others).await.unwrap(), None);

        for before in 2..110 {
            assert_eq!(publish(before, "{}").await.unwrap(), Some(before + 1));
        }
        let kept = store.look_versions(of).await.unwrap();
        assert_eq!(
            (kept.len(), kept[99].version),
            (100, 11),
            "history has an end"
        );
    }
}

#[tokio::test]
async fn drafts_of_looks() {
    for (store, _folder) in stores().await {
        let of = LookOf {
            merchant: M,
            scope: "bpc_1",
        };
        let draft = |revision| DraftRow {
            revision,
            based_on: 0,
            settings: format!("{{\"r\":{revision}}}"),
            updated_at: 1,
        };
        let keep = async |before, revision| {
            let kept = store.keep_draft(of, before, &draft(revision), &[]).await;
            kept.unwrap()
        };
        assert_eq!(store.look_draft(of).await.unwrap(), None);
        assert!(keep(0, 5).await);
        assert!(!keep(0, 6).await, "somebody else began one");
        assert!(keep(5, 6).await);
        assert_eq!(store.look_draft(of).await.unwrap(), Some(draft(6)));

        let publish = |revision| store.publish_look(of, 0, "{}", &[], Some(revision), 1);
        assert_eq!(publish(5).await.unwrap(), None, "it was changed");
        assert_eq!(store.look(of).await.unwrap(), None, "and nothing is shown");
        assert_eq!(publish(6).await.unwrap(), Some(1));
        assert_eq!(store.look_draft(of).await.unwrap(), None);
        assert!(keep(0, 9).await);
        assert!(store.discard_draft(of).await.unwrap());
        assert!(!store.discard_draft(of).await.unwrap());
    }
}

#[tokio::test]
async fn looks_that_the_billing_system_tells_of() {
    for (store, _folder) in stores().await {
        let of = LookOf {
            merchant: M,
            scope: "acct_2",
        };
        let shown = async || {
            store
                .look(of)
                .await
                .unwrap()
                .map(|row| (row.version, row.settings))
        };
        for settings in ["{\"a\":1}", "{\"a\":1}", "{\"a\":2}"] {
            store.note_look(of, settings, 1).await.unwrap();
            assert_eq!(shown().await, Some((1, settings.to_owned())));
        }
        let made = store.publish_look(of, 1, "{\"own\":1}", &[], None, 2);
        assert_eq!(made.await.unwrap(), Some(2));
        store.note_look(of, "{\"a\":3}", 3).await.unwrap();
        assert_eq!(
            shown().await,
            Some((2, "{\"own\":1}".to_owned())),
            "the merchant's stays"
        );
    }
}

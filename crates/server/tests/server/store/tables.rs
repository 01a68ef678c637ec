//! The tables themselves.

use std::collections::BTreeSet;

use portico_server::store::{ActivityRow, NewDashboardSession, PreviewLinkRow, Store};

use super::logins::login;
use super::{DAY, M, ids, session, stores};
use crate::support::{Folder, postgres};

#[tokio::test]
async fn what_is_over_is_forgotten() {
    for (store, _folder) in stores().await {
        let now = 500 * DAY;
        for (id, age) in [("bps_old", 2 * DAY), ("bps_new", DAY)] {
            store
                .insert_session(&session(id, "cus_1", now - age))
                .await
                .unwrap();
        }
        for (key, age) in [("old", DAY + 1), ("new", DAY)] {
            store.claim_request(key, "hash", now - age).await.unwrap();
        }
        store
            .insert_login(&login("ptl_old", "a", now - DAY - 1))
            .await
            .unwrap();
        store
            .insert_login(&login("ptl_new", "a", now - DAY))
            .await
            .unwrap();
        store
            .take_event(M, "evt_old", now - 31 * DAY)
            .await
            .unwrap();
        for (id, age) in [("old", 397), ("new", 395)] {
            let row = ActivityRow {
                id: id.to_owned(),
                merchant_id: M.to_owned(),
                customer_id: "cus_1".to_owned(),
                at: now - age * DAY,
                session_id: "ses_1".to_owned(),
                note: "{}".to_owned(),
            };
            store.record_activity(&row).await.unwrap();
        }
        for (id, ago) in [("pvw_old", DAY + 1), ("pvw_new", DAY)] {
            let row = PreviewLinkRow {
                id: id.to_owned(),
                scope: String::new(),
                path: "/".to_owned(),
                locale: None,
                created_at: now - 9 * DAY,
                expires_at: now - ago,
            };
            assert!(store.insert_preview_link(M, id, &row, 9).await.unwrap());
        }
        for (id, ago) in [("das_old", DAY + 1), ("das_new", DAY)] {
            let link = NewDashboardSession {
                id,
                merchant: M,
                role: "designer",
                name: "",
                created_at: now - ago,
                link_hash: id,
                link_expires_at: now - ago,
            };
            store.insert_dashboard_session(&link).await.unwrap();
        }
        store.probe(now).await.unwrap();
        store.forget_old(now).await.unwrap();
        // They have ended: whether they are still there is seen by taking them away.
        assert!(!store.remove_preview_link(M, "pvw_old").await.unwrap());
        assert!(store.remove_preview_link(M, "pvw_new").await.unwrap());
        assert_eq!(
            ids(&store.list_sessions(M, None, None, 9).await.unwrap()),
            ["bps_new"]
        );
        let dashboard = store.dashboard_sessions(M, 9).await.unwrap();
        let dashboard: Vec<&str> = dashboard.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(dashboard, ["das_new"]);
        assert!(!store.knows_request("old").await.unwrap());
        assert!(store.knows_request("new").await.unwrap());
        assert_eq!(store.waiting_logins(9).await.unwrap().len(), 1);
        assert!(store.take_event(M, "evt_old", now).await.unwrap());
        assert_eq!(
            store
                .activity(M, "cus_1", None, 9)
                .await
                .unwrap()
                .unwrap()
                .len(),
            1
        );
        store.close().await;
        assert!(store.probe(now).await.is_err());
    }
}

/// A NUL in an address was an error of the database's on one engine, and nothing that is there on the other.
#[tokio::test]
async fn what_cannot_be_stored_is_not_there() {
    for (store, _folder) in stores().await {
        let nul = "a\0b";
        assert_eq!(store.media(M, nul).await.unwrap(), None);
        assert_eq!(store.configuration(M, Some(nul)).await.unwrap(), None);
        assert_eq!(store.login_page(M, nul).await.unwrap(), None);
        assert_eq!(store.revoke_session(M, nul, 1).await.unwrap(), None);
        assert_eq!(store.revoke_customer(M, nul, 1).await.unwrap(), []);
        assert_eq!(
            store.list_sessions(M, Some(nul), None, 9).await.unwrap(),
            []
        );
        assert_eq!(
            store.list_sessions(M, None, Some(nul), 9).await.unwrap(),
            []
        );
        assert_eq!(
            store.activity(M, "cus_1", Some(nul), 9).await.unwrap(),
            None
        );
    }
}

/// One set of migrations makes the same tables on both engines.
#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let database = postgres::database().await;
    let folder = Folder::new();
    for database in [None, Some(&database)] {
        // The second time nothing is left to do.
        for _ in 0..2 {
            Store::open(database, folder.path())
                .await
                .unwrap()
                .close()
                .await;
        }
    }
    let file = folder.path().join("portico.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut connection = sqlx::ConnectOptions::connect(&options).await.unwrap();
    type Column = (String, String, String, bool);
    let in_sqlite: Vec<Column> = sqlx::query_as(
        "SELECT t.name, c.name, c.type, c.\"notnull\" OR c.pk > 0 FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
         WHERE t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let mut connection = sqlx::ConnectOptions::connect(database.options())
        .await
        .unwrap();
    let in_postgres: Vec<Column> = sqlx::query_as(
        "SELECT table_name::text, column_name::text, upper(COALESCE(domain_name, data_type)::text), is_nullable = 'NO'
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let set = |columns: Vec<Column>| columns.into_iter().collect::<BTreeSet<_>>();
    let in_sqlite = set(in_sqlite);
    assert!(in_sqlite.len() > 60, "{in_sqlite:?}");
    assert_eq!(in_sqlite, set(in_postgres));
}

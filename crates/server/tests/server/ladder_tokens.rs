//! Tokens: unique, long, never stored (nor logged, see `logs.rs`), used once whoever comes at the same time.

use std::collections::HashSet;
use std::path::PathBuf;

use crate::support::postgres::Direct;
use crate::support::{World, ladder, report, size};

#[tokio::test]
async fn ladder_row_01_tokens_are_unique_and_stored_nowhere() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let links = size(500, 100_000);
    let mut tokens = HashSet::new();
    let mut minted = 0;
    for number in 0..links {
        let mut call = world
            .merchant_call(0, "POST", "/v1/billing_portal/sessions")
            .form(&format!("customer={customer}"));
        if number % 10 == 0 {
            // Answers kept for repetition hold the link: they must be sealed.
            call = call.header("idempotency-key", &format!("key-{number}"));
        }
        let answer = world.send(call).await.json();
        let url = answer["url"].as_str().unwrap();
        let token = url.split_once('#').unwrap().1.to_owned();
        if number % 20 == 0 {
            let mut browser = world.browser(0);
            browser.open(&world, &token).await;
            tokens.insert(browser.cookie.unwrap());
            minted += 1;
        }
        tokens.insert(token);
        minted += 1;
    }
    let mut files = world.folder.contents();
    if let Direct::Postgres(database) = Direct::to(&world).await {
        files.push((PathBuf::from("portal_session"), rows(database).await));
    } else {
        for expected in ["data/portico.db", "data/portico.db-wal"] {
            let found = files.iter().find(|(path, _)| path.ends_with(expected));
            assert!(!found.unwrap().1.is_empty(), "{expected}");
        }
    }
    // Without prefix and checksum, and in two halves: a part of a token would be a leak as well.
    let parts = tokens
        .iter()
        .flat_map(|token| [&token.as_bytes()[4..20], &token.as_bytes()[31..47]]);
    let hits = ladder::occurrences(&files, &parts.collect());
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    report(
        1,
        "tokens minted over HTTP, then looked for in databases and WAL",
        "0 duplicates, 0 hits",
        &format!(
            "{minted} minted, {} duplicates, {hits} hits in {} MB of {} files",
            minted - tokens.len(),
            bytes / 1_000_000,
            files.len()
        ),
        minted == tokens.len() && hits == 0,
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_02_one_of_64_redeemers_gets_the_session() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let links = size(20, 500);
    let (mut opened, mut failed) = (0, 0);
    for _ in 0..links {
        let token = world.link(0, &customer).await;
        let attempts = (0..64).map(|_| {
            let browser = world.browser(0);
            let call = browser
                .call("POST", "/api/session")
                .json(serde_json::json!({ "token": token }));
            let router = world.router.clone();
            tokio::spawn(async move { call.send(&router).await.status })
        });
        let attempts: Vec<_> = attempts.collect();
        for attempt in attempts {
            match attempt.await.unwrap() {
                200 => opened += 1,
                410 => {}
                _ => failed += 1,
            }
        }
    }
    report(
        2,
        &format!("links, each redeemed by 64 at once, {}", world.store()),
        "one session each, no other failure",
        &format!("{links} links × 64: {opened} sessions, {failed} other answers"),
        (opened, failed) == (links, 0),
    );
}

/// Everything in the tables, as text: a server's own files are shared by its databases.
async fn rows(mut database: sqlx::PgConnection) -> Vec<u8> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'",
    )
    .fetch_all(&mut database)
    .await
    .unwrap();
    let mut text = String::new();
    for table in tables {
        let sql = sqlx::AssertSqlSafe(format!("SELECT it::text FROM {table} AS it"));
        let rows: Vec<String> = sqlx::query_scalar(sql)
            .fetch_all(&mut database)
            .await
            .unwrap();
        text.extend(rows);
    }
    assert!(text.contains("bps_"), "links are kept");
    text.into_bytes()
}

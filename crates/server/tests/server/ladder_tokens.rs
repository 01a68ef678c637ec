//! Tokens: unique, long, never stored, used once whoever comes at the same time.

use std::collections::HashSet;

use portico_server::session::token;

use crate::support::{World, size};

#[tokio::test]
async fn ladder_row_01_tokens_are_unique_and_stored_nowhere() {
    let minted = size(20_000, 100_000);
    let unique: HashSet<String> = (0..minted).map(|_| token::mint(token::LINK)).collect();
    assert_eq!(unique.len(), minted);

    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let kept = size(100, 5_000);
    let mut tokens = Vec::new();
    for number in 0..kept {
        let call = world
            .merchant_call(0, "POST", "/v1/billing_portal/sessions")
            // Answers kept for repetition hold the link: they must be sealed.
            .header("idempotency-key", &format!("key-{number}"))
            .form(&format!("customer={customer}"));
        let url = world.send(call).await.json()["url"]
            .as_str()
            .unwrap()
            .to_owned();
        tokens.push(url.split_once('#').unwrap().1.to_owned());
        if number % 10 == 0 {
            let mut browser = world.browser(0);
            browser.open(&world, tokens.last().unwrap()).await;
            tokens.push(browser.cookie.unwrap());
        }
    }
    let files = world.folder.contents();
    assert!(
        files
            .iter()
            .any(|(path, _)| path.ends_with("data/portico.db-wal"))
    );
    let mut hits = 0;
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        // Without prefix and checksum: a part of a token would be a leak as well.
        hits += tokens
            .iter()
            .filter(|token| text.contains(&token[4..47]))
            .count();
        assert!(
            !text.contains("pcs_") && !text.contains("pcb_"),
            "{}",
            path.display()
        );
    }
    println!(
        "ladder row 1: {minted} minted, 0 duplicates; {} used, {hits} found in {} files",
        tokens.len(),
        files.len()
    );
    assert_eq!(hits, 0);
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
    println!(
        "ladder row 2: {links} links, 64 redeemers each: {opened} sessions, {failed} other answers"
    );
    assert_eq!((opened, failed), (links, 0));
}

//! Card numbers get nowhere.

use serde_json::{Value, json};

use crate::support::{World, ladder, report, size};

/// A card number of 16 digits that passes Luhn's check; a different one for each `seed`.
fn number(seed: u64) -> String {
    // A linear congruential generator spreads the digits; the constants are Knuth's.
    let spread = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    let body = format!("4{:014}", spread % 100_000_000_000_000);
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

fn grouped(number: &str, separator: &str) -> String {
    let groups: Vec<&str> = (0..4)
        .map(|group| &number[group * 4..group * 4 + 4])
        .collect();
    groups.join(separator)
}

fn in_script(number: &str, zero: u32) -> String {
    number
        .chars()
        .map(|c| char::from_u32(zero + c as u32 - '0' as u32).unwrap())
        .collect()
}

/// Twenty ways to write a number into a JSON body.
fn encodings(pan: &str) -> [String; 20] {
    let text = |value: &str| json!({ "locale": value }).to_string();
    let escaped: String = pan
        .chars()
        .map(|c| format!("\\u{:04x}", c as u32))
        .collect();
    [
        text(pan),
        text(&grouped(pan, " ")),
        text(&grouped(pan, "-")),
        text(&grouped(pan, ".")),
        text(&grouped(pan, "\u{a0}")),
        text(&grouped(pan, "\u{200b}")),
        text(&grouped(pan, "\u{2013}")),
        text(&grouped(pan, "\u{feff}\u{ad}")),
        text(&grouped(pan, "  - ")),
        text(&grouped(pan, "\n")),
        text(&in_script(pan, 0xFF10)),
        text(&in_script(pan, 0x0660)),
        text(&in_script(pan, 0x1D7CE)),
        text(&format!("card {pan} 12/27")),
        text(&format!("nl{pan}nl")),
        format!("{{\"locale\": {pan}}}"),
        format!("{{\"locale\": \"nl\", \"{pan}\": 1}}"),
        format!("{{\"locale\": \"{escaped}\"}}"),
        json!({ "locale": "nl", "a": &pan[..8], "b": &pan[8..] }).to_string(),
        json!({ "locale": ["nl", { "deep": [pan] }] }).to_string(),
    ]
}

#[tokio::test]
async fn ladder_row_14_no_card_number_is_taken_or_kept() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let numbers: Vec<String> = (0..size(100, 10_000) as u64).map(number).collect();
    let (mut tried, mut accepted) = (0, 0);
    for (index, pan) in numbers.iter().enumerate() {
        for body in encodings(pan) {
            let call = browser
                .call("PUT", "/api/session/locale")
                .bytes(body.clone());
            let answer = world.send(call).await;
            let message = answer.json()["error"]["message"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            accepted += usize::from(answer.status != 422 || !message.contains("card number"));
            assert!(!answer.text().contains(pan), "never repeated");
            tried += 1;
        }
        if index % 50 == 0 {
            elsewhere(&world, &customer, pan).await;
        }
    }
    let needles = numbers.iter().map(|pan| pan.as_bytes()).collect();
    let kept = ladder::occurrences(&world.folder.contents(), &needles);
    report(
        14,
        "card numbers in 20 encodings, then looked for in databases and WAL",
        "0 accepted, 0 kept",
        &format!(
            "{} numbers, {tried} bodies, {accepted} accepted, {kept} kept",
            numbers.len()
        ),
        (accepted, kept) == (0, 0),
    );
}

/// The merchant's routes, and places outside of a body: nothing is kept either.
async fn elsewhere(world: &World, customer: &str, pan: &str) {
    let forms = [
        (
            "/v1/billing_portal/sessions",
            format!("customer={customer}&return_url=https://shop.test/{pan}"),
        ),
        (
            "/v1/billing_portal/sessions",
            format!("customer={}", grouped(pan, "+")),
        ),
        ("/v1/portico/branding", format!("shared[font]={pan}")),
        ("/v1/portico/sessions/revoke", format!("customer={pan}")),
    ];
    for (path, form) in forms {
        let answer = world
            .send(world.merchant_call(0, "POST", path).form(&form))
            .await;
        assert_eq!(answer.status, 422, "{form}: {}", answer.text());
    }
    let browser = world.sign_in(0, customer).await;
    for call in [
        browser.remove(pan),
        browser.call("GET", &format!("/api/invoices?starting_after={pan}")),
        browser
            .call("DELETE", "/api/session")
            .header("idempotency-key", pan)
            .without("x-portal-session"),
        browser.call("GET", &format!("/{pan}")),
        browser
            .call("GET", "/api/session")
            .with("cookie", &format!("portal={pan}")),
    ] {
        let answer = world.send(call).await;
        assert!(
            matches!(answer.status, 401 | 404 | 409),
            "{}",
            answer.status
        );
        assert!(!answer.text().contains(pan));
    }
}

#[tokio::test]
async fn ordinary_numbers_are_taken() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    for url in [
        "https://shop.test/back?t=1700000000006",
        "https://shop.test/order/12345",
    ] {
        let form = format!(
            "customer={customer}&return_url={}",
            url.replace('?', "%3F").replace('=', "%3D")
        );
        let call = world
            .merchant_call(0, "POST", "/v1/billing_portal/sessions")
            .form(&form);
        let answer = world.send(call).await;
        assert_eq!(
            answer.json()["return_url"],
            Value::from(url),
            "{}",
            answer.text()
        );
    }
}

//! What the program writes down, and what it never does.

use std::io::{BufRead, BufReader};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::Folder;
use crate::support::program::Program;

#[test]
fn one_line_per_request_and_nothing_that_identifies_anybody() {
    let folder = Folder::new();
    let mut program = Program::start(folder.path(), &[]);
    let merchant = [("authorization", "Bearer sk_test_portico")];
    let form = [
        merchant[0],
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let ask = |method: &str, path: &str, headers: &[(&str, &str)], body: &str| {
        let answer = program.ask(method, path, headers, body);
        assert!(answer.status < 500, "{method} {path}: {}", answer.body);
        answer
    };
    let json_of = |body: &str| serde_json::from_str::<Value>(body).unwrap();
    let customer = ask(
        "POST",
        "/v1/customers",
        &form,
        "email=jane%40example.com&name=Jane",
    );
    let customer = json_of(&customer.body)["id"].as_str().unwrap().to_owned();
    let card = ask(
        "POST",
        "/v1/payment_methods/pm_card_visa/attach",
        &form,
        &format!("customer={customer}"),
    );
    let card = json_of(&card.body)["id"].as_str().unwrap().to_owned();
    let link = ask(
        "POST",
        "/v1/billing_portal/sessions",
        &form,
        &format!("customer={customer}"),
    );
    let link = json_of(&link.body)["url"].as_str().unwrap().to_owned();
    let token = link.split_once('#').unwrap().1.to_owned();

    let own = [
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
    ];
    let opened = ask(
        "POST",
        "/api/session",
        &own,
        &json!({ "token": token }).to_string(),
    );
    assert_eq!(opened.status, 200, "{}", opened.body);
    let cookie = opened
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let session = json_of(&opened.body)["session"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let signed_in = [
        own[0],
        own[1],
        ("cookie", &cookie),
        ("x-portal-session", &session),
    ];
    let path = format!("/api/payment-methods/{card}");
    ask("GET", "/api/session?x=hidden-query", &signed_in, "");
    ask("PUT", "/api/session/locale", &signed_in, "hidden-body");
    ask("GET", "/hidden-path", &[], "");
    ask("GET", "/api/hidden-path", &signed_in, "");
    ask("DELETE", &path, &signed_in[1..], "{}");
    ask(
        "DELETE",
        &path,
        &[&signed_in[..], &[("idempotency-key", "hidden-key")]].concat(),
        "{}",
    );
    ask(
        "POST",
        "/webhooks/stripe",
        &[("stripe-signature", "hidden-signature")],
        "hidden-body",
    );
    ask("GET", &format!("/v1/customers/{customer}"), &merchant, "");
    ask(
        "POST",
        "/v1/billing_portal/sessions",
        &form,
        "customer=hidden-customer",
    );

    let log = program.stop();
    let answered: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("\"answered\""))
        .collect();
    // Fourteen of ours, and whatever the engine delivered to our webhook meanwhile.
    let delivered = answered
        .iter()
        .filter(|line| line.contains("/webhooks/stripe"))
        .count();
    assert_eq!(answered.len() - delivered, 12, "{log}");
    let opened = answered
        .iter()
        .find(|line| line.contains("/api/session\""))
        .unwrap();
    let line: Value = serde_json::from_str(opened).unwrap();
    assert_eq!(
        (&line["method"], &line["status"]),
        (&json!("POST"), &json!(200))
    );
    assert!(
        line["ms"].is_u64() && line["span"]["id"].as_str().unwrap().starts_with("req_"),
        "{line}"
    );
    assert!(log.contains("\"route\":\"/api/payment-methods/{id}\""));
    assert!(log.contains("\"change refused\""), "refusals are logged");

    let secrets = [
        &token[4..],
        &cookie[11..],
        &session,
        "Jane",
        "jane",
        "example.com",
        "sk_test",
        "whsec",
        &customer,
        &card,
    ];
    for secret in secrets.into_iter().chain(["hidden", "pcs_", "pcb_"]) {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[test]
fn people_can_read_it_too() {
    let folder = Folder::new();
    let mut program = Program::start(folder.path(), &[("PORTICO_LOG_FORMAT", "pretty")]);
    program.ask("GET", "/healthz", &[], "");
    let log = program.stop();
    let line = BufReader::new(log.as_bytes())
        .lines()
        .map(Result::unwrap)
        .find(|line| line.contains("answered"));
    let line = line.unwrap();
    assert!(
        line.contains("/healthz") && !line.starts_with('{'),
        "{line}"
    );
    assert!(program.ran_for() < Duration::from_secs(60));
}

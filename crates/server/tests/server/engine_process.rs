//! The embedded engine as a process of its own, and a portal that knows it only by its configuration.

use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::Folder;
use crate::support::program::{self, Ports, Program};

const FORM: [(&str, &str); 2] = [
    ("authorization", "Bearer sk_test_portico"),
    ("content-type", "application/x-www-form-urlencoded"),
];

fn json_of(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {body}"))
}

/// The configuration that the help shows, for these ports.
fn configuration_of_the_help(ports: &Ports) -> String {
    let help = Command::new(program::PATH)
        .args(["sandbox", "--help"])
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, example) = help.split_once("\n  [mail]\n").unwrap();
    let lines = example.lines().take_while(|line| !line.contains("holds"));
    let text: Vec<_> = ["[mail]"].into_iter().chain(lines).collect();
    text.join("\n")
        .replace("4242", &ports.portal.to_string())
        .replace("4243", &ports.engine.to_string())
        .replace("4244", &ports.mail.to_string())
}

/// What the help says is done to the letter, and customers are served: their portal, what was changed elsewhere, mail.
#[test]
fn a_portal_is_served_from_another_process_as_the_help_says() {
    let folder = Folder::new();
    let ports = Ports::free();
    let webhook = format!("http://localhost:{}/webhooks/stripe", ports.portal);
    let mut engine = Program::engine(
        folder.path(),
        &ports,
        &["--seed", "--webhook-url", &webhook],
    );
    let mut portal = Program::configured(folder.path(), &ports, &configuration_of_the_help(&ports));

    let seeded = std::fs::read_to_string(folder.path().join("engine/demo.json")).unwrap();
    let customer = json_of(&seeded)[0]["id"].as_str().unwrap().to_owned();
    let link = portal.ask(
        "POST",
        "/v1/billing_portal/sessions",
        &FORM,
        &format!("customer={customer}"),
    );
    assert_eq!(link.status, 200, "{}", link.body);
    let url = json_of(&link.body)["url"].as_str().unwrap().to_owned();
    let token = url.split_once('#').unwrap().1;
    let own = [
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
    ];
    let body = json!({ "token": token }).to_string();
    let opened = portal.ask("POST", "/api/session", &own, &body);
    assert_eq!(opened.status, 200, "{}", opened.body);
    let (cookie, _) = opened.header("set-cookie").split_once(';').unwrap();
    let session = json_of(&opened.body)["session"]["id"].clone();
    let signed_in = [
        own[0],
        ("cookie", cookie),
        ("x-portal-session", session.as_str().unwrap()),
    ];
    let name = || {
        let shown = portal.ask("GET", "/api/session", &signed_in, "");
        json_of(&shown.body)["customer"]["name"].clone()
    };
    assert_ne!(name(), "Robin Elsewhere");

    // What was read is kept for a minute, unless the engine tells.
    let path = format!("/v1/customers/{customer}");
    let changed = engine.ask("POST", &path, &FORM, "name=Robin+Elsewhere");
    assert_eq!(changed.status, 200, "{}", changed.body);
    let deadline = Instant::now() + Duration::from_secs(20);
    while name() != "Robin Elsewhere" {
        assert!(Instant::now() < deadline, "the portal was never told");
    }
    assert!(TcpStream::connect(("127.0.0.1", ports.mail)).is_ok());

    portal.stop();
    engine.stop();
}

/// The engine ends by itself when told to; the portal stays, and says that billing cannot be reached.
#[test]
fn without_its_engine_the_portal_stays_and_says_so() {
    let folder = Folder::new();
    let ports = Ports::free();
    let mut engine = Program::engine(folder.path(), &ports, &[]);
    let portal = Program::configured(folder.path(), &ports, &configuration_of_the_help(&ports));
    let told = Instant::now();
    engine.stop();
    assert!(told.elapsed() < Duration::from_secs(2), "nobody waits");
    assert_eq!(portal.get("/readyz"), Some(200));
    let path = "/v1/customers/cus_1";
    let answer = portal.ask("GET", path, &FORM, "");
    assert_eq!(answer.status, 502, "{}", answer.body);
    assert!(json_of(&answer.body)["error"]["message"].is_string());
}

#[test]
fn a_wrong_command_line_is_answered_in_a_sentence() {
    let check = |arguments: &[&str], expected: &str| {
        let output = Command::new(program::PATH)
            .arg("sandbox")
            .args(arguments)
            .env_remove("PORTICO_WEBHOOK_SECRET")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(64), "{said}");
        assert!(said.contains(expected), "{said}");
    };
    check(&["--smtp-port", "4243"], "must be another port than --port");
    check(
        &["--webhook-url", "http://localhost:4242/webhooks/stripe"],
        "PORTICO_WEBHOOK_SECRET is not set",
    );
    check(&["--webhook-url", "elsewhere"], "it is an https URL");
    check(&["--address", "0.0.0.0"], "unexpected argument '--address'");
}

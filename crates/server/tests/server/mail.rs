//! Mail: what a letter says and does not say, and that it arrives although the mail server fails at first.

use std::path::Path;

use axum::http::HeaderMap;
use portico_server::config::Account;
use portico_server::locale::Catalogues;
use portico_server::mail::{self, Letter, Message};
use serde_json::Value;

use crate::support::World;

const CODE: &str = "40913587";

fn catalogues() -> Catalogues {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/locales");
    Catalogues::read(&folder).unwrap()
}

fn code(expires_at: i64) -> Message {
    Message::LoginCode {
        code: CODE.to_owned(),
        expires_at,
    }
}

fn notice() -> Message {
    Message::Notice {
        subject: "A payment method was added".to_owned(),
        paragraphs: vec!["Visa •••• 4242 was added.".to_owned()],
    }
}

fn account(name: &str) -> Account {
    let url = "https://billing.acme.test";
    let mut account = Account::test("acct_1", name, "sk_test_1", url, url).unwrap();
    account.support_email = Some("help@acme.test".to_owned());
    account
}

fn written(catalogues: &Catalogues, account: &Account, tag: &str, message: &Message) -> Letter {
    let home = &account.public_url;
    Letter::write(catalogues, account, home, "jane@example.com", tag, message)
}

async fn send(world: &World, to: &str, message: &Message) {
    let merchant = world.app.merchant("acct_0").unwrap();
    mail::send(&world.app, &merchant, to, "en", message)
        .await
        .unwrap();
}

async fn deliver(world: &World) -> usize {
    mail::deliver(&world.app).await.unwrap()
}

fn text<'a>(mail: &'a Value, name: &str) -> &'a str {
    mail[name].as_str().unwrap()
}

#[tokio::test]
async fn a_letter_arrives_from_the_merchant() {
    let world = World::new().await;
    send(&world, "jane@example.com", &notice()).await;
    assert!(
        world.engine.outbox().await.is_empty(),
        "nobody waits for a mail server"
    );
    assert_eq!(deliver(&world).await, 1);
    assert_eq!(deliver(&world).await, 0, "once");
    let outbox = world.engine.outbox().await;
    assert_eq!(outbox.len(), 1);
    assert_eq!(
        outbox[0]["recipients"],
        serde_json::json!(["jane@example.com"])
    );
    assert_eq!(text(&outbox[0], "from"), "Acme <billing@portico.test>");
    assert_eq!(text(&outbox[0], "subject"), "A payment method was added");
    assert_eq!(
        text(&outbox[0], "text"),
        "Visa •••• 4242 was added.\n\nAcme\nhttp://m0.localhost:4242\n"
    );
}

#[tokio::test]
async fn a_letter_waits_for_a_mail_server_that_fails_and_not_for_ever() {
    let world = World::new().await;
    let start = world.clock.now();
    send(&world, "later@example.com", &notice()).await;
    let waiting = async || {
        let rows = world.app.store().due_mail(i64::MAX, 10).await.unwrap();
        rows.first().map(|row| row.next_at - start)
    };
    // The pauses grow: 10, 40, 160, 640, … seconds; the seventh try is the last.
    let mut at = 0;
    for pause in [10, 40, 160, 640, 2_560, 10_240] {
        assert_eq!(deliver(&world).await, 0);
        assert_eq!(waiting().await, Some(at + pause));
        world.clock.set(start + at + pause - 1);
        assert_eq!(deliver(&world).await, 0, "not before its time");
        assert_eq!(waiting().await, Some(at + pause));
        at += pause;
        world.clock.set(start + at);
    }
    assert_eq!(deliver(&world).await, 0);
    assert_eq!(waiting().await, None, "given up");

    send(&world, "rejected@example.com", &notice()).await;
    assert_eq!(deliver(&world).await, 0);
    assert_eq!(
        waiting().await,
        None,
        "what is refused for good is not tried again"
    );

    // A code that nobody can use any more is not sent.
    send(&world, "jane@example.com", &code(world.clock.now() + 600)).await;
    world.clock.set(world.clock.now() + 600);
    assert_eq!(deliver(&world).await, 0);
    assert_eq!(waiting().await, None);
    assert!(world.engine.outbox().await.is_empty());
}

#[tokio::test]
async fn a_letter_is_sealed_while_it_waits() {
    let world = World::new().await;
    send(&world, "jane@example.com", &code(world.clock.now() + 600)).await;
    for (path, bytes) in world.folder.contents() {
        for secret in [CODE.as_bytes(), b"jane@example.com"] {
            let found = bytes.windows(secret.len()).any(|window| window == secret);
            assert!(!found, "{}", path.display());
        }
    }
}

#[test]
fn a_code_is_told_in_every_language_and_never_in_the_subject() {
    let catalogues = catalogues();
    let mut seen = std::collections::HashSet::new();
    for tag in catalogues.tags() {
        let letter = written(&catalogues, &account("Acme"), tag, &code(0));
        assert!(letter.text.contains(&format!("\n\n{CODE}\n\n")), "{tag}");
        assert!(letter.text.contains("help@acme.test"), "{tag}");
        assert!(letter.subject.contains("Acme"), "{tag}");
        assert!(
            !letter.subject.contains(|c: char| c.is_ascii_digit()),
            "{tag}"
        );
        assert!(!letter.text.contains('{'), "{tag}: {}", letter.text);
        assert!(seen.insert(letter.subject), "{tag} has words of its own");
        let locale = catalogues.locale(tag, None, &HeaderMap::new());
        let sent = locale.messages.keys().any(|key| key.starts_with("mail."));
        assert!(!sent, "{tag}: words of mail are not sent to clients");
    }
}

/// Plain text has no direction: who shows it takes that of a paragraph's first letter, and a name there would turn the
/// whole paragraph round.
#[test]
fn what_is_mailed_in_arabic_begins_with_an_arabic_letter() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/locales/ar.json");
    let words: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    for (key, text) in words["mail"].as_object().unwrap() {
        let first = text.as_str().unwrap().chars().next().unwrap();
        assert!(('\u{621}'..='\u{64a}').contains(&first), "{key}: {text}");
    }
}

/// Names that try to leave their place: each seed in each surrounding.
fn hostile_names() -> Vec<String> {
    let seeds = [
        "\r\nBcc: all@evil.test",
        "\nBcc: all@evil.test",
        "\rBcc: all@evil.test",
        "\r\n\r\nhttp://evil.test",
        "\u{2028}Bcc: all@evil.test",
        "\u{85}Subject: x",
        "\0\r\n.\r\nMAIL FROM:<a@evil.test>",
        "=?utf-8?q?=0D=0ABcc:_all@evil.test?=",
        "=?utf-8?b?DQpCY2M6IGFAZXZpbC50ZXN0?=",
        "\" <all@evil.test>, \"",
        "<all@evil.test>",
        "all@evil.test",
        "https://evil.test/login",
        "HTTP://EVIL.TEST",
        "//evil.test",
        "///evil.test",
        "www.evil.test",
        "wWw.evil.test",
        "mailto:all@evil.test",
        "<a href=\"https://evil.test\">x</a>",
        "\u{202e}tset.live//:ptth",
        "{email}{merchant}{code}",
        "a\\\r\n b",
        "Content-Type: text/html\r\n\r\n<b>",
        "()<>@,;:\\\".[]",
    ];
    let around = [
        "",
        "Acme ",
        "Söhne ",
        "日本 ",
        "\t",
        "x".repeat(120).leak(),
        "\"",
        "a,",
        "🙂",
        "'",
    ];
    let mut names = Vec::new();
    for seed in seeds {
        for before in around {
            for after in ["", " Inc.", "\r\n", "\u{fe0f}"] {
                names.push(format!("{before}{seed}{after}"));
            }
        }
    }
    names
}

#[test]
fn a_thousand_hostile_names_add_no_header_and_no_link() {
    let catalogues = catalogues();
    let from = "billing@portico.test".parse().unwrap();
    let expected = [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "auto-submitted",
        "content-type",
        "reply-to",
        "content-transfer-encoding",
    ];
    let names = hostile_names();
    assert_eq!(names.len(), 1000);
    for name in names {
        let account = account(&name);
        let notice = Message::Notice {
            subject: name.clone(),
            paragraphs: vec!["Something happened.".to_owned()],
        };
        for message in [code(0), notice] {
            let letter = written(&catalogues, &account, "de", &message);
            let mime = letter
                .mime(&account, &from, "ptm_1", 1_700_000_000)
                .unwrap();
            let recipients: Vec<_> = mime
                .envelope()
                .to()
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(recipients, ["jane@example.com"], "{name:?}");
            let source = String::from_utf8(mime.formatted()).unwrap();
            let (head, _) = source.split_once("\r\n\r\n").unwrap();
            assert!(
                !head.replace("\r\n", "").contains(['\r', '\n', '\0']),
                "{name:?}"
            );
            let mut found: Vec<String> = head
                .split("\r\n")
                .filter(|line| !line.starts_with([' ', '\t']))
                .map(|line| line.split(':').next().unwrap().to_ascii_lowercase())
                .collect();
            found.sort();
            let mut wanted = expected.map(str::to_owned).to_vec();
            wanted.sort();
            assert_eq!(found, wanted, "{name:?}");
            // What is left besides our own address and the support's.
            let rest = letter
                .text
                .replace("https://billing.acme.test", "")
                .replace("help@acme.test", "")
                .to_lowercase();
            for mark in ["://", "//", "www.", "@", "mailto:", "<", "\u{202e}"] {
                assert!(!rest.contains(mark), "{name:?}: {rest}");
            }
        }
    }
}

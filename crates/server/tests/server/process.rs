//! The program itself: starting, being stopped, and being told nonsense.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::program::{self, Program};
use crate::support::{Folder, site};

#[test]
fn it_stops_in_order_when_told_to() {
    let folder = Folder::new();
    let mut program = Program::start(folder.path(), &[]);
    assert_eq!(program.get("/readyz"), Some(200));
    let engine = program::ask(program.sandbox_port, "GET", "/healthz", &[], "").unwrap();
    assert_eq!(engine.status, 200);
    let told = Instant::now();
    program.terminate();
    // It still serves while load balancers notice, but says that it is about to go.
    let mut answers = Vec::new();
    while let Some(status) = program.get("/readyz") {
        answers.push(status);
    }
    assert!(answers.contains(&503), "{answers:?}");
    assert!(program.wait().success());
    assert!(
        told.elapsed() < Duration::from_secs(12),
        "{:?}",
        told.elapsed()
    );
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let folder = Folder::new();
    let mut program = Program::start(folder.path(), &[]);
    // A request whose body never comes keeps the program busy after its grace period.
    let port = program.port;
    let mut stuck = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = format!(
        "POST /api/session HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n\
         Content-Type: application/json\r\nContent-Length: 9\r\n\r\n"
    );
    stuck.write_all(head.as_bytes()).unwrap();
    program.terminate();
    while program.get("/readyz") == Some(200) {}
    let told = Instant::now();
    program.terminate();
    assert_eq!(program.wait().code(), Some(130));
    assert!(
        told.elapsed() < Duration::from_secs(2),
        "{:?}",
        told.elapsed()
    );
}

#[test]
fn nonsense_is_answered_in_a_sentence() {
    let check = |arguments: &[&str], code: i32, expected: &str| {
        let output = Command::new(program::PATH)
            .args(arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(expected), "{said}");
    };
    check(&[], 64, "Usage: portico <COMMAND>");
    // What stands in the environment is read with the same care.
    let output = Command::new(program::PATH)
        .args(["serve", "--sandbox"])
        .env("PORTICO_PORT", "http")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(64), "{said}");
    assert!(
        said.contains("invalid value 'http' for '--port <PORT>'"),
        "{said}"
    );
    check(&["serve", "--colour"], 64, "unexpected argument '--colour'");
    check(
        &["serve", "--config", "/nonexistent.toml"],
        64,
        "cannot read /nonexistent.toml",
    );
    check(
        &[
            "serve",
            "--sandbox",
            "--dist",
            "/nonexistent",
            "--data",
            "/dev/null",
        ],
        1,
        "is the client built?",
    );
}

/// What cannot be used as a database is named, and its password is not.
#[test]
fn a_database_that_is_not_there_is_named_without_its_password() {
    let folder = Folder::new();
    site::write(&folder.path().join("dist"));
    let check = |url: &str, code: i32, expected: &str| {
        let output = Command::new(program::PATH)
            .args(["serve", "--sandbox"])
            .arg("--dist")
            .arg(folder.path().join("dist"))
            .arg("--data")
            .arg(folder.path().join("data"))
            .env("DATABASE_URL", url)
            .env("PORTICO_LOG", "trace")
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(expected), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    };
    check(
        "mysql://u:hunter2@db.test/p",
        64,
        "portico: DATABASE_URL: must be postgres://",
    );
    // A port that was free a moment ago.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    check(
        &format!("postgres://u:hunter2@127.0.0.1:{port}/billing"),
        1,
        &format!("portico: the database \"billing\" at 127.0.0.1:{port} cannot be opened: "),
    );
}

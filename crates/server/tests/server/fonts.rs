//! The fonts an operator provides for invoices.

use std::process::Command;

use lopdf::Document;
use serde_json::{Value, json};

use crate::support::program::{self, Program};
use crate::support::{Folder, reading, site};

/// Fonts of a few characters each.
const FONTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/test");

/// Creates something upstream.
fn create(program: &Program, path: &str, form: &str) -> Value {
    let headers = [
        ("authorization", "Bearer sk_test_portico"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let made = program.ask("POST", path, &headers, form);
    assert_eq!(made.status, 200, "{path}: {}", made.body);
    serde_json::from_str(&made.body).unwrap()
}

/// The first invoice of a customer who subscribes to a plan, as the customer downloads it.
fn first_invoice(program: &Program, customer: &str, plan: &str) -> Document {
    let create = |path: &str, form: &str| create(program, path, form);
    let id = |made: Value| made["id"].as_str().unwrap().to_owned();
    let customer = id(create(
        "/v1/customers",
        &format!("email=a@b.test&name={customer}"),
    ));
    let path = "/v1/payment_methods/pm_card_visa/attach";
    let card = id(create(path, &format!("customer={customer}")));
    let product = id(create("/v1/products", &format!("name={plan}")));
    let form = format!("product={product}&currency=eur&unit_amount=1000&recurring[interval]=month");
    let price = id(create("/v1/prices", &form));
    let form = format!("customer={customer}&items[0][price]={price}&default_payment_method={card}");
    let subscription = create("/v1/subscriptions", &form);
    let invoice = subscription["latest_invoice"].as_str().unwrap();
    let form = format!("customer={customer}");
    let link = create("/v1/billing_portal/sessions", &form);
    let token = link["url"].as_str().unwrap().split_once('#').unwrap().1;

    let own = [
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/json"),
    ];
    let body = json!({ "token": token }).to_string();
    let opened = program.ask("POST", "/api/session", &own, &body);
    assert_eq!(opened.status, 200, "{}", opened.body);
    let cookie = opened.header("set-cookie").split(';').next().unwrap();
    let path = format!("/api/invoices/{invoice}/pdf");
    let file = program.ask("GET", &path, &[own[0], ("cookie", cookie)], "");
    assert_eq!(file.status, 200, "{}", file.body);
    Document::load_mem(&file.bytes).expect("a document")
}

#[test]
fn a_name_is_printed_as_written_and_a_missing_font_is_told_once() {
    let folder = Folder::new();
    let mut program = Program::start_with(folder.path(), &["--fonts", FONTS], &[]);
    let text = reading::page_text(&first_invoice(&program, "佐藤+遥", "דנה+לוי"), 1);
    assert!(
        text.contains("佐藤 遥") && text.contains("דנה לוי"),
        "{text}"
    );
    for _ in 0..2 {
        first_invoice(&program, "প্রিয়া", "বাংলা");
    }
    let log = program.stop();
    let told: Vec<Value> = log
        .lines()
        .filter(|line| line.contains("no font has"))
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(told.len(), 1, "{log}");
    assert_eq!(
        (&told[0]["level"], &told[0]["script"]),
        (&json!("WARN"), &json!("Bengali"))
    );
    // Which letters they were is nobody's business.
    assert!(
        !log.contains('র') && !log.contains("09B0") && !log.contains("9b0"),
        "{log}"
    );
}

#[test]
fn a_folder_that_is_not_there_is_named_at_the_start() {
    let folder = Folder::new();
    site::write(&folder.path().join("dist"));
    let output = Command::new(program::PATH)
        .args(["serve", "--sandbox", "--fonts", "/nonexistent", "--dist"])
        .arg(folder.path().join("dist"))
        .arg("--data")
        .arg(folder.path().join("data"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("portico: fonts: cannot read /nonexistent: "),
        "{said}"
    );
}

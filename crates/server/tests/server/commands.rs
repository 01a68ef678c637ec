//! What is done beside the running server: on its database, while it serves.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::program::{self, Program};
use crate::support::{Folder, site};

const KEY: (&str, &str) = ("authorization", "Bearer sk_test_portico");

/// A running server with a customer, and a way to run commands beside it.
struct Scene {
    folder: Folder,
    program: Program,
    customer: String,
}

impl Scene {
    fn new() -> Self {
        let folder = Folder::new();
        let program = Program::start(folder.path(), &[]);
        let form = ("content-type", "application/x-www-form-urlencoded");
        let made = program.ask("POST", "/v1/customers", &[KEY, form], "name=Robin");
        let made: Value = serde_json::from_str(&made.body).unwrap();
        let customer = made["id"].as_str().unwrap().to_owned();
        Self {
            folder,
            program,
            customer,
        }
    }

    /// Runs a command on the server's data: its exit code, and what it wrote.
    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        self.run_on(&self.folder.path().join("data"), arguments)
    }

    fn run_on(&self, data: &Path, arguments: &[&str]) -> (Option<i32>, String) {
        let output = Command::new(program::PATH)
            .args(arguments)
            .args(["--sandbox", "--port", &self.program.port.to_string()])
            .args(["--sandbox-port", &self.program.sandbox_port.to_string()])
            .arg("--data")
            .arg(data)
            .arg("--dist")
            .arg(self.folder.path().join("dist"))
            .output()
            .unwrap();
        let (said, complained) = (
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        );
        (output.status.code(), said + &complained)
    }
}

#[test]
fn links_are_made_listed_and_ended() {
    let scene = Scene::new();
    let (code, url) = scene.run(&["session", "create", "--customer", &scene.customer]);
    let start = format!("http://localhost:{}/p/session#pcs_", scene.program.port);
    assert!(code == Some(0) && url.starts_with(&start), "{url}");
    let (code, refused) = scene.run(&["session", "create", "--customer", "cus_none"]);
    assert_eq!(
        (code, refused.as_str()),
        (Some(1), "portico: No such customer: 'cus_none'\n")
    );

    let (_, list) = scene.run(&["session", "list", "--customer", &scene.customer]);
    let id = list.split_whitespace().next().unwrap();
    assert!(id.starts_with("bps_") && list.contains("pending"), "{list}");
    let (code, said) = scene.run(&["session", "revoke", id]);
    assert_eq!((code, said), (Some(0), format!("{id} is over\n")));
    let (_, list) = scene.run(&["session", "list"]);
    assert!(list.contains("revoked"), "{list}");

    // What a command does is told like what the API does.
    let (_, events) = scene.run(&["event", "list"]);
    for kind in ["billing_portal.session.created", "portico.session.revoked"] {
        assert!(events.contains(kind), "{events}");
    }
    let event = events.split_whitespace().next().unwrap();
    let (code, said) = scene.run(&["event", "replay", event]);
    assert_eq!((code, said), (Some(0), format!("{event} is on its way\n")));
}

#[test]
fn a_link_into_the_dashboard_is_made() {
    let scene = Scene::new();
    let (code, url) = scene.run(&["dashboard-link", "--role", "designer", "--name", "Ada"]);
    let start = format!(
        "http://localhost:{}/dashboard/session#pds_",
        scene.program.port
    );
    assert!(code == Some(0) && url.starts_with(&start), "{url}");
    let (code, refused) = scene.run(&["dashboard-link", "--role", "owner"]);
    assert!(
        code != Some(0) && refused.contains("[possible values: designer, merchant]"),
        "{refused}"
    );
}

#[test]
fn accounts_are_listed_and_examined() {
    let mut scene = Scene::new();
    let (_, accounts) = scene.run(&["account"]);
    for part in [
        "acct_portico_demo",
        "Fernhill Studio (test mode)",
        "bpc_",
        "(default)",
    ] {
        assert!(accounts.contains(part), "{accounts}");
    }
    let (code, found) = scene.run(&["doctor"]);
    assert_eq!(code, Some(0), "{found}");
    for part in [
        "✓ key",
        "✓ webhook",
        "! catalogue",
        "✓ configuration",
        "✓ database",
        "✓ domain",
        "✓ own domains    there are none",
    ] {
        assert!(found.contains(part), "{part}: {found}");
    }
    let (code, said) = scene.run(&["doctor", "--account", "acct_other"]);
    assert_eq!(code, Some(1), "{said}");
    // Nobody answers any more, neither for the portal nor for the billing system.
    scene.program.kill();
    let (code, found) = scene.run(&["doctor"]);
    assert_eq!(code, Some(1), "{found}");
    for part in ["✗ key", "✗ catalogue", "✗ domain", "→"] {
        assert!(found.contains(part), "{part}: {found}");
    }
}

/// The machine may have a name server or none: the domain has no records either way.
#[test]
fn domains_are_listed_and_examined() {
    let scene = Scene::new();
    let form = ("content-type", "application/x-www-form-urlencoded");
    let host = "host=billing.shop.example";
    let added = scene
        .program
        .ask("POST", "/v1/portico/domains", &[KEY, form], host);
    assert_eq!(added.status, 200, "{}", added.body);
    let (_, accounts) = scene.run(&["account"]);
    let line = "domain         billing.shop.example pending (primary)";
    assert!(accounts.contains(line), "{accounts}");
    let (code, found) = scene.run(&["doctor"]);
    assert_eq!(code, Some(0), "{found}");
    let warning = "! own domains    billing.shop.example is not served";
    assert!(found.contains(warning), "{found}");
    assert!(found.contains("_portico-verify"), "{found}");
}

/// The copy of a database in use is whole, and is all there is to restore elsewhere.
#[test]
fn a_backup_is_written_while_the_server_serves_and_restored_elsewhere() {
    let scene = Scene::new();
    scene.run(&["session", "create", "--customer", &scene.customer]);
    let elsewhere = scene.folder.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    let file = elsewhere.join("portico.db");
    let name = file.to_str().unwrap();
    let (code, said) = scene.run(&["backup", name]);
    assert_eq!(
        (code, said),
        (Some(0), format!("{name} is written and whole\n"))
    );
    let (code, said) = scene.run(&["backup", name]);
    assert!(
        code == Some(1) && said.contains("is not written over"),
        "{said}"
    );

    let (_, list) = scene.run(&["session", "list"]);
    let (_, restored) = scene.run_on(&elsewhere, &["session", "list"]);
    assert!(list.starts_with("bps_"), "{list}");
    assert_eq!(list, restored);
    let nowhere = Folder::new();
    site::write(&nowhere.path().join("dist"));
    let (code, said) = scene.run_on(nowhere.path(), &["backup", "never.db"]);
    assert!(code == Some(1) && said.contains("there is no"), "{said}");
}

/// Whoever has only the program finds out what it can do.
#[test]
fn help_explains_every_command() {
    let help = |arguments: &[&str]| {
        let output = Command::new(program::PATH)
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let all = help(&["--help"]);
    for command in [
        "serve", "sandbox", "account", "session", "event", "doctor", "backup",
    ] {
        assert!(all.contains(&format!("\n  {command} ")), "{all}");
        assert!(help(&[command, "--help"]).contains("Usage: portico"));
    }
    assert!(help(&["--version"]).starts_with("portico "));
}

/// The secrets of endpoints are kept with the account's secret key. Whoever rolls that key must hear that nobody is told
/// of events any more: once it stood in the log alone, at each event.
#[test]
fn endpoints_that_a_rolled_key_shut_are_named() {
    let scene = Scene::new();
    let form = ("content-type", "application/x-www-form-urlencoded");
    let endpoint = "url=https://acme.test/hooks&enabled_events[]=*";
    let path = "/v1/portico/webhook_endpoints";
    let made = scene.program.ask("POST", path, &[KEY, form], endpoint);
    assert_eq!(made.status, 200, "{}", made.body);
    let (_, said) = scene.run(&["doctor"]);
    assert!(said.contains("reach every endpoint (1)"), "{said}");

    let file = scene.folder.path().join("rolled.toml");
    let configuration = format!(
        "[[account]]\nid = \"acct_portico_demo\"\nname = \"Fernhill Studio\"\nsecret_key = \"sk_test_rolled\"\n\
         publishable_key = \"pk_test_rolled\"\npublic_url = \"http://localhost:{}\"\nupstream = \"http://127.0.0.1:{}\"\n",
        scene.program.port, scene.program.sandbox_port,
    );
    std::fs::write(&file, configuration).unwrap();
    let output = Command::new(program::PATH)
        .arg("doctor")
        .arg("--config")
        .arg(&file)
        .arg("--data")
        .arg(scene.folder.path().join("data"))
        .arg("--dist")
        .arg(scene.folder.path().join("dist"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("do not reach 1 of 1 endpoints"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(1));
}

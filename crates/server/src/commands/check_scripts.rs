//! `portico check-scripts`: what a browser executes on the portal's pages, as customers get them, against what this version
//! is made of. Source: PCI DSS 4.0.1, requirements 6.4.3 (an inventory of scripts, each authorised, intact and justified)
//! and 11.6.1 (changed scripts and headers are noticed).

mod browser;
mod compare;
mod inventory;
mod visit;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::{Failure, Local};
use crate::config::Account;
use crate::config::cli::CheckScripts;
use crate::documents::{DOCUMENTS, Document, LOGIN};
use browser::Browser;
use inventory::Script;

/// Browsers as systems call them.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The language that is asked for on both sides, so that both answer with the same document.
const LANGUAGE: &str = "en";

/// A document as this version serves it.
struct Expected {
    path: String,
    scripts: Vec<Script>,
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// Checks all accounts that are asked for. The program fails when something differs.
///
/// # Errors
/// When there is no browser, or nothing could be checked.
pub async fn check(local: &Local, wishes: &CheckScripts) -> Result<ExitCode, Failure> {
    let program = find_browser(wishes.chromium.as_deref())?;
    let mut is_well = true;
    let mut reports = Vec::new();
    for account in &local.accounts {
        let expected = expected(local, account, wishes.document.as_deref()).await?;
        let origin = account.public_url.origin.clone();
        println!("{} ({}) {origin}", account.name, account.id);
        let (program, shared) = (program.clone(), account.clone());
        // The browser is waited for, and nothing else is done meanwhile.
        let checked = tokio::task::spawn_blocking(move || visit_all(&program, &shared, expected));
        let checked = checked.await??;
        for (document, findings) in &checked {
            is_well &= findings.is_empty();
            say(document, findings);
        }
        reports.push(report(account, &checked));
    }
    if let Some(file) = &wishes.report {
        let report = json!({
            "checked_at": local.app.clock().now(),
            "version": env!("CARGO_PKG_VERSION"),
            "accounts": reports,
        });
        std::fs::write(file, serde_json::to_vec_pretty(&report)?)
            .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    }
    Ok(ExitCode::from(u8::from(!is_well)))
}

type Checked = (Expected, Vec<String>);

fn visit_all(
    program: &Path,
    account: &Arc<Account>,
    documents: Vec<Expected>,
) -> Result<Vec<Checked>, Failure> {
    let mut browser = Browser::start(program)?;
    let mut checked = Vec::new();
    for document in documents {
        let url = format!("{}{}", account.public_url.origin, document.path);
        let findings = match visit::visit(&mut browser, &url, LANGUAGE, &document.scripts)? {
            Ok(seen) => compare::findings(&document, &seen),
            Err(reason) => vec![format!("cannot be opened: {reason}")],
        };
        checked.push((document, findings));
    }
    Ok(checked)
}

/// All documents, or the one at a path.
async fn expected(
    local: &Local,
    account: &Account,
    only: Option<&str>,
) -> Result<Vec<Expected>, Failure> {
    let mut expected = Vec::new();
    for (path, document) in addresses() {
        if only.is_some_and(|only| only != path) {
            continue;
        }
        let (status, headers, body) = local.document(account, &path, LANGUAGE).await?;
        expected.push(Expected {
            scripts: inventory::scripts(local.app.dist(), account, document),
            path,
            status,
            headers,
            body,
        });
    }
    match (expected.is_empty(), only) {
        (true, Some(only)) => Err(format!("there is no document at \"{only}\"").into()),
        _ => Ok(expected),
    }
}

/// Where the documents are. Which object an address names makes no difference to what is executed there.
fn addresses() -> impl Iterator<Item = (String, Document)> {
    let pages = DOCUMENTS.iter().copied();
    let all = pages.chain([("/p/login/{token}", LOGIN)]);
    all.map(|(path, document)| {
        let path = path
            .replace("{id}", "example")
            .replace("{token}", "example");
        (path, document)
    })
}

fn say(document: &Expected, findings: &[String]) {
    let path = &document.path;
    match findings {
        [] => {
            let count = document.scripts.len();
            println!("  ✓ {path:36} {count} scripts, all as they should be");
        }
        findings => {
            for finding in findings {
                println!("  ✗ {path:36} {finding}");
            }
        }
    }
}

fn report(account: &Account, checked: &[Checked]) -> Value {
    let documents = checked.iter().map(|(document, findings)| {
        json!({ "path": document.path, "scripts": document.scripts, "findings": findings })
    });
    json!({
        "id": account.id,
        "origin": account.public_url.origin,
        "documents": documents.collect::<Vec<_>>(),
    })
}

/// The browser that was named, else the first one on the PATH.
fn find_browser(named: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = BROWSERS.iter().find_map(|name| {
        std::env::split_paths(&folders)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    });
    found.ok_or_else(|| "there is no Chromium on the PATH: name one with --chromium".into())
}

//! The inventory: every script of a document, whose it is, and what it is for.

use serde::Serialize;

use crate::assets::Dist;
use crate::config::Account;
use crate::documents::{Document, runs_processor};

/// A script that a document may execute, and must.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Script {
    /// Where it comes from; none for the one in the document itself.
    pub url: Option<String>,
    /// The hash of what it is. The processor's may change at any time, and may not be pinned.
    pub integrity: Option<String>,
    /// Who makes it.
    pub owner: String,
    /// Why it is there.
    pub reason: String,
    /// What it may load in turn, as origins.
    pub loads_from: Vec<String>,
}

/// The scripts of a document.
pub fn scripts(dist: &Dist, account: &Account, (purpose, program): Document) -> Vec<Script> {
    let own = |url: Option<&str>, integrity: &str, reason: String| Script {
        url: url.map(str::to_owned),
        integrity: Some(integrity.to_owned()),
        owner: "Portico".to_owned(),
        reason,
        loads_from: Vec::new(),
    };
    let mut scripts = vec![own(
        None,
        &dist.manifest.boot,
        "begins the session, loads the program, and says why when it cannot".to_owned(),
    )];
    if let Some(files) = dist.program(program) {
        let name = program.as_str();
        let js = format!("connects the program \"{name}\" with the browser");
        scripts.push(own(Some(&files.js.path), &files.js.integrity, js));
        let wasm = format!("the program \"{name}\": the page itself");
        scripts.push(own(Some(&files.wasm.path), &files.wasm.integrity, wasm));
    }
    if runs_processor(purpose, account) {
        let processor = &account.processor;
        let host = processor.script.split('/').nth(2).unwrap_or_default();
        scripts.push(Script {
            url: Some(processor.script.clone()),
            integrity: None,
            owner: host.to_owned(),
            reason: "takes payment details in frames of its own, so that none are in this page"
                .to_owned(),
            loads_from: processor.script_src.clone(),
        });
    }
    scripts
}

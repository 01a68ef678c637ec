//! `cargo xtask bench`: what a customer downloads and how long a phone waits for it, against the bars, and what
//! Lighthouse says.

mod lighthouse;
mod sizes;
mod timings;

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use crate::{
    Result,
    args::Args,
    build::{self, Profile},
    project, run,
    serving::Serving,
    shell::say,
    tools,
};

/// `cargo xtask bench [sizes|timings|lighthouse]`: prints the tables; fails when a bar is missed.
pub fn bench(mut args: Args) -> Result {
    let only = args.word();
    args.finish()?;
    let names = ["sizes", "timings", "lighthouse"];
    if let Some(only) = only.as_deref().filter(|only| !names.contains(only)) {
        return Err(format!(
            "There is no bench `{only}`. There are: {}.",
            names.join(", ")
        ));
    }
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    build::client(Profile::Release)?;
    let mut over = Vec::new();
    if wanted("sizes") {
        over.extend(sizes::over()?);
    }
    if wanted("timings") || wanted("lighthouse") {
        match tools::chromium::find() {
            Some(chromium) => {
                let portal = Portal::start()?;
                if wanted("timings") {
                    over.extend(timings::over(&portal, &chromium)?);
                }
                if wanted("lighthouse") {
                    over.extend(lighthouse::low(&portal, &chromium)?);
                }
                portal.serving.stop()?;
            }
            None => say("\nTimings and Lighthouse: left out, because no Chromium is on PATH."),
        }
    }
    if over.is_empty() {
        Ok(())
    } else {
        Err(format!("Missed: {}.", over.join(", ")))
    }
}

/// The release build with fresh demo data, for a browser to look at.
struct Portal {
    serving: Serving,
    port: u16,
    /// The customer whose home page is measured: one card, one subscription.
    customer: String,
}

impl Portal {
    fn start() -> Result<Self> {
        let server = build::server(Profile::Release)?;
        let data = fresh_data()?;
        let port = free_pair()?;
        let mut serving = Serving::start(&server, port, &data)?;
        serving.wait_until_ready(port, &AtomicBool::new(false))?;
        let customers = run::links::customers(&data)?;
        let customer = customers
            .first()
            .map(|customer| customer.id.clone())
            .ok_or("The demo data has no customer.")?;
        Ok(Self {
            serving,
            port,
            customer,
        })
    }

    fn link(&self) -> Result<String> {
        run::links::link(self.port, &self.customer)
    }
}

fn fresh_data() -> Result<PathBuf> {
    let data = project::target().join("bench");
    if data.exists() {
        fs::remove_dir_all(&data)
            .map_err(|error| format!("Old bench data cannot be removed: {error}."))?;
    }
    fs::create_dir_all(&data)
        .map_err(|error| format!("{} cannot be created: {error}.", project::shown(&data)))?;
    Ok(data)
}

/// A port whose successor is free as well.
fn free_pair() -> Result<u16> {
    for port in (4300..4400).step_by(2) {
        if TcpListener::bind(("127.0.0.1", port)).is_ok()
            && TcpListener::bind(("127.0.0.1", port + 1)).is_ok()
        {
            return Ok(port);
        }
    }
    Err("No two free ports between 4300 and 4400.".into())
}

/// Reads a report that a tool wrote.
fn report(path: &Path, whose: &str) -> Result<serde_json::Value> {
    serde_json::from_str(&project::read(path)?)
        .map_err(|error| format!("{whose} report is not JSON: {error}."))
}

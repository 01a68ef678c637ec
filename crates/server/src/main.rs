//! `portico serve`: reads the configuration, opens the store, serves until told to stop.
//!
//! This file is the only one that knows the embedded engine. It starts it on an origin of its own and from then on
//! speaks to it over HTTP, like to any billing system.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;

use axum::Router;
use portico_server::app::App;
use portico_server::clock::Clock;
use portico_server::config::cli::{Arguments, DEMO_KEY, DEMO_SENDER, USAGE};
use portico_server::config::{Config, ConfigError, Mail};
use portico_server::{logging, serve};
use sandbox::{DemoCustomer, Sandbox, Webhook};
use serde_json::{Value, json};
use tokio::net::TcpListener;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Exit code for a command line or configuration that is wrong. Source: sysexits(3), `EX_USAGE`.
const WRONG_USAGE: u8 = 64;

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "--help" || argument == "-h") {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let read = Arguments::parse(std::env::args().skip(1)).and_then(|arguments| {
        let config = arguments.config(|name| std::env::var(name).ok())?;
        Ok((arguments, config))
    });
    let (arguments, config) = match read {
        Ok(read) => read,
        Err(ConfigError(problem)) => {
            eprintln!("portico: {problem}\n\n{USAGE}");
            return ExitCode::from(WRONG_USAGE);
        }
    };
    logging::start();
    match run(&arguments, &config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("portico: {problem}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(arguments: &Arguments, config: &Config) -> Result<(), Failure> {
    let mut config = config.clone();
    let mut outbox = None;
    if arguments.sandbox {
        let (mail, listener) = open_outbox().await?;
        config.mail = Some(mail);
        outbox = Some(listener);
    }
    let app = App::start(&config, Clock::system()).await?;
    let mut beside = Vec::new();
    if let Some(outbox) = outbox {
        beside.push(open_sandbox(arguments, &config, outbox).await?);
    }
    let listener = listen(SocketAddr::new(config.address, config.port)).await?;
    serve::serve(app, listener, beside).await?;
    Ok(())
}

/// Where the embedded engine takes mail, a port of this machine that is free, and how the portal sends it there.
async fn open_outbox() -> Result<(Mail, TcpListener), Failure> {
    let listener = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let url = format!("smtp://{}", listener.local_addr()?);
    Ok((Mail::parse(&url, DEMO_SENDER)?, listener))
}

/// Opens the embedded engine, fills it when asked to, and returns what to serve it on.
async fn open_sandbox(
    arguments: &Arguments,
    config: &Config,
    outbox: TcpListener,
) -> Result<(TcpListener, Router), Failure> {
    let account = config.accounts.first().ok_or("there is no demo account")?;
    let webhooks = account
        .webhook_secrets
        .iter()
        .map(|secret| Webhook {
            url: format!("{}/webhooks/stripe", account.public_url.origin),
            secret: secret.expose().to_owned(),
            account_key: DEMO_KEY.to_owned(),
        })
        .collect();
    let sandbox = Sandbox::open(sandbox::Config {
        data: config.data.clone(),
        webhooks,
        public_origin: arguments.sandbox_origin(),
    })
    .await?;
    sandbox.take_mail(outbox);
    if arguments.seed {
        let customers = sandbox.seed_demo(DEMO_KEY).await?;
        write_demo(&config.data, &customers)?;
    }
    let listener = listen(SocketAddr::new(config.address, arguments.sandbox_port)).await?;
    Ok((listener, sandbox.router()))
}

/// Notes the demo customers for whoever prints links.
fn write_demo(folder: &Path, customers: &[DemoCustomer]) -> Result<(), Failure> {
    let list: Vec<Value> = customers
        .iter()
        .map(
            |customer| json!({ "id": customer.id, "name": customer.name, "shows": customer.shows }),
        )
        .collect();
    std::fs::write(folder.join("demo.json"), serde_json::to_vec_pretty(&list)?)?;
    Ok(())
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address}: {error}").into())
}

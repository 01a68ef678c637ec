//! `portico serve`: reads the configuration, opens the store, serves until told to stop.
//!
//! This file is the only one that knows the embedded engine. It starts it on an origin of its own and from then on
//! speaks to it over HTTP, like to any billing system.

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;

use axum::Router;
use portico_server::app::App;
use portico_server::clock::Clock;
use portico_server::config::cli::{Arguments, DEMO_KEY, USAGE};
use portico_server::config::{Config, ConfigError};
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
    let app = App::start(config, Clock::system()).await?;
    let mut beside = Vec::new();
    if arguments.sandbox {
        beside.push(open_sandbox(arguments, config).await?);
    }
    let listener = listen(SocketAddr::new(config.address, config.port)).await?;
    serve::serve(app, listener, beside).await?;
    Ok(())
}

/// Opens the embedded engine, fills it when asked to, and returns what to serve it on.
async fn open_sandbox(
    arguments: &Arguments,
    config: &Config,
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

//! The program: reads the command line, serves or carries out a command.
//!
//! This file is the only one that knows the embedded engine. It starts it on an origin of its own and from then on
//! speaks to it over HTTP, like to any billing system.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;

use axum::Router;
use clap::Parser;
use portico_server::app::App;
use portico_server::clock::Clock;
use portico_server::commands;
use portico_server::config::cli::{
    Arguments, Cli, Command, DEMO_KEY, DEMO_SENDER, EngineArguments, sandbox_origin,
};
use portico_server::config::{Config, ConfigError, Mail};
use portico_server::secret::Secret;
use portico_server::{logging, serve};
use sandbox::{DemoCustomer, Sandbox, Webhook};
use serde_json::{Value, json};
use tokio::net::TcpListener;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Exit code for a command line or configuration that is wrong. Source: sysexits(3), `EX_USAGE`.
const WRONG_USAGE: u8 = 64;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(problem) => {
            // What was asked for is written to the one stream, what is wrong to the other.
            let _ = problem.print();
            let is_help = !problem.use_stderr();
            return ExitCode::from(if is_help { 0 } else { WRONG_USAGE });
        }
    };
    match run(cli.command) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("portico: {problem}");
            let is_usage = problem.is::<ConfigError>();
            ExitCode::from(if is_usage { WRONG_USAGE } else { 1 })
        }
    }
}

#[tokio::main]
async fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve { arguments, seed } => {
            let config = arguments.config(variable)?;
            logging::start();
            serve_portal(&arguments, &config, seed).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Sandbox(arguments) => {
            serve_engine(&arguments).await?;
            Ok(ExitCode::SUCCESS)
        }
        other => commands::run(other, variable).await,
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

async fn serve_portal(arguments: &Arguments, config: &Config, seed: bool) -> Result<(), Failure> {
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
        let account = config.accounts.first().ok_or("there is no demo account")?;
        let webhook = account.webhook_secrets.iter().map(|secret| {
            let url = format!("{}/webhooks/stripe", account.public_url.origin);
            (url, secret.clone())
        });
        let port = arguments.sandbox_port();
        let engine = open_engine(port, &config.data, webhook, outbox, seed).await?;
        beside.push(engine);
    }
    let listener = listen(SocketAddr::new(config.address, config.port)).await?;
    serve::serve(app, listener, beside).await?;
    Ok(())
}

/// Where the embedded engine takes mail, a port of this machine that is free, and how the portal sends it there.
async fn open_outbox() -> Result<(Mail, TcpListener), Failure> {
    let listener = listen(loopback(0)).await?;
    let url = format!("smtp://{}", listener.local_addr()?);
    Ok((Mail::parse(&url, DEMO_SENDER)?, listener))
}

async fn serve_engine(arguments: &EngineArguments) -> Result<(), Failure> {
    let webhook = arguments.webhook(variable)?;
    let outbox = arguments.smtp_port()?;
    logging::start();
    let outbox = listen(loopback(outbox)).await?;
    let (listener, router) = open_engine(
        arguments.port,
        &arguments.data,
        webhook,
        outbox,
        arguments.seed,
    )
    .await?;
    serve::serve_alone(listener, router).await?;
    Ok(())
}

/// Opens the embedded engine, fills it when asked to, and returns what to serve it on. `webhooks` are the URLs that are
/// told of the demo account's events, with the secrets they are signed with.
async fn open_engine(
    port: u16,
    data: &Path,
    webhooks: impl IntoIterator<Item = (String, Secret)>,
    outbox: TcpListener,
    seed: bool,
) -> Result<(TcpListener, Router), Failure> {
    let webhooks = webhooks.into_iter().map(|(url, secret)| Webhook {
        url,
        secret: secret.expose().to_owned(),
        account_key: DEMO_KEY.to_owned(),
    });
    let sandbox = Sandbox::open(sandbox::Config {
        data: data.to_owned(),
        webhooks: webhooks.collect(),
        public_origin: sandbox_origin(port),
    })
    .await?;
    sandbox.take_mail(outbox);
    if seed {
        let customers = sandbox.seed_demo(DEMO_KEY).await?;
        write_demo(data, &customers)?;
    }
    // Its keys are printed in the README: whoever can reach the port can use them.
    let listener = listen(loopback(port)).await?;
    Ok((listener, sandbox.router()))
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
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

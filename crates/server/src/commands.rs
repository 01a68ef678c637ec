//! What is done once, beside the running server: on the same database, and by the same requests that a merchant's server
//! would send.

mod account;
mod backup;
mod check_scripts;
mod dashboard;
mod doctor;
mod domain;
mod event;
mod local;
mod session;

use std::process::ExitCode;

use crate::config::cli::{Command, EventAction, SessionAction};
use local::Local;

/// Why a command failed, in a sentence.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Carries out a command. `variable` looks up environment variables.
///
/// # Errors
/// Says what is wrong.
pub async fn run(
    command: Command,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<ExitCode, Failure> {
    match command {
        // The program serves by itself: only it knows the embedded engine.
        Command::Serve { .. } | Command::Sandbox(_) => {
            return Err("serve and sandbox are no commands of this kind".into());
        }
        Command::Account(common) => account::list(&Local::open(&common, variable).await?).await?,
        Command::Session { action } => match action {
            SessionAction::Create {
                common,
                customer,
                configuration,
                return_url,
            } => {
                let local = Local::open(&common, variable).await?;
                let wish = [
                    ("customer", Some(customer)),
                    ("configuration", configuration),
                    ("return_url", return_url),
                ];
                session::create(&local, wish).await?;
            }
            SessionAction::List { common, customer } => {
                let local = Local::open(&common, variable).await?;
                session::list(&local, customer.as_deref()).await?;
            }
            SessionAction::Revoke {
                common,
                id,
                customer,
            } => {
                let local = Local::open(&common, variable).await?;
                session::revoke(&local, id.as_deref(), customer.as_deref()).await?;
            }
        },
        Command::DashboardLink { common, role, name } => {
            let local = Local::open(&common, variable).await?;
            dashboard::link(&local, role, name).await?;
        }
        Command::Event { action } => match action {
            EventAction::List(common) => {
                event::list(&Local::open(&common, variable).await?).await?
            }
            EventAction::Replay {
                common,
                id,
                endpoint,
            } => {
                let local = Local::open(&common, variable).await?;
                event::replay(&local, &id, endpoint.as_deref()).await?;
            }
        },
        Command::Doctor(common) => {
            return doctor::examine(&Local::open(&common, variable).await?).await;
        }
        Command::CheckScripts(wishes) => {
            let local = Local::open(&wishes.common, variable).await?;
            return check_scripts::check(&local, &wishes).await;
        }
        Command::Backup { arguments, file } => {
            let config = arguments.config(variable)?;
            backup::write(&config, &file).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

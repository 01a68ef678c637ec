//! The command line, and the configuration it leads to.

mod engine;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use contract::SetupMode;

use super::account::{Account, Processor};
use super::file;
use super::{Config, ConfigError, Domains};
use crate::limits::Limits;
use crate::secret::Secret;
use crate::session::token;

pub use engine::EngineArguments;

/// The demo merchant's key. Only the embedded engine knows it.
pub const DEMO_KEY: &str = "sk_test_portico";

/// Whom the demo merchant's mail is from.
pub const DEMO_SENDER: &str = "billing@fernhill.example";

/// Calls to one endpoint of the embedded engine in any second: as good as no limit.
const SANDBOX_RATE: usize = 10_000;

/// The command line.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "portico",
    version,
    about = "A billing customer portal you host yourself.",
    after_help = "DATABASE_URL, or database_url in the configuration file, names a PostgreSQL database that several servers share. \
                  Without one, what Portico has of its own is kept in SQLite, in the data folder."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Serves the portal until it is told to stop
    Serve {
        /// Where and what.
        #[command(flatten)]
        arguments: Arguments,
        /// Fills the embedded engine with demo customers (with --sandbox)
        #[arg(long, requires = "sandbox")]
        seed: bool,
    },
    /// Runs the embedded engine alone, for portal servers that are processes of their own
    Sandbox(EngineArguments),
    /// Lists the accounts that are served, with their hosts, configurations and login links
    Account(Common),
    /// Makes links into the portal, lists sessions and ends them
    Session {
        /// Which.
        #[command(subcommand)]
        action: SessionAction,
    },
    /// Prints a link by which a person signs in to the dashboard once, within an hour
    DashboardLink {
        /// Whose.
        #[command(flatten)]
        common: Common,
        /// What may be done: designer (branding only) or merchant (everything)
        #[arg(long, value_parser = ["designer", "merchant"])]
        role: String,
        /// What the person is called, where it says who changed something
        #[arg(long)]
        name: Option<String>,
    },
    /// Lists what was told by webhook, and tells it once more
    Event {
        /// Which.
        #[command(subcommand)]
        action: EventAction,
    },
    /// Checks key, webhook, catalogue, configuration, mail and domains, and says what to do
    Doctor(Common),
    /// Opens the portal's pages in Chromium and says what was executed that is not this version's, and which headers changed
    CheckScripts(CheckScripts),
    /// Writes a copy of the database to a file, while the server runs, and checks it
    Backup {
        /// Where and what.
        #[command(flatten)]
        arguments: Arguments,
        /// The file to write; it must not exist
        file: PathBuf,
    },
}

/// Which account a command is about.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// Where and what.
    #[command(flatten)]
    pub arguments: Arguments,
    /// The account, acct_…; without it, the only one there is, or all
    #[arg(long)]
    pub account: Option<String>,
}

/// How scripts are checked.
#[derive(Clone, Debug, Args)]
pub struct CheckScripts {
    /// Whose.
    #[command(flatten)]
    pub common: Common,
    /// Only the document at this path, such as /add-payment-method
    #[arg(value_name = "PATH")]
    pub document: Option<String>,
    /// The browser; without it, the first Chromium or Chrome on the PATH
    #[arg(long, value_name = "PROGRAM")]
    pub chromium: Option<PathBuf>,
    /// Writes the inventory of scripts and what was found to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// What can be done with sessions.
#[derive(Clone, Debug, Subcommand)]
pub enum SessionAction {
    /// Prints a link that opens a customer's portal once, within five minutes
    Create {
        /// Whose.
        #[command(flatten)]
        common: Common,
        /// The customer, cus_…
        #[arg(long)]
        customer: String,
        /// The configuration, bpc_…; without it, the default one
        #[arg(long)]
        configuration: Option<String>,
        /// Where the customer goes back to
        #[arg(long)]
        return_url: Option<String>,
    },
    /// Lists the newest sessions
    List {
        /// Whose.
        #[command(flatten)]
        common: Common,
        /// Of one customer, cus_…
        #[arg(long)]
        customer: Option<String>,
    },
    /// Ends a session, or all of a customer's
    Revoke {
        /// Whose.
        #[command(flatten)]
        common: Common,
        /// The session, bps_…
        #[arg(required_unless_present = "customer", conflicts_with = "customer")]
        id: Option<String>,
        /// All of one customer, cus_…
        #[arg(long)]
        customer: Option<String>,
    },
}

/// What can be done with events.
#[derive(Clone, Debug, Subcommand)]
pub enum EventAction {
    /// Lists the newest events and how they were taken
    List(Common),
    /// Sends an event once more
    Replay {
        /// Whose.
        #[command(flatten)]
        common: Common,
        /// The event, evt_…
        id: String,
        /// To one endpoint, we_…; without it, to all that want it
        #[arg(long)]
        endpoint: Option<String>,
    },
}

/// Where Portico runs, and what it serves.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct Arguments {
    /// One demo account on an embedded billing engine, on loopback only
    #[arg(long)]
    pub sandbox: bool,
    /// With --sandbox: where customers enter a new payment method, embedded or redirect [default: embedded]
    #[arg(long, value_name = "MODE", value_parser = mode, requires = "sandbox")]
    add_payment_method: Option<SetupMode>,
    /// Port of the portal
    #[arg(long, env = "PORTICO_PORT", default_value_t = 4242)]
    pub port: u16,
    /// Port of the embedded engine [default: the portal's port + 1]
    #[arg(long)]
    sandbox_port: Option<u16>,
    /// Address to listen on; always 127.0.0.1 with --sandbox
    #[arg(long, env = "PORTICO_ADDRESS", default_value = "0.0.0.0")]
    address: IpAddr,
    /// Folder of the databases
    #[arg(long, env = "PORTICO_DATA", value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// Folder of the built client
    #[arg(long, env = "PORTICO_DIST", value_name = "DIR", default_value = "dist")]
    pub dist: PathBuf,
    /// Fonts for invoices in scripts beyond Latin, Greek and Cyrillic
    #[arg(long, env = "PORTICO_FONTS", value_name = "DIR")]
    pub fonts: Option<PathBuf>,
    /// Accounts to serve, and how mail goes out
    #[arg(
        long,
        env = "PORTICO_CONFIG",
        value_name = "FILE",
        default_value = "portico.toml"
    )]
    pub config: PathBuf,
}

impl Arguments {
    /// Port of the embedded engine.
    pub fn sandbox_port(&self) -> u16 {
        self.sandbox_port.unwrap_or(self.port.wrapping_add(1))
    }

    /// The configuration these arguments lead to. With `--sandbox` no file is read.
    ///
    /// # Errors
    /// When the file cannot be read, or a setting in it is wrong.
    pub fn config(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
        if self.sandbox && (self.sandbox_port() == self.port || self.sandbox_port() == 0) {
            return Err(ConfigError(
                "--sandbox-port must be another port than --port".to_owned(),
            ));
        }
        let settings = if self.sandbox {
            file::Settings {
                accounts: vec![Arc::new(self.demo_account()?)],
                proxies: Vec::new(),
                database: file::read_database(None, &variable)?,
                // Whoever mounts the engine knows where it takes mail.
                mail: None,
                fonts: None,
                domains: Domains::default(),
            }
        } else {
            let name = self.config.display();
            let text = std::fs::read_to_string(&self.config)
                .map_err(|error| ConfigError(format!("cannot read {name}: {error}")))?;
            file::read(&text, variable).map_err(|error| ConfigError(format!("{name}: {error}")))?
        };
        Ok(Config {
            // The demo key is printed in the README: whoever can reach the port can use it.
            address: match self.sandbox {
                true => IpAddr::V4(Ipv4Addr::LOCALHOST),
                false => self.address,
            },
            port: self.port,
            data: self.data.clone(),
            database: settings.database,
            dist: self.dist.clone(),
            accounts: settings.accounts,
            proxies: settings.proxies,
            domains: settings.domains,
            limits: Limits::default(),
            mail: settings.mail,
            fonts: self.fonts.clone().or(settings.fonts),
        })
    }

    fn demo_account(&self) -> Result<Account, ConfigError> {
        let public = format!("http://localhost:{}", self.port);
        // The engine is asked over 127.0.0.1, whatever `localhost` resolves to first on this machine.
        let upstream = format!("http://127.0.0.1:{}", self.sandbox_port());
        let mut account = Account::test(
            "acct_portico_demo",
            "Fernhill Studio",
            DEMO_KEY,
            &public,
            &upstream,
        )?;
        account.upstream_limits.per_second = SANDBOX_RATE;
        Ok(Account {
            processor: Processor::at(&sandbox_origin(self.sandbox_port())),
            add_payment_method: self.add_payment_method.unwrap_or(SetupMode::Embedded),
            webhook_secrets: vec![Secret::from(token::mint("whsec_"))],
            default_return_url: Some("https://fernhill.example/account".to_owned()),
            support_email: Some("support@fernhill.example".to_owned()),
            terms_of_service_url: Some("https://fernhill.example/terms".to_owned()),
            privacy_policy_url: Some("https://fernhill.example/privacy".to_owned()),
            country: Some("US".to_owned()),
            ..account
        })
    }
}

/// Origin of an embedded engine on a port, as browsers see it.
pub fn sandbox_origin(port: u16) -> String {
    format!("http://localhost:{port}")
}

fn mode(value: &str) -> Result<SetupMode, String> {
    match value {
        "embedded" => Ok(SetupMode::Embedded),
        "redirect" => Ok(SetupMode::Redirect),
        _ => Err("it is embedded or redirect".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        let words = ["portico"].into_iter().chain(line.split_whitespace());
        let cli = Cli::try_parse_from(words).map_err(|error| error.to_string())?;
        match cli.command {
            Command::Serve { arguments, .. } => Ok(arguments),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn sandbox_listens_on_loopback_only() {
        let arguments = parse("serve --sandbox --address 0.0.0.0 --port 5000").unwrap();
        let config = arguments.config(|_| None).unwrap();
        assert!(config.address.is_loopback());
        assert_eq!(
            config.accounts[0].public_url.origin,
            "http://localhost:5000"
        );
        assert_eq!(config.accounts[0].upstream, "http://127.0.0.1:5001");
        assert_eq!(config.accounts[0].publishable_key, "pk_test_portico");
        assert_eq!(config.fonts, None);
        let mode = |line| {
            let arguments = parse(line).unwrap();
            arguments.config(|_| None).unwrap().accounts[0].add_payment_method
        };
        assert_eq!(mode("serve --sandbox"), SetupMode::Embedded);
        let redirect = "serve --sandbox --add-payment-method redirect";
        assert_eq!(mode(redirect), SetupMode::Redirect);
        let arguments = parse("serve --sandbox --fonts /srv/fonts").unwrap();
        let config = arguments.config(|_| None).unwrap();
        assert_eq!(config.fonts, Some(PathBuf::from("/srv/fonts")));
    }

    #[test]
    fn wrong_arguments_are_named() {
        let check = |line: &str, expected: &str| {
            let problem = parse(line).unwrap_err();
            assert!(problem.contains(expected), "{line}: {problem}");
        };
        check("", "Usage: portico <COMMAND>");
        check("run", "unrecognized subcommand 'run'");
        check("serve --colour", "unexpected argument '--colour'");
        check("serve --port", "a value is required for '--port <PORT>'");
        check("serve --port x", "invalid value 'x' for '--port <PORT>'");
        check("serve --seed", "--sandbox");
        check("session revoke", "<ID>");
        check("serve --add-payment-method redirect", "--sandbox");
        check(
            "serve --sandbox --add-payment-method frame",
            "invalid value 'frame' for '--add-payment-method <MODE>'",
        );
        let arguments = parse("serve --sandbox --sandbox-port 4242").unwrap();
        let problem = arguments.config(|_| None).unwrap_err().0;
        assert_eq!(problem, "--sandbox-port must be another port than --port");
    }

    /// Every command can be understood from its help alone.
    #[test]
    fn every_option_is_explained() {
        fn check(command: &clap::Command) {
            for argument in command.get_arguments() {
                let name = argument.get_id();
                assert!(
                    argument.get_help().is_some(),
                    "{} {name}",
                    command.get_name()
                );
            }
            for below in command.get_subcommands() {
                assert!(below.get_about().is_some(), "{}", below.get_name());
                check(below);
            }
        }
        check(&<Cli as clap::CommandFactory>::command());
    }
}

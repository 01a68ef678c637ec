//! The command line of the embedded engine as a process of its own.

use std::path::PathBuf;

use clap::Args;

use crate::config::ConfigError;
use crate::config::url::check_return_url;
use crate::secret::Secret;

/// The environment variable with the key that webhooks are signed with. On the command line everybody on the machine
/// could read it.
const WEBHOOK_SECRET: &str = "PORTICO_WEBHOOK_SECRET";

/// What is written under the options.
const EXAMPLE: &str = "\
Takes any key that starts with sk_test_, on this machine only: http://127.0.0.1 answers servers, http://localhost browsers. \
The portal is told of it in its configuration file:

  [mail]
  smtp = \"smtp://127.0.0.1:4244\"                # what is sent is shown at http://localhost:4243/outbox
  from = \"billing@fernhill.example\"

  [[account]]
  id = \"acct_portico_demo\"
  name = \"Fernhill Studio\"
  secret_key = \"sk_test_portico\"
  publishable_key = \"pk_test_portico\"
  public_url = \"http://localhost:4242\"
  default_return_url = \"https://fernhill.example/account\"
  upstream = \"http://127.0.0.1:4243\"
  upstream_per_second = 10000                   # Stripe bears 25 calls; the engine bears more
  webhook_secrets = [\"$PORTICO_WEBHOOK_SECRET\"] # with --webhook-url http://localhost:4242/webhooks/stripe

  [account.processor]
  script = \"http://localhost:4243/v3/\"
  script_src = [\"http://localhost:4243\"]
  frame_src = [\"http://localhost:4243\"]
  connect_src = [\"http://localhost:4243\"]
  trusted_types = true

PORTICO_WEBHOOK_SECRET holds the secret, whsec_…, in the environment of both.";

/// Where the engine runs, and whom it tells.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
#[command(after_help = EXAMPLE)]
pub struct EngineArguments {
    /// Port of the engine
    #[arg(long, default_value_t = 4243, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: u16,
    /// Port where it takes mail [default: the port after --port]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    smtp_port: Option<u16>,
    /// Folder of its database
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// Fills it with demo customers, once, and lists them in demo.json in its folder
    #[arg(long)]
    pub seed: bool,
    /// Where the demo account's events go, signed as said below; without it, nobody is told
    #[arg(long, value_name = "URL", value_parser = webhook_url)]
    webhook_url: Option<String>,
}

impl EngineArguments {
    /// Port where it takes mail.
    ///
    /// # Errors
    /// When it is the engine's own, or there is none after that.
    pub fn smtp_port(&self) -> Result<u16, ConfigError> {
        let port = self.smtp_port.or_else(|| self.port.checked_add(1));
        port.filter(|port| *port != self.port)
            .ok_or_else(|| ConfigError("--smtp-port must be another port than --port".to_owned()))
    }

    /// Where events go, and what they are signed with.
    ///
    /// # Errors
    /// When there is somebody to tell and no secret.
    pub fn webhook(
        &self,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<(String, Secret)>, ConfigError> {
        let Some(url) = &self.webhook_url else {
            return Ok(None);
        };
        let secret = variable(WEBHOOK_SECRET).filter(|secret| !secret.is_empty());
        let secret = secret.ok_or_else(|| {
            ConfigError(format!(
                "--webhook-url: environment variable {WEBHOOK_SECRET} is not set"
            ))
        })?;
        Ok(Some((url.clone(), Secret::from(secret))))
    }
}

/// What customers' data is sent to is chosen with the care of where customers are.
fn webhook_url(value: &str) -> Result<String, String> {
    check_return_url(value, &[]).map_err(|_| "it is an https URL, or http on localhost".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::config::cli::{Cli, Command};

    fn parse(line: &str) -> Result<EngineArguments, String> {
        let words = ["portico", "sandbox"].into_iter();
        let cli = Cli::try_parse_from(words.chain(line.split_whitespace()));
        match cli.map_err(|error| error.to_string())?.command {
            Command::Sandbox(arguments) => Ok(arguments),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn mail_has_a_port_of_its_own() {
        let port = |line| parse(line).unwrap().smtp_port().map_err(|it| it.0);
        assert_eq!(port(""), Ok(4244));
        assert_eq!(port("--port 5000"), Ok(5001));
        assert_eq!(port("--port 5000 --smtp-port 1025"), Ok(1025));
        let problem = "--smtp-port must be another port than --port".to_owned();
        assert_eq!(port("--smtp-port 4243"), Err(problem.clone()));
        assert_eq!(port("--port 65535"), Err(problem));
        assert!(parse("--port 0").is_err());
    }

    #[test]
    fn events_are_signed_or_not_sent() {
        let line = "--webhook-url http://localhost:4242/webhooks/stripe";
        let told = parse(line).unwrap();
        let variable = |name: &str| (name == "PORTICO_WEBHOOK_SECRET").then(|| "whsec_1".into());
        let (url, secret) = told.webhook(variable).unwrap().unwrap();
        assert_eq!(url, "http://localhost:4242/webhooks/stripe");
        assert_eq!(secret.expose(), "whsec_1");
        let problem = told.webhook(|_| Some(String::new())).unwrap_err().0;
        assert!(problem.contains("PORTICO_WEBHOOK_SECRET is not set"));
        assert_eq!(parse("").unwrap().webhook(|_| None), Ok(None));
        let problem = parse("--webhook-url http://elsewhere.example/").unwrap_err();
        assert!(problem.contains("http on localhost"), "{problem}");
    }
}

//! The command line, and the configuration it leads to.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;

use contract::SetupMode;

use super::account::{Account, Processor};
use super::file;
use super::{Config, ConfigError};
use crate::limits::Limits;
use crate::secret::Secret;
use crate::session::token;

/// What `portico --help` prints.
pub const USAGE: &str = "\
Usage: portico serve [options]

  --sandbox            serve one demo account on an embedded billing engine, on loopback only
  --seed               with --sandbox: fill the engine with demo customers
  --add-payment-method MODE
                       with --sandbox: where a method is entered, embedded or redirect (embedded)
  --port PORT          port of the portal (4242)
  --sandbox-port PORT  port of the embedded engine (the portal's port + 1)
  --address ADDRESS    address to listen on (0.0.0.0; always 127.0.0.1 with --sandbox)
  --data DIR           folder of the databases (data)
  --dist DIR           folder of the built client (dist)
  --fonts DIR          folder of fonts for invoices in other scripts than Latin, Greek and Cyrillic (none)
  --config FILE        accounts to serve, and how mail goes out (portico.toml)
";

/// The demo merchant's key. Only the embedded engine knows it.
pub const DEMO_KEY: &str = "sk_test_portico";

/// Whom the demo merchant's mail is from.
pub const DEMO_SENDER: &str = "billing@fernhill.example";

/// Calls to one endpoint of the embedded engine in any second: as good as no limit.
const SANDBOX_RATE: usize = 10_000;

/// The command line, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arguments {
    /// Whether the embedded engine runs beside the portal.
    pub sandbox: bool,
    /// Whether it is filled with demo data.
    pub seed: bool,
    /// Where customers of the demo account enter a new payment method.
    pub add_payment_method: Option<SetupMode>,
    /// Port of the portal.
    pub port: u16,
    /// Port of the embedded engine.
    pub sandbox_port: u16,
    /// Address to listen on.
    pub address: IpAddr,
    /// Folder of the databases.
    pub data: PathBuf,
    /// Folder of the built client.
    pub dist: PathBuf,
    /// Folder of fonts for invoices; the file's unless it is given.
    pub fonts: Option<PathBuf>,
    /// The configuration file.
    pub config: PathBuf,
}

impl Arguments {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// Says which argument is wrong.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, ConfigError> {
        let mut arguments = arguments.into_iter();
        match arguments.next().as_deref() {
            Some("serve") => {}
            Some(other) => return Err(ConfigError(format!("unknown command \"{other}\""))),
            None => return Err(ConfigError("a command is needed".to_owned())),
        }
        let mut parsed = Self {
            sandbox: false,
            seed: false,
            add_payment_method: None,
            port: 4242,
            sandbox_port: 0,
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            data: PathBuf::from("data"),
            dist: PathBuf::from("dist"),
            fonts: None,
            config: PathBuf::from("portico.toml"),
        };
        while let Some(name) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .ok_or_else(|| ConfigError(format!("{name} needs a value")))
            };
            match name.as_str() {
                "--sandbox" => parsed.sandbox = true,
                "--seed" => parsed.seed = true,
                "--add-payment-method" => {
                    parsed.add_payment_method = Some(mode(&name, &value()?)?);
                }
                "--port" => parsed.port = number(&name, &value()?)?,
                "--sandbox-port" => parsed.sandbox_port = number(&name, &value()?)?,
                "--address" => parsed.address = number(&name, &value()?)?,
                "--data" => parsed.data = PathBuf::from(value()?),
                "--dist" => parsed.dist = PathBuf::from(value()?),
                "--fonts" => parsed.fonts = Some(PathBuf::from(value()?)),
                "--config" => parsed.config = PathBuf::from(value()?),
                _ => return Err(ConfigError(format!("unknown option \"{name}\""))),
            }
        }
        if parsed.sandbox {
            // The demo key is printed in the README: whoever can reach the port can use it.
            parsed.address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        } else {
            let of_demo = [
                (parsed.seed, "--seed"),
                (parsed.add_payment_method.is_some(), "--add-payment-method"),
            ];
            if let Some((_, name)) = of_demo.into_iter().find(|(is_given, _)| *is_given) {
                return Err(ConfigError(format!("{name} is for --sandbox only")));
            }
        }
        if parsed.sandbox_port == 0 {
            parsed.sandbox_port = parsed.port.checked_add(1).ok_or_else(|| {
                ConfigError("--sandbox-port is needed beside --port 65535".to_owned())
            })?;
        }
        if parsed.sandbox && parsed.sandbox_port == parsed.port {
            return Err(ConfigError(
                "--port and --sandbox-port are the same".to_owned(),
            ));
        }
        Ok(parsed)
    }

    /// Origin of the embedded engine, as browsers see it.
    pub fn sandbox_origin(&self) -> String {
        format!("http://localhost:{}", self.sandbox_port)
    }

    /// The configuration these arguments lead to. With `--sandbox` no file is read.
    ///
    /// # Errors
    /// When the file cannot be read, or a setting in it is wrong.
    pub fn config(&self, variable: impl Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
        let settings = if self.sandbox {
            file::Settings {
                accounts: vec![Arc::new(self.demo_account()?)],
                proxies: Vec::new(),
                // Whoever mounts the engine knows where it takes mail.
                mail: None,
                fonts: None,
            }
        } else {
            let name = self.config.display();
            let text = std::fs::read_to_string(&self.config)
                .map_err(|error| ConfigError(format!("cannot read {name}: {error}")))?;
            file::read(&text, variable).map_err(|error| ConfigError(format!("{name}: {error}")))?
        };
        Ok(Config {
            address: self.address,
            port: self.port,
            data: self.data.clone(),
            dist: self.dist.clone(),
            accounts: settings.accounts,
            proxies: settings.proxies,
            limits: Limits::default(),
            mail: settings.mail,
            fonts: self.fonts.clone().or(settings.fonts),
        })
    }

    fn demo_account(&self) -> Result<Account, ConfigError> {
        let public = format!("http://localhost:{}", self.port);
        // The engine is asked over 127.0.0.1, whatever `localhost` resolves to first on this machine.
        let upstream = format!("http://127.0.0.1:{}", self.sandbox_port);
        let account = Account::test(
            "acct_portico_demo",
            "Fernhill Studio",
            DEMO_KEY,
            &public,
            &upstream,
        )?;
        Ok(Account {
            upstream_per_second: SANDBOX_RATE,
            processor: Processor::at(&self.sandbox_origin()),
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

fn mode(name: &str, value: &str) -> Result<SetupMode, ConfigError> {
    match value {
        "embedded" => Ok(SetupMode::Embedded),
        "redirect" => Ok(SetupMode::Redirect),
        _ => Err(ConfigError(format!("{name}: \"{value}\" is not valid"))),
    }
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, ConfigError> {
    value
        .parse()
        .map_err(|_| ConfigError(format!("{name}: \"{value}\" is not valid")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, ConfigError> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn sandbox_listens_on_loopback_only() {
        let arguments = parse("serve --sandbox --address 0.0.0.0 --port 5000").unwrap();
        assert!(arguments.address.is_loopback());
        assert_eq!(arguments.sandbox_port, 5001);
        let config = arguments.config(|_| None).unwrap();
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
            assert_eq!(parse(line).unwrap_err().0, expected);
        };
        check("", "a command is needed");
        check("run", "unknown command \"run\"");
        check("serve --colour", "unknown option \"--colour\"");
        check("serve --port", "--port needs a value");
        check("serve --port x", "--port: \"x\" is not valid");
        check("serve --seed", "--seed is for --sandbox only");
        check(
            "serve --add-payment-method redirect",
            "--add-payment-method is for --sandbox only",
        );
        check(
            "serve --sandbox --add-payment-method frame",
            "--add-payment-method: \"frame\" is not valid",
        );
        check(
            "serve --sandbox --sandbox-port 4242",
            "--port and --sandbox-port are the same",
        );
    }
}

//! The configuration file: TOML with one `[[account]]` table per merchant account.
//!
//! Any text may stand in the environment instead: see [`super::environment`].

use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;

use super::ConfigError;
use super::account::Account;
use super::database::Database;
use super::domains::{Domains, DomainsTable, read_domains};
use super::environment::resolve;
use super::mail::{Mail, MailTable, read_mail};
use super::table::{AccountTable, read_account};
use crate::limits::Network;

/// The environment variable with the URL of a `PostgreSQL` database.
const DATABASE_URL: &str = "DATABASE_URL";

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Addresses and networks of the proxies before us.
    #[serde(default)]
    trusted_proxies: Vec<String>,
    /// URL of a `PostgreSQL` database.
    database_url: Option<String>,
    mail: Option<MailTable>,
    pdf: Option<PdfTable>,
    domains: Option<DomainsTable>,
    #[serde(default)]
    account: Vec<AccountTable>,
}

/// The `[pdf]` table as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PdfTable {
    fonts: String,
}

/// What the file says.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The accounts, each with a host of its own.
    pub accounts: Vec<Arc<Account>>,
    /// Proxies that are believed when they say whom they ask for.
    pub proxies: Vec<Network>,
    /// The database that several servers share.
    pub database: Option<Database>,
    /// How mail goes out.
    pub mail: Option<Mail>,
    /// Folder of fonts for invoices.
    pub fonts: Option<PathBuf>,
    /// Where merchants' own domains lead.
    pub domains: Domains,
}

/// Reads the text of a configuration file. `variable` looks up environment variables.
///
/// # Errors
/// The first setting that is wrong, by name.
pub fn read(
    text: &str,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Settings, ConfigError> {
    let file: File = toml::from_str(text).map_err(|error| ConfigError(error.to_string()))?;
    if file.account.is_empty() {
        return Err(ConfigError(
            "no [[account]] table: at least one account is needed".to_owned(),
        ));
    }
    let accounts = file
        .account
        .into_iter()
        .map(|table| {
            let id = table.id.clone();
            read_account(table, &variable)
                .map(Arc::new)
                .map_err(|problem| ConfigError(format!("account \"{id}\": {problem}")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    check_together(&accounts)?;
    let proxies = file
        .trusted_proxies
        .iter()
        .map(|text| text.parse())
        .collect::<Result<_, String>>()
        .map_err(|problem| ConfigError(format!("trusted_proxies: {problem}")))?;
    let database = read_database(file.database_url, &variable)?;
    let mail = file.mail.map(|table| read_mail(table, &variable));
    let mail = mail
        .transpose()
        .map_err(|problem| ConfigError(format!("[mail] {problem}")))?;
    let domains = file.domains.map(|table| read_domains(table, &variable));
    let domains = domains
        .transpose()
        .map_err(|problem| ConfigError(format!("[domains] {problem}")))?;
    let fonts = file
        .pdf
        .map(|table| resolve("[pdf] fonts", table.fonts, &variable));
    let fonts = fonts.transpose().map_err(ConfigError)?;
    Ok(Settings {
        accounts,
        proxies,
        database,
        mail,
        fonts: fonts.map(PathBuf::from),
        domains: domains.unwrap_or_default(),
    })
}

/// The database: `DATABASE_URL` of the environment, else the file's `database_url`, else none.
///
/// # Errors
/// Says which of the two is wrong.
pub fn read_database(
    in_file: Option<String>,
    variable: &impl Fn(&str) -> Option<String>,
) -> Result<Option<Database>, ConfigError> {
    let (name, url) = match (
        variable(DATABASE_URL).filter(|url| !url.is_empty()),
        in_file,
    ) {
        (Some(url), _) => (DATABASE_URL, url),
        (None, Some(written)) => (
            "database_url",
            resolve("database_url", written, variable).map_err(ConfigError)?,
        ),
        (None, None) => return Ok(None),
    };
    let database = Database::parse(&url);
    database
        .map(Some)
        .map_err(|problem| ConfigError(format!("{name}: {problem}")))
}

/// What accounts must not share.
///
/// # Errors
/// Names the value that is used twice.
pub fn check_together(accounts: &[Arc<Account>]) -> Result<(), ConfigError> {
    for (index, account) in accounts.iter().enumerate() {
        for other in &accounts[..index] {
            let shared = if account.id == other.id {
                "id"
            } else if account.public_url.authority == other.public_url.authority {
                "public_url"
            } else if account.secret_key == other.secret_key {
                "secret_key"
            } else {
                continue;
            };
            return Err(ConfigError(format!(
                "accounts \"{}\" and \"{}\" have the same {shared}",
                other.id, account.id
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use contract::SetupMode;

    use super::*;

    fn read(text: &str) -> Result<Settings, ConfigError> {
        super::read(text, |name| {
            (name == "ACME_KEY").then(|| "sk_live_1".to_owned())
        })
    }

    const ACME: &str = r#"
        [[account]]
        id = "acct_acme"
        name = "Acme"
        secret_key = "$ACME_KEY"
        publishable_key = "pk_live_1"
        public_url = "https://billing.acme.test"
    "#;

    #[test]
    fn reads_an_account_with_its_key_from_the_environment() {
        let accounts = read(ACME).unwrap().accounts;
        assert_eq!(accounts[0].secret_key.expose(), "sk_live_1");
        assert_eq!(accounts[0].upstream, "https://api.stripe.com");
        assert!(!accounts[0].test_mode);
        assert!(accounts[0].notices);
        assert_eq!(accounts[0].add_payment_method, SetupMode::Redirect);
        let embedded = "add_payment_method = \"embedded\"";
        let embedded = read(&format!("{ACME}{embedded}")).unwrap().accounts;
        assert_eq!(embedded[0].add_payment_method, SetupMode::Embedded);
        let silent = read(&format!("{ACME}notices = false")).unwrap().accounts;
        assert!(!silent[0].notices);
        assert!(accounts[0].has_access() && accounts[0].default_configuration);
        let bare = "billing_access = false\ndefault_configuration = false";
        let bare = read(&format!("{ACME}{bare}")).unwrap().accounts;
        assert!(!bare[0].has_access() && !bare[0].default_configuration);
    }

    #[test]
    fn says_precisely_what_is_wrong() {
        let check = |text: &str, expected: &str| {
            let problem = read(text).unwrap_err().0;
            assert!(problem.contains(expected), "{problem}");
        };
        check("", "no [[account]] table");
        check("[[account]]\nid = \"acct_a\"", "missing field");
        check(
            &ACME.replace("$ACME_KEY", "$NONE"),
            "secret_key: environment variable NONE is not set",
        );
        check(
            &ACME.replace("https://billing.acme.test", "http://localhost:4242"),
            "a live key needs https",
        );
        check(&ACME.replace("https://", "http://"), "must use https");
        check(
            &ACME.replace("$ACME_KEY", "pk_1"),
            "secret_key: must start with",
        );
        check(
            &ACME.replace("pk_live_1", "pk_test_1"),
            "publishable_key: must start with pk_live_",
        );
        check(&format!("{ACME}\ncolour = 1"), "colour");
        check(&format!("{ACME}\ntest_mode = true"), "test_mode");
        check(&format!("{ACME}{ACME}"), "have the same id");
        check(
            &format!("trusted_proxies = [\"10.0.0.0/64\"]\n{ACME}"),
            "trusted_proxies: \"10.0.0.0/64\" is not an address",
        );
    }

    #[test]
    fn reads_how_mail_goes_out() {
        let mail = |table: &str| read(&format!("[mail]\n{table}\n{ACME}"));
        let read_with_key = mail("smtp = \"smtps://u:p@mail.test\"\nfrom = \"billing@acme.test\"");
        let found = read_with_key.unwrap().mail.unwrap();
        assert_eq!(found.from.to_string(), "billing@acme.test");
        assert!(
            !format!("{found:?}").contains("u:p"),
            "no password in a log"
        );
        assert!(read(ACME).unwrap().mail.is_none());
        let check = |table: &str, expected: &str| {
            let problem = mail(table).unwrap_err().0;
            assert!(problem.contains(expected), "{problem}");
        };
        check("from = \"a@acme.test\"", "missing field `smtp`");
        check(
            "smtp = \"$NONE\"\nfrom = \"a@acme.test\"",
            "[mail] smtp: environment variable NONE is not set",
        );
        check(
            "smtp = \"smtps://mail.test\"\nfrom = \"Acme\"",
            "[mail] from: \"Acme\" is not an e-mail address",
        );
        check(
            "smtp = \"smtps://mail.test\"\nfrom = \"a@acme.test\"\nname = \"x\"",
            "name",
        );
    }

    #[test]
    fn reads_where_fonts_are() {
        let fonts = |value: &str| read(&format!("[pdf]\nfonts = \"{value}\"\n{ACME}"));
        let folder = |value: &str| fonts(value).unwrap().fonts.unwrap();
        assert_eq!(folder("/srv/fonts"), PathBuf::from("/srv/fonts"));
        assert_eq!(folder("$ACME_KEY"), PathBuf::from("sk_live_1"));
        assert!(read(ACME).unwrap().fonts.is_none());
        let problem = fonts("$NONE").unwrap_err().0;
        assert_eq!(problem, "[pdf] fonts: environment variable NONE is not set");
        let problem = read(&format!("[pdf]\nfont = \"x\"\n{ACME}")).unwrap_err();
        assert!(problem.0.contains("font"), "{problem}");
    }

    #[test]
    fn reads_the_proxies_before_us() {
        let text = format!("trusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n{ACME}");
        assert_eq!(read(&text).unwrap().proxies.len(), 2);
        assert!(read(ACME).unwrap().proxies.is_empty());
    }

    #[test]
    fn the_environment_says_which_database_before_the_file_does() {
        let check = |written: Option<&str>, variables: &[(&str, &str)], expected: &str| {
            let variable = |name: &str| {
                let mut found = variables.iter().filter(|(key, _)| *key == name);
                found.next().map(|(_, value)| (*value).to_owned())
            };
            let said = match read_database(written.map(str::to_owned), &variable) {
                Ok(Some(database)) => database.to_string(),
                Ok(None) => "SQLite".to_owned(),
                Err(ConfigError(problem)) => problem,
            };
            assert_eq!(said, expected);
        };
        let in_file = "postgres://u:hunter2@file.test/p";
        let in_environment = ("DATABASE_URL", "postgres://u:hunter2@env.test/p");
        check(None, &[], "SQLite");
        check(None, &[("DATABASE_URL", "")], "SQLite");
        check(Some(in_file), &[], "\"p\" at file.test:5432");
        check(Some(in_file), &[in_environment], "\"p\" at env.test:5432");
        check(None, &[in_environment], "\"p\" at env.test:5432");
        check(
            Some("$BILLING"),
            &[("BILLING", "postgres://u:hunter2@b.test/p")],
            "\"p\" at b.test:5432",
        );
        check(
            Some("$BILLING"),
            &[],
            "database_url: environment variable BILLING is not set",
        );
        check(
            Some("mysql://u:hunter2@db.test/p"),
            &[],
            "database_url: must be postgres://user:password@host/database, and not a URL that begins with mysql: \
             (without one, SQLite is used)",
        );
    }
}

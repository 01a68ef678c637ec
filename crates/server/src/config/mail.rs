//! The `[mail]` table of the configuration file: through which server mail goes out, and from whom.

use std::net::IpAddr;

use lettre::Address;
use reqwest::Url;
use serde::Deserialize;

use super::environment::resolve;
use crate::secret::Secret;

/// How mail goes out.
#[derive(Clone, Debug)]
pub struct Mail {
    /// URL of the mail server, with its user and password.
    pub smtp: Secret,
    /// The address mail comes from. Its name is the merchant's.
    pub from: Address,
}

/// The table as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MailTable {
    smtp: String,
    from: String,
}

impl Mail {
    /// Mail through the server at `smtp`, from the address `from`.
    ///
    /// `smtps://user:password@host` speaks TLS from the start, `smtp://user:password@host` turns to it before anything
    /// is told. Only a server on this machine may be spoken to without.
    ///
    /// # Errors
    /// Says which of the two is wrong. The URL is not repeated: it holds a password.
    pub fn parse(smtp: &str, from: &str) -> Result<Self, String> {
        let problem = "smtp: must be smtps://user:password@host or smtp://user:password@host";
        let mut url = Url::parse(smtp).map_err(|_| problem.to_owned())?;
        if !matches!(url.scheme(), "smtp" | "smtps") || url.host_str().is_none_or(str::is_empty) {
            return Err(problem.to_owned());
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err("smtp: nothing may follow the host and its port".to_owned());
        }
        if !url.username().is_empty() && url.password().is_none() {
            return Err("smtp: a user needs a password".to_owned());
        }
        if url.scheme() == "smtp" && !is_here(url.host_str().unwrap_or_default()) {
            url.set_query(Some("tls=required"));
        }
        let from = from
            .parse()
            .map_err(|_| format!("from: \"{from}\" is not an e-mail address"))?;
        Ok(Self {
            smtp: Secret::from(url.as_str()),
            from,
        })
    }
}

/// Reads the table. `variable` looks up environment variables.
///
/// # Errors
/// The first setting that is wrong, by name.
pub(super) fn read_mail(
    table: MailTable,
    variable: &impl Fn(&str) -> Option<String>,
) -> Result<Mail, String> {
    let smtp = resolve("smtp", table.smtp, variable)?;
    let from = resolve("from", table.from, variable)?;
    Mail::parse(&smtp, &from)
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_spoken_to_without_tls() {
        let check = |smtp: &str, expected: &str| {
            let mail = Mail::parse(smtp, "billing@acme.test").unwrap();
            assert_eq!(mail.smtp.expose(), expected);
        };
        check("smtps://u:p@mail.test", "smtps://u:p@mail.test");
        check(
            "smtp://u:p@mail.test:587",
            "smtp://u:p@mail.test:587?tls=required",
        );
        check("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525");
        check("smtp://[::1]:2525", "smtp://[::1]:2525");
        check("smtp://localhost", "smtp://localhost");
        check(
            "smtp://localhost.evil.test",
            "smtp://localhost.evil.test?tls=required",
        );
    }

    #[test]
    fn says_what_is_wrong_and_keeps_the_password() {
        let check = |smtp: &str, from: &str, expected: &str| {
            let problem = Mail::parse(smtp, from).unwrap_err();
            assert!(problem.starts_with(expected), "{problem}");
            assert!(!problem.contains("hunter2"), "{problem}");
        };
        check("http://u:hunter2@mail.test", "a@b.test", "smtp: must be");
        check("mail.test", "a@b.test", "smtp: must be");
        check("smtp://", "a@b.test", "smtp: must be");
        check(
            "smtps://u:hunter2@mail.test/x",
            "a@b.test",
            "smtp: nothing may follow",
        );
        check(
            "smtps://u:hunter2@mail.test?tls=none",
            "a@b.test",
            "smtp: nothing may follow",
        );
        check(
            "smtps://u@mail.test",
            "a@b.test",
            "smtp: a user needs a password",
        );
        check(
            "smtps://u:hunter2@mail.test",
            "Acme",
            "from: \"Acme\" is not an e-mail address",
        );
        check(
            "smtps://u:hunter2@mail.test",
            "a@b.test\r\nBcc: c@d.test",
            "from: ",
        );
    }
}

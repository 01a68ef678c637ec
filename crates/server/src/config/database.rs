//! The database that several servers share.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;
use sqlx::postgres::PgConnectOptions;

/// A `PostgreSQL` database. Shown, it is its name and where it is: its URL holds a password.
#[derive(Clone)]
pub struct Database(PgConnectOptions);

impl Database {
    /// Reads `postgres://user:password@host:port/name`, with parameters as libpq takes them: `sslmode`, `sslrootcert`,
    /// `host` for the folder of a socket.
    ///
    /// # Errors
    /// A sentence that says what is wrong. The URL is not repeated: it holds a password.
    pub fn parse(text: &str) -> Result<Self, String> {
        let form = "must be postgres://user:password@host/database";
        let url = Url::parse(text).map_err(|_| form.to_owned())?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(format!(
                "{form}, and not a URL that begins with {}: (without one, SQLite is used)",
                url.scheme()
            ));
        }
        let is_somewhere = url.host_str().is_some_and(|host| !host.is_empty())
            || url.query_pairs().any(|(name, _)| name == "host");
        if !is_somewhere {
            return Err(format!("{form}: it names no host"));
        }
        if url.path().trim_matches('/').is_empty() {
            return Err(format!("{form}: it names no database"));
        }
        let mut options = PgConnectOptions::from_str(text)
            .map_err(|_| format!("{form}: what follows the database is not understood"))?;
        let bare = options.get_host().strip_prefix('[').map(str::to_owned);
        if let Some(bare) = bare {
            // An IPv6 address has brackets in a URL only.
            options = options.host(bare.trim_end_matches(']'));
        }
        if options.get_application_name().is_none() {
            options = options.application_name("portico");
        }
        Ok(Self(options))
    }

    /// How to connect.
    pub fn options(&self) -> &PgConnectOptions {
        &self.0
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.get_database().unwrap_or_default();
        match self.0.get_socket() {
            Some(folder) => write!(f, "\"{name}\" at {}", folder.display()),
            None => write!(
                f,
                "\"{name}\" at {}:{}",
                self.0.get_host(),
                self.0.get_port()
            ),
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_named_without_its_password() {
        let check = |text: &str, expected: &str| {
            let database = Database::parse(text).expect(text);
            assert_eq!(database.to_string(), expected);
            assert_eq!(format!("{database:?}"), expected);
        };
        check(
            "postgres://portico:hunter2@db.test/billing?sslmode=verify-full",
            "\"billing\" at db.test:5432",
        );
        check("postgresql://u:hunter2@[::1]:5433/p", "\"p\" at ::1:5433");
        check(
            "postgres:///portico?host=/run/postgresql",
            "\"portico\" at /run/postgresql",
        );
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        let check = |text: &str, expected: &str| {
            let problem = Database::parse(text).unwrap_err();
            assert!(problem.ends_with(expected), "{problem}");
            assert!(!problem.contains("hunter2"), "{problem}");
        };
        check("", "must be postgres://user:password@host/database");
        check("hunter2", "must be postgres://user:password@host/database");
        check(
            "mysql://u:hunter2@db.test/p",
            "not a URL that begins with mysql: (without one, SQLite is used)",
        );
        check(
            "sqlite://hunter2.db",
            "not a URL that begins with sqlite: (without one, SQLite is used)",
        );
        check("postgres:///p", "it names no host");
        check("postgres://u:hunter2@db.test", "it names no database");
        check("postgres://u:hunter2@db.test/", "it names no database");
        check(
            "postgres://u:hunter2@db.test/p?sslmode=hunter2",
            "what follows the database is not understood",
        );
    }
}

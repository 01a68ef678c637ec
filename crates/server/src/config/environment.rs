//! What stands in the environment instead of the configuration file: a text `"$NAME"` is the variable `NAME`.

/// A text of the file, or the variable it names. `variable` looks up environment variables.
///
/// # Errors
/// When there is no such variable, naming the setting and it.
pub(super) fn resolve(
    setting: &str,
    written: String,
    variable: &impl Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let Some(name) = written.strip_prefix('$') else {
        return Ok(written);
    };
    variable(name).ok_or_else(|| format!("{setting}: environment variable {name} is not set"))
}

#[cfg(test)]
mod tests {
    use crate::config::file;

    const FILE: &str = r#"
        [mail]
        smtp = "$SMTP"
        from = "$FROM"
        [[account]]
        id = "$ID"
        name = "$NAME"
        secret_key = "$SECRET_KEY"
        publishable_key = "$PUBLISHABLE_KEY"
        public_url = "$PUBLIC_URL"
        default_return_url = "$RETURN_URL"
        support_email = "$SUPPORT"
    "#;

    const VARIABLES: [(&str, &str); 9] = [
        ("SMTP", "smtp://127.0.0.1:2525"),
        ("FROM", "billing@acme.test"),
        ("ID", "acct_1"),
        ("NAME", "Acme"),
        ("SECRET_KEY", "sk_test_1"),
        ("PUBLISHABLE_KEY", "pk_test_1"),
        ("PUBLIC_URL", "https://billing.acme.test"),
        ("RETURN_URL", "https://acme.test/account"),
        ("SUPPORT", "help@acme.test"),
    ];

    /// One file serves every stage: what differs stands in the environment of each.
    #[test]
    fn any_text_may_stand_there() {
        let read = |missing: &str| {
            let known = VARIABLES.into_iter().filter(|(name, _)| *name != missing);
            let known: Vec<_> = known.collect();
            file::read(FILE, |name| {
                let found = known.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        let account = &read("").unwrap().accounts[0];
        assert_eq!(
            (account.id.as_str(), account.name.as_str()),
            ("acct_1", "Acme")
        );
        assert_eq!(account.public_url.origin, "https://billing.acme.test");
        assert_eq!(account.support_email.as_deref(), Some("help@acme.test"));
        for (name, _) in VARIABLES {
            let problem = read(name).unwrap_err().0;
            let expected = format!("environment variable {name} is not set");
            assert!(problem.ends_with(&expected), "{problem}");
        }
    }

    /// What the guide tells people to copy is one that can be used as it is.
    #[test]
    fn the_example_is_read() {
        let toml = include_str!("../../../../deploy/portico.toml");
        let environment = include_str!("../../../../deploy/environment.example");
        let lines = environment.lines().filter(|line| !line.starts_with('#'));
        let pairs: Vec<_> = lines.filter_map(|line| line.split_once('=')).collect();
        let settings = file::read(toml, |name| {
            let found = pairs.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        let settings = settings.unwrap();
        assert_eq!(settings.accounts[0].name, "Acme");
        assert_eq!(settings.proxies.len(), 2);
        assert!(settings.mail.is_some());
    }
}

//! The command line: a command, switches, options with a value, and free words.

use crate::Result;

/// What is left to read of the command line.
pub struct Args {
    rest: Vec<String>,
}

impl Args {
    /// The arguments of this process.
    pub fn from_env() -> Self {
        Self {
            rest: std::env::args().skip(1).collect(),
        }
    }

    /// Takes the first word.
    pub fn command(&mut self) -> Option<String> {
        (!self.rest.is_empty()).then(|| self.rest.remove(0))
    }

    /// Takes a switch such as `--reset`; whether it was there.
    pub fn switch(&mut self, name: &str) -> bool {
        let before = self.rest.len();
        self.rest.retain(|arg| arg != name);
        self.rest.len() < before
    }

    /// Takes an option such as `--port 4242` or `--port=4242`.
    pub fn option(&mut self, name: &str) -> Result<Option<String>> {
        let joined = format!("{name}=");
        let Some(at) = self
            .rest
            .iter()
            .position(|arg| arg == name || arg.starts_with(&joined))
        else {
            return Ok(None);
        };
        let found = self.rest.remove(at);
        if let Some(value) = found.strip_prefix(&joined) {
            return Ok(Some(value.to_owned()));
        }
        if at < self.rest.len() {
            Ok(Some(self.rest.remove(at)))
        } else {
            Err(format!("{name} needs a value."))
        }
    }

    /// Takes the next free word.
    pub fn word(&mut self) -> Option<String> {
        let at = self.rest.iter().position(|arg| !arg.starts_with('-'))?;
        Some(self.rest.remove(at))
    }

    /// Refuses what nobody took, so that a typing error is not silently ignored.
    pub fn finish(self) -> Result {
        match self.rest.first() {
            None => Ok(()),
            Some(unknown) => Err(format!(
                "`{unknown}` is not understood here. See `cargo xtask help`."
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(words: &[&str]) -> Args {
        Args {
            rest: words.iter().map(|word| (*word).to_owned()).collect(),
        }
    }

    #[test]
    fn options_take_their_value_in_both_spellings() {
        assert_eq!(
            args(&["--port", "4300"]).option("--port"),
            Ok(Some("4300".into()))
        );
        assert_eq!(
            args(&["--port=4300"]).option("--port"),
            Ok(Some("4300".into()))
        );
        assert_eq!(args(&["--reset"]).option("--port"), Ok(None));
        assert!(args(&["--port"]).option("--port").is_err());
    }

    #[test]
    fn a_typing_error_is_refused() {
        let mut given = args(&["--rest"]);
        assert!(!given.switch("--reset"));
        assert!(given.finish().is_err());
    }
}

//! Whose look is edited: the account's, or what a configuration or a connected account has different from it.

use serde_json::Value;

/// Whose look it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// The account's own.
    #[default]
    Account,
    /// What the sessions of a configuration have different: `bpc_…`.
    Configuration(String),
    /// What the sessions on behalf of a connected account have different: `acct_…`.
    Connected(String),
}

impl Whose {
    /// Reads what [`Whose::parameter`] wrote. What says nothing, or names what is no id, is the account.
    pub fn read(parameter: &str) -> Self {
        match parameter.split_once('=') {
            Some((_, id)) if id.is_empty() || !id.chars().all(is_of_an_id) => Self::Account,
            Some(("configuration", id)) => Self::Configuration(id.to_owned()),
            Some(("account", id)) => Self::Connected(id.to_owned()),
            _ => Self::Account,
        }
    }

    /// Whether it is the account's own.
    pub fn is_account(&self) -> bool {
        *self == Self::Account
    }

    /// As a parameter of an address: `configuration=bpc_…`; empty for the account.
    pub fn parameter(&self) -> String {
        self.named()
            .map(|(name, id)| format!("{name}={id}"))
            .unwrap_or_default()
    }

    /// The id by which it is known.
    pub fn id(&self) -> Option<&str> {
        self.named().map(|(_, id)| id)
    }

    /// An address that says whose look it is about.
    pub fn at(&self, path: &str) -> String {
        match self {
            Self::Account => path.to_owned(),
            _ => format!("{path}?{}", self.parameter()),
        }
    }

    /// Says in a body whose look it is about.
    pub fn tell(&self, body: &mut Value) {
        if let Some((name, id)) = self.named() {
            body[name] = id.into();
        }
    }

    fn named(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Account => None,
            Self::Configuration(id) => Some(("configuration", id)),
            Self::Connected(id) => Some(("account", id)),
        }
    }
}

fn is_of_an_id(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_says_whose_look_it_is() {
        for (whose, address) in [
            (Whose::Account, "/v1/x"),
            (
                Whose::Configuration("bpc_1".to_owned()),
                "/v1/x?configuration=bpc_1",
            ),
            (
                Whose::Connected("acct_1".to_owned()),
                "/v1/x?account=acct_1",
            ),
        ] {
            assert_eq!(whose.at("/v1/x"), address);
            assert_eq!(Whose::read(&whose.parameter()), whose);
        }
        for nothing in [
            "",
            "configuration=",
            "account=",
            "other=bpc_1",
            "bpc_1",
            "account=a&b=c",
        ] {
            assert_eq!(Whose::read(nothing), Whose::Account, "{nothing}");
        }
        let mut body = json!({ "revision": 1 });
        Whose::Configuration("bpc_1".to_owned()).tell(&mut body);
        assert_eq!(body, json!({ "revision": 1, "configuration": "bpc_1" }));
    }
}

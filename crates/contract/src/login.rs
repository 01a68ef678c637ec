//! The login link: a customer asks for a code by e-mail and enters it. Nothing here says whether an address is known.

use serde::{Deserialize, Serialize};

use crate::{Locale, Merchant};

/// The page of a login link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoginPage {
    /// The business.
    pub merchant: Merchant,
    /// Words in the language of the browser, or in the one asked for.
    pub locale: Locale,
    /// Whether no real money moves.
    pub test_mode: bool,
}

/// Asks for a code. The answer is always the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskForCode {
    /// The last part of the link's path.
    pub page: String,
    /// The customer's address.
    pub email: String,
    /// The language the page is shown in: the mail is written in it.
    pub locale: String,
}

/// Enters the code. The answer is empty, and its cookie is the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EnterCode {
    /// Eight digits.
    pub code: String,
    /// The language that was chosen on the page; without one, the customer's own is looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

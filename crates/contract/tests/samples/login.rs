//! The login link.

use contract::{AskForCode, EnterCode, LoginPage};

pub fn page() -> LoginPage {
    LoginPage {
        merchant: super::portal::portal().merchant,
        locale: super::portal::locale(),
        test_mode: true,
    }
}

pub fn ask() -> AskForCode {
    AskForCode {
        page: "test_x".into(),
        email: "jane@example.com".into(),
        locale: "nl".into(),
    }
}

pub fn enter() -> EnterCode {
    EnterCode {
        code: "01234567".into(),
        locale: Some("fr".into()),
    }
}

//! The dashboard, for merchants and designers: who is signed in, and what they may ask for.
//!
//! It has no API of its own but for signing in: everything else is the merchant's API, asked for under
//! `/dashboard/api/v1/…` with a cookie in the place of the key, and only as far as the role goes (docs/adr/0033).

pub mod scope;
pub mod session;

pub use session::SignedIn;

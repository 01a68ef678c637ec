//! The thin session-backed API that serves the portal.
//!
//! Truth about billing lives upstream, in Stripe's API; this crate holds sessions, configurations and branding, and
//! passes everything else through. Read the modules in the order of the list: what the server is told
//! ([`config`]), what it keeps ([`store`], [`session`]), whom it asks ([`upstream`]), what it answers ([`routes`]).

pub mod clock;
pub mod config;
pub mod secret;

pub mod upstream;

//! The thin session-backed API that serves the portal.
//!
//! Truth about billing lives upstream, in Stripe's API; this crate holds sessions, configurations and branding, and
//! passes everything else through. Read the modules in the order of the list: what the server is told
//! ([`config`]), what it keeps ([`store`], [`session`]), whom it asks ([`upstream`]), what it answers ([`routes`]).

pub mod clock;
pub mod commands;
pub mod config;
pub mod secret;

pub mod app;
pub mod connections;
pub mod serve;
pub mod shutdown;

pub mod store;

pub mod seal;
pub mod session;

pub mod upstream;

pub mod activity;
pub mod embed;
pub mod events;
pub mod login;
pub mod mail;
pub mod merchant;
pub mod notices;

pub mod adding;
pub mod changes;
pub mod configuration;
pub mod dashboard;
pub mod details;
pub mod features;
pub mod fingerprint;
pub mod flow;
pub mod invoices;
pub mod locks;
pub mod payment;
pub mod portal;
pub mod reconcile;
pub mod retention;
pub mod sold;
pub mod subscriptions;
pub mod updates;

pub mod routes;

pub mod compress;
pub mod csv;
pub mod error;
pub mod headers;
pub mod host;
pub mod idempotency;
pub mod json;
pub mod limits;
pub mod logging;
pub mod openapi;
pub mod origin;
pub mod pan;

pub mod form;
pub mod rules;
pub mod stripe_error;

pub mod assets;
pub mod documents;
pub mod domains;
pub mod locale;
pub mod look;
pub mod looks;
pub mod media;
pub mod preview;

//! The customer portal of Portico: a client of the session-backed API, compiled to WebAssembly.
//!
//! In reading order. `ui` knows HTML, `components` know billing, `pages` know the network; imports point only that
//! way.

pub mod app;
pub mod boot;
pub mod flow;
pub mod paths;
pub mod routes;

pub mod session;
pub mod toasts;

pub mod api;
pub mod format;
pub mod i18n;
pub mod kept;
pub mod processor;
pub mod task;
pub mod time;

pub mod components;
pub mod dashboard;
pub mod layout;
pub mod pages;
pub mod ui;

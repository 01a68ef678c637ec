//! The dashboard of merchants and designers: a program of its own, which no customer downloads.
//!
//! It asks for everything through the merchant's API, as the session's role allows. Each address is a document, as in
//! the portal.

mod app;
pub mod catalogue;
pub mod components;
pub mod configuration;
pub mod deeds;
pub mod desk;
mod differences;
pub mod draft;
pub mod editor;
pub mod file;
pub mod history;
mod kept;
pub mod offer;
pub mod pages;
pub mod paths;
pub mod png;
pub mod qr;
mod routes;
pub mod rows;
pub mod snippets;
pub mod task;
pub mod when;
pub mod whose;

pub use app::start;

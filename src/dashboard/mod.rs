//! The dashboard of merchants and designers: a program of its own, which no customer downloads.
//!
//! It asks for everything through the merchant's API, as the session's role allows. Each address is a document, as in
//! the portal.

mod app;
pub mod components;
pub mod desk;
pub mod editor;
pub mod history;
pub mod pages;
pub mod paths;
mod routes;
pub mod task;

pub use app::start;

//! Parts of the dashboard's pages.

mod heading;
mod shell;
mod signed_out;

pub use heading::Heading;
pub use shell::Shell;
pub use signed_out::SignedOut;

//! Parts of the dashboard's pages.

mod confirm;
mod copy;
mod form;
mod heading;
mod listing;
mod row;
mod shell;
mod signed_out;

pub use confirm::Confirm;
pub use copy::{Copy, Snippet};
pub use form::Form;
pub use heading::Heading;
pub use listing::Listing;
pub use row::Row;
pub use shell::Shell;
pub use signed_out::SignedOut;

//! The pages of the dashboard; the name of a file is the last part of its address.

mod not_found;

pub use not_found::NotFound;

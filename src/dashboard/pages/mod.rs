//! The pages of the dashboard; the name of a file is the last part of its address.

mod branding;
mod not_found;

pub use branding::Branding;
pub use not_found::NotFound;

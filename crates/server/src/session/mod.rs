//! From a link to a browser's session, and who may do what with it.

pub mod actor;
pub mod cookie;
pub mod current;
pub mod lifetimes;
pub mod place;
pub mod scope;
pub mod token;

pub use actor::Actor;
pub use current::CurrentCustomer;
pub use place::Place;

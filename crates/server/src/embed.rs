//! The portal inside a merchant's page: whose pages may show it (docs/adr/0031).

mod framers;
mod origin;
mod wish;

pub use framers::Framers;
pub use origin::{OriginRefusal, check_origin};
pub use wish::Wish;

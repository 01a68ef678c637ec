//! What surrounds every page: the two columns, the session's guard, and what is said when a page opens.

mod announcer;
mod brand;
mod connection_banner;
mod footer;
mod load_failure;
mod message;
mod page_heading;
mod past_due;
mod refused;
mod session_ended;
mod session_guard;
mod session_over;
mod shell;
mod switch_account;
mod toast_region;

pub use announcer::focus_heading;
pub use message::Message;
pub use page_heading::PageHeading;
pub use refused::Refused;
pub use session_guard::SessionGuard;
pub use shell::Shell;
pub use toast_region::ToastRegion;

//! One value of every type, with every field set, and every word of every closed set.

pub mod activity;
pub mod billing;
pub mod changing;
pub mod error;
pub mod flow;
pub mod invoicing;
pub mod login;
pub mod portal;

/// A constant with every variant of an enumeration. A new variant does not compile until it is listed.
macro_rules! every {
    ($name:ident: $type:ident { $($variant:ident),* $(,)? }) => {
        pub const $name: &[$type] = {
            const fn listed(value: $type) -> $type {
                match value { $($type::$variant => value,)* }
            }
            &[$(listed($type::$variant),)*]
        };
    };
}
pub(crate) use every;

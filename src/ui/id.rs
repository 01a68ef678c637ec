//! Ids that tie elements of one component together.

use std::sync::atomic::{AtomicU32, Ordering};

/// An id that no other element of the document has: `("dialog")` is `dialog-7`.
pub fn unique_id(prefix: &str) -> String {
    static LAST: AtomicU32 = AtomicU32::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    format!("{prefix}-{number}")
}

#[cfg(test)]
mod tests {
    use super::unique_id;

    #[test]
    fn two_components_never_share_an_id() {
        assert_ne!(unique_id("menu"), unique_id("menu"));
    }
}

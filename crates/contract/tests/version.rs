//! When a client asks to be reloaded.

use contract::{API_VERSION, is_outdated};

#[test]
fn another_version_asks_for_a_reload_and_silence_does_not() {
    let next = (API_VERSION + 1).to_string();
    let before = (API_VERSION - 1).to_string();
    let same = API_VERSION.to_string();
    assert!(is_outdated(Some(&next)));
    assert!(is_outdated(Some(&before)));
    assert!(!is_outdated(Some(&same)));
    for unreadable in ["", "one", "1, 2", "-1", "4294967296"] {
        assert!(!is_outdated(Some(unreadable)), "{unreadable:?}");
    }
    assert!(!is_outdated(None));
}

//! What outlives the page that shows it.

use leptos::prelude::*;

/// The visit of this document, begun when it is first asked for. A page is built anew when the language changes; where
/// the visit stands, and what was chosen and typed, is kept with the document.
pub fn kept<T: Clone + Send + Sync + 'static>(begin: impl FnOnce() -> T) -> T {
    if let Some(kept) = use_context::<T>() {
        return kept;
    }
    let begin = || {
        let begun = begin();
        provide_context(begun.clone());
        begun
    };
    let mut root = Owner::current();
    while let Some(parent) = root.as_ref().and_then(Owner::parent) {
        root = Some(parent);
    }
    match root {
        Some(root) => root.with(begin),
        None => begin(),
    }
}

//! The versions of a document: where it is shown, and whether it is a preview.

use axum::http::HeaderMap;

use super::template::Only;
use crate::session::Place as Shown;

/// What the addresses of the preview begin with.
pub const PREVIEW: &str = "/preview";

/// Which of the documents of an address it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Version {
    /// A customer's, where it is shown.
    Customers(Shown),
    /// The preview's, wherever.
    Preview,
}

impl Version {
    /// The one that is asked for.
    pub(super) fn of(preview: bool, request: &HeaderMap) -> Self {
        match preview {
            true => Self::Preview,
            false => Self::Customers(Shown::of(request)),
        }
    }

    /// What it has more than the others.
    pub(super) fn only(self) -> Option<Only> {
        match self {
            Self::Customers(Shown::Tab) => None,
            Self::Customers(Shown::Frame) => Some(Only::Framed),
            Self::Preview => Some(Only::Preview),
        }
    }
}

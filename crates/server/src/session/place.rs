//! Where the portal is shown: in a tab of its own, or in a frame on a merchant's page (docs/adr/0031).
//!
//! Each place has a session of its own. The browser says of a document that it is for a frame, and no page can make it
//! say otherwise; the scripts of such a document say it of their requests, in a header that no other site can send.

use axum::http::HeaderMap;

/// The header in which the scripts of a framed document say so. With a link, it says what the frame is for:
/// [`crate::embed::Wish`].
pub const FRAME_HEADER: &str = "x-portal-frame";

/// Where the portal is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Place {
    /// In a tab.
    #[default]
    Tab,
    /// In a frame on somebody else's page.
    Frame,
}

impl Place {
    /// Where a request comes from.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut destination = headers.get_all("sec-fetch-dest").iter();
        let is_document = destination.next().is_some_and(|value| value == "iframe")
            && destination.next().is_none();
        if is_document || headers.contains_key(FRAME_HEADER) {
            Self::Frame
        } else {
            Self::Tab
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_says_so() {
        let check = |lines: &[(&'static str, &'static str)], expected: Place| {
            let mut headers = HeaderMap::new();
            for (name, value) in lines {
                headers.append(*name, value.parse().unwrap());
            }
            assert_eq!(Place::of(&headers), expected, "{lines:?}");
        };
        check(&[], Place::Tab);
        check(&[("sec-fetch-dest", "document")], Place::Tab);
        check(&[("sec-fetch-dest", "iframe")], Place::Frame);
        check(
            &[("sec-fetch-dest", "empty"), ("x-portal-frame", "?")],
            Place::Frame,
        );
        check(
            &[("sec-fetch-dest", "iframe"), ("sec-fetch-dest", "document")],
            Place::Tab,
        );
    }
}

//! What a frame was made for.

use axum::http::HeaderMap;

use crate::documents::is_page;
use crate::form;
use crate::session::place::FRAME_HEADER;

/// What the page around wants to be shown first, as the query of the frame's first address says it. Its scripts repeat it
/// with the link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// A page other than home.
    pub page: Option<String>,
    /// A language.
    pub locale: Option<String>,
}

impl Wish {
    /// Of a request. What is no page of ours, and whatever cannot be read, is passed over.
    pub fn of(headers: &HeaderMap) -> Self {
        let value = headers.get(FRAME_HEADER);
        let query = value.and_then(|value| value.to_str().ok()?.strip_prefix('?'));
        let Ok(query) = form::parse(query.unwrap_or_default().as_bytes()) else {
            return Self::default();
        };
        let text = |name| query.text(name).map(str::to_owned);
        Self {
            page: text("path").filter(|path| path != "/" && is_page(path)),
            locale: text("locale"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_ours_are_opened() {
        let check = |value: &str, page: Option<&str>, locale: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(FRAME_HEADER, value.parse().unwrap());
            let expected = Wish {
                page: page.map(str::to_owned),
                locale: locale.map(str::to_owned),
            };
            assert_eq!(Wish::of(&headers), expected, "{value}");
        };
        check("?", None, None);
        check("/", None, None);
        check("?path=%2Finvoices&locale=nl", Some("/invoices"), Some("nl"));
        check("?path=/", None, None);
        check("?path=//evil.test", None, None);
        check("?path=https://evil.test/&locale=nl", None, Some("nl"));
        check("?path=%FF", None, None);
    }
}

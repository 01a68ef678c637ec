//! Which origins can be named as places for the portal's frame.

use reqwest::Url;

use crate::config::url::is_loopback;

/// Why an origin is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginRefusal {
    /// Not an absolute URL with a host.
    Invalid,
    /// More than scheme, host and port.
    NotAnOrigin,
    /// A `*`: every page would have to be as trustworthy as the least of them.
    Wildcard,
    /// A host that a policy has no words for, such as an address of IPv6.
    Host,
    /// Neither https nor, in test mode, http on localhost.
    Insecure,
}

impl OriginRefusal {
    /// For developers.
    pub fn message(self) -> &'static str {
        match self {
            Self::Invalid => {
                "Invalid origin: send scheme and host, such as `https://shop.example`."
            }
            Self::NotAnOrigin => {
                "Invalid origin: it ends after the host and port. A path, a query, a fragment or a user cannot be part of it."
            }
            Self::Wildcard => "Invalid origin: name each origin. `*` is not allowed.",
            Self::Host => {
                "Invalid origin: the host must be a name of letters, digits and hyphens, or an address of IPv4."
            }
            Self::Insecure => {
                "Invalid origin: it must begin with https://. http:// is for localhost in test mode."
            }
        }
    }
}

/// Reads an origin and returns it as browsers write it: lower case, international names in ASCII, no default port.
///
/// The result is put into a header, where `;`, `,` and `*` would mean something, so a host may hold nothing but what
/// names of hosts are made of.
///
/// # Errors
/// See [`OriginRefusal`].
pub fn check_origin(text: &str, test_mode: bool) -> Result<String, OriginRefusal> {
    // A URL parser drops tabs and newlines and turns `\` into `/`: what a person reads is not what it names.
    let tricky = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    if text.chars().any(tricky) {
        return Err(OriginRefusal::Invalid);
    }
    if text.contains('*') {
        return Err(OriginRefusal::Wildcard);
    }
    let (_, rest) = text.split_once("://").ok_or(OriginRefusal::Invalid)?;
    if rest.contains('@') {
        return Err(OriginRefusal::NotAnOrigin);
    }
    let url = Url::parse(text).map_err(|_| OriginRefusal::Invalid)?;
    let host = url.host_str().ok_or(OriginRefusal::Invalid)?;
    match url.scheme() {
        "https" => {}
        "http" if test_mode && is_loopback(host) => {}
        _ => return Err(OriginRefusal::Insecure),
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(OriginRefusal::NotAnOrigin);
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if !host.split('.').all(is_label) {
        return Err(OriginRefusal::Host);
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_as_browsers_write_them() {
        let check = |text: &str, expected: &str| {
            assert_eq!(check_origin(text, true).as_deref(), Ok(expected), "{text}");
        };
        check("https://shop.test", "https://shop.test");
        check("https://Shop.Test:443/", "https://shop.test");
        check("https://shop.test:8443", "https://shop.test:8443");
        check("https://bücher.example", "https://xn--bcher-kva.example");
        check("https://192.0.2.7", "https://192.0.2.7");
        check("http://localhost:3000", "http://localhost:3000");
        check("http://127.0.0.1:3000", "http://127.0.0.1:3000");
    }

    #[test]
    fn nothing_else_is_taken() {
        use OriginRefusal::{Host, Insecure, Invalid, NotAnOrigin, Wildcard};
        let check = |text: &str, expected: OriginRefusal| {
            assert_eq!(check_origin(text, true), Err(expected), "{text:?}");
        };
        for text in [
            "",
            "shop.test",
            "//shop.test",
            "https:shop.test",
            "null",
            "https://",
            "https://a b.test",
        ] {
            check(text, Invalid);
        }
        for text in [
            "https://shop.test\n",
            "https://shop.test\\x",
            "\thttps://shop.test",
        ] {
            check(text, Invalid);
        }
        for text in [
            "https://shop.test/a",
            "https://shop.test?a",
            "https://shop.test#a",
            "https://u@shop.test",
        ] {
            check(text, NotAnOrigin);
        }
        check("https://@shop.test", NotAnOrigin);
        check("https://*.shop.test", Wildcard);
        check("*", Wildcard);
        for text in [
            "http://shop.test",
            "ftp://shop.test",
            "javascript://shop.test",
            "data://shop.test",
        ] {
            check(text, Insecure);
        }
        for text in [
            "https://a;b.test",
            "https://a,b.test",
            "https://'self'.test",
            "https://[::1]",
            "https://a..b",
            "https://shop.test.",
        ] {
            check(text, Host);
        }
        assert_eq!(check_origin("http://localhost", false), Err(Insecure));
    }
}

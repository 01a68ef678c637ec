//! The origin customers see, and the rules for URLs a merchant may send customers to.

use reqwest::Url;

/// The origin of an account's portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    /// Without a trailing slash, such as `https://billing.acme.test`.
    pub origin: String,
    /// What a browser sends as `Host`: lower case, without a default port.
    pub authority: String,
    /// Whether it is https.
    pub secure: bool,
}

impl PublicUrl {
    /// The origin of a host that is served over https, as every domain of a merchant's own is.
    pub fn of_host(host: &str) -> Self {
        Self {
            origin: format!("https://{host}"),
            authority: host.to_owned(),
            secure: true,
        }
    }

    /// The host without its port.
    pub fn host(&self) -> &str {
        let port = self.authority.rsplit_once(':');
        match port.filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())) {
            Some((host, _)) => host,
            None => &self.authority,
        }
    }

    /// Reads an origin. `http` is taken for loopback hosts only.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|_| format!("\"{text}\" is not an absolute URL"))?;
        let host = url
            .host_str()
            .ok_or_else(|| format!("\"{text}\" has no host"))?;
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none();
        if !plain {
            return Err(format!(
                "\"{text}\" must be an origin: scheme, host and port only"
            ));
        }
        let secure = match url.scheme() {
            "https" => true,
            "http" if is_loopback(host) => false,
            "http" => {
                return Err(format!(
                    "\"{text}\" must use https (http is for localhost only)"
                ));
            }
            _ => return Err(format!("\"{text}\" must start with https://")),
        };
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Ok(Self {
            origin: format!("{}://{authority}", url.scheme()),
            authority,
            secure,
        })
    }
}

/// Why a merchant's URL is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlRefusal {
    /// Not an absolute URL, or written in a way browsers read differently.
    Invalid,
    /// Neither https nor http on localhost.
    Insecure,
    /// Not one of the account's registered origins.
    Unregistered,
}

/// Checks a URL that customers will be sent to and returns it in the form browsers give it.
///
/// `origins` are the origins registered by the account; an empty list allows every https origin.
///
/// # Errors
/// See [`UrlRefusal`].
pub fn check_return_url(text: &str, origins: &[String]) -> Result<String, UrlRefusal> {
    // A URL parser drops tabs and newlines and turns `\` into `/`: what a person reads is not where it leads.
    let tricky = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    if text.len() > 5000 || text.chars().any(tricky) {
        return Err(UrlRefusal::Invalid);
    }
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    if !scheme.is_some_and(|s| s.eq_ignore_ascii_case("https") || s.eq_ignore_ascii_case("http")) {
        return Err(UrlRefusal::Invalid);
    }
    let url = Url::parse(text).map_err(|_| UrlRefusal::Invalid)?;
    if !url.username().is_empty() || url.password().is_some() || authority_has_at(text) {
        return Err(UrlRefusal::Invalid);
    }
    let host = url.host_str().ok_or(UrlRefusal::Invalid)?;
    if url.scheme() == "http" && !is_loopback(host) {
        return Err(UrlRefusal::Insecure);
    }
    let origin = url.origin().ascii_serialization();
    if !origins.is_empty() && !origins.contains(&origin) {
        return Err(UrlRefusal::Unregistered);
    }
    Ok(url.into())
}

/// Whether the part between `://` and the path holds an `@`, even one with nothing before it.
fn authority_has_at(text: &str) -> bool {
    text.split_once("://").is_some_and(|(_, rest)| {
        rest.split(['/', '?', '#'])
            .next()
            .is_some_and(|authority| authority.contains('@'))
    })
}

/// Whether a host is this machine.
pub fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_urls_are_origins() {
        let parse = |text: &str| PublicUrl::parse(text);
        let ok = parse("https://Billing.Acme.test:443/").unwrap();
        assert_eq!(ok.origin, "https://billing.acme.test");
        assert_eq!(ok.authority, "billing.acme.test");
        assert!(ok.secure);
        let local = parse("http://localhost:4242").unwrap();
        assert_eq!(local.authority, "localhost:4242");
        for (url, host) in [
            ("http://localhost:4242", "localhost"),
            ("https://billing.acme.test", "billing.acme.test"),
            ("http://[::1]:4242", "[::1]"),
            ("http://[::1]", "[::1]"),
        ] {
            assert_eq!(parse(url).unwrap().host(), host);
        }
        for bad in [
            "http://acme.test",
            "https://a.test/x",
            "https://u@a.test",
            "ftp://a.test",
            "acme",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn return_urls_lead_where_they_say() {
        let any = |text: &str| check_return_url(text, &[]);
        assert_eq!(
            any("https://shop.test/account").as_deref(),
            Ok("https://shop.test/account")
        );
        assert!(any("http://localhost:3000/x").is_ok());
        assert_eq!(any("http://shop.test"), Err(UrlRefusal::Insecure));
        for bad in [
            "",
            "/account",
            "//evil.test",
            "/\\evil.test",
            "https:evil.test",
            "https:/evil.test",
            "https:\\\\evil.test",
            "https://good.test@evil.test",
            "https://@evil.test",
            "https://good.test\\@evil.test",
            "java\nscript:alert(1)",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://ev\til.test",
            "https://evil.test/\u{0}",
            " https://a.test",
            "https://a b.test",
            "https://",
            "ftp://a.test",
            "blob:https://a.test/x",
            "https://%2f%2fevil",
        ] {
            assert_eq!(any(bad), Err(UrlRefusal::Invalid), "{bad:?}");
        }
        let origins = ["https://shop.test".to_owned()];
        assert!(check_return_url("https://SHOP.test:443/x", &origins).is_ok());
        for foreign in [
            "https://shop.test.evil.test/",
            "https://evil.test/?https://shop.test",
            "https://shop.test:444/",
            "http://localhost/",
        ] {
            assert_eq!(
                check_return_url(foreign, &origins),
                Err(UrlRefusal::Unregistered),
                "{foreign}"
            );
        }
    }
}

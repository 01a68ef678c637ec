//! The cookie that carries a browser's session.
//!
//! On https it has the `__Host-` prefix, which keeps a sibling domain from setting it. Plain http is for localhost
//! only; Safari refuses `Secure` there, so the cookie has neither.

use axum::http::{HeaderMap, HeaderValue, header};

use super::token;

/// Name of the cookie.
pub fn name(secure: bool) -> &'static str {
    if secure { "__Host-portal" } else { "portal" }
}

/// Name of the cookie of a browser that asked for a code by e-mail: only there the code can be entered.
pub fn login_name(secure: bool) -> &'static str {
    if secure {
        "__Host-portal-login"
    } else {
        "portal-login"
    }
}

/// The token the browser sent, if it sent exactly one that is well formed.
///
/// Two cookies of the name mean that somebody planted one; which is which cannot be told, so neither counts.
pub fn read(headers: &HeaderMap, secure: bool) -> Option<String> {
    read_one(headers, name(secure), token::BROWSER)
}

/// The same for the cookie of a browser that asked for a code.
pub fn read_login(headers: &HeaderMap, secure: bool) -> Option<String> {
    read_one(headers, login_name(secure), token::LOGIN)
}

fn read_one(headers: &HeaderMap, name: &str, prefix: &str) -> Option<String> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    let token = found.next()?;
    let alone = found.next().is_none();
    (alone && token::is_well_formed(token, prefix)).then(|| token.to_owned())
}

/// `Set-Cookie` with a new session.
pub fn set(token: &str, secure: bool) -> HeaderValue {
    line(name(secure), token, secure, "")
}

/// `Set-Cookie` for a browser that asked for a code. It outlives the code by a little, so that a late one is answered
/// as such.
pub fn set_login(token: &str, secure: bool) -> HeaderValue {
    line(login_name(secure), token, secure, "; Max-Age=1200")
}

/// `Set-Cookie` that takes it away.
pub fn clear_login(secure: bool) -> HeaderValue {
    line(login_name(secure), "", secure, "; Max-Age=0")
}

/// `Set-Cookie` that takes the session away.
pub fn clear(secure: bool) -> HeaderValue {
    line(name(secure), "", secure, "; Max-Age=0")
}

fn line(name: &str, value: &str, secure: bool, more: &str) -> HeaderValue {
    let flag = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/{flag}; HttpOnly; SameSite=Lax{more}");
    // Letters, digits and fixed text only.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::COOKIE, HeaderValue::from_str(line).unwrap());
        }
        headers
    }

    #[test]
    fn reads_exactly_one() {
        let token = token::mint(token::BROWSER);
        let read = |lines: &[&str]| super::read(&headers(lines), false);
        assert_eq!(
            read(&[&format!("a=b; portal={token}")]).as_ref(),
            Some(&token)
        );
        assert_eq!(read(&[&format!("portal={token}; portal=x")]), None);
        assert_eq!(
            read(&[&format!("portal={token}"), &format!("portal={token}")]),
            None
        );
        assert_eq!(read(&["portal=x"]), None);
        assert_eq!(read(&[&format!("__Host-portal={token}")]), None);
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn says_who_may_read_it() {
        let set = set("pcb_x", true);
        assert_eq!(
            set.to_str().unwrap(),
            "__Host-portal=pcb_x; Path=/; Secure; HttpOnly; SameSite=Lax"
        );
        assert!(
            clear(false)
                .to_str()
                .unwrap()
                .starts_with("portal=; Path=/; HttpOnly")
        );
    }
}

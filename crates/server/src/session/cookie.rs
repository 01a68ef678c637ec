//! The cookie that carries a browser's session.
//!
//! On https it has the `__Host-` prefix, which keeps a sibling domain from setting it. Plain http is for localhost
//! only; Safari refuses `Secure` there, so the cookie has neither.
//!
//! A tab and a frame have one each, and neither counts in the other's place. The frame's is kept by the browser for the
//! page around it alone (`Partitioned`), and goes along with requests that other sites cause; the tab's does not.

use axum::http::{HeaderMap, HeaderValue, header};

use super::{Place, token};

/// Name of the cookie.
pub fn name(secure: bool, place: Place) -> &'static str {
    match (place, secure) {
        (Place::Tab, true) => "__Host-portal",
        (Place::Tab, false) => "portal",
        (Place::Frame, true) => "__Host-portal-e",
        (Place::Frame, false) => "portal-e",
    }
}

/// Name of the cookie by which a frame shows that the browser keeps cookies in it. It opens nothing.
pub fn probe_name(secure: bool) -> &'static str {
    if secure {
        "__Host-portal-probe"
    } else {
        "portal-probe"
    }
}

/// Name of the cookie of a browser that asked for a code by e-mail: only there the code can be entered.
pub fn login_name(secure: bool) -> &'static str {
    if secure {
        "__Host-portal-login"
    } else {
        "portal-login"
    }
}

/// Name of the cookie of a browser that is signed in to the dashboard.
pub fn dashboard_name(secure: bool) -> &'static str {
    if secure {
        "__Host-portal-dashboard"
    } else {
        "portal-dashboard"
    }
}

/// Name of the cookie of a browser that opened a link to a draft. It opens nothing but the look of previews.
pub fn preview_name(secure: bool) -> &'static str {
    if secure {
        "__Host-portal-preview"
    } else {
        "portal-preview"
    }
}

/// The token the browser sent for the place the request comes from, if it sent exactly one that is well formed.
///
/// Two cookies of the name mean that somebody planted one; which is which cannot be told, so neither counts.
pub fn read(headers: &HeaderMap, secure: bool) -> Option<String> {
    read_one(headers, name(secure, Place::of(headers)), token::BROWSER)
}

/// Whether the browser has kept what [`probe`] set.
pub fn is_kept(headers: &HeaderMap, secure: bool) -> bool {
    values(headers, probe_name(secure)).next().is_some()
}

/// The same for the cookie of a browser that asked for a code.
pub fn read_login(headers: &HeaderMap, secure: bool) -> Option<String> {
    read_one(headers, login_name(secure), token::LOGIN)
}

/// The same for the cookie of the dashboard.
pub fn read_dashboard(headers: &HeaderMap, secure: bool) -> Option<String> {
    read_one(headers, dashboard_name(secure), token::DASHBOARD)
}

/// The same for the cookie of a browser that opened a link to a draft. A frame shows what the page around it says.
pub fn read_preview(headers: &HeaderMap, secure: bool) -> Option<String> {
    match Place::of(headers) {
        Place::Tab => read_one(headers, preview_name(secure), token::PREVIEW),
        Place::Frame => None,
    }
}

fn read_one(headers: &HeaderMap, name: &str, prefix: &str) -> Option<String> {
    let mut found = values(headers, name);
    let token = found.next()?;
    let alone = found.next().is_none();
    (alone && token::is_well_formed(token, prefix)).then(|| token.to_owned())
}

fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(move |(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// `Set-Cookie` with a new session.
pub fn set(token: &str, secure: bool, place: Place) -> HeaderValue {
    line(name(secure, place), token, secure, place, "")
}

/// `Set-Cookie` for a framed document, to see whether the browser keeps any.
pub fn probe(secure: bool) -> HeaderValue {
    line(probe_name(secure), "1", secure, Place::Frame, "")
}

/// `Set-Cookie` for a browser that asked for a code. It outlives the code by a little, so that a late one is answered
/// as such.
pub fn set_login(token: &str, secure: bool) -> HeaderValue {
    line(
        login_name(secure),
        token,
        secure,
        Place::Tab,
        "; Max-Age=1200",
    )
}

/// `Set-Cookie` for a browser that opened a link to a draft, for so many seconds.
pub fn set_preview(token: &str, secure: bool, seconds: i64) -> HeaderValue {
    let more = format!("; Max-Age={seconds}");
    line(preview_name(secure), token, secure, Place::Tab, &more)
}

/// `Set-Cookie` that takes it away.
pub fn clear_login(secure: bool) -> HeaderValue {
    line(login_name(secure), "", secure, Place::Tab, "; Max-Age=0")
}

/// `Set-Cookie` that takes the session away.
pub fn clear(secure: bool, place: Place) -> HeaderValue {
    line(name(secure, place), "", secure, place, "; Max-Age=0")
}

/// `Set-Cookie` with a new session of the dashboard. No other site leads there, so it does not go along from there.
pub fn set_dashboard(token: &str, secure: bool) -> HeaderValue {
    strict(dashboard_name(secure), token, secure, "")
}

/// `Set-Cookie` that takes it away.
pub fn clear_dashboard(secure: bool) -> HeaderValue {
    strict(dashboard_name(secure), "", secure, "; Max-Age=0")
}

fn strict(name: &str, value: &str, secure: bool, more: &str) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/{secure}; HttpOnly; SameSite=Strict{more}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

fn line(name: &str, value: &str, secure: bool, place: Place, more: &str) -> HeaderValue {
    let flags = match (place, secure) {
        (Place::Tab, true) => "; Secure; HttpOnly; SameSite=Lax",
        (Place::Frame, true) => "; Secure; HttpOnly; SameSite=None; Partitioned",
        // Pages on localhost are of one site, whatever their port.
        (_, false) => "; HttpOnly; SameSite=Lax",
    };
    let text = format!("{name}={value}; Path=/{flags}{more}");
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
    fn neither_counts_in_the_others_place() {
        let (tab, frame) = (token::mint(token::BROWSER), token::mint(token::BROWSER));
        let mut headers = headers(&[&format!("__Host-portal={tab}; __Host-portal-e={frame}")]);
        assert_eq!(super::read(&headers, true), Some(tab));
        headers.insert("x-portal-frame", HeaderValue::from_static("/"));
        assert_eq!(super::read(&headers, true), Some(frame));
    }

    #[test]
    fn says_who_may_read_it() {
        let set = |place| set("pcb_x", true, place).to_str().unwrap().to_owned();
        assert_eq!(
            set(Place::Tab),
            "__Host-portal=pcb_x; Path=/; Secure; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            set(Place::Frame),
            "__Host-portal-e=pcb_x; Path=/; Secure; HttpOnly; SameSite=None; Partitioned"
        );
        assert!(
            clear(false, Place::Tab)
                .to_str()
                .unwrap()
                .starts_with("portal=; Path=/; HttpOnly")
        );
    }
}

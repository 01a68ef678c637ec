//! From where a change was made: enough for a customer to recognise it, too little to follow anybody.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::http::header::USER_AGENT;
use axum::http::request::Parts;
use contract::Via;

use crate::app::App;
use crate::connections::Peer;
use crate::limits::Source;
use crate::store::SessionRow;

/// Who made a change, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// `ses_…`
    pub session: String,
    /// How the session was opened.
    pub via: Via,
    /// Family of the browser.
    pub browser: Option<&'static str>,
    /// Family of the operating system.
    pub system: Option<&'static str>,
    /// The network, such as `203.0.113.0/24`.
    pub network: Option<String>,
    /// The language the session is shown in.
    pub locale: Option<String>,
}

impl Actor {
    /// Of a request in a session.
    pub fn of(parts: &Parts, app: &App, session: &SessionRow) -> Self {
        let agent = parts.headers.get(USER_AGENT);
        let agent = agent
            .and_then(|agent| agent.to_str().ok())
            .unwrap_or_default();
        let peer = parts.extensions.get::<Peer>().copied();
        let source = app.meters().source(peer, &parts.headers);
        Self {
            session: session.public_id.clone().unwrap_or_default(),
            via: match session.is_by_email() {
                true => Via::Login,
                false => Via::Link,
            },
            browser: family(agent, &BROWSERS),
            system: family(agent, &SYSTEMS),
            network: source.map(network),
            locale: session
                .chosen_locale
                .clone()
                .or_else(|| session.shown_locale.clone()),
        }
    }
}

/// What a browser says of itself, by what only its family says. Many say of themselves that they are others, too, so the
/// first that fits counts.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The same of systems.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

fn family(agent: &str, families: &[(&str, &'static str)]) -> Option<&'static str> {
    let mut fitting = families.iter().filter(|(sign, _)| agent.contains(sign));
    fitting.next().map(|(_, name)| *name)
}

/// The network an address is of: 256 addresses, or what one site of IPv6 has.
fn network(source: Source) -> String {
    match source {
        Source::V4(bits) => format!("{}/24", Ipv4Addr::from_bits(bits & 0xFFFF_FF00)),
        Source::V6(bits) => {
            let site = u128::from(bits & 0xFFFF_FFFF_FFFF_0000) << 64;
            format!("{}/48", Ipv6Addr::from_bits(site))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    #[test]
    fn browsers_are_told_apart_by_family() {
        let check = |agent: &str, browser, system| {
            let found = (family(agent, &BROWSERS), family(agent, &SYSTEMS));
            assert_eq!(found, (browser, system), "{agent}");
        };
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            Some("Edge"),
            Some("Windows"),
        );
        check(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
            Some("Safari"),
            Some("macOS"),
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.0.0 Mobile/15E148 Safari/604.1",
            Some("Chrome"),
            Some("iOS"),
        );
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
            Some("Firefox"),
            Some("Linux"),
        );
        check(
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            Some("Samsung Internet"),
            Some("Android"),
        );
        check("curl/8.15.0", None, None);
        check("", None, None);
    }

    #[test]
    fn no_whole_address_is_kept() {
        let of = |text: &str| network(Source::from(text.parse::<IpAddr>().unwrap()));
        assert_eq!(of("203.0.113.77"), "203.0.113.0/24");
        assert_eq!(of("::ffff:203.0.113.77"), "203.0.113.0/24");
        assert_eq!(of("2001:db8:1:2:3::4"), "2001:db8:1::/48");
    }
}

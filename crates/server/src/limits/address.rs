//! Who asks, as an address to count by.
//!
//! The other end of the connection is a browser, or a proxy that asks for many. Only a proxy that the configuration
//! names is believed when it says for whom. A private address that it does not name is most likely a proxy that nobody
//! told us of, and counting everybody behind it as one would lock all of them out: it is not counted.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use axum::http::HeaderMap;

/// An IPv4 address, or the half of an IPv6 address that names a site: the rest is the site's to choose (RFC 4291, 2.5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// All 32 bits.
    V4(u32),
    /// The upper 64 bits.
    V6(u64),
}

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.to_bits()),
            IpAddr::V6(address) => Self::V6((address.to_bits() >> 64) as u64),
        }
    }
}

/// Addresses that begin alike, such as `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    first: u128,
    mask: u128,
}

impl Network {
    /// Whether an address is one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        bits(address) & self.mask == self.first
    }
}

impl FromStr for Network {
    type Err = String;

    /// Reads an address, or an address and the number of bits that count.
    fn from_str(text: &str) -> Result<Self, String> {
        let problem = || format!("\"{text}\" is not an address or a network such as 10.0.0.0/8");
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| problem())?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let length = match length {
            Some(length) => length
                .parse()
                .ok()
                .filter(|length| *length <= all)
                .ok_or_else(problem)?,
            None => all,
        };
        // IPv4 is compared within the addresses that stand for it in IPv6, so its 32 bits are the last.
        let mask = u128::MAX.checked_shl(all - length).unwrap_or(0);
        let first = bits(address);
        if first & !mask != 0 {
            return Err(format!("\"{text}\" has bits set beyond its length"));
        }
        Ok(Self { first, mask })
    }
}

/// Whom to count a request for; `None` when that is not known.
pub(super) fn source(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> Option<Source> {
    let is_proxy = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
    if !is_proxy(peer) {
        return is_public(peer).then(|| peer.into());
    }
    // Each proxy appends whom it was asked by; what stands before the first stranger is that stranger's own claim.
    let lines = headers.get_all("x-forwarded-for").iter();
    let lines: Vec<&str> = lines.map(|line| line.to_str().unwrap_or("?")).collect();
    lines
        .iter()
        .flat_map(|line| line.split(','))
        .rev()
        .map(|entry| entry.trim().parse::<IpAddr>())
        .find(|entry| !entry.as_ref().is_ok_and(|address| is_proxy(*address)))?
        .ok()
        .map(Source::from)
}

fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            !(address.is_private() || address.is_loopback() || address.is_link_local())
        }
        IpAddr::V6(address) => {
            !(address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local())
        }
    }
}

fn bits(address: IpAddr) -> u128 {
    let wide = match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    };
    Ipv6Addr::to_bits(wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_what_begins_alike() {
        let holds = |network: &str, address: &str| {
            let network: Network = network.parse().unwrap();
            network.contains(address.parse().unwrap())
        };
        assert!(holds("10.0.0.0/8", "10.255.0.1"));
        assert!(holds("10.0.0.0/8", "::ffff:10.1.1.1"));
        assert!(!holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("127.0.0.1", "127.0.0.1"));
        assert!(!holds("127.0.0.1", "127.0.0.2"));
        assert!(holds("fd00::/8", "fd12::1"));
        assert!(!holds("fd00::/8", "fe80::1"));
        assert!(holds("0.0.0.0/0", "203.0.113.9"));
        assert!(!holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("::/0", "2001:db8::1"));
        for wrong in [
            "",
            "10.0.0.0/33",
            "10.0.0.1/8",
            "::/129",
            "a/8",
            "10.0.0.0/",
            "10.0.0.0/-1",
        ] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_named_proxies_are_believed() {
        let proxies: Vec<Network> = vec!["10.0.0.0/8".parse().unwrap()];
        let check = |peer: &str, lines: &[&str], expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            let found = source(peer.parse().unwrap(), &headers, &proxies);
            let expected = expected.map(|text| Source::from(text.parse::<IpAddr>().unwrap()));
            assert_eq!(found, expected, "{peer} {lines:?}");
        };
        // A stranger's word about itself changes nothing.
        check("203.0.113.9", &["198.51.100.1"], Some("203.0.113.9"));
        check("203.0.113.9", &[], Some("203.0.113.9"));
        // A named proxy's does, from the end: the beginning is whatever the stranger sent.
        check("10.0.0.1", &["198.51.100.1"], Some("198.51.100.1"));
        check("10.0.0.1", &["1.2.3.4, 198.51.100.1"], Some("198.51.100.1"));
        check(
            "10.0.0.1",
            &["1.2.3.4", "198.51.100.1, 10.2.2.2"],
            Some("198.51.100.1"),
        );
        check("10.0.0.1", &["1.2.3.4, nonsense"], None);
        check("10.0.0.1", &[], None);
        // Private and not named: a proxy nobody told us of.
        check("192.168.0.1", &["198.51.100.1"], None);
        check("127.0.0.1", &[], None);
        check("::1", &[], None);
        // A site in IPv6 has 2^64 addresses and counts once.
        check("2001:db8:1:2:3::4", &[], Some("2001:db8:1:2:ffff::"));
    }
}

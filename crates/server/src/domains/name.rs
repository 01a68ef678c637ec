//! A merchant's host as it is typed, and as browsers write it.

use std::net::IpAddr;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use reqwest::Url;

use crate::config::url::is_loopback;

/// The longest name in DNS that leaves room for the record below it. Source: RFC 1035, 2.3.4.
const LONGEST: usize = 253 - (super::PROOF.len() + 1);

/// Reads a host: lower case, in the letters of DNS, without the dot that ends an absolute name.
///
/// # Errors
/// Why it cannot be a merchant's, in a sentence.
pub fn read(typed: &str) -> Result<String, String> {
    let typed = typed.trim();
    let bare = typed.strip_suffix('.').unwrap_or(typed);
    if bare.contains("://") || bare.contains(['/', '?', '#', '@', '\\']) {
        return Err("Pass the host alone, such as billing.example.com: without https:// and without a path.".to_owned());
    }
    if bare.starts_with('[') || bare.parse::<IpAddr>().is_ok() {
        return Err(
            "This is an IP address. Pass the name of a host, such as billing.example.com."
                .to_owned(),
        );
    }
    if bare.contains(':') {
        return Err("Pass the host without a port: portals are served on port 443.".to_owned());
    }
    if bare.contains('*') {
        return Err("Wildcards cannot be served. Add each host by itself.".to_owned());
    }
    let host =
        ascii(bare).ok_or_else(|| format!("\"{}\" is not the name of a host.", shown(bare)))?;
    if host.len() > LONGEST {
        return Err(format!(
            "This name is too long for a record below it: at most {LONGEST} letters."
        ));
    }
    if is_loopback(&host) {
        return Err("This name leads every browser to its own machine.".to_owned());
    }
    if psl::suffix_str(&host).is_none_or(|suffix| suffix == host) {
        return Err(format!(
            "Anybody can register names below \"{host}\". Pass a host of your own, such as billing.example.com."
        ));
    }
    Ok(host)
}

/// What a browser makes of it, when that is a name and stays one: `0x7f.1` is an address to it.
fn ascii(bare: &str) -> Option<String> {
    let strict = Uts46::new().to_ascii(
        bare.as_bytes(),
        AsciiDenyList::STD3,
        Hyphens::CheckFirstLast,
        DnsLength::Verify,
    );
    let host = strict.ok()?.into_owned();
    let url = Url::parse(&format!("https://{host}/")).ok()?;
    (url.domain() == Some(host.as_str())).then_some(host)
}

fn shown(text: &str) -> String {
    text.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_as_they_are_typed() {
        for (typed, expected) in [
            ("billing.acme.com", "billing.acme.com"),
            (" Billing.ACME.com. ", "billing.acme.com"),
            ("acme.co.uk", "acme.co.uk"),
            ("rechnung.müller.de", "rechnung.xn--mller-kva.de"),
            ("ＢＩＬＬＩＮＧ.acme.com", "billing.acme.com"),
            ("billing。acme。com", "billing.acme.com"),
            ("xn--mller-kva.de", "xn--mller-kva.de"),
            ("straße.de", "xn--strae-oqa.de"),
            ("r3---sn-4g5e6nez.acme.com", "r3---sn-4g5e6nez.acme.com"),
            ("shop.acme.github.io", "shop.acme.github.io"),
            ("acme.github.io", "acme.github.io"),
            ("billing.shop.test", "billing.shop.test"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(expected), "{typed}");
        }
    }

    #[test]
    fn says_what_no_host_of_a_merchants_is() {
        let long = format!("{}.acme.com", "a".repeat(64));
        let longer = format!("{}acme.com", "abcdefg.".repeat(31));
        let full = format!("{}acme.com", "abcdefg.".repeat(29));
        for (typed, expected) in [
            ("", "is not the name"),
            (".", "is not the name"),
            ("..", "is not the name"),
            ("billing..acme.com", "is not the name"),
            ("billing.acme.com..", "is not the name"),
            ("-billing.acme.com", "is not the name"),
            ("billing-.acme.com", "is not the name"),
            ("bil_ling.acme.com", "is not the name"),
            ("bil ling.acme.com", "is not the name"),
            ("billing.acme.com\0", "is not the name"),
            ("xn--\u{fc}.com", "is not the name"),
            ("xn--a.com", "is not the name"),
            (&long, "is not the name"),
            (&longer, "is not the name"),
            (&full, "too long"),
            ("0x7f.1", "is not the name"),
            ("1.2.3", "is not the name"),
            ("billing.acme.1", "is not the name"),
            ("2130706433", "is not the name"),
            ("https://billing.acme.com", "host alone"),
            ("billing.acme.com/portal", "host alone"),
            ("billing.acme.com\\x", "host alone"),
            ("me@billing.acme.com", "host alone"),
            ("billing.acme.com?x", "host alone"),
            ("billing.acme.com#x", "host alone"),
            ("billing.acme.com:8443", "without a port"),
            ("127.0.0.1", "an IP address"),
            ("203.0.113.9", "an IP address"),
            ("[::1]", "an IP address"),
            ("2001:db8::1", "an IP address"),
            ("*.acme.com", "Wildcards"),
            ("localhost", "its own machine"),
            ("billing.localhost", "its own machine"),
            ("com", "Anybody can register"),
            ("co.uk", "Anybody can register"),
            ("github.io", "Anybody can register"),
            ("公司.cn", "Anybody can register"),
            ("billing", "Anybody can register"),
        ] {
            let problem = read(typed).expect_err(typed);
            assert!(problem.contains(expected), "{typed}: {problem}");
        }
    }
}

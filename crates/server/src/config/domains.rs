//! The `[domains]` table: where merchants' own domains lead, and how they are looked at.

use std::net::{IpAddr, SocketAddr};

use serde::Deserialize;

use super::environment::resolve;
use crate::domains::name;
use crate::limits::Network;

/// Where names are asked for when a port is not said.
const DNS: u16 = 53;

/// The table as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DomainsTable {
    target: Option<String>,
    nameserver: Option<String>,
    #[serde(default)]
    internal: Vec<String>,
}

/// What the table says.
#[derive(Clone, Debug, Default)]
pub struct Domains {
    /// The host that domains have to lead to; without it each account's own public URL's.
    pub target: Option<String>,
    /// The name server that is asked; without it the machine's.
    pub nameserver: Option<SocketAddr>,
    /// Who may ask, beside this machine, whether a certificate may be had for a host.
    pub internal: Vec<Network>,
}

/// Reads the table.
///
/// # Errors
/// The first setting that is wrong, by name.
pub(super) fn read_domains(
    table: DomainsTable,
    variable: &impl Fn(&str) -> Option<String>,
) -> Result<Domains, String> {
    let text = |name: &str, written: Option<String>| {
        written
            .map(|written| resolve(name, written, variable))
            .transpose()
    };
    let target = text("target", table.target)?
        .map(|host| name::read(&host).map_err(|problem| format!("target: {problem}")));
    let nameserver = text("nameserver", table.nameserver)?.map(|address| {
        let alone = address.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, DNS));
        address.parse().or(alone).map_err(|_| {
            format!(
                "nameserver: \"{address}\" is not an address such as 127.0.0.1 or 127.0.0.1:5353"
            )
        })
    });
    let networks = table.internal.iter().map(|network| network.parse());
    Ok(Domains {
        target: target.transpose()?,
        nameserver: nameserver.transpose()?,
        internal: networks
            .collect::<Result<_, String>>()
            .map_err(|problem| format!("internal: {problem}"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Domains, String> {
        let table = toml::from_str(text).map_err(|error| error.to_string())?;
        read_domains(table, &|name| {
            (name == "TARGET").then(|| "portal.acme.com".to_owned())
        })
    }

    #[test]
    fn reads_where_domains_lead() {
        let whole = "target = \"Portal.Acme.com\"\nnameserver = \"127.0.0.1:5353\"\ninternal = [\"10.0.0.0/8\"]";
        let found = read(whole).unwrap();
        assert_eq!(found.target.as_deref(), Some("portal.acme.com"));
        assert_eq!(found.nameserver, Some(([127, 0, 0, 1], 5353).into()));
        assert_eq!(found.internal.len(), 1);
        let usual = read("nameserver = \"::1\"").unwrap();
        assert_eq!(usual.nameserver.unwrap().port(), 53);
        let named = read("target = \"$TARGET\"").unwrap();
        assert_eq!(named.target.as_deref(), Some("portal.acme.com"));
        assert!(read("").unwrap().target.is_none());
        let check = |table: &str, expected: &str| {
            let problem = read(table).unwrap_err();
            assert!(problem.contains(expected), "{problem}");
        };
        check("target = \"https://a.com\"", "target: Pass the host alone");
        check("target = \"$NONE\"", "environment variable NONE");
        check("nameserver = \"dns\"", "nameserver: \"dns\"");
        check("internal = [\"x\"]", "internal: \"x\"");
        check("targets = \"a.com\"", "targets");
    }
}

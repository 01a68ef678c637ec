//! Looking at a domain's records.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{RData, RecordType};

use super::standing::{Proof, Seen, Way};

/// How long a name server may take for an answer before it is asked once more.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a look at all records may take.
const LONGEST: Duration = Duration::from_secs(6);

/// How much of a foreign record is repeated.
const SHOWN: usize = 100;

/// Asks a name server.
#[derive(Debug)]
pub struct Names(Option<TokioResolver>);

/// Nobody answered, or not in time.
struct Unanswered;

impl Names {
    /// Through this name server, or without one through the machine's own.
    pub fn new(nameserver: Option<SocketAddr>) -> Self {
        let builder = match nameserver {
            Some(address) => {
                let mut server = NameServerConfig::udp_and_tcp(address.ip());
                for connection in &mut server.connections {
                    connection.port = address.port();
                }
                let config = ResolverConfig::from_name_servers(vec![server]);
                Ok(TokioResolver::builder_with_config(
                    config,
                    TokioRuntimeProvider::default(),
                ))
            }
            None => TokioResolver::builder_tokio(),
        };
        let resolver = builder.and_then(|mut builder| {
            let options = builder.options_mut();
            options.timeout = PATIENCE;
            options.attempts = 1;
            // Whoever has just mended a record wants to know it now.
            options.cache_size = 0;
            // What this machine's own file says is not what customers see.
            options.use_hosts_file = ResolveHosts::Never;
            builder.build()
        });
        match resolver {
            Ok(resolver) => Self(Some(resolver)),
            Err(error) => {
                tracing::warn!(%error, "no name server: domains cannot be looked at");
                Self(None)
            }
        }
    }

    /// Looks whether the TXT record `proof` says `token`, and whether `host` leads to `target`. Takes seconds at most.
    pub async fn look(&self, host: &str, proof: &str, token: &str, target: &str) -> Seen {
        let looking = async {
            let (proof, way) = tokio::join!(self.proof(proof, token), self.way(host, target));
            Seen { proof, way }
        };
        let looked = tokio::time::timeout(LONGEST, looking).await;
        looked.unwrap_or(Seen {
            proof: Proof::Unknown,
            way: Way::Unknown,
        })
    }

    async fn proof(&self, name: &str, token: &str) -> Proof {
        let Ok(records) = self.records(name, RecordType::TXT).await else {
            return Proof::Unknown;
        };
        let texts: Vec<String> = records
            .into_iter()
            .filter_map(|record| match record {
                // A long text is written in parts.
                RData::TXT(text) => {
                    Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned())
                }
                _ => None,
            })
            .collect();
        match texts.first() {
            None => Proof::Absent,
            Some(_) if texts.iter().any(|text| text.trim() == token) => Proof::Right,
            Some(other) => Proof::Other(shortened(other)),
        }
    }

    /// An alias of the target leads here whatever addresses that has; where there can be none, as at the top of a zone,
    /// the addresses must be the target's.
    async fn way(&self, host: &str, target: &str) -> Way {
        let (alias, addresses, wanted) = tokio::join!(
            self.alias(host),
            self.addresses(host),
            self.addresses(target)
        );
        match (alias, addresses, wanted) {
            (Ok(Some(alias)), ..) if alias == target => Way::Here,
            (Ok(alias), Ok(found), wanted) => match alias {
                None if found.is_empty() => Way::Nowhere,
                _ => match wanted {
                    Ok(wanted) if !found.is_empty() && found.is_subset(&wanted) => Way::Here,
                    Ok(_) => Way::Elsewhere(alias.unwrap_or_else(|| listed(&found))),
                    Err(Unanswered) => Way::Unknown,
                },
            },
            _ => Way::Unknown,
        }
    }

    async fn alias(&self, name: &str) -> Result<Option<String>, Unanswered> {
        let records = self.records(name, RecordType::CNAME).await?;
        Ok(records.into_iter().find_map(|record| match record {
            RData::CNAME(alias) => {
                let alias = alias.0.to_ascii().to_ascii_lowercase();
                Some(alias.trim_end_matches('.').to_owned())
            }
            _ => None,
        }))
    }

    async fn addresses(&self, name: &str) -> Result<BTreeSet<IpAddr>, Unanswered> {
        let (v4, v6) = tokio::join!(
            self.records(name, RecordType::A),
            self.records(name, RecordType::AAAA)
        );
        let records = v4?.into_iter().chain(v6?);
        Ok(records
            .filter_map(|record| match record {
                RData::A(address) => Some(IpAddr::V4(address.0)),
                RData::AAAA(address) => Some(IpAddr::V6(address.0)),
                _ => None,
            })
            .collect())
    }

    /// The records of a name; none when there is no such name.
    async fn records(&self, name: &str, kind: RecordType) -> Result<Vec<RData>, Unanswered> {
        let resolver = self.0.as_ref().ok_or(Unanswered)?;
        // With the dot it is looked for as it is, and not below the machine's own domain.
        match resolver.lookup(format!("{name}."), kind).await {
            Ok(found) => {
                let records = found.answers().iter();
                Ok(records.map(|record| record.data.clone()).collect())
            }
            Err(error) if error.is_no_records_found() => Ok(Vec::new()),
            Err(error) => {
                tracing::debug!(%error, "a name server did not answer");
                Err(Unanswered)
            }
        }
    }
}

fn listed(addresses: &BTreeSet<IpAddr>) -> String {
    let listed: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    shortened(&listed.join(", "))
}

fn shortened(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    plain.take(SHOWN).collect()
}

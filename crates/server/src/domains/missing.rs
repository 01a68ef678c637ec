//! What is not right with a domain's records: kept by code, told in words.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::standing::{Proof, Seen, Way};

/// What is wrong with which record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Code {
    TxtAbsent,
    TxtDifferent,
    TxtUnanswered,
    CnameAbsent,
    CnameDifferent,
    CnameUnanswered,
}

/// Something that is not right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    code: Code,
    /// What is there instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
}

/// The records that a domain needs.
pub struct Wanted<'a> {
    /// The host itself, which leads to the target.
    pub host: &'a str,
    /// Where the host leads.
    pub target: &'a str,
    /// The name below the host that says whose it is.
    pub proof: &'a str,
    /// What it says.
    pub token: &'a str,
}

impl Missing {
    /// All that is not right with what was seen.
    pub fn of(seen: &Seen) -> Vec<Self> {
        let proof = match &seen.proof {
            Proof::Right => None,
            Proof::Absent => Some((Code::TxtAbsent, None)),
            Proof::Other(other) => Some((Code::TxtDifferent, Some(other))),
            Proof::Unknown => Some((Code::TxtUnanswered, None)),
        };
        let way = match &seen.way {
            Way::Here => None,
            Way::Nowhere => Some((Code::CnameAbsent, None)),
            Way::Elsewhere(where_to) => Some((Code::CnameDifferent, Some(where_to))),
            Way::Unknown => Some((Code::CnameUnanswered, None)),
        };
        let all = proof.into_iter().chain(way);
        all.map(|(code, found)| Self {
            code,
            found: found.cloned(),
        })
        .collect()
    }

    /// As the API tells it: the code for programs, and words that say what to do.
    pub fn object(&self, wanted: &Wanted) -> Value {
        json!({ "code": self.code, "found": self.found, "message": self.message(wanted) })
    }

    fn message(&self, wanted: &Wanted) -> String {
        let &Wanted {
            host,
            target,
            proof,
            token,
        } = wanted;
        let found = self.found.as_deref().unwrap_or_default();
        match self.code {
            Code::TxtAbsent => {
                format!("There is no TXT record at {proof}. Set one with the value {token}.")
            }
            Code::TxtDifferent => format!(
                "The TXT record at {proof} says \"{found}\". Set one with the value {token}."
            ),
            Code::TxtUnanswered => format!(
                "Nobody answers for the TXT record at {proof}. Check the name servers of the domain."
            ),
            Code::CnameAbsent => {
                format!("{host} leads nowhere. Set a CNAME record with the value {target}.")
            }
            Code::CnameDifferent => format!(
                "{host} leads to {found}. Set a CNAME record with the value {target}, and no other record beside it."
            ),
            Code::CnameUnanswered => format!(
                "Nobody answers for the addresses of {host}. Check the name servers of the domain."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_to_set_and_where() {
        let wanted = Wanted {
            host: "billing.acme.com",
            target: "portal.test",
            proof: "_portico-verify.billing.acme.com",
            token: "portico_1",
        };
        let said = |proof: Proof, way: Way| {
            let all = Missing::of(&Seen { proof, way });
            let kept = serde_json::to_string(&all).unwrap();
            assert_eq!(serde_json::from_str::<Vec<Missing>>(&kept).unwrap(), all);
            let objects: Vec<Value> = all.iter().map(|it| it.object(&wanted)).collect();
            json!(objects)
        };
        assert_eq!(said(Proof::Right, Way::Here), json!([]));
        let nothing = said(Proof::Absent, Way::Nowhere);
        assert_eq!(nothing[0]["code"], "txt_absent");
        assert_eq!(nothing[0]["found"], Value::Null);
        assert_eq!(nothing[1]["code"], "cname_absent");
        for part in [wanted.proof, wanted.token, wanted.host, wanted.target] {
            assert!(nothing.to_string().contains(part), "{nothing}");
        }
        let wrong = said(
            Proof::Other("v=spf1".to_owned()),
            Way::Elsewhere("203.0.113.9".to_owned()),
        );
        for (number, code, found) in [
            (0, "txt_different", "v=spf1"),
            (1, "cname_different", "203.0.113.9"),
        ] {
            assert_eq!(wrong[number]["code"], code);
            assert_eq!(wrong[number]["found"], found);
            let message = wrong[number]["message"].as_str().unwrap();
            assert!(message.contains(found), "{message}");
        }
        let silent = said(Proof::Unknown, Way::Unknown).to_string();
        assert_eq!(silent.matches("Nobody answers").count(), 2);
        assert_eq!(silent.matches("_unanswered").count(), 2);
    }
}

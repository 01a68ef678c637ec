//! Stripe's form encoding: `features[subscription_cancel][mode]=…`, `expand[]=…`.

use std::collections::BTreeMap;

/// A parameter and what is below it. Lists are maps with numbers as keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A value.
    Text(String),
    /// Named or numbered parts.
    Map(BTreeMap<String, Node>),
}

/// Deepest nesting taken; the deepest parameter Stripe has here is six levels down.
const DEEPEST: usize = 10;

/// Longest name taken, in bytes as sent: several times any of Stripe's.
const LONGEST_NAME: usize = 500;

/// Most parameters taken.
const MOST: usize = 1000;

impl Node {
    /// The part with this name.
    pub fn get(&self, name: &str) -> Option<&Node> {
        match self {
            Self::Map(map) => map.get(name),
            Self::Text(_) => None,
        }
    }

    /// The text of the part with this name.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Self::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The entries of a list, in order. A text, and nothing, have none.
    pub fn entries(&self) -> Vec<&Node> {
        let Self::Map(map) = self else {
            return Vec::new();
        };
        let mut entries: Vec<(usize, &Node)> = map
            .iter()
            .map(|(key, node)| (key.parse().unwrap_or(usize::MAX), node))
            .collect();
        entries.sort_by_key(|(place, _)| *place);
        entries.into_iter().map(|(_, node)| node).collect()
    }

    /// The texts of a list, in order.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        let Some(Self::Map(map)) = self.get(name) else {
            return Vec::new();
        };
        let mut entries: Vec<(usize, &str)> = map
            .iter()
            .filter_map(|(key, node)| match node {
                Self::Text(text) => Some((key.parse().unwrap_or(usize::MAX), text.as_str())),
                Self::Map(_) => None,
            })
            .collect();
        entries.sort_by_key(|(place, _)| *place);
        entries.into_iter().map(|(_, text)| text).collect()
    }
}

/// Reads a form or a query string.
///
/// # Errors
/// A sentence in Stripe's manner.
pub fn parse(encoded: &[u8]) -> Result<Node, String> {
    let mut root = BTreeMap::new();
    let pairs = encoded
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty());
    for (count, pair) in pairs.enumerate() {
        if count >= MOST {
            return Err("Too many parameters.".to_owned());
        }
        let (key, value) = match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &[][..]),
        };
        let text = |bytes: &[u8]| {
            String::from_utf8(percent_decode(bytes))
                .map_err(|_| "Invalid UTF-8 in the request body.".to_owned())
        };
        if key.len() > LONGEST_NAME {
            // It is repeated in answers when it is unknown.
            return Err("A parameter's name is too long.".to_owned());
        }
        let (key, value) = (text(key)?, text(value)?);
        insert(&mut root, &path(&key)?, value).map_err(|()| format!("Invalid parameter: {key}"))?;
    }
    Ok(Node::Map(root))
}

/// `a[b][]` as `["a", "b", ""]`.
fn path(key: &str) -> Result<Vec<&str>, String> {
    let invalid = || format!("Invalid parameter: {key}");
    let (name, mut rest) = match key.find('[') {
        Some(at) => key.split_at(at),
        None => (key, ""),
    };
    if name.is_empty() {
        return Err(invalid());
    }
    let mut path = vec![name];
    while !rest.is_empty() {
        let inner = rest.strip_prefix('[').ok_or_else(invalid)?;
        let (part, after) = inner.split_once(']').ok_or_else(invalid)?;
        path.push(part);
        rest = after;
    }
    if path.len() > DEEPEST {
        return Err(invalid());
    }
    Ok(path)
}

fn insert(map: &mut BTreeMap<String, Node>, path: &[&str], value: String) -> Result<(), ()> {
    let (name, rest) = path.split_first().ok_or(())?;
    let name = if name.is_empty() {
        map.len().to_string()
    } else {
        (*name).to_owned()
    };
    if rest.is_empty() {
        // The last of several wins, as with Stripe; but a value cannot replace a group.
        return match map.insert(name, Node::Text(value)) {
            Some(Node::Map(_)) => Err(()),
            _ => Ok(()),
        };
    }
    let below = map
        .entry(name)
        .or_insert_with(|| Node::Map(BTreeMap::new()));
    match below {
        Node::Map(below) => insert(below, rest, value),
        Node::Text(_) => Err(()),
    }
}

/// Decodes `%41` and `+`; what is no escape stays as it is.
pub fn percent_decode(encoded: &[u8]) -> Vec<u8> {
    let hex = |byte: Option<&u8>| byte.and_then(|b| char::from(*b).to_digit(16));
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut at = 0;
    while at < encoded.len() {
        let escape = (hex(encoded.get(at + 1)), hex(encoded.get(at + 2)));
        match (encoded[at], escape) {
            (b'%', (Some(high), Some(low))) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
                continue;
            }
            (b'+', _) => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    decoded
}

/// Takes over notes as they are sent: an empty value takes one away, an empty `metadata` all.
pub fn merge_metadata(form: &Node, held: &mut BTreeMap<String, String>) {
    match form.get("metadata") {
        None => {}
        Some(Node::Text(_)) => held.clear(),
        Some(Node::Map(sent)) => {
            for (name, value) in sent {
                match value {
                    Node::Text(text) if text.is_empty() => drop(held.remove(name)),
                    Node::Text(text) => drop(held.insert(name.clone(), text.clone())),
                    Node::Map(_) => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_nested_parameters() {
        let form =
            parse(b"customer=cus_1&a[b][c]=x+y&expand[]=one&expand[]=two&l[1][id]=q&n=%C3%A9&e")
                .unwrap();
        assert_eq!(form.text("customer"), Some("cus_1"));
        assert_eq!(
            form.get("a")
                .and_then(|a| a.get("b"))
                .and_then(|b| b.text("c")),
            Some("x y")
        );
        assert_eq!(form.texts("expand"), ["one", "two"]);
        assert_eq!(
            form.get("l")
                .and_then(|l| l.get("1"))
                .and_then(|l| l.text("id")),
            Some("q")
        );
        assert_eq!(form.text("n"), Some("é"));
        assert_eq!(form.text("e"), Some(""));
    }

    #[test]
    fn refuses_nonsense() {
        for text in [
            "[a]=1",
            "a[b=1",
            "a[b]c=1",
            "a=1&a[b]=2",
            "a[b]=1&a=2",
            "a=%FF",
            "a[b][c][d][e][f][g][h][i][j][k]=1",
        ] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
        let many = "a=1&".repeat(1001);
        assert!(parse(many.as_bytes()).is_err());
        let long = format!("{}=1", "a".repeat(LONGEST_NAME + 1));
        assert!(parse(long.as_bytes()).is_err());
    }
}

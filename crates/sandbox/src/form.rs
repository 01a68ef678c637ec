//! Reading `application/x-www-form-urlencoded` with Stripe's nesting: `a[b][0][c]=1`, `a[]=1`.

use crate::error::{ApiError, Result};

/// More pairs than this are refused: nothing in the API needs them.
const MOST_PAIRS: usize = 2_000;
/// Deeper nesting than this is refused.
const DEEPEST: usize = 10;

/// A parameter as it was sent: text, or named (or numbered) parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// A value.
    Text(String),
    /// `name[key]` parts in the order they were sent.
    Parts(Vec<(String, Node)>),
}

/// Decodes a body or query into pairs, keys still in bracket notation.
///
/// # Errors
/// 400 when it is not form-encoded UTF-8 or has too many pairs.
pub(crate) fn pairs(raw: &[u8]) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for part in raw
        .split(|byte| *byte == b'&')
        .filter(|part| !part.is_empty())
    {
        let (key, value) = match part.iter().position(|byte| *byte == b'=') {
            Some(at) => (&part[..at], &part[at + 1..]),
            None => (part, &part[part.len()..]),
        };
        pairs.push((unescape(key)?, unescape(value)?));
        if pairs.len() > MOST_PAIRS {
            return Err(ApiError::too_large());
        }
    }
    Ok(pairs)
}

/// Builds the tree of pairs.
///
/// # Errors
/// 400 when a name is malformed or used both as a value and as a group.
pub(crate) fn tree(pairs: &[(String, String)]) -> Result<Vec<(String, Node)>> {
    let mut root = Vec::new();
    for (key, value) in pairs {
        let path = segments(key)?;
        insert(&mut root, &path, value, key)?;
    }
    Ok(root)
}

fn segments(key: &str) -> Result<Vec<&str>> {
    let malformed = || ApiError::invalid(format!("Invalid parameter name: {key}"));
    let Some(open) = key.find('[') else {
        return Ok(vec![key]);
    };
    let mut path = vec![&key[..open]];
    let mut rest = &key[open..];
    while !rest.is_empty() {
        let inner = rest.strip_prefix('[').ok_or_else(malformed)?;
        let close = inner.find(']').ok_or_else(malformed)?;
        path.push(&inner[..close]);
        rest = &inner[close + 1..];
    }
    if path[0].is_empty() || path.len() > DEEPEST {
        return Err(malformed());
    }
    Ok(path)
}

fn insert(level: &mut Vec<(String, Node)>, path: &[&str], value: &str, key: &str) -> Result<()> {
    let Some((first, rest)) = path.split_first() else {
        return Ok(());
    };
    let name = if first.is_empty() {
        unnumbered(level, rest)
    } else {
        (*first).to_owned()
    };
    let at = level.iter().position(|(existing, _)| *existing == name);
    if rest.is_empty() {
        let node = Node::Text(value.to_owned());
        match at {
            // Sent twice: the last one counts, as in Stripe.
            Some(at) if matches!(level[at].1, Node::Text(_)) => level[at].1 = node,
            Some(_) => return Err(mixed(key)),
            None => level.push((name, node)),
        }
        return Ok(());
    }
    let at = at.unwrap_or_else(|| {
        level.push((name, Node::Parts(Vec::new())));
        level.len() - 1
    });
    match &mut level[at].1 {
        Node::Parts(parts) => insert(parts, rest, value, key),
        Node::Text(_) => Err(mixed(key)),
    }
}

/// `a[][b]=1&a[][c]=2` is one element until a name comes again; `a[]=1&a[]=2` are two.
fn unnumbered(level: &[(String, Node)], rest: &[&str]) -> String {
    if let (Some((name, Node::Parts(parts))), Some(next)) = (level.last(), rest.first())
        && !parts.iter().any(|(existing, _)| existing == next)
    {
        return name.clone();
    }
    level.len().to_string()
}

fn mixed(key: &str) -> ApiError {
    ApiError::invalid(format!(
        "Invalid request: the parameter {key} is given both as a value and as an object."
    ))
    .param(key)
}

fn unescape(raw: &[u8]) -> Result<String> {
    let malformed = || {
        ApiError::invalid(
            "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.",
        )
    };
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let high = rest
                    .next()
                    .and_then(|digit| char::from(*digit).to_digit(16));
                let low = rest
                    .next()
                    .and_then(|digit| char::from(*digit).to_digit(16));
                let (Some(high), Some(low)) = (high, low) else {
                    return Err(malformed());
                };
                bytes.push(u8::try_from(high * 16 + low).map_err(|_| malformed())?);
            }
            byte => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| malformed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(raw: &str) -> Option<Vec<(String, Node)>> {
        pairs(raw.as_bytes()).and_then(|pairs| tree(&pairs)).ok()
    }

    fn text(value: &str) -> Node {
        Node::Text(value.to_owned())
    }

    fn parts<const N: usize>(parts: [(&str, Node); N]) -> Node {
        Node::Parts(parts.map(|(name, node)| (name.to_owned(), node)).to_vec())
    }

    #[test]
    fn nesting_lists_and_escapes_are_read() {
        let cases = [
            ("a=1&b=x+y%26", vec![("a", text("1")), ("b", text("x y&"))]),
            (
                "items[0][price]=p&items[0][quantity]=2",
                vec![(
                    "items",
                    parts([("0", parts([("price", text("p")), ("quantity", text("2"))]))]),
                )],
            ),
            (
                "e[]=a&e[]=b",
                vec![("e", parts([("0", text("a")), ("1", text("b"))]))],
            ),
            (
                "e[][a]=1&e[][b]=2&e[][a]=3",
                vec![(
                    "e",
                    parts([
                        ("0", parts([("a", text("1")), ("b", text("2"))])),
                        ("1", parts([("a", text("3"))])),
                    ]),
                )],
            ),
            ("a=1&a=2", vec![("a", text("2"))]),
            ("m%5Bk%5D=v", vec![("m", parts([("k", text("v"))]))]),
        ];
        for (raw, expected) in cases {
            let expected = expected
                .into_iter()
                .map(|(name, node)| (name.to_owned(), node))
                .collect();
            assert_eq!(parse(raw), Some(expected), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_read_or_refused(raw in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = pairs(&raw).and_then(|pairs| tree(&pairs));
        }

        #[test]
        fn nested_names_never_lose_everything(raw in "[a-c\\[\\]=&0-2]{0,60}") {
            if let Ok(sent) = pairs(raw.as_bytes()) && let Ok(read) = tree(&sent) {
                prop_assert_eq!(sent.is_empty(), read.is_empty());
            }
        }
    }

    #[test]
    fn malformed_bodies_are_refused() {
        for raw in [
            "a[b=1",
            "a[b]c=1",
            "[a]=1",
            "a=1&a[b]=2",
            "a[b]=1&a=2",
            "a=%zz",
            "a=%ff",
        ] {
            assert_eq!(parse(raw), None, "{raw}");
        }
    }
}

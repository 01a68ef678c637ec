//! Reading a mail: header fields and one text, decoded. Sources: RFC 5322, RFC 2045 (6.7, 6.8), RFC 2047.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Header fields in order, readable, and the text.
pub(super) fn read(source: &[u8]) -> (Vec<(String, String)>, String) {
    let source = String::from_utf8_lossy(source);
    let (head, body) = source.split_once("\r\n\r\n").unwrap_or((&source, ""));
    // A line that begins with a space continues the one before.
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let fields: Vec<(String, String)> = head
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), words(value.trim())))
        .collect();
    let encoding = fields
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("Content-Transfer-Encoding"))
        .map(|(_, value)| value.to_ascii_lowercase());
    let text = match encoding.as_deref() {
        Some("base64") => base64(body),
        Some("quoted-printable") => quoted_printable(body, false),
        _ => body.as_bytes().to_vec(),
    };
    let text = String::from_utf8_lossy(&text).replace("\r\n", "\n");
    (fields, text)
}

/// A header's value with its encoded words: `=?utf-8?b?…?=`.
fn words(value: &str) -> String {
    let mut text = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let (before, from) = rest.split_at(start);
        let Some((word, tail)) = word(from) else {
            break;
        };
        // Space between two encoded words separates nothing.
        if !(after_word && before.trim().is_empty()) {
            text.push_str(before);
        }
        text.push_str(&word);
        rest = tail;
        after_word = true;
    }
    text.push_str(rest);
    text
}

fn word(from: &str) -> Option<(String, &str)> {
    let mut parts = from.strip_prefix("=?")?.splitn(4, '?');
    let (_, encoding, content, tail) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let tail = tail.strip_prefix('=')?;
    let bytes = match encoding {
        "b" | "B" => base64(content),
        "q" | "Q" => quoted_printable(content, true),
        _ => return None,
    };
    Some((String::from_utf8_lossy(&bytes).into_owned(), tail))
}

fn base64(text: &str) -> Vec<u8> {
    let plain: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(plain).unwrap_or_default()
}

fn quoted_printable(text: &str, in_header: bool) -> Vec<u8> {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let coded = match (first, tail) {
            (b'=', [high, low, ..]) => std::str::from_utf8(&[*high, *low])
                .ok()
                .and_then(|digits| u8::from_str_radix(digits, 16).ok()),
            _ => None,
        };
        match coded {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(if in_header && *first == b'_' {
                    b' '
                } else {
                    *first
                });
                rest = tail;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_is_written_by_the_standards() {
        let source = "From: =?utf-8?q?S=C3=B6hne_AG?= <a@b.test>\r\nSubject: =?utf-8?b?w6TDtg==?=\r\n =?utf-8?b?w7w=?= x\r\n\
                      Content-Transfer-Encoding: quoted-printable\r\n\r\nF=C3=BCr =\r\nSie\r\n";
        let (fields, text) = read(source.as_bytes());
        assert_eq!(
            fields[0],
            ("From".to_owned(), "Söhne AG <a@b.test>".to_owned())
        );
        assert_eq!(fields[1].1, "äöü x");
        assert_eq!(text, "Für Sie\n");
        let (_, text) = read(b"Content-Transfer-Encoding: base64\r\n\r\nRsO8\r\ncg==\r\n");
        assert_eq!(text, "Für");
        assert_eq!(read(b"Subject: =?x\r\n\r\n=Z").1, "=Z");
    }
}

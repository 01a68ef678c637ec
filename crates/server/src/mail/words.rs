//! Texts of others in a letter: one line, and nothing that a reader would turn into a link.

/// A text as one line: control characters and those that turn the direction of writing are spaces.
pub(super) fn line(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if is_steering(c) { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A business's name: one line, at most a hundred characters, without what makes a link or an address of it.
pub(crate) fn name_of(name: &str) -> String {
    let mut plain: String = line(name)
        .chars()
        .map(|c| {
            if matches!(c, '<' | '>' | '@' | '\\' | '"') {
                ' '
            } else {
                c
            }
        })
        .collect();
    while plain.contains("//") {
        plain = plain.replace("//", " ");
    }
    // "www." alone makes a link in most readers; ASCII keeps its length in lower case.
    while let Some(at) = plain.to_ascii_lowercase().find("www.") {
        plain.replace_range(at + 3..at + 4, " ");
    }
    while let Some(at) = plain.to_ascii_lowercase().find("mailto:") {
        plain.replace_range(at + 6..at + 7, " ");
    }
    let short: String = line(&plain).chars().take(100).collect();
    short.trim_end().to_owned()
}

/// Characters that are not shown but change how others are. Source: Unicode, UAX #9, explicit formatting characters.
fn is_steering(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}'
        )
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_a_name() {
        let check = |name: &str, expected: &str| assert_eq!(name_of(name), expected);
        check("Acme & Söhne, Inc.", "Acme & Söhne, Inc.");
        check("AC/DC: the shop", "AC/DC: the shop");
        check("Acme\r\nBcc: all@evil.test", "Acme Bcc: all evil.test");
        check("https://evil.test/x", "https: evil.test/x");
        check("////evil.test", "evil.test");
        check("WWW.evil.test", "WWW evil.test");
        check("<b>Acme</b>\" <a@b.test>", "b Acme /b a b.test");
        check("Acme\u{202e}emca", "Acme emca");
        check(&"x".repeat(500), &"x".repeat(100));
    }
}

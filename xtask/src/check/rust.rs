//! A reader of Rust sources, as far as the checks need one: comments and strings are told apart from code.

/// The source with comments blanked and, if asked, the contents of strings too. Lines and columns stay.
pub fn code(source: &str, keep_strings: bool) -> String {
    let mut out = String::with_capacity(source.len());
    let chars: Vec<char> = source.chars().collect();
    // As many bytes as before, so that an offset means the same place in every version of the source.
    let blank = |c: char| {
        if c == '\n' {
            "\n".to_owned()
        } else {
            " ".repeat(c.len_utf8())
        }
    };
    let mut at = 0;
    while at < chars.len() {
        let here = chars[at];
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        let end = match (here, next) {
            ('/', '/') => position(&chars, at, |c, _| c == '\n'),
            ('/', '*') => position(&chars, at + 2, |c, after| c == '*' && after == '/') + 2,
            ('r', '"' | '#') if !identifier_before(&chars, at) => raw_string_end(&chars, at),
            ('"', _) => string_end(&chars, at),
            // A lifetime is no character.
            ('\'', '\\') => position(&chars, at + 3, |c, _| c == '\'') + 1,
            ('\'', _) if chars.get(at + 2) == Some(&'\'') => at + 3,
            _ => at,
        }
        .min(chars.len());
        if end == at {
            out.push(here);
            at += 1;
            continue;
        }
        let is_comment = here == '/';
        let quoted = &chars[at..end];
        if is_comment || !keep_strings && here != '\'' {
            let keeps_ends = !is_comment;
            for (place, c) in quoted.iter().enumerate() {
                let is_end = keeps_ends && (place == 0 || place + 1 == quoted.len());
                if is_end {
                    out.push('"');
                } else {
                    out.push_str(&blank(*c));
                }
            }
        } else {
            out.extend(quoted);
        }
        at = end;
    }
    out
}

fn position(chars: &[char], from: usize, ends: impl Fn(char, char) -> bool) -> usize {
    (from..chars.len())
        .find(|at| ends(chars[*at], chars.get(at + 1).copied().unwrap_or(' ')))
        .unwrap_or(chars.len())
}

fn identifier_before(chars: &[char], at: usize) -> bool {
    at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_')
}

fn string_end(chars: &[char], at: usize) -> usize {
    let mut place = at + 1;
    while place < chars.len() && chars[place] != '"' {
        place += if chars[place] == '\\' { 2 } else { 1 };
    }
    place + 1
}

fn raw_string_end(chars: &[char], at: usize) -> usize {
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    if chars.get(at + 1 + hashes) != Some(&'"') {
        return at;
    }
    let closes = |place: usize| {
        chars[place] == '"'
            && chars[place + 1..]
                .iter()
                .take(hashes)
                .filter(|c| **c == '#')
                .count()
                == hashes
    };
    (at + 2 + hashes..chars.len())
        .find(|place| closes(*place))
        .map_or(chars.len(), |place| place + 1 + hashes)
}

/// The line of a byte offset, from 1.
pub fn line_of(source: &str, offset: usize) -> usize {
    source[..offset].matches('\n').count() + 1
}

/// Offsets just behind each occurrence of `word` as a whole identifier path.
pub fn uses<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word).filter_map(move |(at, _)| {
        let before = code[..at].chars().next_back();
        let free = !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':');
        free.then_some(at + word.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_blanked() {
        assert_eq!(code("a // b\nc", false), "a     \nc");
        assert_eq!(
            code("f(\"x}\\\"y\") /* z */", false),
            "f(\"     \")        "
        );
        assert_eq!(
            code("let c: &'a str = r#\"q\"#;", false).len(),
            "let c: &'a str = r#\"q\"#;".len()
        );
        assert_eq!(code("x = '\"'; // y", true), "x = '\"';     ");
    }

    #[test]
    fn only_whole_paths_are_uses() {
        assert_eq!(
            uses("use sandbox::A; not_sandbox::B; x::sandbox::C", "sandbox::").count(),
            1
        );
    }
}

//! A reader of style sheets: rules and declarations with their lines. No more than the checks need.

/// What opens a block, or a declaration inside one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Line where it begins, from 1.
    pub line: usize,
    /// Its text as written, without comments.
    pub text: String,
    /// The blocks it lies in, outermost first.
    pub inside: Vec<String>,
    /// Whether it opens a block.
    pub opens: bool,
}

impl Item {
    /// Whether it is the selector of a style rule.
    pub fn is_selector(&self) -> bool {
        self.opens
            && !self.text.starts_with('@')
            && !self.inside.iter().any(|at| at.contains("keyframes"))
    }
}

/// Everything in a style sheet, in order.
pub fn items(css: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut inside: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut begins = 1;
    let mut line = 1;
    let mut chars = css.chars().peekable();
    let mut quote = None;
    while let Some(c) = chars.next() {
        let starts_comment = quote.is_none() && c == '/' && chars.peek() == Some(&'*');
        if starts_comment {
            let mut before = ' ';
            for c in chars.by_ref() {
                line += usize::from(c == '\n');
                if before == '*' && c == '/' {
                    break;
                }
                // The star that opens the comment does not close it.
                before = c;
            }
            continue;
        }
        if text.trim().is_empty() {
            begins = line;
        }
        line += usize::from(c == '\n');
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(_), _) => {}
            (None, '{') => {
                let opened = take(&mut text);
                items.push(Item {
                    line: begins,
                    text: opened.clone(),
                    inside: inside.clone(),
                    opens: true,
                });
                inside.push(opened);
                continue;
            }
            (None, ';' | '}') => {
                let declared = take(&mut text);
                if !declared.is_empty() {
                    items.push(Item {
                        line: begins,
                        text: declared,
                        inside: inside.clone(),
                        opens: false,
                    });
                }
                if c == '}' {
                    inside.pop();
                }
                continue;
            }
            _ => {}
        }
        text.push(c);
    }
    items
}

fn take(text: &mut String) -> String {
    std::mem::take(text).trim().to_owned()
}

/// Splits a selector list at its commas, not at those in parentheses.
pub fn selectors(list: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut depth = 0_i32;
    for c in list.chars() {
        depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
        if c == ',' && depth == 0 {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(c);
        }
    }
    found
        .iter()
        .map(|selector| selector.trim().to_owned())
        .filter(|selector| !selector.is_empty())
        .collect()
}

/// Splits a selector at its combinators, not at those in parentheses.
pub fn compounds(selector: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut depth = 0_i32;
    for c in selector.chars() {
        depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
        if depth == 0 && (c.is_whitespace() || matches!(c, '>' | '+' | '~')) {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(c);
        }
    }
    found.retain(|compound| !compound.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_know_their_line_and_place() {
        let found =
            items("/* a\n b */\n@media print {\n  .a,\n  .b { color: red; margin: 0 }\n}\n");
        let seen: Vec<(usize, &str, usize, bool)> = found
            .iter()
            .map(|item| (item.line, item.text.as_str(), item.inside.len(), item.opens))
            .collect();
        assert_eq!(
            seen,
            [
                (3, "@media print", 0, true),
                (4, ".a,\n  .b", 1, true),
                (5, "color: red", 2, false),
                (5, "margin: 0", 2, false)
            ]
        );
    }

    #[test]
    fn lists_and_compounds_respect_parentheses() {
        assert_eq!(selectors(".a:is(.b, .c), .d"), [".a:is(.b, .c)", ".d"]);
        assert_eq!(
            compounds(".a:not(.b > .c)>h2 em"),
            [".a:not(.b > .c)", "h2", "em"]
        );
    }
}

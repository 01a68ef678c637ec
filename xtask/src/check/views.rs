//! `view!` macros: scoped, without markup from strings, without styles in attributes, without words of their own.

use super::{rust, sources};
use crate::Result;

/// Attributes that people read or hear.
const WORDY: [&str; 6] = [
    "aria-label",
    "aria-description",
    "title",
    "alt",
    "placeholder",
    "label",
];

/// All findings, as `file:line: sentence`.
pub fn faults() -> Result<Vec<String>> {
    Ok(sources("src", "rs")?
        .iter()
        .flat_map(|(path, content)| in_file(path, content))
        .collect())
}

fn in_file(path: &str, source: &str) -> Vec<String> {
    let code = rust::code(source, true);
    let blind = rust::code(source, false);
    let mut faults = Vec::new();
    let mut fault = |offset: usize, sentence: &str| {
        faults.push(format!(
            "{path}:{}: {sentence}",
            rust::line_of(&code, offset)
        ))
    };
    for (at, _) in blind.match_indices("view!") {
        let Some(body) = block(&code, at) else {
            continue;
        };
        let inner = &code[body.0..body.1];
        if !inner.trim_start().starts_with("class") && has_element(inner) {
            fault(
                at,
                "a `view!` without `class=class,` makes Leptos parse markup from a string, which the policy refuses",
            );
        }
        for (offset, text) in words(inner) {
            fault(
                body.0 + offset,
                &format!("\"{text}\" is a text in a view; give it a key in public/locales/en.json"),
            );
        }
    }
    for (pattern, sentence) in [
        (
            "inner_html",
            "`inner_html` parses markup from a string, which the policy refuses",
        ),
        (
            "style=",
            "a `style` attribute is dropped by the policy; use a class, a `data-*` attribute or `style:property`",
        ),
        (
            "<style",
            "a `<style>` element is dropped by the policy; write a sheet under style/",
        ),
    ] {
        for (at, _) in blind.match_indices(pattern) {
            let before = blind[..at].chars().next_back().unwrap_or(' ');
            if before.is_whitespace() || pattern.starts_with('<') {
                faults.push(format!("{path}:{}: {sentence}", rust::line_of(&blind, at)));
            }
        }
    }
    faults
}

/// Whether the view writes an element of HTML; one of components only leaves nothing to parse.
fn has_element(view: &str) -> bool {
    let code = rust::code(view, false);
    code.match_indices('<').any(|(at, _)| {
        let starts = code[..at]
            .chars()
            .next_back()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '>' | '{' | '}'));
        starts && code[at + 1..].starts_with(|c: char| c.is_ascii_lowercase())
    })
}

/// The inside of the braces after `at`.
fn block(code: &str, at: usize) -> Option<(usize, usize)> {
    let open = at + code[at..].find('{')?;
    if !code[at + "view!".len()..open].trim().is_empty() {
        return None;
    }
    let mut depth = 0;
    let mut quoted = false;
    let mut escaped = false;
    for (offset, c) in code[open..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some((open + 1, open + offset));
                }
            }
            _ => {}
        }
    }
    None
}

/// String literals with letters that stand as text, or as the value of an attribute that people read.
fn words(view: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let (mut depth, mut in_tag) = (0, false);
    let mut chars = view.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '{' | '(' => depth += 1,
            '}' | ')' => depth -= 1,
            '<' if depth == 0 => in_tag = true,
            // The arrow of a closure and `/>` differ by the character before.
            '>' if depth == 0 && !view[..at].ends_with(['=', '-']) => in_tag = false,
            '"' => {
                let mut text = String::new();
                while let Some((_, c)) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => drop(chars.next()),
                        _ => text.push(c),
                    }
                }
                let attribute = view[..at].trim_end().strip_suffix('=').map(|head| {
                    head.rsplit(|c: char| c.is_whitespace())
                        .next()
                        .unwrap_or_default()
                        .to_owned()
                });
                let is_read = match &attribute {
                    Some(name) => in_tag && WORDY.contains(&name.as_str()),
                    None => !in_tag,
                };
                if depth == 0 && is_read && text.chars().any(char::is_alphabetic) {
                    found.push((at, text));
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, parts: &[&str]) {
        let faults = in_file("src/a.rs", source);
        assert_eq!(faults.len(), parts.len(), "{faults:?}");
        for (fault, part) in faults.iter().zip(parts) {
            assert!(
                fault.contains(part),
                "{part:?} was expected, found {fault:?}"
            );
        }
    }

    #[test]
    fn a_good_view_passes() {
        check(
            "fn a() { view! { class=class, <p class=\"card\" data-a=move || b(\"x\") aria-label=words.close()>{words.text()} \" · \" {if a > b { \"ltr\" } else { c }}</p> } }",
            &[],
        );
    }

    #[test]
    fn a_view_of_components_needs_no_scope() {
        check("fn a() { view! { <Routes a=Vec::<u8>::new() /> } }", &[]);
    }

    #[test]
    fn each_fault_is_found() {
        check("fn a() { view! { <p></p> } }", &["without `class=class,`"]);
        check(
            "fn a() { view! { class=class, <p>\"Hello\"</p> } }",
            &["\"Hello\""],
        );
        check(
            "fn a() { view! { class=class, <p aria-label=\"Close\"></p> } }",
            &["\"Close\""],
        );
        check(
            "fn a() { view! { class=class, <p style=\"color:red\"></p> } }",
            &["style"],
        );
        check(
            "fn a() { view! { class=class, <p inner_html=x></p> } }",
            &["inner_html"],
        );
    }

    #[test]
    fn comments_do_not_count() {
        check("// view! { <p> } style= inner_html\n/// `view! { }`", &[]);
    }
}

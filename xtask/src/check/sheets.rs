//! What stylers gets wrong, and what the theme and right-to-left need, found in the sources with their lines.

use super::{css, sources};
use crate::{Result, project};

const SCOPED: [&str; 5] = [
    "style/ui",
    "style/components",
    "style/layout",
    "style/pages",
    "style/dashboard",
];
/// Plain sheets that take their colours from the tokens as well.
const GLOBAL: [&str; 2] = ["style/base.css", "style/print.css"];
/// A side of the screen means the wrong side in Arabic.
const PHYSICAL: [&str; 10] = [
    "margin-left",
    "margin-right",
    "padding-left",
    "padding-right",
    "border-left",
    "border-right",
    "left",
    "right",
    "border-top-left-radius",
    "border-top-right-radius",
];

/// All findings, as `file:line: sentence`.
pub fn faults() -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for folder in SCOPED {
        for (path, content) in sources(folder, "css")? {
            faults.extend(scoped(&path, &content));
            faults.extend(used(&path)?);
        }
    }
    for path in GLOBAL {
        faults.extend(themed(
            path,
            &css::items(&project::read(&project::root().join(path))?),
        ));
    }
    Ok(faults)
}

fn scoped(path: &str, content: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let items = css::items(content);
    let stem = path
        .rsplit('/')
        .next()
        .and_then(|name| name.strip_suffix(".css"))
        .unwrap_or_default()
        .replace('_', "-");
    for item in &items {
        let mut fault = |sentence: &str| faults.push(format!("{path}:{}: {sentence}", item.line));
        if let Some(trap) = trap_in_strings(&item.text) {
            fault(&format!(
                "`{trap}` inside a string ends the sheet for stylers"
            ));
        }
        if item.is_selector() {
            if let Some(sentence) = selector_trap(&item.text) {
                fault(sentence);
            }
            if item.inside.iter().any(|outer| !outer.starts_with('@')) {
                fault("a nested rule is not scoped inside; write it flat");
            }
        } else if let Some(name) = item.text.strip_prefix("@keyframes").map(str::trim) {
            if !name.starts_with(&stem) {
                fault(&format!(
                    "keyframe names are global; begin this one with `{stem}`"
                ));
            }
        } else if !item.opens && item.text.contains('\n') {
            fault("stylers glues a value over two lines together; keep a declaration on one line");
        }
    }
    faults.extend(themed(path, &items));
    faults
}

/// Why stylers would misread this selector.
fn selector_trap(list: &str) -> Option<&'static str> {
    if list.contains('&') {
        return Some("a nested rule is not scoped inside; write it flat");
    }
    if list.split(',').any(|part| part.trim().contains('\n')) {
        return Some("a selector over two lines gets an extra scope class; keep it on one line");
    }
    let squeezed: Vec<char> = list.chars().collect();
    let spaced = squeezed
        .windows(2)
        .any(|pair| matches!(pair, [' ', '>' | '+' | '~'] | ['>' | '+' | '~', ' ']));
    if spaced {
        return Some("stylers misreads spaces round `>`, `+` and `~`; write `a>b`, `2n+1`");
    }
    for selector in css::selectors(list) {
        for compound in css::compounds(&selector) {
            let element: String = compound
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect();
            if compound.starts_with(":root")
                || compound.starts_with('*')
                || element == "html"
                || element == "body"
            {
                return Some(
                    "a scoped sheet styles its own elements only; `:root`, `html`, `body` and `*` belong in base.css",
                );
            }
            if compound.contains('#') && !compound.contains('[') {
                return Some("no ids in style sheets");
            }
        }
        if selector
            .split_once(":deep(")
            .is_some_and(|(_, inner)| inner.contains(','))
        {
            return Some(
                "only the first selector of a list in `:deep()` stays in place; write one each",
            );
        }
    }
    None
}

fn trap_in_strings(text: &str) -> Option<&'static str> {
    let mut quote = None;
    let mut inside = String::new();
    for c in text.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => inside.push(c),
            None if c == '"' || c == '\'' => quote = Some(c),
            None => {}
        }
    }
    ["{", "}", "/*", "*/"]
        .into_iter()
        .find(|trap| inside.contains(trap))
}

/// Colours come from the tokens, sides from the writing direction.
fn themed(path: &str, items: &[css::Item]) -> Vec<String> {
    let mut faults = Vec::new();
    for item in items.iter().filter(|item| !item.opens) {
        let Some((property, value)) = item.text.split_once(':') else {
            continue;
        };
        let (property, value) = (property.trim(), value.trim());
        let mut fault = |sentence: String| faults.push(format!("{path}:{}: {sentence}", item.line));
        // A sheet for paper gives the tokens themselves other values.
        let is_token = property.starts_with("--");
        if let Some(colour) = literal_colour(value).filter(|_| !is_token) {
            fault(format!(
                "`{colour}` is a colour of its own; use a token of style/tokens.css"
            ));
        }
        let side = property == "text-align" && matches!(value, "left" | "right");
        if PHYSICAL.contains(&property) || side {
            fault(format!(
                "`{property}: {value}` names a side of the screen; use the logical property"
            ));
        }
    }
    faults
}

fn literal_colour(value: &str) -> Option<&str> {
    let words = value.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')'));
    let functions = [
        "rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab(", "lab(", "lch(",
    ];
    let hex = words
        .filter(|word| word.starts_with('#'))
        .find(|word| word.len() > 3 && word[1..].chars().all(|c| c.is_ascii_hexdigit()));
    hex.or_else(|| {
        functions
            .into_iter()
            .find(|function| value.contains(function))
    })
}

/// A sheet and its component share a path, and the component really uses it.
fn used(path: &str) -> Result<Option<String>> {
    let component =
        format!("src{}", path.strip_prefix("style").unwrap_or(path)).replace(".css", ".rs");
    let file = project::root().join(&component);
    if !file.exists() {
        return Ok(Some(format!(
            "{path}:1: there is no {component}; a sheet and its component share a path"
        )));
    }
    let wanted = format!("style_sheet!(\"{path}\")");
    let using = project::read(&file)?.contains(&wanted);
    Ok((!using).then(|| format!("{path}:1: {component} does not say `let class = {wanted};`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(css: &str, part: &str) {
        let faults = scoped("style/ui/card.css", css);
        assert!(
            faults.len() == 1 && faults[0].contains(part),
            "{part:?} was expected for {css:?}, found {faults:?}"
        );
    }

    #[test]
    fn each_trap_is_found() {
        check(".a > h2 { color: inherit; }", "spaces round");
        check("li:nth-child(2n + 1) { color: inherit; }", "spaces round");
        check(".a\n.b { color: inherit; }", "over two lines");
        check(":root[data-scheme=dark] { --a: b; }", "base.css");
        check(".a { content: \"}\"; }", "inside a string");
        check(".a { margin: 0 auto\n  1px; }", "one line");
        check(".a:deep(.b, .c) { color: inherit; }", ":deep()");
        check(".a { color: #fff; }", "token");
        check(".a { margin-left: 1px; }", "logical");
        check(
            "@keyframes spin { from { opacity: 0; } }",
            "begin this one with `card`",
        );
    }

    #[test]
    fn what_works_is_left_alone() {
        let css = ".card>h2,\n.card[data-tone=\"info\"]:not(.a, .b) { color: var(--color-text); }\n\
                   @container (inline-size > 40rem) { .card { inset-inline-start: 0; } }\n@keyframes card-in { from { opacity: 0; } }";
        assert_eq!(scoped("style/ui/card.css", css), Vec::<String>::new());
    }
}

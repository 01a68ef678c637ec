//! What stylers emitted: every selector must stay inside its component.

use super::css;

/// The class stylers adds is `l-` and a number, which may be negative.
fn scope(compound: &str) -> Option<&str> {
    let at = compound.find(".l-")?;
    let class = &compound[at..];
    let digits = class[3..].strip_prefix('-').unwrap_or(&class[3..]);
    let length = digits.chars().take_while(char::is_ascii_digit).count();
    (length > 0).then(|| &class[..class.len() - digits.len() + length])
}

/// Selectors of `components.css` that reach beyond their component or cannot match.
pub fn unscoped(css: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for item in css::items(css).iter().filter(|item| item.is_selector()) {
        for selector in css::selectors(&item.text) {
            let compounds = css::compounds(&selector);
            let why = match compounds.first().and_then(|first| scope(first)) {
                None => Some("has no scope class"),
                Some(class) if compounds.iter().any(|compound| compound == class) => {
                    Some("has its scope class alone: stylers misread a space or a line break")
                }
                Some(_) => None,
            };
            if let Some(why) = why {
                faults.push(format!(
                    "target/components.css:{}: `{selector}` {why}",
                    item.line
                ));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scoped_rules_pass() {
        let css = ".card.l-12345{a:b}\n@media print{.card.l--43114>h2.l--43114:hover,.x.l-1 .free{a:b}}\n@keyframes card-in{from{a:b}50%{a:b}}";
        assert_eq!(unscoped(css), Vec::<String>::new());
    }

    #[test]
    fn leaks_and_misreadings_are_found() {
        assert_eq!(unscoped(":root{--a:b}").len(), 1);
        assert_eq!(unscoped(".card.l-1 .l-1>h2.l-1{a:b}").len(), 1);
        assert_eq!(unscoped(".a.l-1,.b{a:b}").len(), 1);
    }
}

//! Prints a page that shows brandings as they look in use: `cargo run -p theme --example preview -- '#5b3df5' …`.

use std::fmt::Write;

use theme::{Branding, Theme, Token};

fn main() {
    let mut out = String::from("<!doctype html><meta charset=utf-8><style>");
    out.push_str(include_str!("../../../style/tokens.css"));
    out.push_str(include_str!("preview.css"));
    out.push_str("</style>\n");
    let dark_only = std::env::var("SCHEME").is_ok_and(|s| s == "dark");
    let mut body = String::new();
    for (i, brand) in std::env::args().skip(1).enumerate() {
        let value = if brand == "default" {
            serde_json::json!({})
        } else if brand.starts_with('{') {
            serde_json::from_str(&brand).expect("JSON")
        } else {
            serde_json::json!({ "colorPrimary": brand })
        };
        let theme = Theme::new(&Branding::from_json(&value).expect("a branding"));
        let mut css = theme.css();
        // Each branding is a part of this page, not the page.
        css = css.replace(":root[data-scheme=dark]", &format!(".b{i}.dark"));
        css = css.replace(":root:not([data-scheme=light])", ".never");
        css = css.replace(":root {", &format!(".b{i} {{"));
        let _ = write!(body, "<style>{css}</style>");
        for scheme in if dark_only {
            ["dark"].as_slice()
        } else {
            ["", "dark"].as_slice()
        } {
            let _ = write!(
                body,
                "<section class='b{i} {scheme}'>{}<p class=sw>",
                include_str!("preview.html").replace("BRAND", &brand)
            );
            for token in Token::ALL {
                let _ = write!(
                    body,
                    "<i style='background:var(--color-{0})' title='{0}'></i>",
                    token.name()
                );
            }
            body.push_str("</p></section>");
        }
    }
    println!("{out}<main>{body}</main>");
}

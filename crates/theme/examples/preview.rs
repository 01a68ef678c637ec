//! Prints a page that shows brandings in use, light beside dark, to be looked at in a browser.
//!
//! `cargo run -p theme --example preview -- default '#5b3df5' '{"shared":{"radius":2}}' > preview.html`

use std::fmt::Write;

use theme::{Branding, Theme, Token};

const STYLES: [&str; 2] = [
    include_str!("../../../style/tokens.css"),
    include_str!("preview.css"),
];

fn main() {
    let mut page = format!(
        "<!doctype html><meta charset=utf-8><style>{}</style>",
        STYLES.concat()
    );
    for (number, argument) in std::env::args().skip(1).enumerate() {
        let settings = if argument.starts_with('#') {
            serde_json::json!({ "colorPrimary": argument })
        } else {
            serde_json::from_str(&argument).unwrap_or_default()
        };
        let branding = match settings {
            serde_json::Value::Null => Ok(Branding::default()),
            settings => Branding::from_json(&settings),
        };
        let css = match branding {
            Ok(branding) => Theme::new(&branding).css(),
            Err(errors) => {
                eprintln!("{argument}: {errors:?}");
                continue;
            }
        };
        // Here each branding is a part of the page instead of the page.
        let css = css
            .replace(":root[data-scheme=dark]", &format!(".of-{number}.dark"))
            .replace(":root:not([data-scheme=light])", ".never")
            .replace(":root {", &format!(".of-{number} {{"));
        let mut swatches = String::new();
        for token in Token::ALL {
            let name = token.name();
            // Writing to a string cannot fail.
            let _ = write!(
                swatches,
                "<i title={name} style='background:var(--color-{name})'></i>"
            );
        }
        let sample = include_str!("preview.html").replace("BRAND", &argument);
        for scheme in ["light", "dark"] {
            let _ = write!(
                page,
                "<style>{css}</style><section class='of-{number} {scheme}'>{sample}<p class=swatches>{swatches}</section>"
            );
        }
    }
    println!("{page}");
}

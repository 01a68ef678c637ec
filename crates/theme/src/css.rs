//! The style sheet: custom properties, and nothing a merchant wrote. Every value is printed from a type
//! ([`Rgb`](crate::Rgb), a number, a closed set of words).

use std::fmt::{self, Write};

use crate::branding::ButtonStyle;
use crate::font::write_faces;
use crate::solve::Contrast;
use crate::theme::{Scheme, Theme};
use crate::token::Token;

/// Where a scheme's properties stand. The dark page can come from the device or from the document, and a
/// document that says light outranks the device.
const PLACES: [(Scheme, &str, &str); 3] = [
    (Scheme::Light, "", ":root"),
    (
        Scheme::Dark,
        "(prefers-color-scheme: dark)",
        ":root:not([data-scheme=light])",
    ),
    (Scheme::Dark, "", ":root[data-scheme=dark]"),
];

impl Theme {
    /// The style sheet of this theme. It sets every property that `style/tokens.css` gives a default, so it
    /// belongs after that file.
    #[must_use]
    pub fn css(&self) -> String {
        let mut css = String::new();
        // Writing to a string cannot fail.
        let _ = self.write_css(&mut css);
        css
    }

    fn write_css(&self, css: &mut String) -> fmt::Result {
        let shared = &self.branding.shared;
        write_faces(css, shared.font, shared.font_file.as_ref())?;
        for (scheme, media, selector) in PLACES {
            rule(css, media, selector, &self.base(scheme)?)?;
        }
        for (scheme, media, selector) in PLACES {
            let more = self.more(scheme)?;
            if !more.is_empty() {
                let media = if media.is_empty() {
                    "(prefers-contrast: more)".to_owned()
                } else {
                    format!("{media} and (prefers-contrast: more)")
                };
                rule(css, &media, selector, &more)?;
            }
        }
        Ok(())
    }

    /// Every property of a scheme; those that no scheme changes stand with the light one.
    fn base(&self, scheme: Scheme) -> Result<Vec<String>, fmt::Error> {
        let mut lines = vec![format!("color-scheme: {};", self.color_scheme(scheme))];
        for token in Token::ALL {
            lines.push(declaration(
                *token,
                self.color_at(scheme, Contrast::Standard, *token),
            )?);
        }
        // Of two pictures one is shown.
        let (strength, light, dark) = match self.color_scheme(scheme) {
            "dark" => (5, "none", "block"),
            _ => (1, "block", "none"),
        };
        lines.push(format!("--shadow-strength: {strength};"));
        lines.push(format!("--display-on-light: {light};"));
        lines.push(format!("--display-on-dark: {dark};"));
        if scheme == Scheme::Light {
            self.shape(&mut lines);
        }
        Ok(lines)
    }

    /// The colours that differ for a reader who asked for more contrast.
    fn more(&self, scheme: Scheme) -> Result<Vec<String>, fmt::Error> {
        let mut lines = Vec::new();
        for token in Token::ALL {
            let color = self.color_at(scheme, Contrast::More, *token);
            if color != self.color(scheme, *token) {
                lines.push(declaration(*token, color)?);
            }
        }
        Ok(lines)
    }

    fn shape(&self, lines: &mut Vec<String>) {
        let shared = &self.branding.shared;
        let radius = shared.radius.px();
        let button = match shared.button_style {
            ButtonStyle::Rounded => radius,
            // More than half of any button's height.
            ButtonStyle::Pill => 99,
            ButtonStyle::Rectangular => 0,
        };
        lines.push(format!("--font-body: {};", shared.font.stack()));
        lines.push(format!("--radius-control: {radius}px;"));
        lines.push(format!("--radius-card: {}px;", u16::from(radius) * 3 / 2));
        lines.push(format!("--radius-pill: {button}px;"));
        lines.push(format!("--density: {};", shared.density.factor()));
    }
}

/// A colour's property. Shadows are "red green blue", so that one colour serves every alpha.
fn declaration(token: Token, color: crate::Rgb) -> Result<String, fmt::Error> {
    let mut line = String::new();
    if token == Token::Shadow {
        write!(line, "--shadow-color: {} {} {};", color.r, color.g, color.b)?;
    } else {
        write!(line, "--color-{}: {color};", token.name())?;
    }
    Ok(line)
}

fn rule(css: &mut String, media: &str, selector: &str, lines: &[String]) -> fmt::Result {
    let (open, indent, close) = if media.is_empty() {
        (String::new(), "", "")
    } else {
        (format!("@media {media} {{\n"), "  ", "}\n")
    };
    if !css.is_empty() && !css.ends_with("\n\n") {
        css.push('\n');
    }
    writeln!(css, "{open}{indent}{selector} {{")?;
    for line in lines {
        writeln!(css, "{indent}  {line}")?;
    }
    write!(css, "{indent}}}\n{close}")
}

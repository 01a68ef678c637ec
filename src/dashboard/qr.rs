//! A link as a QR code.

use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules around the code, which readers need to find it. Source: ISO/IEC 18004, four.
const QUIET: i32 = 4;

/// A drawing in SVG's terms: a square of so many units a side, and the path of all that is dark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// Units a side.
    pub side: i32,
    /// The `d` of the path.
    pub path: String,
}

/// Draws a text; `None` when it is longer than any code.
pub fn draw(text: &str) -> Option<Drawing> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in 0..size {
            if code.get_module(x, y) {
                path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
            }
        }
    }
    Some(Drawing {
        side: size + 2 * QUIET,
        path,
    })
}

impl Drawing {
    /// The drawing as a file, dark on white wherever it is put.
    pub fn file(&self) -> String {
        let Self { side, path } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_becomes_a_code_with_its_three_corners_and_room_around_it() {
        let drawing =
            draw("https://billing.acme.example/login/abcdefghijklmnop").expect("it is short");
        // Versions have 17 + 4 v modules.
        assert_eq!((drawing.side - 8 - 17) % 4, 0);
        let last = drawing.side - 5;
        for (x, y) in [(4, 4), (last, 4), (4, last)] {
            assert!(
                drawing.path.contains(&format!("M{x} {y}h1v1h-1z")),
                "{x} {y}"
            );
        }
        assert!(!drawing.path.contains("M3 "), "nothing in the quiet zone");
        let file = drawing.file();
        assert!(file.starts_with("<svg xmlns=") && file.ends_with("</svg>"));
    }

    #[test]
    fn what_no_code_holds_is_not_drawn() {
        assert_eq!(draw(&"x".repeat(5_000)), None);
    }
}

//! A link as a QR code.

use qrcodegen::{QrCode, QrCodeEcc};

use super::png;

/// Light modules around the code, which readers need to find it. Source: ISO/IEC 18004, four.
const QUIET: usize = 4;

/// Pixels a side of a module: some five centimetres in print.
const SCALE: usize = 12;

/// A square of light and dark modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// Modules a side.
    pub side: usize,
    /// What is dark of each row.
    rows: Vec<Vec<bool>>,
}

/// Draws a text; `None` when it is longer than any code.
pub fn draw(text: &str) -> Option<Drawing> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    // The library takes what is outside of the code as light, and counts in `i32`.
    let quiet = i32::try_from(QUIET).ok()?;
    let all = -quiet..code.size() + quiet;
    let row = |y: i32| all.clone().map(|x| code.get_module(x, y)).collect();
    let rows: Vec<Vec<bool>> = all.clone().map(row).collect();
    Some(Drawing {
        side: rows.len(),
        rows,
    })
}

impl Drawing {
    /// All that is dark, as the `d` of a path of SVG's.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for (y, row) in self.rows.iter().enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, is_dark)| **is_dark) {
                path.push_str(&format!("M{x} {y}h1v1h-1z"));
            }
        }
        path
    }

    /// The drawing as an SVG file, dark on white wherever it is put.
    pub fn svg(&self) -> String {
        let (side, path) = (self.side, self.path());
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
        )
    }

    /// The drawing as a PNG file, black on white.
    pub fn png(&self) -> Vec<u8> {
        png::write(&self.rows, SCALE)
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
        let (last, path) = (drawing.side - 5, drawing.path());
        for (x, y) in [(4, 4), (last, 4), (4, last)] {
            assert!(path.contains(&format!("M{x} {y}h1v1h-1z")), "{x} {y}");
        }
        assert!(!path.contains("M3 "), "nothing in the quiet zone");
        let file = drawing.svg();
        assert!(file.starts_with("<svg xmlns=") && file.ends_with("</svg>"));
    }

    #[test]
    fn what_no_code_holds_is_not_drawn() {
        assert_eq!(draw(&"x".repeat(5_000)), None);
    }
}

//! Logos as SVG: only what draws is kept.

use resvg::{tiny_skia, usvg};

/// The most an SVG may weigh, before and after. Source: OWASP ASVS 5.0, 5.2.1.
const LARGEST: usize = 256 * 1024;

/// The most elements.
const MOST_ELEMENTS: usize = 5_000;

/// Pixels of the longer side of what is printed: 600 to the inch, for a logo as wide as the head of an invoice has room for.
const PRINTED: f32 = 1_200.0;

/// What of an SVG may be kept: shapes, colours and gradients. Scripts, styles from elsewhere, links, foreign content and
/// whatever an allow-list does not know are gone.
///
/// # Errors
/// A sentence that says what is wrong.
pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let invalid = || "Invalid picture: must be an SVG file.".to_owned();
    let large = || "Invalid picture: an SVG must be at most 256 KiB.".to_owned();
    if bytes.len() > LARGEST {
        return Err(large());
    }
    let text = std::str::from_utf8(bytes).map_err(|_| invalid())?;
    if text.contains("<!ENTITY") {
        return Err("Invalid picture: an SVG must not define entities.".to_owned());
    }
    let mut kept = Vec::new();
    svg_hush::Filter::new()
        .filter(text.as_bytes(), &mut kept)
        .map_err(|_| invalid())?;
    if kept.len() > LARGEST {
        return Err(large());
    }
    // Counted generously: ends of elements begin the same way.
    if kept.iter().filter(|byte| **byte == b'<').count() > 2 * MOST_ELEMENTS {
        return Err(format!(
            "Invalid picture: an SVG must have at most {MOST_ELEMENTS} elements."
        ));
    }
    let text = String::from_utf8(kept).map_err(|_| invalid())?;
    let size = tree(&text).ok_or_else(invalid)?.size();
    Ok(sized(text, size).into_bytes())
}

/// An SVG that says how large it is: one that does not is nothing wide where a page gives it the room it asks for.
fn sized(text: String, size: tiny_skia::Size) -> String {
    let Some(begin) = text.find("<svg") else {
        return text;
    };
    let (before, rest) = text.split_at(begin + "<svg".len());
    let end = rest.find('>').unwrap_or(rest.len());
    let says = |name: &str| rest[..end].contains(&format!(" {name}="));
    if says("width") || says("height") {
        return text;
    }
    let (width, height) = (size.width(), size.height());
    format!("{before} width=\"{width}\" height=\"{height}\"{rest}")
}

/// An SVG that was cleaned, as PNG for printing; `None` when there is nothing to draw.
#[must_use]
pub fn raster(bytes: &[u8]) -> Option<Vec<u8>> {
    let tree = tree(std::str::from_utf8(bytes).ok()?)?;
    let size = tree.size();
    let scale = PRINTED / size.width().max(size.height());
    // At most `PRINTED` on both sides.
    let side = |length: f32| (length * scale).round().clamp(1.0, PRINTED) as u32;
    let mut drawn = tiny_skia::Pixmap::new(side(size.width()), side(size.height()))?;
    let transform = tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut drawn.as_mut());
    drawn.encode_png().ok()
}

/// Nothing is loaded: pictures in pictures were taken out, and what a path names is not looked for.
fn tree(text: &str) -> Option<usvg::Tree> {
    let options = usvg::Options {
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    usvg::Tree::from_str(text, &options).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(svg: &str) -> String {
        String::from_utf8(clean(svg.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn what_draws_stays_and_what_acts_goes() {
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10" onload="alert(1)">
            <script>alert(1)</script><style>@import url(https://evil.test/a.css);</style>
            <a xlink:href="javascript:alert(1)"><rect width="5" height="5" fill="#123456" onclick="alert(1)"/></a>
            <foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.test"/></foreignObject>
            <image href="https://evil.test/a.png"/><use href="https://evil.test/b.svg#a"/>
        </svg>"##;
        let kept = kept(svg);
        assert!(kept.contains("#123456"), "{kept}");
        for gone in ["script", "evil", "alert", "onload", "iframe", "javascript"] {
            assert!(!kept.contains(gone), "{gone}: {kept}");
        }
    }

    #[test]
    fn what_is_no_svg_is_refused() {
        let refused = |text: &str| clean(text.as_bytes()).unwrap_err();
        for text in [
            "",
            "GIF89a",
            "<html></html>",
            "<svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\">",
        ] {
            assert!(refused(text).contains("must be an SVG file"), "{text}");
        }
        let entities = "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\">&a;</svg>";
        assert!(refused(entities).contains("entities"));
        let many = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">{}</svg>",
            "<path d=\"M0 0\"/>".repeat(MOST_ELEMENTS * 2 + 1)
        );
        assert!(refused(&many).contains("elements"));
        assert!(refused(&" ".repeat(LARGEST + 1)).contains("256 KiB"));
    }

    #[test]
    fn it_says_how_large_it_is() {
        let of = |attributes: &str| {
            let space = "http://www.w3.org/2000/svg";
            kept(&format!(
                "<svg xmlns=\"{space}\" {attributes}><path d=\"M0 0h9v9z\"/></svg>"
            ))
        };
        let sized = of("viewBox=\"0 0 40 10\"");
        assert!(sized.contains("width=\"40\" height=\"10\""), "{sized}");
        let own = of("viewBox=\"0 0 40 10\" width=\"20\"");
        assert!(
            own.contains("width=\"20\"") && !own.contains("height"),
            "{own}"
        );
    }

    #[test]
    fn it_is_printed_as_large_as_it_is_drawn() {
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10" fill="#f00"/></svg>"##;
        let png = raster(&clean(svg.as_bytes()).unwrap()).unwrap();
        let drawn = tiny_skia::Pixmap::decode_png(&png).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (1200, 300));
        let pixel = drawn.pixel(600, 150).unwrap();
        assert_eq!((pixel.red(), pixel.green(), pixel.alpha()), (255, 0, 255));
    }
}

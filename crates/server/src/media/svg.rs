//! Logos as SVG: only what draws is kept.

use std::collections::HashMap;

use resvg::tiny_skia;
use usvg::roxmltree;

/// The most an SVG may weigh, before and after. Source: OWASP ASVS 5.0, 5.2.1.
const LARGEST: usize = 256 * 1024;

/// The most elements.
const MOST_ELEMENTS: usize = 5_000;

/// How deep they may be.
const DEEPEST: usize = 64;

/// Pixels of the longer side of what is printed: 600 to the inch, for a logo as wide as the head of an invoice has room for.
const PRINTED: f32 = 1_200.0;

/// An SVG drawn anew: shapes, colours, gradients, masks and filters, which is all that is left of it. Scripts, styles,
/// links, animations, foreign content and other pictures have no form in what is written.
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
    let allowed = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..roxmltree::ParsingOptions::default()
    };
    let document = roxmltree::Document::parse_with_options(text, allowed).map_err(|_| invalid())?;
    if document
        .descendants()
        .any(|it| it.has_tag_name((SVG, "text")))
    {
        return Err("Invalid picture: in an SVG, convert texts to outlines.".to_owned());
    }
    if !is_small(&document) {
        return Err(format!(
            "Invalid picture: an SVG must have at most {MOST_ELEMENTS} elements."
        ));
    }
    let tree = usvg::Tree::from_xmltree(&document, &options()).map_err(|_| invalid())?;
    if !draws(tree.root()) {
        return Err("Invalid picture: nothing is drawn in it.".to_owned());
    }
    let size = tree.size();
    let drawn = tree.to_string(&usvg::WriteOptions::default());
    // So that it is scaled where it is shown smaller.
    let box_of_all = format!("<svg viewBox=\"0 0 {} {}\"", size.width(), size.height());
    let drawn = drawn.replacen("<svg", &box_of_all, 1);
    if drawn.len() > LARGEST {
        return Err(large());
    }
    Ok(drawn.into_bytes())
}

fn draws(group: &usvg::Group) -> bool {
    group.children().iter().any(|child| match child {
        usvg::Node::Group(group) => draws(group),
        usvg::Node::Path(_) => true,
        _ => false,
    })
}

/// The namespace of SVG.
const SVG: &str = "http://www.w3.org/2000/svg";

/// Whether there are few elements, also when each that is used again is counted each time: a few that use each other
/// can stand for billions.
fn is_small(document: &roxmltree::Document<'_>) -> bool {
    let named = document.descendants();
    let named = named.filter_map(|node| Some((node.attribute("id")?, node)));
    let named: HashMap<&str, roxmltree::Node<'_, '_>> = named.collect();
    let mut left = MOST_ELEMENTS;
    spend(document.root(), &named, &mut left, 0)
}

fn spend<'a>(
    node: roxmltree::Node<'a, 'a>,
    named: &HashMap<&str, roxmltree::Node<'a, 'a>>,
    left: &mut usize,
    depth: usize,
) -> bool {
    if *left == 0 || depth > DEEPEST {
        return false;
    }
    *left -= 1;
    let href = node.attributes().find(|it| it.name() == "href");
    let used = href
        .and_then(|it| it.value().strip_prefix('#'))
        .filter(|_| node.has_tag_name((SVG, "use")))
        .and_then(|id| named.get(id));
    let below = node.children().filter(roxmltree::Node::is_element);
    let mut all = below.chain(used.copied());
    all.all(|each| spend(each, named, left, depth + 1))
}

/// An SVG that was cleaned, as PNG for printing; `None` when there is nothing to draw.
#[must_use]
pub fn raster(bytes: &[u8]) -> Option<Vec<u8>> {
    let tree = usvg::Tree::from_data(bytes, &options()).ok()?;
    let size = tree.size();
    let scale = PRINTED / size.width().max(size.height());
    // At most `PRINTED` on both sides.
    let side = |length: f32| (length * scale).round().clamp(1.0, PRINTED) as u32;
    let mut drawn = tiny_skia::Pixmap::new(side(size.width()), side(size.height()))?;
    let transform = tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut drawn.as_mut());
    drawn.encode_png().ok()
}

/// Nothing is loaded: neither what a path names nor a picture within the picture.
fn options() -> usvg::Options<'static> {
    usvg::Options {
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    }
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
        let many =
            |inside: &str| format!("<svg xmlns=\"{SVG}\" width=\"9\" height=\"9\">{inside}</svg>");
        assert!(refused(&many(&"<path d=\"M0 0\"/>".repeat(MOST_ELEMENTS))).contains("elements"));
        let mut laughs = "<g id=\"a0\"><path d=\"M0 0h1v1z\"/></g>".to_owned();
        for level in 1..12 {
            let below = format!("<use href=\"#a{}\"/>", level - 1).repeat(10);
            laughs += &format!("<g id=\"a{level}\">{below}</g>");
        }
        assert!(refused(&many(&laughs)).contains("elements"));
        assert!(refused(&many("<g id=\"a\"><use href=\"#a\"/></g>")).contains("elements"));
        assert!(refused(&many("<text>Acme</text>")).contains("outlines"));
        assert!(refused(&many("<g/>")).contains("nothing is drawn"));
        assert!(refused(&" ".repeat(LARGEST + 1)).contains("256 KiB"));
    }

    #[test]
    fn it_says_how_large_it_is() {
        let drawn = kept(&format!(
            "<svg xmlns=\"{SVG}\" viewBox=\"5 5 40 10\"><path d=\"M5 5h9v9z\"/></svg>"
        ));
        assert!(drawn.contains("width=\"40\" height=\"10\""), "{drawn}");
        assert!(drawn.contains("viewBox=\"0 0 40 10\""), "{drawn}");
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

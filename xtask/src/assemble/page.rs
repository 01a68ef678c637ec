//! The document: fills the build's places and leaves the server's `{{…}}` as they are.

use crate::Result;

/// The finished template.
pub fn document(template: &str, boot: &str, sprite: &str) -> Result<String> {
    let places = [
        ("<!-- icons -->", lean(&without_comments(sprite))),
        ("<!-- boot -->", boot.to_owned()),
    ];
    let mut document = template.to_owned();
    for (place, _) in &places {
        match document.matches(place).count() {
            1 => {}
            0 => return Err(format!("index.html has no place for `{place}`.")),
            _ => return Err(format!("index.html has `{place}` more than once.")),
        }
    }
    if document.find("rel=\"modulepreload\"") > document.find("<!-- boot -->") {
        return Err("index.html must preload the module before `<!-- boot -->`: only a module that is already known \
                    with its hash is checked when it is imported."
            .into());
    }
    // Comments for readers of the source go first, so that nothing that is filled in can be taken for one.
    for (number, (place, _)) in places.iter().enumerate() {
        document = document.replace(place, &mark(number));
    }
    document = lean(&without_comments(&document));
    for (number, (_, content)) in places.iter().enumerate() {
        document = document.replace(&mark(number), content);
    }
    Ok(document)
}

fn mark(number: usize) -> String {
    format!("\u{1}{number}\u{1}")
}

fn without_comments(html: &str) -> String {
    let mut kept = String::new();
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept + rest
}

/// Without indentation and empty lines.
fn lean(html: &str) -> String {
    let lines: Vec<&str> = html
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "<html lang=\"{{lang}}\">\n  <!-- for readers -->\n  <link rel=\"modulepreload\">\n  <script><!-- boot --></script>\n  <body>\n    <!-- icons -->\n";

    #[test]
    fn the_places_are_filled_and_the_servers_are_left() {
        let page = document(TEMPLATE, "go(\"<\")", "<svg>\n<!-- a -->\n</svg>").expect("it fits");
        assert_eq!(
            page,
            "<html lang=\"{{lang}}\">\n<link rel=\"modulepreload\">\n<script>go(\"<\")</script>\n<body>\n<svg>\n</svg>\n\n"
        );
    }

    #[test]
    fn a_missing_or_misplaced_place_is_an_error() {
        assert!(document("<!-- boot -->", "", "").is_err());
        let late = "<!-- boot --><link rel=\"modulepreload\"><!-- icons -->";
        assert!(document(late, "", "").is_err());
    }
}

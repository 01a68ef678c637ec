use super::*;
use crate::invoices::pdf::library::Library;

/// The fonts for tests, a few characters each.
fn library() -> Library {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/test");
    Library::read(Some(&folder)).expect("fonts")
}

fn texts(library: &Library, text: &str, most: f32) -> Vec<String> {
    let fonts = Fonts::of(library);
    let lines = fonts.lines(text, Weight::Regular, 10.0, most);
    for line in &lines {
        let width = fonts.width(line, Weight::Regular, 10.0);
        assert!(width <= most, "{line:?} is {width} wide");
    }
    // Nothing is lost and nothing is added, not even where a word is cut.
    let whole: String = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(whole, text);
    lines.into_iter().map(|line| line.text).collect()
}

#[test]
fn lines_are_no_wider_than_they_may_be() {
    let library = library();
    let text = "A line of several words and one ofmanymanymanymanymanymanyletters indeed";
    assert!(texts(&library, text, 80.0).len() > 3);
}

#[test]
fn a_script_without_spaces_breaks_between_characters_and_not_before_a_full_stop() {
    let library = library();
    // Six characters would fit, and the seventh may not begin a line.
    let lines = texts(&library, "東京都千代田区。東京都", 70.0);
    assert_eq!(lines, ["東京都千代田", "区。東京都"]);
}

#[test]
fn a_word_is_never_cut_between_a_letter_and_its_marks() {
    let library = library();
    for text in ["น้ำที่น้ำที่น้ำที่น้ำ", "हिन्दीप्रियाहिन्दीप्रिया"]
    {
        let whole: Vec<&str> = text.graphemes(true).collect();
        for most in 12..40 {
            for line in texts(&library, text, most as f32) {
                let mut left = line.as_str();
                while let Some(first) = left.graphemes(true).next() {
                    assert!(whole.contains(&first), "{first:?} in {line:?}");
                    left = &left[first.len()..];
                }
            }
        }
    }
}

#[test]
fn what_is_read_from_right_to_left_stands_so() {
    let library = library();
    let fonts = Fonts::of(&library);
    // Where each part begins, in the order they are read.
    let places = |text: &str| {
        let line = fonts.lines(text, Weight::Regular, 10.0, 500.0).remove(0);
        let runs = fonts.drawn(&line, Weight::Regular);
        let part = |run: &Run| {
            let starts = run.glyphs.iter().map(|it| it.text_range.start);
            let ends = run.glyphs.iter().map(|it| it.text_range.end);
            line.text[starts.min().unwrap()..ends.max().unwrap()]
                .trim()
                .to_owned()
        };
        let mut places: Vec<(String, f32)> = runs.iter().map(|it| (part(it), it.x)).collect();
        places.retain(|(part, _)| !part.is_empty());
        places.sort_by(|a, b| a.1.total_cmp(&b.1));
        places.into_iter().map(|(part, _)| part).collect::<Vec<_>>()
    };
    assert_eq!(places("שלום Acme לוי"), ["לוי", "Acme", "שלום"]);
    assert_eq!(places("Acme שלום לוי"), ["Acme", "לוי", "שלום"]);
    // A number after it is part of it, unless it is kept apart.
    assert_eq!(places("Acme שלום 12"), ["Acme", "12", "שלום"]);
    assert_eq!(
        places("Acme \u{2068}שלום\u{2069} 12"),
        ["Acme", "שלום", "12"]
    );
}

/// Drawn like any other, the space between two lines would stand before a line that is read from right to left.
#[test]
fn the_space_after_a_line_takes_no_room() {
    let library = library();
    let fonts = Fonts::of(&library);
    let lines = fonts.lines("שלום שלום", Weight::Regular, 10.0, 30.0);
    assert_eq!(lines[0].text, "שלום ");
    let left = |line: &Line| {
        let runs = fonts.drawn(line, Weight::Regular);
        let letters = runs.iter().filter(|it| it.glyphs.len() == 4);
        letters.map(|it| it.x).next()
    };
    assert_eq!(left(&lines[0]), Some(0.0));
    assert_eq!(left(&lines[0]), left(&lines[1]));
}

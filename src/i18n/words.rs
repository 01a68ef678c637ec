use contract::{Direction, Locale};
use leptos::{prelude::*, reactive::graph::Observer};

use super::intl;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The words of the chosen language.
///
/// Each message of `public/locales/en.json` is a method: `payment_methods.options_for` is
/// [`Words::payment_methods_options_for`], placeholders are its arguments, a plural takes `count` first. They read a
/// signal: use them inside a closure, and the text follows the language.
#[derive(Clone, Copy)]
pub struct Words(RwSignal<Locale>);

/// Offers the words to everything below, and tells the document its language.
pub fn provide_words(locale: Locale) -> Words {
    let words = Words(RwSignal::new(Locale {
        tag: String::new(),
        ..locale.clone()
    }));
    words.set_locale(locale);
    provide_context(words);
    words
}

/// The words offered by [`provide_words`].
pub fn use_words() -> Words {
    expect_context()
}

impl Words {
    /// BCP 47 tag of the words, such as `nl`.
    pub fn locale(self) -> String {
        self.read(|locale| locale.tag.clone())
    }

    /// BCP 47 tag for dates, amounts and plurals: the words' language with the customer's region, such as `nl-BE`.
    pub fn intl(self) -> String {
        self.read(|locale| locale.intl.clone())
    }

    /// Changes the language of everything on the page. The same language again changes nothing.
    pub fn set_locale(self, locale: Locale) {
        let is_same =
            |current: &Locale| (&current.tag, &current.intl) == (&locale.tag, &locale.intl);
        if self.0.with_untracked(is_same) {
            return;
        }
        if let Some(root) = document().document_element() {
            // Setting an attribute fails only for an invalid name.
            let _ = root.set_attribute("lang", &locale.tag);
            let _ = root.set_attribute("dir", locale.dir.as_str());
        }
        self.0.set(locale);
    }

    /// In a closure a text follows the language. The body of a component runs once and nothing can follow there; the
    /// layout builds the page anew instead.
    fn read<T>(self, read: impl FnOnce(&Locale) -> T) -> T {
        if Observer::get().is_some() {
            self.0.with(read)
        } else {
            self.0.with_untracked(read)
        }
    }

    fn text(self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.read(|locale| match locale.messages.get(key) {
            Some(message) => fill(message, arguments, locale.dir),
            // Only a tab older than the server it talks to can miss a message.
            None => key.to_owned(),
        })
    }

    fn plural(self, key: &str, count: i64, arguments: &[(&str, &str)]) -> String {
        let intl = self.intl();
        let number = intl::integer(&intl, count);
        let mut all = Vec::with_capacity(arguments.len() + 1);
        all.push(("count", number.as_str()));
        all.extend_from_slice(arguments);
        self.text(&format!("{key}.{}", intl::plural(&intl, count)), &all)
    }
}

/// Puts the arguments in place of `{name}`, each with its own direction. An unknown name stays as it is written.
fn fill(message: &str, arguments: &[(&str, &str)], dir: Direction) -> String {
    let mut text = String::with_capacity(message.len() + 16);
    let mut rest = message;
    while let Some(open) = rest.find('{') {
        let (before, placeholder) = rest.split_at(open);
        text.push_str(before);
        let known = placeholder.find('}').and_then(|close| {
            let name = &placeholder[1..close];
            let argument = arguments.iter().find(|(known, _)| *known == name)?;
            Some((argument.1, close))
        });
        match known {
            Some((value, close)) => {
                text.push_str(&dir.isolate(value));
                rest = &placeholder[close + 1..];
            }
            None => {
                text.push('{');
                rest = &placeholder[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::{Direction, fill};

    #[test]
    fn arguments_take_the_place_of_their_names() {
        let check = |message, arguments: &[(&str, &str)], expected| {
            assert_eq!(fill(message, arguments, Direction::Ltr), expected);
        };
        check("Add", &[], "Add");
        check("Expires {date}", &[("date", "12/2030")], "Expires 12/2030");
        check("{a}{b}{a}", &[("a", "x"), ("b", "é")], "xéx");
        check("{unknown} {", &[("a", "x")], "{unknown} {");
        // What a customer is called must never be read as a placeholder.
        check("{a} {b}", &[("a", "{b}"), ("b", "y")], "{b} y");
    }

    #[test]
    fn from_right_to_left_every_argument_keeps_its_direction_to_itself() {
        let text = fill(
            "{a} – {b}",
            &[("a", "Acme, Inc."), ("b", "{a}")],
            Direction::Rtl,
        );
        assert_eq!(text, "\u{2068}Acme, Inc.\u{2069} – \u{2068}{a}\u{2069}");
    }
}

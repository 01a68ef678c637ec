//! A look that is being edited, and the way back through what was done to it. Pure: nothing here knows the page.

use serde_json::{Value, json};
use theme::{Branding, FieldError, Place, Texts};

/// Steps that can be taken back.
const MOST: usize = 200;

/// Edits of one setting within this time are one step, milliseconds: a colour that is dragged, a text that is typed.
const TOGETHER: f64 = 800.0;

/// The names of a scheme's colours.
pub const COLORS: [&str; 10] = [
    "brand",
    "accent",
    "background",
    "surface",
    "text",
    "panel",
    "success",
    "warning",
    "danger",
    "info",
];

/// A look and its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    past: Vec<Branding>,
    now: Branding,
    future: Vec<Branding>,
    last: Option<(String, f64)>,
}

impl History {
    /// Nothing was done yet.
    pub fn new(branding: Branding) -> Self {
        Self {
            past: Vec::new(),
            now: branding,
            future: Vec::new(),
            last: None,
        }
    }

    /// The look as it is now.
    pub fn now(&self) -> &Branding {
        &self.now
    }

    /// Changes some settings, as [`Branding::merge`] takes them. `what` names the setting, `at` is the time in milliseconds.
    ///
    /// # Errors
    /// What cannot be used; nothing is changed then.
    pub fn change(&mut self, what: &str, changes: &Value, at: f64) -> Result<(), Vec<FieldError>> {
        let next = self.now.merge(changes)?;
        self.put(what, next, at);
        Ok(())
    }

    /// Takes another look altogether.
    pub fn put(&mut self, what: &str, next: Branding, at: f64) {
        if next == self.now {
            return;
        }
        let goes_on = self
            .last
            .as_ref()
            .is_some_and(|(last, then)| last == what && at - then < TOGETHER);
        let before = std::mem::replace(&mut self.now, next);
        if !goes_on || self.past.is_empty() {
            if self.past.len() == MOST {
                self.past.remove(0);
            }
            self.past.push(before);
        }
        self.future.clear();
        self.last = Some((what.to_owned(), at));
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step to take again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Takes a step back.
    pub fn undo(&mut self) {
        if let Some(before) = self.past.pop() {
            self.future.push(std::mem::replace(&mut self.now, before));
            self.last = None;
        }
    }

    /// Takes it again.
    pub fn redo(&mut self) {
        if let Some(after) = self.future.pop() {
            self.past.push(std::mem::replace(&mut self.now, after));
            self.last = None;
        }
    }
}

/// A look with everything that is not set said to be so: whoever is sent it has this look and no other.
pub fn complete(branding: &Branding) -> Value {
    let mut settings = json!(branding);
    for mode in ["light", "dark"] {
        for color in COLORS {
            absent(&mut settings["modes"][mode], color);
        }
    }
    for name in ["logo", "icon", "font_file"] {
        absent(&mut settings["shared"], name);
    }
    for name in ["logo", "icon"] {
        if settings["shared"][name].is_object() {
            absent(&mut settings["shared"][name], "dark");
        }
    }
    if settings["shared"]["font_file"].is_object() {
        absent(&mut settings["shared"]["font_file"], "bold");
    }
    for place in Place::ALL {
        absent(&mut settings["texts"], place.as_str());
    }
    settings
}

fn absent(object: &mut Value, name: &str) {
    if object.get(name).is_none() {
        object[name] = Value::Null;
    }
}

/// The text of a place in exactly one language, or [`Texts::DEFAULT`].
pub fn text_in<'a>(settings: &'a Value, place: Place, locale: &str) -> &'a str {
    settings["texts"][place.as_str()][locale]
        .as_str()
        .unwrap_or_default()
}

/// The languages that a look has words in, besides the default.
pub fn languages(settings: &Value) -> Vec<String> {
    let places = settings["texts"].as_object().into_iter().flatten();
    let tags = places.flat_map(|(_, texts)| texts.as_object().into_iter().flatten());
    let mut tags: Vec<String> = tags
        .map(|(tag, _)| tag.clone())
        .filter(|tag| tag != Texts::DEFAULT)
        .collect();
    tags.sort();
    tags.dedup();
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(color: &str) -> Value {
        json!({ "modes": { "light": { "brand": color } } })
    }

    fn shown(history: &History) -> String {
        let brand = history.now().modes.light.brand;
        brand.map(|color| color.to_string()).unwrap_or_default()
    }

    #[test]
    fn steps_are_taken_back_and_again() {
        let mut history = History::new(Branding::default());
        history.change("brand", &brand("#111111"), 0.0).unwrap();
        history.change("brand", &brand("#222222"), 5000.0).unwrap();
        history.undo();
        assert_eq!(shown(&history), "#111111");
        history.undo();
        assert_eq!(shown(&history), "");
        assert!(!history.can_undo());
        history.redo();
        assert_eq!(shown(&history), "#111111");
        history.change("brand", &brand("#333333"), 9000.0).unwrap();
        assert!(
            !history.can_redo(),
            "what was done instead cannot be done again"
        );
    }

    #[test]
    fn a_colour_that_is_dragged_is_one_step() {
        let mut history = History::new(Branding::default());
        for (at, color) in [(0.0, "#111111"), (100.0, "#222222"), (700.0, "#333333")] {
            history.change("brand", &brand(color), at).unwrap();
        }
        history
            .change("radius", &json!({ "shared": { "radius": 2 } }), 800.0)
            .unwrap();
        history.undo();
        assert_eq!(shown(&history), "#333333");
        history.undo();
        assert_eq!(shown(&history), "");
    }

    #[test]
    fn what_cannot_be_used_changes_nothing() {
        let mut history = History::new(Branding::default());
        let refused = history.change("brand", &brand("red"), 0.0).unwrap_err();
        assert_eq!(refused[0].param, "modes[light][brand]");
        assert!(!history.can_undo());
    }

    #[test]
    fn a_complete_look_replaces_any_other() {
        let one = json!({
            "shared": { "radius": 3, "layout": "bare" },
            "modes": { "dark": { "brand": "#8ccbb2", "panel": "#101010" } },
            "texts": { "footer": { "default": "x", "de": "y" } },
        });
        let other = json!({
            "shared": { "font": "lora", "button_style": "pill" },
            "modes": { "light": { "brand": "#123456", "text": "#000000" } },
            "texts": { "headline": "h" },
        });
        let (one, other) = (
            Branding::from_json(&one).unwrap(),
            Branding::from_json(&other).unwrap(),
        );
        assert_eq!(other.merge(&complete(&one)).unwrap(), one);
        assert_eq!(one.merge(&complete(&other)).unwrap(), other);
        assert_eq!(
            one.merge(&complete(&Branding::default())).unwrap(),
            Branding::default()
        );
        assert_eq!(languages(&json!(one)), ["de"]);
    }
}

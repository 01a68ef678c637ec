//! Stripe's Appearance names, rewritten to ours before anything is read.

use serde_json::{Map, Value};

use super::FieldError;

/// Stripe's name, and where ours lives: in a mode, or in `shared`.
const ALIASES: &[(&str, Home, &str)] = &[
    ("colorPrimary", Home::Mode, "brand"),
    ("colorBackground", Home::Mode, "background"),
    ("colorText", Home::Mode, "text"),
    ("colorDanger", Home::Mode, "danger"),
    ("colorWarning", Home::Mode, "warning"),
    ("colorSuccess", Home::Mode, "success"),
    ("borderRadius", Home::Shared, "radius"),
    ("fontFamily", Home::Shared, "font"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    Mode,
    Shared,
}

/// Settings under our names only.
#[derive(Debug)]
pub(super) struct Canonical {
    pub value: Value,
    /// Our path and the one that was sent.
    renamed: Vec<(String, String)>,
}

impl Canonical {
    /// Makes an error speak of the name the merchant used.
    pub fn restore_param(&self, error: &mut FieldError) {
        if let Some((_, sent)) = self.renamed.iter().find(|(ours, _)| *ours == error.param) {
            error.param.clone_from(sent);
        }
    }
}

/// Rewrites aliases at the top, under `variables`, in `shared` and in each mode.
pub(super) fn canonical(value: &Value) -> Result<Canonical, Vec<FieldError>> {
    let Value::Object(sent) = value else {
        return Err(vec![FieldError::new("", "Invalid object.")]);
    };
    let mut rewrite = Rewrite {
        out: Map::new(),
        renamed: Vec::new(),
        errors: Vec::new(),
    };
    let mode = rewrite.theme(sent);
    for (key, value) in sent {
        match (key.as_str(), value) {
            ("theme", _) => {}
            ("variables", Value::Object(variables)) => {
                for (key, value) in variables {
                    let sent_as = format!("variables[{key}]");
                    if !rewrite.alias(mode, key, value, &sent_as) {
                        rewrite.errors.push(unknown(&sent_as));
                    }
                }
            }
            ("variables", _) => rewrite
                .errors
                .push(FieldError::new("variables", "Invalid object.")),
            ("shared", Value::Object(shared)) => rewrite.shared(shared),
            ("modes", Value::Object(modes)) => rewrite.modes(modes),
            (key, value) => {
                if !rewrite.alias(mode, key, value, key) {
                    rewrite.out.insert(key.to_owned(), value.clone());
                }
            }
        }
    }
    if rewrite.errors.is_empty() {
        Ok(Canonical {
            value: Value::Object(rewrite.out),
            renamed: rewrite.renamed,
        })
    } else {
        Err(rewrite.errors)
    }
}

/// The error for a name that means nothing here.
pub(super) fn unknown(param: &str) -> FieldError {
    FieldError::new(param, "Received unknown parameter.")
}

struct Rewrite {
    out: Map<String, Value>,
    renamed: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl Rewrite {
    /// The mode that Stripe's `theme` speaks of.
    fn theme(&mut self, sent: &Map<String, Value>) -> &'static str {
        match sent.get("theme").map(Value::as_str) {
            None | Some(Some("stripe" | "flat" | "none")) => "light",
            Some(Some("night")) => "dark",
            Some(_) => {
                self.errors.push(FieldError::new(
                    "theme",
                    "Must be one of stripe, flat, night, none.",
                ));
                "light"
            }
        }
    }

    fn shared(&mut self, shared: &Map<String, Value>) {
        for (key, value) in shared {
            let sent_as = format!("shared[{key}]");
            let ours = named(key, Home::Shared).unwrap_or(key);
            self.put(&["shared", ours], value, &sent_as);
        }
    }

    fn modes(&mut self, modes: &Map<String, Value>) {
        for (mode, colors) in modes {
            let Value::Object(colors) = colors else {
                self.put(&["modes", mode], colors, &format!("modes[{mode}]"));
                continue;
            };
            for (key, value) in colors {
                let sent_as = format!("modes[{mode}][{key}]");
                let ours = named(key, Home::Mode).unwrap_or(key);
                self.put(&["modes", mode, ours], value, &sent_as);
            }
        }
    }

    /// Puts a name of Stripe's where it belongs; whether it was one.
    fn alias(&mut self, mode: &str, key: &str, value: &Value, sent_as: &str) -> bool {
        if let Some(ours) = named(key, Home::Mode) {
            self.put(&["modes", mode, ours], value, sent_as);
        } else if let Some(ours) = named(key, Home::Shared) {
            self.put(&["shared", ours], value, sent_as);
        } else {
            return false;
        }
        true
    }

    fn put(&mut self, path: &[&str], value: &Value, sent_as: &str) {
        let (Some((first, inner)), Some(last)) = (path.split_first(), path.last()) else {
            return;
        };
        let ours = inner
            .iter()
            .fold((*first).to_owned(), |path, key| format!("{path}[{key}]"));
        let mut place = &mut self.out;
        for key in &path[..path.len() - 1] {
            let next = place
                .entry(*key)
                .or_insert_with(|| Value::Object(Map::new()));
            match next {
                Value::Object(object) => place = object,
                _ => return,
            }
        }
        if place.insert((*last).to_owned(), value.clone()).is_some() {
            let message = format!("Sets {ours}, which was also sent under another name.");
            self.errors.push(FieldError::new(sent_as, message));
        }
        if ours != sent_as {
            self.renamed.push((ours, sent_as.to_owned()));
        }
    }
}

/// Our name for one of Stripe's.
fn named(key: &str, home: Home) -> Option<&'static str> {
    ALIASES
        .iter()
        .find(|(alias, at, _)| *alias == key && *at == home)
        .map(|(_, _, ours)| *ours)
}

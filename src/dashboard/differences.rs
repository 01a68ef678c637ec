//! What a look has different from the account's. Pure: nothing here knows the page.

use serde_json::{Map, Value, json};
use theme::{Branding, Overrides};

use super::history::complete;

/// Files are one setting with all their parts: a part alone says nothing.
const WHOLE: [&str; 3] = ["logo", "icon", "font_file"];

/// What `look` has different from `base`, as the API takes it: what is as it is there is `null` and follows it. What was
/// so in `saved` already is not mentioned, so that a setting that somebody fixed to the same value stays fixed.
pub fn changes(look: &Branding, base: &Branding, saved: Option<&Branding>) -> Value {
    let (mut look, mut base, mut saved) = (complete(look), complete(base), saved.map(complete));
    for settings in [&mut look, &mut base].into_iter().chain(&mut saved) {
        if let Some(settings) = settings.as_object_mut() {
            settings.remove("version");
        }
    }
    compared(&look, &base, saved.as_ref()).unwrap_or_else(|| json!({}))
}

/// What `look` has different from `base`, and nothing else.
pub fn differences(look: &Branding, base: &Branding) -> Overrides {
    // Every value comes from a look that was taken.
    Overrides::default()
        .merge(&changes(look, base, None))
        .unwrap_or_default()
}

/// Changes of a look that follows `base`: what is taken away is what it is there.
pub fn following(wanted: &Value, base: &Branding) -> Value {
    followed(wanted, &complete(base))
}

fn compared(look: &Value, base: &Value, saved: Option<&Value>) -> Option<Value> {
    let (Some(ours), Some(theirs)) = (look.as_object(), base.as_object()) else {
        return match (look == base, saved) {
            (false, _) => Some(look.clone()),
            (true, Some(saved)) if saved == base => None,
            (true, _) => Some(Value::Null),
        };
    };
    let mut changes = Map::new();
    let names = ours.keys().chain(theirs.keys());
    for name in names {
        let one = |settings: &Map<String, Value>| settings.get(name).cloned().unwrap_or_default();
        let (ours, theirs) = (one(ours), one(theirs));
        let before = saved.map(|saved| saved.get(name).cloned().unwrap_or_default());
        let change = match WHOLE.contains(&name.as_str()) && ours != theirs {
            true => Some(ours),
            false if WHOLE.contains(&name.as_str()) => {
                (before.as_ref() != Some(&theirs)).then_some(Value::Null)
            }
            false => compared(&ours, &theirs, before.as_ref()),
        };
        if let Some(change) = change {
            changes.insert(name.clone(), change);
        }
    }
    (!changes.is_empty()).then_some(Value::Object(changes))
}

fn followed(wanted: &Value, base: &Value) -> Value {
    match wanted {
        Value::Object(parts) => {
            let one = |(name, value): (&String, &Value)| {
                let there = base.get(name).unwrap_or(&Value::Null);
                (name.clone(), followed(value, there))
            };
            Value::Object(parts.iter().map(one).collect())
        }
        Value::Null => base.clone(),
        Value::String(text) if text.is_empty() => base.clone(),
        value => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(settings: &Value) -> Branding {
        Branding::from_json(settings).unwrap()
    }

    fn base() -> Branding {
        look(&json!({
            "shared": { "radius": 3, "layout": "bare" },
            "modes": { "light": { "brand": "#8ccbb2" } },
            "texts": { "footer": { "default": "x", "de": "y" } },
        }))
    }

    #[test]
    fn what_is_the_same_follows() {
        let mut other = json!(base());
        other["modes"]["light"]["brand"] = json!("#123456");
        other["texts"]["footer"]["de"] = json!("z");
        let other = look(&other);
        let differences = differences(&other, &base());
        assert_eq!(
            json!(differences),
            json!({ "modes": { "light": { "brand": "#123456" } }, "texts": { "footer": { "de": "z" } } })
        );
        assert_eq!(differences.apply(&base()), other);
    }

    #[test]
    fn what_was_the_same_is_not_mentioned_and_what_became_it_is() {
        let mut saved = json!(base());
        saved["shared"]["radius"] = json!(9);
        let sent = changes(&base(), &base(), Some(&look(&saved)));
        assert_eq!(sent, json!({ "shared": { "radius": null } }));
        assert_eq!(changes(&base(), &base(), Some(&base())), json!({}));
        let all = changes(&base(), &base(), None);
        assert_eq!(all["modes"]["light"]["brand"], Value::Null);
        assert!(all["shared"].as_object().unwrap().contains_key("layout"));
    }

    #[test]
    fn what_is_taken_away_is_the_accounts_again() {
        let mut other = json!(base());
        other["modes"]["light"]["brand"] = json!("#123456");
        let away = json!({ "modes": { "light": { "brand": null, "text": "" } }, "texts": { "footer": { "de": "" } } });
        let after = look(&other).merge(&following(&away, &base())).unwrap();
        assert_eq!(after, base());
    }
}

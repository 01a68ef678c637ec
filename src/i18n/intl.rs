//! The browser's `Intl`, reduced to what the portal shows. Formatters are costly to make and kept.

use std::{cell::RefCell, cmp::Ordering};

use js_sys::{Array, Date, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    #[wasm_bindgen(js_namespace = Intl, js_name = NumberFormat)]
    type NumberFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "NumberFormat")]
    fn new(locale: &str, options: &Object) -> Result<NumberFormat, JsValue>;
    /// Takes a decimal number as text, which is exact however long it is (ECMA-402 2023).
    #[wasm_bindgen(method)]
    fn format(this: &NumberFormat, decimal: &str) -> String;

    #[derive(Clone)]
    #[wasm_bindgen(js_namespace = Intl, js_name = DateTimeFormat)]
    type DateTimeFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "DateTimeFormat")]
    fn new(locale: &str, options: &Object) -> Result<DateTimeFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, date: &Date) -> String;

    #[derive(Clone)]
    #[wasm_bindgen(js_namespace = Intl, js_name = PluralRules)]
    type PluralRules;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "PluralRules")]
    fn new(locale: &str) -> Result<PluralRules, JsValue>;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, count: f64) -> String;

    #[derive(Clone)]
    #[wasm_bindgen(js_namespace = Intl, js_name = DisplayNames)]
    type DisplayNames;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "DisplayNames")]
    fn new(locale: &str, options: &Object) -> Result<DisplayNames, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn of(this: &DisplayNames, code: &str) -> Result<String, JsValue>;

    #[derive(Clone)]
    #[wasm_bindgen(js_namespace = Intl, js_name = ListFormat)]
    type ListFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "ListFormat")]
    fn new(locale: &str) -> Result<ListFormat, JsValue>;
    #[wasm_bindgen(method)]
    fn format(this: &ListFormat, parts: &Array) -> String;

    #[derive(Clone)]
    #[wasm_bindgen(js_namespace = Intl, js_name = Collator)]
    type Collator;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "Collator")]
    fn new(locale: &str) -> Result<Collator, JsValue>;
    #[wasm_bindgen(method)]
    fn compare(this: &Collator, a: &str, b: &str) -> f64;
}

/// How a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateStyle {
    /// `November 21, 2026`, in sentences.
    Long,
    /// `Nov 21, 2026`, in tables: the day in UTC, which a document has wherever it is read.
    Medium,
    /// `2:05 PM`, of today.
    Time,
}

/// A kept formatter.
#[derive(Clone)]
enum Formatter {
    Number(NumberFormat),
    Date(DateTimeFormat),
    Plural(PluralRules),
    Names(DisplayNames),
    List(ListFormat),
    Collator(Collator),
}

thread_local! {
    /// By locale and purpose. A page needs less than a dozen, so a list is looked through faster than a map.
    static FORMATTERS: RefCell<Vec<(String, Formatter)>> = const { RefCell::new(Vec::new()) };
}

/// The formatter of that locale and purpose, made when first asked for. A tag the browser refuses falls back to `en`.
fn formatter(
    locale: &str,
    purpose: &str,
    make: &dyn Fn(&str) -> Result<Formatter, JsValue>,
) -> Option<Formatter> {
    let key = format!("{locale} {purpose}");
    let kept = FORMATTERS.with_borrow(|kept| {
        let entry = kept.iter().find(|(known, _)| *known == key)?;
        Some(entry.1.clone())
    });
    kept.or_else(|| {
        let made = make(locale).or_else(|_| make("en")).ok()?;
        FORMATTERS.with_borrow_mut(|kept| kept.push((key, made.clone())));
        Some(made)
    })
}

fn options(entries: &[(&str, JsValue)]) -> Object {
    let options = Object::new();
    for (name, value) in entries {
        // A plain new object takes every property.
        let _ = Reflect::set(&options, &JsValue::from_str(name), value);
    }
    options
}

/// An amount. `decimal` is an exact decimal number such as `19.99`; it is shown with `digits` decimals.
pub fn currency(locale: &str, decimal: &str, code: &str, digits: u32, narrow: bool) -> String {
    let display = if narrow { "narrowSymbol" } else { "symbol" };
    let made = formatter(locale, &format!("{code}{digits}"), &|locale| {
        let options = options(&[
            ("style", "currency".into()),
            ("currency", code.into()),
            ("currencyDisplay", display.into()),
            ("minimumFractionDigits", digits.into()),
            ("maximumFractionDigits", digits.into()),
        ]);
        NumberFormat::new(locale, &options).map(Formatter::Number)
    });
    match made {
        Some(Formatter::Number(format)) => format.format(decimal),
        _ => format!("{decimal} {code}"),
    }
}

/// A part of a hundred. `decimal` is an exact decimal number such as `12.50`; zeros at its end are not shown.
pub fn percent(locale: &str, decimal: &str) -> String {
    let made = formatter(locale, "percent", &|locale| {
        let options = options(&[
            ("style", "unit".into()),
            ("unit", "percent".into()),
            ("maximumFractionDigits", 4.into()),
        ]);
        NumberFormat::new(locale, &options).map(Formatter::Number)
    });
    match made {
        Some(Formatter::Number(format)) => format.format(decimal),
        _ => format!("{decimal}%"),
    }
}

/// A whole number, grouped as the language does.
pub fn integer(locale: &str, count: i64) -> String {
    number(locale, &count.to_string())
}

/// A decimal number such as `12.5`, as the language writes it.
pub fn number(locale: &str, decimal: &str) -> String {
    let made = formatter(locale, "integer", &|locale| {
        NumberFormat::new(locale, &Object::new()).map(Formatter::Number)
    });
    match made {
        Some(Formatter::Number(format)) => format.format(decimal),
        _ => decimal.to_owned(),
    }
}

/// The day or time of an instant (Unix seconds) in the browser's time zone; for [`DateStyle::Medium`] in UTC.
pub fn date(locale: &str, seconds: i64, style: DateStyle) -> String {
    let (option, style) = match style {
        DateStyle::Long => ("dateStyle", "long"),
        DateStyle::Medium => ("dateStyle", "medium"),
        DateStyle::Time => ("timeStyle", "short"),
    };
    let made = formatter(locale, style, &|locale| {
        let mut entries = vec![(option, style.into())];
        if style == "medium" {
            entries.push(("timeZone", "UTC".into()));
        }
        let options = options(&entries);
        DateTimeFormat::new(locale, &options).map(Formatter::Date)
    });
    let instant = Date::new(&JsValue::from_f64(seconds as f64 * 1000.0));
    match made {
        Some(Formatter::Date(format)) => format.format(&instant),
        _ => String::from(instant.to_iso_string()),
    }
}

/// The plural category of a count: `one`, `other`, …
pub fn plural(locale: &str, count: i64) -> String {
    let made = formatter(locale, "plural", &|locale| {
        PluralRules::new(locale).map(Formatter::Plural)
    });
    match made {
        Some(Formatter::Plural(rules)) => rules.select(count as f64),
        _ => "other".to_owned(),
    }
}

/// The name of a country by its ISO 3166 code, or the code.
pub fn country(locale: &str, code: &str) -> String {
    let made = formatter(locale, "country", &|locale| {
        DisplayNames::new(locale, &options(&[("type", "region".into())])).map(Formatter::Names)
    });
    match made {
        Some(Formatter::Names(names)) => names.of(code).unwrap_or_else(|_| code.to_owned()),
        _ => code.to_owned(),
    }
}

/// Which of two names comes first in that language.
pub fn compare(locale: &str, a: &str, b: &str) -> Ordering {
    let made = formatter(locale, "names", &|locale| {
        Collator::new(locale).map(Formatter::Collator)
    });
    match made {
        Some(Formatter::Collator(names)) => names.compare(a, b).total_cmp(&0.0),
        _ => a.cmp(b),
    }
}

/// `A, B and C`.
pub fn list(locale: &str, parts: &[String]) -> String {
    let made = formatter(locale, "list", &|locale| {
        ListFormat::new(locale).map(Formatter::List)
    });
    match made {
        Some(Formatter::List(format)) => {
            format.format(&parts.iter().map(|part| JsValue::from_str(part)).collect())
        }
        _ => parts.join(", "),
    }
}

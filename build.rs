//! Before the client is compiled: the scoped style sheets become `target/components.css`, and the words of
//! `public/locales/en.json` become typed functions.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use stylers_core::Class;

#[path = "src/i18n/catalogue.rs"]
mod catalogue;

use catalogue::Message;

fn main() {
    for watched in ["build.rs", "src", "style", "public/locales"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    extract_styles();
    generate_words();
}

const STYLES: &str = "./target/components.css";
/// The rules of the dashboard's own sheets, which customers never download.
const DASHBOARD_STYLES: &str = "./target/dashboard.css";
const DASHBOARD: [&str; 3] = [
    "style/dashboard",
    "style/dashboard/components",
    "style/dashboard/pages",
];
const SCOPED: [&str; 4] = [
    "style/ui",
    "style/components",
    "style/layout",
    "style/pages",
];

/// Extracts the scoped sheets, and refuses what the extraction would get wrong in silence: two sheets with one scope,
/// and in a release build a sheet of no component.
fn extract_styles() {
    stylers::build(Some(STYLES.to_owned()));

    let extracted = fs::read_to_string(STYLES).expect("stylers wrote its output");
    let mut owner_by_class = BTreeMap::new();
    let mut of_dashboard = Vec::new();
    let folders = SCOPED.iter().chain(&DASHBOARD);
    for path in folders.flat_map(|dir| sheets(Path::new(dir))) {
        let source = fs::read_to_string(&path).expect("style sheet is readable");
        let class = Class::rand_class_from_seed(source).as_selector();
        // stylers derives the class from the number of characters, so two sheets can collide.
        if let Some(other) = owner_by_class.insert(class.clone(), path.clone()) {
            panic!("{path:?} and {other:?} share the scope {class}; add a comment to one of them");
        }
        if path.starts_with(DASHBOARD[0]) {
            of_dashboard.push(class.clone());
        }
        // stylers only sees `let class = style_sheet!(…)` at the top of a free function.
        if !extracted.contains(&class) {
            let unused = format!("{} is not used by any component", path.display());
            assert!(!is_release(), "{unused}");
            println!("cargo:warning={unused}");
        }
    }
    let (dashboard, customers): (Vec<&str>, Vec<&str>) = rules(&extracted)
        .into_iter()
        .partition(|rule| of_dashboard.iter().any(|class| names(rule, class)));
    fs::write(STYLES, customers.concat()).expect("target is writable");
    fs::write(DASHBOARD_STYLES, dashboard.concat()).expect("target is writable");
}

/// The rules of a style sheet, those with rules inside as one.
fn rules(css: &str) -> Vec<&str> {
    let (mut found, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => {
                found.push(&css[start..=at]);
                (start, depth) = (at + 1, 0);
            }
            b'}' => depth -= 1,
            _ => {}
        }
    }
    found
}

/// Whether a rule names a class, and not a longer one.
fn names(rule: &str, class: &str) -> bool {
    rule.match_indices(class).any(|(at, _)| {
        let next = rule[at + class.len()..].chars().next();
        !next.is_some_and(|next| next.is_ascii_digit())
    })
}

/// While one writes, a sheet may be there before its component; what is shipped has neither too much nor too little.
fn is_release() -> bool {
    env::var("PROFILE").is_ok_and(|profile| profile == "release")
}

fn sheets(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "css"))
        .collect();
    found.sort();
    found
}

const LOCALES: &str = "public/locales";

/// Makes a function of each English message, so that a misspelt key or a forgotten placeholder does not compile.
fn generate_words() {
    // The texts are documentation, and no Markdown.
    let mut code = String::from("#[allow(clippy::doc_markdown)]\nimpl Words {\n");
    for (key, message) in catalogue::read(&Path::new(LOCALES).join("en.json")) {
        // The document's own texts are put in by the server.
        if key.starts_with("document.") || key.starts_with("trouble.") {
            continue;
        }
        function(&mut code, &key, &message);
    }
    code.push_str("}\n");
    languages(&mut code);
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("words.rs"), code).expect("OUT_DIR is writable");
}

fn function(code: &mut String, key: &str, message: &Message) {
    let name = key.replace('.', "_");
    let text = message.main_text();
    let is_plural = matches!(message, Message::Plural(_));
    let mut parameters = String::new();
    let mut arguments = String::new();
    for placeholder in catalogue::placeholders(text) {
        // A plural's own number is formatted by the language.
        if is_plural && placeholder == "count" {
            continue;
        }
        write!(parameters, ", {placeholder}: &str").expect("strings take all");
        write!(arguments, "({placeholder:?}, {placeholder}), ").expect("strings take all");
    }
    let (extra, call) = if is_plural {
        (
            ", count: i64",
            format!("self.plural({key:?}, count, &[{arguments}])"),
        )
    } else {
        ("", format!("self.text({key:?}, &[{arguments}])"))
    };
    writeln!(
        code,
        "    #[doc = {text:?}]\n    pub fn {name}(self{extra}{parameters}) -> String {{\n        {call}\n    }}"
    )
    .expect("strings take all");
}

/// The shipped languages, by their own names.
fn languages(code: &mut String) {
    let mut tags: Vec<String> = fs::read_dir(LOCALES)
        .expect("the catalogues are there")
        .flatten()
        .filter_map(|entry| {
            Some(
                entry
                    .file_name()
                    .to_str()?
                    .strip_suffix(".json")?
                    .to_owned(),
            )
        })
        .collect();
    tags.sort();
    code.push_str("/// Tag and own name of each shipped language, by tag.\n");
    code.push_str("pub const LANGUAGES: &[(&str, &str)] = &[\n");
    for tag in tags {
        let messages = catalogue::read(&Path::new(LOCALES).join(format!("{tag}.json")));
        let name = messages
            .get("language.name")
            .unwrap_or_else(|| panic!("{tag}.json lacks language.name"));
        writeln!(code, "    ({tag:?}, {:?}),", name.main_text()).expect("strings take all");
    }
    code.push_str("];\n");
}

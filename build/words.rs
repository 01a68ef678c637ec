//! Makes a function of each English message, so that a misspelt key or a forgotten placeholder does not compile.

use std::{env, fmt::Write, fs, path::Path};

use crate::catalogue::{self, Message};

const LOCALES: &str = "public/locales";

/// Writes `words.rs` into cargo's output folder.
pub fn generate() {
    let mut code = String::from("impl Words {\n");
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
        .filter(|tag| !tag.starts_with('_'))
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

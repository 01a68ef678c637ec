//! Extracts the scoped component styles, and refuses what the extraction would get wrong in silence.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use stylers_core::Class;

const OUTPUT: &str = "./target/components.css";
const SCOPED: [&str; 4] = [
    "style/ui",
    "style/components",
    "style/layout",
    "style/pages",
];

/// Writes [`OUTPUT`].
///
/// # Panics
/// Two sheets share a scope; or, in a release build, a sheet belongs to no component.
pub fn extract() {
    stylers::build(Some(OUTPUT.to_owned()));

    let extracted = fs::read_to_string(OUTPUT).expect("stylers wrote its output");
    let mut owner_by_class = BTreeMap::new();
    for path in SCOPED.iter().flat_map(|dir| sheets(Path::new(dir))) {
        let source = fs::read_to_string(&path).expect("style sheet is readable");
        let class = Class::rand_class_from_seed(source).as_selector();
        // stylers derives the class from the number of characters, so two sheets can collide.
        if let Some(other) = owner_by_class.insert(class.clone(), path.clone()) {
            panic!("{path:?} and {other:?} share the scope {class}; add a comment to one of them");
        }
        // stylers only sees `let class = style_sheet!(…)` at the top of a free function.
        if !extracted.contains(&class) {
            let unused = format!("{} is not used by any component", path.display());
            assert!(!is_release(), "{unused}");
            println!("cargo:warning={unused}");
        }
    }
}

/// While one writes, a sheet may be there before its component; what is shipped has neither too much nor too little.
fn is_release() -> bool {
    std::env::var("PROFILE").is_ok_and(|profile| profile == "release")
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

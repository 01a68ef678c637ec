//! Before the client is compiled: the scoped style sheets become `target/components.css`, and the words of
//! `public/locales/en.json` become typed functions.

#[path = "build/catalogue.rs"]
mod catalogue;
#[path = "build/styles.rs"]
mod styles;
#[path = "build/words.rs"]
mod words;

fn main() {
    for watched in ["build", "build.rs", "src", "style", "public/locales"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    styles::extract();
    words::generate();
}

//! The template: text with places, each of which has one kind of value.

use std::borrow::Cow;

use super::Program;
use crate::assets::Dist;
use crate::locale::{Catalogues, SOURCE};

/// A template cut at its places.
#[derive(Clone, Debug)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug)]
struct Piece {
    what: What,
    /// Which documents have it, when not all do.
    only: Option<Only>,
}

/// Documents that have more than others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Only {
    /// Those in a frame: what stands between `{{#framed}}` and `{{/framed}}`.
    Framed,
    /// Previews: what stands between `{{#preview}}` and `{{/preview}}`.
    Preview,
}

impl Only {
    fn as_str(self) -> &'static str {
        match self {
            Self::Framed => "framed",
            Self::Preview => "preview",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Framed, Self::Preview]
            .into_iter()
            .find(|only| only.as_str() == name)
    }
}

#[derive(Clone, Debug)]
enum What {
    Text(String),
    Place(Place),
}

#[derive(Clone, Debug)]
pub(super) enum Place {
    Lang,
    Dir,
    Layout,
    Title,
    Merchant,
    /// What the addresses of the document's API and pages begin with.
    Base,
    Program,
    Frame,
    FrameIntegrity,
    Preview,
    PreviewIntegrity,
    Js,
    JsIntegrity,
    Wasm,
    WasmIntegrity,
    Css,
    CssIntegrity,
    ThemeColor,
    Logo,
    LogoDark,
    Icon,
    Processor,
    Support,
    TestMode,
    Word(String),
}

/// The templates of all documents.
#[derive(Clone, Debug)]
pub struct Templates {
    portal: Template,
    dashboard: Template,
}

impl Templates {
    /// Reads those of the build.
    ///
    /// # Errors
    /// Names the place that is unknown.
    pub fn parse(dist: &Dist, catalogues: &Catalogues) -> Result<Self, String> {
        Ok(Self {
            portal: Template::parse("index.html", &dist.template, catalogues)?,
            dashboard: Template::parse("dashboard.html", &dist.dashboard, catalogues)?,
        })
    }

    /// That of a program's documents.
    pub fn of(&self, program: Program) -> &Template {
        match program {
            Program::Dashboard => &self.dashboard,
            _ => &self.portal,
        }
    }
}

impl Template {
    /// Reads the template of a file and checks that every word it names exists.
    ///
    /// # Errors
    /// Names the place that is unknown.
    pub fn parse(file: &str, text: &str, catalogues: &Catalogues) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        let mut only = None;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after
                .split_once("}}")
                .ok_or_else(|| format!("{file}: a place is not closed"))?;
            let what = What::Text(before.to_owned());
            pieces.push(Piece { what, only });
            rest = after;
            let name = name.trim();
            let begun = name.strip_prefix('#').and_then(Only::named);
            let ended = name.strip_prefix('/').and_then(Only::named);
            if begun.is_some() && only.is_none() {
                only = begun;
            } else if ended.is_some() && only == ended {
                only = None;
            } else {
                let what = What::Place(place(file, name, catalogues)?);
                pieces.push(Piece { what, only });
            }
        }
        if let Some(only) = only {
            let name = only.as_str();
            return Err(format!("{file}: {{{{#{name}}}}} is not ended"));
        }
        let what = What::Text(rest.to_owned());
        pieces.push(Piece { what, only });
        Ok(Self(pieces))
    }

    /// Fills the places of the parts that every document has, and of those for `only` such ones.
    pub(super) fn render<'a>(
        &'a self,
        only: Option<Only>,
        mut value: impl FnMut(&'a Place) -> Cow<'a, str>,
    ) -> String {
        let mut html = String::new();
        let has = |piece: &&Piece| piece.only.is_none() || piece.only == only;
        for piece in self.0.iter().filter(has) {
            match &piece.what {
                What::Text(text) => html.push_str(text),
                What::Place(place) => html.push_str(&value(place)),
            }
        }
        html
    }
}

fn place(file: &str, name: &str, catalogues: &Catalogues) -> Result<Place, String> {
    Ok(match name {
        "lang" => Place::Lang,
        "dir" => Place::Dir,
        "layout" => Place::Layout,
        "title" => Place::Title,
        "merchant" => Place::Merchant,
        "base" => Place::Base,
        "program" => Place::Program,
        "frame" => Place::Frame,
        "frame_integrity" => Place::FrameIntegrity,
        "preview" => Place::Preview,
        "preview_integrity" => Place::PreviewIntegrity,
        "js" => Place::Js,
        "js_integrity" => Place::JsIntegrity,
        "wasm" => Place::Wasm,
        "wasm_integrity" => Place::WasmIntegrity,
        "css" => Place::Css,
        "css_integrity" => Place::CssIntegrity,
        "theme_color" => Place::ThemeColor,
        "logo" => Place::Logo,
        "logo_dark" => Place::LogoDark,
        "icon" => Place::Icon,
        "processor" => Place::Processor,
        "support" => Place::Support,
        "test_mode" => Place::TestMode,
        _ => match name.strip_prefix("t:") {
            Some(key) if catalogues.text(SOURCE, key).is_some() => Place::Word(key.to_owned()),
            _ => return Err(format!("{file}: unknown place {{{{{name}}}}}")),
        },
    })
}

/// Text for element content and quoted attributes.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_merchant_cannot_leave_their_place() {
        assert_eq!(
            escape("<b a=\"1\" c='2'>&"),
            "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;"
        );
    }

    #[test]
    fn unknown_places_are_named() {
        let parse =
            |text: &str| Template::parse("index.html", text, &Catalogues::default()).unwrap_err();
        assert_eq!(parse("{{colour}}"), "index.html: unknown place {{colour}}");
        assert_eq!(parse("{{t:none}}"), "index.html: unknown place {{t:none}}");
        assert_eq!(parse("{{lang"), "index.html: a place is not closed");
        assert_eq!(
            parse("{{#framed}}x"),
            "index.html: {{#framed}} is not ended"
        );
    }

    #[test]
    fn only_frames_have_what_is_for_frames_and_previews_what_is_for_them() {
        let template = "a{{#framed}}b{{lang}}{{/framed}}c{{#preview}}d{{/preview}}";
        let template = Template::parse("t", template, &Catalogues::default()).unwrap();
        let render = |only| template.render(only, |_| Cow::Borrowed("en"));
        assert_eq!(render(None), "ac");
        assert_eq!(render(Some(Only::Framed)), "abenc");
        assert_eq!(render(Some(Only::Preview)), "acd");
    }

    #[test]
    fn parts_do_not_overlap() {
        let parse = |text: &str| Template::parse("t", text, &Catalogues::default()).is_err();
        assert!(parse("{{#framed}}{{#preview}}{{/preview}}{{/framed}}"));
        assert!(parse("{{#framed}}{{/preview}}{{/framed}}"));
    }
}

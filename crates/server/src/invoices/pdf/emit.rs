//! From filled pages to a file: PDF 1.7 that is tagged and keeps to PDF/UA-1, which the writer checks.

use std::num::NonZeroU16;

use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::{ConfigurationBuilder, validate::Accessibility};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagKind, TagTree,
};

use super::sheet::{Ink, Mark, Node, PAGE, Role, Sheet};

/// What a file says of itself.
pub struct About<'a> {
    /// Its title.
    pub title: &'a str,
    /// Who wrote it.
    pub author: &'a str,
    /// Its language.
    pub language: &'a str,
    /// Its day in UTC.
    pub day: Option<(i16, usize, i8)>,
}

/// Writes the file; `None` when it cannot be written, which the log explains.
pub fn emit(
    sheet: &Sheet<'_>,
    tree: Vec<Node>,
    logo: Option<Image>,
    about: &About<'_>,
) -> Option<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .ok()?;
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    let mut ids: Vec<Option<Identifier>> = vec![None; sheet.marks.len()];
    for number in 0..=sheet.page {
        let mut page = document.start_page_with(PageSettings::from_wh(PAGE.0, PAGE.1)?);
        let mut surface = page.surface();
        for (_, mark) in sheet.decoration.iter().filter(|(page, _)| *page == number) {
            let kind = match mark {
                Mark::Text { .. } => ArtifactType::PaginationOther,
                _ => ArtifactType::Layout,
            };
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
            draw(&mut surface, sheet, mark, logo.as_ref());
            surface.end_tagged();
        }
        for (index, (page, mark)) in sheet.marks.iter().enumerate() {
            if *page != number {
                continue;
            }
            let tag = match mark {
                Mark::Text { line, .. } => {
                    ContentTag::Span(SpanTag::empty().with_actual_text(line.said.as_deref()))
                }
                _ => ContentTag::Other,
            };
            ids[index] = Some(surface.start_tagged(tag));
            draw(&mut surface, sheet, mark, logo.as_ref());
            surface.end_tagged();
        }
        surface.finish();
        page.finish();
    }
    let mut tags = TagTree::new().with_lang(Some(about.language.to_owned()));
    for node in tree {
        if let Node::Group(role, children) = node {
            tags.push(group(role, children, &mut ids));
        }
    }
    document.set_tag_tree(tags);
    document.set_metadata(metadata(about));
    let mut outline = Outline::new();
    let begin = XyzDestination::new(0, Point::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new(about.title.to_owned(), begin));
    document.set_outline(outline);
    match document.finish() {
        Ok(file) => Some(file),
        Err(error) => {
            tracing::error!(?error, "a PDF cannot be written");
            None
        }
    }
}

fn metadata(about: &About<'_>) -> Metadata {
    let metadata = Metadata::new()
        .title(about.title.to_owned())
        .authors(vec![about.author.to_owned()])
        .language(about.language.to_owned());
    match about.day {
        Some((year, month, day)) => metadata.creation_date(
            DateTime::new(u16::try_from(year).unwrap_or_default())
                .month(u8::try_from(month).unwrap_or(1))
                .day(u8::try_from(day).unwrap_or(1)),
        ),
        None => metadata,
    }
}

fn draw(surface: &mut Surface<'_>, sheet: &Sheet<'_>, mark: &Mark, logo: Option<&Image>) {
    match mark {
        Mark::Text { x, y, line, style } => {
            surface.set_fill(Some(fill(style.ink)));
            for run in sheet.fonts.drawn(line, style.weight) {
                let Some(cut) = sheet.fonts.cut(run.face) else {
                    continue;
                };
                let at = Point::from_xy(x + run.x * style.size, *y);
                let font = cut.font.clone();
                surface.draw_glyphs(at, &run.glyphs, font, &line.text, style.size, false);
            }
        }
        Mark::Rule { x, y, width, ink } => {
            surface.set_fill(Some(fill(*ink)));
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *width, 0.6) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
        Mark::Logo {
            x,
            y,
            width,
            height,
        } => {
            if let (Some(image), Some(size)) = (logo, Size::from_wh(*width, *height)) {
                surface.push_transform(&Transform::from_translate(*x, *y));
                surface.draw_image(image.clone(), size);
                surface.pop();
            }
        }
    }
}

fn fill((r, g, b): Ink) -> Fill {
    Fill {
        paint: rgb::Color::new(r, g, b).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}

fn group(role: Role, children: Vec<Node>, ids: &mut [Option<Identifier>]) -> TagGroup {
    let mut group = TagGroup::new(tag(role));
    for child in children {
        match child {
            Node::Group(role, children) => group.push(self::group(role, children, ids)),
            Node::Mark(index) => {
                if let Some(id) = ids[index].take() {
                    group.push(id);
                }
            }
        }
    }
    group
}

fn tag(role: Role) -> TagKind {
    match role {
        Role::Heading(level, title) => {
            let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(title)).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::Section => Tag::Section.into(),
        Role::Table(about) => Tag::Table.with_summary(Some(about)).into(),
        Role::TableHead => Tag::THead.into(),
        Role::TableBody => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::Figure(alt) => Tag::Figure(Some(alt)).into(),
    }
}

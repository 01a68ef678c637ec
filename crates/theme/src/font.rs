//! Typefaces: those that devices bring along, and those that come with the portal (`public/fonts/`).

use std::fmt::{self, Write};

use crate::branding::{Font, FontFile};

/// A typeface that comes with the portal: variable, upright, in two files of which a browser loads what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundled {
    /// The family's name.
    pub family: &'static str,
    /// The files' first part.
    slug: &'static str,
    /// The lightest and the boldest weight.
    weights: (u16, u16),
    /// The first digits of the files' SHA-256, so that they can be kept for ever.
    latin: &'static str,
    latin_ext: &'static str,
}

/// What the file of Western European languages covers.
const LATIN: &str = "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD";
/// What the file of the other languages in Latin letters covers.
const LATIN_EXT: &str = "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF";

/// The name of the merchant's own family in the style sheet.
const OWN: &str = "Merchant";

impl Bundled {
    const fn new(
        family: &'static str,
        slug: &'static str,
        weights: (u16, u16),
        hashes: [&'static str; 2],
    ) -> Self {
        let [latin, latin_ext] = hashes;
        Self {
            family,
            slug,
            weights,
            latin,
            latin_ext,
        }
    }

    /// Where its files are served, with what each covers.
    #[must_use]
    pub fn files(&self) -> [(String, &'static str); 2] {
        let slug = self.slug;
        [
            (
                format!("/assets/fonts/{slug}-latin-{}.woff2", self.latin),
                LATIN,
            ),
            (
                format!("/assets/fonts/{slug}-latin-ext-{}.woff2", self.latin_ext),
                LATIN_EXT,
            ),
        ]
    }
}

impl Font {
    /// The typeface of the portal's own, if it is one.
    #[must_use]
    pub const fn bundled(self) -> Option<Bundled> {
        Some(match self {
            Self::Inter => Bundled::new("Inter", "inter", (100, 900), ["3100e775", "34b9c504"]),
            Self::SourceSans => Bundled::new(
                "Source Sans 3",
                "source-sans-3",
                (200, 900),
                ["19143dca", "a85a7459"],
            ),
            Self::Figtree => {
                Bundled::new("Figtree", "figtree", (300, 900), ["4ba7d3d0", "bf7828e2"])
            }
            Self::DmSans => {
                Bundled::new("DM Sans", "dm-sans", (100, 1000), ["9fea608a", "a5d38fe9"])
            }
            Self::NunitoSans => Bundled::new(
                "Nunito Sans",
                "nunito-sans",
                (200, 1000),
                ["29e38904", "c648ee5b"],
            ),
            Self::WorkSans => Bundled::new(
                "Work Sans",
                "work-sans",
                (100, 900),
                ["1dd49afc", "2aa17fc7"],
            ),
            Self::Manrope => {
                Bundled::new("Manrope", "manrope", (200, 800), ["a30ddcd3", "3911b66d"])
            }
            Self::PublicSans => Bundled::new(
                "Public Sans",
                "public-sans",
                (100, 900),
                ["5ed4d31c", "3a00a32f"],
            ),
            Self::PlusJakartaSans => Bundled::new(
                "Plus Jakarta Sans",
                "plus-jakarta-sans",
                (200, 800),
                ["153fc85b", "38e3b8fd"],
            ),
            Self::Outfit => Bundled::new("Outfit", "outfit", (100, 900), ["6c18d579", "0f53d1c0"]),
            Self::AtkinsonHyperlegible => Bundled::new(
                "Atkinson Hyperlegible Next",
                "atkinson-hyperlegible-next",
                (200, 800),
                ["18b2a1a3", "7dae0c6c"],
            ),
            Self::SourceSerif => Bundled::new(
                "Source Serif 4",
                "source-serif-4",
                (200, 900),
                ["382475f3", "d10ccbbd"],
            ),
            Self::Lora => Bundled::new("Lora", "lora", (400, 700), ["ddb8c660", "2a2d9c22"]),
            Self::RobotoSlab => Bundled::new(
                "Roboto Slab",
                "roboto-slab",
                (100, 900),
                ["50cf7d32", "8ed24f94"],
            ),
            Self::JetbrainsMono => Bundled::new(
                "JetBrains Mono",
                "jetbrains-mono",
                (100, 800),
                ["18be4527", "79bfdab9"],
            ),
            _ => return None,
        })
    }

    /// The device's typeface that comes closest: what is seen until a file is there, and where it has no letters.
    #[must_use]
    pub const fn stand_in(self) -> Self {
        match self {
            Self::Inter
            | Self::SourceSans
            | Self::DmSans
            | Self::WorkSans
            | Self::PublicSans
            | Self::AtkinsonHyperlegible => Self::Grotesque,
            Self::Figtree | Self::Manrope | Self::PlusJakartaSans | Self::Outfit => Self::Geometric,
            Self::NunitoSans => Self::Rounded,
            Self::SourceSerif | Self::Lora => Self::Serif,
            Self::RobotoSlab => Self::Slab,
            Self::JetbrainsMono => Self::Mono,
            Self::Own => Self::System,
            of_the_device => of_the_device,
        }
    }

    /// The value of `--font-body`: families by likelihood, the generic one last.
    #[must_use]
    pub fn stack(self) -> String {
        let devices = self.stand_in().device_stack();
        match self.bundled() {
            Some(bundled) => format!("\"{}\", {devices}", bundled.family),
            None if self == Self::Own => format!("\"{OWN}\", {devices}"),
            None => devices.to_owned(),
        }
    }

    const fn device_stack(self) -> &'static str {
        match self {
            Self::Grotesque => {
                r#""Helvetica Neue", "Arial Nova", "Nimbus Sans", Roboto, Arial, sans-serif"#
            }
            Self::Geometric => {
                r#"Avenir, "Avenir Next", Montserrat, Corbel, "URW Gothic", "Source Sans Pro", sans-serif"#
            }
            Self::Humanist => {
                r#"Seravek, "Gill Sans Nova", Ubuntu, Calibri, "Source Sans Pro", "DejaVu Sans", sans-serif"#
            }
            Self::Rounded => {
                r#"ui-rounded, "SF Pro Rounded", "Hiragino Maru Gothic ProN", Quicksand, Nunito, Manjari, "Arial Rounded MT Bold", Calibri, sans-serif"#
            }
            Self::Serif => {
                r#"Charter, "Bitstream Charter", "Sitka Text", Cambria, "Noto Serif", serif"#
            }
            Self::OldStyle => {
                r#""Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", P052, serif"#
            }
            Self::Slab => r#"Rockwell, "Rockwell Nova", "DejaVu Serif", "Sitka Small", serif"#,
            Self::Mono => {
                r#"ui-monospace, "Cascadia Code", "Source Code Pro", Menlo, Consolas, "DejaVu Sans Mono", monospace"#
            }
            _ => {
                r#"-apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, Cantarell, "Noto Sans", "Helvetica Neue", Arial, sans-serif"#
            }
        }
    }

    /// The font that has one of these families, the first one first. One that comes with the portal wins over devices.
    #[must_use]
    pub fn of_families<'a>(families: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        families.into_iter().find_map(|family| {
            let family = family.trim().trim_matches(['"', '\'']);
            let same = |own: &str| own.eq_ignore_ascii_case(family);
            let bundled = |font: &&Self| font.bundled().is_some_and(|it| same(it.family));
            let of_device = |font: &&Self| {
                let stack = font.device_stack();
                font.stand_in() == **font && stack.split(", ").any(|it| same(it.trim_matches('"')))
            };
            let all = || Self::ALL.iter();
            let mut on_devices = all().filter(of_device);
            let on_one = on_devices.next().filter(|_| on_devices.next().is_none());
            all().find(bundled).or(on_one).copied()
        })
    }
}

/// The rules that name the files of a typeface; none for the device's own.
pub(crate) fn write_faces(css: &mut String, font: Font, own: Option<&FontFile>) -> fmt::Result {
    if let Some(bundled) = font.bundled() {
        let (from, to) = bundled.weights;
        for (path, range) in bundled.files() {
            let weights = format!("{from} {to}");
            write_face(css, bundled.family, &weights, &path, Some(range))?;
        }
    }
    if let (Font::Own, Some(file)) = (font, own) {
        let regular = format!("/media/{}", file.regular);
        match &file.bold {
            Some(bold) => {
                write_face(css, OWN, "1 500", &regular, None)?;
                write_face(css, OWN, "501 1000", &format!("/media/{bold}"), None)?;
            }
            None if file.variable => write_face(css, OWN, "1 1000", &regular, None)?,
            // Of a single weight browsers make the bold one themselves.
            None => write_face(css, OWN, "400", &regular, None)?,
        }
    }
    Ok(())
}

fn write_face(
    css: &mut String,
    family: &str,
    weights: &str,
    path: &str,
    range: Option<&str>,
) -> fmt::Result {
    writeln!(css, "@font-face {{")?;
    writeln!(css, "  font-family: \"{family}\";")?;
    writeln!(css, "  font-weight: {weights};")?;
    writeln!(css, "  font-display: swap;")?;
    writeln!(css, "  src: url(\"{path}\") format(\"woff2\");")?;
    if let Some(range) = range {
        writeln!(css, "  unicode-range: {range};")?;
    }
    writeln!(css, "}}\n")
}

//! Fonts that devices bring along, so that none is downloaded.

use crate::branding::Font;

impl Font {
    /// The value of `--font-body`: families by likelihood, the generic one last.
    #[must_use]
    pub const fn stack(self) -> &'static str {
        match self {
            Self::System => {
                r#"-apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Roboto, Cantarell, "Noto Sans", "Helvetica Neue", Arial, sans-serif"#
            }
            Self::Grotesque => {
                r#"Inter, "Helvetica Neue", "Arial Nova", "Nimbus Sans", Roboto, Arial, sans-serif"#
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
            Self::Slab => {
                r#"Rockwell, "Rockwell Nova", "Roboto Slab", "DejaVu Serif", "Sitka Small", serif"#
            }
            Self::Mono => {
                r#"ui-monospace, "Cascadia Code", "Source Code Pro", Menlo, Consolas, "DejaVu Sans Mono", monospace"#
            }
        }
    }
}

//! Parts of the dashboard's pages.

mod color_field;
mod contrast_report;
mod copy;
mod editor_bar;
mod files;
mod heading;
mod look_colors;
mod look_files;
mod look_form;
mod look_shape;
mod look_words;
mod preview;
mod segments;
mod share;
mod shell;
mod signed_out;
mod versions;

pub use color_field::ColorField;
pub use contrast_report::ContrastReport;
pub use editor_bar::EditorBar;
pub use heading::Heading;
pub use look_form::LookForm;
pub use preview::Preview;
pub use segments::Segments;
pub use shell::Shell;
pub use signed_out::SignedOut;

//! The kit: what HTML could have had. It knows nothing of billing, URLs or HTTP.

mod alert;
mod badge;
mod button;
mod checkbox;
mod dialog;
mod disclosure;
mod empty_state;
mod field;
mod focus;
mod icon;
mod id;
mod late_text;
mod link;
mod menu;
mod radio_group;
mod search_field;
mod section;
mod select;
mod select_field;
mod skeleton;
mod spinner;
mod stepper;
mod text_area;
mod text_field;
mod toast;

pub use alert::Alert;
pub use badge::Badge;
pub use button::{Button, ButtonVariant, LinkButton};
pub use checkbox::Checkbox;
pub use dialog::{Dialog, DialogActions};
pub use disclosure::Disclosure;
pub use empty_state::EmptyState;
pub use field::Field;
pub use focus::{focus, focus_control};
pub use icon::{Icon, IconName};
pub use id::unique_id;
pub use late_text::LateText;
pub use link::ExternalLink;
pub use menu::{Menu, MenuItem};
pub use radio_group::RadioGroup;
pub use search_field::SearchField;
pub use section::Section;
pub use select::{Options, Select, SelectLook};
pub use select_field::SelectField;
pub use skeleton::Skeleton;
pub use spinner::Spinner;
pub use stepper::Stepper;
pub use text_area::TextArea;
pub use text_field::{TextField, Typing};
pub use toast::Toast;

/// What a colour means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Neutral,
    /// It went well.
    Success,
    /// It needs attention soon.
    Warning,
    /// It went wrong.
    Danger,
    /// It is worth knowing.
    Info,
}

impl Tone {
    /// The value of `data-tone`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
            Self::Info => "info",
        }
    }

    /// The drawing that goes with it.
    fn icon(self) -> IconName {
        match self {
            Self::Success => IconName::Check,
            Self::Warning | Self::Danger => IconName::Warning,
            Self::Neutral | Self::Info => IconName::Info,
        }
    }
}

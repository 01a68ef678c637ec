//! Settings that contradict each other.

use super::{Branding, FieldError, Font, Mode};
use crate::color::Rgb;
use crate::solve::Paper;

/// Less contrast than this is no design but a mistake.
const INVISIBLE: f64 = 1.25;

pub(super) fn contradictions(branding: &Branding) -> Vec<FieldError> {
    let mut errors = Vec::new();
    mode("light", &branding.modes.light, &mut errors);
    mode("dark", &branding.modes.dark, &mut errors);
    let shared = &branding.shared;
    if shared.font == Font::Own && shared.font_file.is_none() {
        errors.push(FieldError::new(
            "shared[font_file]",
            "Required: a font of your own needs its file.",
        ));
    }
    errors
}

fn mode(name: &str, mode: &Mode, errors: &mut Vec<FieldError>) {
    let mut push = |field: &str, message: &str| {
        errors.push(FieldError::new(format!("modes[{name}][{field}]"), message));
    };
    if let (Some(background), Some(surface)) = (mode.background, mode.surface)
        && Paper::of(background) != Paper::of(surface)
    {
        push(
            "surface",
            "Must be light where the background is light, and dark where it is dark.",
        );
    }
    let invisible = |paper: Option<Rgb>| {
        mode.text
            .zip(paper)
            .is_some_and(|(text, paper)| text.contrast(paper) < INVISIBLE)
    };
    if invisible(mode.background) || invisible(mode.surface) {
        push(
            "text",
            "Cannot be seen: it is nearly the color of the background or the surface.",
        );
    }
}

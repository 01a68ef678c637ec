//! Short notices that something happened. State only; the layout shows them.

use leptos::prelude::*;

/// What a notice is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    #[default]
    Success,
    /// It did not.
    Danger,
    /// Something else changed.
    Info,
}

impl Tone {
    /// The `data-tone` of the notice.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Danger => "danger",
            Self::Info => "info",
        }
    }
}

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Names it, for [`Toasts::dismiss`].
    pub id: u32,
    /// What it is about.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

/// The notices on the page, oldest first.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    last_id: StoredValue<u32>,
}

/// Offers the notices to everything below.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts {
        list: RwSignal::new(Vec::new()),
        last_id: StoredValue::new(0),
    };
    provide_context(toasts);
    toasts
}

/// The notices offered by [`provide_toasts`].
pub fn use_toasts() -> Toasts {
    expect_context()
}

impl Toasts {
    /// At most this many are shown; the oldest gives way.
    pub const MOST: usize = 3;

    /// Shows a notice.
    pub fn show(self, tone: Tone, text: String) {
        let id = self.last_id.get_value().wrapping_add(1);
        self.last_id.set_value(id);
        self.list.update(|list| {
            if list.len() == Self::MOST {
                list.remove(0);
            }
            list.push(Toast { id, tone, text });
        });
    }

    /// Takes a notice away; nothing happens when it is gone already.
    pub fn dismiss(self, id: u32) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }

    /// What to show.
    pub fn list(self) -> Signal<Vec<Toast>> {
        self.list.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_notice_gives_way() {
        let owner = Owner::new();
        owner.with(|| {
            let toasts = provide_toasts();
            for number in 1..=4 {
                toasts.show(Tone::Success, number.to_string());
            }
            toasts.dismiss(3);
            let left: Vec<String> = toasts
                .list
                .get_untracked()
                .into_iter()
                .map(|t| t.text)
                .collect();
            assert_eq!(left, ["2", "4"]);
        });
    }
}

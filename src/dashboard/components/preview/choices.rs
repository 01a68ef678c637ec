//! What can be previewed.

use crate::i18n::{LANGUAGES, Words};

/// What a preview shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The portal's page, as a path.
    pub page: String,
    /// What the made-up customer has.
    pub state: String,
    /// The language.
    pub locale: String,
    /// `light` or `dark`.
    pub scheme: String,
    /// `desktop`, `tablet` or `phone`.
    pub width: String,
    /// `draft`, `published` or `both`.
    pub compare: String,
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            page: "/".to_owned(),
            state: "default".to_owned(),
            locale: "en".to_owned(),
            scheme: "light".to_owned(),
            width: "desktop".to_owned(),
            compare: "draft".to_owned(),
        }
    }
}

impl Shown {
    /// Where the frame finds it.
    pub fn address(&self) -> String {
        let Self {
            page,
            state,
            locale,
            ..
        } = self;
        format!("/preview{page}?state={state}&locale={locale}")
    }
}

/// Texts that are a third longer than English, with marks on every letter.
const LONG: &str = "en-XA";

/// Values and words of everything that can be chosen.
pub struct Choices {
    pub pages: Vec<(String, String)>,
    pub states: Vec<(String, String)>,
    pub locales: Vec<(String, String)>,
    pub schemes: Vec<(String, String)>,
    pub widths: Vec<(String, String)>,
    pub compared: Vec<(String, String)>,
}

impl Choices {
    pub fn new(words: Words) -> Self {
        let listed = |list: &[(&str, String)]| {
            list.iter()
                .map(|(value, words)| ((*value).to_owned(), words.clone()))
                .collect()
        };
        let languages = LANGUAGES.iter();
        let mut locales: Vec<(String, String)> = languages
            .map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned()))
            .collect();
        locales.push((LONG.to_owned(), words.dashboard_preview_long()));
        Self {
            pages: listed(&[
                ("/", words.dashboard_preview_page_home()),
                (
                    "/subscriptions/sub_preview/update",
                    words.dashboard_preview_page_update(),
                ),
                (
                    "/subscriptions/sub_preview/cancel",
                    words.dashboard_preview_page_cancel(),
                ),
                ("/add-payment-method", words.dashboard_preview_page_add()),
                (
                    "/billing-information",
                    words.dashboard_preview_page_details(),
                ),
                ("/invoices", words.dashboard_preview_page_invoices()),
                (
                    "/invoices/in_preview_1",
                    words.dashboard_preview_page_invoice(),
                ),
                ("/activity", words.dashboard_preview_page_activity()),
                ("/login", words.dashboard_preview_page_login()),
            ]),
            states: listed(&[
                ("default", words.dashboard_preview_state_default()),
                ("past_due", words.dashboard_preview_state_past_due()),
                ("trialing", words.dashboard_preview_state_trialing()),
                ("canceling", words.dashboard_preview_state_canceling()),
                ("paused", words.dashboard_preview_state_paused()),
                ("empty", words.dashboard_preview_state_empty()),
                ("no_method", words.dashboard_preview_state_no_method()),
                ("many", words.dashboard_preview_state_many()),
                ("dialog", words.dashboard_preview_state_dialog()),
                ("loading", words.dashboard_preview_state_loading()),
                ("error", words.dashboard_preview_state_error()),
                ("expired", words.dashboard_preview_state_expired()),
            ]),
            locales,
            schemes: listed(&[
                ("light", words.dashboard_preview_light()),
                ("dark", words.dashboard_preview_dark()),
            ]),
            widths: listed(&[
                ("desktop", words.dashboard_preview_desktop()),
                ("tablet", words.dashboard_preview_tablet()),
                ("phone", words.dashboard_preview_phone()),
            ]),
            compared: listed(&[
                ("draft", words.dashboard_preview_draft()),
                ("published", words.dashboard_preview_published()),
                ("both", words.dashboard_preview_both()),
            ]),
        }
    }
}

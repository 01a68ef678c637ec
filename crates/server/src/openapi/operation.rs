//! One route, described.

use schemars::{Schema, SchemaGenerator};

use crate::rules::Field;

/// One thing that can be asked for.
#[derive(Clone, Copy)]
pub struct Operation {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// With `{id}` for what varies.
    pub path: &'static str,
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    pub(super) query: &'static [Field],
    pub(super) body: Body,
    pub(super) answer: Answer,
    pub(super) access: Access,
}

/// Who may ask.
#[derive(Clone, Copy)]
pub(super) enum Access {
    /// The merchant's server, with its secret key.
    Key,
    /// A tab that says for which session it acts.
    Tab,
    /// Any tab of the browser that has the session.
    Browser,
    /// Anybody: by this one gets in.
    Anybody,
}

#[derive(Clone, Copy)]
pub(super) enum Body {
    None,
    Form(&'static [Field]),
    Json(fn(&mut SchemaGenerator) -> Schema),
}

#[derive(Clone, Copy)]
pub(super) enum Answer {
    Empty(&'static str),
    Json(&'static str, fn(&mut SchemaGenerator) -> Schema),
    Object(&'static str),
    List(&'static str),
    File(&'static str),
}

impl Operation {
    const fn new(
        method: &'static str,
        path: &'static str,
        id: &'static str,
        summary: &'static str,
    ) -> Self {
        Self {
            method,
            path,
            id,
            summary,
            query: &[],
            body: Body::None,
            answer: Answer::Empty("204"),
            access: match path.as_bytes() {
                [b'/', b'v', b'1', ..] => Access::Key,
                _ => Access::Tab,
            },
        }
    }

    /// A read.
    pub const fn get(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new("GET", path, id, summary)
    }

    /// A change.
    pub const fn post(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new("POST", path, id, summary)
    }

    /// A change that can be repeated.
    pub const fn put(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new("PUT", path, id, summary)
    }

    /// An end.
    pub const fn delete(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new("DELETE", path, id, summary)
    }

    /// Takes these parameters in the query.
    pub const fn query(self, query: &'static [Field]) -> Self {
        Self { query, ..self }
    }

    /// Takes a form with these parameters.
    pub const fn form(self, fields: &'static [Field]) -> Self {
        Self {
            body: Body::Form(fields),
            ..self
        }
    }

    /// Takes JSON of this type, see [`super::schema`].
    pub const fn takes(self, body: fn(&mut SchemaGenerator) -> Schema) -> Self {
        Self {
            body: Body::Json(body),
            ..self
        }
    }

    /// Answers JSON of this type, see [`super::schema`].
    pub const fn answers(self, answer: fn(&mut SchemaGenerator) -> Schema) -> Self {
        Self {
            answer: Answer::Json("200", answer),
            ..self
        }
    }

    /// Answers 201 with JSON of this type.
    pub const fn makes(self, answer: fn(&mut SchemaGenerator) -> Schema) -> Self {
        Self {
            answer: Answer::Json("201", answer),
            ..self
        }
    }

    /// Answers 202 and nothing else.
    pub const fn accepts(self) -> Self {
        Self {
            answer: Answer::Empty("202"),
            ..self
        }
    }

    /// Answers an object with this `object`.
    pub const fn object(self, object: &'static str) -> Self {
        Self {
            answer: Answer::Object(object),
            ..self
        }
    }

    /// Answers a page of objects with this `object`.
    pub const fn list(self, object: &'static str) -> Self {
        Self {
            answer: Answer::List(object),
            ..self
        }
    }

    /// Answers a file of this media type.
    pub const fn file(self, media_type: &'static str) -> Self {
        Self {
            answer: Answer::File(media_type),
            ..self
        }
    }

    /// Needs no session: by this one gets in.
    pub const fn open(self) -> Self {
        Self {
            access: Access::Anybody,
            ..self
        }
    }

    /// Does not ask for which session the tab acts: a tab that opens learns it by this, and a download cannot say it in a
    /// header.
    pub const fn of_any_tab(self) -> Self {
        Self {
            access: Access::Browser,
            ..self
        }
    }

    /// Whether it is for the merchant's server, with its secret key.
    pub(super) fn is_merchant(&self) -> bool {
        matches!(self.access, Access::Key)
    }
}

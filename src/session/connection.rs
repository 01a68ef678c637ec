use leptos::prelude::*;

use super::browser_now;
use crate::api::Failure;

/// Whether the server can be reached, as the last requests found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// It can.
    #[default]
    Online,
    /// It cannot. What is on the page stays there to be read; nothing can be changed.
    Offline {
        /// When it last answered: Unix seconds by the browser's clock, which is the one the customer sees.
        since: i64,
    },
}

/// What requests have found out. The browser's own opinion is only a hint: it knows of cables, not of servers.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    connection: RwSignal<Connection>,
    is_offline: Signal<bool>,
    answered_at: StoredValue<i64>,
}

impl Reach {
    pub fn new() -> Self {
        let connection = RwSignal::new(Connection::Online);
        Self {
            connection,
            is_offline: Signal::derive(move || connection.get() != Connection::Online),
            answered_at: StoredValue::new(0),
        }
    }

    pub fn connection(self) -> Signal<Connection> {
        self.connection.into()
    }

    pub fn is_offline(self) -> Signal<bool> {
        self.is_offline
    }

    /// An answer came, whatever it says.
    pub fn answered(self) {
        self.answered_at.set_value(browser_now());
        self.put(Connection::Online);
    }

    /// What a failed request says of the way to the server.
    pub fn observe(self, failure: &Failure) {
        match failure {
            Failure::Refused { .. } | Failure::Unreadable => self.answered(),
            Failure::Offline => self.put(Connection::Offline {
                since: self.answered_at.get_value(),
            }),
            // A slow server is there, and a lost answer is asked for again.
            Failure::Timeout | Failure::Unconfirmed => {}
        }
    }

    fn put(self, connection: Connection) {
        if self.connection.get_untracked() != connection {
            self.connection.set(connection);
        }
    }
}

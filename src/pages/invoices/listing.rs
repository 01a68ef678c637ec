//! What the list shows: read page by page, drawn a few rows at a time so that no task keeps a slow phone from
//! scrolling.

use std::{sync::Arc, time::Duration};

use contract::{Invoice, InvoiceId};
use leptos::{prelude::*, task::spawn_local};

use super::filters::Filters;
use crate::{
    api::{self, Failure},
    paths,
    session::Session,
    time,
};

/// Rows that are drawn in a frame: some milliseconds on a slow phone.
const CHUNK: usize = 3;
/// How long typing has to rest before it is searched for.
const REST: Duration = Duration::from_millis(300);

/// Some rows with a number that is theirs alone.
pub type Chunk = (u32, Arc<Vec<Invoice>>);

/// The list. Copies are the same list.
#[derive(Clone, Copy)]
pub struct Listing {
    session: Session,
    filters: RwSignal<Filters>,
    chunks: RwSignal<Vec<Chunk>>,
    /// Names a chunk, and whatever else has to be told apart.
    last: StoredValue<u32>,
    /// Grows with every list that is asked for: answers to earlier ones are late.
    round: StoredValue<u32>,
    next: RwSignal<Option<InvoiceId>>,
    first_year: RwSignal<u16>,
    is_complete: RwSignal<bool>,
    is_pending: RwSignal<bool>,
    is_loaded: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
}

impl Listing {
    /// A list that is not loaded, narrowed as the address says.
    pub fn new(session: Session) -> Self {
        Self {
            session,
            filters: RwSignal::new(Filters::of_address()),
            chunks: RwSignal::new(Vec::new()),
            last: StoredValue::new(0),
            round: StoredValue::new(0),
            next: RwSignal::new(None),
            first_year: RwSignal::new(0),
            is_complete: RwSignal::new(true),
            is_pending: RwSignal::new(false),
            is_loaded: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }

    /// What narrows it.
    pub fn filters(self) -> Signal<Filters> {
        self.filters.into()
    }

    /// What is drawn.
    pub fn chunks(self) -> Vec<Chunk> {
        self.chunks.get()
    }

    /// Whether there is more to load.
    pub fn has_more(self) -> Signal<bool> {
        let (next, failure) = (self.next, self.failure);
        Signal::derive(move || next.with(Option::is_some) && failure.with(Option::is_none))
    }

    /// Whether a part of it is on its way.
    pub fn pending(self) -> Signal<bool> {
        self.is_pending.into()
    }

    /// Whether nothing can be shown yet.
    pub fn is_first_load(self) -> Signal<bool> {
        let (pending, chunks) = (self.is_pending, self.chunks);
        Signal::derive(move || pending.get() && chunks.with(Vec::is_empty))
    }

    /// Whether nothing was found.
    pub fn is_empty(self) -> Signal<bool> {
        let (loaded, chunks) = (self.is_loaded, self.chunks);
        Signal::derive(move || loaded.get() && chunks.with(Vec::is_empty))
    }

    /// Whether a search went back to the oldest invoices.
    pub fn is_complete(self) -> Signal<bool> {
        self.is_complete.into()
    }

    /// How many are drawn, once they are.
    pub fn shown(self) -> Signal<Option<i64>> {
        let (pending, chunks) = (self.is_pending, self.chunks);
        Signal::derive(move || {
            let count = chunks.with(|all| all.iter().map(|chunk| chunk.1.len()).sum::<usize>());
            i64::try_from(count).ok().filter(|_| !pending.get())
        })
    }

    /// Why a part could not be loaded, in words.
    pub fn error(self) -> Signal<Option<String>> {
        let (words, failure) = (self.session.words(), self.failure);
        Signal::derive(move || Some(failure.get()?.words(words)))
    }

    /// The years there can be invoices of, newest first.
    pub fn years(self) -> Vec<String> {
        let first = i64::from(self.first_year.get());
        // Half a day on: whose year begins early has its invoices in it.
        let now = js_sys::Date::new(&((self.session.now() as f64 + 43_200.0) * 1000.0).into());
        let this = i64::from(now.get_utc_full_year());
        let first = if first == 0 { this } else { first };
        (first..=this).rev().map(|year| year.to_string()).collect()
    }

    /// Searches for what was typed, once typing rests.
    pub fn search(self, search: String) {
        let filters = Filters {
            search,
            ..self.filters.get_untracked()
        };
        let round = self.begin(filters);
        spawn_local(async move {
            time::pause(REST).await;
            if self.round.try_get_value() == Some(round) {
                self.load(round, None, true).await;
            }
        });
    }

    /// Narrows the list otherwise.
    pub fn narrow(self, filters: Filters) {
        self.begin(filters);
        self.reload();
    }

    /// Loads the list anew.
    pub fn reload(self) {
        let round = self.next_round();
        spawn_local(self.load(round, None, true));
    }

    /// Loads older ones.
    pub fn more(self) {
        if self.is_pending.get_untracked() {
            return;
        }
        let round = self.next_round();
        let after = self.next.get_untracked();
        let is_new = after.is_none();
        spawn_local(self.load(round, after, is_new));
    }

    fn begin(self, filters: Filters) -> u32 {
        paths::rewrite(&format!("{}?{}", paths::INVOICES, filters.query()));
        self.filters.set(filters);
        self.next_round()
    }

    fn next_round(self) -> u32 {
        self.round.update_value(|round| *round += 1);
        self.round.get_value()
    }

    fn load(self, round: u32, after: Option<InvoiceId>, is_new: bool) -> impl Future<Output = ()> {
        self.is_pending.try_set(true);
        self.failure.try_set(None);
        if is_new {
            self.next.try_set(None);
        }
        let query = self.filters.try_get_untracked().unwrap_or_default().query();
        async move {
            let answer = api::list_invoices(self.session, &query, after.as_ref()).await;
            let is_current = move || self.round.try_get_value() == Some(round);
            if !is_current() {
                return;
            }
            match answer {
                Ok(list) => {
                    if is_new {
                        self.empty(&is_current).await;
                    }
                    self.next.try_set(list.next);
                    self.first_year.try_set(list.first_year);
                    self.is_complete.try_set(list.is_complete);
                    self.draw(list.data, &is_current).await;
                    if is_current() {
                        self.is_loaded.try_set(true);
                    }
                }
                Err(failure) => {
                    // Rows of an earlier search would pass for those of this one.
                    if is_new {
                        self.empty(&is_current).await;
                    }
                    self.failure.try_set(Some(failure));
                }
            }
            if is_current() {
                self.is_pending.try_set(false);
            }
        }
    }

    /// Takes the rows away, some at a time.
    async fn empty(self, is_current: &impl Fn() -> bool) {
        self.is_loaded.try_set(false);
        while is_current() && self.chunks.try_with_untracked(Vec::is_empty) == Some(false) {
            self.chunks.try_update(|chunks| {
                let left = chunks.len().saturating_sub(2 * CHUNK);
                chunks.truncate(left);
            });
            time::next_frame().await;
        }
    }

    async fn draw(self, rows: Vec<Invoice>, is_current: &impl Fn() -> bool) {
        for rows in rows.chunks(CHUNK) {
            if !is_current() {
                return;
            }
            self.last.try_update_value(|last| *last += 1);
            let number = self.last.try_get_value().unwrap_or_default();
            let chunk = (number, Arc::new(rows.to_vec()));
            self.chunks.try_update(|chunks| chunks.push(chunk));
            time::next_frame().await;
        }
    }
}

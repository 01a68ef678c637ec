//! Requests at a steady pace, whether or not those before them were answered: whoever waits for an answer first does not
//! notice that it took long.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::MissedTickBehavior;

use super::Call;

/// Traffic that goes on until it is ended.
pub struct Traffic {
    end: oneshot::Sender<()>,
    ended: JoinHandle<Tally>,
}

/// What the requests were answered, and how often: a status and the code of the error, or that there was no answer.
pub type Tally = BTreeMap<String, usize>;

impl Traffic {
    /// Begins to send so many requests a second to a port of this machine. `next` makes those of each turn: one, or
    /// several that are sent at once.
    pub fn begin(
        port: u16,
        per_second: usize,
        mut next: impl FnMut(usize) -> Vec<Call> + Send + 'static,
    ) -> Self {
        let (end, mut until) = oneshot::channel();
        let ended = tokio::spawn(async move {
            let http = reqwest::Client::builder()
                .no_proxy()
                .tls_certs_only([])
                .build()
                .unwrap();
            let mut pace = tokio::time::interval(Duration::from_secs(1) / per_second as u32);
            pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
            let mut sent = JoinSet::new();
            for turn in 0.. {
                tokio::select! {
                    _ = &mut until => break,
                    _ = pace.tick() => {}
                }
                for call in next(turn) {
                    let http = http.clone();
                    sent.spawn(async move {
                        match call.send_to(&http, port).await {
                            Ok(answer) => format!("{} {}", answer.status, answer.code()),
                            Err(_) => "no answer".to_owned(),
                        }
                    });
                }
            }
            let mut tally = Tally::new();
            while let Some(outcome) = sent.join_next().await {
                *tally.entry(outcome.unwrap()).or_default() += 1;
            }
            tally
        });
        Self { end, ended }
    }

    /// Sends nothing more, and waits for the last answers.
    pub async fn end(self) -> Tally {
        self.end.send(()).unwrap();
        self.ended.await.unwrap()
    }
}

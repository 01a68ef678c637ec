//! A merchant as the server serves it.

use std::sync::Arc;

use crate::app::StartError;
use crate::config::Account;
use crate::embed::Framers;
use crate::look::Look;
use crate::looks::Looks;
use crate::seal::Sealer;
use crate::store::SessionRow;
use crate::upstream::{Forwarder, Upstream};

/// An account with its connection and its look. Clones share all of it.
#[derive(Clone)]
pub struct Merchant {
    /// The account.
    pub account: Arc<Account>,
    /// The billing system, for what customers do.
    pub upstream: Upstream,
    /// The billing system, for the merchant's own calls.
    pub forwarder: Forwarder,
    /// Seals stored answers.
    pub sealer: Arc<Sealer>,
    /// Whose pages may show the portal in a frame.
    pub framers: Framers,
    /// What it looks like.
    pub looks: Arc<Looks>,
}

impl Merchant {
    /// Connects an account to its billing system. Nothing is sent yet.
    ///
    /// # Errors
    /// Says in a sentence what is wrong.
    pub(crate) fn connect(account: &Arc<Account>, look: Look) -> Result<Self, StartError> {
        let problem = |error: crate::upstream::Error| {
            StartError(format!("account \"{}\": upstream: {error}", account.id))
        };
        Ok(Self {
            account: account.clone(),
            upstream: Upstream::connect(
                &account.upstream,
                account.secret_key.expose(),
                account.upstream_limits,
            )
            .map_err(problem)?,
            forwarder: Forwarder::connect(&account.upstream).map_err(problem)?,
            sealer: Arc::new(Sealer::new(account.secret_key.expose())),
            framers: Framers::default(),
            looks: Arc::new(Looks::new(&account.id, Arc::new(look))),
        })
    }

    /// The merchant as a session shows it: with what is charged for the connected account it was opened on behalf of, if
    /// it was, and nothing else.
    pub fn for_session(self: &Arc<Self>, session: &SessionRow) -> Arc<Self> {
        let Some(account) = &session.on_behalf_of else {
            return Arc::clone(self);
        };
        Arc::new(self.on_behalf_of(account))
    }

    /// The merchant with what is charged for a connected account, and nothing else.
    pub fn on_behalf_of(&self, account: &str) -> Self {
        Self {
            upstream: self.upstream.on_behalf_of(account),
            ..self.clone()
        }
    }
}

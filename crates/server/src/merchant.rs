//! A merchant as the server serves it.

use std::sync::{Arc, PoisonError, RwLock};

use crate::app::StartError;
use crate::config::{Account, PublicUrl};
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
    /// The host that is asked, out of the table: cookies and checks of origins go by it, and what leads a customer back
    /// to where they are.
    pub here: Arc<PublicUrl>,
    /// Where links lead that are made for no browser in particular.
    home: Arc<RwLock<Arc<PublicUrl>>>,
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
        let here = Arc::new(account.public_url.clone());
        Ok(Self {
            account: account.clone(),
            home: Arc::new(RwLock::new(here.clone())),
            here,
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

    /// The merchant as another of its hosts serves it.
    pub(crate) fn at(&self, here: PublicUrl) -> Self {
        Self {
            here: Arc::new(here),
            ..self.clone()
        }
    }

    /// Where links lead that are made for no browser in particular: the primary domain while it is active, else the
    /// public URL.
    pub fn home(&self) -> Arc<PublicUrl> {
        let home = self.home.read().unwrap_or_else(PoisonError::into_inner);
        home.clone()
    }

    /// Has links lead elsewhere from now on.
    pub(crate) fn set_home(&self, home: PublicUrl) {
        *self.home.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(home);
    }
}

//! One visit to the page: the form comes, the bank is asked, the portal keeps the method.

use contract::{AddPaymentMethod::SetupIntent, Changed, Setup, rules::flow::Action};
use leptos::{prelude::*, task::spawn_local};
use web_sys::HtmlElement;

use crate::{
    api::{self, Failure, Intent},
    flow,
    i18n::Words,
    paths,
    processor::{Confirmed, PaymentForm, Refusal, Returned},
    session::Session,
};

/// Where a visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The form is on its way.
    Loading,
    /// It can be filled in.
    Ready,
    /// The bank is asked.
    Checking,
    /// The bank agreed; the portal keeps the method.
    Saving,
    /// The bank takes its time. Nothing more can be done here.
    Processing,
    /// There is no form.
    Broken,
}

/// One visit. It lives as long as the page, and what arrives later finds nobody.
#[derive(Clone, Copy)]
pub struct Adding {
    session: Session,
    words: Words,
    stage: RwSignal<Stage>,
    error: RwSignal<Option<String>>,
    has_form: RwSignal<bool>,
    form: StoredValue<Option<PaymentForm>, LocalStorage>,
    /// The setup intent the bank has agreed to. When keeping its method fails, only that is tried again.
    agreed: StoredValue<Option<String>>,
    intent: StoredValue<Intent>,
}

impl Adding {
    /// A visit that has not begun.
    pub fn new(session: Session) -> Self {
        Self {
            session,
            words: session.words(),
            stage: RwSignal::new(Stage::Loading),
            error: RwSignal::new(None),
            has_form: RwSignal::new(true),
            form: StoredValue::new_local(None),
            agreed: StoredValue::new(None),
            intent: StoredValue::new(Intent::new()),
        }
    }

    /// Where it stands.
    pub fn stage(self) -> Signal<Stage> {
        self.stage.into()
    }

    /// What went wrong last, in words.
    pub fn error(self) -> Signal<Option<String>> {
        self.error.into()
    }

    /// Whether there is a form, or one on its way. Who comes back from the bank's page with its agreement needs none.
    pub fn has_form(self) -> Signal<bool> {
        self.has_form.into()
    }

    /// Puts the form into `place`. A customer who comes back from the bank's page goes on where they left.
    pub fn start(self, place: HtmlElement) {
        let search = window().location().search().unwrap_or_default();
        let returned = Returned::of(&search);
        if returned.is_some() {
            // The processor's secret is among the parameters; it stays in no history.
            paths::rewrite(paths::ADD_PAYMENT_METHOD);
        }
        spawn_local(async move {
            match returned {
                Some(Returned {
                    setup_intent,
                    succeeded: true,
                }) => {
                    self.has_form.try_set(false);
                    self.agreed.try_set_value(Some(setup_intent.clone()));
                    self.save(setup_intent).await;
                    // The portal found that the bank has not agreed after all.
                    if self.agreed.try_get_value() == Some(None) {
                        self.load(&place).await;
                    }
                }
                Some(_) => {
                    self.say(Refusal::NotAuthenticated.words(self.words));
                    self.load(&place).await;
                }
                None => self.load(&place).await,
            }
        });
    }

    /// Asks the bank, then keeps the method. Nothing happens unless the form can be filled in.
    pub fn submit(self) {
        if self.stage.get_untracked() != Stage::Ready {
            return;
        }
        self.error.set(None);
        let agreed = self.agreed.get_value();
        self.stage.set(Stage::Checking);
        spawn_local(async move {
            match agreed {
                Some(setup_intent) => self.save(setup_intent).await,
                None => self.confirm().await,
            }
        });
    }

    async fn load(self, place: &HtmlElement) {
        self.has_form.try_set(true);
        self.stage.try_set(Stage::Loading);
        let key = self.intent.try_get_value().unwrap_or_default();
        let setup = match api::setup_payment_method(self.session, &key).await {
            Ok(Setup::Embedded(setup)) => setup,
            // The account does it there since this document was loaded.
            Ok(Setup::Redirect(page)) => return paths::replace(&page.redirect_url),
            Err(failure) => return self.give_up(failure.words(self.words)),
        };
        let ready = move || {
            self.stage.try_set(Stage::Ready);
        };
        let broken = move || self.give_up(Refusal::NoForm.words(self.words));
        let started = match PaymentForm::start(&setup, self.words).await {
            Ok(form) => form.mount(place, ready, broken).map(|()| form),
            Err(refusal) => Err(refusal),
        };
        match started {
            Ok(form) => {
                self.form.try_set_value(Some(form));
            }
            Err(refusal) => self.give_up(refusal.words(self.words)),
        }
    }

    async fn confirm(self) {
        let Some(Some(form)) = self.form.try_get_value() else {
            return self.give_up(Refusal::NoForm.words(self.words));
        };
        let return_url = paths::absolute(paths::ADD_PAYMENT_METHOD);
        match form.confirm(&return_url).await {
            Ok(Confirmed::Succeeded(setup_intent)) => {
                self.agreed.try_set_value(Some(setup_intent.clone()));
                self.save(setup_intent).await;
            }
            Ok(Confirmed::Processing) => {
                self.stage.try_set(Stage::Processing);
            }
            Err(refusal) => {
                self.say(refusal.words(self.words));
                self.stage.try_set(Stage::Ready);
            }
        }
    }

    async fn save(self, setup_intent: String) {
        self.stage.try_set(Stage::Saving);
        let key = self.intent.try_get_value().unwrap_or_default();
        match api::add_payment_method(self.session, &SetupIntent(setup_intent), &key).await {
            Ok(changed) => {
                paths::replace(&after_adding(self.session, &changed));
            }
            Err(failure) => {
                // What the server has refused it would refuse again under the same key; and a setup intent that has
                // not succeeded needs the form once more.
                if matches!(failure, Failure::Refused { .. }) {
                    self.intent
                        .try_update_value(|intent| *intent = Intent::new());
                }
                if failure.code() == Some(contract::ErrorCode::SetupIncomplete) {
                    self.agreed.try_set_value(None);
                }
                self.say(failure.words(self.words));
                self.stage.try_set(Stage::Ready);
            }
        }
    }

    fn say(self, text: String) {
        self.error.try_set(Some(text));
    }

    fn give_up(self, text: String) {
        self.say(text);
        self.stage.try_set(Stage::Broken);
    }
}

/// Where the page leads when a method was added.
pub fn after_adding(session: Session, changed: &Changed) -> String {
    flow::after(session, Action::AddPaymentMethod, way_home(changed))
}

/// The home page, which names the new method: it has become the default.
fn way_home(changed: &Changed) -> String {
    let mut methods = changed.payment_methods.iter();
    methods.find(|method| method.is_default).map_or_else(
        || paths::HOME.to_owned(),
        |method| paths::home_after_adding(&method.id),
    )
}

#[cfg(test)]
mod tests {
    use contract::{PaymentMethod, PaymentMethodKind};

    use super::*;

    #[test]
    fn the_way_home_names_the_new_default() {
        let method = |id: &str, is_default| PaymentMethod {
            id: id.into(),
            kind: PaymentMethodKind::AmazonPay,
            is_default,
            created: 0,
        };
        let mut changed = Changed {
            version: "v2".into(),
            payment_methods: vec![method("pm_old", false), method("pm_new", true)],
            subscriptions: Vec::new(),
        };
        assert_eq!(way_home(&changed), "/?added=pm_new");
        changed.payment_methods.clear();
        assert_eq!(way_home(&changed), "/");
    }
}

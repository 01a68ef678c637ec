//! What the routes take and answer.

use contract::{
    AddPaymentMethod, Changed, Customer, Direction, Locale, Merchant, OpenSession, Page, Portal,
    Processor, SessionInfo, SetLocale, Setup, SetupIntent, SetupMode, SetupRedirect, Texts,
};

super::every!(DIRECTIONS: Direction { Ltr, Rtl });
super::every!(SETUP_MODES: SetupMode { Redirect, Embedded });

pub fn open_session() -> OpenSession {
    OpenSession {
        token: "pcs_1".into(),
        switch: true,
    }
}

pub fn portal() -> Portal {
    Portal {
        session: SessionInfo {
            id: "ses_1".into(),
            customer: "cus_1".into(),
            expires_at: 1_795_291_200,
            test_mode: true,
            add_payment_method: SetupMode::Embedded,
            return_url: Some("https://shop.example/account".into()),
            now: 1_795_262_400,
        },
        locale: locale(),
        merchant: Merchant {
            name: "Acme".into(),
            headline: Some("Manage your plan".into()),
            terms_of_service_url: Some("https://shop.example/terms".into()),
            privacy_policy_url: Some("https://shop.example/privacy".into()),
            support_email: Some("help@shop.example".into()),
            logo: Some("/media/e3b0c442".into()),
            logo_dark: Some("/media/98fc1c14".into()),
            texts: Texts {
                support: Some("Call us on +1 555 0100.".into()),
                cancel: Some("We are sorry to see you go.".into()),
                footer: Some("Acme Ltd, 1 Main Street".into()),
            },
        },
        features: super::changing::features(),
        flow: Some(super::flow::confirm()),
        customer: super::billing::customer(),
        invoices: Page {
            data: super::billing::invoices(),
            has_more: true,
        },
        read_at: None,
        state: changed(),
    }
}

pub fn portal_of_a_new_customer() -> Portal {
    let full = portal();
    Portal {
        session: SessionInfo {
            test_mode: false,
            add_payment_method: SetupMode::Redirect,
            return_url: None,
            ..full.session
        },
        merchant: Merchant {
            name: "Acme".into(),
            headline: None,
            terms_of_service_url: None,
            privacy_policy_url: None,
            support_email: None,
            logo: None,
            logo_dark: None,
            texts: Texts::default(),
        },
        features: contract::Features::default(),
        flow: None,
        customer: Customer::default(),
        invoices: Page {
            data: Vec::new(),
            has_more: false,
        },
        read_at: None,
        state: Changed {
            version: "1".into(),
            payment_methods: Vec::new(),
            subscriptions: Vec::new(),
        },
        ..full
    }
}

pub fn changed() -> Changed {
    Changed {
        version: "4".into(),
        payment_methods: super::billing::payment_methods()
            .into_iter()
            .take(2)
            .collect(),
        subscriptions: super::billing::subscriptions(),
    }
}

pub fn locale() -> Locale {
    Locale {
        tag: "nl".into(),
        intl: "nl-BE".into(),
        dir: Direction::Ltr,
        messages: [
            ("payment_methods.add", "Betaalmethode toevoegen"),
            ("invoices.count.one", "{count} factuur"),
            ("invoices.count.other", "{count} facturen"),
        ]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .into(),
    }
}

pub fn set_locale() -> SetLocale {
    SetLocale {
        locale: "fr".into(),
    }
}

pub fn setups() -> Vec<Setup> {
    let redirect_url = "https://processor.example/pay#1".into();
    vec![
        Setup::Embedded(SetupIntent {
            id: "seti_1".into(),
            client_secret: "seti_1_secret_2".into(),
            processor: Processor {
                publishable_key: "pk_test_portico".into(),
            },
        }),
        Setup::Redirect(SetupRedirect { redirect_url }),
    ]
}

pub fn add_payment_method() -> Vec<AddPaymentMethod> {
    vec![
        AddPaymentMethod::SetupIntent("seti_1".into()),
        AddPaymentMethod::CheckoutSession("cs_1".into()),
    ]
}

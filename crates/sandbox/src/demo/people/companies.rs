//! Customers that are companies.

use super::super::catalogue::CALLS;
use super::Step::{AlsoSave, GiveBack, Months, PayWith, Subscribe, Today, Use};
use super::{Address, Person, ago};

pub(super) const LONG_HISTORY: Person = Person {
    slug: "long-history",
    name: "Harbor & Pine Architects",
    email: "accounts.harborpine@example.com",
    phone: "+1 206 555 0119",
    address: Address {
        line1: "901 Western Avenue, Suite 410",
        city: "Seattle",
        state: "WA",
        postal_code: "98104",
        country: "US",
    },
    locale: "en",
    shows: "Three subscriptions, one with usage, and 25 invoices over a year and a half, one of them partly refunded.",
    since: ago(17, 9),
    with: &[],
    tax_id: None,
    story: &[
        PayWith("pm_card_visa"),
        // 18 invoices: the first and 17 renewals.
        Subscribe(&[("team_month_usd", 8)], &[]),
        Months(9),
        AlsoSave("pm_usBankAccount"),
        // One invoice.
        Subscribe(&[("business_year_usd", 1)], &[]),
        Months(3),
        // Six invoices: the first and five renewals.
        Subscribe(&[("library_month_usd", 1), ("api_month_usd", 0)], &[]),
        // Seen in the history of two invoices: what went back, and what the next one takes off for it.
        GiveBack("500", "400"),
        Today,
        Use(CALLS, 12_480),
    ],
};

pub(super) const GERMAN_COMPANY: Person = Person {
    slug: "german-company",
    name: "Lindenhof Werkzeugbau GmbH",
    email: "buchhaltung.lindenhof@example.com",
    phone: "+49 711 5550 148",
    address: Address {
        line1: "Industriestraße 27",
        city: "Stuttgart",
        state: "",
        postal_code: "70565",
        country: "DE",
    },
    locale: "de",
    shows: "A German company with address, shipping address and VAT id, in German.",
    since: ago(11, 20),
    with: &[
        ("business_name", "Lindenhof Werkzeugbau GmbH"),
        ("tax_exempt", "reverse"),
        ("shipping[name]", "Lindenhof Werkzeugbau GmbH, Wareneingang"),
        ("shipping[phone]", "+49 711 5550 149"),
        ("shipping[address][line1]", "Industriestraße 27, Tor 3"),
        ("shipping[address][city]", "Stuttgart"),
        ("shipping[address][postal_code]", "70565"),
        ("shipping[address][country]", "DE"),
    ],
    tax_id: Some(("eu_vat", "DE123456789")),
    story: &[
        PayWith("pm_sepaDebit"),
        AlsoSave("pm_card_mastercard"),
        Subscribe(&[("business_month_eur", 1), ("seats_month_eur", 12)], &[]),
        Today,
    ],
};

pub(super) const PAYS_BY_INVOICE: Person = Person {
    slug: "pays-by-invoice",
    name: "Studio Romano S.r.l.",
    email: "amministrazione.romano@example.com",
    phone: "+39 02 5550 0171",
    address: Address {
        line1: "Via Tortona 31",
        city: "Milano",
        state: "MI",
        postal_code: "20144",
        country: "IT",
    },
    locale: "it",
    shows: "Pays by invoice within 30 days, in Italian: the latest invoice is open.",
    since: None,
    with: &[("business_name", "Studio Romano S.r.l.")],
    tax_id: None,
    story: &[Subscribe(
        &[("business_year_eur", 1)],
        &[
            ("collection_method", "send_invoice"),
            ("days_until_due", "30"),
        ],
    )],
};

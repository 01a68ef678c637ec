//! Customers who are people.

use super::super::catalogue::VAT_NL;
use super::Step::{AlsoSave, Change, Days, Months, PayWith, Subscribe, Today};
use super::{Address, Person, ago};

pub(super) const ONE_CARD: Person = Person {
    slug: "one-card",
    name: "Amelia Hart",
    email: "amelia.hart@example.com",
    phone: "+1 503 555 0142",
    address: Address {
        line1: "418 NE Alder Street",
        city: "Portland",
        state: "OR",
        postal_code: "97232",
        country: "US",
    },
    locale: "en",
    shows: "One card and one active subscription: the only card cannot be removed until another is added.",
    since: ago(5, 6),
    with: &[],
    tax_id: None,
    story: &[
        PayWith("pm_card_visa"),
        Subscribe(&[("team_month_usd", 3)], &[]),
        Today,
    ],
};

pub(super) const TWO_CARDS: Person = Person {
    slug: "two-cards",
    name: "Lars Lindqvist",
    email: "lars.lindqvist@example.com",
    phone: "+46 8 555 010 27",
    address: Address {
        line1: "Hornsgatan 84",
        city: "Stockholm",
        state: "",
        postal_code: "118 21",
        country: "SE",
    },
    locale: "sv",
    shows: "Two cards and a yearly plan, in Swedish: either card can become the default, and the other be removed.",
    since: ago(14, 70),
    with: &[],
    tax_id: None,
    story: &[
        PayWith("pm_card_visa"),
        AlsoSave("pm_card_mastercard"),
        Subscribe(&[("starter_year_eur", 1)], &[]),
        Today,
    ],
};

pub(super) const PAST_DUE: Person = Person {
    slug: "past-due",
    name: "Diego Fuentes",
    email: "diego.fuentes@example.com",
    phone: "+1 512 555 0176",
    address: Address {
        line1: "2207 South Congress Avenue",
        city: "Austin",
        state: "TX",
        postal_code: "78704",
        country: "US",
    },
    locale: "en",
    shows: "Past due: the card on file was declined at the last renewal, and an invoice is open.",
    since: ago(3, 4),
    with: &[],
    tax_id: None,
    story: &[
        PayWith("pm_card_visa"),
        Subscribe(&[("team_month_usd", 2)], &[]),
        Months(2),
        Days(5),
        PayWith("pm_card_chargeCustomerFail"),
        Today,
    ],
};

pub(super) const TRIALING: Person = Person {
    slug: "trialing",
    name: "Priya Raman",
    email: "priya.raman@example.com",
    phone: "+44 20 7946 0318",
    address: Address {
        line1: "19 Leather Lane",
        city: "London",
        state: "",
        postal_code: "EC1N 7TE",
        country: "GB",
    },
    locale: "en-GB",
    shows: "Trialing: fourteen days of Fernhill Team, with a card that will be charged in pounds when they end.",
    since: None,
    with: &[],
    tax_id: None,
    story: &[
        PayWith("pm_card_mastercard_debit"),
        Subscribe(&[("team_month_gbp", 1)], &[("trial_period_days", "14")]),
    ],
};

pub(super) const SEPA: Person = Person {
    slug: "sepa",
    name: "Sanne de Vries",
    email: "sanne.devries@example.com",
    phone: "+31 20 555 0193",
    address: Address {
        line1: "Prinsengracht 263",
        city: "Amsterdam",
        state: "",
        postal_code: "1016 GV",
        country: "NL",
    },
    locale: "nl",
    shows: "SEPA Direct Debit in euros with 21% VAT on top, in Dutch.",
    since: ago(7, 17),
    with: &[],
    tax_id: None,
    story: &[
        PayWith("pm_sepaDebit"),
        Subscribe(
            &[("team_month_eur", 4)],
            &[("default_tax_rates[0]", VAT_NL)],
        ),
        Today,
    ],
};

pub(super) const YEN: Person = Person {
    slug: "yen",
    name: "佐藤 遥",
    email: "haruka.sato@example.com",
    phone: "+81 3 5550 0164",
    address: Address {
        line1: "神宮前 3-21-8",
        city: "渋谷区",
        state: "東京都",
        postal_code: "150-0001",
        country: "JP",
    },
    locale: "ja",
    shows: "A plan in yen, a currency without decimals.",
    since: ago(4, 11),
    with: &[],
    tax_id: None,
    story: &[
        PayWith("pm_card_jcb"),
        Subscribe(&[("team_month_jpy", 2)], &[]),
        Today,
    ],
};

pub(super) const NO_SUBSCRIPTION: Person = Person {
    slug: "no-subscription",
    name: "Ingrid Solberg",
    email: "ingrid.solberg@example.com",
    phone: "",
    address: Address {
        line1: "Markveien 35",
        city: "Oslo",
        state: "",
        postal_code: "0554",
        country: "NO",
    },
    locale: "en",
    shows: "No subscription and no payment method: the empty states.",
    since: None,
    with: &[],
    tax_id: None,
    story: &[],
};

pub(super) const EXPIRED_CARD: Person = Person {
    slug: "expired-card",
    name: "Chloé Bernard",
    email: "chloe.bernard@example.com",
    phone: "+33 1 55 50 01 82",
    address: Address {
        line1: "12 rue des Martyrs",
        city: "Paris",
        state: "",
        postal_code: "75009",
        country: "FR",
    },
    locale: "fr",
    shows: "An expired card, which does not count as a way to pay, beside one that expires soon, in French.",
    since: None,
    with: &[],
    tax_id: None,
    story: &[
        PayWith("pm_card_expiresSoon"),
        Subscribe(&[("starter_year_eur", 1)], &[]),
        AlsoSave("pm_card_expired"),
    ],
};

pub(super) const PAUSED: Person = Person {
    slug: "paused",
    name: "Mateusz Kowalski",
    email: "mateusz.kowalski@example.com",
    phone: "+48 22 555 01 37",
    address: Address {
        line1: "ul. Mokotowska 46",
        city: "Warszawa",
        state: "",
        postal_code: "00-543",
        country: "PL",
    },
    locale: "en",
    shows: "Collection is paused: the subscription is active, and invoices are void.",
    since: ago(6, 8),
    with: &[],
    tax_id: None,
    story: &[
        PayWith("pm_card_visa"),
        Subscribe(&[("starter_month_eur", 1)], &[]),
        Months(4),
        Days(5),
        Change(&[("pause_collection[behavior]", "void")]),
        Today,
    ],
};

pub(super) const PENDING_CANCEL: Person = Person {
    slug: "pending-cancel",
    name: "Noah Tremblay",
    email: "noah.tremblay@example.com",
    phone: "+1 514 555 0158",
    address: Address {
        line1: "5130 rue Saint-Denis",
        city: "Montréal",
        state: "QC",
        postal_code: "H2J 2M2",
        country: "CA",
    },
    locale: "fr-CA",
    shows: "Cancelled for the end of the period: the subscription still runs.",
    since: ago(3, 13),
    with: &[],
    tax_id: None,
    story: &[
        PayWith("pm_card_amex"),
        Subscribe(&[("starter_month_usd", 1)], &[]),
        Today,
        Change(&[("cancel_at_period_end", "true")]),
    ],
};

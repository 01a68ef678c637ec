//! A preview is what is billed afterwards: ten thousand random changes, by the functions that both use.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::books::Books;
use super::change::{Change, Proration, Trial};
use super::currency::step;
use super::lines::for_period;
use super::preview;
use super::proration::remember_period;
use super::renew::{current_period, renewed, set_period};
use super::statement::{Statement, compose};
use super::tax::{Liability, sum};
use crate::value::int;

/// Percentage, and whether prices contain it.
const RATES: [(f64, bool); 5] = [
    (21.0, false),
    (8.875, false),
    (19.0, true),
    (5.5, true),
    (0.0, false),
];
const START: i64 = 1_767_225_600; // 2026-01-01
const DAY: i64 = 86_400;
/// Changes of one subscription, one after the other.
const CHANGES: usize = 10;

/// A random change.
#[derive(Debug, Clone)]
struct Wish {
    price: usize,
    quantity: i64,
    second: Option<i64>,
    proration: u8,
    kind: u8,
    discounts: Vec<usize>,
    /// Of the subscription, and of its first item.
    rates: [Vec<usize>; 2],
    wait: i64,
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let wish = (
        0..6_usize,
        0..40_i64,
        proptest::option::of(0..5_i64),
        0..3_u8,
        0..12_u8,
        proptest::collection::vec(0..4_usize, 0..3),
        [some_rates(), some_rates()],
        0..9 * DAY,
    );
    let wish = wish.prop_map(
        |(price, quantity, second, proration, kind, discounts, rates, wait)| Wish {
            price,
            quantity,
            second,
            proration,
            kind,
            discounts,
            rates,
            wait,
        },
    );
    proptest::collection::vec(wish, CHANGES)
}

/// Up to two different rates, often none.
fn some_rates() -> impl Strategy<Value = Vec<usize>> {
    let none = Just(Vec::new());
    let some = (0..RATES.len(), 0..RATES.len());
    prop_oneof![
        none,
        some.prop_map(|(one, other)| {
            let mut both = vec![one, other];
            both.dedup();
            both
        })
    ]
}

/// Everything the engine would have stored.
struct Ledger {
    books: Books,
    subscription: Value,
    waiting: Vec<Value>,
    balance: i64,
    now: i64,
    /// What was billed in all, and what was credited of it.
    billed: i64,
}

fn price(id: &str, currency: &str, interval: &str, option: Value) -> Value {
    let tiered = option["tiers"].is_array();
    json!({
        "id": id, "product": format!("prod_{id}"), "currency": currency,
        "billing_scheme": if tiered { "tiered" } else { "per_unit" }, "tiers_mode": "graduated",
        "recurring": {"interval": interval, "interval_count": 1, "usage_type": "licensed"},
        "currency_options": {currency: option},
    })
}

fn books(currency: &str) -> Books {
    let mut books = Books::default();
    let tiers = json!([
        {"up_to": 5, "unit_amount_decimal": "1000", "flat_amount_decimal": "500"},
        {"up_to": null, "unit_amount_decimal": "700"},
    ]);
    let options = [
        ("p0", "month", json!({"unit_amount_decimal": "1000"})),
        ("p1", "month", json!({"unit_amount_decimal": "2900"})),
        ("p2", "month", json!({"unit_amount_decimal": "0"})),
        ("p3", "month", json!({"tiers": tiers})),
        ("p4", "year", json!({"unit_amount_decimal": "99900"})),
        ("p5", "week", json!({"unit_amount_decimal": "300"})),
        ("s-month", "month", json!({"unit_amount_decimal": "500"})),
        ("s-year", "year", json!({"unit_amount_decimal": "5000"})),
        ("s-week", "week", json!({"unit_amount_decimal": "100"})),
    ];
    for (id, interval, option) in options {
        books.add_price(
            price(id, currency, interval, option),
            format!("Product {id}"),
        );
    }
    for (index, (percentage, inclusive)) in RATES.into_iter().enumerate() {
        books.add_rate(
            &json!({"id": format!("txr_{index}"), "percentage": percentage, "inclusive": inclusive}),
        );
    }
    let terms = [
        json!({"percent_off": 12.5, "amount_off": null, "duration": "forever"}),
        json!({"percent_off": null, "amount_off": 700, "duration": "forever"}),
        json!({"percent_off": 50.0, "amount_off": null, "duration": "once"}),
        json!({"percent_off": 33.33, "amount_off": null, "duration": "repeating"}),
    ];
    for (index, terms) in terms.into_iter().enumerate() {
        let end = (index == 3).then_some(START + 90 * DAY);
        books.add_discount(json!({"id": format!("di_{index}"), "end": end, "_terms": terms}));
    }
    books
}

fn rate_ids(rates: &[usize]) -> Value {
    rates.iter().map(|rate| format!("txr_{rate}")).collect()
}

fn item(id: &str, price: &str, quantity: i64) -> Value {
    json!({"id": id, "price": price, "quantity": quantity, "_billed": null})
}

impl Ledger {
    fn new(mode: &str, currency: &str) -> Self {
        let books = books(currency);
        let mut subscription = json!({
            "id": "sub_1", "customer": "cus_1", "status": "active", "currency": currency,
            "billing_mode": {"type": mode}, "billing_cycle_anchor": START, "discounts": [],
            "items": {"data": [item("si_1", "p0", 2)]},
        });
        let end = books
            .interval(&subscription)
            .and_then(|one| one.boundary_after(START, START));
        set_period(&mut subscription, (START, end.expect("an end")));
        let lines = for_period(&books, &subscription, false).expect("lines");
        let mut ledger = Self {
            books,
            subscription,
            waiting: Vec::new(),
            balance: 0,
            now: START,
            billed: 0,
        };
        ledger.bill(lines, START);
        ledger
    }

    /// What drafting and finalizing do.
    fn bill(&mut self, lines: Vec<Value>, at: i64) -> Statement {
        let mut all = std::mem::take(&mut self.waiting);
        all.extend(lines);
        let currency = self.subscription["currency"].as_str().expect("a currency");
        let discounts = self.books.discounts(&self.subscription, at);
        let made = compose(all, &discounts, Liability::Taxed, currency);
        remember_period(&mut self.subscription, &made.lines, &json!("in_1"));
        if made.lines.iter().any(|line| int(line, "amount") > 0) {
            let kept = self.subscription["discounts"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            self.subscription["discounts"] = kept.into_iter().filter(|id| id != "di_2").collect();
        }
        let due = (self.balance + made.total).max(0);
        let ending = (self.balance + made.total).min(0);
        assert_eq!(due + ending, self.balance + made.total, "nothing is lost");
        self.balance = ending;
        self.billed += made.total;
        made
    }

    /// Lets renewals that fall due until a moment happen.
    fn wait(&mut self, until: i64) {
        while current_period(&self.subscription).1 <= until {
            let at = current_period(&self.subscription).1;
            let (subscription, lines) = renewed(&self.subscription, &self.books).expect("renewed");
            self.subscription = subscription;
            self.bill(lines, at);
        }
        self.now = until;
    }

    fn change(&self, wish: &Wish) -> Change {
        let mut change = Change::none(&self.subscription, self.now);
        let (main, second) = match wish.price {
            4 => ("p4".to_owned(), "s-year"),
            5 => ("p5".to_owned(), "s-week"),
            other => (format!("p{other}"), "s-month"),
        };
        let mut first = item("si_1", &main, wish.quantity);
        let old = change.items.iter().find(|old| old["id"] == "si_1");
        if let Some(old) = old {
            first["_billed"] = old["_billed"].clone();
        }
        first["tax_rates"] = rate_ids(&wish.rates[1]);
        let mut items = vec![first];
        if let Some(quantity) = wish.second {
            let mut extra = item("si_2", second, quantity);
            if let Some(old) = change.items.iter().find(|old| old["id"] == "si_2") {
                extra["_billed"] = old["_billed"].clone();
            }
            items.push(extra);
        }
        change.items = items;
        change.discounts = wish
            .discounts
            .iter()
            .map(|one| format!("di_{one}"))
            .collect();
        change.default_tax_rates = rate_ids(&wish.rates[0]);
        change.proration = match wish.proration {
            0 => Proration::None,
            1 => Proration::Create,
            _ => Proration::Always,
        };
        change.anchor_now = wish.kind == 0;
        change.trial = match wish.kind {
            1 => Some(Trial::Until(self.now + 9 * DAY + 12_345)),
            2 => Some(Trial::EndsNow),
            _ => None,
        };
        change
    }
}

/// What a line says, without its id.
fn said(line: &Value) -> (Value, i64, Value) {
    let amount = int(line, "amount");
    (line["description"].clone(), amount, line["period"].clone())
}

fn check(wishes: &[Wish], mode: &str, currency: &str) {
    let mut ledger = Ledger::new(mode, currency);
    for wish in wishes {
        ledger.wait(ledger.now + wish.wait);
        let change = ledger.change(wish);
        let before = ledger.subscription.clone();
        let effect = change.apply(&before, &ledger.books).expect("an effect");
        let next = preview::next(&before, &effect, &ledger.books, ledger.now, false);
        let next = next.expect("a preview").expect("something is billed");
        let mut lines = ledger.waiting.clone();
        lines.extend(next.lines);
        let discounts = ledger.books.discounts(&next.subscription, next.at);
        let foretold = compose(lines, &discounts, Liability::Taxed, currency);

        ledger.subscription = effect.subscription;
        ledger.waiting.extend(effect.prorations);
        let billed = if effect.invoice_now {
            ledger.bill(effect.period, ledger.now)
        } else {
            let at = current_period(&ledger.subscription).1;
            let (subscription, lines) =
                renewed(&ledger.subscription, &ledger.books).expect("renewed");
            ledger.subscription = subscription;
            ledger.now = at;
            ledger.bill(lines, at)
        };
        let of = |one: &Statement| one.lines.iter().map(said).collect::<Vec<_>>();
        assert_eq!(of(&foretold), of(&billed));
        assert_eq!(foretold.total, billed.total);
        assert_eq!(foretold.discounts, billed.discounts);
        assert_eq!(foretold.taxes, billed.taxes);
        assert_sound(&billed, currency);
        // Rounding may favour the customer by half a unit for each line; nothing else is ever paid out.
        if mode == "flexible" {
            let slack = step(currency) * 40 * i64::try_from(wishes.len()).unwrap_or(1);
            assert!(ledger.billed >= -slack, "{} was paid out", ledger.billed);
        }
    }
}

fn assert_sound(made: &Statement, currency: &str) {
    let sum: i64 = made.lines.iter().map(|line| int(line, "amount")).sum();
    let off: i64 = made.discounts.iter().map(|(_, amount)| amount).sum();
    assert_eq!(made.subtotal, sum);
    let taxes = |behavior| made.lines.iter().map(move |line| taxes_of(line, behavior));
    let on_top: i64 = taxes("exclusive").sum();
    let contained: i64 = taxes("inclusive").sum();
    assert_eq!(self::sum(&made.taxes, "exclusive"), on_top);
    assert_eq!(self::sum(&made.taxes, "inclusive"), contained);
    assert_eq!(made.total, sum - off + on_top);
    assert_eq!(made.total_excluding_tax, sum - off - contained);
    assert_eq!(made.total % step(currency), 0);
    for line in &made.lines {
        let own = line["discount_amounts"].as_array().expect("discounts");
        let own: i64 = own.iter().map(|one| int(one, "amount")).sum();
        assert!(own >= 0 && own <= int(line, "amount").max(0), "{line}");
        let proration = &line["parent"]["subscription_item_details"]["proration"];
        assert_eq!(line["discountable"] == true, proration == false);
        let (start, end) = (int(&line["period"], "start"), int(&line["period"], "end"));
        assert!(start <= end, "{line}");
        assert_eq!(int(line, "amount") % step(currency), 0, "{line}");
        for tax in line["taxes"].as_array().expect("taxes") {
            let (amount, taxed) = (int(tax, "amount"), int(tax, "taxable_amount"));
            assert!(amount.signum() * taxed.signum() >= 0, "{line}");
            assert!(amount.abs() <= taxed.abs() + step(currency), "{line}");
        }
    }
}

fn taxes_of(line: &Value, behavior: &str) -> i64 {
    sum(line["taxes"].as_array().expect("taxes"), behavior)
}

/// Without a test clock nothing renews: the period of a subscription may be long over when it is changed.
#[test]
fn a_change_after_the_period_credits_and_charges_nothing() {
    let mut ledger = Ledger::new("flexible", "usd");
    ledger.now = START + 400 * DAY;
    let mut change = Change::none(&ledger.subscription, ledger.now);
    change.items = vec![item("si_1", "p1", 3)];
    let effect = change
        .apply(&ledger.subscription, &ledger.books)
        .expect("an effect");
    assert!(effect.prorations.is_empty() && !effect.invoice_now);
    assert_eq!(effect.subscription["items"]["data"][0]["quantity"], 3);
}

/// Two tests, so that two processors share the work: 500 subscriptions with 10 changes each in either mode.
const CASES: u32 = 500;

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

const CURRENCIES: [&str; 4] = ["usd", "jpy", "isk", "kwd"];

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_foretold_is_billed_in_flexible_mode(wishes in wishes(), currency in 0..4_usize) {
        check(&wishes, "flexible", CURRENCIES[currency]);
    }

    #[test]
    fn what_is_foretold_is_billed_in_classic_mode(wishes in wishes(), currency in 0..4_usize) {
        check(&wishes, "classic", CURRENCIES[currency]);
    }
}

//! Which changes are taken, and which wait.

use contract::rules::change::{self, Conditions, Refusal, Term};
use contract::{
    Catalogue, CatalogueProduct, Interval, Price, QuantityRange, Recurring, SubscriptionItem,
    SubscriptionStatus, SubscriptionUpdate, UpdateRequest, UsageType,
};

fn every(interval: Interval, interval_count: u32) -> Recurring {
    Recurring {
        interval,
        interval_count,
        usage_type: UsageType::Licensed,
    }
}

fn price(id: &str, unit_amount: i64, interval: Interval) -> Price {
    Price {
        id: id.into(),
        currency: "eur".into(),
        unit_amount: Some(unit_amount),
        unit_amount_decimal: None,
        tiered: false,
        recurring: Some(every(interval, 1)),
    }
}

fn product(id: &str, prices: Vec<Price>, quantity: Option<(i64, Option<i64>)>) -> CatalogueProduct {
    CatalogueProduct {
        id: id.into(),
        name: id.into(),
        description: None,
        unit_label: None,
        prices,
        quantity: quantity.map(|(minimum, maximum)| QuantityRange { minimum, maximum }),
    }
}

fn catalogue() -> Catalogue {
    let team = vec![
        price("team_month", 2_000, Interval::Month),
        price("team_year", 20_000, Interval::Year),
    ];
    Catalogue {
        products: vec![
            product("team", team, Some((2, Some(10)))),
            product("solo", vec![price("solo", 900, Interval::Month)], None),
            product(
                "crowd",
                vec![price("crowd", 500, Interval::Month)],
                Some((20, None)),
            ),
        ],
    }
}

fn held(quantity: i64) -> SubscriptionItem {
    SubscriptionItem {
        id: "si_1".into(),
        product_name: "team".into(),
        unit_label: None,
        price: price("team_month", 2_000, Interval::Month),
        quantity: Some(quantity),
    }
}

const ALL: SubscriptionUpdate = SubscriptionUpdate {
    price: true,
    quantity: true,
    promotion_code: true,
};

fn check(
    held_quantity: i64,
    allowed: SubscriptionUpdate,
    price: &str,
    quantity: Option<i64>,
    code: Option<&str>,
) -> Result<(String, i64), Refusal> {
    let request = UpdateRequest {
        price: price.into(),
        quantity,
        promotion_code: code.map(Into::into),
    };
    let catalogue = catalogue();
    let wish = change::check(&held(held_quantity), allowed, &catalogue, &request)?;
    Ok((wish.price.id.clone(), wish.quantity))
}

#[test]
fn what_is_offered_is_taken_and_nothing_else() {
    let taken = |price: &str, quantity| Ok((price.to_owned(), quantity));
    assert_eq!(
        check(3, ALL, "team_year", None, None),
        taken("team_year", 3)
    );
    assert_eq!(
        check(3, ALL, "team_month", Some(10), Some("HALF")),
        taken("team_month", 10)
    );
    assert_eq!(check(3, ALL, "solo", None, None), taken("solo", 3));
    let refused = [
        ("team_month", None, None, Refusal::Nothing),
        ("team_month", Some(3), Some("HALF"), Refusal::Nothing),
        ("team_month", Some(11), None, Refusal::QuantityOutOfRange),
        ("team_month", Some(1), None, Refusal::QuantityOutOfRange),
        ("team_month", Some(-1), None, Refusal::QuantityOutOfRange),
        (
            "team_month",
            Some(i64::MAX),
            None,
            Refusal::QuantityOutOfRange,
        ),
        ("solo", Some(4), None, Refusal::QuantityFixed),
        ("crowd", None, None, Refusal::QuantityOutOfRange),
        ("other", None, None, Refusal::UnknownPrice),
        ("", None, None, Refusal::UnknownPrice),
    ];
    for (price, quantity, code, refusal) in refused {
        let found = check(3, ALL, price, quantity, code);
        assert_eq!(found, Err(refusal), "{price} {quantity:?} {code:?}");
    }
}

#[test]
fn each_switch_is_honoured() {
    let without = |price, quantity, promotion_code| SubscriptionUpdate {
        price,
        quantity,
        promotion_code,
    };
    let (fixed, one_by_one) = (without(false, true, true), without(true, false, true));
    assert_eq!(
        check(3, fixed, "team_year", None, None),
        Err(Refusal::PriceFixed)
    );
    assert!(check(3, fixed, "team_month", Some(4), None).is_ok());
    assert_eq!(
        check(3, one_by_one, "team_month", Some(4), None),
        Err(Refusal::QuantityFixed)
    );
    assert!(check(3, one_by_one, "team_year", Some(3), None).is_ok());
    let plain = without(true, true, false);
    assert_eq!(
        check(3, plain, "team_year", None, Some("HALF")),
        Err(Refusal::PromotionCodesOff)
    );
}

/// What was sold before the bounds were drawn may be kept, in another interval too; to be changed it must fit.
#[test]
fn an_old_quantity_is_kept_with_its_product() {
    assert!(check(40, ALL, "team_year", None, None).is_ok());
    assert_eq!(
        check(40, ALL, "team_year", Some(39), None),
        Err(Refusal::QuantityOutOfRange)
    );
    assert!(check(40, ALL, "crowd", None, None).is_ok());
}

fn term(product: &'static str, recurring: &'static Recurring, amount: i64) -> Term<'static> {
    Term {
        product,
        recurring,
        amount: change::minor_units(amount),
    }
}

const MONTHLY: Recurring = Recurring {
    interval: Interval::Month,
    interval_count: 1,
    usage_type: UsageType::Licensed,
};
const YEARLY: Recurring = Recurring {
    interval: Interval::Year,
    ..MONTHLY
};
const TWELVE_MONTHS: Recurring = Recurring {
    interval_count: 12,
    ..MONTHLY
};
const WEEKLY: Recurring = Recurring {
    interval: Interval::Week,
    ..MONTHLY
};

#[test]
fn steps_down_wait_when_the_configuration_says_so() {
    let both = Conditions {
        decreasing_item_amount: true,
        shortening_interval: true,
    };
    let less = Conditions {
        shortening_interval: false,
        ..both
    };
    let shorter = Conditions {
        decreasing_item_amount: false,
        ..both
    };
    let team = term("team", &MONTHLY, 2_000);
    let cases = [
        // A smaller plan, also of another product, which Stripe does not let wait.
        (term("solo", &MONTHLY, 900), true, false),
        (term("team", &MONTHLY, 1_999), true, false),
        (term("team", &MONTHLY, 2_000), false, false),
        (term("crowd", &MONTHLY, 5_000), false, false),
        // The year is cheaper by the month, and still a step up; another product's is what it costs.
        (term("team", &YEARLY, 20_000), false, false),
        (term("solo", &YEARLY, 20_000), true, false),
        (term("crowd", &YEARLY, 50_000), false, false),
        // More by the month, but shorter.
        (term("team", &WEEKLY, 1_000), false, true),
        (term("team", &WEEKLY, 100), true, true),
    ];
    for (after, decreases, shortens) in cases {
        for (conditions, expected) in [
            (less, decreases),
            (shorter, shortens),
            (both, decreases || shortens),
            (Conditions::default(), false),
        ] {
            let found = change::waits(conditions, SubscriptionStatus::Active, team, after);
            assert_eq!(found, expected, "{conditions:?} {after:?}");
        }
        for status in [SubscriptionStatus::Trialing, SubscriptionStatus::Paused] {
            assert!(!change::waits(both, status, team, after), "{status:?}");
        }
    }
    // Twelve months are a year.
    let year = term("team", &YEARLY, 20_000);
    let months = term("team", &TWELVE_MONTHS, 20_000);
    assert!(!change::waits(
        both,
        SubscriptionStatus::Active,
        year,
        months
    ));
}

#[test]
fn amounts_are_exact() {
    let mut found = price("p", 1_999, Interval::Month);
    assert_eq!(
        change::amount(&found, 3),
        Some(change::minor_units(3 * 1_999))
    );
    found.unit_amount = None;
    assert_eq!(change::amount(&found, 3), None);
    found.unit_amount_decimal = Some("0.000000000001".into());
    assert_eq!(change::amount(&found, 3), Some(3));
    found.unit_amount_decimal = Some("12.5".into());
    assert_eq!(change::amount(&found, 2), Some(change::minor_units(25)));
    found.tiered = true;
    assert_eq!(change::amount(&found, 2), None);
}

#[test]
fn a_choice_is_another_price_or_quantity() {
    let only = |quantity| Catalogue {
        products: vec![product("team", vec![held(1).price], quantity)],
    };
    assert!(!change::is_choice(&held(1), &only(None)));
    assert!(change::is_choice(&held(1), &only(Some((1, None)))));
    assert!(change::is_choice(&held(1), &catalogue()));
}

//! What is shown is what is billed: every currency, every anchor, and random changes.

use serde_json::Value;

use crate::support::plans::{Plans, Wishes, amounts, assert_billed, assert_sound, day, instant};
use crate::support::size;

/// What a third of a month comes to, in currencies without decimals, with three, and with those that are charged in
/// hundredths although they have none.
#[tokio::test]
async fn every_currency_is_charged_in_what_it_has() {
    for (currency, amount, third) in [
        ("jpy", 1_000, 333),
        ("huf", 100_000, 33_333),
        ("isk", 100_000, 33_300),
        ("ugx", 100_000, 33_300),
        ("kwd", 1_000, 330),
        ("eur", 1_000, 333),
    ] {
        let scene = Plans::new(Wishes {
            start: day("2026-04-01"),
            currency,
            amount,
            ..Wishes::default()
        })
        .await;
        scene.advance(day("2026-04-21")).await;
        let (preview, state) = scene.change(&scene.wish("team_month", Some(2))).await;
        assert_eq!(preview["currency"], currency);
        assert_eq!(amounts(&preview["now"]["lines"])[0], -third, "{currency}");
        assert_eq!(preview["recurring_total"], 2 * amount, "{currency}");
        assert_billed(&preview["now"], &scene.upstream().await["latest_invoice"]);
        assert_eq!(state["subscriptions"][0]["currency"], currency);
    }
}

/// The 31st of January and the 29th of February: short months end earlier, the anchor comes back, and a new anchor
/// counts from itself.
#[tokio::test]
async fn anchors_at_the_end_of_a_month_are_kept() {
    for (start, change, end, next) in [
        ("2026-01-31", "2026-02-10", "2026-02-28", "2026-03-31"),
        ("2028-02-29", "2028-03-10", "2028-03-29", "2028-04-29"),
    ] {
        let scene = Plans::new(Wishes {
            start: day(start),
            ..Wishes::default()
        })
        .await;
        scene.advance(day(change)).await;
        let (preview, _) = scene.change(&scene.wish("crowd", None)).await;
        assert_billed(&preview["now"], &scene.upstream().await["latest_invoice"]);
        assert_eq!(preview["next"]["date"], day(end), "{start}");
        scene.advance(day(end) + 7_200).await;
        let renewal = scene.upstream().await["latest_invoice"].clone();
        assert_billed(&preview["next"], &renewal);
        assert_eq!(
            renewal["lines"]["data"][0]["period"]["end"],
            day(next),
            "{start}"
        );
    }
    // The change itself falls on the 31st of January and begins a new period.
    let scene = Plans::new(Wishes {
        start: day("2026-01-15"),
        features: "&features[subscription_update][billing_cycle_anchor]=now".to_owned(),
        ..Wishes::default()
    })
    .await;
    scene.advance(day("2026-01-31")).await;
    let (preview, _) = scene.change(&scene.wish("crowd", None)).await;
    assert_eq!(preview["next"]["date"], day("2026-02-28"));
    assert_eq!(preview["next"]["lines"][0]["period_end"], day("2026-03-31"));
    scene.advance(day("2026-02-28") + 7_200).await;
    assert_billed(&preview["next"], &scene.upstream().await["latest_invoice"]);
}

/// The night in which the clocks go back has 25 hours: seconds are counted, not days.
#[tokio::test]
async fn clocks_that_are_put_back_change_nothing() {
    for (start, change) in [
        ("2026-10-01", "2026-10-25T00:59:59Z"),
        ("2026-10-01", "2026-10-25T01:00:01Z"),
        ("2026-03-01", "2026-03-29T01:00:01Z"),
    ] {
        let scene = Plans::new(Wishes {
            start: day(start),
            amount: 31 * 86_400,
            ..Wishes::default()
        })
        .await;
        let at = instant(change);
        scene.advance(at).await;
        let (preview, _) = scene.change(&scene.wish("team_month", Some(2))).await;
        // A cent for every second that is left.
        let left = day(start) + 31 * 86_400 - at;
        assert_eq!(
            amounts(&preview["now"]["lines"]),
            [-left, 2 * left],
            "{change}"
        );
        assert_billed(&preview["now"], &scene.upstream().await["latest_invoice"]);
    }
}

/// A small generator, so that a failing run can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Random changes at random moments through the server's own path: what was shown is billed, lines add up, and nothing
/// is paid out. The engine's arithmetic alone is held by 10,000 changes in the sandbox's tests.
#[tokio::test]
async fn random_changes_are_billed_as_they_were_shown() {
    let mut dice = Dice(20_261_126);
    let mut changes = 0;
    for round in 0..size(4, 40) {
        let pick =
            |dice: &mut Dice, list: &[&'static str]| list[dice.roll(list.len() as u64) as usize];
        let behavior = pick(&mut dice, &["none", "create_prorations", "always_invoice"]);
        let anchor = pick(&mut dice, &["unchanged", "unchanged", "now"]);
        let waits = pick(
            &mut dice,
            &["", "decreasing_item_amount", "shortening_interval"],
        );
        let waits = if waits.is_empty() {
            String::new()
        } else {
            format!(
                "&features[subscription_update][schedule_at_period_end][conditions][0][type]={waits}"
            )
        };
        let scene = Plans::new(Wishes {
            currency: pick(&mut dice, &["usd", "jpy", "isk", "kwd"]),
            features: format!(
                "&features[subscription_update][proration_behavior]={behavior}\
                 &features[subscription_update][billing_cycle_anchor]={anchor}{waits}"
            ),
            quantity: 1 + dice.roll(5) as i64,
            ..Wishes::default()
        })
        .await;
        let mut now = day("2026-01-01");
        for _ in 0..6 {
            now += 1 + dice.roll(20 * 86_400) as i64;
            scene.advance(now).await;
            let price = pick(&mut dice, &["team_month", "team_year", "crowd"]);
            let wish = scene.wish(price, Some(1 + dice.roll(12) as i64));
            let answer = scene.post("update/preview", wish.clone()).await;
            if answer.status == 422 || answer.status == 409 {
                // It is like that already, or a change is planned.
                continue;
            }
            assert_eq!(answer.status, 200, "{}", answer.text());
            let preview = answer.json();
            let before = scene.upstream().await["latest_invoice"]["id"].clone();
            let done = scene.confirm(&wish, &preview).await;
            assert_eq!(done.status, 200, "{round} {wish}: {}", done.text());
            let bill = scene.upstream().await["latest_invoice"].clone();
            match &preview["now"] {
                Value::Null => {
                    assert_eq!(bill["id"], before, "nothing is billed unless it was shown")
                }
                shown => assert_billed(shown, &bill),
            }
            assert_sound(&preview["next"]);
            changes += 1;
        }
    }
    assert!(changes >= size(12, 120), "{changes}");
}
